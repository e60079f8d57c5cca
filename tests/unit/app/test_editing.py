"""Edits of boxes: each says rows before and after, so that its inverse takes it back exactly."""

import itertools
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import accepting, editing
from app.domain.box_geometry import BoxError, iou
from app.domain.decisions import Decision, decide
from app.domain.edit_words import EDIT_WORDS, as_template, edit_text
from app.domain.edits import Edit
from app.domain.proposals import Proposals
from app.domain.records import Annotation, Box, Picture, ProjectClass, Record, Rejection
from app.services.edit_texts import TEXTS, translated_edit
from tests.unit.app.boxes import HEIGHT, WIDTH, annotation, annotations, boxes, detections

SIZE = (WIDTH, HEIGHT)
BOX = (10.0, 10.0, 50.0, 50.0)
FLAT = (10.0, 10.0, 10.0, 50.0)
State = dict[tuple[type, int], Record]


def ids() -> Callable[[], int]:
    return itertools.count(1000).__next__


def state_of(rows: Iterable[Record]) -> State:
    return {(type(row), row.id): row for row in rows}


def applied(edit: Edit, state: State) -> State:
    """The rows after an edit; it must speak of rows as they are."""
    out = dict(state)
    for change in edit.changes:
        key = (type(change.row), change.row.id)
        assert out.get(key) == change.before
        if change.after is None:
            del out[key]
        else:
            out[key] = change.after
    return out


WAYS = st.sampled_from([-10.0, -1.0, 1.0, 10.0])
EDITS: dict[str, Callable[[st.DataObject, list[Annotation]], Edit | None]] = {
    "draw": lambda data, rows: editing.draw(ids(), 1, 2, data.draw(boxes()), SIZE),
    "place": lambda data, rows: editing.place_boxes(
        rows, {row.id: data.draw(boxes()) for row in rows}, SIZE
    ),
    "nudge": lambda data, rows: editing.nudge(
        rows, data.draw(WAYS), data.draw(WAYS), data.draw(st.booleans()), SIZE
    ),
    "relabel": lambda data, rows: editing.relabel(rows, 2),
    "delete": lambda data, rows: editing.delete(rows),
    "duplicate": lambda data, rows: editing.duplicate(ids(), rows, SIZE),
    "paste": lambda data, rows: editing.paste(ids(), 1, rows, SIZE, rows),
    "lock": lambda data, rows: editing.set_locked(rows, data.draw(st.booleans())),
    "flag": lambda data, rows: editing.set_values(rows, crowd=True),
    "attribute": lambda data, rows: editing.set_attribute(rows, "colour", "red"),
}


@pytest.mark.parametrize("kind", EDITS)
@given(data=st.data(), rows=annotations())
def test_the_inverse_of_an_edit_takes_it_back(
    kind: str, data: st.DataObject, rows: list[Annotation]
) -> None:
    edit = EDITS[kind](data, rows)
    before = state_of(rows)
    if edit is None:
        return
    after = applied(edit, before)
    assert after != before
    assert applied(edit.inverse(), after) == before
    assert edit.picture == 1
    for row in after.values():
        assert isinstance(row, Annotation)
        x1, y1, x2, y2 = row.box
        assert 0 <= x1 < x2 <= WIDTH + 1e-9
        assert 0 <= y1 < y2 <= HEIGHT + 1e-9


@given(rows=annotations())
def test_locked_boxes_are_not_moved_or_deleted(rows: list[Annotation]) -> None:
    locked = {row.id for row in rows if row.locked}
    for edit in (
        editing.delete(rows),
        editing.nudge(rows, 5, 5, False, SIZE),
        editing.place_boxes(rows, {row.id: BOX for row in rows}, SIZE),
    ):
        assert edit is None or not locked & {change.row.id for change in edit.changes}


@pytest.mark.parametrize("box", [(0, 0, float("nan"), 5), (0, float("inf"), 5, 5)])
def test_a_box_of_no_numbers_never_enters(box: Any) -> None:
    with pytest.raises(BoxError):
        editing.draw(ids(), 1, 1, box, SIZE)
    with pytest.raises(BoxError):
        editing.place_boxes([annotation(1, BOX)], {1: box}, SIZE)


def test_a_flat_box_becomes_a_pixel_wide() -> None:
    row = editing.draw(ids(), 1, 1, FLAT, SIZE).changes[0].after
    assert isinstance(row, Annotation)
    assert row.box == (10, 10, 11, 50)


def test_the_points_of_a_polygon_go_with_its_box() -> None:
    row = annotation(1, (0.0, 0.0, 10.0, 10.0), points=(((0.0, 0.0), (10.0, 5.0)),))
    edit = editing.place_boxes([row], {1: (20, 20, 40, 30)}, SIZE)
    assert edit is not None
    after = edit.changes[0].after
    assert isinstance(after, Annotation)
    assert after.points == (((20.0, 20.0), (40.0, 25.0)),)


def test_pasting_on_the_same_place_moves_aside_but_copies_from_pictures_are_left_out() -> None:
    rows = [annotation(1, BOX), annotation(2, (100.0, 100.0, 150.0, 150.0))]
    pasted = editing.paste(ids(), 1, rows, SIZE, rows)
    assert pasted is not None
    assert [change.row.box for change in pasted.changes] == [  # type: ignore[union-attr]
        (20, 20, 60, 60),
        (110, 110, 160, 160),
    ]
    assert editing.paste(ids(), 1, rows, SIZE, rows, "copy_previous") is None
    elsewhere = editing.paste(ids(), 2, rows, SIZE, rows[:1], "copy_previous")
    assert elsewhere is not None
    (change,) = elsewhere.changes
    assert isinstance(change.after, Annotation)
    assert (change.after.picture, change.after.box) == (2, rows[1].box)


def test_boxes_from_a_larger_picture_are_clamped() -> None:
    row = annotation(1, (300.0, 200.0, 900.0, 900.0))
    edit = editing.paste(ids(), 2, [row], SIZE)
    assert edit is not None
    assert edit.changes[0].row.box == (300, 200, 320, 240)  # type: ignore[union-attr]


def test_attributes_are_set_and_taken_away() -> None:
    row = annotation(1, BOX, attributes={"pose": "left"})
    assert editing.set_attribute([row], "pose", "left") is None
    gone = editing.set_attribute([row], " pose ", None)
    assert gone is not None
    assert gone.changes[0].after.attributes == {}  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="needs a name"):
        editing.set_attribute([row], "  ", "x")


# Detections

CLASSES = {1: ProjectClass(1, "Cat", "#000000", 0, 1)}
FOUND = detections([BOX, (100.0, 100.0, 180.0, 200.0)], [0, 1])


def test_accepting_keeps_where_it_came_from_and_adds_the_class_it_needs() -> None:
    labels, added = accepting.classes_of(FOUND, [0, 1], CLASSES, ids())
    assert labels["cat"] == 1
    assert [(each.name, each.hotkey, each.place) for each in added] == [("dog", 2, 1)]
    rows = {0: labels["cat"], 1: labels["dog"]}
    edit = accepting.accept(ids(), 1, FOUND, rows, SIZE, [], added)
    assert edit is not None
    made = [change.after for change in edit.changes if isinstance(change.after, Annotation)]
    assert [each.label for each in made] == [1, labels["dog"]]
    origin = made[0].origin
    assert origin is not None
    assert (origin.model, origin.class_name, origin.box) == ("0123", "cat", BOX)
    assert (origin.anchor_level, origin.roi_level, origin.objectness) == ("P2", "P3", None)
    assert edit.text == "Accept 2 detections"
    names = {1: "Cat", labels["dog"]: "dog"}
    assert decide(FOUND, made, [], names).tolist() == [Decision.COVERED] * 2


def test_accepting_what_was_rejected_takes_the_rejection_back() -> None:
    rejected = accepting.reject(ids(), 1, FOUND, [0])
    assert rejected is not None
    rejection = rejected.changes[0].after
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, rejection.class_name) == ("x", "cat")
    edit = accepting.accept(ids(), 1, FOUND, {0: 1}, SIZE, [rejection])
    assert edit is not None
    assert not any(
        isinstance(row, Rejection) for row in applied(edit, state_of([rejection])).values()
    )
    back = accepting.unreject(1, FOUND, [0], [rejection])
    assert back is not None
    assert applied(back, state_of([rejection])) == {}
    assert accepting.unreject(1, FOUND, [1], [rejection]) is None


def test_a_detection_that_is_no_box_is_left_out() -> None:
    nan = float("nan")
    found = detections([(nan, 1.0, 5.0, 5.0), BOX], [0, 0])
    edit = accepting.accept(ids(), 1, found, {0: 1, 1: 1}, SIZE)
    assert edit is not None
    assert len(edit.changes) == 1
    assert accepting.accept(ids(), 1, found, {0: 1}, SIZE) is None


def test_review_is_one_step_with_what_was_answered() -> None:
    picture = Picture(1, "a.png")
    edit = accepting.with_review(accepting.accept(ids(), 1, FOUND, {0: 1}, SIZE), picture)
    after = applied(edit, state_of([picture]))
    assert [row.reviewed for row in after.values() if isinstance(row, Picture)] == [True]
    assert len(after) == 2
    assert applied(edit.inverse(), after) == state_of([picture])


def test_a_proposal_under_the_cursor_is_picked() -> None:
    large, small = (0.0, 0.0, 200.0, 200.0), (20.0, 20.0, 60.0, 60.0)
    table = detections([large, small], [0, 0]).boxes
    found = detections([large, small], [0, 0])
    proposals = Proposals("0123", table, found.scores, found.anchor_ranks, ("P2", "P3"))
    assert proposals.best_at(100, 100) == 0
    assert proposals.best_at(300, 230) is None
    edit = accepting.pick(ids(), 1, proposals, 0, 1, SIZE)
    row = edit.changes[0].after
    assert isinstance(row, Annotation)
    assert row.box == large
    assert row.origin is not None
    assert (row.origin.anchor_level, row.origin.proposal) == ("P2", large)


# What edits are called


@pytest.mark.parametrize("kind", EDIT_WORDS)
@pytest.mark.parametrize("name", ["cat", "a {b} “c” 7"])
@pytest.mark.parametrize("count", [1, 12])
def test_every_text_can_be_translated(kind: str, name: str, count: int) -> None:
    text = edit_text(kind, count, name)
    template, _count, _name = as_template(text)
    assert template in TEXTS
    assert translated_edit(text) == text


def test_a_text_of_no_known_form_stays() -> None:
    assert translated_edit("Whatever {else} 7") == "Whatever {else} 7"


@given(boxes())
def test_pasted_copies_lie_beside(box: Box) -> None:
    row = annotation(1, box)
    edit = editing.duplicate(ids(), [row], SIZE)
    assert edit is not None
    copy = edit.changes[0].after
    assert isinstance(copy, Annotation)
    whole = box[2] - box[0] > WIDTH - 1 or box[3] - box[1] > HEIGHT - 1
    assert whole or iou(copy.box, box) < 1
