"""Decoded frames as upright RGB pixels.

The matrix and range of colours are those that the video names; where it names no usual matrix, that
of BT.709 from 720 lines on and that of BT.601 below, as players do. Bright HDR video is not toned
down. Transparent parts lie on white, as in pictures.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
import numpy.typing as npt

from fpn_core.video.library import pyav

if TYPE_CHECKING:
    from av.sidedata.sidedata import SideData
    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter

Pixels = npt.NDArray[np.uint8]

_FULL_RANGE = 2  # FFmpeg's AVCOL_RANGE_JPEG
_BT709, _BT601 = 1, 5
_KNOWN = {1, 4, 5, 6, 7, 9}  # the matrices that its scaler has; RGB needs none
_AT_ONCE = 1 << 20  # pixels
_HD_LINES = 720


class Shape(Protocol):
    """What turns stored frames into upright pictures; a VideoIndex has it.

    width, height: of the upright picture. rotation: degrees 0, 90, 180 or 270, counter-clockwise,
    after mirroring left to right where `mirrored` says so.
    """

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def rotation(self) -> int: ...
    @property
    def mirrored(self) -> bool: ...


@dataclass(frozen=True)
class FrameShape:
    """The shape of a single frame."""

    width: int
    height: int
    rotation: int
    mirrored: bool


def reformatter() -> "VideoReformatter":
    """What `upright` works with; each thread has its own."""
    made: VideoReformatter = pyav().video.reformatter.VideoReformatter()
    return made


def shape_of(frame: "VideoFrame") -> FrameShape:
    """The shape of a decoded frame, from its display matrix."""
    rotation, mirrored = _turn_of(frame)
    width, height = frame.width, frame.height
    if rotation in (90, 270):
        width, height = height, width
    return FrameShape(width, height, rotation, mirrored)


def upright(frame: "VideoFrame", shape: Shape, reformatter: "VideoReformatter") -> Pixels:
    """A decoded frame as RGB uint8 (H, W, 3), upright, contiguous and writable.

    A frame of another size than `shape`, which some streams have, is scaled to it.
    """
    width, height = shape.width, shape.height
    if shape.rotation in (90, 270):
        width, height = height, width
    clear = frame.format.has_palette or any(part.is_alpha for part in frame.format.components)
    matrix = frame.colorspace
    if matrix not in _KNOWN and not frame.format.is_rgb:
        matrix = _BT709 if frame.height >= _HD_LINES else _BT601
    scaled = reformatter.reformat(
        frame,
        width,
        height,
        "rgba" if clear else "rgb24",
        src_colorspace=matrix,
        dst_color_range=_FULL_RANGE,
        threads=1,
    )
    pixels: Pixels = np.asarray(scaled.to_ndarray(), dtype=np.uint8)
    if clear:
        pixels = _on_white(pixels)
    if shape.mirrored:
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(np.rot90(pixels, shape.rotation // 90))


def _turn_of(frame: "VideoFrame") -> tuple[int, bool]:
    """(rotation, mirrored) of a decoded frame, as Shape has them, from its display matrix.

    An angle between quarter turns becomes the nearest of them.
    """
    data = cast("SideData | None", frame.side_data.get("DISPLAYMATRIX"))
    if data is None:
        return 0, False
    a, b, _, c, d = np.frombuffer(memoryview(data), np.int32)[:5].astype(float)
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    if abs(a) >= abs(b):
        return (0 if a >= 0 else 180), bool(mirrored)
    return (90 if b < 0 else 270), bool(mirrored)


def _on_white(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    white = np.empty((height, width, 3), np.uint8)
    rows = max(_AT_ONCE // width, 1)  # in one go, a large picture would take ten times its room
    for top in range(0, height, rows):
        here = slice(top, top + rows)
        alpha = pixels[here, :, 3:].astype(np.uint16)
        colours = pixels[here, :, :3].astype(np.uint16)
        white[here] = (colours * alpha + 255 * (255 - alpha) + 127) // 255
    return white
