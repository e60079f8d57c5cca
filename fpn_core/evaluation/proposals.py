"""Average recall of proposals, whatever their class (paper section 5.1).

Equal to pycocotools with useCats=0, whose own loop takes minutes at 1,000 boxes a picture.
"""

from dataclasses import asdict, dataclass

import numpy as np
import torch

from fpn_core import boxes as box_ops
from fpn_core.evaluation.average_precision import AREA_RANGES
from fpn_core.evaluation.rows import Bools, Floats, Ints, Truth

IOUS = np.linspace(0.5, 0.95, 10)
LIMITS = (100, 1000)  # proposals a picture


@dataclass(frozen=True)
class ProposalFigures:
    """Average recall over IoU .5:.05:.95, 0..1, at 100 and 1,000 proposals a picture, by area.

    None where there is no ground truth. `used`: how many proposals the model itself hands to its
    second stage, which may be fewer than are judged here.
    """

    AR_100: float | None
    AR_1000: float | None
    AR_100_small: float | None
    AR_100_medium: float | None
    AR_100_large: float | None
    AR_1000_small: float | None
    AR_1000_medium: float | None
    AR_1000_large: float | None
    used: int

    def to_json(self) -> dict[str, float | int | None]:
        """Plain JSON values."""
        return asdict(self)


class ProposalRecall:
    """Counts, picture by picture, what proposals find; crowd regions are left out."""

    def __init__(self) -> None:
        self._found = np.zeros((len(AREA_RANGES), len(LIMITS), len(IOUS)), dtype=np.int64)
        self._truths = np.zeros(len(AREA_RANGES), dtype=np.int64)

    def add(self, picture: "FoundTruths") -> None:
        """Count a picture."""
        self._truths += picture.truths
        self._found += picture.found

    def figures(self, used: int) -> ProposalFigures:
        """The average recall so far."""
        values = {
            _key(limit, area): self._average_recall(area_row, limit_row)
            for area_row, area in enumerate(AREA_RANGES)
            for limit_row, limit in enumerate(LIMITS)
        }
        return ProposalFigures(**values, used=used)

    def _average_recall(self, area: int, limit: int) -> float | None:
        truths = int(self._truths[area])
        return float(self._found[area, limit].mean()) / truths if truths else None


@dataclass(frozen=True)
class FoundTruths:
    """How many ground truths a picture has (A,) and how many of them its proposals find
    (A, len(LIMITS), len(IOUS)), by area range."""

    truths: Ints
    found: Ints

    @classmethod
    def of(cls, proposals: Floats, truth: Truth) -> "FoundTruths":
        """proposals (P, 4), best first, in upright picture pixels."""
        boxes, areas = truth.boxes[~truth.crowd], truth.areas[~truth.crowd]
        counts = np.stack([(areas >= low) & (areas <= high) for low, high in AREA_RANGES.values()])
        iou = box_ops.iou(torch.from_numpy(proposals), torch.from_numpy(boxes)).numpy()
        finder = finders(iou[: max(LIMITS)], counts)
        found = [((finder >= 0) & (finder < limit)).sum(axis=2) for limit in LIMITS]
        return cls(counts.sum(axis=1), np.stack(found, axis=1))


def _key(limit: int, area: str) -> str:
    return f"AR_{limit}" if area == "all" else f"AR_{limit}_{area}"


def finders(iou: Floats, counts: Bools) -> Ints:
    """The proposal that finds each ground truth, -1 for none: (A, len(IOUS), G).

    iou (P, G) with proposals best first; counts (A, G): the ground truths of each of A ranges.
    At each threshold every proposal in turn takes the ground truth of its highest IoU among those
    that are left; one out of the range is never preferred to one within.
    """
    finder = np.full((len(counts), len(IOUS), iou.shape[1]), -1, dtype=np.int64)
    if iou.shape[1] == 0:
        return finder
    for row in np.flatnonzero(iou.max(axis=1) >= IOUS[0]):
        free = (finder < 0) & counts[:, None, :] & (iou[row] >= IOUS[:, None])
        best = np.where(free, iou[row], -1.0).argmax(axis=2)
        hit = free.any(axis=2)
        area, threshold = hit.nonzero()
        finder[area, threshold, best[hit]] = row
    return finder
