"""What a project keeps of a person's work, row by row. Every change to these rows is an edit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Box = tuple[float, float, float, float]
"""x1, y1, x2, y2 in upright picture pixels."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ProjectClass:
    """A class of the project. Ids are permanent: nothing renumbers or reuses them.

    ``place`` orders the list (0 first); ``hotkey`` is 1..9, or 0 for none; ``colour`` is "#RRGGBB".
    """

    id: int
    name: str
    colour: str
    place: int
    hotkey: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the project knows. ``path`` is relative to the project's folder where the
    picture lies below it, with "/" on every system, and absolute elsewhere.

    ``split`` is "", "train", "val" or "test".
    """

    id: int
    path: str
    reviewed: bool = False
    flagged: bool = False
    note: str = ""
    split: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The detection that an annotation came from, as the model gave it.

    Level names, None where there is none; ``anchor`` and ``proposal`` are boxes in picture pixels.
    """

    model: str
    class_name: str
    score: float
    box: Box
    anchor_level: str | None = None
    roi_level: str | None = None
    objectness: float | None = None
    anchor: Box | None = None
    proposal: Box | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """A box that a person made, accepted or edited.

    ``ignore`` leaves it out of training and evaluation; ``points`` are the corners of the polygon
    or rotated box that it was read from (a list of rings); ``extra`` holds, by format name, the
    fields that only that format knows, to be written back untouched.

    On a frame of a video, ``track`` is the permanent id of the track of which this box is a
    keyframe: between two keyframes the box lies on the line from one to the other, which is
    computed and never stored. ``ends``: from the frame after this one until its next keyframe the
    track is not to be seen.
    """

    id: int
    picture: int
    label: int
    box: Box
    ignore: bool = False
    crowd: bool = False
    difficult: bool = False
    truncated: bool = False
    occluded: bool = False
    locked: bool = False
    group: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    points: tuple[tuple[Point, ...], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    origin: Origin | None = None
    track: int | None = None
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Rejection:
    """A detection that the person does not want: "x" by key, "left_out" by the review answer.

    It stands for every detection of that class that overlaps ``box`` by IoU 0.6 or more, from
    whatever model.
    """

    id: int
    picture: int
    class_name: str
    box: Box
    reason: str = "x"
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class FrameRange:
    """Frames of a video that are reviewed: ``first`` to ``last``, both of them among it.

    ``picture`` is the id of the video's own row.
    """

    id: int
    picture: int
    first: int
    last: int


Record = ProjectClass | Picture | Annotation | Rejection | FrameRange
