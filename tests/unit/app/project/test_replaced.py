"""What other programs do to a project's file while it is open, or after a crash."""

import os
import shutil
from pathlib import Path

import pytest

from app.domain.project.presence import log_of
from app.domain.project.store import NotSavableError, Project, SaveError
from tests.unit.app.project.samples import add_class, draw, open_in, started


def crashed(folder: Path, copy: Path) -> Path:
    """A copy of a folder's open project with its log, as a crash leaves it; its file."""
    copy.mkdir()
    for file in folder.glob("photos.pyramid*"):
        shutil.copy(file, copy)
    return copy / "photos.pyramid"


def kept(folder: Path, what: str) -> list[Path]:
    return sorted((folder / ".pyramid-backups").glob(f"photos-{what}-*"))


@pytest.mark.parametrize("what", ["photos.pyramid", "*photos.pyramid*"])
def test_a_file_that_is_deleted_is_written_anew_with_the_next_edit(
    tmp_path: Path, what: str
) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    with project:
        first = draw(project, picture, cat.id)
        for file in folder.glob(what):
            file.unlink()
        second = draw(project, picture, cat.id)
        with open_in(folder) as other:
            assert other.read_only
    with open_in(folder) as again:
        assert again.annotations(picture.id) == (first, second)
        assert again.query("PRAGMA integrity_check") == [("ok",)]
        again.undo()
        assert again.annotations(picture.id) == (first,)


def test_a_file_that_is_deleted_for_good_does_not_come_back(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    draw(project, picture, cat.id)
    (folder / "photos.pyramid").unlink()
    project.close()
    assert not list(folder.glob("photos.pyramid*"))
    with open_in(folder) as again:
        assert again.classes == {}


@pytest.mark.parametrize("edited", [False, True], ids=["closed then", "edited then"])
def test_a_file_that_is_renamed_has_all_that_was_saved(tmp_path: Path, edited: bool) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    rows = [draw(project, picture, cat.id)]
    renamed = (folder / "photos.pyramid").rename(tmp_path / "renamed.pyramid")
    before = tuple(rows)
    if edited:
        rows.append(draw(project, picture, cat.id))
    project.close()
    with Project(renamed) as there:
        assert there.annotations(picture.id) == before
        assert there.query("PRAGMA integrity_check") == [("ok",)]
    if edited:
        with open_in(folder) as again:
            assert again.annotations(picture.id) == tuple(rows)


def test_a_file_that_takes_the_place_is_left_alone_and_nothing_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    with open_in(tmp_path / "other") as other:
        (tmp_path / "other").mkdir()
        dog = add_class(other, "dog")
    project, picture, cat = started(folder)
    with project:
        first = draw(project, picture, cat.id)
        (tmp_path / "other" / "other.pyramid").replace(folder / "photos.pyramid")
        with pytest.raises(NotSavableError, match=r"photos\.pyramid was replaced .* is kept in"):
            draw(project, picture, cat.id)
        with pytest.raises(NotSavableError, match="was replaced"):
            project.undo()
        assert project.read_only
        assert project.annotations(picture.id) == (first,)
    with open_in(folder) as again:
        assert again.classes == {dog.id: dog}
        assert again.query("PRAGMA integrity_check") == [("ok",)]
    (copy,) = kept(folder, "replaced")
    with Project(copy) as ours:
        assert ours.annotations(picture.id) == (first,)


def test_a_file_that_takes_the_place_before_the_window_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    other = crashed(folder, tmp_path / "copy")
    with open_in(tmp_path / "copy"):
        pass
    first = draw(project, picture, cat.id)
    other.replace(folder / "photos.pyramid")
    project.close()
    with open_in(folder) as again:
        assert again.annotations(picture.id) == ()
        assert again.query("PRAGMA integrity_check") == [("ok",)]
    (copy,) = kept(folder, "replaced")
    with Project(copy) as ours:
        assert ours.annotations(picture.id) == (first,)


def test_a_folder_that_is_renamed_takes_its_project_along(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    with project:
        first = draw(project, picture, cat.id)
        folder.rename(tmp_path / "renamed")
        with pytest.raises(SaveError, match=r"photos\.pyramid: the folder is not there any more"):
            draw(project, picture, cat.id)
        with open_in(tmp_path / "renamed") as there:
            assert there.annotations(picture.id) == (first,)
        (tmp_path / "renamed").rename(folder)
        second = draw(project, picture, cat.id)
        folder.rename(tmp_path / "renamed")
    with open_in(tmp_path / "renamed") as there:
        assert not there.read_only
        assert there.path_of(picture.id) == str(tmp_path / "renamed" / "a.jpg")
        assert there.annotations(picture.id) == (first, second)


def test_a_log_left_by_a_crash_is_read(tmp_path: Path) -> None:
    project, picture, cat = started(tmp_path / "photos")
    with project:
        first = draw(project, picture, cat.id)
        file = crashed(tmp_path / "photos", tmp_path / "copy")
    assert log_of(file).stat().st_size > 0
    with open_in(tmp_path / "copy") as again:
        assert again.annotations(picture.id) == (first,)


def test_a_backup_put_in_place_of_a_crashed_project_does_not_take_its_log(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    first = draw(project, picture, cat.id)
    project.close()
    with open_in(folder):
        pass  # after it there is the backup of the day, with the first box
    with open_in(folder) as project:
        draw(project, picture, cat.id)
        file = crashed(folder, tmp_path / "copy")
    log = log_of(file).read_bytes()
    (backup,) = (folder / ".pyramid-backups").iterdir()
    shutil.copy(backup, file)
    with open_in(tmp_path / "copy") as again:
        assert again.annotations(picture.id) == (first,)
        assert again.query("PRAGMA integrity_check") == [("ok",)]
    (aside,) = kept(tmp_path / "copy", "log")
    assert aside.read_bytes() == log


def test_a_clock_that_goes_back_changes_no_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.domain.project import upkeep

    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    rows = [draw(project, picture, cat.id)]
    project.close()
    monkeypatch.setattr(upkeep, "_today", lambda: "2001-01-01")
    os.utime(folder / "photos.pyramid", (0, 0))
    with open_in(folder) as again:
        rows.append(draw(again, picture, cat.id))
        assert again.annotations(picture.id) == tuple(rows)
        again.undo()
        assert again.annotations(picture.id) == tuple(rows[:1])
