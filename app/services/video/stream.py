"""Decodes ahead of what is on screen, in a thread, into a queue of few frames."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from app.services.pixels import Pixels, as_pixels, time_of_change
from app.services.video.course import Course, PlayClock
from fpn_core.video.frames import frame_path
from fpn_core.video.reader import VideoReader

_AHEAD = 6
_AHEAD_BYTES = 64_000_000
_WAIT_SECONDS = 0.5


@dataclass(frozen=True)
class Decoded:
    """A frame at a place of the course, or why there is none."""

    place: int
    pixels: Pixels | None = None
    error: str = ""


class FrameStream:
    """Frames of a course in their order, from a place on; where decoding is late, those that nobody
    would see are passed over. One thread decodes, another takes."""

    def __init__(
        self,
        video: str,
        course: Course,
        clock: PlayClock,
        place: int = 0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.course, self.clock = course, clock
        self._video, self._now, self._place = video, now, place
        self._queue: deque[Decoded] = deque()
        self._bytes = 0
        self._begun = False
        self._wake = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="video-playing", daemon=True)
        self._thread.start()

    @property
    def has_begun(self) -> bool:
        """Whether the first frame is decoded, or there is none."""
        return self._begun

    def take(self, place: int) -> Decoded | None:
        """The latest decoded frame up to a place, of those that were not taken; None for none."""
        found = None
        with self._wake:
            while self._queue and self._queue[0].place <= place:
                found = self._queue.popleft()
                self._bytes -= 0 if found.pixels is None else found.pixels.byte_count()
            if found is not None:
                self._wake.notify()
        return found

    def close(self) -> None:
        """End the thread."""
        with self._wake:
            self._closed = True
            self._wake.notify_all()
        self._thread.join()

    def _run(self) -> None:
        reader = None
        place = self._place
        try:
            stamp = time_of_change(self._video)
            reader = VideoReader(self._video, self.course.index)
            while self._may_go_on(place):
                due = self.course.place_at(self.clock.at(self._now()))
                place = max(place, due)
                frame = self.course.frame(place)
                rgb = reader.read(frame)
                self._put(Decoded(place, as_pixels(frame_path(self._video, frame), rgb, stamp)))
                place += 1
        except Exception as error:  # told by the one who takes frames, on the window's thread
            self._put(Decoded(place, error=str(error) or repr(error)))
        finally:
            self._begun = True
            if reader is not None:
                reader.close()

    def _may_go_on(self, place: int) -> bool:
        """Wait for room; False when nothing more is wanted."""
        with self._wake:
            while not self._closed and (
                len(self._queue) >= _AHEAD or (self._queue and self._bytes > _AHEAD_BYTES)
            ):
                self._wake.wait(_WAIT_SECONDS)
            return not self._closed and (
                self.course.loop or place <= self.course.last - self.course.start
            )

    def _put(self, decoded: Decoded) -> None:
        with self._wake:
            self._begun = True
            self._queue.append(decoded)
            self._bytes += 0 if decoded.pixels is None else decoded.pixels.byte_count()
