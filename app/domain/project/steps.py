"""The undo history in the table `edits`: rows 1 .. n, of which those up to the cursor are done."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from app.domain.edits import Change, Edit
from app.domain.project.apply import EACH, PackedChange
from app.domain.project.database import Database, naming
from app.domain.project.history import pack_side, unpack_edit
from app.domain.project.rows import path_text
from app.domain.records import Picture

MOST_STEPS = 10_000
MOST_BYTES = 200 * 1024 * 1024


def cursor_of(db: sqlite3.Connection) -> int:
    """The last step that is done; 0 for none."""
    return _whole(db, "cursor")


def add_step(
    db: sqlite3.Connection, text: str, picture: int | None, changes: Sequence[PackedChange]
) -> int:
    """Keep an edit as the newest step; steps that could be done again are gone, and the oldest.

    Returns the bytes that it takes. The caller holds the transaction.
    """
    before = pack_side((change.table, change.before) for change in changes)
    after = pack_side((change.table, change.after) for change in changes)
    step, size = cursor_of(db) + 1, len(before) + len(after)
    total = _whole(db, "history_bytes") - _delete(db, "step >= ?", step)
    row = (step, text, picture, size, before, after)
    db.execute("INSERT INTO edits VALUES (?, ?, ?, ?, ?, ?)", row)
    total += size - _delete(db, "step <= ?", step - MOST_STEPS)
    if total > MOST_BYTES:
        total -= _delete(db, "step < ?", _first_within(db, step))
    set_meta(db, "cursor", step)
    set_meta(db, "history_bytes", total)
    return size


def _first_within(db: sqlite3.Connection, newest: int) -> int:
    """The oldest step that stays under MOST_BYTES; the newest stays whatever its size."""
    total = 0
    rows = db.execute("SELECT step, size FROM edits ORDER BY step DESC")
    for step, size in rows.fetchall():
        total += size
        if total > MOST_BYTES and step != newest:
            return int(step) + 1
    return 0


def _delete(db: sqlite3.Connection, condition: str, step: int) -> int:
    """Delete steps; returns the bytes that they took."""
    (size,) = db.execute(f"SELECT SUM(size) FROM edits WHERE {condition}", (step,)).fetchone()
    if size is not None:
        db.execute(f"DELETE FROM edits WHERE {condition}", (step,))
    return int(size or 0)


class StepFacts(NamedTuple):
    """What there is to know of a step without reading its changes; ``size`` is in bytes."""

    text: str
    picture: int | None
    size: int


def facts_at(db: Database, step: int) -> StepFacts | None:
    """Facts of a step; None for no such step. Raises ProjectError."""
    rows = db.read("SELECT text, picture, size FROM edits WHERE step=?", (step,))
    return StepFacts(*rows[0]) if rows else None


def edit_at(db: Database, step: int) -> Edit | None:
    """The edit of a step, its pictures at the paths that they have now; None for no such step.

    Raises:
        ProjectError: the row holds no edit.
    """
    rows = db.read("SELECT text, picture, before, after FROM edits WHERE step=?", (step,))
    if not rows:
        return None
    with naming(db.file):
        edit = unpack_edit(*rows[0])
    if not edit.touches(Picture):
        return edit
    ids = json.dumps(sorted(edit.pictures()))
    found = db.read(f"SELECT id, path FROM pictures WHERE id IN ({EACH})", (ids,))
    paths = {key: path_text(path) for key, path in found}
    return replace(edit, changes=tuple(_at(change, paths) for change in edit.changes))


def _at(change: Change, paths: dict[int, str]) -> Change:
    before, after = change.before, change.after
    if not (isinstance(before, Picture) and isinstance(after, Picture)):
        return change
    path = paths.get(before.id, before.path)
    if before.path != after.path or path == before.path:
        return change
    return Change(replace(before, path=path), replace(after, path=path))


def set_meta(db: sqlite3.Connection, key: str, value: Any) -> None:
    """Keep a value of the project's own bookkeeping."""
    db.execute("REPLACE INTO meta VALUES (?, ?)", (key, str(value)))


def _whole(db: sqlite3.Connection, key: str) -> int:
    row = db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
    return int(row[0]) if row else 0
