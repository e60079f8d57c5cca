"""Files behind pictures: a frame's is its video's, that of numbered pictures is the first one."""

import os
import re
from pathlib import Path

from app.domain.project.media_files import is_there
from fpn_core.errors import FpnError
from fpn_core.video.frames import VIDEO_SUFFIXES, file_of, is_pattern, is_video_name, split_frame
from fpn_core.video.sequences import files_of, is_animation, is_sequence

_TRANSPORT = (".ts", ".mts", ".m2ts")
_SYNC = 0x47
_BLOCKS = (188, 192)  # bytes from one packet of a transport stream to the next
_LAST_NUMBER = re.compile(r"\d+(?=\D*$)")
LEAST_NUMBERED = 3  # pictures that make a sequence


def real_file(path: str) -> str:
    """The file on disk that stands behind a picture's path: its own, its video's, or the first of
    the numbered pictures."""
    file = file_of(path)
    if is_sequence(file):
        try:
            return str(files_of(file)[0])
        except FpnError:  # none of them is there
            return file
    return file


def can_be_opened(path: str) -> bool:
    """Whether a path that was remembered is still something to open: a file, a folder, a frame."""
    return os.path.exists(path) or is_there(path)


def is_media_name(path: str) -> bool:
    """Whether a file in a folder is a video by its name; .ts files of other kinds are not."""
    if not path.lower().endswith(VIDEO_SUFFIXES):
        return False
    return not path.lower().endswith(_TRANSPORT) or _is_transport_stream(path)


def is_video(path: str) -> bool:
    """Whether a path, of no frame, is a video: by its name, as a sequence, or as an animation."""
    if split_frame(path) is not None or (is_pattern(path) and os.path.isfile(path)):
        return False
    return is_video_name(path) or is_animation(path)


def pattern_of(path: str) -> str | None:
    """The pattern of the numbered pictures that a picture is one of, as shot_%04d.png; None where
    fewer than LEAST_NUMBERED have such names."""
    folder, name = os.path.split(path)
    number = _LAST_NUMBER.search(Path(name).stem)
    if number is None or "%" in name:
        return None
    digits = number.group()
    directive = f"%0{len(digits)}d" if digits.startswith("0") or len(digits) > 1 else "%d"
    pattern = os.path.join(folder, f"{name[: number.start()]}{directive}{name[number.end() :]}")
    for each in (pattern, pattern.replace(directive, "%d")):
        try:
            if len(files_of(each)) >= LEAST_NUMBERED:
                return each
        except FpnError:  # no file has such a name
            continue
    return None


def _is_transport_stream(path: str) -> bool:
    """Whether a file begins like a transport stream: .ts is the ending of programs, too."""
    try:
        with open(path, "rb") as file:
            start = file.read(2 * max(_BLOCKS) + 5)
    except OSError:
        return False
    at = (0, 4)  # .m2ts has four bytes before each packet
    return any(
        len(start) > first + block and start[first] == start[first + block] == _SYNC
        for first in at
        for block in _BLOCKS
    )
