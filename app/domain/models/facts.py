"""What a model file says of where it comes from, as far as that can be used.

The provenance in a file is whatever its maker wrote: what is of another type than expected counts
as absent, and no text is longer than a window can show.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_MOST_TEXT, _MOST_ROWS = 2000, 500
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Figures:
    """How well a model did on pictures that it was not trained on; shares of 1.

    ``pictures`` is how many these were; 0 where that is not said.
    """

    ap: float | None = None
    ap50: float | None = None
    pictures: int = 0
    ap50_of_classes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Provenance:
    """Where a model comes from.

    ``parent_key`` is the key of the parent's content; ``date`` a day, "" where it is not said;
    ``classes`` is "keep", "only" or "". Numbers are None where they are not said.
    """

    name: str = ""
    parent: str = ""
    parent_key: str = ""
    data: str = ""
    date: str = ""
    classes: str = ""
    pictures: int | None = None
    held_out: int | None = None
    steps: int | None = None
    minutes: float | None = None
    settings: tuple[tuple[str, str], ...] = ()
    figures: Figures = Figures()


def read_provenance(values: Mapping[str, Any]) -> Provenance:
    """What can be used of a provenance."""
    day = _DAY.match(text_of(values.get("date")))
    return Provenance(
        name=text_of(values.get("name")),
        parent=text_of(values.get("parent")),
        parent_key=text_of(values.get("parent_key")),
        data=text_of(values.get("data")),
        date=day[0] if day else "",
        classes=text_of(values.get("classes")),
        pictures=whole_of(values.get("pictures")),
        held_out=whole_of(values.get("held_out")),
        steps=whole_of(values.get("steps")),
        minutes=number_of(values.get("minutes")),
        settings=tuple(_settings(values.get("settings"))),
        figures=_figures(values.get("figures")),
    )


def _figures(values: Any) -> Figures:
    if not isinstance(values, dict):
        return Figures()
    of_classes = values.get("AP50_of_classes")
    shares = {
        text_of(name): share
        for name, value in (of_classes.items() if isinstance(of_classes, dict) else ())
        if (share := share_of(value)) is not None
    }
    return Figures(
        share_of(values.get("AP")),
        share_of(values.get("AP50")),
        whole_of(values.get("pictures")) or 0,
        dict(list(shares.items())[:_MOST_ROWS]),
    )


def _settings(values: Any) -> list[tuple[str, str]]:
    if not isinstance(values, dict):
        return []
    return [(text_of(key), text_of(str(value)))
            for key, value in list(values.items())[:_MOST_ROWS]]  # fmt: skip


def text_of(value: Any) -> str:
    """A text on one line; "" for anything else."""
    return " ".join(value.split())[:_MOST_TEXT] if isinstance(value, str) else ""


def number_of(value: Any) -> float | None:
    """A finite number, None for anything else."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def whole_of(value: Any) -> int | None:
    """A whole number from 0 up that a file can mean, None for anything else."""
    found = number_of(value)
    usable = found is not None and found.is_integer() and 0 <= found < 2**53
    return int(found) if found is not None and usable else None


def share_of(value: Any) -> float | None:
    """A number from 0 to 1, None for anything else."""
    found = number_of(value)
    return found if found is not None and 0 <= found <= 1 else None
