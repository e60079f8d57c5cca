"""Copies of a project's file: whole ones, of files that are read-only, of an earlier format."""

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.domain.project.database import Database, naming, reason
from app.domain.project.errors import ProjectError, SaveError
from app.domain.project.overlay import copy_content
from app.domain.project.places import BACKUPS, SUFFIX
from app.domain.project.presence import log_of, set_log_aside
from app.domain.project.upkeep import back_up, sync


def write_whole(
    content: sqlite3.Connection,
    place: Path,
    root: Path | None = None,
    check: Callable[[sqlite3.Connection], None] | None = None,
) -> None:
    """Write the content of a project beside a place, then let it appear there whole.

    ``root`` is the folder that its paths start from, where that is not the place's own; ``check``
    sees the copy before it appears. Raises SaveError and OSError.
    """
    part = place.with_name(f".{place.name}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(part)) as copy:
            copy_content(content, copy)
            if root is not None:
                row = ("root", os.fsencode(root))
                copy.execute("REPLACE INTO meta VALUES (?, ?)", row)
                copy.commit()
            if check is not None:
                check(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        sync(part)
        if not place.exists() and log_of(place).exists():
            set_log_aside(place)  # of a file that was here
        part.rename(place)
    except sqlite3.Error as error:
        raise SaveError(f"{place}: the project is not saved: {reason(error)}") from error
    finally:
        part.unlink(missing_ok=True)


def uid_of(file: Path) -> str:
    """The permanent id of a project's file; "" where it cannot be read (opening says why)."""
    with contextlib.suppress(sqlite3.Error):
        uri = f"{file.as_uri()}?mode=ro&immutable=1"  # it was written before the file appeared
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key='uid'").fetchone()
            return str(row[0]) if row else ""
    return ""


def keep_old(file: Path, version: int) -> None:
    """Back up a project of an earlier format, which is to be brought up to date. Raises
    ProjectError."""
    target = file.parent / BACKUPS / f"{file.stem}-format-{version}{SUFFIX}"
    if not back_up(file, target):
        raise ProjectError(
            f"{file} comes from an earlier version, and no backup can be made before it is brought "
            f"up to date. Free some space for {target}, then open it again"
        )


def with_log(file: Path, beside: Path) -> Database:
    """A private copy of a read-only file whose last changes are in its log still."""
    with tempfile.TemporaryDirectory(prefix="pyramid-") as folder, naming(file):
        copy = Path(folder) / file.name
        shutil.copyfile(file, copy)
        shutil.copyfile(beside, copy.with_name(beside.name))
        with closing(sqlite3.connect(copy)) as connection:
            return Database.private(connection)
