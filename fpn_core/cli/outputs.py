"""What `detect` writes while it goes: drawings, an annotated video, and a table of boxes."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fpn_core.cli.inputs import Entry, Target, Video
from fpn_core.drawing import draw_detections
from fpn_core.errors import PictureError
from fpn_core.files import write_bytes
from fpn_core.media import read_picture
from fpn_core.video.reader import read_frame
from fpn_core.video.sequences import files_of, is_sequence
from fpn_core.video.sound import sound_of
from fpn_core.video.writing import VideoWriter, writing

COLUMNS = (
    *("file", "frame", "time", "class", "score", "x1", "y1", "x2", "y2"),
    *("anchor_level", "roi_level"),
)

Levels = Sequence[Mapping[str, Any]]


class Drawings:
    """Annotated copies as PNG; files of the same name from several folders get numbers."""

    def __init__(self, folder: Path, levels: Levels, score: float) -> None:
        self.problems: list[str] = []
        self._folder = folder
        self._levels = levels
        self._score = score
        self._taken: Counter[str] = Counter()
        self._names: dict[str, str] = {}

    def take(self, target: Target, entry: Entry) -> None:
        """Draw one picture. Raises FpnError where the file cannot be written."""
        if "error" in entry:
            return
        if target.video is None:
            name = self._name_of(target.file)
        elif is_sequence(target.video.path):
            name = self._name_of(str(files_of(target.video.path)[target.frame]))
        else:
            name = f"{self._name_of(target.video.path)}-{target.frame:06d}"
        drawn = draw_detections(read_picture(target.file), entry, self._levels, score=self._score)
        write_bytes(self._folder / f"{name}.png", _as_png(drawn))

    def _name_of(self, file: str) -> str:
        if file not in self._names:
            stem = Path(file).stem
            self._taken[stem] += 1
            number = f"-{self._taken[stem]}" if self._taken[stem] > 1 else ""
            self._names[file] = stem + number
        return self._names[file]


class AnnotatedVideo:
    """A video with all frames of a stretch at their own times. A frame that was not looked at has
    the boxes of the last one before it that was; one that cannot be read is left out. problems:
    lines for a person, of the sound."""

    def __init__(self, writer: VideoWriter, video: Video, levels: Levels, score: float) -> None:
        self.problems: list[str] = []
        self._writer = writer
        self._video = video
        self._levels = levels
        self._score = score
        self._next = video.frames[0]
        self._shown: Entry = {}

    def take(self, target: Target, entry: Entry) -> None:
        """Write on to the frame of `target`."""
        if target.video is not self._video:
            return
        self._write_before(target.frame)
        self._shown = entry
        self._write_before(target.frame + 1)

    def finish(self, last: int) -> None:
        """Write on to the frame `last`, with which the video ends."""
        self._write_before(last + 1)

    def _write_before(self, end: int) -> None:
        for frame in range(self._next, end):
            try:
                pixels = read_frame(self._video.path, frame)
            except PictureError:
                continue
            drawn = draw_detections(pixels, self._shown, self._levels, score=self._score)
            self._writer.add(drawn, int(self._video.index.pts[frame]))
        self._next = max(self._next, end)


@contextmanager
def annotated_video(
    file: Path, video: Video, last: int | None, levels: Levels, score: float
) -> Iterator[AnnotatedVideo]:
    """An annotated video for the time of a `with`, on to the frame `last` (None: the end)."""
    end = len(video.index) - 1 if last is None else min(last, len(video.index) - 1)
    sound = sound_of(video.path, video.index, end)
    with writing(file, video.index.time_base, sound) as writer:
        made = AnnotatedVideo(writer, video, levels, score)
        yield made
        made.finish(end)
    made.problems += sound.problems if sound else []


def to_csv(entries: Sequence[Entry], tracks: bool = False) -> str:
    """One row for each box, corners in upright picture pixels; times in seconds from the first
    frame. What is no frame of a video has no frame and no time. With ``tracks``, a last column has
    the number of the track, empty for none."""
    stream = io.StringIO()
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow((*COLUMNS, *(["track"] if tracks else [])))
    for entry in entries:
        place = (entry.get("video", entry["file"]), entry.get("frame", ""), entry.get("time", ""))
        for row in entry.get("detections", ()):
            x, y, width, height = row["bbox"]
            corners = (round(value, 4) for value in (x, y, x + width, y + height))
            levels = (row["anchor_level"] or "", row["roi_level"] or "")
            of_track = (row.get("track") or "",) if tracks else ()
            rows.writerow((*place, row["category"], row["score"], *corners, *levels, *of_track))
    return stream.getvalue()


def _as_png(pixels: npt.NDArray[np.uint8]) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format="PNG")
    return stream.getvalue()
