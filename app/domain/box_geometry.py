"""Moving and resizing boxes inside a picture: pure functions on one box (x1, y1, x2, y2)."""

import math
from collections.abc import Iterable, Sequence
from enum import IntFlag

from app.domain.records import Box

MIN_SIDE = 1.0
"""The smallest side of a box in picture pixels; a picture narrower than this bounds it instead."""

Size = tuple[float, float]
"""Width and height of a picture in pixels."""


class Edge(IntFlag):
    """The edges of a box that a handle moves: one for a side, two for a corner."""

    LEFT = 1
    TOP = 2
    RIGHT = 4
    BOTTOM = 8


HANDLES: tuple[Edge, ...] = (
    Edge.LEFT | Edge.TOP,
    Edge.TOP,
    Edge.RIGHT | Edge.TOP,
    Edge.RIGHT,
    Edge.RIGHT | Edge.BOTTOM,
    Edge.BOTTOM,
    Edge.LEFT | Edge.BOTTOM,
    Edge.LEFT,
)
"""The eight handles, clockwise from the upper left corner."""


class BoxError(ValueError):
    """A box that cannot be one: not four finite numbers, or nothing of it is left."""


def checked(box: Sequence[float]) -> Box:
    """Four finite numbers with the corners in order.

    Raises:
        BoxError: another count of numbers, or not-a-number or infinity among them.
    """
    if len(box) != 4:
        raise BoxError(f"a box has 4 numbers, not {len(box)}")
    x1, y1, x2, y2 = (float(part) for part in box)
    if not all(map(math.isfinite, (x1, y1, x2, y2))):
        raise BoxError(f"a box needs finite numbers, not {tuple(box)}")
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def clamp_to_picture(box: Sequence[float], size: Size | None) -> Box:
    """The part of a box that lies in the picture, at least MIN_SIDE wide and high.

    A box beside the picture becomes a thin one at its border. ``size`` None: no picture bounds it.

    Raises:
        BoxError: not four finite numbers.
    """
    x1, y1, x2, y2 = checked(box)
    width, height = (None, None) if size is None else size
    left, right = _clamped_span(x1, x2, width)
    top, bottom = _clamped_span(y1, y2, height)
    return left, top, right, bottom


def _clamped_span(low: float, high: float, side: float | None) -> tuple[float, float]:
    if side is None:
        return low, max(high, low + MIN_SIDE)
    least = min(MIN_SIDE, side)
    low, high = min(max(low, 0.0), side), min(max(high, 0.0), side)
    if high - low >= least:
        return low, high
    low = min(low, side - least)
    return low, low + least


def moved(box: Box, dx: float, dy: float, size: Size | None) -> Box:
    """A box moved as a whole, as far as the picture's borders let it; its size stays.

    Raises:
        BoxError: the way is not finite.
    """
    x1, y1, x2, y2 = checked(box)
    if not (math.isfinite(dx) and math.isfinite(dy)):
        raise BoxError(f"a box cannot move by {dx}, {dy}")
    if size is not None:
        dx = _way_inside(x1, x2, dx, size[0])
        dy = _way_inside(y1, y2, dy, size[1])
    return x1 + dx, y1 + dy, x2 + dx, y2 + dy


def _way_inside(low: float, high: float, way: float, side: float) -> float:
    """How far a span may go; one that sticks out already may come in, not go further out."""
    return max(min(-low, 0.0), min(way, max(side - high, 0.0)))


def bounds_of(boxes: Sequence[Box]) -> Box:
    """The smallest box around boxes, of which there is at least one."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def moved_together(boxes: Iterable[Box], dx: float, dy: float, size: Size | None) -> list[Box]:
    """Boxes moved by the same way, as far as the one nearest to the border lets all of them."""
    given = [checked(box) for box in boxes]
    if not given:
        return []
    around = bounds_of(given)
    after = moved(around, dx, dy, size)
    by_x, by_y = after[0] - around[0], after[1] - around[1]
    return [(x1 + by_x, y1 + by_y, x2 + by_x, y2 + by_y) for x1, y1, x2, y2 in given]


def resized_by_handle(
    box: Box, edges: Edge, x: float, y: float, size: Size | None, keep_ratio: bool = False
) -> Box:
    """A box whose moving edges go to a point; past the opposite edge the box turns over.

    ``keep_ratio`` keeps its shape where the handle is a corner's.

    Raises:
        BoxError: the point is not finite.
    """
    x1, y1, x2, y2 = checked(box)
    if keep_ratio and edges & (Edge.LEFT | Edge.RIGHT) and edges & (Edge.TOP | Edge.BOTTOM):
        x, y = _along_diagonal((x1, y1, x2, y2), edges, x, y, size)
    if edges & Edge.LEFT:
        x1 = x
    if edges & Edge.RIGHT:
        x2 = x
    if edges & Edge.TOP:
        y1 = y
    if edges & Edge.BOTTOM:
        y2 = y
    return clamp_to_picture((x1, y1, x2, y2), size)


def _along_diagonal(
    box: Box, edges: Edge, x: float, y: float, size: Size | None
) -> tuple[float, float]:
    """The corner that a handle goes to so that the box keeps its shape within the picture."""
    width, height = max(box[2] - box[0], MIN_SIDE), max(box[3] - box[1], MIN_SIDE)
    fixed_x = box[2] if edges & Edge.LEFT else box[0]
    fixed_y = box[3] if edges & Edge.TOP else box[1]
    right, down = x >= fixed_x, y >= fixed_y
    scale = max(abs(x - fixed_x) / width, abs(y - fixed_y) / height)
    if size is not None:
        room_x = size[0] - fixed_x if right else fixed_x
        room_y = size[1] - fixed_y if down else fixed_y
        scale = min(scale, max(room_x, 0.0) / width, max(room_y, 0.0) / height)
    to_x, to_y = width * scale, height * scale
    return fixed_x + (to_x if right else -to_x), fixed_y + (to_y if down else -to_y)


def nudged(box: Box, dx: float, dy: float, resize: bool, size: Size | None) -> Box:
    """A box one press of an arrow further; resizing moves its right and lower edge only."""
    if not resize:
        return moved(box, dx, dy, size)
    x1, y1, x2, y2 = checked(box)
    after = clamp_to_picture(
        (x1, y1, max(x2 + dx, x1 + MIN_SIDE), max(y2 + dy, y1 + MIN_SIDE)), size
    )
    return after


def snapped(x: float, y: float, size: Size | None, reach: float) -> tuple[float, float]:
    """A point drawn to the picture's border where it is within ``reach`` of it, or outside."""
    if size is None:
        return x, y
    return _snapped_to(x, size[0], reach), _snapped_to(y, size[1], reach)


def _snapped_to(value: float, side: float, reach: float) -> float:
    if value <= reach:
        return 0.0
    return side if value >= side - reach else value


def area(box: Box) -> float:
    """Width times height."""
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def iou(a: Box, b: Box) -> float:
    """Overlap of two boxes as a share of what both cover together, 0..1."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (area(a) + area(b) - shared)
