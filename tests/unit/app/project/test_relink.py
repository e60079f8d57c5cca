"""Renamed and moved pictures are found again by their content."""

from pathlib import Path

import pytest

from app.domain.project.relink import (
    apply_matches,
    locate,
    locate_folder,
    match_files,
    missing_pictures,
    put_facts,
    read_facts,
    relink,
    relink_task,
    unread_pictures,
)
from app.domain.project.store import Project, ProjectError
from app.domain.records import Picture
from tests.unit.app.project.samples import open_in, review, started


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "photos"
    place.mkdir()
    return place


def learned(folder: Path, contents: dict[str, bytes]) -> tuple[Project, dict[str, Picture]]:
    """A project with reviewed pictures of these names and contents, read."""
    project, *_ = started(folder)
    known = {}
    for name, content in contents.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        known[name] = review(project, project.picture(str(folder / name)))
    learn(project)
    return project, known


def learn(project: Project) -> None:
    facts = {key: read_facts(path) for key, path in unread_pictures(project).items()}
    put_facts(project, {key: each for key, each in facts.items() if each is not None})
    assert not unread_pictures(project)


def files(folder: Path) -> list[str]:
    return [str(path) for path in folder.rglob("*.jpg")]


def test_a_renamed_and_a_moved_picture_are_found_and_undo_goes_on(folder: Path) -> None:
    project, known = learned(folder, {"b.jpg": b"b" * 10, "c.jpg": b"c" * 10, "d.jpg": b"d"})
    with project:
        (folder / "b.jpg").rename(folder / "renamed.jpg")
        (folder / "sub").mkdir()
        (folder / "c.jpg").rename(folder / "sub" / "c.jpg")
        project.picture(str(folder / "renamed.jpg"))  # seen before it was known to be the same
        task = relink_task(project, files(folder))
        assert project.missing == {known["b.jpg"].id, known["c.jpg"].id}
        assert project.summary(known["b.jpg"].id).missing
        assert apply_matches(project, match_files(task)) == 2
        assert project.path_of(known["b.jpg"].id) == str(folder / "renamed.jpg")
        assert project.picture_of(known["c.jpg"].id).path == "sub/c.jpg"
        assert project.missing == frozenset()
        found = project.find_picture(str(folder / "renamed.jpg"))
        assert found is not None
        assert found.id == known["b.jpg"].id
        for name in ("d.jpg", "c.jpg", "b.jpg"):
            edit = project.undo()
            assert edit is not None
            row = edit.changes[0].after
            assert row == project.picture_of(known[name].id)
            assert not project.picture_of(known[name].id).reviewed
        assert project.path_of(known["b.jpg"].id) == str(folder / "renamed.jpg")
        project.redo()
        assert project.picture_of(known["b.jpg"].id).reviewed


def test_missing_pictures_stay_listed(folder: Path) -> None:
    project, known = learned(folder, {"b.jpg": b"b" * 10})
    with project:
        (folder / "b.jpg").unlink()
        (folder / "other.jpg").write_bytes(b"x" * 10)
        assert relink(project, files(folder)) == 0
        assert project.missing == {known["b.jpg"].id}
        assert str(folder / "b.jpg") in project.summaries()
        assert {each.id for each in missing_pictures(project)} >= {known["b.jpg"].id}


def test_equal_files_keep_their_names(folder: Path) -> None:
    project, known = learned(folder, {"b.jpg": b"same", "c.jpg": b"same"})
    with project:
        (folder / "sub").mkdir()
        for name in ("b.jpg", "c.jpg"):
            (folder / name).rename(folder / "sub" / name)
        assert relink(project, files(folder)) == 2
        for name, picture in known.items():
            assert project.path_of(picture.id) == str(folder / "sub" / name)


def test_a_changed_file_is_read_again(folder: Path) -> None:
    project, known = learned(folder, {"b.jpg": b"b"})
    with project:
        (folder / "b.jpg").write_bytes(b"another")
        assert unread_pictures(project) == {known["b.jpg"].id: str(folder / "b.jpg")}
        learn(project)


def test_a_picture_is_located_by_hand(folder: Path, tmp_path: Path) -> None:
    project, known = learned(folder, {"b.jpg": b"b", "c.jpg": b"c"})
    with project:
        elsewhere = tmp_path / "elsewhere.jpg"
        elsewhere.write_bytes(b"edited since")
        locate(project, known["b.jpg"].id, str(elsewhere))
        assert project.path_of(known["b.jpg"].id) == str(elsewhere)
        with pytest.raises(ProjectError, match=r"c\.jpg.* already, with work in it"):
            locate(project, known["b.jpg"].id, str(folder / "c.jpg"))
        assert project.path_of(known["b.jpg"].id) == str(elsewhere)
        with pytest.raises(ProjectError):
            locate(project, 987654, str(elsewhere))


def test_a_folder_is_located_by_hand(folder: Path, tmp_path: Path) -> None:
    project, known = learned(folder, {"old/b.jpg": b"b", "old/c.jpg": b"c", "d.jpg": b"d"})
    with project:
        (folder / "old").rename(tmp_path / "new")
        (tmp_path / "new" / "c.jpg").unlink()
        assert locate_folder(project, str(folder / "old"), str(tmp_path / "new")) == 1
        assert project.path_of(known["old/b.jpg"].id) == str(tmp_path / "new" / "b.jpg")
        assert project.path_of(known["old/c.jpg"].id) == str(folder / "old" / "c.jpg")


def test_a_moved_project_takes_its_pictures_along(folder: Path, tmp_path: Path) -> None:
    project, known = learned(folder, {"b.jpg": b"b"})
    project.close()
    folder.rename(tmp_path / "moved")
    with open_in(tmp_path / "moved") as again:
        assert again.path_of(known["b.jpg"].id) == str(tmp_path / "moved" / "b.jpg")
        assert not relink_task(again, files(tmp_path / "moved")).missing


def test_reading_stops_when_told(folder: Path) -> None:
    project, _known = learned(folder, {"b.jpg": b"b"})
    with project:
        (folder / "b.jpg").rename(folder / "e.jpg")
        task = relink_task(project, files(folder))
        assert match_files(task, stopped=lambda: True) == {}
        assert read_facts(str(folder / "e.jpg"), stopped=lambda: True) is None
