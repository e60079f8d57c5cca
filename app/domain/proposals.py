"""Proposals of the model on one picture: places where any object may be, whatever its class."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from app.domain.detections import AnswerError, FloatArray, IntArray, ModelInfo

_SMALLEST_SIDE = 1e-3
_FOR_SMALL_ONES = 0.15
_COVERED_IOU = 0.5


@dataclass(frozen=True, eq=False)
class Proposals:
    """Boxes after non-maximum suppression, best first, as columns indexed together.

    ``boxes`` is (N, 4) xyxy in upright picture pixels; ``ranks`` index the model's levels;
    ``model`` is the model's key.
    """

    model: str
    boxes: FloatArray
    objectness: FloatArray
    ranks: IntArray
    level_names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.objectness)

    def best_at(self, x: float, y: float) -> int | None:
        """The proposal that a person most likely means by a point; None where none holds it.

        People point at the middle of a thing, and mean the smaller of two: so each objectness
        counts by how central the point is in its box (1 in the middle, 0 on the edge), and large
        boxes count a little less. Pointing near the middle of VOC's boxes, this finds the object
        for three of four, the surest box alone for three of five.
        """
        x1, y1, x2, y2 = self.boxes.T
        rows = np.flatnonzero((x1 <= x) & (x <= x2) & (y1 <= y) & (y <= y2))
        if not len(rows):
            return None
        boxes = self.boxes[rows]
        sides = np.maximum(boxes[:, 2:] - boxes[:, :2], _SMALLEST_SIDE)
        off = np.abs(np.array([x, y]) - (boxes[:, :2] + boxes[:, 2:]) / 2) / (sides / 2)
        central = np.sqrt(np.clip(1 - off, 0, 1).prod(axis=1))
        weights = self.objectness[rows] * central / sides.prod(axis=1) ** _FOR_SMALL_ONES
        # On the very edge of every box nothing tells them apart but their objectness.
        return int(rows[np.lexsort((-self.objectness[rows], -weights))[0]])

    def without(self, boxes: FloatArray) -> "Proposals":
        """The proposals for what is not among boxes (M, 4) yet: IoU with each under one half."""
        if not len(boxes) or not len(self):
            return self
        corner = np.maximum(self.boxes[:, None, :2], boxes[None, :, :2])
        other = np.minimum(self.boxes[:, None, 2:], boxes[None, :, 2:])
        shared = np.clip(other - corner, 0, None).prod(axis=2)
        union = _areas(self.boxes)[:, None] + _areas(boxes)[None] - shared
        kept = (shared < _COVERED_IOU * union).all(axis=1)
        if kept.all():
            return self
        columns = {name: getattr(self, name)[kept] for name in ("boxes", "objectness", "ranks")}
        return replace(self, **columns)

    def level_of(self, row: int) -> str | None:
        """Name of the level whose anchor gave a proposal."""
        rank = int(self.ranks[row])
        return self.level_names[rank] if 0 <= rank < len(self.level_names) else None


def _areas(boxes: FloatArray) -> FloatArray:
    areas: FloatArray = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    return areas


def parse_proposals(answer: Mapping[str, Any], model: ModelInfo) -> Proposals:
    """Read the server's answer for one picture.

    Raises:
        AnswerError: a key is missing, has the wrong type, or names an unknown level.
    """
    try:
        rows = sorted(answer["proposals"], key=lambda row: -row["objectness"])
        boxes = np.array([row["bbox"] for row in rows], np.float64).reshape(-1, 4)
        boxes[:, 2:] += boxes[:, :2]
        return Proposals(
            model=model.key or model.name,
            boxes=boxes,
            objectness=np.array([row["objectness"] for row in rows], np.float64),
            ranks=np.array([model.rank_of(row["level"]) for row in rows], np.int64),
            level_names=tuple(level.name for level in model.levels),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise AnswerError(f"the proposals cannot be read: {error!r}") from error
