"""How much the scene changes along a video, from small grey pictures of two frames a second."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.domain.video.picking import scene_changes
from fpn_core.errors import PictureError, VideoStoppedError
from fpn_core.video.index import VideoIndex
from fpn_core.video.reader import VideoReader

STEP_SECONDS = 0.5
_SIZE = (36, 64)
_TAPS = 4  # places each way that a small pixel is the mean of
Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Stretch:
    """Frames ``first`` to ``last`` of a video, both of them among it."""

    video: str
    index: VideoIndex
    first: int
    last: int

    def samples(self) -> list[int]:
        """Frames every half second, ascending."""
        times = self.index.times
        wanted = np.arange(times[self.first], times[self.last] + 1e-6, STEP_SECONDS)
        places = np.searchsorted(times, wanted + 1e-6, side="right") - 1
        return np.unique(np.clip(places, self.first, self.last)).tolist()


def change_by_frame(
    stretch: Stretch, progress: Callable[[float], None], stopped: Callable[[], bool]
) -> dict[int, float]:
    """How much (0..1) each sampled frame differs from the one sampled before it; the first has 1.

    ``progress`` hears shares 0..1. Frames that cannot be read are left out. Raises PictureError
    where the video cannot be opened, and VideoStoppedError once stopped() holds.
    """
    frames = stretch.samples()
    reader = VideoReader(stretch.video, stretch.index, kept_bytes=0)
    values: dict[int, float] = {}
    before: Pixels | None = None
    try:
        for place, frame in enumerate(frames):
            if stopped():
                raise VideoStoppedError(stretch.video)
            try:
                small = small_grey(reader.read(frame, stopped))
            except VideoStoppedError:
                raise
            except PictureError:
                continue
            values[frame] = 1.0 if before is None else float(scene_changes([before, small])[1])
            before = small
            progress((place + 1) / len(frames))
    finally:
        reader.close()
    return values


def small_grey(pixels: Pixels) -> Pixels:
    """A picture (H, W, 3) of any size as a grey one (36, 64)."""
    height, width = _SIZE
    rows = (np.arange(height * _TAPS) + 0.5) * pixels.shape[0] / (height * _TAPS)
    columns = (np.arange(width * _TAPS) + 0.5) * pixels.shape[1] / (width * _TAPS)
    taken = pixels[rows.astype(np.int64)[:, None], columns.astype(np.int64)[None]]
    means = taken.reshape(height, _TAPS, width, _TAPS, 3).mean(axis=(1, 3, 4))
    return np.asarray(means.round(), np.uint8)
