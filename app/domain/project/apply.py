"""Carrying the changes of an edit into the tables, many rows at a time."""

import itertools
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from app.domain.edits import Change
from app.domain.project.errors import ProjectError
from app.domain.project.rows import PICTURES, Row, Table, table_of

EACH = "SELECT value FROM json_each(?)"

_Statement = tuple[str, Row]


class PackedChange(NamedTuple):
    """A change as rows of its table; None where there is none."""

    table: Table
    before: Row | None
    after: Row | None

    @property
    def id(self) -> int:
        """Id of the row."""
        row = self.before if self.after is None else self.after
        assert row is not None, "a change has one side at least"
        return int(row[0])


def pack_changes(changes: Iterable[Change]) -> list[PackedChange]:
    """Changes as rows. Raises ProjectError for a box that is no finite number."""
    packed = []
    for change in changes:
        table = table_of(change.row)
        before = None if change.before is None else table.pack(change.before)
        after = None if change.after is None else table.pack(change.after)
        packed.append(PackedChange(table, before, after))
    return packed


def apply_changes(db: sqlite3.Connection, changes: Sequence[PackedChange]) -> None:
    """Write changes in their order; the caller holds the transaction.

    Raises:
        ProjectError: a row to change or delete is not as it was before, or one to add is there.
        sqlite3.Error: as SQLite says it.
    """
    try:
        _check_before(db, changes)
        for sql, group in itertools.groupby(map(_statement, changes), key=lambda each: each[0]):
            db.executemany(sql, [values for _sql, values in group])
    except (UnicodeEncodeError, OverflowError) as error:
        raise ProjectError(f"the edit holds what no file can keep: {error}") from error


def _check_before(db: sqlite3.Connection, changes: Sequence[PackedChange]) -> None:
    """Undo gives back what was before: it must be what was there."""
    first: defaultdict[Table, dict[int, PackedChange]] = defaultdict(dict)
    for change in changes:
        first[change.table].setdefault(change.id, change)
    for table, by_id in first.items():
        ids = json.dumps([key for key, change in by_id.items() if change.before is not None])
        rows = db.execute(f"{table.select} WHERE id IN ({EACH})", (ids,))
        there = {row[0]: row for row in rows.fetchall()}
        for key, change in by_id.items():
            if change.before is not None and not _is_there(change, there.get(key)):
                raise ProjectError(
                    f"the edit does not fit the project: row {key} of {table.name} has changed "
                    "since. Look at the picture again, then repeat the edit"
                )


def _is_there(change: PackedChange, row: Any) -> bool:
    table, before, after = change
    if row == before:
        return True
    if row is None or before is None:
        return False
    if table is PICTURES:
        # A path is found anew without an edit; unless this one changes it, it does not matter.
        moves = after is None or after[1] != before[1]
        return row[2:] == before[2:] and not (moves and row[1] != before[1])
    return bool(table.record(row) == table.record(before))


def _statement(change: PackedChange) -> _Statement:
    table, before, after = change
    if after is None:
        return table.delete, (change.id,)
    if before is None:
        return table.insert, after
    if table is not PICTURES:
        return table.update(table.columns), (*after, after[0])
    # Of a picture only what differs: its path may have been found anew since the edit was made.
    columns = [i for i in range(1, len(after)) if before[i] != after[i]] or [2]
    names = tuple(table.columns[i] for i in columns)
    return table.update(names), (*(after[i] for i in columns), after[0])


def highest_id(changes: Iterable[Change]) -> int:
    """The highest id of the rows that are changed; 0 for none."""
    return max((change.row.id for change in changes), default=0)
