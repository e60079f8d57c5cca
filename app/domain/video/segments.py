"""Stretches of a video that judge models or train them as a whole, so that no frame that judges
lies near one that trains.

A video is cut into segments of equal length, once and for ever, by its content and its length
alone. A segment is on one side. Where two segments on different sides meet, the frames within
GUARD_SECONDS of the border are used by neither: whichever was decided first, no two frames that
near are ever on both sides.
"""

from collections.abc import Callable
from hashlib import blake2b

MOST_SECONDS, LEAST_SECONDS = 30.0, 6.0
"""A segment is an eighth of its video, within these bounds: a short one has both sides, too."""
GUARD_SECONDS = 2.0
_PARTS = 8


def segment_seconds(duration: float) -> float:
    """Length of the segments of a video of so many seconds."""
    return min(MOST_SECONDS, max(LEAST_SECONDS, duration / _PARTS))


def segment_of(seconds: float, duration: float) -> int:
    """The segment that a frame at a time lies in, from 0."""
    return int(max(seconds, 0.0) // segment_seconds(duration))


def segment_key(content: bytes, segment: int) -> bytes:
    """What a segment is known by, as a picture is by its content: 16 bytes."""
    return blake2b(b"%s segment %d" % (content, segment), digest_size=16).digest()


def is_guarded(seconds: float, duration: float, side_of: Callable[[int], bool | None]) -> bool:
    """Whether a frame lies too near to a segment of the other side; ``side_of`` says whether a
    segment is held out, None where that is not decided."""
    length, segment = segment_seconds(duration), segment_of(seconds, duration)
    own = side_of(segment)
    into = seconds - segment * length
    for near, other in ((into, segment - 1), (length - into, segment + 1)):
        there = side_of(other) if other >= 0 else None
        if near < GUARD_SECONDS and there is not None and own is not None and there != own:
            return True
    return False
