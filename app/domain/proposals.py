"""Proposals of the model on one picture: places where any object may be, whatever its class."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.domain.detections import AnswerError, FloatArray, IntArray, ModelInfo


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
        """The surest proposal that holds a point; of equally sure ones the smallest, or None."""
        boxes = self.boxes
        inside = (boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3])
        rows = np.flatnonzero(inside)
        if not len(rows):
            return None
        areas = (boxes[rows, 2] - boxes[rows, 0]) * (boxes[rows, 3] - boxes[rows, 1])
        return int(rows[np.lexsort((areas, -self.objectness[rows]))[0]])

    def level_of(self, row: int) -> str | None:
        """Name of the level whose anchor gave a proposal."""
        rank = int(self.ranks[row])
        return self.level_names[rank] if 0 <= rank < len(self.level_names) else None


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
