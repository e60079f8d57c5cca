"""Which frames a video has, and when each is shown: exact, and built once.

The times come from the packets, which takes one pass over the file without decoding. What a player
would not show is left out: packets that an edit list discards, and frames that refer to pictures
before the start or behind the end of a file that was cut. Frames are then decoded at the start and
after some seeks; where their times are not those of the index, all frames are decoded instead.

Pixels are those that are stored, turned upright: pictures whose pixels are not square are not
stretched, so that a box has the same numbers in every tool.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

Progress = Callable[[float], None]
Stopped = Callable[[], bool]
# What tells decoded frames apart: their presentation time, the decoding time where a container
# (AVI with B-frames) has no other in order, or, where there is no time at all, their count.
Clock = Literal["pts", "dts", "count"]


@dataclass(frozen=True, eq=False)
class VideoIndex:
    """The frames of a video in order of presentation.

    pts: int64 (N,), ascending, in units of time_base (seconds). keyframes: bool (N,), the frames at
    which decoding can begin. width, height: of the upright picture. rotation: degrees 0, 90, 180 or
    270, counter-clockwise, by which stored frames are turned to be upright, after they were
    mirrored left to right where `mirrored` says so. complete: no frame is known to be missing;
    else `trouble` says what is broken. clock: what tells decoded frames apart. seeks: whether
    decoding can begin elsewhere than at the start. last: how long the last frame is shown, in units
    of time_base. taken: when recording began, in seconds since 1970, where the file says so.
    """

    pts: npt.NDArray[np.int64]
    time_base: Fraction
    keyframes: npt.NDArray[np.bool_]
    width: int
    height: int
    rotation: int = 0
    complete: bool = True
    trouble: str = ""
    mirrored: bool = False
    clock: Clock = "pts"
    seeks: bool = True
    last: int = 1
    taken: float | None = None

    def __len__(self) -> int:
        return len(self.pts)

    @cached_property
    def times(self) -> npt.NDArray[np.float64]:
        """Seconds (N,) from the first frame, ascending; times[0] is 0."""
        ticks = self.pts - self.pts[0]
        return np.asarray(ticks * self.time_base.numerator / self.time_base.denominator)

    @property
    def duration(self) -> float:
        """Seconds from the first frame to the end of the last."""
        return float(self.times[-1] + self.last * float(self.time_base))

    @property
    def rate(self) -> float:
        """Mean frames a second."""
        return len(self) / self.duration if self.duration > 0 else 0.0

    def time_of(self, frame: int) -> float:
        """When a frame appears, in seconds from the first. Raises IndexError outside 0..N-1."""
        if not 0 <= frame < len(self):
            raise IndexError(f"frame {frame} of {len(self)}")
        return float(self.times[frame])

    def frame_at(self, seconds: float) -> int:
        """The frame that is on screen at a time: the first before the start, the last after the
        end. frame_at(time_of(n)) is n, also for a time that was rounded to the microsecond."""
        found = int(np.searchsorted(self.times, seconds + 1e-6, side="right")) - 1
        return min(max(found, 0), len(self) - 1)

    def keyframe_before(self, frame: int) -> int:
        """The frame at or before `frame` at which decoding begins on the way to it."""
        if not self.seeks:
            return 0
        found = np.flatnonzero(self.keyframes[: frame + 1])
        return int(found[-1]) if len(found) else 0


def build_index(
    path: str | Path, progress: Progress | None = None, stopped: Stopped | None = None
) -> VideoIndex:
    """Build the index of a video file, or of a pattern of numbered pictures.

    progress is told fractions 0..1; stopped is asked now and then. Raises PictureError, naming the
    file and what to do, for what has no frame to show, and VideoStoppedError once stopped() holds.
    """
    from fpn_core.video.sequences import index_sequence, is_sequence

    if is_sequence(str(path)):
        return index_sequence(str(path))
    from fpn_core.video.indexing import index_file

    return index_file(Path(path), progress or (lambda fraction: None), stopped or (lambda: False))
