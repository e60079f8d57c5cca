"""What `pyramidlabel doctor PATH` says of a project; nothing in it is changed."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from app.domain.project.lock import HeldError, ProjectLock
from app.domain.project.places import SUFFIX, newest_backup, project_in
from app.services.finding import Finding


def check_project(path: Path, asked: bool = True) -> Iterator[Finding]:
    """The project of a file or folder: is it sound, can it be written to, who holds it.

    ``asked``: the person named the path, so that a missing project is worth a line.
    """
    file = path if path.suffix == SUFFIX else project_in(path) if path.is_dir() else None
    if file is None or not file.is_file():
        if asked:
            advice = f"name a folder with a project, or a {SUFFIX} file"
            yield Finding("project", f"{path}: there is no project", advice)
        return
    yield _check_integrity(file)
    yield _check_write(file)
    yield _check_lock(file)


def _check_integrity(file: Path) -> Finding:
    try:
        # The write-ahead log belongs to the project: without it the newest edits are missing.
        connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
        try:
            problems = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
            pictures, boxes = (
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("pictures", "annotations")
            )
        finally:
            connection.close()
    except sqlite3.Error as error:
        problems, pictures, boxes = [str(error)], 0, 0
    if problems == ["ok"]:
        return Finding("project", f"{file}: sound; {pictures} pictures, {boxes} annotations")
    backup = newest_backup(file)
    advice = "keep a copy of the file; there is no backup beside it"
    if backup is not None:
        advice = f"keep a copy of the file, then copy its newest backup {backup} to its place"
    return Finding("project", f"{file}: {problems[0]}", advice)


def _check_write(file: Path) -> Finding:
    blocked = [each for each in (file, file.parent) if not os.access(each, os.W_OK)]
    if not blocked:
        return Finding("project writable", "yes")
    advice = f"make {blocked[0]} writable; until then edits go to a copy in the data folder"
    return Finding("project writable", f"{blocked[0]} cannot be written to", advice)


def _check_lock(file: Path) -> Finding:
    if not file.with_name(f".{file.name}.lock").exists():
        return Finding("project held by", "nobody")
    try:
        lock = ProjectLock(file)
    except HeldError as error:
        return Finding("project held by", f"{error}: others open it to read only")
    except OSError as error:
        return Finding("project held by", f"not known: {error.strerror}")
    lock.release()
    return Finding("project held by", "nobody")
