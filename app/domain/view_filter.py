"""Which detections are seen, and in which colour: pure functions over a DetectionSet."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from app.domain.decisions import Decision
from app.domain.detections import BoolArray, DetectionSet, FloatArray, IntArray

# The server is asked once for everything from here up; the slider then only hides and shows.
LOWEST_SCORE = 0.05
_STEPS_DOWN = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, LOWEST_SCORE)


class ColourBy(StrEnum):
    """What the colour of a box says."""

    ANCHOR = "anchor"
    ROI = "roi"
    CLASS = "class"
    STATE = "state"
    TRACK = "track"

    def following(self, in_video: bool = False) -> "ColourBy":
        """The next mode in the cycle; tracks are only in videos."""
        modes = [each for each in ColourBy if in_video or each is not ColourBy.TRACK]
        if self not in modes:
            return modes[0]
        return modes[(modes.index(self) + 1) % len(modes)]


@dataclass(frozen=True)
class ViewFilter:
    """The state of slider, class filter, level toggles and colouring.

    ``decisions`` are the detections that are seen: by default those that nobody has decided about.
    """

    score: float = 0.5
    hidden_classes: frozenset[str] = frozenset()
    hidden_ranks: frozenset[int] = frozenset()
    colour_by: ColourBy = ColourBy.ANCHOR
    decisions: frozenset[Decision] = frozenset({Decision.UNDECIDED})

    @property
    def show_rejected(self) -> bool:
        """Whether rejected detections are seen too."""
        return Decision.REJECTED in self.decisions

    def toggle_decision(self, decision: Decision) -> "ViewFilter":
        """Show detections of a hidden decision, hide those of a shown one."""
        return replace(self, decisions=self.decisions ^ {decision})

    def toggle_rank(self, rank: int) -> "ViewFilter":
        """Show a hidden level, hide a shown one."""
        return replace(self, hidden_ranks=self.hidden_ranks ^ {rank})

    def solo_rank(self, rank: int, count: int) -> "ViewFilter":
        """Show one of ``count`` levels alone; a second time, all of them again."""
        others = frozenset(range(count)) - {rank}
        return replace(self, hidden_ranks=frozenset() if self.hidden_ranks == others else others)


@dataclass(frozen=True)
class NothingSeen:
    """Why no box is seen: how many the filters hide, and the next score that shows some."""

    hidden_by_filters: int
    lower_score: float | None
    boxes_there: int


def ranks_of(found: DetectionSet, colour_by: ColourBy) -> IntArray:
    """The level column that legend and toggles speak of: RoI level in that mode, else anchor."""
    return found.roi_ranks if colour_by is ColourBy.ROI else found.anchor_ranks


def _class_mask(found: DetectionSet, view: ViewFilter) -> BoolArray:
    hidden = [i for i, name in enumerate(found.model.class_names) if name in view.hidden_classes]
    return ~np.isin(found.labels, hidden)


def _level_mask(found: DetectionSet, view: ViewFilter) -> BoolArray:
    return ~np.isin(ranks_of(found, view.colour_by), list(view.hidden_ranks))


def passes_score(scores: FloatArray, score: float) -> BoolArray:
    """Which scores reach the slider's; a hair below still does, as the slider shows two digits."""
    return scores >= score - 1e-9


def visible_rows(
    found: DetectionSet, view: ViewFilter, decisions: IntArray | None = None
) -> IntArray:
    """Rows that pass score, class and level filters, best first.

    With ``decisions``, one a row, only those that the view shows.
    """
    passing = _class_mask(found, view) & _level_mask(found, view)
    if decisions is not None:
        passing &= np.isin(decisions, [int(each) for each in view.decisions])
    return np.flatnonzero(passes_score(found.scores, view.score) & passing)


def level_counts(found: DetectionSet, view: ViewFilter) -> list[int]:
    """Boxes per level that pass score and class; a level switched off keeps its count."""
    ranks = ranks_of(found, view.colour_by)[
        passes_score(found.scores, view.score) & _class_mask(found, view)
    ]
    return [int((ranks == rank).sum()) for rank in range(len(found.model.levels))]


def class_counts(found: DetectionSet, view: ViewFilter) -> dict[str, int]:
    """Boxes per class that pass score and level; a class switched off keeps its count."""
    labels = found.labels[passes_score(found.scores, view.score) & _level_mask(found, view)]
    counts = np.bincount(labels, minlength=len(found.model.class_names))
    return {name: int(n) for name, n in zip(found.model.class_names, counts, strict=True)}


def why_nothing(found: DetectionSet, view: ViewFilter) -> NothingSeen | None:
    """Explain an empty view; None where at least one box is seen."""
    if len(visible_rows(found, view)):
        return None
    hidden = int(passes_score(found.scores, view.score).sum())
    passing = _class_mask(found, view) & _level_mask(found, view)
    for step in _STEPS_DOWN:
        count = int((passing & passes_score(found.scores, step)).sum())
        if step < view.score and count:
            return NothingSeen(hidden, step, count)
    return NothingSeen(hidden, None, 0)
