"""CVAT for video 1.1, read: tracks with their keyframes, onto the frames of their video.

Boxes with keyframe="0" are computed here, too, and not kept, but for the first and last one of
where a track is to be seen. A frame's number is that of the whole video. A track that is to be seen
on one frame alone is a box of no track, as CVAT itself writes those.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from app.domain.formats.checking import read_xml, short, whole, yes
from app.domain.formats.cvat import SHAPES, is_of_video, read_classes, read_shape
from app.domain.formats.cvat_video import ID
from app.domain.formats.labels import (
    ClassList,
    FormatError,
    LabelPicture,
    LabelSet,
    Options,
    Step,
)
from app.domain.formats.video_reading import Key, ReadTracks, ReadVideo
from app.domain.formats.xml_parts import Element

_STEP = re.compile(r"step=(\d{1,6})")
_USUAL = {"z_order": "0", "source": "manual"}
_NOT_OF_BOX = ("frame", "keyframe", "outside")


class _Row(NamedTuple):
    frame: int
    keyframe: bool
    outside: bool
    shape: Element
    where: str


def recognise(path: Path) -> bool:
    """Whether an XML file is CVAT's for a video."""
    if path.suffix.lower() != ".xml":
        return False
    root = read_xml(path)
    return root.tag == "annotations" and is_of_video(root)


def read(files: list[Path], top: Path, options: Options, step: Step) -> LabelSet:
    """Read CVAT files of videos into one set."""
    labels, classes = LabelSet(ID), ClassList()
    tracks = ReadTracks(labels, options, top)
    for file in files:
        try:
            _File(file, read_xml(file), labels, classes, tracks).read(step)
        except FormatError as error:
            labels.problems.append(str(error))
    tracks.finish(step)
    labels.classes = classes.classes
    return labels


class _File:
    """Reads one file into what others may have begun."""

    def __init__(
        self, file: Path, root: Element, labels: LabelSet, classes: ClassList, tracks: ReadTracks
    ) -> None:
        self.file, self.root, self.labels = file, root, labels
        self.classes, self.tracks = classes, tracks
        self.problem = labels.problems.append
        found = _STEP.search(self._text("frame_filter"))
        self._every = max(int(found.group(1)), 1) if found else 1

    def read(self, step: Step) -> None:
        read_classes(self.classes, self.root)
        name = self.file.name
        names = (self._text("source"), self._text("name"), self.file.stem)
        size = whole(self._text("original_size/width")), whole(self._text("original_size/height"))
        sides = (max(size[0] or 0, 0), max(size[1] or 0, 0))
        video = self.tracks.video(names, self.file.parent, sides, name)
        found = self.root.findall("track")
        for at, track in enumerate(found):
            step(at, len(found))
            self._track(track, video, f"{name}, track {short(track.get('id', at))[1:-1]}")

    def _text(self, path: str) -> str:
        """A text of the head, "" for none: of the task, of the job, or beside them."""
        for above in ("meta", "meta/task", "meta/job"):
            text = self.root.findtext(f"{above}/{path}")
            if text and text.strip():
                return text.strip()
        return ""

    def _track(self, track: Element, video: ReadVideo, where: str) -> None:
        label = track.get("label", "").strip()
        if not label:
            self.problem(f"{where}: has no label; left out")
            return
        picture = LabelPicture("", "", video.width, video.height)
        keys: list[Key] = []
        rows = self._ordered(self._rows(track, video, where), where)
        for row, ends in self._stored(rows):
            self._prepare(row.shape, track, label)
            box = read_shape(self.labels, self.classes, picture, row.shape, 1, row.where)
            if box is not None:
                keys.append(Key(row.frame, box, ends))
            elif keys and ends:
                keys[-1].ends = True
        if keys:
            keys[-1].ends = False  # nothing comes after it
        self.tracks.add(video, keys, whole(track.get("id")))

    def _rows(self, track: Element, video: ReadVideo, where: str) -> Iterator[_Row]:
        others: set[str] = set()
        for at, shape in enumerate(track, 1):
            place = f"{where}, {shape.tag} {at}"
            frame, shown = whole(shape.get("frame")), not yes(shape.get("outside"))
            # The frame on which a track is gone may be the one after the last.
            wrong = video.why_no_frame(frame if shown or not frame else frame - 1)
            if shape.tag not in SHAPES:
                others.add(shape.tag)
            elif wrong or frame is None:
                self.problem(f"{place}: {short(dict(shape.attrib))} {wrong}; left out")
            else:
                yield _Row(frame, yes(shape.get("keyframe", "1")), not shown, shape, place)
        if others:
            self.labels.others += 1
            names = ", ".join(sorted(others))
            self.problem(f"{where}: {names} is no box and is left out")

    def _ordered(self, rows: Iterator[_Row], where: str) -> list[_Row]:
        """By frame, each once."""
        found: dict[int, _Row] = {}
        for row in rows:
            if row.frame in found:
                self.problem(f"{where}: frame {row.frame} is there twice; the first one is kept")
            found.setdefault(row.frame, row)
        return [found[frame] for frame in sorted(found)]

    def _stored(self, rows: list[_Row]) -> Iterator[tuple[_Row, bool]]:
        """The rows that keyframes are made of, and whether the track ends after them."""
        before = True
        for row, after in pairwise([*rows, None]):
            assert row is not None, "only the last one is none"
            starts, before = before, row.outside
            if row.outside:
                continue
            ends = after is None or after.outside
            last = row if after is None else row._replace(frame=after.frame - self._every)
            rests = ends and last.frame > row.frame  # it is there up to the frame where it is gone
            if row.keyframe or starts or ends:
                yield row, ends and not rests
            if rests:
                yield last, True

    def _prepare(self, shape: Element, track: Element, label: str) -> None:
        """Make the shape of a track one that says itself what the track says."""
        for key in _NOT_OF_BOX:
            shape.attrib.pop(key, None)
        for key in ("source", "group_id"):
            if track.get(key):
                shape.set(key, track.get(key, ""))
        shape.set("label", label)
        for key, usual in _USUAL.items():
            if shape.get(key) == usual:
                del shape.attrib[key]
