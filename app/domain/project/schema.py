"""The tables of a project file, and the steps that bring an older file up to date."""

import sqlite3
import uuid

from app.domain.project.errors import LaterVersionError, ProjectError

APPLICATION_ID = 0x50594C42  # "PYLB", in the file's header: what `file` and we know it by

_FIRST_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE answers (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE classes (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, colour TEXT NOT NULL,
    place INTEGER NOT NULL, hotkey INTEGER NOT NULL
);
CREATE TABLE pictures (
    id INTEGER PRIMARY KEY, path NOT NULL UNIQUE, reviewed INTEGER NOT NULL,
    flagged INTEGER NOT NULL, note TEXT NOT NULL, split TEXT NOT NULL
);
CREATE TABLE annotations (
    id INTEGER PRIMARY KEY,
    picture INTEGER NOT NULL REFERENCES pictures DEFERRABLE INITIALLY DEFERRED,
    label INTEGER NOT NULL REFERENCES classes DEFERRABLE INITIALLY DEFERRED,
    x1 REAL NOT NULL, y1 REAL NOT NULL, x2 REAL NOT NULL, y2 REAL NOT NULL,
    flags INTEGER NOT NULL, "group" INTEGER, rest TEXT
);
CREATE INDEX annotations_by_picture ON annotations (picture, label);
CREATE TABLE rejections (
    id INTEGER PRIMARY KEY,
    picture INTEGER NOT NULL REFERENCES pictures DEFERRABLE INITIALLY DEFERRED,
    class_name TEXT NOT NULL,
    x1 REAL NOT NULL, y1 REAL NOT NULL, x2 REAL NOT NULL, y2 REAL NOT NULL,
    reason TEXT NOT NULL, score REAL NOT NULL
);
CREATE INDEX rejections_by_picture ON rejections (picture);
CREATE TABLE edits (
    step INTEGER PRIMARY KEY, text TEXT NOT NULL, picture INTEGER,
    size INTEGER NOT NULL, before NOT NULL, after NOT NULL
);
CREATE TABLE models (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, info TEXT NOT NULL);
CREATE TABLE detections (
    picture INTEGER NOT NULL REFERENCES pictures ON DELETE CASCADE, model INTEGER NOT NULL,
    count INTEGER NOT NULL, best REAL, uncertainty REAL NOT NULL, packed BLOB NOT NULL,
    PRIMARY KEY (picture, model)
);
CREATE TABLE detection_parts (
    picture INTEGER NOT NULL REFERENCES pictures ON DELETE CASCADE, model INTEGER NOT NULL,
    label INTEGER NOT NULL, level INTEGER NOT NULL, count INTEGER NOT NULL, best REAL NOT NULL,
    bins INTEGER NOT NULL,
    PRIMARY KEY (picture, model, label, level)
) WITHOUT ROWID;
"""

# What relinks a moved picture, and indexes for counts by class and filters by detection.
_FILES_AND_INDEXES = """
CREATE TABLE files (
    picture INTEGER PRIMARY KEY REFERENCES pictures ON DELETE CASCADE, size INTEGER NOT NULL,
    mtime INTEGER NOT NULL, hash BLOB, width INTEGER, height INTEGER
);
CREATE INDEX files_by_size ON files (size);
CREATE INDEX annotations_by_label ON annotations (label, picture);
CREATE INDEX detections_by_model ON detections (model, picture, count, best, uncertainty);
CREATE INDEX detection_parts_by_label ON detection_parts (model, label, level, best, bins);
INSERT INTO meta SELECT 'history_bytes', COALESCE(SUM(size), 0) FROM edits;
"""

# Which pictures judge a model, by content, once and for ever: `held` is 1 for those, 0 for those
# that train, NULL while nothing is decided. `captured` (seconds) and `likeness` (bits) tell which
# pictures are near-duplicates.
_HELD_OUT = """
CREATE TABLE held_out (
    hash BLOB PRIMARY KEY, held INTEGER, captured REAL, likeness INTEGER
) WITHOUT ROWID;
"""

# Reviewed frames of videos, from first to last; picture is the video's own row.
_FRAME_RANGES = """
CREATE TABLE frame_ranges (
    id INTEGER PRIMARY KEY,
    picture INTEGER NOT NULL REFERENCES pictures DEFERRABLE INITIALLY DEFERRED,
    first INTEGER NOT NULL, last INTEGER NOT NULL
);
CREATE INDEX frame_ranges_by_picture ON frame_ranges (picture);
"""

# The step at place n brings a file of version n to version n + 1; steps are only ever added.
STEPS: tuple[str, ...] = (_FIRST_TABLES, _FILES_AND_INDEXES, _HELD_OUT, _FRAME_RANGES)
VERSION = len(STEPS)


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty project."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    migrate(connection, 0)
    start = {"uid": uuid.uuid4().hex, "next_id": "1", "cursor": "0"}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", start.items())


def version_of(connection: sqlite3.Connection) -> int:
    """The version of a project's tables, 1 .. VERSION.

    Raises:
        ProjectError: it is no project, or one of a later version; the message lacks the file.
    """
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if mark != APPLICATION_ID or version < 1:
        raise ProjectError("this is no PyramidLabel project. Choose another file, or move it away")
    if version > VERSION:
        raise LaterVersionError(
            f"a later version of PyramidLabel wrote this project (format {version}; this one reads "
            f"up to {VERSION}). Update PyramidLabel to open it; the file stays as it is"
        )
    return int(version)


def check_bookkeeping(connection: sqlite3.Connection) -> None:
    """See that a project has what every edit needs. Raises ProjectError; it lacks the file."""
    values = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    for key in ("next_id", "cursor"):
        if not str(values.get(key, "")).isdecimal():
            raise ProjectError(f"the file is damaged: it lacks its {key}")


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring tables of a version up to date in one transaction: all steps, or none."""
    if version == VERSION:
        return
    script = "".join(STEPS[version:])
    try:
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version={VERSION}; COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.rollback()
        raise
