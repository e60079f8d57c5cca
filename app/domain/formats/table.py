"""The tables of formats: which they are, how files are recognised, and what each can hold.

All are read alike. Those in `FORMATS` are written of pictures as well; how the others are written
stands in `video_table`.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from app.domain.exports_folder import is_left_out
from app.domain.formats import (
    coco,
    cvat,
    cvat_tracks,
    cvat_video,
    labelme,
    mot,
    mot_tracks,
    voc,
    yolo,
)
from app.domain.formats.checking import is_box_outline
from app.domain.formats.labels import (
    FormatError,
    LabelBox,
    LabelSet,
    Options,
    Step,
    no_step,
)
from app.domain.formats.writing import Output

# What is kept only to write the same file again, and what tools always write.
_BOOKKEEPING = {"id", "area", "bbox", "box", "points", "outline", "folder", "depth", "path",
                "version", "tag", "shape_type", "video", "frame"}  # fmt: skip
_USUAL = {("source", "manual"), ("z_order", "0")}
# What these formats write, besides what was kept for themselves.
_RELATED = {"cvat-video": ("cvat",)}
_MOST_LOOKED_AT = 40
_MOST_LISTED = 500_000
_SUFFIXES = (".json", ".xml", ".txt", ".yaml", ".yml")


class Holds(Protocol):
    """What a format can hold of a box; see `Format`."""

    @property
    def id(self) -> str: ...
    @property
    def rings(self) -> int: ...
    @property
    def whole_pixels(self) -> bool: ...
    @property
    def lacks(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Reader:
    """A format that is read. ``one_file``: all is in one file, and a folder may hold others."""

    id: str
    name: str
    suffixes: tuple[str, ...]
    recognise: Callable[[Path], bool]
    read: Callable[[list[Path], Path, Options, Step], LabelSet]
    one_file: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Format(Reader):
    """One that is written of pictures, too. ``lacks`` names the fields of a box that it cannot
    hold; ``rings`` says whether it holds no outlines (0), those of one ring (1), or all (2)."""

    write: Callable[[LabelSet, Path, Options, Output, Step], None]
    rings: int
    whole_pixels: bool = False
    lacks: tuple[str, ...] = ()


_MARKS = ("ignore", "crowd", "difficult", "truncated", "occluded", "group", "attributes")
FORMATS: dict[str, Format] = {
    each.id: each
    for each in (
        Format("coco", "COCO", (".json",), coco.recognise, coco.read, coco.write, 2, one_file=True),
        Format("voc", "Pascal VOC", (".xml",), voc.recognise, voc.read, voc.write, 0, True),
        Format("yolo", "YOLO", (".txt", ".yaml", ".yml"), yolo.recognise, yolo.read, yolo.write,
               0, lacks=_MARKS),
        Format("labelme", "LabelMe", (".json",), labelme.recognise, labelme.read, labelme.write, 1),
        Format("cvat", "CVAT for images", (".xml",), cvat.recognise, cvat.read, cvat.write, 1,
               one_file=True),
    )
}  # fmt: skip
READERS: dict[str, Reader] = {
    **FORMATS,
    cvat_video.ID: Reader(cvat_video.ID, "CVAT for video", (".xml",), cvat_tracks.recognise,
                          cvat_tracks.read, one_file=True),
    mot.ID: Reader(mot.ID, "MOTChallenge", (".txt",), mot_tracks.recognise, mot_tracks.read,
                   one_file=True),
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """Labels that were recognised: their format, the folder they lie in, and the files."""

    format: Reader
    top: Path
    files: tuple[Path, ...]


def recognise(path: str | Path) -> Found:
    """Find out which format a file or folder is in.

    Raises:
        FormatError: it does not exist, or holds no labels of a known format.
    """
    path = Path(os.path.abspath(path))
    if path.is_dir():
        return _recognise_folder(path)
    if not path.is_file():
        raise FormatError(f"{path}: no such file or folder; check the path")
    found = _format_of(path, quiet=False)
    if found is None:
        names = ", ".join(each.name for each in READERS.values())
        raise FormatError(f"{path.name}: no labels of a known format; these are known: {names}")
    if found.id == yolo.ID:
        top = path.parent
        whole_folder = path.suffix.lower() != ".txt" or path.name.lower() in yolo.LISTS
        return Found(found, top, tuple(_files(top, found)) if whole_folder else (path,))
    return Found(found, path.parent, (path,))


def _recognise_folder(top: Path) -> Found:
    listed = list(_label_like(top))
    by_suffix: dict[str, list[Path]] = {}
    for file in listed:
        by_suffix.setdefault(file.suffix.lower(), []).append(file)
    votes: Counter[str] = Counter()
    for files in by_suffix.values():
        texts = [file for file in files if file.name.lower() not in yolo.LISTS]
        for file in texts[:_MOST_LOOKED_AT]:
            found = _format_of(file, quiet=True)
            if found is not None:
                votes[found.id] += len(files)
    if not votes and len(by_suffix.get(".txt", ())) > 1 and yolo.has_classes(top):
        votes[yolo.ID] = 1  # every picture is empty
    if not votes:
        raise FormatError(f"{top}: no labels of a known format in this folder")
    format = READERS[votes.most_common(1)[0][0]]
    chosen = [file for file in listed if file.suffix.lower() in format.suffixes]
    if format.one_file:
        chosen = [file for file in chosen if _format_of(file, quiet=True) is format]
    return Found(format, top, tuple(chosen))


def _files(top: Path, format: Reader) -> list[Path]:
    return [file for file in _label_like(top) if file.suffix.lower() in format.suffixes]


def _label_like(top: Path) -> Iterator[Path]:
    """Files below a folder that may hold labels, in a settled order; hidden ones are left out."""
    count = 0
    for root, folders, files in os.walk(top):
        folders[:] = sorted(name for name in folders if not is_left_out(name))
        for name in sorted(files):
            if name.lower().endswith(_SUFFIXES) and not name.startswith("."):
                count += 1
                if count > _MOST_LISTED:
                    return
                yield Path(root, name)


def _format_of(path: Path, quiet: bool) -> Reader | None:
    """The format of a file; a broken one raises FormatError unless ``quiet``."""
    for each in READERS.values():
        if path.suffix.lower() not in each.suffixes:
            continue
        try:
            if each.recognise(path):
                return each
        except FormatError:
            if not quiet:
                raise
    return None


def read_labels(path: str | Path, options: Options | None = None, step: Step = no_step) -> LabelSet:
    """Read the labels of a file or folder, whose format is found by itself.

    Raises:
        FormatError: nothing of it can be used.
    """
    found = recognise(path)
    return read_found(found, options or Options(), step)


def read_found(found: Found, options: Options, step: Step = no_step) -> LabelSet:
    """Read labels that were recognised. Raises FormatError where nothing can be used."""
    labels = found.format.read(list(found.files), found.top, options, step)
    if not labels.pictures:
        more = f": {labels.problems[0]}" if labels.problems else ""
        raise FormatError(f"{found.top.name}: no picture with labels can be used{more}")
    return labels


def lost_in(labels: LabelSet, format: Format) -> dict[str, int]:
    """How many of what a format cannot hold, by name in plain words; empty where it holds all."""
    lost: Counter[str] = Counter()
    for picture in labels.pictures:
        for box in picture.boxes:
            lost.update(lost_of(box, format))
        lost["pictures' own fields of other formats"] += _has_foreign(picture.extra, format)
    if format.id in ("voc", "labelme", "cvat"):
        ids = [each.id for each in labels.classes]
        lost["class ids"] = len(ids) if ids != list(range(1, len(ids) + 1)) else 0
    return {name: count for name, count in lost.items() if count}


def lost_of(box: LabelBox, format: Holds) -> Iterator[str]:
    """What a format cannot hold of a box, each in plain words of more than one."""
    for lacking in format.lacks:
        value = getattr(box, lacking)
        if value or (lacking == "group" and value is not None):
            yield f"{lacking} marks" if value is True else f"{lacking}s".replace("ss", "s")
    outlined = bool(box.points) and not (
        len(box.points) == 1 and is_box_outline(box.points[0], box.box)
    )
    written = len(box.points) <= format.rings or (format.id == "yolo" and "yolo" in box.extra)
    if outlined and not written:
        yield "polygons, written as boxes"
    if format.whole_pixels and any(value != int(value) for value in box.box):
        yield "boxes rounded to whole pixels"
    if _has_foreign(box.extra, format):
        yield "boxes' own fields of other formats"


def _has_foreign(extra: Mapping[str, Any], format: Holds) -> bool:
    """Whether something was kept for another format that says more than its own defaults."""
    for id in extra.keys() - {format.id, *_RELATED.get(format.id, ())}:
        for key, value in extra[id].items():
            said = (
                {k: v for k, v in value.items() if (k, v) not in _USUAL}
                if (isinstance(value, dict) and id == cvat.ID)
                else value
            )
            if said and key not in _BOOKKEEPING:
                return True
    return False
