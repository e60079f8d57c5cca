"""A random walk of edits with undo, redo and restart equals a plain model's."""

import dataclasses
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.domain.edits import Change, Edit
from app.domain.project.store import Project
from app.domain.records import Annotation, FrameRange, Picture, ProjectClass, Record, Rejection
from tests.unit.app.project.samples import open_in

State = dict[int, Record]
numbers = st.floats(-1e6, 1e6, allow_nan=False)
boxes = st.tuples(numbers, numbers, numbers, numbers)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


class Walk(RuleBasedStateMachine):
    """The model: all rows by id, and two stacks of such states."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="pyramid-walk-")
        self.place = Path(self.folder.name) / "photos"
        self.place.mkdir()
        self.project = open_in(self.place)
        self.rows: State = {}
        self.done: list[State] = []
        self.undone: list[State] = []

    @initialize()
    def pictures(self) -> None:
        for name in ("a.jpg", "b.jpg"):
            picture = self.project.picture(str(self.place / name))
            self.rows[picture.id] = picture

    def of(self, kind: type[Any]) -> list[Any]:
        return [row for row in self.rows.values() if isinstance(row, kind)]

    def do(self, *changes: Change) -> None:
        self.project.do(Edit("Step", changes, None))
        self.done.append(dict(self.rows))
        self.undone.clear()
        for change in changes:
            self.rows.pop(change.row.id, None)
            if change.after is not None:
                self.rows[change.after.id] = change.after

    @rule(name=texts)
    def add_class(self, name: str) -> None:
        self.do(Change(None, ProjectClass(self.project.new_id(), name, "#123456", 0)))

    @precondition(lambda self: self.of(ProjectClass))
    @rule(data=st.data(), box=boxes, ignore=st.booleans(), values=st.dictionaries(texts, texts))
    def add_boxes(
        self, data: st.DataObject, box: Any, ignore: bool, values: dict[str, str]
    ) -> None:
        label = data.draw(st.sampled_from(self.of(ProjectClass))).id
        changes: list[Change] = []
        for picture in self.of(Picture):
            key = self.project.new_id()
            row = Annotation(key, picture.id, label, box, ignore=ignore, attributes=values)
            changes.append(Change(None, row))
            rejection = Rejection(self.project.new_id(), picture.id, "cat", box)
            changes.append(Change(None, rejection))
        self.do(*changes)

    @precondition(lambda self: self.of(Annotation))
    @rule(data=st.data(), box=boxes)
    def move(self, data: st.DataObject, box: Any) -> None:
        row = data.draw(st.sampled_from(self.of(Annotation)))
        self.do(Change(row, dataclasses.replace(row, box=box)))

    @precondition(lambda self: self.of(Annotation))
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        rows = data.draw(st.sets(st.sampled_from(self.of(Annotation)).map(lambda row: row.id)))
        if rows:
            self.do(*(Change(self.rows[key], None) for key in sorted(rows)))

    @precondition(lambda self: self.of(ProjectClass))
    @rule(data=st.data())
    def delete_class(self, data: st.DataObject) -> None:
        row = data.draw(st.sampled_from(self.of(ProjectClass)))
        boxes = [each for each in self.of(Annotation) if each.label == row.id]
        self.do(*(Change(each, None) for each in boxes), Change(row, None))

    @rule(data=st.data(), first=st.integers(0, 99), count=st.integers(0, 99))
    def review_frames(self, data: st.DataObject, first: int, count: int) -> None:
        video = data.draw(st.sampled_from(self.of(Picture)))
        made = FrameRange(self.project.new_id(), video.id, first, first + count)
        self.do(Change(None, made))

    @precondition(lambda self: self.of(Annotation))
    @rule(data=st.data(), track=st.none() | st.integers(1, 9), ends=st.booleans())
    def put_on_track(self, data: st.DataObject, track: int | None, ends: bool) -> None:
        row = data.draw(st.sampled_from(self.of(Annotation)))
        self.do(Change(row, dataclasses.replace(row, track=track, ends=ends)))

    @rule(data=st.data(), note=texts, reviewed=st.booleans())
    def mark(self, data: st.DataObject, note: str, reviewed: bool) -> None:
        row = data.draw(st.sampled_from(self.of(Picture)))
        self.do(Change(row, dataclasses.replace(row, note=note, reviewed=reviewed)))

    @rule()
    def undo(self) -> None:
        happened = self.project.undo()
        assert (happened is None) == (not self.done)
        if self.done:
            self.undone.append(self.rows)
            self.rows = self.done.pop()

    @rule()
    def redo(self) -> None:
        happened = self.project.redo()
        assert (happened is None) == (not self.undone)
        if self.undone:
            self.done.append(self.rows)
            self.rows = self.undone.pop()

    @precondition(lambda self: self.project.file is not None)
    @rule()
    def restart(self) -> None:
        self.project.close()
        self.project = open_in(self.place)

    @invariant()
    def same(self) -> None:
        assert everything(self.project) == self.rows

    def teardown(self) -> None:
        self.project.close()
        self.folder.cleanup()


def everything(project: Project) -> State:
    rows: State = dict(project.classes)
    for picture in project.pictures():
        rows[picture.id] = picture
        rows.update((row.id, row) for row in project.annotations(picture.id))
        rows.update((row.id, row) for row in project.rejections(picture.id))
        rows.update((row.id, row) for row in project.frame_ranges(picture.id))
    return rows


def test_a_walk_of_hundreds_of_steps() -> None:
    run_state_machine_as_test(
        Walk, settings=settings(max_examples=20, stateful_step_count=40, deadline=None)
    )


@pytest.mark.slow
def test_a_walk_of_thousands_of_steps() -> None:
    run_state_machine_as_test(
        Walk, settings=settings(max_examples=100, stateful_step_count=120, deadline=None)
    )
