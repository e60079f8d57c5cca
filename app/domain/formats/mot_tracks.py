"""MOTChallenge's ground truth, read: gt.txt with the labels.txt and seqinfo.ini beside it.

Every row is a box on a frame, and becomes a keyframe; a frame without a row of an id is one on
which it is not to be seen. Rows that do not count are ignored regions.
"""

import configparser
import math
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from app.domain.formats.checking import number, read_beside, read_text, short, usable_box, whole
from app.domain.formats.labels import (
    ClassList,
    FormatError,
    LabelBox,
    LabelSet,
    Options,
    Step,
)
from app.domain.formats.mot import ID, INFO, NAMES, PICTURES, ROWS, VISIBILITY
from app.domain.formats.video_reading import Key, ReadTracks, ReadVideo

_USUAL = [
    "pedestrian", "person on vehicle", "car", "bicycle", "motorbike", "non motorized vehicle",
    "static person", "distractor", "occluder", "occluder on the ground", "occluder full",
    "reflection",
]  # fmt: skip
_LEAST = 6  # frame, id and box; some leave out the rest
_LOOKED_AT = 20
_STEP = 1000


def recognise(path: Path) -> bool:
    """Whether a text is a gt.txt, and has rows with commas."""
    if path.name.lower() != ROWS.name:
        return False
    lines = read_text(path).splitlines()[:_LOOKED_AT]
    return any(len(line.split(",")) >= _LEAST for line in lines)


def read(files: list[Path], top: Path, options: Options, step: Step) -> LabelSet:
    """Read the sequences of these files into one set."""
    labels, classes = LabelSet(ID), ClassList()
    tracks = ReadTracks(labels, options, top, *map(_folder, files))
    for file in files:
        try:
            _Sequence(file, labels, classes, tracks).read(step)
        except FormatError as error:
            labels.problems.append(str(error))
    tracks.finish(step)
    labels.classes = classes.classes
    return labels


def _folder(file: Path) -> Path:
    """The folder of a sequence."""
    return file.parent.parent if file.parent.name == ROWS.parent.name else file.parent


class _Sequence:
    """Reads one sequence into what others may have begun."""

    def __init__(
        self, file: Path, labels: LabelSet, classes: ClassList, tracks: ReadTracks
    ) -> None:
        self.file, self.classes, self.tracks = file, classes, tracks
        self.folder, self.problem = _folder(file), labels.problems.append
        names = read_beside(file.parent / NAMES.name, labels.problems)
        self.names = _USUAL
        if names is not None:
            self.names = [line.strip() for line in names.rstrip().splitlines()]
            for name in filter(None, self.names):
                classes.place(name)

    def read(self, step: Step) -> None:
        info = self._info()
        pictures = f"{info.get('imdir', PICTURES)}/%06d{info.get('imext', '.jpg')}"
        size = whole(info.get("imwidth")), whole(info.get("imheight"))
        sides = (max(size[0] or 0, 0), max(size[1] or 0, 0))
        names = (info.get("name", ""), self.folder.name, pictures)
        video = self.tracks.video(names, self.folder, sides, f"{self.folder.name}/{self.file.name}")
        found: defaultdict[int, dict[int, Key]] = defaultdict(dict)
        lines = read_text(self.file).splitlines()
        for at, line in enumerate(lines):
            if at % _STEP == 0:
                step(at, len(lines))
            where = f"{self.folder.name}/{self.file.name}, line {at + 1}"
            row = self._row(line, video, where)
            if row is None:
                continue
            id, key = row
            if id is None:
                video.alone.append(key)
            elif key.frame in found[id]:
                self.problem(f"{where}: id {id} is on its frame twice; the first one is kept")
            else:
                found[id][key.frame] = key
        for id, rows in found.items():
            keys = [rows[frame] for frame in sorted(rows)]
            for key, after in pairwise(keys):
                key.ends = after.frame > key.frame + 1
            self.tracks.add(video, keys, id)

    def _info(self) -> dict[str, str]:
        """What seqinfo.ini says, by names in small letters; nothing where it is not there."""
        problems: list[str] = []
        text = read_beside(self.folder / INFO, problems)
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            parser.read_string(text or "")
        except configparser.Error as error:
            problems.append(f"{INFO}: {short(str(error))}; it is left out")
        for each in problems:
            self.problem(f"{self.folder.name}: {each}")
        return dict(parser["Sequence"]) if parser.has_section("Sequence") else {}

    def _row(self, line: str, video: ReadVideo, where: str) -> tuple[int | None, Key] | None:
        """Id (None for none) and keyframe of a row; None, and a problem, for a broken one."""
        cells = [cell.strip() for cell in line.split(",")]
        if cells == [""]:
            return None
        numbers = [number(cell) for cell in cells]
        if len(cells) < _LEAST or None in numbers:
            self.problem(f"{where}: {short(line)} is no row of numbers; left out")
            return None
        values = [each for each in numbers if each is not None]
        frame, id = whole(values[0] - 1), whole(values[1])
        x, y, w, h = values[2:_LEAST]
        box, wrong = usable_box((x, y, x + w, y + h), video.width, video.height)
        wrong = video.why_no_frame(frame) or wrong
        if wrong:
            more = "" if wrong.endswith(("left out", "clipped to it")) else "; left out"
            self.problem(f"{where}: {wrong}{more}")
        place = self._place(values, where)
        if box is None or place is None or frame is None or video.why_no_frame(frame):
            return None
        made = LabelBox(place, box, ignore=len(values) > _LEAST and values[_LEAST] == 0)
        seen = values[8] if len(values) > 8 else 1.0
        made.occluded = seen == 0
        if 0 < seen < 1:
            made.attributes = {VISIBILITY: cells[8]}
        return (None if id is None or id <= 0 else id), Key(frame, made)

    def _place(self, values: list[float], where: str) -> int | None:
        """Place of the class of a row: without one, or with -1, the first."""
        given = values[7] if len(values) > 7 else -1.0
        if given == -1:
            given = 1.0
        known = math.isfinite(given) and given == int(given) and 1 <= given <= len(self.names)
        if known and self.names[int(given) - 1]:
            return self.classes.place(self.names[int(given) - 1])
        self.problem(f"{where}: no class has number {given:g}, of {len(self.names)}; left out")
        return None
