"""Reads JSON that another process has written: what is not as agreed is refused in one line."""

import json
import math
from pathlib import Path
from typing import Any, TypeGuard

from fpn_core.errors import ModelError

_MOST_QUOTED = 80


def load_object(file: Path, most: int) -> dict[str, Any]:
    """The JSON object in a file of at most so many bytes. Raises ModelError."""
    try:
        size = file.stat().st_size
        if size > most:
            raise ModelError(f"{file}: {size} bytes; at most {most}")
        content = json.loads(file.read_bytes())
    except OSError as error:
        raise ModelError(f"{file}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{file}: no usable JSON: {short(str(error))}") from error
    if not isinstance(content, dict):
        raise ModelError(f"{file}: holds {short(content)}, not an object")
    return content


def short(value: Any) -> str:
    """A value as an error quotes it, on one line."""
    text = " ".join((value if isinstance(value, str) else repr(value)[:400]).split())
    return text if len(text) <= _MOST_QUOTED else f"{text[: _MOST_QUOTED - 3]}..."


class Where:
    """A place in a file, for errors that name it: `Where(file).in_("row 3").number(row, "x")`."""

    def __init__(self, name: str) -> None:
        self.name = name

    def in_(self, part: str) -> "Where":
        """A part of this place."""
        return Where(f"{self.name}, {part}")

    def refuse(self, key: str, value: Any, wanted: str) -> ModelError:
        """The error for a value that is not as it must be."""
        return ModelError(f"{self.name}: {key} is {short(value)}, not {wanted}")

    def object_of(self, value: Any, key: str) -> dict[str, Any]:
        """The value, which must be an object."""
        if not isinstance(value, dict):
            raise self.refuse(key, value, "an object")
        return value

    def rows(self, values: dict[str, Any], key: str, most: int) -> list[Any]:
        """An array of at most so many values."""
        found = values.get(key)
        if not isinstance(found, list) or len(found) > most:
            raise self.refuse(key, found, f"an array of at most {most}")
        return found

    def text(self, values: dict[str, Any], key: str, most: int = 1000) -> str:
        """A text, on one line."""
        found = values.get(key)
        if not isinstance(found, str) or len(found) > most:
            raise self.refuse(key, found, f"a text of at most {most} characters")
        return " ".join(found.split())

    def whole(self, values: dict[str, Any], key: str) -> int:
        """A whole number from 0 up."""
        found = values.get(key)
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 2**53:
            raise self.refuse(key, found, "a whole number from 0 up")
        return found

    def number(self, values: dict[str, Any], key: str, low: float, high: float) -> float:
        """A number in a range."""
        found = values.get(key)
        if not is_number(found) or not low <= found <= high:
            raise self.refuse(key, found, f"a number from {low:g} to {high:g}")
        return float(found)

    def number_or_none(
        self, values: dict[str, Any], key: str, low: float, high: float
    ) -> float | None:
        """A number in a range, or null."""
        return None if values.get(key) is None else self.number(values, key, low, high)


def is_number(value: Any) -> TypeGuard[float]:
    """Whether a value is a finite number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return isinstance(value, int) or math.isfinite(value)
