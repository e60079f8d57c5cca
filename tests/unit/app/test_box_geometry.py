"""Boxes stay boxes, and stay in the picture, whatever is done to them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.box_geometry import (
    HANDLES,
    MIN_SIDE,
    BoxError,
    clamp_to_picture,
    iou,
    moved,
    moved_together,
    nudged,
    resized_by_handle,
    snapped,
)
from app.domain.records import Box
from tests.unit.app.boxes import HEIGHT, WIDTH, boxes

SIZE = (WIDTH, HEIGHT)
ANY = st.floats(allow_nan=True, allow_infinity=True)
PLACE = st.floats(-1000, 1000)


def is_box_in(box: Box, size: tuple[float, float]) -> bool:
    x1, y1, x2, y2 = box
    least_x, least_y = min(MIN_SIDE, size[0]), min(MIN_SIDE, size[1])
    return (
        x1 >= 0
        and x2 <= size[0]
        and y1 >= 0
        and y2 <= size[1]
        and x2 - x1 >= least_x - 1e-9
        and y2 - y1 >= least_y - 1e-9
    )


@given(st.tuples(ANY, ANY, ANY, ANY), st.tuples(st.floats(0.5, 5000), st.floats(0.5, 5000)))
def test_any_four_numbers_become_a_box_in_the_picture_or_are_refused(
    numbers: Box, size: tuple[float, float]
) -> None:
    if all(map(math.isfinite, numbers)):
        assert is_box_in(clamp_to_picture(numbers, size), size)
    else:
        with pytest.raises(BoxError):
            clamp_to_picture(numbers, size)


@given(boxes())
def test_a_box_in_the_picture_stays_as_it_is(box: Box) -> None:
    assert clamp_to_picture(box, SIZE) == box


def test_a_box_without_a_picture_has_its_least_size_all_the_same() -> None:
    assert clamp_to_picture((5, 5, 5, 5), None) == (5, 5, 6, 6)


@given(boxes(), PLACE, PLACE)
def test_moving_keeps_the_size_and_the_picture(box: Box, dx: float, dy: float) -> None:
    after = moved(box, dx, dy, SIZE)
    assert after[2] - after[0] == pytest.approx(box[2] - box[0])
    assert after[3] - after[1] == pytest.approx(box[3] - box[1])
    assert min(after) >= -1e-9
    assert after[2] <= WIDTH + 1e-9
    assert after[3] <= HEIGHT + 1e-9


@given(st.lists(boxes(), max_size=5), PLACE, PLACE)
def test_boxes_moved_together_keep_their_places_to_each_other(
    given_boxes: list[Box], dx: float, dy: float
) -> None:
    after = moved_together(given_boxes, dx, dy, SIZE)
    ways = {
        (round(b[0] - a[0], 6) + 0.0, round(b[1] - a[1], 6) + 0.0)
        for a, b in zip(given_boxes, after, strict=True)
    }
    assert len(ways) <= 1


@given(boxes(), st.sampled_from(HANDLES), PLACE, PLACE, st.booleans())
def test_a_handle_never_makes_less_than_a_box(
    box: Box, edges: object, x: float, y: float, keep_ratio: bool
) -> None:
    assert is_box_in(resized_by_handle(box, edges, x, y, SIZE, keep_ratio), SIZE)  # type: ignore[arg-type]


def test_a_handle_moves_its_edges_alone_and_turns_the_box_over() -> None:
    from app.domain.box_geometry import Edge

    box = (10.0, 10.0, 50.0, 40.0)
    assert resized_by_handle(box, Edge.LEFT, 20, 99, SIZE) == (20, 10, 50, 40)
    assert resized_by_handle(box, Edge.RIGHT | Edge.BOTTOM, 60, 70, SIZE) == (10, 10, 60, 70)
    assert resized_by_handle(box, Edge.LEFT, 80, 0, SIZE) == (50, 10, 80, 40)


@given(boxes(), st.sampled_from([-10.0, -1.0, 0.0, 1.0, 10.0]), st.booleans())
def test_nudging_stays_in_the_picture(box: Box, way: float, resize: bool) -> None:
    assert is_box_in(nudged(box, way, way, resize, SIZE), SIZE)


def test_points_near_the_border_are_drawn_to_it() -> None:
    assert snapped(3, 100, SIZE, 5) == (0, 100)
    assert snapped(318, 400, SIZE, 5) == (320, 240)
    assert snapped(100, 100, SIZE, 5) == (100, 100)


@given(boxes(), boxes())
def test_overlap_is_a_share_and_goes_both_ways(a: Box, b: Box) -> None:
    assert 0 <= iou(a, b) <= 1 + 1e-9
    assert iou(a, b) == pytest.approx(iou(b, a))
    assert iou(a, a) == pytest.approx(1)
