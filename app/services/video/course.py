"""Which frame is on screen when: the way that playing takes through a video, and its clock."""

from dataclasses import dataclass

from fpn_core.video.index import VideoIndex


@dataclass(frozen=True, eq=False)
class Course:
    """Frames ``first`` to ``last`` from ``start`` on, again and again where it loops.

    Places on it are counted: 0 is the start, each further frame one more, over all laps. Times are
    seconds of the video from the start on, whatever the speed.
    """

    index: VideoIndex
    first: int
    last: int
    start: int
    loop: bool = False

    @property
    def count(self) -> int:
        """Frames of one lap."""
        return self.last - self.first + 1

    @property
    def lap(self) -> float:
        """Seconds of one lap, the time that the last frame is on screen included."""
        return max(self._end() - self.index.time_of(self.first), 1e-3)

    def _end(self) -> float:
        index = self.index
        return index.time_of(self.last + 1) if self.last + 1 < len(index) else index.duration

    def frame(self, place: int) -> int:
        """The frame at a place."""
        return self.first + (self.start - self.first + place) % self.count

    def seconds(self, place: int) -> float:
        """When the frame at a place appears."""
        laps, rest = divmod(self.start - self.first + place, self.count)
        passed = self.index.time_of(self.first + rest) - self.index.time_of(self.start)
        return passed + laps * self.lap

    def place_at(self, seconds: float) -> int:
        """The place whose frame is on screen at a time; the last one stays where nothing loops."""
        begin = self.index.time_of(self.first)
        offset = self.index.time_of(self.start) - begin
        laps, rest = divmod(max(seconds, 0.0) + offset, self.lap)
        if not self.loop and laps:
            return self.last - self.start
        frame = min(max(self.index.frame_at(begin + rest), self.first), self.last)
        place = round(laps) * self.count + frame - self.start
        return place if self.loop else min(place, self.last - self.start)

    def ends_at(self, seconds: float) -> bool:
        """Whether the last frame has been on screen for its time, and nothing comes after it."""
        offset = self.index.time_of(self.start) - self.index.time_of(self.first)
        return not self.loop and seconds + offset >= self.lap


@dataclass(frozen=True)
class PlayClock:
    """Seconds of the video by seconds of the wall clock."""

    since: float
    seconds: float = 0.0
    speed: float = 1.0

    def at(self, now: float) -> float:
        """How far the video is."""
        return self.seconds + (now - self.since) * self.speed

    def when(self, seconds: float) -> float:
        """The wall clock's time at which the video is so far."""
        return self.since + (seconds - self.seconds) / self.speed

    def with_speed(self, speed: float, now: float) -> "PlayClock":
        """The same place, at another speed from now on."""
        return PlayClock(now, self.at(now), speed)
