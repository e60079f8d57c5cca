"""Summaries read in stretches, and the pictures that somebody worked on."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.edits import Change, Edit
from app.domain.project import summary_stretches as module
from app.domain.project.store import Project
from app.domain.project.summary_stretches import summary_stretches
from app.domain.records import Annotation, Picture, ProjectClass, Record, Rejection
from tests.unit.app.boxes import MODEL, detections

BOX = (10.0, 10.0, 50.0, 50.0)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Twelve pictures: boxes, a rejection, a note, a review, detections, and nothing at all."""
    made = Project(tmp_path)
    pictures = list(made.register(str(tmp_path / f"{n}.png") for n in range(12)).values())
    cat = ProjectClass(made.new_id(), "cat", "#888888", 0)
    rows: list[Record] = [cat]
    rows += [Annotation(made.new_id(), pictures[n].id, cat.id, BOX) for n in (0, 0, 3)]
    rows.append(Rejection(made.new_id(), pictures[5].id, "dog", BOX))
    changes = [Change(None, row) for row in rows]
    changes.append(Change(pictures[7], with_values(pictures[7], note="dark")))
    changes.append(Change(pictures[11], with_values(pictures[11], reviewed=True)))
    made.do(Edit("", tuple(changes)))
    made.put_detections(pictures[2].id, detections([BOX], [0]))
    yield made
    made.close()


def with_values(picture: Picture, note: str = "", reviewed: bool = False) -> Picture:
    return Picture(picture.id, picture.path, reviewed=reviewed, note=note)


@pytest.mark.parametrize("length", [1, 3, 12, 100])
def test_stretches_hold_every_picture_once(
    project: Project, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_STRETCH", length)
    stretches = list(summary_stretches(project, MODEL.key))
    assert max(map(len, stretches)) <= length
    rows = [row for stretch in stretches for row in stretch]
    assert len(rows) == 12
    assert dict(rows) == project.summaries(MODEL.key)
    assert sum(each.detections is not None for _path, each in rows) == 1


def test_an_empty_project_has_no_summaries() -> None:
    with Project() as project:
        assert [row for stretch in summary_stretches(project, "") for row in stretch] == []


def test_pictures_worked_on_are_those_that_are_not_blank(project: Project) -> None:
    blank = {path for path, each in project.summaries().items() if each.is_blank}
    worked_on = project.worked_on()
    assert set(worked_on.values()) == set(project.summaries()) - blank
    assert sorted(Path(path).stem for path in worked_on.values()) == ["0", "11", "3", "5", "7"]
    assert all(project.path_of(id) == path for id, path in worked_on.items())


def test_another_thread_reads_what_was_just_written(project: Project) -> None:
    counts: list[int] = []
    for number in range(20):
        project.picture(str(project.root / f"more_{number}.png"))
        thread = threading.Thread(target=lambda: counts.append(len(list(project.pictures()))))
        thread.start()
        thread.join()
    assert counts == list(range(13, 33))
