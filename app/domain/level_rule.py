"""Why a detection has its levels: Eq. 1 with its numbers, and the anchor in words."""

import math
from dataclasses import dataclass

from app.domain.detections import NO_LEVEL, DetectionSet

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


def explain_roi_level(found: DetectionSet, row: int) -> RoiReason | None:
    """Recompute Eq. 1 for one detection; None where no level pooled it."""
    rank = int(found.roi_ranks[row])
    if rank == NO_LEVEL or not math.isfinite(found.proposals[row].sum()):
        return None
    x1, y1, x2, y2 = found.proposals[row]
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


def _ratio(width: float, height: float) -> str:
    if width <= 0 or height <= 0:
        return "1:1"
    turn = math.log(height / width)
    return min(_RATIOS, key=lambda pair: abs(math.log(pair[0]) - turn))[1]
