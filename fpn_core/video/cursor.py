"""Decodes a video forward from any frame, and knows of every decoded frame which one it is."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fpn_core.errors import PictureError, VideoStoppedError
from fpn_core.video.index import Clock, Stopped, VideoIndex
from fpn_core.video.library import pyav
from fpn_core.video.opening import open_video

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

UNKNOWN = -1
_MOST_THREADS = 4
_SEEK_COST = 3  # frames that could be decoded in the time that a seek takes
_EARLIER = 10.0  # seconds by which a container may land too late, as transport streams do


class LostFrameError(PictureError):
    """A frame that cannot be decoded, however often it is tried."""


def stamp_of(frame: "VideoFrame", clock: Clock) -> int | None:
    """The time of a decoded frame on the clock of its index; None where it has none."""
    return frame.dts if clock == "dts" else frame.pts


def seek_points(index: VideoIndex, frame: int) -> list[int]:
    """The keyframes from which to try to reach a frame, the nearest first: a container may land
    behind the one that it was asked for."""
    nearest = index.keyframe_before(frame)
    sooner = int(np.searchsorted(index.pts, index.pts[nearest])) - 1  # at a time of its own
    before = index.keyframe_before(max(sooner, 0))
    earlier = index.keyframe_before(index.frame_at(index.time_of(nearest) - _EARLIER))
    return sorted({nearest, before, earlier}, reverse=True)


class Cursor:
    """A place in a video from which frames are decoded one after the other.

    `at` is the frame that came last, -1 at the start. Threads have to take turns.
    """

    def __init__(self, path: Path, index: VideoIndex) -> None:
        self._path = path
        self._index = index
        self._open()

    def frames_to(
        self, frame: int, stopped: Stopped | None = None
    ) -> Iterator[tuple[int, "VideoFrame"]]:
        """All frames that are decoded on the way to `frame`, which comes last, with their numbers;
        UNKNOWN for one that the index does not have.

        Raises LostFrameError where `frame` cannot be decoded, PictureError where the video cannot
        be opened any more, and VideoStoppedError.
        """
        starts = seek_points(self._index, frame)
        if self.seeks_for(frame):
            self._go_to(starts.pop(0))
        while True:
            for number, decoded in self.onward():
                if stopped is not None and stopped():
                    raise VideoStoppedError(f"{self._path.name}: frame {frame} is not wanted")
                yield number, decoded
                if number == frame:
                    return
                if number > frame:  # it landed too late, or the frame is broken
                    break
            if not starts:
                raise LostFrameError(
                    f"{self._path.name}: frame {frame} cannot be decoded; the file is broken "
                    "there: copy it again from its source, or leave the frame out"
                )
            self._go_to(starts.pop(0))

    def onward(self) -> Iterator[tuple[int, "VideoFrame"]]:
        """The frames from here on, with their numbers as in frames_to. It may be left at any of
        them, and asked again for those behind."""
        self._untouched = False
        while (frame := next(self._frames, None)) is not None:
            number = self._number_of(frame)
            if number != UNKNOWN:
                self.at = number
                self._landed = False
            yield number, frame

    def distance(self, frame: int) -> int:
        """How many frames are decoded on the way to `frame` from here, a seek counted as some."""
        if self.seeks_for(frame):
            return frame - self._index.keyframe_before(frame) + _SEEK_COST
        return frame - self.at

    def seeks_for(self, frame: int) -> bool:
        """Whether the way to `frame` begins with a seek: it lies behind, or decoding on from here
        costs more than that."""
        return not self._index.keyframe_before(frame) - _SEEK_COST <= self.at < frame

    def close(self) -> None:
        self._frames.close()
        self._source.close()
        self._is_open = False

    def _open(self) -> None:
        self._source = open_video(self._path)
        # Each thread holds one frame back, which a seek waits for.
        self._source.stream.thread_count = min(_MOST_THREADS, os.cpu_count() or 1)
        self._source.stream.thread_type = "AUTO"
        self._frames = self._source.frames()
        self.at = -1
        self._landed = False  # whether a seek is all that says where this is
        self._unsure: int | None = None  # the time of the last frame, where several have it
        self._untouched = True
        self._is_open = True

    def _go_to(self, keyframe: int) -> None:
        """Let the next frame be `keyframe` or one before it, unless the container lands later."""
        av = pyav()

        if keyframe == 0 or not self._is_open:
            self._restart()
        if keyframe == 0:
            return
        source = self._source
        self._frames.close()
        self._untouched = False
        try:
            source.container.seek(int(self._index.pts[keyframe]), stream=source.stream)
        except av.FFmpegError:
            self._restart()
            return
        self._frames = source.frames()
        self._landed, self._unsure = True, None

    def _restart(self) -> None:
        """Begin anew. Not every container can go back to its very start, but any can be opened."""
        if not self._untouched:
            self.close()
            self._open()

    def _number_of(self, frame: "VideoFrame") -> int:
        index = self._index
        following = UNKNOWN if self._landed else self.at + 1
        known = 0 <= following < len(index)
        if index.clock == "count":
            return following if known else UNKNOWN
        stamp = stamp_of(frame, index.clock)
        if stamp is None:
            return UNKNOWN
        if known and index.pts[following] == stamp:  # also tells apart two frames of one time
            return following
        first, end = np.searchsorted(index.pts, (stamp, stamp + 1)).tolist()
        if end - first <= 1:
            return first if end > first else UNKNOWN
        marks = np.flatnonzero(index.keyframes[first:end])  # where a seek lands
        if frame.key_frame and len(marks) == 1:
            return first + int(marks[0])
        before, self._unsure = self._unsure, stamp
        return UNKNOWN if before in (None, stamp) else first
