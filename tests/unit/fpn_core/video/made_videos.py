"""Videos whose frames carry their number as a picture: 24 large squares, black or white.

Ten of them are the number in binary, ten its complement, and four tell which way is up; so a
decoded frame says which it is whatever codec it went through, and a turned one says nothing.
"""

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import numpy.typing as npt
from av.video.stream import VideoStream

ROWS, COLUMNS, SIDE = 4, 6, 16
WIDTH, HEIGHT = COLUMNS * SIDE, ROWS * SIDE
BITS = 10
UP = (1, 0, 1, 1)

Pixels = npt.NDArray[np.uint8]


def picture_of(number: int, width: int = WIDTH, height: int = HEIGHT) -> Pixels:
    """The picture (H, W, 3) of a number 0..1023."""
    bits = [number >> bit & 1 for bit in range(BITS)]
    squares = np.array([*bits, *(1 - bit for bit in bits), *UP], np.uint8).reshape(ROWS, COLUMNS)
    rows = np.arange(height) * ROWS // height
    columns = np.arange(width) * COLUMNS // width
    grey = np.where(squares[rows[:, None], columns[None, :]], 225, 30).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def number_in(pixels: Pixels) -> int | None:
    """The number that a picture carries; None where it carries none, as when it is turned."""
    height, width = pixels.shape[:2]
    rows = (2 * np.arange(ROWS) + 1) * height // (2 * ROWS)
    columns = (2 * np.arange(COLUMNS) + 1) * width // (2 * COLUMNS)
    white = pixels[rows[:, None], columns[None, :]].mean(axis=2).ravel() > 127
    bits, complement, up = white[:BITS], white[BITS : 2 * BITS], white[2 * BITS :]
    if (bits == complement).any() or tuple(up.astype(int)) != UP:
        return None
    return int((bits * (1 << np.arange(BITS))).sum())


def make_video(
    path: Path,
    codec: str = "libx264",
    count: int = 50,
    rate: Fraction | int = 25,
    *,
    between: int = 0,
    gop: int = 12,
    times: Sequence[int] | None = None,
    rotation: int = 0,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    options: dict[str, str] | None = None,
    muxer: dict[str, str] | None = None,
    numbers: Sequence[int] | None = None,
) -> Path:
    """Write a video of `count` frames with their numbers.

    between: B-frames in a row. times: presentation times in milliseconds, where the rate varies.
    rotation: degrees counter-clockwise that a player has to turn the picture by.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unit = Fraction(1, 1000) if times else 1 / Fraction(rate)
    with av.open(str(path), "w", options=muxer or {}) as container:
        added = container.add_stream(codec, rate=Fraction(1000 if times else rate))
        stream = cast(VideoStream, added)
        stream.width, stream.height = size
        stream.pix_fmt = {"gif": "rgb8", "mjpeg": "yuvj420p"}.get(codec, "yuv420p")
        context = stream.codec_context
        context.time_base = unit
        if codec != "gif":
            context.gop_size = gop
            context.max_b_frames = between
        stream.options = dict(options or {})
        if codec == "libx264":
            plain = {"preset": "veryfast", "crf": "20", "bf": str(between), "sc_threshold": "0"}
            stream.options = {**plain, **(options or {})}
        if rotation:
            stream.set_display_rotation(rotation)
        for position, number in enumerate(range(count) if numbers is None else numbers):
            frame = av.VideoFrame.from_ndarray(picture_of(number, *size), format="rgb24")
            frame.pts = times[position] if times else position
            frame.time_base = unit
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def trim_start(path: Path, ticks: int) -> None:
    """Let the first edit of an mp4 begin `ticks` of its track's clock later; the packets stay."""
    data = bytearray(path.read_bytes())
    at = data.index(b"elst") + 4
    assert data[at] == 0, "version 0 has 32-bit fields"
    (count,) = struct.unpack_from(">I", data, at + 4)
    entry = at + 8 + 12 * (count - 1)
    duration, start, speed = struct.unpack_from(">IiI", data, entry)
    struct.pack_into(">IiI", data, entry, duration, start + ticks, speed)
    path.write_bytes(data)
