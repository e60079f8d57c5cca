"""The tables of a project file, and the steps that bring an older file up to date."""

import sqlite3
import uuid

APPLICATION_ID = 0x50594C42  # "PYLB", in the file's header: what `file` and we know it by
VERSION = 1

_TABLES = """
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
    id INTEGER PRIMARY KEY, picture INTEGER NOT NULL, label INTEGER NOT NULL,
    x1 REAL NOT NULL, y1 REAL NOT NULL, x2 REAL NOT NULL, y2 REAL NOT NULL,
    flags INTEGER NOT NULL, "group" INTEGER, rest TEXT
);
CREATE INDEX annotations_by_picture ON annotations (picture, label);
CREATE TABLE rejections (
    id INTEGER PRIMARY KEY, picture INTEGER NOT NULL, class_name TEXT NOT NULL,
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
    picture INTEGER NOT NULL, model INTEGER NOT NULL, count INTEGER NOT NULL,
    best REAL, uncertainty REAL NOT NULL, packed BLOB NOT NULL,
    PRIMARY KEY (picture, model)
);
CREATE TABLE detection_parts (
    picture INTEGER NOT NULL, model INTEGER NOT NULL, label INTEGER NOT NULL,
    level INTEGER NOT NULL, count INTEGER NOT NULL, best REAL NOT NULL, bins INTEGER NOT NULL,
    PRIMARY KEY (picture, model, label, level)
) WITHOUT ROWID;
"""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty project."""
    connection.executescript(f"PRAGMA application_id={APPLICATION_ID};{_TABLES}")
    start = {"uid": uuid.uuid4().hex, "next_id": "1", "cursor": "0"}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", start.items())
    connection.execute(f"PRAGMA user_version={VERSION}")
