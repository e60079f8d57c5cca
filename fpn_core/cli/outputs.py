"""What `detect` writes while it goes: JSON, a table of boxes, drawings, or an annotated video."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from fpn_core.cli.inputs import Entry, Inputs, Target, Video
from fpn_core.cli.options import check_output
from fpn_core.drawing import draw_detections
from fpn_core.errors import FpnError, PictureError
from fpn_core.files import TextFile, write_bytes, writing_text
from fpn_core.media import read_picture
from fpn_core.video.frames import VIDEO_SUFFIXES
from fpn_core.video.reader import read_frame
from fpn_core.video.sequences import files_of, is_sequence
from fpn_core.video.sound import sound_of
from fpn_core.video.writing import WRITTEN_SUFFIX, VideoWriter, writing

COLUMNS = (
    *("file", "frame", "time", "class", "score", "x1", "y1", "x2", "y2"),
    *("anchor_level", "roi_level"),
)

Levels = Sequence[Mapping[str, Any]]
Say = Callable[[Iterable[str]], object]


class Sink(Protocol):
    """Takes what is found, one entry after the other."""

    def take(self, target: Target | None, entry: Entry) -> object:
        """Take an entry; a problem of a whole file has no target. Raises FpnError where it cannot
        be written."""


class Drawings:
    """Annotated copies as PNG; files of the same name from several folders get numbers."""

    def __init__(self, folder: Path, levels: Levels, score: float) -> None:
        self._folder = folder
        self._levels = levels
        self._score = score
        self._taken: Counter[str] = Counter()
        self._names: dict[str, str] = {}

    def take(self, target: Target | None, entry: Entry) -> None:
        """Draw one picture. Raises FpnError where the file cannot be written."""
        if target is None or "error" in entry:
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
    the boxes of the last one before it that was; one that cannot be read is left out."""

    def __init__(self, writer: VideoWriter, video: Video, levels: Levels, score: float) -> None:
        self._writer = writer
        self._video = video
        self._levels = levels
        self._score = score
        self._next = video.frames[0]
        self._shown: Entry = {}

    def take(self, target: Target | None, entry: Entry) -> None:
        """Write on to the frame of `target`."""
        if target is None or target.video is not self._video:
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
    file: Path, video: Video, last: int | None, levels: Levels, score: float, say: Say
) -> Iterator[AnnotatedVideo]:
    """An annotated video for the time of a `with`, on to the frame `last` (None: the end). What is
    wrong with its sound is said at the end."""
    end = len(video.index) - 1 if last is None else min(last, len(video.index) - 1)
    sound = sound_of(video.path, video.index, end)
    with writing(file, video.index.time_base, sound) as writer:
        made = AnnotatedVideo(writer, video, levels, score)
        yield made
        made.finish(end)
    if sound is not None:
        say(sound.problems)


class JsonFile:
    """All entries beside the model: one JSON object, written entry by entry."""

    def __init__(self, file: TextFile) -> None:
        self._file = file
        self._between = ""

    def take(self, target: Target | None, entry: Entry) -> None:
        """Write an entry."""
        self._file.write(self._between + json.dumps(entry, ensure_ascii=False))
        self._between = ", "


@contextmanager
def json_file(file: Path, model: Mapping[str, Any]) -> Iterator[JsonFile]:
    """A file of {"model": ..., "images": [entries]} for the time of a `with`."""
    with writing_text(file) as text:
        text.write(f'{{"model": {json.dumps(model, ensure_ascii=False)}, "images": [')
        yield JsonFile(text)
        text.write("]}")


class CsvFile:
    """One row for each box, corners in upright picture pixels; times in seconds from the first
    frame. What is no frame of a video has no frame and no time. With ``tracks``, a last column has
    the number of the track, empty for none."""

    def __init__(self, file: TextFile, tracks: bool) -> None:
        self._tracks = tracks
        self._rows = csv.writer(file, lineterminator="\n")
        self._rows.writerow((*COLUMNS, *(["track"] if tracks else [])))

    def take(self, target: Target | None, entry: Entry) -> None:
        """Write the boxes of an entry."""
        place = (entry.get("video", entry["file"]), entry.get("frame", ""), entry.get("time", ""))
        for row in entry.get("detections", ()):
            x, y, width, height = row["bbox"]
            corners = (round(value, 4) for value in (x, y, x + width, y + height))
            levels = (row["anchor_level"] or "", row["roi_level"] or "")
            of_track = (row.get("track") or "",) if self._tracks else ()
            found = (row["category"], row["score"])
            self._rows.writerow((*place, *found, *corners, *levels, *of_track))


@contextmanager
def csv_file(file: Path, tracks: bool) -> Iterator[CsvFile]:
    """A table of boxes for the time of a `with`."""
    with writing_text(file) as text:
        yield CsvFile(text, tracks)


@dataclass(frozen=True)
class Outputs:
    """What is to be written. draw: a folder, or an annotated video. last: the frame with which that
    ends; None: the end. score: the lowest that is drawn. tracks: whether objects are numbered."""

    json: Path | None
    csv: Path | None
    draw: Path | None
    last: int | None
    score: float
    tracks: bool

    @property
    def draws_video(self) -> bool:
        """Whether a video is drawn, and not pictures in a folder."""
        draw = self.draw
        return draw is not None and draw.suffix.lower() == WRITTEN_SUFFIX and not draw.is_dir()

    def check(self, inputs: Inputs, model: str) -> None:
        """Refuse, before any work, what cannot be, or would take the place of what is read, the
        file of the model among it. Raises FpnError naming the option."""
        check_output("--json", self.json, Path(model))
        check_output("--csv", self.csv, Path(model))
        if self.json and self.csv and self.json.resolve() == self.csv.resolve():
            raise FpnError(f"--csv {self.csv}: is what --json writes; give another name")
        if self.draw is None:
            return
        wrong = _wrong_with_video if self.draws_video else _wrong_with_folder
        reason = wrong(self.draw, inputs)
        if reason:
            raise FpnError(f"--draw {self.draw}: {reason}")

    @contextmanager
    def opened(self, model: Mapping[str, Any], inputs: Inputs, say: Say) -> Iterator[list[Sink]]:
        """What takes the entries, for the time of a `with`; the files take their names at its end,
        save on an error. say: is told in the end what was left out."""
        levels = model["levels"]
        with ExitStack() as stack:
            sinks: list[Sink] = []
            if self.json is not None:
                sinks.append(stack.enter_context(json_file(self.json, model)))
            if self.csv is not None:
                sinks.append(stack.enter_context(csv_file(self.csv, self.tracks)))
            if self.draw is not None and not self.draws_video:
                sinks.append(Drawings(self.draw, levels, self.score))
            elif self.draw is not None and inputs.videos:
                video = inputs.videos[0]
                made = annotated_video(self.draw, video, self.last, levels, self.score, say)
                sinks.append(stack.enter_context(made))
            yield sinks


def _wrong_with_folder(draw: Path, inputs: Inputs) -> str:
    if draw.suffix.lower() in VIDEO_SUFFIXES and not draw.is_dir():
        return f"give a folder, or a name that ends in {WRITTEN_SUFFIX}"
    if draw.resolve() in inputs.folders:
        return "holds the pictures themselves; choose another folder"
    return ""


def _wrong_with_video(draw: Path, inputs: Inputs) -> str:
    if draw.resolve() in {Path(video.path).resolve() for video in inputs.videos}:
        return "is what is read; give another name"
    count = len(inputs.videos)
    if count == 0 and inputs.problems:  # it may be the one that cannot be read, which is told of
        return ""
    if count != 1:
        return f"is a copy of one video, and {count} are given; give one, or a folder to draw in"
    if inputs.pictures:
        return "is a copy of one video, and pictures are given as well; give a folder to draw in"
    return ""


def _as_png(pixels: npt.NDArray[np.uint8]) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format="PNG")
    return stream.getvalue()
