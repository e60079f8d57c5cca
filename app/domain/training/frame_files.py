"""Frames of videos as picture files of a run: a PNG each, in a folder of the run's own."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.domain.formats.labels import Step
from app.domain.formats.writing import write_whole
from app.domain.training.gather import TaughtPicture, picture_problem
from app.domain.training.reviewed import Reviewed
from app.domain.video.frame_names import frame_file
from app.domain.video.frame_png import png_of
from fpn_core import media
from fpn_core.errors import FpnError
from fpn_core.video.frames import split_frame

FRAMES = "frames"
BYTES_A_PIXEL = 1.6
"""About what a PNG takes of a frame of a video, whose noise its own compression has removed."""


def write_frame(path: str, target: Path, problems: list[str]) -> bool:
    """Write a frame in one move; whether it could be read, else a line of ``problems`` says so.

    Raises OSError where it cannot be written.
    """
    try:
        content = png_of(path)
    except FpnError as error:
        problems.append(picture_problem(path, error))
        return False
    write_whole(target, (content,))
    return True


def frame_bytes(pictures: Iterable[Reviewed]) -> tuple[int, int]:
    """How many frames a run will write, and about how many bytes they take.

    Videos that cannot be read count nothing.
    """
    count, total = 0, 0.0
    sizes: dict[str, float] = {}
    for picture in pictures:
        frame = split_frame(picture.path)
        if frame is None or picture.place is None:
            continue
        if frame[0] not in sizes:
            sizes[frame[0]] = _pixels(picture.path) * BYTES_A_PIXEL
        count += 1
        total += sizes[frame[0]]
    return count, int(total)


def _pixels(path: str) -> int:
    try:
        width, height = media.picture_size(path)
    except FpnError:
        return 0
    return width * height


class FrameFiles:
    """Writes the frames among pictures into a run's folder, each once; other pictures stay where
    they are."""

    def __init__(self, folder: Path, problems: list[str]) -> None:
        self._folder, self._problems = folder, problems
        self._names: dict[int, str] = {}

    def name_of(self, picture: TaughtPicture) -> str:
        """What a run's data calls a picture: a frame by its file in the run's folder."""
        return self._names.get(picture.id, picture.path)

    def written(
        self, pictures: Iterable[TaughtPicture], total: int, step: Step
    ) -> Iterator[TaughtPicture]:
        """The pictures, each frame once its file is there; one that cannot be read is a problem.

        Raises OSError where a file cannot be written, and what ``step`` raises.
        """
        for done, picture in enumerate(pictures):
            step(done, total)
            if split_frame(picture.path) is not None:
                # Two videos of one name are told apart by the picture's id.
                name = f"{FRAMES}/{picture.id}-{os.path.basename(frame_file(picture.path))}"
                if not write_frame(picture.path, self._folder / name, self._problems):
                    continue
                self._names[picture.id] = name
            yield picture
        step(total, total)
