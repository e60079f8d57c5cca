"""Carrying the changes of an edit into the tables, many rows at a time."""

import itertools
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.edits import Change
from app.domain.project.errors import ProjectError
from app.domain.project.rows import PICTURES, Row, Table, table_of
from app.domain.records import Picture, Record

EACH = "SELECT value FROM json_each(?)"

_Statement = tuple[str, Row]


def apply_changes(db: sqlite3.Connection, changes: Sequence[Change]) -> None:
    """Write changes in their order; the caller holds the transaction.

    Raises:
        ProjectError: a row to change or delete is not as it was before, or one to add is there.
        sqlite3.Error: as SQLite says it.
    """
    try:
        _check_before(db, changes)
        for sql, group in itertools.groupby(map(_statement, changes), key=lambda each: each[0]):
            db.executemany(sql, [values for _sql, values in group])
    except sqlite3.IntegrityError as error:
        raise ProjectError(f"the edit does not fit the project: {error}") from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise ProjectError(f"the edit holds what no file can keep: {error}") from error


def _check_before(db: sqlite3.Connection, changes: Sequence[Change]) -> None:
    """Undo gives back what was before: it must be what was there."""
    first: defaultdict[Table, dict[int, Change]] = defaultdict(dict)
    for change in changes:
        first[table_of(change.row)].setdefault(change.row.id, change)
    for table, by_id in first.items():
        ids = json.dumps([key for key, change in by_id.items() if change.before is not None])
        rows = db.execute(f"{table.select} WHERE id IN ({EACH})", (ids,))
        there = {row[0]: row for row in rows.fetchall()}
        for key, change in by_id.items():
            if change.before is not None and not _is_there(table, change, there.get(key)):
                raise ProjectError(
                    f"the edit does not fit the project: row {key} of {table.name} has changed "
                    "since. Look at the picture again, then repeat the edit"
                )


def _is_there(table: Table, change: Change, row: Any) -> bool:
    before, after = change.before, change.after
    if row is None or before is None:
        return False
    packed = table.pack(before)
    if row == packed:
        return True
    record: Record = table.record(row)
    if isinstance(before, Picture) and isinstance(record, Picture):
        # A path is found anew without an edit; unless this one changes it, it does not matter.
        moves = not isinstance(after, Picture) or after.path != before.path
        return row[2:] == packed[2:] and not (moves and row[1] != packed[1])
    return record == before


def _statement(change: Change) -> _Statement:
    before, after = change.before, change.after
    if before is None:
        assert after is not None, "a change has one side at least"
        table = table_of(after)
        return table.insert, table.pack(after)
    table = table_of(before)
    if after is None:
        return table.delete, (before.id,)
    return _update(table, before, after)


def _update(table: Table, before: Record, after: Record) -> _Statement:
    """Of a picture only what differs: its path may have been found anew since the edit was made."""
    old, new = table.pack(before), table.pack(after)
    if table is not PICTURES:
        return table.update(table.columns), (*new, new[0])
    columns = [i for i in range(1, len(new)) if old[i] != new[i]] or [2]
    names = [table.columns[i] for i in columns]
    return table.update(names), (*(new[i] for i in columns), new[0])


def highest_id(changes: Iterable[Change]) -> int:
    """The highest id of the rows that are changed; 0 for none."""
    return max((change.row.id for change in changes), default=0)
