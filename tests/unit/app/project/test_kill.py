"""kill -9 in the middle of edits: every edit that was reported done is there."""

import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source_tree import ROOT
from tests.unit.app.project.samples import open_in, started

# Edits until it is killed: prints the id of a box when its edit is done; undoes and repeats some.
CHILD = """
import sys
from pathlib import Path
from tests.unit.app.project.samples import draw, open_in

project = open_in(Path(sys.argv[1]))
assert not project.read_only, project.notice
picture = next(project.pictures())
label = next(iter(project.classes))
while True:
    made = draw(project, picture, label)
    if made.id % 5 == 0:
        project.undo()
        project.redo()
    print(made.id, flush=True)
"""


def kills(folder: Path, times: int) -> None:
    project, picture, _cat = started(folder)
    project.close()
    chance = random.Random(1)
    reported: set[int] = set()
    for _each in range(times):
        reported |= edit_until_killed(folder, chance)
        file = folder / "photos.pyramid"
        with open_in(folder) as again:
            assert not again.read_only, again.notice
            there = {row.id for row in again.annotations(picture.id)}
            assert reported <= there
            assert again.undo_edit is not None
        check = sqlite3.connect(file)
        assert check.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        check.close()
    assert reported


def edit_until_killed(folder: Path, chance: random.Random) -> set[int]:
    """Ids that a child reported before it was killed after a random number of edits."""
    arguments = [sys.executable, "-c", CHILD, str(folder)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _each in range(chance.randint(1, 60))]
        child.kill()
        lines += child.stdout.read().splitlines(keepends=True)
    return {int(line) for line in lines if line.endswith("\n")}


def test_twenty_kills(tmp_path: Path) -> None:
    kills(tmp_path / "photos", 20)


@pytest.mark.slow
def test_a_thousand_kills(tmp_path: Path) -> None:
    kills(tmp_path / "photos", 1000)
