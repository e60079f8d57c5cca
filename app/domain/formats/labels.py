"""The neutral form that every format is read into and written from."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.records import Box, Point

Rings = tuple[tuple[Point, ...], ...]
Step = Callable[[int, int], None]
"""Hears how far the work is (done, total); it may raise StoppedError to end it."""

FLAGS = ("ignore", "crowd", "difficult", "truncated", "occluded")
SPLITS = ("train", "val", "test")


class FormatError(Exception):
    """A file or folder that cannot be read as labels at all; the message names it and says what
    to do."""


class StoppedError(Exception):
    """The person has stopped the work."""


@dataclass(slots=True)
class LabelClass:
    """A class. ``id`` is the source's own where it has one (COCO), else its place from 1."""

    id: int
    name: str
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class LabelBox:
    """A box in upright picture pixels (x1, y1, x2, y2).

    ``label`` indexes the classes of its set. ``extra`` holds, by format id, JSON values that only
    that format knows. ``points`` are the rings of the outline that the box bounds. ``score`` marks
    a detection that nobody has accepted. ``computed``: it lies between two keyframes of a track,
    and a project computes it again.
    """

    label: int
    box: Box
    ignore: bool = False
    crowd: bool = False
    difficult: bool = False
    truncated: bool = False
    occluded: bool = False
    group: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    points: Rings = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    score: float | None = None
    computed: bool = False


@dataclass(slots=True)
class LabelPicture:
    """A picture as a label file names it, with "/" between folders.

    ``path`` is the absolute path of the file, "" where it was not found; width and height are 0
    where nobody knows them. ``split`` is "", "train", "val" or "test". ``project_id`` is the id in
    the project that it comes from, 0 for none.
    """

    name: str
    path: str = ""
    width: int = 0
    height: int = 0
    split: str = ""
    boxes: list[LabelBox] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    project_id: int = 0


@dataclass(slots=True)
class LabelSet:
    """All labels of a file or folder.

    ``problems`` are lines that name file and row; ``outlines`` counts polygons and rotated boxes
    that are seen as their bounding boxes, ``others`` shapes that are no boxes and are kept as they
    are; ``extra`` holds, by format id, what stands above the pictures.
    """

    format: str = ""
    classes: list[LabelClass] = field(default_factory=list)
    pictures: list[LabelPicture] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    outlines: int = 0
    others: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def box_count(self) -> int:
        """Number of boxes on all pictures."""
        return sum(len(picture.boxes) for picture in self.pictures)

    @property
    def computed_count(self) -> int:
        """How many of the boxes are computed."""
        return sum(box.computed for picture in self.pictures for box in picture.boxes)

    def class_counts(self) -> list[int]:
        """Number of boxes of each class, in the order of the classes."""
        counts = Counter(box.label for picture in self.pictures for box in picture.boxes)
        return [counts[index] for index in range(len(self.classes))]

    def splits(self) -> list[str]:
        """The splits that pictures have, in their usual order."""
        found = {picture.split for picture in self.pictures}
        return [each for each in SPLITS if each in found]


@dataclass(frozen=True, slots=True)
class Options:
    """How to read and write. ``images`` is the folder of the pictures, "" = beside the labels, and
    else in ``opened``, the folder of the pictures that a person has before him; "" = none.
    ``videos`` are paths of videos that he has before him, wherever they lie.

    ``one_based`` counts VOC's pixels from 1, as the VOC devkit does; ``copy_pictures`` puts copies
    of the pictures beside the labels; ``same_project`` says that labels in the target are earlier
    ones of the same project, whose classes may since have other names.
    """

    images: str = ""
    one_based: bool = False
    copy_pictures: bool = False
    same_project: bool = False
    opened: str = ""
    videos: tuple[str, ...] = ()


def no_step(_done: int, _total: int) -> None:
    """For callers that show no progress."""


class ClassList:
    """Classes as they are met: names that a list gives come first, in its order."""

    def __init__(self, names: list[str] | None = None) -> None:
        self.classes = [LabelClass(place, name) for place, name in enumerate(names or [], 1)]
        self._places = {each.name: place for place, each in enumerate(self.classes)}

    def place(self, name: str) -> int:
        """Place of a class in the list; it is added if it is not there."""
        found = self._places.get(name)
        if found is None:
            found = self._places[name] = len(self.classes)
            self.classes.append(LabelClass(found + 1, name))
        return found
