"""Handles of boxes on screen, and the tags of two layers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from app.domain.box_geometry import HANDLES
from app.domain.tags import HIDDEN, place_tags
from app.views.handles import frame_of, handle_at, handle_points


@given(st.floats(-50, 500), st.floats(-50, 500), st.floats(0, 400), st.floats(0, 400))
def test_every_handle_is_found_and_the_middle_moves(
    x: float, y: float, width: float, height: float
) -> None:
    rect = QRectF(x, y, width, height)
    for edges, point in handle_points(rect).items():
        assert handle_at(rect, point) == edges
    assert handle_at(rect, rect.center()) is None
    assert frame_of(rect).contains(rect.center())


@pytest.mark.parametrize(("side", "count"), [(100, 8), (20, 4), (0, 4)])
def test_small_boxes_have_corners_only(side: float, count: int) -> None:
    assert len(handle_points(QRectF(0, 0, side, side))) == count
    assert len(HANDLES) == 8


def test_nothing_is_grabbed_beside_the_handles() -> None:
    assert handle_at(QRectF(0, 0, 100, 100), QPointF(120, 120)) is None


def test_tags_keep_off_those_of_another_layer() -> None:
    boxes, bounds = np.array([[50.0, 50, 150, 150]]), (0.0, 0.0, 300.0, 300.0)
    (free,) = place_tags(boxes, [(40, 15)], bounds)
    (dodging,) = place_tags(boxes, [(40, 15)], bounds, np.array([[45.0, 30, 95, 50]]))
    assert free == 0
    assert dodging not in (free, HIDDEN)
    everywhere = np.array([[0.0, 0, 300, 300]])
    assert place_tags(boxes, [(40, 15)], bounds, everywhere) == [HIDDEN]
