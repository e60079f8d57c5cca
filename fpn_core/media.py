"""Reads pictures of every usual kind as upright RGB pixels. Never writes a media file.

How each kind becomes 8-bit RGB:
- EXIF and TIFF orientation are applied, so that pixels and sizes are those a viewer shows.
- Transparent parts lie on white, as on a page.
- 16-bit, 32-bit and float pictures are stretched from their own darkest to their own brightest
  value (all channels together, so colours stay), since microscopes and depth cameras often use a
  small part of the range; values that fit 0..255 are kept as they are.
- Animations and multi-page files give their first frame.
- A frame of a video is a picture (`fpn_core.video.frames`); a video's own path is its first frame.
"""

import calendar
import os
import re
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError, features

from fpn_core.errors import PictureError
from fpn_core.video.frames import frame_meant

PICTURE_SUFFIXES: tuple[str, ...] = (
    ".jpg",
    ".jpeg",
    ".jpe",
    ".jfif",
    ".png",
    ".webp",
    ".tif",
    ".tiff",
    ".bmp",
    ".gif",
    ".heic",
    ".heif",
    ".hif",
    ".avif",
)
MAX_PIXELS = 1_000_000_000
# Survey and slide pictures of several hundred megapixels are real; Pillow's own limit (a guard
# for web servers) would refuse them at 179 megapixels.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# Pillow warns of odd metadata without naming the file; what matters comes as a PictureError.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

# No others: Pillow's readers of documents (EPS, PDF ...) would start outside programs.
_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")
_READABLE = "JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC or AVIF"
_ORIENTATION_TAG = 0x0112
_EXIF_TAGS, _TAKEN_TAG, _FRACTION_TAG = 0x8769, 0x9003, 0x9291
_BAND_ROWS = 512  # conversion goes in bands, so that a huge picture is never held three times
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_AVIF_BRANDS = (b"avif", b"avis")

Pixels = npt.NDArray[np.uint8]
WideValues = npt.NDArray[np.uint16]
_TURNS: dict[int, Callable[[npt.NDArray[Any]], npt.NDArray[Any]]] = {
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: np.rot90(a, 2).swapaxes(0, 1),
    8: lambda a: np.rot90(a),
}


def read_picture(path: str | Path, min_side: int | None = None) -> Pixels:
    """Read a picture as RGB uint8 (H, W, 3), upright, C-contiguous and writable.

    With min_side a JPEG may come at 1/2, 1/4 or 1/8 of its size, which is much faster, as long as
    its shorter side stays >= min_side; other kinds come at full size. Raises PictureError, naming
    the file and what to do, for anything that is not a whole, readable picture.
    """
    if frame := frame_meant(str(path)):
        from fpn_core.video.reader import read_frame

        return read_frame(*frame)
    path = Path(path)
    with _opened(path) as (image, stream):
        orientation = _orientation(image)
        if min_side is not None and image.format in ("JPEG", "MPO"):
            image.draft(None, (max(min_side, 1), max(min_side, 1)))
        wide = _has_wide_channels(image)
        # Raises on a file cut short; OpenCV may fill it up, and prints lines of its own.
        image.load()
        pixels = _read_wide_channels(stream) if wide else None
        if pixels is None:
            pixels = _to_rgb(image)
        turn = _TURNS.get(orientation)
        return np.ascontiguousarray(turn(pixels) if turn else pixels)


def picture_size(path: str | Path) -> tuple[int, int]:
    """Upright (width, height) in pixels, read from the header alone.

    Raises PictureError as read_picture does, save for damage behind the header.
    """
    if frame := frame_meant(str(path)):
        from fpn_core.video.facts import frame_size

        return frame_size(*frame)
    with _opened(Path(path)) as (image, _):
        width, height = image.size
        return (height, width) if _orientation(image) >= 5 else (width, height)


def capture_time(path: str | Path) -> float | None:
    """When a camera took a picture, in seconds on that camera's own clock, read from the header
    alone; None where the file does not say. Raises as picture_size."""
    if frame := frame_meant(str(path)):
        from fpn_core.video.facts import frame_time

        return frame_time(*frame)
    with _opened(Path(path)) as (image, _):
        try:
            # The base class: see _orientation.
            tags = Image.Image.getexif(image).get_ifd(_EXIF_TAGS)
            taken = str(tags[_TAKEN_TAG]).strip("\0 ")
            seconds = calendar.timegm(time.strptime(taken, "%Y:%m:%d %H:%M:%S"))
            fraction = str(tags.get(_FRACTION_TAG, "")).strip("\0 ")
        except Exception:  # no such tag, or a broken EXIF block
            return None
        return seconds + float(f"0.{fraction}") if fraction.isdecimal() else float(seconds)


def has_wide_values(path: str | Path) -> bool:
    """Whether a picture has 16-bit values, read from the header alone. Raises as picture_size."""
    if frame_meant(str(path)):
        return False
    with _opened(Path(path)) as (image, _):
        return image.mode.startswith("I;16") or _has_wide_channels(image)


def read_wide_values(path: str | Path) -> WideValues | None:
    """The values of a 16-bit picture as they are stored, upright: uint16 (H, W) for grey, (H, W, 3)
    for RGB, without transparency. None for any other picture. Raises as read_picture.

    This is for looking at them: the detector sees what read_picture gives.
    """
    if frame_meant(str(path)):
        return None
    with _opened(Path(path)) as (image, stream):
        orientation = _orientation(image)
        colour = _has_wide_channels(image)
        if not colour and not image.mode.startswith("I;16"):
            return None
        image.load()
        values = _wide_channels(stream) if colour else np.asarray(image).astype(np.uint16)
        if values is None:
            return None
        turn = _TURNS.get(orientation)
        values = values[:, :, :3] if colour else values
        return np.ascontiguousarray(turn(values) if turn else values)


def find_pictures(paths: Iterable[str | Path]) -> list[Path]:
    """The pictures among the given files and in the given folders and their sub-folders.

    Folders give the files whose name ends as in PICTURE_SUFFIXES, in natural order (2 before 10),
    without hidden ones; a folder without pictures gives none. Every path comes once. Raises
    PictureError for a path that does not exist, and for a given file that is no picture.
    """
    found: dict[Path, None] = {}
    for path in map(Path, [paths] if isinstance(paths, (str, Path)) else paths):
        if path.is_dir():
            found.update(dict.fromkeys(_pictures_in(path)))
        elif not path.exists():
            raise PictureError(f"{path}: no such file or folder; check the path")
        elif path.suffix.lower() not in PICTURE_SUFFIXES:
            raise PictureError(f"{path.name}: not a picture; give a {_READABLE} file or a folder")
        else:
            found[path] = None
    return list(found)


def _pictures_in(folder: Path) -> list[Path]:
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise PictureError(f"{folder}: cannot be read ({error.strerror})") from error
    found: list[str] = []
    visited: set[str] = set()
    for root, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(root)
        if real in visited:  # a link back to a folder above
            folders.clear()
            continue
        visited.add(real)
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            os.path.join(root, name)
            for name in files
            if name.lower().endswith(PICTURE_SUFFIXES) and not name.startswith(".")
        ]
    return [Path(name) for name in sorted(found, key=_natural_key)]


def _natural_key(path: str) -> tuple[list[list[str | int]], str]:
    """Sorts folder by folder, and digits within a name by their value."""
    parts = path.casefold().split(os.sep)
    return [
        [int(piece) if piece.isdecimal() else piece for piece in re.split(r"(\d+)", part)]
        for part in parts
    ], path


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Image.Image, IO[bytes]]]:
    """The picture with its header read, and its stream; every failure becomes a PictureError."""
    try:
        check_is_file(path)
        # Opened by Python, not by the decoder, so that any file name works on any system.
        with (
            path.open("rb") as stream,
            Image.open(stream, formats=_formats_for(path, stream)) as image,
        ):
            _check_size(path, image.size)
            yield image, stream
    except PictureError:
        raise
    except UnidentifiedImageError as error:
        raise PictureError(
            f"{path.name}: not a picture, or a broken one; give a {_READABLE} file"
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError(
            f"{path.name}: more than {MAX_PIXELS:,} pixels; cut it into tiles first"
        ) from error
    except MemoryError as error:
        raise PictureError(
            f"{path.name}: too large for the free memory; close programs, or cut it into tiles"
        ) from error
    except PermissionError as error:
        raise PictureError(f"{path.name}: no permission to read it; change its rights") from error
    except Exception as error:  # decoders meet hostile bytes, and raise whatever comes first
        reason = " ".join(str(error).split())  # libheif's reasons span lines
        raise PictureError(
            f"{path.name}: broken or cut short ({reason}); copy it again from its source"
        ) from error


def check_is_file(path: Path, kind: str = "picture", readable: str = _READABLE) -> None:
    """Raise PictureError for what is no file with content. Also keeps pipes and devices out, where
    opening would wait forever."""
    if path.is_dir():
        raise PictureError(f"{path.name}: a folder, not a {kind}; give a file in it")
    if not path.exists():
        raise PictureError(f"{path}: no such file; check the path")
    if not path.is_file():
        raise PictureError(f"{path.name}: not a regular file; give a {readable} file")
    if path.stat().st_size == 0:
        raise PictureError(f"{path.name}: empty (0 bytes); copy it again from its source")


def _check_size(path: Path, size: tuple[int, int]) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise PictureError(f"{path.name}: {width}x{height} pixels; nothing to see in it")
    if width * height > MAX_PIXELS:
        raise PictureError(
            f"{path.name}: {width}x{height} is more than {MAX_PIXELS:,} pixels; "
            "cut it into tiles first"
        )


def _formats_for(path: Path, stream: IO[bytes]) -> tuple[str, ...]:
    head = stream.read(12)
    if head[4:8] != b"ftyp":
        return _FORMATS
    if head[8:12] in _AVIF_BRANDS and features.check("avif"):
        return ("AVIF",)
    if head[8:12] not in _HEIF_BRANDS + _AVIF_BRANDS:
        return _FORMATS
    if not _register_heif():
        raise PictureError(
            f"{path.name}: HEIC and AVIF pictures need one more package; "
            "run: python -m pip install pillow-heif"
        )
    return ("HEIF",)


@cache
def _register_heif() -> bool:
    """Whether pillow-heif is installed; imported only when such a picture is met."""
    try:
        import pillow_heif
    except ImportError:
        return False
    pillow_heif.register_heif_opener()
    return True


def _orientation(image: Image.Image) -> int:
    """EXIF orientation 1..8 that is still to be applied; 1 where the EXIF data is broken."""
    if image.format == "TIFF":  # Pillow and OpenCV turn these while decoding
        return 1
    try:
        # The base class: PNG's own getexif decodes the whole picture to look behind it.
        value = Image.Image.getexif(image).get(_ORIENTATION_TAG, 1)
    except Exception:  # a camera's broken EXIF block must not cost the picture
        return 1
    return value if value in _TURNS else 1


def _has_wide_channels(image: Image.Image) -> bool:
    """Whether this is 16-bit colour, of which Pillow keeps the high bytes only."""
    if image.format not in ("PNG", "TIFF") or image.mode not in ("RGB", "RGBA", "LA"):
        return False
    tiles = getattr(image, "tile", [])
    return bool(tiles) and ";16" in str(tiles[0][3])


def _read_wide_channels(stream: IO[bytes]) -> Pixels | None:
    """16-bit colour as RGB uint8, not turned; None where OpenCV cannot read this variant."""
    wide = _wide_channels(stream)
    if wide is None:
        return None
    pixels = _stretch(np.ascontiguousarray(wide[:, :, :3]))
    if wide.shape[2] == 3:
        return pixels
    alpha = wide[:, :, 3:].astype(np.float32) / 65535
    return np.rint(pixels * alpha + 255 * (1 - alpha)).astype(np.uint8)


def _wide_channels(stream: IO[bytes]) -> WideValues | None:
    """16-bit RGB or RGBA by OpenCV, not turned; None where OpenCV cannot read this variant."""
    import cv2  # 0.1 s to import, and few pictures need it

    stream.seek(0)
    data = np.frombuffer(stream.read(), dtype=np.uint8)
    try:
        wide = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    except cv2.error:
        return None
    if wide is None or wide.dtype != np.uint16 or wide.ndim != 3 or wide.shape[2] not in (3, 4):
        return None
    order = [2, 1, 0, 3][: wide.shape[2]]
    return np.ascontiguousarray(wide[:, :, order]).astype(np.uint16, copy=False)


def _to_rgb(image: Image.Image) -> Pixels:
    """Loaded picture of any mode -> RGB uint8 (H, W, 3)."""
    if image.mode.startswith("I") or image.mode == "F":
        grey = _stretch(np.asarray(image))
        return np.repeat(grey[:, :, None], 3, axis=2)
    width, height = image.size
    pixels = np.empty((height, width, 3), dtype=np.uint8)
    for top in range(0, height, _BAND_ROWS):
        bottom = min(top + _BAND_ROWS, height)
        pixels[top:bottom] = np.asarray(_band_to_rgb(image.crop((0, top, width, bottom))))
    return pixels


def _band_to_rgb(band: Image.Image) -> Image.Image:
    if band.has_transparency_data:
        page = Image.new("RGBA", band.size, (255, 255, 255, 255))
        band = Image.alpha_composite(page, band.convert("RGBA"))
    return band if band.mode == "RGB" else band.convert("RGB")


def _stretch(values: npt.NDArray[Any]) -> Pixels:
    """Integer or float values of any range -> uint8, darkest to brightest over 0..255.

    Integers within 0..255 are kept as they are. Values that are not finite become black.
    """
    finite = np.isfinite(values)
    if not finite.all():
        values = np.where(finite, values, values[finite].min() if finite.any() else 0)
    low, high = values.min(), values.max()
    if np.issubdtype(values.dtype, np.integer) and low >= 0 and high <= 255:
        return values.astype(np.uint8)
    if low == high:  # one even tone: its place in a 16-bit range is all there is to show
        return np.full(values.shape, np.clip(float(low) * 255 / 65535, 0, 255), dtype=np.uint8)
    if values.dtype.kind == "u" and values.dtype.itemsize == 2:
        steps = np.arange(65536, dtype=np.float64)
        table = np.clip((steps - float(low)) * 255 / (float(high) - float(low)), 0, 255)
        return np.rint(table).astype(np.uint8)[values]
    scaled = (values.astype(np.float64) - float(low)) * (255 / (float(high) - float(low)))
    return np.rint(scaled).astype(np.uint8)
