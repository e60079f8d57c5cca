"""What the detection server says, as plain data: the model and its detections on one picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

NO_LEVEL = -1
_DIGITS = 4  # of a pixel, as the server gives them; kept detections then equal fresh ones


class AnswerError(ValueError):
    """An answer of the detection server that does not say what it must."""


@dataclass(frozen=True)
class Level:
    """One map of the model's pyramid; anchor sizes are in network pixels."""

    name: str
    stride: float
    anchor_sizes: tuple[float, ...]


@dataclass(frozen=True)
class ModelInfo:
    """A loaded model: its levels in order, its classes, and the constants of Eq. 1.

    ``key`` stands for the content of the model file: two models of one name have two keys.
    ``roi_ranks`` are the levels that Eq. 1 chooses from, the first one for k = ``k_min``; anchor
    ratios are height to width.
    """

    name: str
    levels: tuple[Level, ...]
    class_names: tuple[str, ...]
    canonical_size: float
    k0: int
    k_min: int = 2
    roi_ranks: tuple[int, ...] = ()
    anchor_ratios: tuple[float, ...] = (0.5, 1.0, 2.0)
    key: str = ""

    def rank_of(self, level_name: str | None) -> int:
        """Place of a level in the model's own list; NO_LEVEL for None.

        Raises:
            AnswerError: the model has no such level.
        """
        if level_name is None:
            return NO_LEVEL
        for rank, level in enumerate(self.levels):
            if level.name == level_name:
                return rank
        raise AnswerError(f"model {self.name} has no level {level_name}")


@dataclass(frozen=True, eq=False)
class DetectionSet:
    """All detections of one model on one picture, best first, as columns indexed together.

    Boxes, anchors and proposals are (N, 4) xyxy in upright picture pixels; the scales are
    network pixels per picture pixel; ranks index ``model.levels`` (NO_LEVEL where there is none);
    labels index ``model.class_names``.
    """

    file: str
    width: int
    height: int
    scale_x: float
    scale_y: float
    model: ModelInfo
    boxes: FloatArray
    scores: FloatArray
    labels: IntArray
    anchor_ranks: IntArray
    roi_ranks: IntArray
    anchors: FloatArray
    objectness: FloatArray
    proposals: FloatArray

    def __len__(self) -> int:
        return len(self.scores)

    def class_name(self, row: int) -> str:
        """Name of the class of one row."""
        return self.model.class_names[self.labels[row]]

    def level_name(self, rank: int) -> str | None:
        """Name of the level at a rank; None for NO_LEVEL."""
        return None if rank == NO_LEVEL else self.model.levels[rank].name


def parse_model(answer: Mapping[str, Any]) -> ModelInfo:
    """Read the server's description of a model.

    Raises:
        AnswerError: a key is missing or has the wrong type.
    """
    try:
        levels = tuple(
            Level(str(row["name"]), float(row["stride"]), tuple(map(float, row["anchor_sizes"])))
            for row in answer["levels"]
        )
        return ModelInfo(
            name=str(answer["name"]),
            levels=levels,
            class_names=tuple(map(str, answer["class_names"])),
            canonical_size=float(answer["canonical_size"]),
            k0=int(answer.get("k0", 4)),
            k_min=int(answer.get("k_min", 2)),
            roi_ranks=tuple(map(int, answer.get("roi_levels", _pooling(levels)))),
            anchor_ratios=tuple(map(float, answer.get("anchor_ratios", (0.5, 1.0, 2.0)))),
            key=str(answer.get("key") or answer["name"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise AnswerError(f"the model's description cannot be read: {error!r}") from error


def _pooling(levels: Sequence[Level]) -> range:
    """Ranks that Eq. 1 chooses from where the model does not say: at most the paper's P2..P5."""
    return range(min(len(levels), 4))


def parse_detections(answer: Mapping[str, Any], model: ModelInfo) -> DetectionSet:
    """Read the server's answer for one picture; rows come out sorted by falling score.

    Raises:
        AnswerError: a key is missing, has the wrong type, or names an unknown class or level.
    """
    try:
        rows = sorted(answer["detections"], key=lambda row: -row["score"])
        label_of = {name: label for label, name in enumerate(model.class_names)}
        ranks: dict[str | None, int] = {None: NO_LEVEL}
        ranks.update((level.name, rank) for rank, level in enumerate(model.levels))
        return DetectionSet(
            file=str(answer["file"]),
            width=int(answer["width"]),
            height=int(answer["height"]),
            scale_x=float(answer["network"]["scale_x"]),
            scale_y=float(answer["network"]["scale_y"]),
            model=model,
            boxes=_corners(rows, "bbox"),
            scores=_floats(rows, "score"),
            labels=np.array([label_of[row["category"]] for row in rows], np.int64),
            anchor_ranks=np.array([ranks[row["anchor_level"]] for row in rows], np.int64),
            roi_ranks=np.array([ranks[row["roi_level"]] for row in rows], np.int64),
            anchors=_corners(rows, "anchor"),
            objectness=_floats(rows, "objectness"),
            proposals=_corners(rows, "proposal"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise AnswerError(f"the detections cannot be read: {error!r}") from error


def _floats(rows: Sequence[Mapping[str, Any]], key: str) -> FloatArray:
    # A detection without provenance (null) keeps its row; not-a-number says "unknown".
    return np.array([np.nan if row[key] is None else row[key] for row in rows], np.float64)


def _corners(rows: Sequence[Mapping[str, Any]], key: str) -> FloatArray:
    """(N, 4) xyxy from the xywh lists under ``key``."""
    unknown = [np.nan] * 4
    found = np.array([row[key] or unknown for row in rows], np.float64).reshape(-1, 4)
    found[:, 2:] += found[:, :2]
    return found.round(_DIGITS)
