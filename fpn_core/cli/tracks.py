"""Track numbers on what `detect` finds on the frames of videos, while it goes."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from fpn_core.cli.inputs import Entry, Target, Video
from fpn_core.tracking import Found, Ints, LinkSettings, link_each

LOWEST = 0.05  # detections from this score up carry a track on
_LEAST_LOST, _LOST_STEPS = 30, 3

Pair = tuple[Target, Entry]


def with_tracks(found: Iterable[Pair], score: float) -> Iterator[Pair]:
    """The same entries in the same order, in which each detection on a frame has its "track": 1, 2,
    ... within its video, None for none. They come about a frame behind.

    Detections from ``score`` up are linked first and start tracks, weaker ones only carry one on;
    these are left out then, on pictures as well. The frames of a video come one after the other.
    """
    for video, pairs in groupby(found, key=lambda pair: pair[0].video):
        if video is None:
            yield from ((target, _kept(entry, score)) for target, entry in pairs)
        else:
            yield from _on_video(pairs, video, score)


def _on_video(pairs: Iterable[Pair], video: Video, score: float) -> Iterator[Pair]:
    lost = max(_LEAST_LOST, _LOST_STEPS * _step_of(video.frames))
    settings = LinkSettings(high=score, low=LOWEST, new=score, lost=lost)
    waiting: deque[Pair] = deque()
    names: dict[str, int] = {}

    def frames() -> Iterator[Found]:
        for target, entry in pairs:
            waiting.append((target, entry))
            if "error" not in entry:
                yield _columns(target.frame, entry["detections"], names)

    for ids in link_each(frames(), settings):
        while "error" in waiting[0][1]:
            yield waiting.popleft()
        target, entry = waiting.popleft()
        yield target, _kept(_numbered(entry, ids), score)
    yield from waiting


def _step_of(frames: Sequence[int]) -> int:
    """From one frame to the next, as a rule."""
    if isinstance(frames, range):
        return frames.step
    return int(np.median(np.diff(frames))) if len(frames) > 1 else 1


def _columns(frame: int, rows: Sequence[dict[str, Any]], names: dict[str, int]) -> Found:
    """The rows of a frame as they are linked; `names` gives each class a number."""
    boxes = np.array([row["bbox"] for row in rows], np.float64).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    labels = [names.setdefault(row["category"], len(names)) for row in rows]
    return frame, boxes, [row["score"] for row in rows], labels


def _numbered(entry: Entry, ids: Ints) -> Entry:
    numbers = [None if id < 0 else id + 1 for id in ids.tolist()]
    rows = zip(entry["detections"], numbers, strict=True)
    return {**entry, "detections": [{**row, "track": number} for row, number in rows]}


def _kept(entry: Entry, score: float) -> Entry:
    if "error" in entry:
        return entry
    return {**entry, "detections": [row for row in entry["detections"] if row["score"] >= score]}
