"""Where the tags of boxes go, so that they hide neither each other nor the box they name."""

from collections.abc import Sequence

import numpy as np

from app.domain.detections import BoolArray, FloatArray

# Offsets of a tag's top-left corner, as (share of box width, share of box height, share of tag
# width, share of tag height): above left, below left, above right, below right, then beside it.
SPOTS: tuple[tuple[float, float, float, float], ...] = (
    (0, 0, 0, -1),
    (0, 1, 0, 0),
    (1, 0, -1, -1),
    (1, 1, -1, 0),
    (1, 0, 0, 0),
    (0, 0, -1, 0),
    (1, 1, 0, -1),
    (0, 1, -1, -1),
)
HIDDEN = -1


def tag_corner(box: Sequence[float], size: tuple[float, float], spot: int) -> tuple[float, float]:
    """Top-left corner of a tag of ``size`` (width, height) on one of the SPOTS of a box."""
    x1, y1, x2, y2 = box
    across, down, back, up = SPOTS[spot]
    return x1 + across * (x2 - x1) + back * size[0], y1 + down * (y2 - y1) + up * size[1]


def place_tags(
    boxes: FloatArray,
    sizes: Sequence[tuple[float, float]],
    bounds: tuple[float, ...],
    taken: FloatArray | None = None,
) -> list[int]:
    """Choose a spot for each tag, in order; HIDDEN where every spot is taken.

    Boxes (N, 4) xyxy, sizes (width, height) and bounds (x1, y1, x2, y2) share one unit (screen or
    picture pixels). No tag overlaps another tag or its own box, and none leaves the bounds; where
    there is a choice, the spot that covers least of other boxes wins. ``taken`` (N, 4) are
    rectangles where tags stand already.
    """
    others = np.empty((0, 4)) if taken is None else taken
    count = len(others)
    placed = np.vstack([others, np.empty((len(boxes), 4))])
    spots: list[int] = []
    for index, size in enumerate(sizes):
        rects = _candidates(boxes[index], size)
        free = _inside(rects, bounds) & ~_overlaps(rects, placed[:count]).any(axis=1)
        if not free.any():
            spots.append(HIDDEN)
            continue
        cost = _covered(rects, boxes, index)
        # A small price a place keeps tags above left unless another spot is clearly better.
        cost = cost + np.arange(len(SPOTS)) * 0.05 * size[0] * size[1]
        best = int(np.argmin(np.where(free, cost, np.inf)))
        spots.append(best)
        placed[count] = rects[best]
        count += 1
    return spots


def _candidates(box: FloatArray, size: tuple[float, float]) -> FloatArray:
    corners = np.array([tag_corner(box.tolist(), size, spot) for spot in range(len(SPOTS))])
    return np.hstack([corners, corners + size])


def _inside(rects: FloatArray, bounds: tuple[float, ...]) -> BoolArray:
    x1, y1, x2, y2 = bounds
    return (rects[:, 0] >= x1) & (rects[:, 1] >= y1) & (rects[:, 2] <= x2) & (rects[:, 3] <= y2)


def _overlaps(rects: FloatArray, others: FloatArray) -> BoolArray:
    """(R, O) whether rectangles share area."""
    a, b = rects[:, None], others[None]
    across = (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2])
    return across & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])


def _covered(rects: FloatArray, boxes: FloatArray, own: int) -> FloatArray:
    """Area of other boxes under each rectangle; boxes much larger than a tag do not mind."""
    a, b = rects[:, None], boxes[None]
    wide = np.minimum(a[..., 2], b[..., 2]) - np.maximum(a[..., 0], b[..., 0])
    high = np.minimum(a[..., 3], b[..., 3]) - np.maximum(a[..., 1], b[..., 1])
    area = np.clip(wide, 0, None) * np.clip(high, 0, None)
    box_area = np.maximum((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]), 1e-9)
    tag_area = (rects[0, 2] - rects[0, 0]) * (rects[0, 3] - rects[0, 1])
    weight = np.minimum(1.0, 8 * tag_area / box_area)
    weight[own] = 0.0
    return (area * weight).sum(axis=1)
