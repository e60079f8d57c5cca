"""Sides as a project keeps them: over jobs, restarts, renamed files, files that are gone."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.edits import Change, Edit
from app.domain.formats.labels import LabelBox, LabelClass, LabelPicture, LabelSet, StoppedError
from app.domain.formats.project_labels import finish_import, plan_import
from app.domain.project.store import Project
from app.domain.training import sides
from app.domain.training.facts import job_facts
from app.domain.training.reviewed import reviewed_pictures
from app.domain.training.sides import settle_sides
from tests.unit.app.project.mounts import read_only
from tests.unit.app.training.projects import Made


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    made = Made(tmp_path / "photos")
    yield made
    made.project.close()


def settle(project: Project) -> dict[int, bool]:
    return settle_sides(project, reviewed_pictures(project))


def pin(made: Made, ids: list[int], split: str) -> None:
    rows = [made.project.picture_of(key) for key in ids]
    changes = tuple(Change(row, dataclasses.replace(row, split=split)) for row in rows)
    made.project.do(Edit("Change the split of a picture", changes))


def test_what_was_decided_stays_over_jobs_and_restarts(made: Made) -> None:
    label = made.add_class("cup").id
    made.add_pictures(20, label)
    first = settle(made.project)
    assert sum(first.values()) == 4
    made.add_pictures(30, label, start=20)
    second = settle(made.project)
    assert sum(second.values()) == 10
    assert first.items() <= second.items()
    made.project.close()
    made.project = Project(made.folder)
    assert settle(made.project) == second


def test_a_renamed_file_keeps_its_side(made: Made) -> None:
    label = made.add_class("cup").id
    pictures = made.add_pictures(10, label)
    first = settle(made.project)
    held = next(each for each in pictures if first[each.id])
    (made.folder / held.path).rename(made.folder / "renamed.png")
    other = made.project.picture(str(made.folder / "renamed.png"))
    made.project.do(Edit("Mark", (Change(other, dataclasses.replace(other, reviewed=True)),)))
    second = settle(made.project)
    assert second[other.id]
    assert held.id not in second, "its file is gone"


def test_only_files_that_are_not_known_are_read(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.add_pictures(5, made.add_class("cup").id)
    settle(made.project)
    monkeypatch.setattr(sides, "look_at", None)
    monkeypatch.setattr(sides, "read_facts", None)
    assert len(settle(made.project)) == 5


def test_a_file_that_is_no_picture_has_no_side(made: Made) -> None:
    pictures = made.add_pictures(4, made.add_class("cup").id)
    (made.folder / pictures[0].path).write_bytes(b"no picture")
    assert settle(made.project).keys() == {each.id for each in pictures[1:]}


def test_pins_win_and_give_way_again(made: Made) -> None:
    made.add_pictures(20, made.add_class("cup").id)
    first = settle(made.project)
    trained = [key for key, held in first.items() if not held][:2]
    judged = next(key for key, held in first.items() if held)
    pin(made, trained, "val")
    pin(made, [judged], "train")
    changed = settle(made.project)
    assert all(changed[key] for key in trained)
    assert not changed[judged]
    made.project.undo()
    made.project.undo()
    assert settle(made.project) == first


def test_pictures_of_the_test_split_stay_out(made: Made) -> None:
    pictures = made.add_pictures(10, made.add_class("cup").id)
    pin(made, [pictures[0].id], "test")
    assert pictures[0].id not in settle(made.project)


def test_an_imported_val_split_is_used_as_it_is(made: Made) -> None:
    paths = [str(made.folder / each.path) for each in made.add_pictures(10)]
    import_labels(made, paths, ["val"] + [""] * 9)
    decided = settle(made.project)
    assert sum(decided.values()) == 1
    made.project.undo()
    made.add_pictures(10, made.add_class("mug").id, start=10)
    assert sum(settle(made.project).values()) > 1, "the import was taken back"


def import_labels(made: Made, paths: list[str], splits: list[str]) -> None:
    """Import boxes on pictures, in these splits, as reviewed."""
    labels = LabelSet("coco", [LabelClass(1, "cup")])
    labels.pictures = [
        LabelPicture(Path(path).name, path, split=split, boxes=[LabelBox(0, (1, 1, 9, 9))])
        for path, split in zip(paths, splits, strict=True)
    ]
    plan = plan_import(made.project, labels, True)
    made.project.do(plan.edit)
    finish_import(made.project, labels, plan)


def test_labels_of_training_pictures_alone_are_divided(made: Made) -> None:
    paths = [str(made.folder / each.path) for each in made.add_pictures(10)]
    import_labels(made, paths, ["train"] * 10)
    decided = settle(made.project)
    assert sum(decided.values()) == 2
    facts = job_facts(made.project, ())
    assert (facts.trained, facts.held_out) == (8, 2)
    pin(made, [next(key for key, held in decided.items() if not held)], "val")
    assert sum(settle(made.project).values()) == 3, "a pin moves no other"


def test_stopping_keeps_what_was_read(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sides, "_KEPT_AT_ONCE", 2)
    made.add_pictures(6, made.add_class("cup").id)

    def stop_at_four(done: int, total: int) -> None:
        if done == 4:
            raise StoppedError

    with pytest.raises(StoppedError):
        settle_sides(made.project, reviewed_pictures(made.project), stop_at_four)
    read = made.project.query("SELECT COUNT(*), COUNT(held) FROM held_out")
    assert read == [(4, 0)]
    assert sum(settle(made.project).values()) == 1


def test_a_read_only_project_decides_for_itself_alone(made: Made) -> None:
    made.add_pictures(10, made.add_class("cup").id)
    made.project.close()
    with read_only(made.folder), Project(made.folder, data_dir=made.folder.parent / "data") as seen:
        first = settle(seen)
        assert sum(first.values()) == 2
        assert settle(seen) == first
