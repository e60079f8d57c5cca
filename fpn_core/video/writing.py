"""Writes pictures with exact times as a video, with sound: MP4 with H.264, which everything plays.

The file appears whole under its name, or not at all.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from fpn_core.errors import FpnError
from fpn_core.files import replacing
from fpn_core.video.library import pyav
from fpn_core.video.sound import Sound

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.stream import VideoStream

Pixels = npt.NDArray[np.uint8]

WRITTEN_SUFFIX = ".mp4"
_MPEG4_TICKS = 60_000  # a second; MPEG-4 part 2 counts in 16 bits
_BT709, _BT601, _LIMITED, _FULL = 1, 5, 1, 2  # as FFmpeg numbers matrices and ranges
_SMPTE170M = 6  # how BT.601 is named in a file
_HD_LINES = 720
_QUALITY = {"libx264": {"crf": "20", "preset": "fast"}, "mpeg4": {"qscale": "3"}}


class VideoWriter:
    """Takes pictures one after the other; `writing` makes one."""

    def __init__(
        self, container: "OutputContainer", time_base: Fraction, sound: Sound | None
    ) -> None:
        self._container = container
        self._time_base = time_base
        self._sound = sound
        self._stream: VideoStream | None = None
        self._size = (0, 0)
        self._last = -1
        self._first: int | None = None
        self._given: int | None = None  # the time of the last picture

    def add(self, picture: Pixels, pts: int) -> None:
        """Add a picture, RGB uint8 (H, W, 3), that is shown from `pts` on, in units of time_base.

        The first picture gives the size of all: a larger one is cut off at the right and below, a
        smaller one stands on black. Odd sizes are one pixel larger in the video, which repeats the
        border, since H.264 has whole pairs. The video begins with the first picture, and its sound
        with it. A picture of the same time as the one before is shown one unit of the video's clock
        later. Raises ValueError for a time before that of the one before.
        """
        av = pyav()

        if self._first is None:
            self._first = pts
            self._size = picture.shape[1], picture.shape[0]
        ticks = (pts - self._first) * self._time_base
        stream = self._stream = self._stream or self._begin(pts)
        unit = stream.codec_context.time_base or self._time_base
        if self._given is not None and pts < self._given:
            raise ValueError(f"a picture at {pts} comes before the one that was added last")
        self._given = pts
        self._last = place = max(round(ticks / unit), self._last + 1)
        frame = av.VideoFrame.from_ndarray(self._fitted(picture), format="rgb24")
        converted = frame.reformat(
            format="yuv420p",
            dst_colorspace=_BT709 if frame.height >= _HD_LINES else _BT601,
            src_color_range=_FULL,
            dst_color_range=_LIMITED,
        )
        converted.pts, converted.time_base = place, unit
        self._container.mux(stream.encode(converted))
        if self._sound is not None:
            self._sound.write(ticks)

    def finish(self) -> None:
        """Write what the encoder still holds. Raises FpnError where no picture came."""
        if self._stream is None:
            raise FpnError("there is no picture to write a video of")
        self._container.mux(self._stream.encode())
        if self._sound is not None:
            self._sound.finish()

    def _begin(self, pts: int) -> "VideoStream":
        av = pyav()

        codec = "libx264" if "libx264" in av.codecs_available else "mpeg4"
        unit = Fraction(1, self._time_base.denominator)
        if codec == "mpeg4" and unit.denominator > _MPEG4_TICKS:
            unit = Fraction(1, _MPEG4_TICKS)
        stream = cast("VideoStream", self._container.add_stream(codec, options=_QUALITY[codec]))
        stream.width, stream.height = (side + side % 2 for side in self._size)
        stream.pix_fmt = "yuv420p"
        stream.time_base = unit
        context = stream.codec_context
        context.time_base = unit
        context.colorspace = _BT709 if stream.height >= _HD_LINES else _SMPTE170M
        context.color_range = _LIMITED
        if self._sound is not None:
            self._sound.begin(self._container, pts * self._time_base)
        return stream

    def _fitted(self, picture: Pixels) -> Pixels:
        width, height = self._size
        picture = picture[:height, :width]
        below, right = height - picture.shape[0], width - picture.shape[1]
        if below or right:
            picture = np.pad(picture, ((0, below), (0, right), (0, 0)))
        if width % 2 or height % 2:
            picture = np.pad(picture, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
        return np.ascontiguousarray(picture)


@contextmanager
def writing(target: Path, time_base: Fraction, sound: Sound | None = None) -> Iterator[VideoWriter]:
    """A writer for the time of a `with`; at its end the video takes its name, save on an error.

    time_base: seconds of one unit of the times that are given, as a video's index has it. sound: of
    the video whose times these are; what is wrong with it, it says in its `problems`. Raises
    FpnError where the file cannot be written.
    """
    av = pyav()

    try:
        with closing(sound) if sound else nullcontext(), replacing(target) as temporary:
            options = {"movflags": "+faststart"}
            with av.open(f"file:{temporary.absolute()}", "w", "mp4", options=options) as container:
                writer = VideoWriter(container, time_base, sound)
                yield writer
                writer.finish()
    except (OSError, av.FFmpegError) as error:
        raise FpnError(f"{target}: cannot be written: {error}") from error
