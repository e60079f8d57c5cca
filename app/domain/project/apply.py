"""Carrying the changes of an edit into the tables, many rows at a time."""

import itertools
import sqlite3
from collections.abc import Iterable, Sequence

from app.domain.edits import Change
from app.domain.project.errors import ProjectError
from app.domain.project.rows import PICTURES, Row, Table, table_of
from app.domain.records import Record

_Statement = tuple[str, Row]


def apply_changes(connection: sqlite3.Connection, changes: Sequence[Change]) -> None:
    """Write changes in their order; the caller holds the transaction.

    Raises:
        ProjectError: a row to change or delete is not there, or one to add is there already.
        sqlite3.Error: as SQLite says it.
    """
    for sql, group in itertools.groupby(map(_statement, changes), key=lambda each: each[0]):
        rows = [row for _sql, row in group]
        try:
            cursor = connection.executemany(sql, rows)
        except sqlite3.IntegrityError as error:
            raise ProjectError(f"the edit does not fit the project: {error}") from error
        if sql and cursor.rowcount != len(rows):
            raise ProjectError("the edit does not fit the project: rows that it changes are gone")


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
