"""What an evaluation knows of each picture: its ground truth and what the model found on it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
NO_LEVEL = -1
NO_CLASS = -1


@dataclass(frozen=True)
class Truth:
    """The T ground truths of a picture; boxes in upright picture pixels, xyxy.

    boxes (T, 4); labels (T,) the model's class indices, NO_CLASS for classes that it does not
    know; crowd (T,): regions that count neither as found nor as missed; areas (T,) in square
    picture pixels; anchor_level (T,) the level of the best-matching anchor and roi_level (T,) that
    of Eq. 1 for the box itself, indices into the model's levels, NO_LEVEL where unknown.
    """

    boxes: Floats
    labels: Ints
    crowd: Bools
    areas: Floats
    anchor_level: Ints
    roi_level: Ints

    @classmethod
    def nothing(cls) -> "Truth":
        """No ground truth."""
        none = np.zeros(0, dtype=np.int64)
        return cls(np.zeros((0, 4)), none, np.zeros(0, dtype=np.bool_), np.zeros(0), none, none)


@dataclass(frozen=True)
class Found:
    """The D detections of a picture, best first; boxes in upright picture pixels, xyxy.

    boxes (D, 4); scores (D,) 0..1; labels (D,); anchor_level (D,): the level that fired, NO_LEVEL
    for none; roi_level (D,): the level that pooled.
    """

    boxes: Floats
    scores: Floats
    labels: Ints
    anchor_level: Ints
    roi_level: Ints

    @classmethod
    def nothing(cls) -> "Found":
        """No detection."""
        none = np.zeros(0, dtype=np.int64)
        return cls(np.zeros((0, 4)), np.zeros(0), none, none, none)

    @classmethod
    def joined(cls, parts: Sequence["Found"]) -> "Found":
        """The detections of at least one part after each other."""
        names = [f.name for f in fields(cls)]
        return cls(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))

    def part(self, rows: Bools) -> "Found":
        """The detections where `rows` (D,) is true."""
        return Found(*(getattr(self, f.name)[rows] for f in fields(self)))


@dataclass(frozen=True)
class Judged:
    """One picture of an evaluation; `picture_id` is the data set's own, unique in it."""

    picture_id: int
    truth: Truth
    found: Found


def box_areas(boxes: Floats) -> Floats:
    """Areas (N,) of boxes (N, 4)."""
    sides = boxes[:, 2:] - boxes[:, :2]
    return sides[:, 0] * sides[:, 1]
