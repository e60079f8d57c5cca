"""Hit-testing and culling of boxes: pure functions on (N, 4) xyxy arrays."""

from collections.abc import Iterable, Sequence

import numpy as np

from app.domain.detections import BoolArray, FloatArray, IntArray


def hits_at(boxes: FloatArray, x: float, y: float, slack: float = 0.0) -> IntArray:
    """Indices of the boxes that hold a point, the smallest first, so that it stays in reach.

    ``slack`` widens every box on all sides, so that a thin one can still be hit.
    """
    inside = (
        (boxes[:, 0] - slack <= x)
        & (x <= boxes[:, 2] + slack)
        & (boxes[:, 1] - slack <= y)
        & (y <= boxes[:, 3] + slack)
    )
    hits = np.flatnonzero(inside)
    areas = (boxes[hits, 2] - boxes[hits, 0]) * (boxes[hits, 3] - boxes[hits, 1])
    return hits[np.argsort(areas, kind="stable")]


def within(boxes: FloatArray, x1: float, y1: float, x2: float, y2: float) -> IntArray:
    """Indices of the boxes that lie in a rectangle with all of their area."""
    mask = (boxes[:, 0] >= x1) & (boxes[:, 2] <= x2) & (boxes[:, 1] >= y1) & (boxes[:, 3] <= y2)
    return np.flatnonzero(mask)


def touching(boxes: FloatArray, x1: float, y1: float, x2: float, y2: float) -> IntArray:
    """Indices of the boxes that touch a rectangle."""
    mask = (boxes[:, 2] >= x1) & (boxes[:, 0] <= x2) & (boxes[:, 3] >= y1) & (boxes[:, 1] <= y2)
    return np.flatnonzero(mask)


def centred_in(boxes: FloatArray, regions: Iterable[Sequence[float]]) -> BoolArray:
    """Whether the centre of each box lies in any of some regions (x1, y1, x2, y2)."""
    x = (boxes[:, 0] + boxes[:, 2]) / 2
    y = (boxes[:, 1] + boxes[:, 3]) / 2
    inside = np.zeros(len(boxes), bool)
    for x1, y1, x2, y2 in regions:
        inside |= (x >= x1) & (x <= x2) & (y >= y1) & (y <= y2)
    return inside
