"""The files behind the paths of pictures: that of a frame is its video's, once for all frames."""

import errno
import os
from dataclasses import dataclass

from fpn_core.errors import PictureError
from fpn_core.video.frames import file_of
from fpn_core.video.kept import stamp_of_file
from fpn_core.video.sequences import is_sequence


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes when a file is written anew: bytes and time of change (ns)."""

    size: int
    mtime: int


def stamp_of(path: str) -> Stamp:
    """The stamp of the file behind a picture's path, of numbered pictures their count and that of
    their folder. Raises OSError where it is not there."""
    path = file_of(path)
    if is_sequence(path):
        try:
            _name, count, time = stamp_of_file(path)
        except PictureError as error:
            raise FileNotFoundError(errno.ENOENT, str(error), path) from error
        return Stamp(count, time)
    status = os.stat(path)
    return Stamp(status.st_size, status.st_mtime_ns)


def is_there(path: str) -> bool:
    """Whether the file behind a picture's path is there."""
    try:
        stamp_of(path)
    except OSError:
        return False
    return True
