"""Two windows on one project, and places that cannot be written."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.project import database
from app.domain.project.network import is_on_network
from app.domain.project.store import NotSavableError, Project
from tests.source_tree import ROOT
from tests.unit.app.project.mounts import read_only
from tests.unit.app.project.samples import add_class, draw, found_on, open_in, started

HOLDER = """
import sys
from pathlib import Path
from tests.unit.app.project.samples import open_in

with open_in(Path(sys.argv[1])) as project:
    print("read only" if project.read_only else "holds it", flush=True)
    sys.stdin.readline()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """A process that holds a folder's project until it is sent a line."""
    pipe = subprocess.PIPE
    arguments = [sys.executable, "-c", HOLDER, str(folder)]
    process = subprocess.Popen(arguments, stdin=pipe, stdout=pipe, text=True, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline() == "holds it\n"
    return process


def test_the_second_window_looks_only_and_says_who_holds_it(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    project.close()
    process = holder(folder)
    with process, open_in(folder) as second:
        assert second.read_only
        for part in (str(process.pid), socket.gethostname(), "photos.pyramid", "since"):
            assert part in second.notice
        assert second.classes == {cat.id: cat}
        with pytest.raises(NotSavableError, match=str(process.pid)):
            draw(second, picture, cat.id)
        with pytest.raises(NotSavableError):
            second.undo()
        seen = second.picture(str(folder / "new.jpg"))
        assert seen.id < 0
        assert second.summaries()[str(folder / "new.jpg")].picture == seen
        second.put_detections(seen.id, found_on("new", [0.5], [0], [0]))
        second.put_detections(seen.id, found_on("new", [0.5, 0.6], [0, 1], [0, 1]))
        assert second.summary(seen.id, "5f3a").detections == 2
        assert second.find(model_key="5f3a", class_name="dog") == {seen.id}
        second.set_value("zoom", 2)
        second.set_value("zoom", 3)
        assert second.value("zoom") == 3
        process.communicate("done\n")
    with open_in(folder) as third:
        assert not third.read_only
        assert third.notice == ""
        assert third.value("zoom") is None
        assert third.find_picture(str(folder / "new.jpg")) is None


def test_the_second_window_sees_what_the_first_does(tmp_path: Path) -> None:
    first, picture, cat = started(tmp_path / "photos")
    with first, open_in(tmp_path / "photos") as second:
        box = draw(first, picture, cat.id)
        assert second.annotations(picture.id) == (box,)


def test_a_killed_window_holds_nothing_whatever_its_note_says(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    started(folder)[0].close()
    process = holder(folder)
    with process:
        process.kill()
    note = folder / ".photos.pyramid.lock.json"
    assert json.loads(note.read_text())["pid"] == process.pid
    with open_in(folder) as project:
        assert not project.read_only


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"pid": "x", "host": 1, "since": 1e99}', "\udcff"]
)
def test_a_note_that_says_nothing_does_no_harm(tmp_path: Path, text: str) -> None:
    first, _picture, _cat = started(tmp_path / "photos")
    note = tmp_path / "photos" / ".photos.pyramid.lock.json"
    with first:
        note.write_bytes(text.encode("utf-8", "surrogateescape"))
        with open_in(tmp_path / "photos") as second:
            assert "another window" in second.notice


def test_two_windows_start_a_project_in_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    with open_in(folder) as first, open_in(folder) as second:
        add_class(first)
        with pytest.raises(NotSavableError, match="open elsewhere"):
            add_class(second)
        first.close()
        with pytest.raises(NotSavableError, match="Open the folder again"):
            add_class(second)


def test_a_read_only_project_goes_on_as_a_copy(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    box = draw(project, picture, cat.id)
    project.close()
    before = (folder / "photos.pyramid").read_bytes()
    with read_only(folder):
        with open_in(folder) as project:
            assert not project.read_only
            assert str(tmp_path / "data") in project.notice
            seen = project.picture(str(folder / "new.jpg"))
            project.set_value("zoom", 3)
            project.put_detections(seen.id, found_on("new", [0.5], [0], [0]))
            assert not (tmp_path / "data").exists()
            second = draw(project, picture, cat.id)
            assert project.file is not None
            assert project.file.is_relative_to(tmp_path / "data")
            assert project.annotations(picture.id) == (box, second)
            assert project.path_of(seen.id) == str(folder / "new.jpg")
        for place in (folder, project.file):
            with Project(place, data_dir=tmp_path / "data") as again:
                assert again.annotations(picture.id) == (box, second)
                assert again.root == folder
                assert again.value("zoom") == 3
                assert again.detected("5f3a") == {seen.id}
    with open_in(folder) as again:
        assert str(project.file) in again.notice
        assert again.annotations(picture.id) == (box, second)
    assert (folder / "photos.pyramid").read_bytes() == before


def test_a_read_only_folder_without_a_project(tmp_path: Path) -> None:
    folder = tmp_path / "사진"
    folder.mkdir()
    with read_only(folder):
        with open_in(folder) as project:
            picture = project.picture(str(folder / "a.jpg"))
            assert project.notice == ""
            cat = add_class(project)
            assert str(project.file) in project.notice
        with open_in(folder) as again:
            assert again.classes == {cat.id: cat}
            assert again.path_of(picture.id) == str(folder / "a.jpg")


def test_no_place_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (tmp_path / "data").mkdir()
    with read_only(tmp_path), open_in(folder) as project:
        with pytest.raises(NotSavableError, match="no place to save to"):
            add_class(project)
        assert project.classes == {}


def test_a_read_only_project_whose_log_was_not_written_back(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    box = draw(project, picture, cat.id)
    other = tmp_path / "other"
    other.mkdir()
    for name in ("photos.pyramid", "photos.pyramid-wal"):
        (other / name).write_bytes((folder / name).read_bytes())
    project.close()
    with read_only(other), open_in(other) as again:
        assert again.annotations(picture.id) == (box,)
        second = draw(again, picture, cat.id)
        assert again.annotations(picture.id) == (box, second)


def test_a_network_share_has_a_rollback_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, picture, cat = started(tmp_path / "photos")
    assert project.query("PRAGMA journal_mode") == [("wal",)]
    project.close()
    assert not is_on_network(tmp_path)
    monkeypatch.setattr(database, "is_on_network", lambda path: True)
    with open_in(tmp_path / "photos") as shared:
        assert shared.query("PRAGMA journal_mode") == [("delete",)]
        box = draw(shared, picture, cat.id)
        assert shared.annotations(picture.id) == (box,)
        assert not list((tmp_path / "photos").glob("*-wal"))


def test_file_systems_of_the_network_are_known_by_their_mounts() -> None:
    from app.domain.project.network import _file_system, _is_network

    mounts = [
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n",
        "30 22 0:50 / /mnt/my\\040share rw,relatime shared:1 - cifs //server/share rw\n",
        "31 22 0:51 / /home/me/remote rw - fuse.sshfs me@there: rw\n",
    ]
    kinds = {"/mnt/my share/a": "cifs", "/mnt/other": "ext4", "/home/me/remote": "fuse.sshfs"}
    for path, kind in kinds.items():
        assert _file_system(path, mounts) == kind
        assert _is_network(kind) == (kind != "ext4")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="uids are of Unix")
def test_the_file_has_usual_permissions(tmp_path: Path) -> None:
    project, _picture, _cat = started(tmp_path / "photos")
    project.close()
    made = tmp_path / "photos" / "other"
    made.touch()
    mode = (tmp_path / "photos" / "photos.pyramid").stat().st_mode
    assert mode & 0o777 == made.stat().st_mode & 0o777
    assert sqlite3.threadsafety >= 1
