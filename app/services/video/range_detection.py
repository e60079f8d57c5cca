"""Detecting every n-th frame of a range: which frames, and how long it will take."""

from dataclasses import dataclass

from fpn_core.video.frames import frame_path
from fpn_core.video.index import VideoIndex


@dataclass(frozen=True)
class RangePlan:
    """Frames ``first`` to ``last`` of a video, every ``step``-th of them."""

    video: str
    index: VideoIndex
    first: int
    last: int
    step: int

    @property
    def frames(self) -> range:
        """The frames that are asked for."""
        return range(self.first, self.last + 1, max(self.step, 1))

    @property
    def seconds(self) -> float:
        """How much of the video it is."""
        index = self.index
        end = index.time_of(self.last + 1) if self.last + 1 < len(index) else index.duration
        return end - index.time_of(self.first)

    @property
    def apart(self) -> float:
        """Seconds of the video from one frame that is asked for to the next, on the mean."""
        frames = self.frames
        if len(frames) < 2:
            return self.seconds
        between = self.index.time_of(frames[-1]) - self.index.time_of(frames[0])
        return between / (len(frames) - 1)

    def paths(self) -> list[str]:
        """Their paths."""
        return [frame_path(self.video, frame) for frame in self.frames]
