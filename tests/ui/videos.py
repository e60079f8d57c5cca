"""Small videos whose frames carry their number, written through PyAV."""

import os
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from app.services.pixels import as_array
from tests.ui.harness import Harness

SIZE = (64, 48)
RATE = 25
_BITS = 8


def numbered(number: int, size: tuple[int, int] = SIZE) -> npt.NDArray[np.uint8]:
    """A picture (H, W, 3) that shows a number as eight black or white columns."""
    width, height = size
    bits = [(number >> bit) & 1 for bit in range(_BITS)]
    across = np.repeat(np.array(bits, np.uint8) * 255, width // _BITS)
    return np.ascontiguousarray(np.broadcast_to(across[None, :, None], (height, width, 3)))


def number_in(pixels: npt.NDArray[np.uint8]) -> int:
    """The number that a picture shows."""
    step = pixels.shape[1] // _BITS
    middle = pixels[pixels.shape[0] // 2, step // 2 :: step].mean(axis=1)
    return sum(int(value > 127) << bit for bit, value in enumerate(middle[:_BITS]))


def write_video(
    file: Path,
    frames: int = 60,
    size: tuple[int, int] = SIZE,
    times: Sequence[int] | None = None,
    first: int = 0,
) -> Path:
    """Write an H.264 mp4 at 25 frames a second, or with these ``times`` (in 1/25 s); the first
    frame shows the number ``first``."""
    container = av.open(str(file), "w")
    stream = container.add_stream("libx264", rate=RATE, options={"g": "12", "bf": "2", "crf": "10"})
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    stream.time_base = Fraction(1, RATE)
    for number in range(frames):
        frame = av.VideoFrame.from_ndarray(numbered(number + first, size), "rgb24")
        frame.pts = number if times is None else times[number]
        frame.time_base = Fraction(1, RATE)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())
    container.close()
    return file


class VideoHands:
    """What a person does with a video in the window, and what is to be seen of it."""

    def __init__(self, harness: Harness) -> None:
        self.harness, self.document = harness, harness.document
        self.videos = harness.session.videos
        self.timeline = harness.window.timeline

    def ready(self) -> None:
        """Wait until every frame can be gone to, and the one that is shown stands still."""
        self.harness.wait(lambda: self.document.video.ready)
        self.rest()

    def rest(self) -> None:
        """Wait for the exact pixels of the frame that stands still, and its detections."""
        document = self.document
        self.harness.wait(
            lambda: (
                not document.moving
                and document.pixels is not None
                and not document.pixels.is_preview
                and document.pixels.path == document.pictures.current
            )
        )
        self.harness.wait(lambda: document.detections is not None and not document.detecting)

    @property
    def frame(self) -> int:
        """The frame that the document says is shown."""
        return self.document.video.frame

    @property
    def number(self) -> int:
        """The number that the pixels on the canvas show."""
        assert self.document.pixels is not None
        return number_in(as_array(self.document.pixels.sizes[0]))

    @property
    def file(self) -> str:
        """Name of the file that is open."""
        return os.path.basename(self.document.video.path)

    def run(self, action: str) -> None:
        """Trigger an action of the menus."""
        self.harness.window.menus.actions[action].trigger()

    def keys(self, action: str) -> list[str]:
        """The keys that an action has at the moment."""
        return [key.toString() for key in self.harness.window.menus.actions[action].shortcuts()]

    def wait(self, condition: Callable[[], object]) -> None:
        """Let the window live until something is so."""
        self.harness.wait(condition)
