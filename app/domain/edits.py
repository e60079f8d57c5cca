"""One way to change data: an edit says what rows were before and what they are after."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from app.domain.records import (
    Annotation,
    FrameRange,
    Picture,
    ProjectClass,
    Record,
    Rejection,
)

_Row = TypeVar("_Row", ProjectClass, Annotation, Rejection, FrameRange)


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after; None where it does not exist. Both have the same type and id.

    Raises:
        ValueError: neither is there, or they are not the same row.
    """

    before: Record | None
    after: Record | None

    def __post_init__(self) -> None:
        before, after = self.before, self.after
        if before is None and after is None:
            raise ValueError("a change needs a row before or after")
        same = type(before) is type(after) and getattr(before, "id", 0) == getattr(after, "id", 0)
        if before is not None and after is not None and not same:
            raise ValueError(f"not the same row: {before} and {after}")

    @property
    def row(self) -> Record:
        """The row as it is after, or as it was where it is deleted."""
        row = self.after if self.after is not None else self.before
        assert row is not None, "checked when it was made"
        return row

    def inverse(self) -> "Change":
        """The change that takes this one back."""
        return Change(self.after, self.before)


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of the undo history: all of its changes happen, or none.

    ``text`` names it for a person ("Move 3 boxes"); ``picture`` is the id of the picture that undo
    goes to first, None for an edit of the whole project.
    """

    text: str
    changes: tuple[Change, ...]
    picture: int | None = None

    def inverse(self) -> "Edit":
        """The edit that takes this one back."""
        changes = tuple(change.inverse() for change in reversed(self.changes))
        return Edit(self.text, changes, self.picture)

    def pictures(self) -> set[int]:
        """Ids of the pictures that it touches; for reviewed frames that is the video's own row."""
        found = set()
        for change in self.changes:
            row = change.row
            if isinstance(row, Picture):
                found.add(row.id)
            elif isinstance(row, Annotation | Rejection | FrameRange):
                found.add(row.picture)
        return found

    def touches(self, kind: type[Any]) -> bool:
        """Whether it changes rows of a type."""
        return any(isinstance(change.row, kind) for change in self.changes)


def joined(text: str, edits: Iterable[Edit], picture: int | None = None) -> Edit:
    """Several edits as one step."""
    return Edit(text, tuple(change for edit in edits for change in edit.changes), picture)


def put_row(rows: dict[int, _Row], change: Change, kind: type[_Row]) -> None:
    """Bring rows by id up to date with one change; one of another type than ``kind`` is none."""
    row = change.row
    if not isinstance(row, kind):
        return
    if change.after is None:
        rows.pop(row.id, None)
    else:
        rows[row.id] = row
