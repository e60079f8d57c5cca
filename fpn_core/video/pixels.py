"""Decoded frames as upright RGB pixels.

The matrix and range of colours are those that the video names; where it names no matrix, that of
BT.709 from 720 lines on and that of BT.601 below, as players do. Bright HDR video is not toned
down. Transparent parts lie on white, as in pictures.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fpn_core.video.index import VideoIndex

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter

Pixels = npt.NDArray[np.uint8]

_UNSPECIFIED, _FULL_RANGE = 2, 2  # FFmpeg's AVCOL_SPC_UNSPECIFIED and AVCOL_RANGE_JPEG
_BT709, _BT601 = 1, 5
_HD_LINES = 720


def upright(frame: "VideoFrame", index: VideoIndex, reformatter: "VideoReformatter") -> Pixels:
    """A decoded frame as RGB uint8 (H, W, 3), upright, contiguous and writable.

    A frame of another size than the first, which some streams have, is scaled to the first.
    """
    width, height = index.width, index.height
    if index.rotation in (90, 270):
        width, height = height, width
    clear = frame.format.has_palette or any(part.is_alpha for part in frame.format.components)
    matrix = frame.colorspace
    if matrix == _UNSPECIFIED and not frame.format.is_rgb:
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
    if index.mirrored:
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(np.rot90(pixels, index.rotation // 90))


def _on_white(pixels: Pixels) -> Pixels:
    alpha = pixels[:, :, 3:].astype(np.uint16)
    colours = pixels[:, :, :3].astype(np.uint16)
    return ((colours * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
