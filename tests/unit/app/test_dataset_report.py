"""A data set in figures: counts, sizes, and the boxes that look like mistakes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dataset_report import (
    DUPLICATE_IOU,
    Boxes,
    Extent,
    Mistake,
    find_suspects,
    make_report,
    size_histogram,
)

SIDES = st.integers(0, 60)
ROWS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 50), st.integers(0, 50), SIDES, SIDES), max_size=30
)


def boxes_of(
    rows: list[tuple[float, ...]], labels: list[int] | None = None, levels: tuple[str, ...] = ()
) -> Boxes:
    """Rows of picture, x1, y1, x2, y2."""
    numbers = np.array(rows, np.float64).reshape(-1, 5)
    return Boxes(
        np.arange(1, len(rows) + 1),
        numbers[:, 0].astype(np.int64),
        np.array(labels or [7] * len(rows), np.int64),
        numbers[:, 1:],
        np.zeros(len(rows), bool),
        levels,
    )


def kinds(boxes: Boxes, extents: dict[int, Extent] | None = None) -> list[tuple[str, int]]:
    return [(str(each.kind), each.annotation) for each in find_suspects(boxes, extents or {})]


def iou(a: np.ndarray, b: np.ndarray) -> float:
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(across, 0) * max(down, 0)
    areas = sum((c[2] - c[0]) * (c[3] - c[1]) for c in (a, b))
    return shared / (areas - shared) if areas > shared else 0.0


@given(ROWS)
def test_duplicates_are_those_that_a_plain_search_finds(rows: list[tuple[int, ...]]) -> None:
    found = boxes_of([(p, x, y, x + w, y + h) for p, x, y, w, h in rows])
    late = {
        max(i, j) + 1
        for i in range(len(rows))
        for j in range(i)
        if rows[i][0] == rows[j][0] and iou(found.boxes[i], found.boxes[j]) > DUPLICATE_IOU
    }
    named = {id for kind, id in kinds(found) if kind == "duplicate"}
    assert named == late


def test_a_duplicate_names_the_box_that_it_repeats() -> None:
    found = boxes_of([(1, 0, 0, 100, 100), (2, 0, 0, 100, 100), (1, 0, 1, 100, 100)], [7, 7, 8])
    (suspect,) = find_suspects(found, {})
    assert (suspect.annotation, suspect.other, suspect.picture) == (3, 1, 1)
    assert suspect.value == 0.99


def test_tiny_and_outside() -> None:
    found = boxes_of([(1, 0, 0, 100, 3), (1, 90, 10, 130, 50), (2, -2, 5, 40, 60), (3, 0, 0, 9, 9)])
    extents = {1: Extent(120, 80), 2: Extent(100, 100)}
    assert kinds(found, extents) == [("outside", 2), ("outside", 3), ("tiny", 1)]


def test_ignored_boxes_are_no_mistakes() -> None:
    found = boxes_of([(1, 0, 0, 50, 50), (1, 0, 0, 50, 50)])
    found.ignored[1] = True
    assert kinds(found) == []


def test_a_size_that_its_class_never_has() -> None:
    rows = [(n, 0.0, 0.0, 40.0 + n, 40.0 + n) for n in range(30)]
    found = boxes_of([*rows, (40, 0, 0, 8, 8), (41, 0, 0, 900, 900), (42, 0, 0, 900, 900)],
                     [1] * 32 + [2])  # fmt: skip
    (large, small) = find_suspects(found, {})
    assert (large.annotation, small.annotation) == (32, 31)
    assert large.kind is Mistake.RARE_SIZE
    assert 15 < large.value < 18
    assert small.value < 0.2


@given(st.lists(st.floats(0, 1e5) | st.just(float("nan")), max_size=50))
def test_the_histogram_counts_every_size_once(roots: list[float]) -> None:
    found = size_histogram(np.array(roots, np.float64))
    assert sum(found.counts) + found.left_out == len(roots)
    if found.counts:
        assert len(found.edges) == len(found.counts) + 1
        finite = [max(root, 1.0) for root in roots if root == root]
        assert found.edges[0] <= min(finite) * 1.000001
        assert max(finite) <= found.edges[-1] * 1.000001


def test_the_whole_report() -> None:
    found = boxes_of(
        [(1, 0, 0, 32, 32), (1, 40, 40, 56, 56), (2, 0, 0, 64, 64)], [7, 8, 7], ("P3", "", "P4")
    )
    told = make_report(found, 4, 1, 9, {1: Extent(100, 100, 2.0), 2: Extent(100, 100)})
    assert (told.annotations, told.detections, told.reviewed_share) == (3, 9, 0.25)
    assert told.per_class == {7: 2, 8: 1}
    assert (told.per_level, told.drawn) == ({"P3": 1, "P4": 1}, 1)
    assert sum(told.sizes.counts) == 3
    assert (sum(told.network_sizes.counts), told.network_sizes.left_out) == (2, 1)
    assert told.suspects == ()


def test_nothing_at_all() -> None:
    told = make_report(boxes_of([]), 0, 0, 0, {})
    assert told.annotations == told.drawn == 0
    assert told.reviewed_share == 0.0
    assert told.suspects == ()
