"""A full disk: a clear message, nothing half done, and work goes on after space is freed."""

from pathlib import Path

import pytest

from app.domain.edits import Change, Edit
from app.domain.project.store import Project, SaveError
from app.domain.records import Annotation, Picture, ProjectClass
from tests.unit.app.project.mounts import small_disk
from tests.unit.app.project.samples import add_class, draw, open_in, started


def many(project: Project, picture: Picture, cat: ProjectClass, count: int) -> Edit:
    boxes = (
        Annotation(project.new_id(), picture.id, cat.id, (1, 2, 3, 4), attributes={"n": str(n)})
        for n in range(count)
    )
    return Edit("Import", tuple(Change(None, box) for box in boxes))


def fill(project: Project, picture: Picture, cat: ProjectClass) -> None:
    for _each in range(1000):
        project.do(many(project, picture, cat, 400))


def fail_and_go_on(project: Project, picture: Picture, cat: ProjectClass, free: object) -> None:
    """Edits until the disk is full, twice with the same outcome; then `free` makes room."""
    first = draw(project, picture, cat.id)
    for _again in range(2):
        with pytest.raises(SaveError, match=r"photos\.pyramid: .*the disk is full\. Free some"):
            fill(project, picture, cat)
        there = project.annotations(picture.id)
        assert (len(there) - 1) % 400 == 0
        assert there[0] == first
    assert callable(free)
    free()
    last = draw(project, picture, cat.id)
    assert project.annotations(picture.id) == (*there, last)
    project.undo()
    assert project.annotations(picture.id) == there


def test_a_full_disk(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    with small_disk(folder):
        ballast = folder / "ballast"
        project, picture, cat = started(folder)
        ballast.write_bytes(bytes(300_000))
        with project:
            fail_and_go_on(project, picture, cat, ballast.unlink)
            there = project.annotations(picture.id)
        with open_in(folder) as again:
            assert again.annotations(picture.id) == there
            assert again.query("PRAGMA integrity_check") == [("ok",)]


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    project, picture, cat = started(tmp_path / "photos")

    def allow(pages: int) -> None:
        with project.transaction() as db:
            db.execute(f"PRAGMA max_page_count={pages}")

    with project:
        allow(120)
        fail_and_go_on(project, picture, cat, lambda: allow(100_000))


def test_no_room_for_the_file_itself(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    with small_disk(folder, "200k"):
        ballast = folder / "ballast"
        with pytest.raises(OSError, match="space"):
            ballast.write_bytes(bytes(1_000_000))
        with open_in(folder) as project:
            project.picture(str(folder / "a.jpg"))
            with pytest.raises(SaveError, match="photos"):
                add_class(project)
            assert project.classes == {}
            assert not list(folder.glob("*.pyramid"))
            ballast.unlink()
            cat = add_class(project)
            assert project.classes == {cat.id: cat}
            assert project.file == folder / "photos.pyramid"
