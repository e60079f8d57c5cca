"""Reviewed ranges of a video: stretches of frames that a person has looked through."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence

import numpy as np

from app.domain.detections import FloatArray
from app.domain.edit_words import edit_text
from app.domain.editing import NewId
from app.domain.edits import Change, Edit
from app.domain.records import FrameRange

LEAST_SECONDS = 1.0
"""Frames that train are so far apart at least: nearer ones show the same again."""
_SLACK = 1e-6  # seconds; frame times are fractions


def mark(
    new_id: NewId, video: int, ranges: Iterable[FrameRange], first: int, last: int
) -> Edit | None:
    """Mark frames ``first`` to ``last`` of a video reviewed; ranges that overlap or touch become
    one. ``video`` is the id of its own row. None where they all are already.

    Raises:
        ValueError: no frame lies between the two.
    """
    _check(first, last)
    near = sorted(
        (each for each in ranges if each.first <= last + 1 and each.last >= first - 1),
        key=lambda each: (each.first, each.id),
    )
    if any(each.first <= first and each.last >= last for each in near):
        return None
    first = min(first, *(each.first for each in near)) if near else first
    last = max(last, *(each.last for each in near)) if near else last
    if near:
        grown = FrameRange(near[0].id, video, first, last)
        changes = [Change(near[0], grown), *(Change(each, None) for each in near[1:])]
    else:
        changes = [Change(None, FrameRange(new_id(), video, first, last))]
    return Edit(edit_text("range_review"), tuple(changes), video)


def unmark(
    new_id: NewId, video: int, ranges: Iterable[FrameRange], first: int, last: int
) -> Edit | None:
    """Frames are not reviewed any more; a range around them is split. None where none is.

    Raises:
        ValueError: no frame lies between the two.
    """
    _check(first, last)
    changes: list[Change] = []
    for each in ranges:
        if each.last < first or each.first > last:
            continue
        left = [(each.first, first - 1), (last + 1, each.last)]
        rest = [(low, high) for low, high in left if low <= high]
        kept = FrameRange(each.id, video, *rest[0]) if rest else None
        changes.append(Change(each, kept))
        changes += (Change(None, FrameRange(new_id(), video, *more)) for more in rest[1:])
    return Edit(edit_text("range_unreview"), tuple(changes), video) if changes else None


def _check(first: int, last: int) -> None:
    if not 0 <= first <= last:
        raise ValueError(f"frames {first} to {last} are no range")


def is_reviewed(ranges: Iterable[FrameRange], frame: int) -> bool:
    """Whether a frame lies in a reviewed range."""
    return any(each.first <= frame <= each.last for each in ranges)


def reviewed_frames(ranges: Iterable[FrameRange], count: int) -> int:
    """How many of the frames of a video, of which there are ``count``, lie in ranges."""
    marks = np.zeros(count, bool)
    for each in ranges:
        marks[each.first : each.last + 1] = True
    return int(marks.sum())


def reviewed_seconds(ranges: Iterable[FrameRange], times: FloatArray, duration: float) -> float:
    """How long the frames of ranges are on screen; ``times`` (N,) are the seconds at which frames
    begin, ``duration`` is when the last one ends."""
    if not len(times):
        return 0.0
    marks = np.zeros(len(times), bool)
    for each in ranges:
        marks[each.first : each.last + 1] = True
    lengths = np.diff(times, append=max(duration, float(times[-1])))
    return float(lengths[marks].sum())


def training_frames(
    ranges: Iterable[FrameRange],
    keyframes: Iterable[int],
    times: FloatArray,
    chosen: Iterable[int] = (),
) -> list[int]:
    """The frames of ranges that train: no two nearer than a second, keyframes before others.

    ``keyframes`` are frames on which a person set a box; ``chosen`` are frames that train whatever
    the ranges say, and to which the others keep their distance. They are not in the answer.
    """
    inside = np.zeros(len(times), bool)
    for each in ranges:
        inside[each.first : each.last + 1] = True
    own = [frame for frame in chosen if 0 <= frame < len(times)]
    taken = sorted(float(times[frame]) for frame in own)
    keyed = [frame for frame in sorted(set(keyframes)) if 0 <= frame < len(times)]
    found = spread([frame for frame in keyed if inside[frame]], times, taken)
    found += spread(np.flatnonzero(inside).tolist(), times, taken)
    return sorted(found)


def spread(frames: Iterable[int], times: FloatArray, taken: list[float]) -> list[int]:
    """Frames, the first ones first, that are a second from all those before them, and from the
    ascending times that are ``taken``, to which they are added."""
    found = []
    for frame in frames:
        time = float(times[frame])
        place = bisect_right(taken, time)
        before = taken[place - 1] if place else -np.inf
        after = taken[place] if place < len(taken) else np.inf
        if min(time - before, after - time) >= LEAST_SECONDS - _SLACK:
            insort(taken, time)
            found.append(frame)
    return found


def range_at(ranges: Sequence[FrameRange], frame: int) -> FrameRange | None:
    """The range that a frame lies in; ranges are in their order and do not overlap."""
    place = bisect_left([each.last for each in ranges], frame)
    found = ranges[place] if place < len(ranges) else None
    return found if found is not None and found.first <= frame else None
