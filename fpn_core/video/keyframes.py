"""Single keyframes, each decoded by itself: what is shown at once while somebody scrubs.

A Cursor decodes several frames at a time in threads, and so gives the first one after a seek only
when more have been read. Here the threads share one frame, and the decoder gives it up at once.
"""

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from fpn_core.video.cursor import seek_points
from fpn_core.video.index import VideoIndex
from fpn_core.video.library import pyav
from fpn_core.video.opening import Source, open_video

if TYPE_CHECKING:
    from av import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_MOST_THREADS = 4
_MOST_PACKETS = 2000  # from where a seek lands to the keyframe
_MOST_FAILURES = 3  # which say what to expect of the other keyframes


class Keyframes:
    """Decodes keyframes of a video; one whose keyframes do not come alone gives none.

    Those are the videos whose frames have no time of their own, and interlaced ones, of which a
    packet may hold half a frame. Threads have to take turns.
    """

    def __init__(self, path: Path, index: VideoIndex) -> None:
        self._path, self._index = path, index
        self._source: Source | None = None
        self._tries = _MOST_FAILURES if index.clock == "pts" and index.seeks else 0

    def decode(self, frame: int) -> "VideoFrame | None":
        """The keyframe that is number `frame`; None where a Cursor is to be asked.

        Raises PictureError where the video cannot be opened any more.
        """
        if not self._tries or not self._index.keyframes[frame] or self._shares_time(frame):
            return None
        found = self._whole(frame)
        self._tries -= found is None
        return found

    def close(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            source.close()

    def _shares_time(self, frame: int) -> bool:
        beside = self._index.pts[max(frame - 1, 0) : frame + 2]
        return int((beside == self._index.pts[frame]).sum()) > 1

    def _whole(self, frame: int) -> "VideoFrame | None":
        """What the packet of a keyframe gives without any other, if that is all of the frame."""
        av = pyav()

        source = self._opened()
        try:
            packet = self._packet(source, frame)
            decoded = [] if packet is None else [*packet.decode(), *source.stream.decode(None)]
        except (av.FFmpegError, EOFError):
            return None
        finally:
            source.stream.codec_context.flush_buffers()
        if len(decoded) != 1:
            return None
        only = decoded[0]
        doubtful = not only.key_frame or only.interlaced_frame or only.is_corrupt
        return None if doubtful or only.pts != self._index.pts[frame] else only

    def _packet(self, source: Source, frame: int) -> "Packet[VideoStream] | None":
        """The packet of a keyframe, without decoding those on the way to it."""
        stamp = int(self._index.pts[frame])
        for start in seek_points(self._index, frame):
            source.container.seek(int(self._index.pts[start]), stream=source.stream)
            for packet in islice(source.packets(), _MOST_PACKETS):
                if packet.is_keyframe and packet.pts == stamp:
                    return packet
                if packet.dts is None or packet.dts > stamp:  # it landed too late
                    break
        return None

    def _opened(self) -> Source:
        if self._source is None:
            self._source = open_video(self._path)
            self._source.stream.thread_type = "SLICE"
            self._source.stream.thread_count = min(_MOST_THREADS, os.cpu_count() or 1)
        return self._source
