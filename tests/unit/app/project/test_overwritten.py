"""Another program writes over a project's file while it is open."""

import os
import shutil
from pathlib import Path

import pytest

from app.domain.project import database, upkeep
from app.domain.project.errors import OverwrittenError
from app.domain.project.presence import log_of
from app.domain.project.store import NotSavableError, Project, ProjectError, SaveError
from tests.unit.app.project.samples import add_class, draw, found_on, open_in, started


@pytest.fixture(params=[True, False], ids=["log", "rollback journal"])
def wal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the project has a write-ahead log, as on a disk, or none, as on a network share."""
    monkeypatch.setattr(database, "is_on_network", lambda _file: not request.param)
    return bool(request.param)


def stranger(folder: Path) -> Path:
    """Another project's file."""
    with open_in(folder) as other:
        folder.mkdir()
        add_class(other, "dog")
    return folder / f"{folder.name}.pyramid"


def write_over(project: Project, other: Path) -> bytes:
    """Copy a file over the one that is open, as `cp` does; returns its content."""
    assert project.file is not None
    inode = project.file.stat().st_ino
    shutil.copyfile(other, project.file)
    assert project.file.stat().st_ino == inode
    return project.file.read_bytes()


@pytest.mark.usefixtures("wal")
def test_an_edit_finds_out_and_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    with project:
        draw(project, picture, cat.id)
        content = write_over(project, stranger(tmp_path / "other"))
        for act in (
            lambda: draw(project, picture, cat.id),
            lambda: project.undo(),
            lambda: project.picture(str(folder / "new.jpg")),
            lambda: project.put_detections(picture.id, found_on("a", [0.5], [0], [0])),
            lambda: project.set_value("zoom", 2),
        ):
            with pytest.raises(OverwrittenError, match=r"photos\.pyramid was overwritten"):
                act()
        assert "Save what is here as a copy" in project.overwritten
        assert project.file is not None
        assert project.file.read_bytes() == content
    assert (folder / "photos.pyramid").read_bytes() == content
    assert not log_of(folder / "photos.pyramid").exists()
    with open_in(folder) as again:
        assert [each.name for each in again.classes.values()] == ["dog"]
        assert again.query("PRAGMA integrity_check") == [("ok",)]


def test_what_was_open_goes_on_in_a_copy(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    copy = tmp_path / "elsewhere" / "saved.pyramid"
    copy.parent.mkdir()
    with project:
        first = draw(project, picture, cat.id)
        content = write_over(project, stranger(tmp_path / "other"))
        project.save_copy(copy)
        assert project.file == copy
        assert project.overwritten == ""
        second = draw(project, picture, cat.id)
        assert project.annotations(picture.id) == (first, second)
        assert project.path_of(picture.id) == str(folder / "a.jpg")
        with Project(copy) as other:
            assert other.read_only
        with open_in(folder) as there:
            assert not there.read_only
            assert (folder / "photos.pyramid").read_bytes() == content or there.classes
    with Project(copy) as again:
        assert again.annotations(picture.id) == (first, second)
        assert again.path_of(picture.id) == str(folder / "a.jpg")
        again.undo()
        again.undo()
        assert again.annotations(picture.id) == ()


def test_a_sound_project_can_be_saved_as_a_copy(tmp_path: Path) -> None:
    project, picture, cat = started(tmp_path / "photos")
    with project:
        first = draw(project, picture, cat.id)
        for name in ("photos.pyramid", "taken.pyramid"):
            (tmp_path / "photos" / "taken.pyramid").touch()
            with pytest.raises(SaveError, match="Choose another name"):
                project.save_copy(tmp_path / "photos" / name)
        with pytest.raises(SaveError, match="no such folder"):
            project.save_copy(tmp_path / "nowhere" / "copy.pyramid")
        project.save_copy(tmp_path / "photos" / "copy.pyramid")
        draw(project, picture, cat.id)
    with open_in(tmp_path / "photos") as before:
        assert before.annotations(picture.id) == (first,)


def test_what_cannot_be_read_whole_is_no_copy(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    for number in range(3000):  # more than what stays in memory
        project.set_value(f"value {number}", "x" * 2000)
    box = draw(project, picture, cat.id)
    project.close()
    again = open_in(folder)
    with again:
        assert again.annotations(picture.id) == (box,)
        content = write_over(again, stranger(tmp_path / "other"))
        with pytest.raises(SaveError, match=r"copy\.pyramid: the project is not saved"):
            again.save_copy(tmp_path / "copy.pyramid")
        assert not list(tmp_path.glob("copy*")) + list(tmp_path.glob("*.part"))
        with pytest.raises(ProjectError, match="was overwritten by another program"):
            list(again.query("SELECT * FROM answers"))
    assert (folder / "photos.pyramid").read_bytes() == content


def test_what_was_open_is_put_aside_when_it_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    box = draw(project, picture, cat.id)
    write_over(project, stranger(tmp_path / "other"))
    project.close()
    (kept,) = (folder / ".pyramid-backups").glob("photos-overwritten-*")
    with Project(kept) as ours:
        assert ours.annotations(picture.id) == (box,)


@pytest.mark.usefixtures("wal")
def test_what_the_program_writes_itself_is_no_strangers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "CHECKPOINT_BYTES", 1)  # after every edit, in another thread
    monkeypatch.setattr(upkeep, "_LONG_LOG", 20_000)
    monkeypatch.setattr(database, "_CHECKPOINT_PAGES", 3)  # and by SQLite itself
    project, picture, cat = started(tmp_path / "photos")
    with project:
        boxes = [draw(project, picture, cat.id) for _ in range(200)]
        project.set_value("text", "x" * 100_000)
        project.undo()
        project.redo()
        assert project.annotations(picture.id) == tuple(boxes)
    with open_in(tmp_path / "photos") as again:
        assert again.annotations(picture.id) == tuple(boxes)


def test_a_file_that_is_replaced_is_told_from_one_that_is_overwritten(tmp_path: Path) -> None:
    project, picture, cat = started(tmp_path / "photos")
    with project:
        other = stranger(tmp_path / "other")
        os.replace(other, tmp_path / "photos" / "photos.pyramid")
        assert project.overwritten == ""
        with pytest.raises(NotSavableError, match="was replaced"):
            draw(project, picture, cat.id)
