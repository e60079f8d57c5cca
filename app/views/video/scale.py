"""Which frames the timeline shows, and where each of them is."""

from dataclasses import dataclass, replace

_LEAST_FRAMES = 8.0


@dataclass(frozen=True)
class TimeScale:
    """Frames ``first`` up to ``last`` (not included; parts of frames count) over ``width`` pixels,
    of a video of ``count`` frames."""

    count: int = 0
    first: float = 0.0
    last: float = 1.0
    width: float = 1.0

    @property
    def pixels(self) -> float:
        """Pixels a frame."""
        return self.width / max(self.last - self.first, 1e-9)

    @property
    def whole(self) -> bool:
        """Whether all of the video is shown."""
        return self.first <= 0 and self.last >= self.count

    def x_of(self, frame: float) -> float:
        """Where a frame begins."""
        return (frame - self.first) * self.pixels

    def frame_at(self, x: float) -> int:
        """The frame at a place, the nearest one beyond the ends."""
        return min(max(int(self.first + x / self.pixels), 0), max(self.count - 1, 0))

    def resized(self, width: float) -> "TimeScale":
        """The same frames over another width."""
        return replace(self, width=max(width, 1.0))

    def of_all(self, count: int) -> "TimeScale":
        """All frames of a video."""
        return TimeScale(count, 0.0, float(max(count, 1)), self.width)

    def zoomed(self, x: float, factor: float) -> "TimeScale":
        """Nearer by a factor, with the frame at ``x`` where it is."""
        span = self.last - self.first
        wanted = min(max(span / factor, min(_LEAST_FRAMES, self.count)), max(self.count, 1))
        share = min(max(x / self.width, 0.0), 1.0)
        return self._from(self.first + share * (span - wanted), wanted)

    def moved(self, pixels: float) -> "TimeScale":
        """Further on by some pixels."""
        return self._from(self.first + pixels / self.pixels, self.last - self.first)

    def showing(self, frame: int) -> "TimeScale":
        """Moved as little as needed for a frame to be seen."""
        if self.first <= frame < self.last:
            return self
        span = self.last - self.first
        return self._from(frame - 0.1 * span if frame >= self.last else frame - 0.9 * span, span)

    def _from(self, first: float, span: float) -> "TimeScale":
        first = min(max(first, 0.0), max(self.count - span, 0.0))
        return replace(self, first=first, last=first + span)
