"""Numbered pictures as a video, and animations: what has frames without being a video file."""

import os
import re
from fractions import Fraction
from pathlib import Path

import numpy as np

from fpn_core.errors import PictureError
from fpn_core.media import picture_size
from fpn_core.video.frames import is_pattern, is_video_name
from fpn_core.video.index import VideoIndex

RATE = 25  # frames a second, as FFmpeg has it where nothing says otherwise

_listed: dict[str, tuple[int, list[Path]]] = {}  # by pattern: the folder's time, the files


def is_sequence(path: str) -> bool:
    """Whether a path is a pattern of numbered pictures, and not a file that is there."""
    return is_pattern(path) and not os.path.isfile(path)


def is_animation(path: str | Path) -> bool:
    """Whether a .gif holds more than one frame; False for any other file, and for a broken one."""
    if not str(path).lower().endswith(".gif"):
        return False
    from PIL import Image

    try:
        with open(path, "rb") as stream, Image.open(stream, formats=["GIF"]) as image:
            return bool(getattr(image, "is_animated", False))
    except Exception:  # a broken file is told of when it is opened
        return False


def is_video(path: str | Path) -> bool:
    """Whether a path is a video: named as one, or an animation."""
    return is_video_name(str(path)) or is_animation(path)


def files_of(pattern: str) -> list[Path]:
    """The pictures of a pattern in the order of their numbers; gaps between numbers are no frames.

    Raises PictureError where there is none.
    """
    folder = Path(pattern).parent
    try:
        stamp = folder.stat().st_mtime_ns
        if pattern in _listed and _listed[pattern][0] == stamp:
            return _listed[pattern][1]
        names = os.listdir(folder)
    except OSError as error:
        raise PictureError(f"{folder}: cannot be read ({error.strerror})") from error
    found = _numbered(os.path.basename(pattern), names)
    if not found:
        raise PictureError(
            f"{pattern}: no picture has such a name; give the pattern of their names, as "
            "shot_%04d.png for shot_0001.png"
        )
    files = [folder / name for _, name in found]
    if len(_listed) > 16:
        _listed.clear()
    _listed[pattern] = stamp, files
    return files


def index_sequence(pattern: str) -> VideoIndex:
    """The index of numbered pictures, at RATE frames a second. Raises PictureError."""
    files = files_of(pattern)
    width, height = picture_size(files[0])
    return VideoIndex(
        pts=np.arange(len(files), dtype=np.int64),
        time_base=Fraction(1, RATE),
        keyframes=np.ones(len(files), dtype=np.bool_),
        width=width,
        height=height,
    )


def _numbered(pattern: str, names: list[str]) -> list[tuple[int, str]]:
    """The names that a pattern stands for, with their numbers."""
    before, directive, after = re.split(r"(%(?:0\d{1,2})?d)", pattern)
    digits = int(directive[2:-1] or 0) if len(directive) > 2 else 0
    # %04d writes at least four digits; more where the number is larger, never with more zeros.
    number = rf"(\d{{{digits}}}|[1-9]\d{{{digits},}})" if digits else r"(0|[1-9]\d*)"
    shape = re.compile(re.escape(before) + number + re.escape(after))
    matches = ((name, shape.fullmatch(name)) for name in names)
    return sorted((int(match[1]), name) for name, match in matches if match)
