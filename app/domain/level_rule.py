"""Why a box has its levels: Eq. 1 with its numbers, and the anchor in words.

A detection's levels are those that fired and pooled. A box that a person drew has the level of its
best-matching anchor, and the one that Eq. 1 gives for the box itself.
"""

import math
from dataclasses import dataclass

import numpy as np

from app.domain.detections import NO_LEVEL, DetectionSet, FloatArray, IntArray

# The same small term as in the detector, so that a box exactly on a border falls the same way.
EPSILON = 1e-6
_RATIOS = ((0.5, "2:1"), (1.0, "1:1"), (2.0, "1:2"))


@dataclass(frozen=True)
class RoiReason:
    """Eq. 1 for one proposal: k = floor(k0 + log2(sqrt(width * height) / canonical_size)).

    Sizes are in network pixels. ``clamped`` says that k lies outside the levels that pool.
    """

    width: float
    height: float
    canonical_size: float
    k0: int
    shift: float
    k: int
    level: str
    clamped: bool


@dataclass(frozen=True)
class AnchorReason:
    """The anchor that fired: level, size (network pixels) and width:height in words."""

    level: str
    size: float
    ratio: str
    objectness: float


@dataclass(frozen=True)
class AnchorMatch:
    """The anchor that overlaps a drawn box most: level, size (network pixels), shape and IoU."""

    rank: int
    level: str
    size: float
    ratio: str
    iou: float


def explain_roi_level(found: DetectionSet, row: int) -> RoiReason | None:
    """Recompute Eq. 1 for one detection; None where no level pooled it."""
    rank = int(found.roi_ranks[row])
    if rank == NO_LEVEL or not math.isfinite(found.proposals[row].sum()):
        return None
    return _roi_reason(found, found.proposals[row], rank)


def _roi_reason(found: DetectionSet, box: FloatArray, rank: int) -> RoiReason:
    """Eq. 1 with the numbers of a box (picture pixels) that pools from the level at ``rank``."""
    x1, y1, x2, y2 = box
    width, height = float(x2 - x1) * found.scale_x, float(y2 - y1) * found.scale_y
    model = found.model
    shift = math.log2(max(math.sqrt(width * height), EPSILON) / model.canonical_size)
    k = math.floor(model.k0 + shift + EPSILON)
    level = model.levels[rank]
    return RoiReason(
        width=width,
        height=height,
        canonical_size=model.canonical_size,
        k0=model.k0,
        shift=shift,
        k=k,
        level=level.name,
        clamped=level.stride != 2.0**k,
    )


def explain_anchor(found: DetectionSet, row: int) -> AnchorReason | None:
    """Describe the anchor that fired for one detection; None where none did."""
    rank = int(found.anchor_ranks[row])
    if rank == NO_LEVEL or not math.isfinite(found.anchors[row].sum()):
        return None
    x1, y1, x2, y2 = found.anchors[row]
    width, height = float(x2 - x1) * found.scale_x, float(y2 - y1) * found.scale_y
    size, level = math.sqrt(max(width * height, 0.0)), found.model.levels[rank]
    # Anchors are rounded to whole pixels in some layouts; the nearest nominal size is the name.
    nominal = min(level.anchor_sizes, key=lambda each: abs(each - size), default=size)
    return AnchorReason(level.name, nominal, _ratio(width, height), float(found.objectness[row]))


def level_step(found: DetectionSet, row: int) -> int | None:
    """How many levels the RoI level is coarser (+) or finer (-) than the anchor level."""
    anchor, roi = int(found.anchor_ranks[row]), int(found.roi_ranks[row])
    return None if NO_LEVEL in (anchor, roi) else roi - anchor


def pooling_ranks(found: DetectionSet, boxes: FloatArray) -> IntArray:
    """The level that Eq. 1 gives each box (N, 4): its rank, as if the box were a proposal."""
    model = found.model
    if not model.roi_ranks:
        return np.full(len(boxes), NO_LEVEL, np.int64)
    sides = (boxes[:, 2:] - boxes[:, :2]) * (found.scale_x, found.scale_y)
    roots = np.maximum(np.sqrt(np.maximum(sides.prod(axis=1), 0.0)), EPSILON)
    k = np.floor(model.k0 + np.log2(roots / model.canonical_size) + EPSILON).astype(np.int64)
    places = np.clip(k - model.k_min, 0, len(model.roi_ranks) - 1)
    return np.array(model.roi_ranks, np.int64)[places]


def explain_drawn_roi(found: DetectionSet, box: FloatArray) -> RoiReason | None:
    """Eq. 1 with the numbers of a drawn box; None for a model that pools from no level."""
    rank = int(pooling_ranks(found, box[None])[0])
    return None if rank == NO_LEVEL else _roi_reason(found, box, rank)


def matching_ranks(found: DetectionSet, boxes: FloatArray) -> IntArray:
    """The level of the best-matching anchor of each box (N, 4), by IoU; the finest of equals."""
    shapes = _anchor_shapes(found)
    if not shapes or not len(boxes):
        return np.full(len(boxes), NO_LEVEL, np.int64)
    best = np.argmax(_anchor_overlaps(found, boxes, shapes), axis=1)
    return np.array([rank for rank, _size, _ratio_ in shapes], np.int64)[best]


def match_anchor(found: DetectionSet, box: FloatArray) -> AnchorMatch | None:
    """The anchor that overlaps a drawn box most; None for a model without anchors."""
    shapes = _anchor_shapes(found)
    if not shapes:
        return None
    overlaps = _anchor_overlaps(found, box[None], shapes)[0]
    best = int(np.argmax(overlaps))
    rank, size, ratio = shapes[best]
    name = _ratio(1.0, ratio)
    return AnchorMatch(rank, found.model.levels[rank].name, size, name, float(overlaps[best]))


def _anchor_shapes(found: DetectionSet) -> list[tuple[int, float, float]]:
    """(rank, size, height / width) of each anchor that stands on a cell of some level."""
    return [
        (rank, size, ratio)
        for rank, level in enumerate(found.model.levels)
        for size in level.anchor_sizes
        for ratio in found.model.anchor_ratios
    ]


def _anchor_overlaps(
    found: DetectionSet, boxes: FloatArray, shapes: list[tuple[int, float, float]]
) -> FloatArray:
    """IoU (N, A) of each box with the best placed anchor of each shape.

    The overlap of two boxes falls with the distance of their centres along either axis, so the
    best place is the nearest cell of the level's grid.
    """
    scale = np.array((found.scale_x, found.scale_y))
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2 * scale
    sides = np.maximum((boxes[:, 2:] - boxes[:, :2]) * scale, EPSILON)
    extent = np.array((found.width, found.height)) * scale
    overlaps = np.empty((len(boxes), len(shapes)))
    for column, (rank, size, ratio) in enumerate(shapes):
        stride = found.model.levels[rank].stride
        last = np.maximum(np.ceil(extent / stride) - 1, 0)
        nearest = np.clip(np.round(centres / stride), 0, last) * stride
        anchor = np.array((size / math.sqrt(ratio), size * math.sqrt(ratio)))
        low = np.maximum(centres - sides / 2, nearest - anchor / 2)
        high = np.minimum(centres + sides / 2, nearest + anchor / 2)
        shared = np.maximum(high - low, 0.0).prod(axis=1)
        overlaps[:, column] = shared / (sides.prod(axis=1) + anchor.prod() - shared)
    return overlaps


def _ratio(width: float, height: float) -> str:
    if width <= 0 or height <= 0:
        return "1:1"
    turn = math.log(height / width)
    return min(_RATIOS, key=lambda pair: abs(math.log(pair[0]) - turn))[1]
