"""From picture files to QImages: previews, full pixels in halving sizes, thumbnails."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.domain.project.media_files import stamp_of
from fpn_core import media
from fpn_core.video.first import first_picture
from fpn_core.video.frames import is_video_name, split_frame
from fpn_core.video.kept import known_index

# Below this, full pixels are there as soon as a preview would be.
_PREVIEW_FROM_PIXELS = 3_000_000
_PREVIEW_SIDE = 480
# Beyond this many pixels a picture is shown from every second one, to keep memory in bounds.
_MOST_PIXELS = 150_000_000
_SMALLEST_LEVEL = 1024
RgbArray = npt.NDArray[np.uint8]
Values = TypeVar("Values", npt.NDArray[np.uint8], npt.NDArray[np.uint16])
_JPEG = {".jpg", ".jpeg", ".jpe", ".jfif"}
_BAND_ROWS = 256


@dataclass(frozen=True, eq=False)
class Pixels:
    """A picture ready to draw: upright size, and its image in halving sizes, largest first.

    ``stamp`` is the file's time of change (ns) from before it was read; 0 where that is not known.
    """

    path: str
    width: int
    height: int
    sizes: tuple[QImage, ...]
    is_preview: bool = False
    stamp: int = 0

    def byte_count(self) -> int:
        """Memory that the images take."""
        return sum(int(image.sizeInBytes()) for image in self.sizes)


def read_preview(path: str) -> Pixels | None:
    """A coarse version of a large JPEG, in a fraction of the time; None for other pictures.

    Raises:
        PictureError: the file cannot be read.
    """
    if Path(path).suffix.lower() not in _JPEG:
        return None
    width, height = media.picture_size(path)
    if width * height < _PREVIEW_FROM_PIXELS:
        return None
    rgb = media.read_picture(path, min_side=_PREVIEW_SIDE)
    return Pixels(path, width, height, (as_image(rgb),), is_preview=True)


def read_pixels(path: str) -> Pixels:
    """Decode a picture, upright, exactly as the detector sees it.

    The first frame of a video whose times are not read yet comes as a preview.

    Raises:
        PictureError: the file cannot be read; the message names it.
    """
    stamp = time_of_change(path)
    video, frame = split_frame(path) or ("", 0)
    if video and frame == 0 and known_index(video) is None:
        return replace(as_pixels(path, first_picture(video)), is_preview=True)
    rgb = media.read_picture(path)
    height, width = rgb.shape[:2]
    return _in_sizes(path, (width, height), _bounded(rgb), stamp)


def as_pixels(path: str, rgb: RgbArray, stamp: int = 0) -> Pixels:
    """Pixels (H, W, 3) of a frame that goes by: one size is enough for what is seen so shortly."""
    return Pixels(path, rgb.shape[1], rgb.shape[0], (as_image(_bounded(rgb)),), stamp=stamp)


def _bounded(values: Values) -> Values:
    """All pixels, or every second one of a picture that is larger than memory should hold."""
    height, width = values.shape[:2]
    many = height * width > _MOST_PIXELS
    return np.ascontiguousarray(values[::2, ::2]) if many else values


def _in_sizes(path: str, size: tuple[int, int], rgb: RgbArray, stamp: int) -> Pixels:
    sizes = [rgb]
    while max(sizes[-1].shape[:2]) > 2 * _SMALLEST_LEVEL:
        sizes.append(_halved(sizes[-1]))
    return Pixels(path, *size, tuple(as_image(each) for each in sizes), stamp=stamp)


@dataclass(frozen=True, eq=False)
class WidePicture:
    """A 16-bit picture as it is stored, to be looked at through windows of its values.

    ``values`` are uint16 (H, W) or (H, W, 3); ``few`` are some of them, for a quick look.
    """

    path: str
    size: tuple[int, int]
    values: media.WideValues
    few: media.WideValues
    darkest: int
    brightest: int
    stamp: int

    def through(self, table: media.Pixels) -> Pixels:
        """What it looks like where ``table`` (65536,) says how each value is shown."""
        return _in_sizes(self.path, self.size, _three(table[self.values]), self.stamp)

    def quickly_through(self, table: media.Pixels) -> Pixels:
        """The same, coarse, in some milliseconds."""
        image = as_image(_three(table[self.few]))
        return Pixels(self.path, *self.size, (image,), is_preview=True, stamp=self.stamp)


def read_wide(path: str) -> WidePicture | None:
    """The values of a 16-bit picture; None for any other.

    Raises:
        PictureError: the file cannot be read; the message names it.
    """
    stamp = time_of_change(path)
    values = media.read_wide_values(path)
    if values is None:
        return None
    size = values.shape[1], values.shape[0]
    values = _bounded(values)
    step = max(1, max(values.shape[:2]) // _SMALLEST_LEVEL)
    few = np.ascontiguousarray(values[::step, ::step])
    return WidePicture(path, size, values, few, int(values.min()), int(values.max()), stamp)


def _three(grey: RgbArray) -> RgbArray:
    """RGB of what may be grey, without a copy."""
    return grey if grey.ndim == 3 else np.broadcast_to(grey[:, :, None], (*grey.shape, 3))


def time_of_change(path: str) -> int:
    """When the file of a picture was changed (ns); 0 where that is not known."""
    try:
        return stamp_of(path).mtime
    except OSError:  # reading it says what is wrong
        return 0


def read_thumbnail(path: str, side: int) -> QImage:
    """A small upright version of a picture or of a video's start, ``side`` pixels wide or high.

    Raises:
        PictureError: the file cannot be read.
    """
    film = is_video_name(path)
    rgb = first_picture(path) if film else media.read_picture(path, min_side=side)
    while max(rgb.shape[:2]) > 2 * side and min(rgb.shape[:2]) > 1:
        rgb = _halved(rgb)
    mode = Qt.AspectRatioMode.KeepAspectRatio
    return as_image(rgb).scaled(side, side, mode, Qt.TransformationMode.SmoothTransformation)


def small_image(rgb: RgbArray, height: int) -> QImage:
    """An image of pixels (H, W, 3) at a small height."""
    while rgb.shape[0] > 2 * height and rgb.shape[1] > 1:
        rgb = _halved(rgb)
    return as_image(rgb).scaledToHeight(height, Qt.TransformationMode.SmoothTransformation)


def as_image(rgb: RgbArray) -> QImage:
    """A QImage (RGB32, own memory) from an (H, W, 3) uint8 array.

    Done in numpy and in bands: Qt's own conversion would hold the interpreter for the whole
    picture and so stall the window.
    """
    height, width = rgb.shape[:2]
    image = QImage(width, height, QImage.Format.Format_RGB32)
    view = np.frombuffer(image.bits(), np.uint8).reshape(height, width, 4)
    for top in range(0, height, _BAND_ROWS):
        band = slice(top, top + _BAND_ROWS)
        for channel in range(3):  # one by one: several times as fast as all three turned round
            view[band, :, channel] = rgb[band, :, 2 - channel]
        view[band, :, 3] = 255
    return image


def as_array(image: QImage) -> RgbArray:
    """(H, W, 3) uint8 RGB copy of a QImage."""
    converted = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(converted.constBits(), np.uint8)
    rows = rows.reshape(converted.height(), converted.bytesPerLine())[:, : converted.width() * 4]
    return rows.reshape(converted.height(), converted.width(), 4)[..., 2::-1].copy()


def _halved(rgb: RgbArray) -> RgbArray:
    """Mean of 2 x 2 pixels; an odd last row or column is left out."""
    height, width = (max(side // 2, 1) for side in rgb.shape[:2])
    out = np.empty((height, width, 3), np.uint8)
    step_y, step_x = min(2, rgb.shape[0]), min(2, rgb.shape[1])
    for top in range(0, height, _BAND_ROWS):
        rows = min(_BAND_ROWS, height - top)
        block = rgb[top * step_y : (top + rows) * step_y, : width * step_x]
        total = np.zeros((rows, width, 3), np.uint16)
        for dy in range(step_y):
            for dx in range(step_x):
                total += block[dy::step_y, dx::step_x]
        out[top : top + rows] = (total // (step_y * step_x)).astype(np.uint8)
    return out
