"""What a look at the opened folder says of the project's pictures."""

import os
import threading
from pathlib import Path

import pytest

from app.domain.project.relink import MissingPicture, put_facts, read_facts
from app.domain.project.store import Project
from app.domain.records import Picture
from app.services.folder_look import FolderLook, found_in, moved_by
from tests.unit.app.project.samples import review, started

STOP = threading.Event()
LONG_AGO = 1_600_000_000


def put(path: Path, content: str = "") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content or path.name)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return str(path)


def known(project: Project, path: str) -> Picture:
    """A picture with work in it, whose content the project knows."""
    record = review(project, project.picture(path))
    facts = read_facts(path)
    assert facts is not None
    put_facts(project, {record.id: facts})
    return record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "photos"
    place.mkdir()
    return place


def test_missing_pictures_stand_where_they_were(folder: Path) -> None:
    project, *_ = started(folder)
    with project:
        paths = [put(folder / f"{n}.jpg") for n in (1, 2, 10)]
        gone, plain = known(project, paths[1]), paths[2]
        os.remove(paths[1])
        os.remove(plain)  # nobody has done anything to it
        look = FolderLook([str(folder)], [paths[0]], project).take(STOP, ask=False)
        assert look is not None
        assert look.paths == paths[:2]
        assert [each.id for each in look.missing] == [gone.id]
        assert project.missing == {gone.id}


def test_a_sub_folder_does_not_list_what_is_missing_elsewhere(folder: Path) -> None:
    project, *_ = started(folder)
    with project:
        inside, outside = put(folder / "sub" / "a.jpg"), put(folder / "b.jpg")
        known(project, outside)
        os.remove(outside)
        look = FolderLook([str(folder / "sub")], [inside], project).take(STOP, ask=False)
        assert look is not None
        assert look.paths == [inside]


def test_the_folder_of_the_project_lists_its_pictures_from_elsewhere(
    folder: Path, tmp_path: Path
) -> None:
    project, *_ = started(folder)
    with project:
        away, here = put(tmp_path / "away" / "a.jpg"), put(folder / "b.jpg")
        known(project, away)
        project.picture(put(tmp_path / "away" / "blank.jpg"))
        look = FolderLook([str(folder)], [here], project).take(STOP, ask=False)
        assert look is not None
        assert look.paths == [here, away]


def test_moved_files_are_matched_once_and_when_they_come(folder: Path) -> None:
    project, *_ = started(folder)
    with project:
        path = put(folder / "a.jpg", "content")
        record = known(project, path)
        watch = FolderLook([str(folder)], [path], project)
        first = watch.take(STOP, ask=False)
        assert first is not None
        assert not first.matches
        os.rename(path, folder / "b.jpg")
        look = watch.take(STOP, ask=False)
        while look is not None and look.unsure:
            look = watch.take(STOP, ask=False)
        assert look is not None
        assert look.matches == {record.id: str(folder / "b.jpg")}


def test_a_stopped_look_says_nothing(folder: Path) -> None:
    stop = threading.Event()
    stop.set()
    with Project() as project:
        assert FolderLook([str(folder)], [], project).take(stop, ask=True) is None


def test_one_located_file_explains_a_move(folder: Path, tmp_path: Path) -> None:
    project, *_ = started(folder)
    with project:
        olds = [put(folder / "day" / "1" / n) for n in ("a.jpg", "b.jpg")]
        olds.append(put(folder / "day" / "2" / "a.jpg"))
        records = [known(project, path) for path in olds]
        os.rename(folder / "day", tmp_path / "moved")
        news = [str(tmp_path / "moved" / Path(*Path(old).parts[-2:])) for old in olds]
        assert moved_by(project, olds[0], news[0]) == {
            record.id: new for record, new in zip(records, news, strict=True)
        }
        wanted = MissingPicture(records[0].id, olds[0], None, None)
        by_name = found_in(project, wanted, str(tmp_path / "moved"), STOP)
        assert by_name == moved_by(project, olds[0], news[0])


def test_files_of_a_located_folder_are_known_by_content(folder: Path, tmp_path: Path) -> None:
    project, *_ = started(folder)
    with project:
        old = put(folder / "a.jpg", "this one")
        record = known(project, old)
        os.remove(old)
        put(tmp_path / "away" / "other.jpg", "that one")
        new = put(tmp_path / "away" / "deep" / "renamed.jpg", "this one")
        wanted = MissingPicture(record.id, old, None, None)
        assert found_in(project, wanted, str(tmp_path / "away"), STOP) == {record.id: new}
        assert found_in(project, wanted, str(folder), STOP) == {}
