"""A report of two models on the same pictures, and what it says for and against the second."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.domain.models.strict import Where, load_object
from fpn_core.errors import ModelError
from fpn_core.finetuning.job import ENOUGH_BOXES, ENOUGH_HELD_OUT

FORMAT = 1
KINDS = ("all", "old", "new", "class", "size", "level")
_MOST_BYTES, _MOST_ROWS, _MOST_NAME = 20_000_000, 10_000, 200


class Verdict(StrEnum):
    """What a figure says of the second model."""

    BETTER = "better"
    WORSE = "worse"
    UNCLEAR = "unclear"
    TOO_FEW = "too few"


@dataclass(frozen=True)
class Judged:
    """One of the two models: its name, the key of its content, and its time a picture in ms."""

    name: str
    key: str
    milliseconds: float | None = None


@dataclass(frozen=True)
class ReportRow:
    """A figure of both models: ``kind`` one of KINDS, ``name`` as in "AP50", "RBC", "small", "P2".

    Figures are shares of 1, None where there is nothing to judge by; ``low`` and ``high`` are the
    95 % interval of what ``after`` has more than ``before``, None where there is none.
    """

    kind: str
    name: str
    boxes: int
    before: float | None
    after: float | None
    low: float | None = None
    high: float | None = None

    @property
    def change(self) -> float | None:
        """What the second model has more; None where one of the figures is missing."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def verdict(self) -> Verdict:
        """What the figure says: only an interval that leaves zero out says anything."""
        if self.boxes < ENOUGH_BOXES:
            return Verdict.TOO_FEW
        if self.low is not None and self.low > 0:
            return Verdict.BETTER
        if self.high is not None and self.high < 0:
            return Verdict.WORSE
        return Verdict.UNCLEAR


@dataclass(frozen=True)
class LevelCount:
    """How many detections a level fired, with each of the two models."""

    name: str
    before: int
    after: int


@dataclass(frozen=True)
class Report:
    """What `fpn-core compare` and a run's end have found."""

    pictures: int
    boxes: int
    before: Judged
    after: Judged
    rows: tuple[ReportRow, ...]
    levels: tuple[LevelCount, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def few_pictures(self) -> bool:
        """Whether it stands on so few pictures that it says little."""
        return self.pictures < ENOUGH_HELD_OUT

    @property
    def worse(self) -> tuple[ReportRow, ...]:
        """The figures in which the second model is worse, beyond chance, in the order of KINDS."""
        found = [row for row in self.rows if row.verdict is Verdict.WORSE]
        return tuple(sorted(found, key=lambda row: KINDS.index(row.kind)))

    @property
    def verdict(self) -> Verdict:
        """Worse where any figure is, better where AP50 over all is, else what can be said."""
        return Verdict.WORSE if self.worse else self.over_all

    @property
    def over_all(self) -> Verdict:
        """What AP50 over all classes says by itself."""
        row = next((r for r in self.rows if (r.kind, r.name) == ("all", "AP50")), None)
        return Verdict.UNCLEAR if row is None else row.verdict

    @property
    def warns(self) -> bool:
        """Whether a person should look before taking the second model."""
        return bool(self.worse) or self.few_pictures


def read_report(file: Path) -> Report:
    """Read a report. Raises ModelError that names file, row and value."""
    values = load_object(file, _MOST_BYTES)
    where = Where(str(file))
    version = where.whole(values, "format")
    if version > FORMAT:
        raise ModelError(
            f"{file}: format {version} is of a later PyramidLabel; this one reads up to {FORMAT}"
        )
    return Report(
        where.whole(values, "pictures"),
        where.whole(values, "boxes"),
        _judged(where, values, "before"),
        _judged(where, values, "after"),
        tuple(
            _row(where.in_(f"row {number}"), row)
            for number, row in enumerate(where.rows(values, "rows", _MOST_ROWS))
        ),
        tuple(
            _level(where.in_(f"level {number}"), row)
            for number, row in enumerate(where.rows(values, "levels", 100))
        ),
        _problems(where, values),
    )


def _judged(where: Where, values: dict[str, Any], key: str) -> Judged:
    found = where.object_of(values.get(key), key)
    inner = where.in_(key)
    return Judged(
        inner.text(found, "name", _MOST_NAME),
        inner.text(found, "key", _MOST_NAME),
        inner.number_or_none(found, "ms_per_picture", 0, 1e9),
    )


def _row(where: Where, value: Any) -> ReportRow:
    values = where.object_of(value, "it")
    kind = where.text(values, "kind")
    if kind not in KINDS:
        raise where.refuse("kind", kind, f"one of {', '.join(KINDS)}")
    row = ReportRow(
        kind,
        where.text(values, "name", _MOST_NAME),
        where.whole(values, "boxes"),
        where.number_or_none(values, "before", 0, 1),
        where.number_or_none(values, "after", 0, 1),
        where.number_or_none(values, "low", -1, 1),
        where.number_or_none(values, "high", -1, 1),
    )
    if (row.low is None) != (row.high is None) or (row.low or 0) > (row.high or 0):
        raise where.refuse("low to high", f"{row.low} to {row.high}", "an interval")
    return row


def _level(where: Where, value: Any) -> LevelCount:
    values = where.object_of(value, "it")
    name = where.text(values, "name", _MOST_NAME)
    return LevelCount(name, where.whole(values, "before"), where.whole(values, "after"))


def _problems(where: Where, values: dict[str, Any]) -> tuple[str, ...]:
    found = where.rows(values, "problems", _MOST_ROWS) if "problems" in values else []
    return tuple(where.text({"problem": each}, "problem", 2000) for each in found)
