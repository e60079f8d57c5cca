"""Boxes on the clipboard: what is written is read back; what anyone else put there does no harm."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.box_clipboard import MOST_BYTES, ClipboardError, from_json, to_json
from app.domain.records import Annotation
from tests.unit.app.boxes import annotation, annotations

NAMES = {1: "cat", 2: "dog", 3: "신호등 “red”"}
GOOD: dict[str, Any] = {"class": "cat", "box": [1, 2, 30, 40]}


def text_of(*boxes: Any) -> str:
    return json.dumps({"format": "pyramidlabel boxes", "version": 1, "boxes": list(boxes)})


@given(annotations())
def test_what_is_copied_is_pasted(rows: list[Annotation]) -> None:
    if not rows:
        return
    copied = from_json(to_json(rows, NAMES))
    for row, each in zip(rows, copied, strict=True):
        assert each.class_name == NAMES[row.label]
        assert each.row.box == row.box
        assert each.row.points == row.points
        assert each.row.difficult == row.difficult
        assert not each.row.locked


def test_groups_and_attributes_go_along() -> None:
    row = annotation(1, (1.0, 2.0, 3.0, 4.0), group=4, attributes={"pose": "left"}, ignore=True)
    (each,) = from_json(to_json([row], NAMES))
    assert (each.row.group, each.row.attributes, each.row.ignore) == (4, {"pose": "left"}, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[" * 100_000,
        "{}",
        '{"format": "other", "boxes": []}',
        text_of(),
        text_of(7),
        text_of({"class": "cat"}),
        text_of({**GOOD, "box": [1, 2, 3]}),
        text_of({**GOOD, "box": [1, 2, 1, 5]}),
        text_of({**GOOD, "box": [1, 2, "3", True]}),
        text_of({**GOOD, "box": [1, 2, 1e300, 5]}),
        text_of({**GOOD, "box": [1, 2, 10**400, 5]}),
        text_of({**GOOD, "box": [1, 2, float("nan"), 5]}),
        text_of({**GOOD, "class": ""}),
        text_of({**GOOD, "class": "x" * 5000}),
        text_of({**GOOD, "class": ["cat"]}),
        text_of({**GOOD, "attributes": {"a": 1}}),
        text_of({**GOOD, "attributes": []}),
        text_of({**GOOD, "points": [[1, 2]]}),
        text_of({**GOOD, "points": [[[1, float("inf")]]]}),
        text_of(*[GOOD] * 20_001),
        " " * (MOST_BYTES + 1),
    ],
    ids=lambda text: text[:60],
)
def test_anything_else_is_refused_with_a_message(text: str) -> None:
    with pytest.raises(ClipboardError, match="clipboard"):
        from_json(text)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_no_value_of_a_box_breaks_the_reader(value: Any) -> None:
    for key in ("class", "box", "group", "attributes", "points", "crowd"):
        try:
            (each,) = from_json(text_of({**GOOD, key: value}))
        except ClipboardError:
            continue
        assert each.class_name
