"""Records as rows of tables, the same tuples that the undo history keeps as JSON."""

import functools
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.project.errors import ProjectError
from app.domain.records import (
    Annotation,
    FrameRange,
    Origin,
    Picture,
    ProjectClass,
    Record,
    Rejection,
)

Row = tuple[Any, ...]

_as_json = json.JSONEncoder(separators=(",", ":")).encode
_FLAGS = ("ignore", "crowd", "difficult", "truncated", "occluded", "locked", "ends")


@dataclass(frozen=True, eq=False)
class Table:
    """How records of one type are kept: the first column is the id."""

    kind: str
    name: str
    columns: tuple[str, ...]
    pack: Callable[[Any], Row]
    unpack: Callable[[Sequence[Any]], Any]

    @functools.cached_property
    def select(self) -> str:
        """SELECT of all columns, to be followed by a WHERE."""
        return f"SELECT {', '.join(map(_quoted, self.columns))} FROM {self.name}"

    @functools.cached_property
    def insert(self) -> str:
        """INSERT of one row."""
        return f"INSERT INTO {self.name} VALUES ({', '.join('?' * len(self.columns))})"

    @functools.cached_property
    def delete(self) -> str:
        """DELETE of the row with an id."""
        return f"DELETE FROM {self.name} WHERE id=?"

    def update(self, columns: tuple[str, ...]) -> str:
        """UPDATE of some columns of the row with an id."""
        return _update(self.name, columns)

    def record(self, row: Sequence[Any]) -> Any:
        """The record of a row. Raises ProjectError for values that are none."""
        try:
            return self.unpack(row)
        except (TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
            where = f"table {self.name}, row {row[0] if row else '?'}"
            raise ProjectError(f"{where} cannot be read: {error}") from error


@functools.cache
def _update(table: str, columns: tuple[str, ...]) -> str:
    return f"UPDATE {table} SET {', '.join(f'{_quoted(c)}=?' for c in columns)} WHERE id=?"


def _quoted(column: str) -> str:
    return '"group"' if column == "group" else column


def path_column(path: str) -> str | bytes:
    """A path as it is kept: as bytes where the file's name is no valid Unicode."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return path.encode("utf-8", "surrogateescape")
    return path


def path_text(column: Any) -> str:
    """A path as Python knows it. Raises TypeError for a column that is none."""
    if isinstance(column, bytes):
        return column.decode("utf-8", "surrogateescape")
    if not isinstance(column, str):
        raise TypeError(f"path {column!r} is no text")
    return column


def _pack_class(row: ProjectClass) -> Row:
    return (row.id, row.name, row.colour, row.place, row.hotkey)


def _unpack_class(row: Sequence[Any]) -> ProjectClass:
    key, name, colour, place, hotkey = row
    return ProjectClass(_whole(key), _text(name), _text(colour), _whole(place), _whole(hotkey))


def _pack_picture(row: Picture) -> Row:
    path = path_column(row.path)
    return (row.id, path, int(row.reviewed), int(row.flagged), row.note, row.split)


def _unpack_picture(row: Sequence[Any]) -> Picture:
    key, path, reviewed, flagged, note, split = row
    return Picture(
        _whole(key), path_text(path), bool(reviewed), bool(flagged), _text(note), _text(split)
    )


def _pack_annotation(row: Annotation) -> Row:
    flags = (
        row.ignore
        | row.crowd << 1
        | row.difficult << 2
        | row.truncated << 3
        | row.occluded << 4
        | row.locked << 5
        | row.ends << 6
    )
    rest = None
    linked = row.origin is not None or row.track is not None
    if linked or row.attributes or row.points or row.extra:
        rest = _pack_rest(row)
    group = None if row.group is None else int(row.group)
    return (row.id, int(row.picture), int(row.label), *_corners(row), int(flags), group, rest)


def _corners(row: Annotation | Rejection) -> tuple[float, ...]:
    x1, y1, x2, y2 = map(float, row.box)
    if not math.isfinite(x1 + y1 + x2 + y2):
        raise ProjectError(f"the box of row {row.id} is ({x1}, {y1}, {x2}, {y2}): no finite number")
    return (x1, y1, x2, y2)


def _pack_rest(row: Annotation) -> str:
    rest: dict[str, Any] = {}
    if row.attributes:
        rest["attributes"] = dict(row.attributes)
    if row.points:
        rest["points"] = [[(float(x), float(y)) for x, y in ring] for ring in row.points]
    if row.extra:
        rest["extra"] = dict(row.extra)
    if row.origin is not None:
        rest["origin"] = _pack_origin(row.origin)
    if row.track is not None:
        rest["track"] = int(row.track)
    return _as_json(rest)


def _pack_origin(origin: Origin) -> dict[str, Any]:
    values: dict[str, Any] = {"model": origin.model, "class_name": origin.class_name}
    values["score"] = float(origin.score)
    for name in ("box", "anchor", "proposal"):
        corners = getattr(origin, name)
        if corners is not None:
            values[name] = list(map(float, corners))
    for name in ("anchor_level", "roi_level"):
        if getattr(origin, name) is not None:
            values[name] = getattr(origin, name)
    if origin.objectness is not None:
        values["objectness"] = float(origin.objectness)
    return values


def _unpack_annotation(row: Sequence[Any]) -> Annotation:
    key, picture, label, x1, y1, x2, y2, flags, group, rest = row
    box = (_number(x1), _number(y1), _number(x2), _number(y2))
    fields: dict[str, Any] = {} if rest is None else _unpack_rest(json.loads(rest))
    if flags:
        fields.update((name, bool(flags >> bit & 1)) for bit, name in enumerate(_FLAGS))
    if group is not None:
        fields["group"] = _whole(group)
    return Annotation(_whole(key), _whole(picture), _whole(label), box, **fields)


def _unpack_rest(rest: Any) -> dict[str, Any]:
    if not isinstance(rest, dict):
        raise TypeError(f"{rest!r:.40} is no object")
    fields: dict[str, Any] = {}
    if "attributes" in rest:
        fields["attributes"] = {str(k): str(v) for k, v in rest["attributes"].items()}
    if "points" in rest:
        fields["points"] = tuple(
            tuple((_number(x), _number(y)) for x, y in ring) for ring in rest["points"]
        )
    if "extra" in rest:
        fields["extra"] = dict(rest["extra"].items())
    if "origin" in rest:
        fields["origin"] = _unpack_origin(rest["origin"])
    if "track" in rest:
        fields["track"] = _whole(rest["track"])
    return fields


def _unpack_origin(values: dict[str, Any]) -> Origin:
    def box(name: str) -> Any:
        corners = values.get(name)
        if corners is None:
            return None
        x1, y1, x2, y2 = map(_number, corners)
        return (x1, y1, x2, y2)

    objectness = values.get("objectness")
    return Origin(
        model=_text(values["model"]),
        class_name=_text(values["class_name"]),
        score=_number(values["score"]),
        box=box("box"),
        anchor_level=values.get("anchor_level"),
        roi_level=values.get("roi_level"),
        objectness=None if objectness is None else _number(objectness),
        anchor=box("anchor"),
        proposal=box("proposal"),
    )


def _pack_rejection(row: Rejection) -> Row:
    corners = _corners(row)
    return (row.id, int(row.picture), row.class_name, *corners, row.reason, float(row.score))


def _unpack_rejection(row: Sequence[Any]) -> Rejection:
    key, picture, class_name, x1, y1, x2, y2, reason, score = row
    box = (_number(x1), _number(y1), _number(x2), _number(y2))
    return Rejection(
        _whole(key), _whole(picture), _text(class_name), box, _text(reason), _number(score)
    )


def _pack_range(row: FrameRange) -> Row:
    return (row.id, int(row.picture), int(row.first), int(row.last))


def _unpack_range(row: Sequence[Any]) -> FrameRange:
    key, picture, first, last = row
    return FrameRange(_whole(key), _whole(picture), _whole(first), _whole(last))


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is no whole number")
    return value


def _number(value: Any) -> float:
    if type(value) is float:
        return value
    if type(value) is not int:
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError(f"{value!r} is no text")
    return value


_BOX = ("x1", "y1", "x2", "y2")
CLASSES = Table(
    "c", "classes", ("id", "name", "colour", "place", "hotkey"), _pack_class, _unpack_class
)
PICTURES = Table(
    "p", "pictures", ("id", "path", "reviewed", "flagged", "note", "split"),
    _pack_picture, _unpack_picture,
)  # fmt: skip
ANNOTATIONS = Table(
    "a", "annotations", ("id", "picture", "label", *_BOX, "flags", "group", "rest"),
    _pack_annotation, _unpack_annotation,
)  # fmt: skip
REJECTIONS = Table(
    "r", "rejections", ("id", "picture", "class_name", *_BOX, "reason", "score"),
    _pack_rejection, _unpack_rejection,
)  # fmt: skip
FRAME_RANGES = Table(
    "f", "frame_ranges", ("id", "picture", "first", "last"), _pack_range, _unpack_range
)
TABLE_OF: dict[type[Any], Table] = {
    ProjectClass: CLASSES,
    Picture: PICTURES,
    Annotation: ANNOTATIONS,
    Rejection: REJECTIONS,
    FrameRange: FRAME_RANGES,
}
TABLE_OF_KIND = {table.kind: table for table in TABLE_OF.values()}


def table_of(record: Record) -> Table:
    """The table that keeps a record."""
    return TABLE_OF[type(record)]
