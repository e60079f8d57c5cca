"""The files behind the paths of pictures: that of a frame is its video's, once for all frames."""

import os
from dataclasses import dataclass

from fpn_core.video.frames import file_of


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes when a file is written anew: bytes and time of change (ns)."""

    size: int
    mtime: int


def stamp_of(path: str) -> Stamp:
    """The stamp of the file behind a picture's path. Raises OSError where it is not there."""
    status = os.stat(file_of(path))
    return Stamp(status.st_size, status.st_mtime_ns)


def is_there(path: str) -> bool:
    """Whether the file behind a picture's path is there."""
    try:
        stamp_of(path)
    except OSError:
        return False
    return True
