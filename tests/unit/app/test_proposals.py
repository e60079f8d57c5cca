"""Proposals: which one a point means, and which ones are left for what is annotated."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.detections import AnswerError, Level, ModelInfo
from app.domain.proposals import Proposals, parse_proposals

MODEL = ModelInfo("lite", (Level("P2", 4, (24.0,)), Level("P3", 8, (48.0,))), ("cat",), 224, 4)
places = st.floats(0, 500)


def proposals(*rows: tuple[list[float], float]) -> Proposals:
    boxes = np.array([box for box, _ in rows], np.float64).reshape(-1, 4)
    sure = np.array([each for _, each in rows], np.float64)
    return Proposals("key", boxes, sure, np.zeros(len(rows), np.int64), ("P2", "P3"))


def test_a_point_means_the_box_whose_middle_it_is_near() -> None:
    person, face = ([0.0, 0.0, 100.0, 300.0], 0.99), ([35.0, 20.0, 65.0, 60.0], 0.7)
    found = proposals(person, face)
    assert found.best_at(50, 40) == 1
    assert found.best_at(50, 150) == 0
    assert found.best_at(90, 40) == 0
    assert found.best_at(200, 40) is None


def test_of_two_with_one_middle_a_sure_or_a_smaller_one_is_meant() -> None:
    unsure, sure = ([0.0, 0.0, 40.0, 40.0], 0.2), ([-5.0, -5.0, 45.0, 45.0], 0.9)
    assert proposals(unsure, sure).best_at(20, 20) == 1
    small, large = ([10.0, 10.0, 30.0, 30.0], 0.8), ([0.0, 0.0, 40.0, 40.0], 0.8)
    assert proposals(large, small).best_at(20, 20) == 1
    assert proposals().best_at(1, 1) is None


@given(st.lists(st.tuples(*[places] * 4, st.floats(0, 1)), max_size=9), places, places)
def test_the_best_holds_the_point(rows: list[tuple[float, ...]], x: float, y: float) -> None:
    found = proposals(
        *(([min(a, c), min(b, d), max(a, c), max(b, d)], sure) for a, b, c, d, sure in rows)
    )
    best = found.best_at(x, y)
    holding = [x1 <= x <= x2 and y1 <= y <= y2 for x1, y1, x2, y2 in found.boxes]
    assert holding[best] if best is not None else not any(holding)


def test_what_is_annotated_is_not_proposed() -> None:
    found = proposals(([0, 0, 10, 10], 0.9), ([1, 1, 11, 11], 0.8), ([50, 50, 60, 60], 0.7))
    left = found.without(np.array([[0.0, 0.0, 10.0, 10.0], [200.0, 200.0, 210.0, 210.0]]))
    assert left.boxes.tolist() == [[50, 50, 60, 60]]
    assert left.objectness.tolist() == [0.7]
    assert found.without(np.empty((0, 4))) is found


@pytest.mark.parametrize(
    "rows", [None, 3, [{}], [{"bbox": [1, 2, 3, 4], "objectness": 1, "level": "P9"}]]
)
def test_an_answer_that_is_none_is_refused(rows: object) -> None:
    with pytest.raises(AnswerError):
        parse_proposals({"proposals": rows}, MODEL)


def test_an_answer_comes_out_surest_first() -> None:
    rows = [
        {"bbox": [1, 2, 3, 4], "objectness": 0.5, "level": "P2"},
        {"bbox": [5, 6, 7, 8], "objectness": 0.9, "level": "P3"},
    ]
    found = parse_proposals({"proposals": rows}, MODEL)
    assert found.boxes.tolist() == [[5, 6, 12, 14], [1, 2, 4, 6]]
    assert [found.level_of(row) for row in range(2)] == ["P3", "P2"]
    assert len(parse_proposals({"proposals": []}, MODEL)) == 0
