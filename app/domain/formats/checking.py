"""What files of others may hold: text, JSON, XML, numbers and boxes, each checked once and here."""

import json
import math
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from app.domain.formats.labels import FormatError
from app.domain.records import Box

ROUNDING_PX = 1.0  # what overhangs by less was rounded by its tool: clipped without a word
SMALLEST_SIDE_PX = 1e-2
MOST_BYTES = 1 << 31
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.\-]{1,40})[\"']")


def short(value: object) -> str:
    """A value for a message, at most 80 characters."""
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def read_text(path: Path, encoding: str = "") -> str:
    """The text of a file: UTF-8, with or without a byte order mark, or UTF-16 with one.

    Raises:
        FormatError: it cannot be read, is empty, or is no text.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FormatError(f"{path.name}: larger than 2 GB; split it first")
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    for mark, name in _MARKS:
        if data.startswith(mark):
            encoding = name
    try:
        return data.decode(encoding or "utf-8")
    except (UnicodeDecodeError, LookupError) as error:
        at = f"byte {error.start}" if isinstance(error, UnicodeDecodeError) else "its text"
        raise FormatError(
            f"{path.name}: {at} is not {encoding or 'utf-8'}; save the file as UTF-8"
        ) from error


def read_beside(path: Path, problems: list[str]) -> str | None:
    """The text of a list beside labels; None where there is none, or it is broken: a problem."""
    if not path.is_file():
        return None
    try:
        return read_text(path)
    except FormatError as error:
        problems.append(f"{error}; it is left out")
        return None


def read_json(path: Path) -> dict[str, Any]:
    """The object that a JSON file holds. Raises FormatError for anything else."""
    text = read_text(path)
    if not text.strip():
        raise FormatError(f"{path.name}: the file is empty; export it again")
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise FormatError(
            f"{path.name}, line {error.lineno}: not JSON, or cut short ({error.msg}); export it "
            "again"
        ) from error
    except (RecursionError, ValueError, MemoryError) as error:
        raise FormatError(f"{path.name}: cannot be read as JSON ({error}); export it again") from (
            error
        )
    if not isinstance(content, dict):
        raise FormatError(f"{path.name}: holds a JSON {type(content).__name__}, not an object")
    return content


def parse_xml(text: str, name: str) -> ElementTree.Element:
    """The root element of an XML text. Raises FormatError.

    Document types are refused: labels need none, and their entities can blow up or read files.
    """
    if not text.strip():
        raise FormatError(f"{name}: the file is empty; export it again")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FormatError(f"{name}: has a document type or entities; label files need none")
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise FormatError(f"{name}: not XML, or cut short ({error}); export it again") from error


def read_xml(path: Path) -> ElementTree.Element:
    """The root element of an XML file, in the encoding that it declares. Raises FormatError."""
    try:
        with path.open("rb") as stream:
            found = _XML_ENCODING.search(stream.read(300))
    except OSError as error:
        raise FormatError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    return parse_xml(read_text(path, found.group(1).decode() if found else ""), path.name)


def whole(value: object) -> int | None:
    """A whole number of at most 64 bits, or None. true is none, "7" and 7.0 are 7."""
    if type(value) is int:  # nearly always
        return value if -(2**63) <= value < 2**63 else None
    if isinstance(value, str):
        value = number(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -(2**63) <= value < 2**63 else None


def number(value: object) -> float | None:
    """A number as a float (it may be NaN or infinite), or None. true is none, "7.5" is one."""
    if type(value) is float:  # nearly always
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def yes(value: object) -> bool:
    """Whether a flag is set: true, 1, "1", "true" or "yes"."""
    if value == 0:
        return False
    if isinstance(value, str):
        return value.strip().casefold() in ("1", "true", "yes")
    return value is True or (isinstance(value, int | float) and value == 1)


def usable_box(box: tuple[float, ...], width: int, height: int) -> tuple[Box | None, str]:
    """The part of a box that lies inside its picture (None if none does), and what is wrong or "".

    With a width or height of 0 nobody knows the picture, and nothing is clipped.
    """
    x1, y1, x2, y2 = box
    if 0 <= x1 <= x2 - 1 and 0 <= y1 <= y2 - 1 and x2 <= width and y2 <= height:  # most boxes
        return (x1, y1, x2, y2), ""
    if not math.isfinite(x1 + y1 + x2 + y2) or max(map(abs, box)) > 1e9:
        return None, f"box {_corners(box)} has numbers beyond any picture; left out"
    if x2 - x1 < SMALLEST_SIDE_PX or y2 - y1 < SMALLEST_SIDE_PX:
        return None, f"box {_corners(box)} is {x2 - x1:g} wide and {y2 - y1:g} high; left out"
    if width <= 0 or height <= 0:
        return (x1, y1, x2, y2), ""
    if x1 >= 0 and y1 >= 0 and x2 <= width and y2 <= height:
        return (x1, y1, x2, y2), ""
    inside = (max(x1, 0.0), max(y1, 0.0), min(x2, float(width)), min(y2, float(height)))
    if inside[2] - inside[0] < SMALLEST_SIDE_PX or inside[3] - inside[1] < SMALLEST_SIDE_PX:
        return None, f"box {_corners(box)} is outside the {width}x{height} picture; left out"
    if max(-x1, -y1, x2 - width, y2 - height) > ROUNDING_PX:
        return inside, f"box {_corners(box)} leaves the {width}x{height} picture; clipped to it"
    return inside, ""


def _corners(box: tuple[float, ...]) -> str:
    return "(" + ", ".join(f"{value:g}" for value in box) + ")"


def bounds(points: object) -> Box | None:
    """The bounding box of (x, y) points; None where they are no points."""
    pairs = point_list(points)
    if not pairs:
        return None
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    return (min(xs), min(ys), max(xs), max(ys))


def point_list(points: object) -> tuple[tuple[float, float], ...]:
    """[[x, y], ...] as floats; empty where anything in it is no finite number."""
    if not isinstance(points, list | tuple):
        return ()
    pairs = []
    for point in points:
        if not isinstance(point, list | tuple) or len(point) != 2:
            return ()
        x, y = number(point[0]), number(point[1])
        if x is None or y is None or not math.isfinite(x + y):
            return ()
        pairs.append((x, y))
    return tuple(pairs)


def tidy(value: float, digits: int = 9) -> int | float:
    """A number as it is best written: without float dust, and without ".0"."""
    rounded = round(value, digits)
    return int(rounded) if rounded == int(rounded) else rounded


def is_box_outline(points: tuple[tuple[float, float], ...], box: Box, reach: float = 0.01) -> bool:
    """Whether an outline is nothing but the four corners of its box."""
    closed = len(points) == 5 and points[0] == points[4]
    if len(points) != 4 and not closed:
        return False
    x1, y1, x2, y2 = box
    met = set()
    for x, y in points:
        right, down = abs(x - x2) <= reach, abs(y - y2) <= reach
        if not (right or abs(x - x1) <= reach) or not (down or abs(y - y1) <= reach):
            return False
        met.add((right, down))
    return len(met) == 4
