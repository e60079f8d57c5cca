"""Boxes as text on the clipboard: written by this program, read from anyone."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.box_geometry import BoxError, checked
from app.domain.class_editing import ClassError, clean_name
from app.domain.records import Annotation, Point

MIME = "application/x-pyramidlabel-boxes+json"
MOST_BYTES = 16_000_000
MOST_BOXES = 20_000
_FORMAT = "pyramidlabel boxes"
_FLAGS = ("ignore", "crowd", "difficult", "truncated", "occluded")
_FAR = 1e7
_LONGEST_TEXT = 10_000


class ClipboardError(ValueError):
    """The clipboard holds no boxes that can be pasted; the message is for a person."""


@dataclass(frozen=True)
class CopiedBox:
    """A box from the clipboard: its class by name; id, picture and label of ``row`` are 0."""

    class_name: str
    row: Annotation


def to_json(rows: Iterable[Annotation], class_names: Mapping[int, str]) -> str:
    """Annotations as JSON text; classes by name, so that another project can take them."""
    boxes = [_as_dict(row, class_names.get(row.label, "")) for row in rows]
    return json.dumps({"format": _FORMAT, "version": 1, "boxes": boxes})


def _as_dict(row: Annotation, class_name: str) -> dict[str, Any]:
    out: dict[str, Any] = {"class": class_name, "box": list(row.box)}
    out |= {name: True for name in _FLAGS if getattr(row, name)}
    if row.group is not None:
        out["group"] = row.group
    if row.attributes:
        out["attributes"] = dict(row.attributes)
    if row.points:
        out["points"] = [[list(point) for point in ring] for ring in row.points]
    return out


def from_json(text: str) -> list[CopiedBox]:
    """Read what to_json() writes. Anything else, however hostile, is refused as a whole.

    Raises:
        ClipboardError: no text of this format, too much of it, or a box that is none.
    """
    if len(text) > MOST_BYTES:
        raise ClipboardError("There is too much on the clipboard to paste.")
    try:
        data = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ClipboardError("There are no boxes on the clipboard.") from error
    if not isinstance(data, dict) or data.get("format") != _FORMAT:
        raise ClipboardError("There are no boxes on the clipboard.")
    boxes = data.get("boxes")
    if not isinstance(boxes, list) or not boxes or len(boxes) > MOST_BOXES:
        raise ClipboardError("The boxes on the clipboard cannot be read.")
    return [_copied(number, each) for number, each in enumerate(boxes, 1)]


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of a box")


def _copied(number: int, values: Any) -> CopiedBox:
    try:
        if not isinstance(values, dict):
            raise TypeError("not an object")
        box = checked([_number(each) for each in _list(values["box"])])
        if box[0] == box[2] or box[1] == box[3]:
            raise BoxError("a side of length 0")
        group = values.get("group")
        row = Annotation(
            id=0,
            picture=0,
            label=0,
            box=box,
            group=group if type(group) is int and abs(group) < 2**53 else None,
            attributes=_attributes(values.get("attributes", {})),
            points=tuple(
                tuple(_point(point) for point in _list(ring))
                for ring in _list(values.get("points", []))
            ),
        )
        flags: dict[str, Any] = {name: values.get(name) is True for name in _FLAGS}
        row = replace(row, **flags)
        return CopiedBox(clean_name(_text(values["class"])), row)
    except (KeyError, TypeError, ValueError, OverflowError, ClassError) as error:
        raise ClipboardError(f"Box {number} on the clipboard cannot be read: {error}") from error


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r:.40} is no number")
    number = float(value)
    if not math.isfinite(number) or abs(number) > _FAR:
        raise ValueError(f"{number} is no place in a picture")
    return number


def _point(value: Any) -> Point:
    x, y = (_number(each) for each in _list(value))
    return x, y


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r:.40} is no list")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise TypeError(f"{value!r:.40} is no text")
    return value


def _attributes(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise TypeError("attributes are no object")
    return {_text(key): _text(text) for key, text in value.items()}
