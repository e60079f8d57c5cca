"""Any frame of a video as pixels: exactly the one that was asked for, after any seek.

A reader goes forward from frame to frame without seeking, and keeps the frames that it decoded last
as they came from the decoder, so that stepping back within a group of pictures is cheap as well.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fpn_core.errors import PictureError
from fpn_core.media import read_picture
from fpn_core.video.cursor import UNKNOWN, Cursor, LostFrameError
from fpn_core.video.frames import check_number
from fpn_core.video.index import Stopped, VideoIndex
from fpn_core.video.kept import Stamp, index_of, stamp_of_file
from fpn_core.video.keyframes import Keyframes
from fpn_core.video.library import pyav
from fpn_core.video.pixels import reformatter, upright
from fpn_core.video.sequences import files_of, is_sequence

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

Pixels = npt.NDArray[np.uint8]

KEPT_BYTES = 96 << 20
_MOST_LOST = 10_000
_MOST_READERS, _MOST_OF_ONE = 4, 2
_AT_ONCE = 12 * 1280 * 720  # pixels that can be decoded while nobody notices
_LANDING = 12  # frames that could be decoded while the first one after a seek is waited for
_ELSEWHERE = 15.0  # seconds
_FAR = 24  # frames to decode from which on a second reader of the same video is worth opening


class VideoReader:
    """Reads frames of one video; threads take turns.

    kept_bytes: of decoded frames that are kept behind the last one. Stepping back is even where a
    whole group of pictures has room (a frame of 720 lines has 1.4 MB). Raises PictureError where
    the video cannot be opened.
    """

    def __init__(self, path: str | Path, index: VideoIndex, kept_bytes: int = KEPT_BYTES) -> None:
        self.path = str(path)
        self.index = index
        self._room = kept_bytes
        self._lock = threading.Lock()
        self._sequence = is_sequence(self.path)
        self._kept: OrderedDict[int, VideoFrame] = OrderedDict()
        self._bytes = 0
        self._lost: dict[int, str] = {}  # frames that cannot be decoded: tried once
        self._cursor: Cursor | None = None
        if not self._sequence:
            self._cursor = Cursor(Path(self.path), index)
            self._keyframes = Keyframes(Path(self.path), index)
            self._reformatter = reformatter()

    def read(self, frame: int, stopped: Stopped | None = None) -> Pixels:
        """A frame as RGB uint8 (H, W, 3), upright, contiguous and writable.

        Raises PictureError, naming video and frame, for one that cannot be read, and
        VideoStoppedError once stopped() holds: asked between decoded frames on the way.
        """
        check_number(self.path, frame, len(self.index))
        if self._sequence:
            return read_picture(files_of(self.path)[frame])
        with self._lock:
            if frame in self._lost:
                raise PictureError(self._lost[frame])
            if frame not in self._kept:
                self._decode(frame, stopped)
            return self._upright(frame)

    def read_alone(self, frame: int, stopped: Stopped | None = None) -> Pixels:
        """A frame as `read` gives it. A keyframe is there sooner, but those behind it are not:
        for looking around, not for going on from it."""
        if self._cursor is not None and frame in range(len(self.index)):
            with self._lock:
                if self._cursor.seeks_for(frame) and frame not in self._kept:
                    decoded = self._keyframes.decode(frame)
                    if decoded is not None:
                        self._keep(frame, decoded)
        return self.read(frame, stopped)

    def near(self, frame: int) -> int:
        """The frame that can be shown at once in place of `frame` while somebody scrubs: itself
        where few have to be decoded for it, else the keyframe before it; itself as well where that
        one is so far away that it shows something else."""
        index = self.index
        mark = index.keyframe_before(frame)
        far = index.time_of(frame) - index.time_of(mark) > _ELSEWHERE
        return frame if far or self._is_at_hand(frame) else mark

    def _is_at_hand(self, frame: int) -> bool:
        frames = self.distance(frame)
        if frames and self._cursor is not None and self._cursor.seeks_for(frame):
            frames += _LANDING
        return frames * self.index.width * self.index.height <= _AT_ONCE

    def distance(self, frame: int) -> int:
        """How many frames have to be decoded to read `frame`; 0 where it is at hand."""
        if self._cursor is None or frame in self._kept or frame in self._lost:
            return 0
        return self._cursor.distance(frame)

    def close(self) -> None:
        """Close the file; what is being read is finished first."""
        with self._lock:
            self._kept.clear()
            if self._cursor is not None:
                self._cursor.close()
                self._keyframes.close()

    def _upright(self, frame: int) -> Pixels:
        av = pyav()

        try:
            return upright(self._kept[frame], self.index, self._reformatter)
        except (av.FFmpegError, ValueError, MemoryError) as error:
            raise PictureError(
                f"{os.path.basename(self.path)}: frame {frame} has no colours that can be shown "
                f"({error}); leave it out"
            ) from error

    def _decode(self, frame: int, stopped: Stopped | None) -> None:
        """Decode on to `frame`, and keep it with those before it."""
        assert self._cursor is not None
        try:
            for number, decoded in self._cursor.frames_to(frame, stopped):
                if number != UNKNOWN:
                    self._keep(number, decoded)
        except LostFrameError as error:
            alone = self._keyframes.decode(frame)  # as after broken frames of the group before
            if alone is not None:
                self._keep(frame, alone)
                return
            if len(self._lost) < _MOST_LOST:
                self._lost[frame] = str(error)
            raise

    def _keep(self, number: int, decoded: "VideoFrame") -> None:
        """Keep a frame, and let the oldest go."""
        replaced = self._kept.pop(number, None)
        if replaced is not None:
            self._bytes -= _size_of(replaced)
        self._kept[number] = decoded
        self._bytes += _size_of(decoded)
        while self._bytes > self._room and len(self._kept) > 1:
            self._bytes -= _size_of(self._kept.popitem(last=False)[1])


@dataclass(eq=False)
class _Open:
    """A reader that stays open; `users` are the threads that are at it."""

    stamp: Stamp
    reader: VideoReader
    users: int = 0


_open: list[_Open] = []  # the last used one last
_guard = threading.Lock()


def read_frame(path: str, frame: int) -> Pixels:
    """A frame of a video as RGB uint8 (H, W, 3), upright, through a few readers that stay open.

    Any thread may call it. A video that is read at two places gets two readers, so that nobody
    seeks to and fro; one that was replaced on disk is opened anew. Raises PictureError.
    """
    stamp = stamp_of_file(path)  # before its index: the file may be replaced meanwhile
    index = index_of(path)
    check_number(path, frame, len(index))
    with _borrowed(path, stamp, index, frame) as reader:
        return reader.read(frame)


def close_readers(path: str | None = None) -> None:
    """Close the readers that read_frame keeps: all, or those of a video that is to be moved."""
    with _guard:
        gone = [each for each in _open if path is None or each.reader.path == path]
        _let_go(gone)


@contextmanager
def _borrowed(path: str, stamp: Stamp, index: VideoIndex, frame: int) -> Iterator[VideoReader]:
    """The reader that is nearest to a frame, which nobody closes for the time of a `with`."""
    with _guard:
        _let_go([each for each in _open if each.reader.path == path and each.stamp != stamp])
        chosen = _nearest([each for each in _open if each.stamp == stamp], frame)
        if chosen is None:
            chosen = _Open(stamp, VideoReader(path, index))
        else:
            _open.remove(chosen)
        _open.append(chosen)
        chosen.users += 1
        idle = [each for each in _open if not each.users]
        _let_go(idle[: max(len(_open) - _MOST_READERS, 0)])
    try:
        yield chosen.reader
    finally:
        with _guard:
            chosen.users -= 1
            if chosen not in _open:
                _let_go([chosen])


def _nearest(readers: list[_Open], frame: int) -> _Open | None:
    """The reader that has the least to decode for a frame; None where another is to be opened."""
    nearest = min(readers, key=lambda each: each.reader.distance(frame), default=None)
    if nearest is None or len(readers) >= _MOST_OF_ONE:
        return nearest
    return nearest if nearest.reader.distance(frame) <= _FAR else None


def _let_go(gone: list[_Open]) -> None:
    """Forget readers, and close those that nobody is at; the others when they are given back."""
    _open[:] = [each for each in _open if each not in gone]
    for each in gone:
        if not each.users:
            each.reader.close()


def _size_of(decoded: "VideoFrame") -> int:
    return sum(plane.buffer_size for plane in decoded.planes)
