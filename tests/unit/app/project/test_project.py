"""What a project keeps, through its public methods, across restarts."""

import dataclasses
import doctest
import threading
from pathlib import Path

import pytest

from app.domain.edits import Change, Edit
from app.domain.project import steps, store
from app.domain.project.store import Project, ProjectError
from app.domain.project.summaries import PictureState
from app.domain.records import Annotation, Origin, ProjectClass, Rejection
from tests.unit.app.project.samples import (
    MODEL,
    add_class,
    draw,
    found_on,
    open_in,
    review,
    started,
)


def on_disk(project: Project) -> bool:
    return project.file is not None


def full_annotation(key: int, picture: int, label: int) -> Annotation:
    origin = Origin(
        "lite", "cat", 0.75, (1.0, 2.0, 3.0, 4.0), "P3", "P2", 0.5, (0.0, 0.0, 9.0, 9.0), None
    )
    return Annotation(
        id=key, picture=picture, label=label, box=(0.1, 0.2, 30.3, 1 / 3 + 40),
        ignore=True, crowd=False, difficult=True, truncated=False, occluded=True, locked=True,
        group=7, attributes={"colour": "빨강", "": "x"},
        points=(((1.0, 2.0), (3.5, 4.0), (5.0, 6.0)), ()),
        extra={"labelme": {"flags": {"a": None}, "n": [1, 2.5, "é"]}}, origin=origin,
    )  # fmt: skip


def test_the_example_in_the_docstring_runs() -> None:
    results = doctest.DocTestRunner(verbose=False)
    for test in doctest.DocTestFinder(recurse=False).find(Project, globs=dict(vars(store))):
        results.run(test)
    assert results.summarize(verbose=False).failed == 0
    assert results.tries > 0


def test_nothing_is_written_before_the_first_edit(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    with open_in(folder) as project:
        picture = project.picture(str(folder / "a.jpg"))
        project.put_detections(picture.id, found_on("a.jpg", [0.5], [0], [0]))
        project.set_value("mirror", "no")
        assert not on_disk(project)
        assert not list(tmp_path.rglob("*.pyramid"))
        add_class(project)
        assert project.file == folder / "photos.pyramid"
        assert (folder / "photos.pyramid").is_file()
        assert project.detected("5f3a") == {picture.id}
    with open_in(folder) as again:
        assert again.value("mirror") == "no"
        assert again.find_picture(str(folder / "a.jpg")) == picture
        assert [each.name for each in again.classes.values()] == ["cat"]


@pytest.mark.parametrize("kind", ["value", "detections"])
def test_what_is_worth_keeping_makes_the_file(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    with open_in(folder) as project:
        picture = project.picture(str(folder / "a.jpg"))
        if kind == "value":
            project.set_value("answer", [1], keep=True)
        else:
            project.put_detections(picture.id, found_on("a.jpg", [0.5], [0], [0]), keep=True)
        assert project.file is not None


def test_records_come_back_as_they_were(tmp_path: Path) -> None:
    project, picture, cat = started(tmp_path / "café 사진")
    full = full_annotation(project.new_id(), picture.id, cat.id)
    plain = Annotation(project.new_id(), picture.id, cat.id, (1, 2, 3, 4))
    rejection = Rejection(
        project.new_id(), picture.id, "dog", (1.0, 2.0, 3.0, 4.0), "left_out", 0.5
    )
    noted = dataclasses.replace(picture, flagged=True, note="흐림\n'x'", split="val")
    changes = (Change(None, full), Change(None, plain), Change(None, rejection))
    project.do(Edit("All", (*changes, Change(picture, noted)), picture.id))
    project.close()
    with open_in(tmp_path / "café 사진") as again:
        assert again.annotations(picture.id) == (full, plain)
        assert again.rejections(picture.id) == (rejection,)
        assert again.picture_of(picture.id) == noted
        assert again.undo_edit == Edit("All", (*changes, Change(picture, noted)), picture.id)
        again.undo()
        assert again.annotations(picture.id) == ()
        assert again.redo_text == "All"
        again.redo()
        assert again.annotations(picture.id) == (full, plain)


def test_names_that_are_no_unicode(tmp_path: Path) -> None:
    project, _picture, _cat = started(tmp_path / "photos")
    path = str(tmp_path / "photos" / "b\udcff.jpg")
    strange = review(project, project.picture(path))
    project.close()
    with open_in(tmp_path / "photos") as again:
        assert again.find_picture(path) == strange
        assert again.path_of(strange.id) == path
        assert path in again.summaries()
        again.undo()
        assert again.redo() is not None
        assert again.find_picture(path) == strange


def test_ids_are_never_given_twice(tmp_path: Path) -> None:
    project, picture, cat = started(tmp_path / "photos")
    last = draw(project, picture, cat.id)
    project.undo()
    project.close()
    with open_in(tmp_path / "photos") as again:
        assert again.new_id() > last.id


def test_a_new_edit_drops_what_could_be_redone(tmp_path: Path) -> None:
    project, picture, cat = started(tmp_path / "photos")
    with project:
        draw(project, picture, cat.id)
        project.undo()
        assert project.redo_text == "Draw a box"
        kept = draw(project, picture, cat.id, (5, 6, 7, 8))
        assert project.redo_edit is None
        assert project.redo() is None
        assert project.undo_edit == Edit("Draw a box", (Change(None, kept),), picture.id)
        project.undo()
        project.undo()
        assert project.undo() is None
        assert project.classes == {}


def test_history_keeps_the_newest_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, picture, cat = started(tmp_path / "photos")
    with project:
        monkeypatch.setattr(steps, "MOST_STEPS", 5)
        for _each in range(8):
            draw(project, picture, cat.id)
        assert undone(project) == 5
        assert len(project.annotations(picture.id)) == 3
        monkeypatch.setattr(steps, "MOST_STEPS", 10_000)
        monkeypatch.setattr(steps, "MOST_BYTES", 250)
        for _each in range(8):
            draw(project, picture, cat.id)
        assert 1 <= undone(project) < 8


def undone(project: Project) -> int:
    count = 0
    while project.undo() is not None:
        count += 1
    return count


def test_an_edit_that_does_not_fit_changes_nothing(tmp_path: Path) -> None:
    project, picture, cat = started(tmp_path / "photos")
    with project:
        box = draw(project, picture, cat.id)
        other = dataclasses.replace(box, box=(9.0, 9.0, 10.0, 10.0))
        stranger = Annotation(999, picture.id, 12345, (1, 2, 3, 4))
        endless = Annotation(1000, picture.id, cat.id, (1, 2, 3, float("nan")))
        unkept = dataclasses.replace(cat, name="\ud800")
        for changes in (
            (Change(None, box),),
            (Change(other, box),),
            (Change(dataclasses.replace(box, id=77), None),),
            (Change(None, stranger),),
            (Change(None, endless),),
            (Change(cat, None),),
            (Change(cat, unkept),),
            (Change(box, other), Change(None, stranger)),
        ):
            with pytest.raises(ProjectError):
                project.do(Edit("No", changes))
            assert project.annotations(picture.id) == (box,)
            assert project.undo_text == "Draw a box"
            assert project.classes == {cat.id: cat}


def test_summaries_and_filters(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, first, cat = started(folder)
    with project:
        dog = add_class(project, "dog")
        second, third, fourth = (project.picture(str(folder / f"{n}.jpg")) for n in "bcd")
        draw(project, first, cat.id)
        draw(project, first, dog.id)
        review(project, third)
        scores = [0.9, 0.5, 0.1]
        project.put_detections(second.id, found_on("b", scores, [0, 1, 0], [0, 1, 1]))
        project.put_detections(first.id, found_on("a", [], [], []))
        seen = project.summaries("5f3a")
        assert set(seen) == {str(folder / f"{n}.jpg") for n in "abcd"}
        one = seen[str(folder / "a.jpg")]
        assert (one.annotations, one.detections) == (2, 0)
        assert one.classes == {cat.id, dog.id}
        two = seen[str(folder / "b.jpg")]
        assert (two.detections, two.best) == (3, 0.9)
        assert two.uncertainty == pytest.approx((1.0 + 0.2 + 0.2) / 5)
        assert project.summary(second.id, "5f3a") == two
        assert project.summary(second.id, "other").detections is None
        ids = {PictureState.IN_WORK: first, PictureState.DETECTED: second}
        ids |= {PictureState.REVIEWED: third, PictureState.NEW: fourth}
        for state, picture in ids.items():
            assert project.find(model_key="5f3a", state=state) == {picture.id}
            assert seen[project.path_of(picture.id)].state is state
        assert project.find(label=dog.id) == {first.id}
        assert project.find(model_key="5f3a", class_name="cat") == {second.id}
        assert project.find(model_key="5f3a", class_name="cow") == set()
        assert project.find(model_key="5f3a", level="P2", score=(0.8, 1.0)) == {second.id}
        assert project.find(model_key="5f3a", level="P3", score=(0.8, 1.0)) == set()
        assert project.find(model_key="5f3a", class_name="cat", score=(0.2, 0.8)) == set()
        assert project.find(model_key="none", score=(0.0, 1.0)) == set()
        assert project.find() == {picture.id for picture in project.pictures()}
        assert project.class_counts() == {cat.id: 1, dog.id: 1}


def test_detections_come_back_and_are_replaced(tmp_path: Path) -> None:
    project, picture, _cat = started(tmp_path / "photos")
    project.put_detections(picture.id, found_on("a", [0.9, 0.5], [0, 1], [0, 1]))
    project.put_detections(picture.id, found_on("a", [0.25], [1], [1]))
    project.close()
    with open_in(tmp_path / "photos") as again:
        found = again.detections(picture.id, "5f3a")
        assert found is not None
        assert found.scores.tolist() == [0.25]
        assert found.model == MODEL
        assert found.file == str(tmp_path / "photos" / "a.jpg")
        assert again.detections(picture.id, "other") is None
        assert again.find(model_key="5f3a", class_name="cat") == set()


def test_another_thread_reads_while_one_writes(tmp_path: Path) -> None:
    project, picture, _cat = started(tmp_path / "photos")
    with project:
        seen: list[int] = []

        def read() -> None:
            seen.append(len(project.annotations(picture.id)))

        with project.transaction() as db:
            db.execute("DELETE FROM classes WHERE id=-1")
            reader = threading.Thread(target=read)
            reader.start()
            reader.join(30)
            assert not reader.is_alive()
        assert seen == [0]


def test_class_order_is_by_place(tmp_path: Path) -> None:
    project, _picture, cat = started(tmp_path / "photos")
    with project:
        first = ProjectClass(project.new_id(), "ant", "#00ff00", -1, 3)
        project.do(Edit("Add", (Change(None, first),)))
        assert list(project.classes.values()) == [first, cat]
