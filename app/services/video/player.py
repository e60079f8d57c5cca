"""Plays the open video, and shows frames while somebody looks for a place in it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.services.background import BackgroundWorker
from app.services.document import Document
from app.services.pixels import Pixels, as_pixels, time_of_change
from app.services.video.course import Course, PlayClock
from app.services.video.seen_boxes import SeenBoxes
from app.services.video.state import VideoState
from app.services.video.stream import FrameStream
from fpn_core.errors import FpnError, VideoStoppedError
from fpn_core.video.frames import frame_path
from fpn_core.video.index import VideoIndex
from fpn_core.video.reader import VideoReader

_SOONEST_MS, _LATEST_MS = 1, 40
# Where decoding cannot keep up at all, the clock waits for it: this late (seconds) at most.
_MOST_LATE = 0.75


class Player(QObject):
    """Frames go by in the document's light way; ``rested`` says which one is to stand still.

    Playing goes by the times of the frames, never by the detector: frames that are late are left
    out. Scrubbing shows the newest frame asked for; those asked for meanwhile are left out.
    """

    rested = Signal(str)  # path of the frame that is to be shown in the full way
    failed = Signal(str)  # one line: a frame could not be read

    def __init__(
        self,
        document: Document,
        seen: SeenBoxes,
        parent: QObject | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self.document, self._seen, self._now = document, seen, now
        self._stream: FrameStream | None = None
        self._clock = PlayClock(0.0)
        self._starting = False  # the clock waits for the first frame
        self._worker = BackgroundWorker("video-scrubbing", parent=self)
        self._reader: VideoReader | None = None
        self._read_of, self._stamp = "", 0
        self._opened = ""
        self._wanted = -1  # the frame that scrubbing has asked for last
        self._reading = -1
        self._resume = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        document.current_changed.connect(self._leave)
        document.video_changed.connect(self._open_soon)

    @property
    def state(self) -> VideoState:
        """The open video."""
        return self.document.video

    @property
    def playing(self) -> bool:
        """Whether the video plays."""
        return self._stream is not None

    @property
    def place(self) -> int:
        """The frame that is shown, or that is about to be."""
        return self._wanted if self._wanted >= 0 else self.state.frame

    # Playing

    def play(self) -> None:
        """Play on from the frame that is shown; from its end, begin anew."""
        state = self.state
        if self.playing or state.live or state.index is None or len(state.index) < 2:
            return
        first, last = state.course
        start = state.frame
        if not first <= start <= last or (start == last and not state.loop):
            start = first
        self.document.begin_moving()
        self._wanted = -1
        self._begin(Course(state.index, first, last, start, state.loop))
        self.document.change_video(playing=True)

    def _begin(self, course: Course) -> None:
        self._end_stream()
        self._clock = PlayClock(self._now(), 0.0, self.state.speed)
        pixels, start = self.document.pixels, frame_path(self.state.path, course.start)
        place = 1 if pixels is not None and pixels.path == start else 0
        self._stream = FrameStream(self.state.path, course, self._clock, place, self._now)
        self._starting = True
        self._timer.start(_SOONEST_MS)

    def pause(self) -> None:
        """Let the frame that is shown stand still."""
        self._resume = False
        if self.document.moving and not self.state.live:
            self._rest(self.place)

    def toggle(self) -> None:
        """Play, or pause."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def set_speed(self, speed: float) -> None:
        """Play at another speed from now on."""
        self.document.change_video(speed=speed)
        if self._stream is not None:
            self._clock = self._clock.with_speed(speed, self._now())
            self._stream.clock = self._clock

    def set_course(self, range_: tuple[int, int] | None, loop: bool) -> None:
        """Play within other frames, or loop otherwise; what plays goes on from where it is."""
        if range_ is not None:
            low, high = sorted(range_)
            last = max(self.state.count - 1, 0)
            range_ = (min(max(low, 0), last), min(max(high, 0), last))
        self.document.change_video(range=range_, loop=loop)
        state = self.state
        if self._stream is not None and state.index is not None:
            first, last = state.course
            start = min(max(state.frame, first), last)
            self._begin(Course(state.index, first, last, start, state.loop))

    def _tick(self) -> None:
        stream = self._stream
        if stream is None:
            return
        now = self._now()
        if self._starting:
            self._clock = stream.clock = PlayClock(now, 0.0, self._clock.speed)
            self._starting = not stream.has_begun
            if self._starting:
                self._timer.start(_SOONEST_MS)
                return
        course, seconds = stream.course, self._clock.at(now)
        due = course.place_at(seconds)
        decoded = stream.take(due)
        if decoded is not None and decoded.error:
            self._fail(decoded.error)
            return
        if decoded is not None and decoded.pixels is not None:
            self._show(decoded.pixels)
            if stream is not self._stream:  # whoever saw it has stopped playing
                return
            late = seconds - course.seconds(decoded.place)
            if late > _MOST_LATE:
                self._clock = PlayClock(now, course.seconds(decoded.place), self._clock.speed)
                stream.clock = self._clock
        if course.ends_at(seconds) and self.state.frame == course.last:
            self.pause()
            return
        wait = 1000 * (self._clock.when(course.seconds(due + 1)) - self._now())
        behind = self.state.frame != course.frame(due)
        self._timer.start(_SOONEST_MS + 3 if behind else round(min(max(wait, 1), _LATEST_MS)))

    def _show(self, pixels: Pixels) -> None:
        frame = _number_of(pixels)
        self._put(pixels, frame)
        self._seen.follow(frame)

    def _put(self, pixels: Pixels, frame: int) -> None:
        self.document.show_moving(pixels, self._seen.newest(frame), self._seen.boxes(frame))

    def _fail(self, message: str) -> None:
        self.failed.emit(message)
        self.pause()

    # Looking for a place

    def scrub(self, frame: int) -> None:
        """Show a frame soon, in the light way; of several asked for in a row the newest counts."""
        state = self.state
        if state.index is None or state.live:
            return
        if self.playing:
            self._end_stream()
            self._resume = True
            self.document.change_video(playing=False)
        self.document.begin_moving()
        self._wanted = min(max(frame, 0), state.count - 1)
        if self._reading < 0:
            self._read_wanted()

    def let_go(self) -> None:
        """Looking for a place has ended: the frame asked for last stands still, or plays on."""
        frame = self.place
        resume, self._resume = self._resume, False
        if not self.document.moving or self.state.live:
            return
        if resume:
            self.document.change_video(frame=frame)
            self.play()
        else:
            self._rest(frame)

    def _read_wanted(self, exact: bool = False) -> None:
        """Read the frame that is wanted; where that takes long, first one near it."""
        state, frame = self.state, self._wanted
        if state.index is None:
            return
        self._reading = frame
        video, index = state.path, state.index

        def work() -> Pixels:
            reader = self._reader_of(video, index)
            at = frame if exact else reader.near(frame)
            read = reader.read if exact else reader.read_alone
            rgb = read(at, lambda: self._wanted != frame)
            return as_pixels(frame_path(video, at), rgb, self._stamp)

        self._worker.submit("scrub", work, lambda value, error: self._take(video, value, error))

    def _open_soon(self) -> None:
        """Have the file and its decoders open before somebody looks for a place in it."""
        state = self.state
        if state.index is None or state.live or state.path == self._opened:
            return
        self._opened = video = state.path
        index = state.index
        elsewhere = index.keyframe_before(len(index) - 1)

        def work() -> None:
            self._reader_of(video, index).read_alone(elsewhere)

        self._worker.submit("open", work, lambda *answer: None)

    def _reader_of(self, video: str, index: VideoIndex) -> VideoReader:
        """The reader of a video, in the worker's thread. Raises PictureError, OSError."""
        if self._reader is None or self._read_of != video:
            self._close_reader()
            self._stamp = time_of_change(video)
            self._reader, self._read_of = VideoReader(video, index), video
        return self._reader

    def _take(self, video: str, pixels: Pixels | None, error: Exception | None) -> None:
        asked, self._reading = self._reading, -1
        if video != self.state.path or not self.document.moving or self._wanted < 0:
            return
        if isinstance(error, FpnError | OSError) and not isinstance(error, VideoStoppedError):
            self.failed.emit(str(error))
        elif error is not None and not isinstance(error, VideoStoppedError):
            raise error
        shown = asked if pixels is None else _number_of(pixels)
        if pixels is not None and not self.playing:
            self._put(pixels, shown)
        if self._wanted == shown == asked:
            self._wanted = -1
        elif self._wanted >= 0:
            self._read_wanted(exact=self._wanted == asked)

    # Standing still

    def _rest(self, frame: int) -> None:
        self._end_stream()
        self._wanted = -1
        self.rested.emit(frame_path(self.state.path, frame))
        if self.state.playing:
            self.document.change_video(playing=False)

    def _leave(self) -> None:
        """Another picture is shown, or this frame in the full way."""
        self._end_stream()
        self._wanted, self._resume = -1, False
        if self.state.playing:
            self.document.change_video(playing=False)

    def _end_stream(self) -> None:
        self._timer.stop()
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _close_reader(self) -> None:
        reader, self._reader, self._read_of = self._reader, None, ""
        if reader is not None:
            reader.close()

    def forget_file(self) -> None:
        """The file has changed: open it anew when it is next read."""
        self._end_stream()
        self._opened = ""
        self._worker.submit("close", self._close_reader, lambda value, error: None)

    def close(self) -> None:
        """End the threads."""
        self._end_stream()
        self._worker.close()
        self._close_reader()


def _number_of(pixels: Pixels) -> int:
    """The frame that pixels are of."""
    return int(pixels.path.rpartition("=")[2])
