"""The result of an evaluation."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from fpn_core.errors import AnnotationError
from fpn_core.evaluation.average_precision import ClassFigures, CocoFigures
from fpn_core.evaluation.proposals import ProposalFigures


@dataclass(frozen=True)
class LevelFigures:
    """Of one level: AP, AP50 and recall (at IoU .5) of its ground truths, 0..1, None without any.

    ground_truths: how many belong to the level, crowds left out; detections: how many boxes of the
    model's classes that the data set knows, with a score that the model would show by itself, come
    from the level; share: of all levels' such detections, 0..1.
    """

    AP: float | None
    AP50: float | None
    recall: float | None
    ground_truths: int
    detections: int
    share: float | None


@dataclass(frozen=True)
class Figures(CocoFigures):
    """How a model does on a data set. Shares are 0..1; None where no ground truth defines them.

    per_class: by the data set's class names, those that the model knows. per_level: "anchor" (the
    level that fired; a ground truth's level is that of its best-matching anchor) and "roi" (the
    level that pooled; Eq. 1) -> level name -> figures. ms_per_picture: median time from the decoded
    picture to its detections, in milliseconds, the first pictures left out; None where none was
    timed. score: the lowest score of a detection that counts; shown_score: the model's own
    threshold, which `LevelFigures.detections` go by. pictures: how many were judged, those of
    `failed` included, one line each. problems: one line for each row of the data set that could not
    be used or looks wrong. unmatched_classes: the data set's, left out of all but `proposals`.
    """

    per_class: dict[str, ClassFigures]
    per_level: dict[str, dict[str, LevelFigures]]
    proposals: ProposalFigures | None
    ms_per_picture: float | None
    model: str
    device: str
    mode: str
    score: float
    shown_score: float
    pictures: int
    failed: tuple[str, ...]
    unmatched_classes: tuple[str, ...]
    problems: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values under the same names."""
        values = asdict(self)
        return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def mean_ap50(figures: Figures, classes: Iterable[str]) -> float | None:
    """The mean AP50 of the named classes, 0..1; those without ground truth do not count.

    None where none of them has any. Raises AnnotationError for a class that was not evaluated.
    """
    names = list(classes)
    absent = [name for name in names if name not in figures.per_class]
    if absent:
        raise AnnotationError(
            f"not evaluated: {', '.join(absent)}; there are {', '.join(figures.per_class)}"
        )
    values = [figures.per_class[name].AP50 for name in names]
    defined = [value for value in values if value is not None]
    return sum(defined) / len(defined) if defined else None
