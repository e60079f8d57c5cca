"""Detections of many frames by level and score: what the timeline stacks."""

from bisect import bisect_right, insort

import numpy as np
import numpy.typing as npt

from app.domain.detections import DetectionSet, IntArray
from app.domain.view_filter import passes_score

Ranks = npt.NDArray[np.int8]
Scores = npt.NDArray[np.float32]


class LevelCounts:
    """Anchor ranks and scores of the detections of a video's frames; for one thread."""

    def __init__(self) -> None:
        self.frames: list[int] = []  # on which the model has run, rising
        self._found: dict[int, tuple[Ranks, Scores]] = {}
        self._columns: tuple[IntArray, Ranks, Scores] | None = None

    def put(self, frame: int, found: DetectionSet) -> None:
        """Take what the model has found on a frame, in place of what it had found before."""
        if frame not in self._found:
            insort(self.frames, frame)
        self._found[frame] = (
            found.anchor_ranks.astype(np.int8),
            found.scores.astype(np.float32),
        )
        self._columns = None

    def before(self, frame: int) -> int | None:
        """The last frame up to this one on which the model has run."""
        place = bisect_right(self.frames, frame)
        return self.frames[place - 1] if place else None

    def __contains__(self, frame: int) -> bool:
        return frame in self._found

    def __len__(self) -> int:
        return len(self.frames)

    def stacked(
        self, first: float, last: float, columns: int, levels: int, score: float
    ) -> npt.NDArray[np.float64]:
        """(columns, levels): detections from a score up, of the frames from ``first`` up to
        ``last`` in so many stretches of equal length: of each the mean over its detected frames."""
        out = np.zeros((columns, levels))
        if not self.frames or last <= first or columns < 1:
            return out
        frames, ranks, scores = self._all()
        low, high = np.searchsorted(frames, [first, last])
        frames, ranks, scores = frames[low:high], ranks[low:high], scores[low:high]
        passing = (
            passes_score(scores.astype(np.float64), score - 1e-6) & (ranks >= 0) & (ranks < levels)
        )
        scale = columns / (last - first)
        places = np.minimum(((frames[passing] - first) * scale).astype(np.int64), columns - 1)
        flat = places * levels + ranks[passing]
        out += np.bincount(flat, minlength=columns * levels).reshape(columns, levels)
        seen = np.array(self.frames, np.float64)
        seen = seen[(seen >= first) & (seen < last)]
        at = np.minimum(((seen - first) * scale).astype(np.int64), columns - 1)
        return out / np.maximum(np.bincount(at, minlength=columns), 1)[:, None]

    def _all(self) -> tuple[IntArray, Ranks, Scores]:
        if self._columns is None:
            parts = [self._found[frame] for frame in self.frames]
            counts = [len(ranks) for ranks, _scores in parts]
            self._columns = (
                np.repeat(np.array(self.frames, np.int64), counts),
                np.concatenate([ranks for ranks, _scores in parts]),
                np.concatenate([scores for _ranks, scores in parts]),
            )
        return self._columns
