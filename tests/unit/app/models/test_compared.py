"""Hits, misses and wrong boxes of two models, and the order of the pictures that follows."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.models.compared import (
    Boxes,
    ClassNumbers,
    Compared,
    ComparedPicture,
    by_difference,
    difference,
    marks_of,
    read_compared,
)
from fpn_core.errors import ModelError
from tests.unit.app.models.made_runs import detections

Row = tuple[str, tuple[float, float, float, float], float]


NUMBERS = ClassNumbers()


def boxes(*rows: Row, ignore: tuple[int, ...] = ()) -> Boxes:
    return Boxes(
        np.array([row[1] for row in rows], np.float64).reshape(-1, 4),
        tuple(row[0] for row in rows),
        np.array([NUMBERS.of(row[0]) for row in rows], np.int64),
        np.array([row[2] for row in rows], np.float64),
        (-1,) * len(rows),
        np.isin(np.arange(len(rows)), ignore),
    )


def read(folder: Path, content: Any) -> Compared:
    file = folder / "detections.json"
    file.write_text(json.dumps(content))
    return read_compared(file)


CAT = (10.0, 10.0, 50.0, 50.0)
NEAR = (12.0, 10.0, 52.0, 50.0)
FAR = (200.0, 10.0, 240.0, 50.0)


def test_the_best_detection_takes_the_box() -> None:
    truth = boxes(("cat", CAT, 1))
    marks = marks_of(truth, boxes(("cat", NEAR, 0.7), ("Cat ", CAT, 0.9), ("dog", CAT, 0.9)), 0.5)
    assert marks.hit.tolist() == [False, True, False]
    assert marks.wrong.tolist() == [True, False, True]
    assert marks.missed.tolist() == [False]


def test_below_the_score_nothing_counts() -> None:
    truth = boxes(("cat", CAT, 1))
    marks = marks_of(truth, boxes(("cat", CAT, 0.4), ("cat", FAR, 0.4)), 0.5)
    assert not marks.hit.any()
    assert not marks.wrong.any()
    assert marks.missed.tolist() == [True]


def test_regions_to_be_ignored_count_for_nothing() -> None:
    truth = boxes(("cat", (0.0, 0.0, 100.0, 100.0), 1), ignore=(0,))
    marks = marks_of(truth, boxes(("cat", CAT, 0.9), ("dog", CAT, 0.9), ("cat", FAR, 0.9)), 0.5)
    assert marks.wrong.tolist() == [False, True, True]
    assert not marks.missed.any()


def test_one_class_alone() -> None:
    truth = boxes(("cat", CAT, 1), ("dog", FAR, 1))
    marks = marks_of(truth, boxes(("dog", CAT, 0.9)), 0.5, NUMBERS.of("cat"))
    assert marks.missed.tolist() == [True, False]
    assert not marks.wrong.any()


def test_pictures_on_which_they_differ_most_come_first(tmp_path: Path) -> None:
    found = read(tmp_path, detections(*(Path(f"/p/{n}.png") for n in range(4))))
    assert [difference(each, 0.5) for each in found.pictures] == [0, 1, 2, 3]
    assert by_difference(found.pictures, 0.5) == [3, 2, 1, 0]
    assert by_difference(found.pictures, 0.85) == [0, 1, 2, 3]
    assert by_difference(found.pictures, 0.5, found.numbers.find("wbc ")) == [3, 2, 1]
    assert by_difference(found.pictures, 0.5, found.numbers.find("cow")) == []
    assert by_difference(found.pictures, 0.5, found.numbers.find("")) == [3, 2, 1, 0]
    assert found.class_names() == ["RBC", "WBC"]
    assert found.after.levels == ("P2", "P3", "P4", "P5", "P6")
    assert found.pictures[1].after.ranks == (1, 0)
    assert found.pictures[1].truth.boxes.tolist() == [[10, 10, 70, 70], [100, 100, 120, 120]]


def changed(part: str, **values: Any) -> dict[str, Any]:
    content = detections(Path("/p/1.png"), Path("/p/2.png"))
    content["pictures"][1][part][0] |= values
    return content


BAD: dict[str, tuple[Any, str]] = {
    "an array": ([], "not an object"),
    "no model": ({"before": 1}, "before is 1, not an object"),
    "a box": (changed("truth", bbox=[1, 2, 3]), "picture 1, truth 0: bbox is"),
    "no number": (changed("after", bbox=[1, 2, float("inf"), 3]), "picture 1, after 0: bbox is"),
    "a huge number": (changed("after", bbox=[1, 2, 10**400, 3]), "picture 1, after 0: bbox is"),
    "a side": (changed("after", bbox=[1, 2, -3, 3]), "picture 1, after 0: bbox is"),
    "a score": (changed("before", score=7), "picture 1, before 0: score is 7"),
    "a level": (changed("before", anchor_level="P9"), "anchor_level is P9, not one of P2"),
    "a class": (changed("before", category=None), "category is None"),
}


@pytest.mark.parametrize(("content", "line"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_gives_one_line(tmp_path: Path, content: Any, line: str) -> None:
    with pytest.raises(ModelError, match=line) as caught:
        read(tmp_path, content)
    assert "\n" not in str(caught.value)


SIDE = st.integers(0, 100).map(float)
BOX = st.tuples(SIDE, SIDE, SIDE, SIDE).map(
    lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
)
ROWS = st.lists(st.tuples(st.sampled_from(["a", "A", "b"]), BOX, st.floats(0, 1)), max_size=8)


@given(ROWS, ROWS, st.sets(st.integers(0, 7)), st.floats(0, 1), st.sampled_from(["", "a", "b"]))
def test_every_box_is_counted_once(
    there: list[Row], found: list[Row], ignore: set[int], score: float, name: str
) -> None:
    truth, made = boxes(*there, ignore=tuple(ignore)), boxes(*found)
    marks = marks_of(truth, made, score, NUMBERS.find(name))
    assert not (marks.hit & marks.wrong).any()
    assert not (marks.found & marks.missed).any()
    assert marks.hit.sum() == marks.found.sum()
    assert not (marks.found & truth.ignore).any()
    assert (made.scores[marks.hit | marks.wrong] >= score).all()
    whole = marks_of(truth, boxes(*there), 0.0)
    if not ignore:
        assert not whole.missed.any() or any(b[0] == b[2] or b[1] == b[3] for _n, b, _s in there)


@given(ROWS, ROWS, st.sampled_from(["", "a"]))
def test_equal_models_do_not_differ(there: list[Row], found: list[Row], name: str) -> None:
    picture = ComparedPicture("x", 100, 100, boxes(*there), boxes(*found), boxes(*found))
    assert difference(picture, 0.5, NUMBERS.find(name)) == 0
