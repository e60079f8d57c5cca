"""The way of one object through the levels of the pyramid, frame by frame: what a strip draws."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.domain.annotation_levels import fired_level, level_ranks
from app.domain.detections import BoolArray, FloatArray, IntArray
from app.domain.video.linked import LinkedTrack, Measure
from app.domain.video.tracks import Track, is_computed

_TINY = 1e-6


@dataclass(frozen=True)
class Step:
    """Frames ``first`` to ``last``, both of them among it, on one level."""

    first: int
    last: int
    rank: int


@dataclass(frozen=True, eq=False)
class LevelPath:
    """Frames, rising; on each the rank of a level, a size in network pixels, a score (not a number
    where there is none), and whether that level fired: else it is the one that fits best.

    Over more frames than ``gap`` between two of them the object is not known to be there.
    """

    frames: IntArray
    ranks: IntArray
    sizes: FloatArray
    scores: FloatArray
    fired: BoolArray
    gap: int

    def __len__(self) -> int:
        return len(self.frames)

    def place_at(self, frame: int) -> int | None:
        """The place of a frame, or of the last one before it as far as the gap reaches."""
        place = int(np.searchsorted(self.frames, frame, side="right")) - 1
        if place < 0:
            return None
        at = int(self.frames[place])
        if at == frame:
            return place
        following = self.frames[place + 1] if place + 1 < len(self.frames) else None
        bridged = following is not None and following - at <= self.gap
        return place if bridged else None

    def steps(self) -> list[Step]:
        """Stretches of one level; each frame lasts until the next one within the gap."""
        if not len(self.frames):
            return []
        following = np.append(self.frames[1:], self.frames[-1] + 1)
        apart = following - self.frames > self.gap
        ends = np.where(apart, self.frames, following - 1)
        new = np.append(True, apart[:-1] | (np.diff(self.ranks) != 0))
        starts = np.flatnonzero(new)
        lasts = np.append(starts[1:], len(self.frames)) - 1
        return [
            Step(int(self.frames[a]), int(ends[b]), int(self.ranks[a]))
            for a, b in zip(starts.tolist(), lasts.tolist(), strict=True)
        ]

    def levels_in_order(self) -> list[int]:
        """Ranks as the object passes them; none twice in a row."""
        ranks = [step.rank for step in self.steps()]
        return [rank for at, rank in enumerate(ranks) if not at or rank != ranks[at - 1]]


def path_of_linked(track: LinkedTrack, gap: int) -> LevelPath:
    """The levels that fired for linked detections."""
    fired = np.ones(len(track), bool)
    return LevelPath(track.frames, track.ranks, track.sizes, track.scores, fired, gap)


def path_of_track(track: Track, measure: Measure) -> LevelPath:
    """The levels of a person's track: of keyframes with an origin the one that fired, of others and
    of computed boxes that of the best-matching anchor."""
    frames = [frame for first, last in track.spans for frame in range(first, last + 1)]
    rows = [row for frame in frames if (row := track.at(frame)) is not None]
    ranks = level_ranks(rows, measure.model, measure.empty, pooled=False)
    boxes = np.array([row.box for row in rows], np.float64).reshape(-1, 4)
    origins = [None if is_computed(row) else row.origin for row in rows]
    scores = [np.nan if each is None else each.score for each in origins]
    fired = [not is_computed(row) and fired_level(row, pooled=False) is not None for row in rows]
    return LevelPath(
        np.array(frames, np.int64), ranks, measure.sizes(boxes), np.array(scores, np.float64),
        np.array(fired, bool), 1,
    )  # fmt: skip


def level_lanes(sizes: FloatArray, anchor_sizes: Sequence[float]) -> FloatArray:
    """Where sizes (N,) lie among levels of these anchor sizes: 0.0 is the first level, 1.0 the
    second, in between by the logarithm; beyond the ends by at most half a level.

    Levels whose anchors do not grow, as where all have the same, say nothing: the middle then.
    """
    top = len(anchor_sizes) - 1
    logs = np.log2(np.maximum(np.asarray(anchor_sizes, np.float64), _TINY))
    if top < 1 or not (np.diff(logs) > 0).all():
        return np.full(len(sizes), max(top, 0) / 2)
    # A level further at both ends, where the lines go on at the slope of the last ones.
    ends = [2 * logs[0] - logs[1], *logs, 2 * logs[-1] - logs[-2]]
    lanes = np.interp(np.log2(np.maximum(sizes, _TINY)), ends, np.arange(-1.0, top + 2))
    return np.clip(lanes, -0.5, top + 0.5)
