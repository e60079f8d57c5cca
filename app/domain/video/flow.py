"""A box followed from frame to frame by optical flow, as MedianFlow does (Kalal et al., 2010).

Points of a grid in the box are followed to the next frame and back again; those that do not return
to where they were are not trusted. The box moves by the median of the rest, and grows by the median
of how far they have spread.
"""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from app.domain.detections import BoolArray, FloatArray
from app.domain.records import Box

Grey = npt.NDArray[np.uint8]
"""A frame (H, W)."""

_GRID = 12
_MARGIN = 0.1  # share of the box's sides at its edges that is often background
_LEAST_POINTS = 8
_MOST_OFF = 1.5  # pixels that a point may be off when it comes back
_MOST_GROWTH = 1.5  # from one frame to the next
_LEAST_SIDE = 4.0
_LEAST_SEEN = 0.3  # share of the box that lies in the picture
_WINDOW, _LAYERS, _LEAST_TEXTURE = (15, 15), 3, 1e-3
_MOST_ROUNDS, _PRECISE_ENOUGH = 20, 0.03


def follow(frames: Iterable[Grey], box: Box) -> Iterator[Box]:
    """Where a box of the first frame is on each of those after it, until it is lost.

    Frames follow one another and have one size.
    """
    for there in follow_all(frames, {0: box}):
        yield there[0]


def grey(pixels: npt.NDArray[np.uint8]) -> Grey:
    """An RGB frame (H, W, 3) without its colours."""
    import cv2  # the window starts without it

    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def follow_all(frames: Iterable[Grey], boxes: Mapping[int, Box]) -> Iterator[dict[int, Box]]:
    """Where boxes of the first frame, by any keys, are on each of those after it.

    A box that is lost is left out from there on; with the last one it ends. Frames follow one
    another and have one size.
    """
    there = dict(boxes)
    before: Grey | None = None
    for frame in frames:
        if before is not None:
            moved = {key: followed(before, frame, box) for key, box in there.items()}
            there = {key: box for key, box in moved.items() if box is not None}
            if not there:
                return
            yield there
        before = frame


def followed(before: Grey, after: Grey, box: Box) -> Box | None:
    """Where a box is on the next frame; None where it is lost: too small, without texture, hidden,
    or out of the picture."""
    height, width = before.shape
    if min(box[2] - box[0], box[3] - box[1]) < _LEAST_SIDE:
        return None
    start = _points(box, width, height)
    if len(start) < _LEAST_POINTS:
        return None
    end, there = _flow(before, after, start)
    back, found = _flow(after, before, end)
    off = np.linalg.norm(back - start, axis=1)
    off[~(there & found)] = np.inf
    limit = min(float(np.median(off)), _MOST_OFF)
    good = off <= limit
    if good.sum() < _LEAST_POINTS:
        return None
    moved = _moved(box, start[good], end[good])
    return moved if moved is not None and _is_seen(moved, width, height) else None


def _points(box: Box, width: int, height: int) -> FloatArray:
    """The points of the grid that lie in the picture (N, 2)."""
    shares = np.linspace(_MARGIN, 1 - _MARGIN, _GRID)
    x = box[0] + shares * (box[2] - box[0])
    y = box[1] + shares * (box[3] - box[1])
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    inside = (points >= 0).all(axis=1) & (points <= (width - 1, height - 1)).all(axis=1)
    return np.asarray(points[inside], np.float64)


def _flow(before: Grey, after: Grey, points: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Where points of a frame are on another, and whether each was found there."""
    import cv2  # the window starts without it

    enough = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _MOST_ROUNDS, _PRECISE_ENOUGH)
    given = points.astype(np.float32)[:, None, :]
    ends, status, _error = cv2.calcOpticalFlowPyrLK(
        before, after, given, np.zeros_like(given), winSize=_WINDOW, maxLevel=_LAYERS,
        criteria=enough, minEigThreshold=_LEAST_TEXTURE,
    )  # fmt: skip
    return np.asarray(ends, np.float64)[:, 0], np.asarray(status, bool)[:, 0]


def _moved(box: Box, start: FloatArray, end: FloatArray) -> Box | None:
    dx, dy = np.median(end - start, axis=0)
    a, b = np.triu_indices(len(start), 1)
    before = np.linalg.norm(start[a] - start[b], axis=1)
    growth = float(np.median(np.linalg.norm(end[a] - end[b], axis=1) / before))
    if not 1 / _MOST_GROWTH <= growth <= _MOST_GROWTH:
        return None
    x, y = (box[0] + box[2]) / 2 + dx, (box[1] + box[3]) / 2 + dy
    across, down = (box[2] - box[0]) / 2 * growth, (box[3] - box[1]) / 2 * growth
    return float(x - across), float(y - down), float(x + across), float(y + down)


def _is_seen(box: Box, width: int, height: int) -> bool:
    across = min(box[2], width) - max(box[0], 0)
    down = min(box[3], height) - max(box[1], 0)
    if min(across, down) <= 0:
        return False
    return across * down >= _LEAST_SEEN * (box[2] - box[0]) * (box[3] - box[1])
