"""Lists of class names in files of others: plain text, YOLO's data.yaml, COCO's categories."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_MOST_BYTES = 512 * 1024 * 1024
_KEY = re.compile(r"names\s*:(.*)$")
_ITEM = re.compile(r"(\s*)-\s+(.*)$")
_PAIR = re.compile(r"""\s+(["']?)(\d+)\1\s*:\s+(.*)$""")


class ClassListError(ValueError):
    """A file that holds no list of classes; the message names it."""


def read_class_list(path: str | Path) -> list[str]:
    """Class names of a file, in the order of the file, or of its class numbers.

    ``.json`` is COCO's ``categories`` (or a plain list of names), ``.yaml`` and ``.yml`` have
    YOLO's ``names``, everything else has one name a line.

    Raises:
        ClassListError: the file cannot be read or holds no list of classes.
    """
    file = Path(path)
    readers = {".json": _from_json, ".yaml": _from_yaml, ".yml": _from_yaml}
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise ValueError("it is larger than 512 MB")
        text = file.read_text(encoding="utf-8-sig")
        names = readers.get(file.suffix.lower(), _from_lines)(text)
    except (OSError, ValueError) as error:
        raise ClassListError(f"{file.name} cannot be read as a list of classes: {error}") from error
    if not names:
        raise ClassListError(f"{file.name} holds no class names.")
    return names


def _from_lines(text: str) -> list[str]:
    if "\0" in text:
        raise ValueError("it is no text file")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _from_json(text: str) -> list[str]:
    data = json.loads(text)
    rows = data.get("categories", data.get("names")) if isinstance(data, dict) else data
    if isinstance(rows, dict):
        rows = [rows[key] for key in sorted(rows, key=_number_or_text)]
    if not isinstance(rows, list):
        raise ValueError("it has no list “categories”")
    if all(isinstance(row, dict) for row in rows):
        rows = sorted(rows, key=lambda row: _number_or_text(row.get("id", 0)))
    return [_name_of(row, place) for place, row in enumerate(rows)]


def _name_of(row: Any, place: int) -> str:
    name = row.get("name") if isinstance(row, dict) else row
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"category {place} has no name")
    return name.strip()


def _number_or_text(value: Any) -> tuple[int, int, str]:
    text = str(value)
    return (0, int(text), "") if text.isdecimal() else (1, 0, text)


def _from_yaml(text: str) -> list[str]:
    """The value of ``names:``, in the three ways that YOLO's tools write it."""
    lines = [_without_comment(line) for line in text.splitlines()]
    for place, line in enumerate(lines):
        found = _KEY.match(line)
        if found is not None:
            value = found.group(1).strip()
            return _flow(value, lines[place + 1 :]) if value else _block(lines[place + 1 :])
    raise ValueError("it has no “names”")


def _in_quotes(text: str) -> list[bool]:
    """Whether each letter belongs to a quoted text, its quotation marks included."""
    out: list[bool] = []
    quote, before = "", ""
    while len(out) < len(text):
        letter = text[len(out)]
        following = text[len(out) + 1 : len(out) + 2]
        escaped = (quote == "'" and letter == following == "'") or (quote == '"' and letter == "\\")
        if quote and escaped:
            out += [True] * (1 + len(following))
            continue
        opens = not quote and letter in "\"'" and before in ("", *"[,{:-")
        out.append(bool(quote) or opens)
        if opens:
            quote = letter
        elif letter == quote:
            quote = ""
        if not letter.isspace():
            before = letter
    return out


def _without_comment(line: str) -> str:
    quoted = _in_quotes(line)
    for place, letter in enumerate(line):
        starts = place == 0 or line[place - 1].isspace()
        if letter == "#" and starts and not quoted[place]:
            return line[:place].rstrip()
    return line.rstrip()


def _flow(value: str, following: Iterable[str]) -> list[str]:
    """``[a, b]`` or ``{0: a, 1: b}``, perhaps over several lines."""
    closing = {"[": "]", "{": "}"}.get(value[0])
    if closing is None:
        raise ValueError("“names” is no list")
    parts = [value]
    for line in following:
        if parts[-1].endswith(closing):
            break
        parts.append(line.strip())
    whole = " ".join(parts)
    if not whole.endswith(closing):
        raise ValueError(f"the list “names” does not end with {closing}")
    items = _split(whole[1:-1])
    if closing == "]":
        return [_unquoted(item) for item in items]
    pairs = [item.partition(":") for item in items]
    pairs.sort(key=lambda pair: _number_or_text(_unquoted(pair[0])))
    return [_unquoted(value) for _key, _colon, value in pairs]


def _split(text: str) -> list[str]:
    """Parts between commas that stand outside of quotes; empty ones are left out."""
    parts = [""]
    for letter, quoted in zip(text, _in_quotes(text), strict=True):
        if letter == "," and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def _block(lines: Iterable[str]) -> list[str]:
    """``- a`` or ``0: a``, one a line."""
    items: list[str] = []
    pairs: list[tuple[int, str]] = []
    for line in lines:
        if not line.strip():
            continue
        item, pair = _ITEM.match(line), _PAIR.match(line)
        if item is not None and not pairs:
            items.append(_unquoted(item.group(2)))
        elif pair is not None and not items:
            pairs.append((int(pair.group(2)), _unquoted(pair.group(3))))
        else:
            break
    return items or [name for _number, name in sorted(pairs)]


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        doubled = text[0] * 2
        return text[1:-1].replace(doubled, text[0]) if text[0] == "'" else _escaped(text)
    return text


def _escaped(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:
        return text[1:-1]
