"""Crops of the whole project: states, filters, orders."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.domain.detections import DetectionSet, Level, ModelInfo
from app.domain.gallery import (
    NO_ROWS,
    GalleryFilter,
    GalleryRows,
    Sort,
    State,
    joined_rows,
    rows_of_picture,
    shown_order,
    without_pictures,
)
from app.domain.records import Annotation, Origin, Rejection

MODEL = ModelInfo("m", (Level("P2", 4, (32,)), Level("P3", 8, (64,))), ("cat", "dog"), 224, 4)
NAMES = {1: "cat", 2: "cow"}


def found(*rows: tuple[tuple[float, float, float, float], float, int]) -> DetectionSet:
    count = len(rows)
    boxes = np.array([box for box, _score, _label in rows], np.float64).reshape(-1, 4)
    return DetectionSet(
        "a.png", 100, 100, 1.0, 1.0, MODEL, boxes,
        np.array([score for _box, score, _label in rows]),
        np.array([label for _box, _score, label in rows], np.int64),
        np.zeros(count, np.int64), np.zeros(count, np.int64), boxes,
        np.ones(count), boxes,
    )  # fmt: skip


def test_the_states_of_a_picture() -> None:
    seen = found(
        ((0, 0, 20, 20), 0.9, 0),
        ((50, 50, 70, 70), 0.8, 1),
        ((30, 0, 40, 10), 0.7, 1),
        ((80, 80, 90, 90), 0.2, 0),
    )
    mine = [
        Annotation(11, 5, 1, (1, 0, 20, 20)),
        Annotation(12, 5, 2, (60, 0, 80, 30), origin=Origin("m", "cat", 0.4, (0, 0, 1, 1), "P3")),
    ]
    rows = rows_of_picture(5, mine, [Rejection(20, 5, "dog", (30, 0, 40, 10))], seen, NAMES, 0.5)
    told = {
        (bool(m), int(k)): State(int(s))
        for m, k, s in zip(rows.from_model, rows.keys, rows.states, strict=True)
    }
    assert told == {
        (False, 11): State.AGREED,
        (False, 12): State.ONLY_PERSON,
        (True, 1): State.ONLY_MODEL,
        (True, 2): State.REJECTED,
    }
    assert rows.classes == ("cat", "cow", "dog", "dog")
    assert rows.levels == ("", "P3", "P2", "P2")
    assert np.isnan(rows.scores[0])
    assert len(set(rows.names.tolist())) == 4


def test_a_picture_without_anything() -> None:
    assert len(rows_of_picture(5, [], [], None, NAMES, 0.5)) == 0
    assert len(joined_rows([])) == 0


def many(values: list[tuple[int, float | None, int, int]]) -> GalleryRows:
    """Rows of picture, score, side, state."""
    count = len(values)
    sides = np.array([v[2] for v in values], np.float64)
    zero = np.zeros(count)
    return GalleryRows(
        np.array([v[1] is not None for v in values], bool),
        np.arange(count),
        np.array([v[0] for v in values], np.int64),
        np.stack([zero, zero, sides, sides], 1).reshape(-1, 4),
        np.array([np.nan if v[1] is None else v[1] for v in values], np.float64),
        np.array([v[3] for v in values], np.int64),
        tuple("abc"[v[2] % 3] for v in values),
        tuple(("", "P2")[v[2] % 2] for v in values),
    )


VALUES = st.lists(
    st.tuples(st.integers(1, 4), st.none() | st.floats(0, 1), st.integers(1, 9), st.integers(0, 3)),
    max_size=30,
)


@given(VALUES, st.sampled_from(Sort), st.sampled_from(["", "a", "b"]), st.floats(0, 1))
def test_filters_and_orders(
    values: list[tuple[int, float | None, int, int]], sort: Sort, name: str, lowest: float
) -> None:
    rows = many(values)
    order = shown_order(rows, GalleryFilter(name, "P2", State.ONLY_MODEL, lowest), sort).tolist()
    expected = {
        place
        for place, (_p, score, side, state) in enumerate(values)
        if (not name or "abc"[side % 3] == name)
        and side % 2
        and state == State.ONLY_MODEL
        and (lowest <= 0 or (score is not None and score >= lowest))
    }
    assert set(order) == expected
    if sort is Sort.SIZE_UP:
        assert [values[p][2] for p in order] == sorted(values[p][2] for p in order)
    if sort is Sort.SCORE_DOWN:
        scores = [values[p][1] for p in order]
        known = [score for score in scores if score is not None]
        assert known == sorted(known, reverse=True)
        assert scores[: len(known)] == known, "drawn boxes are last"
    if sort is Sort.CLASS:
        assert [rows.classes[p] for p in order] == sorted(rows.classes[p] for p in order)


@given(VALUES)
def test_rows_of_other_pictures_stay(values: list[tuple[int, float | None, int, int]]) -> None:
    rows = many(values)
    left = without_pictures(rows, [2, 3])
    assert left.pictures.tolist() == [v[0] for v in values if v[0] not in (2, 3)]
    assert len(left.classes) == len(left)
    assert len(joined_rows([left, NO_ROWS, left])) == 2 * len(left)
