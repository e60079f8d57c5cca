"""kill -9 in the middle of edits: every edit that was reported done is there."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.domain.project.places import BACKUPS
from tests.source_tree import ROOT
from tests.unit.app.project.editing_process import ENDED
from tests.unit.app.project.samples import draw, open_in

KILLS_A_PROJECT = 100
BACKUP_EVERY = 5  # kills; those editors make the backup of the day anew
MOST_EDITS = 40
LONGEST_EDIT = 0.004  # seconds: a kill comes at any moment of an edit

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the editors are forked")


@contextmanager
def editing(folder: Path) -> Iterator[subprocess.Popen[str]]:
    module = "tests.unit.app.project.editing_process"
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-m", module, str(folder)], stdin=pipe, stdout=pipe, text=True, cwd=ROOT
    )
    with process:
        yield process
        process.communicate()
        assert process.returncode == 0


def kills(folder: Path, times: int) -> None:
    """Kill editors of one project, from its first edit on; look at it after each."""
    folder.mkdir()
    chance = random.Random(folder.name)
    reported: set[int] = set()
    with editing(folder) as process:
        for turn in range(times):
            if turn % BACKUP_EVERY == 0:
                shutil.rmtree(folder / BACKUPS, ignore_errors=True)
            reported |= edit_until_killed(process, chance)
            check(folder, reported)
    assert len(reported) > times


def edit_until_killed(process: subprocess.Popen[str], chance: random.Random) -> set[int]:
    """Ids that an editor reported before it was killed, after a random number of edits."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    editor = int(process.stdout.readline())
    lines = [process.stdout.readline() for _each in range(chance.randint(0, MOST_EDITS))]
    time.sleep(chance.uniform(0, LONGEST_EDIT))
    os.kill(editor, signal.SIGKILL)
    while (line := process.stdout.readline()) != f"{ENDED}\n":
        lines.append(line)
    return set(map(int, lines))


def check(folder: Path, reported: set[int]) -> None:
    """The project opens, is sound, has what was reported, takes edits; so does its backup."""
    with open_in(folder) as project:
        assert not project.read_only, project.notice
        rows = project.query("SELECT id FROM annotations")
        assert reported <= {row[0] for row in rows}
        assert project.query("PRAGMA integrity_check") == [("ok",)]
        if project.file is None:
            assert not reported
            return
        picture = project.find_picture(str(folder / "a.jpg"))
        assert picture is not None
        assert len(project.annotations(picture.id)) == len(rows)
        label = next(iter(project.classes), None)
        if label is not None:
            last = draw(project, picture, label)
            assert project.undo() is not None
            assert last not in project.annotations(picture.id)
    for backup in (folder / BACKUPS).glob("[!.]*"):
        with closing(sqlite3.connect(backup)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_hundred_kills(tmp_path: Path) -> None:
    kills(tmp_path / "photos", KILLS_A_PROJECT)


@pytest.mark.slow
def test_a_thousand_kills(tmp_path: Path) -> None:
    for number in range(1000 // KILLS_A_PROJECT):
        kills(tmp_path / f"photos-{number}", KILLS_A_PROJECT)
