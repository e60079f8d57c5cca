"""The video that is open, in one value: what the window shows of it and how it moves."""

from dataclasses import dataclass

from fpn_core.video.index import VideoIndex

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True)
class VideoState:
    """``path`` is "" while no video is open.

    ``index`` is None until the times of the frames are read; ``progress`` (0..1) says how far that
    is, ``trouble`` why it cannot be done or what is broken. ``frame`` is the one that is shown.
    ``picked`` are the frames that wait to be labelled, ascending.
    ``range`` are the first and the last frame that a person has selected. ``live`` says that it is
    a camera or a stream: it has no frames to go to.
    """

    path: str = ""
    frame: int = 0
    index: VideoIndex | None = None
    progress: float = 0.0
    trouble: str = ""
    playing: bool = False
    speed: float = 1.0
    loop: bool = False
    range: tuple[int, int] | None = None
    live: bool = False
    picked: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """Number of frames; 0 until they are counted."""
        return 0 if self.index is None else len(self.index)

    @property
    def ready(self) -> bool:
        """Whether any frame can be gone to."""
        return self.index is not None

    @property
    def course(self) -> tuple[int, int]:
        """The first and the last frame that playing goes through."""
        return self.range or (0, max(self.count - 1, 0))


NO_VIDEO = VideoState()
