"""The open SQLite file beneath a project, with its errors in plain words.

Reading and writing have a connection each, and so have the threads that read beside the main one:
the window reads on while a bulk edit is written, or a long query runs, in another thread.
"""

import contextlib
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from app.domain.project import schema
from app.domain.project.errors import LaterVersionError, ProjectError, SaveError
from app.domain.project.network import is_on_network
from app.domain.project.overlay import add_overlay
from app.domain.project.places import newest_backup
from app.domain.project.presence import log_files

log = logging.getLogger(__name__)
Values = tuple[Any, ...] | Mapping[str, Any]

BUSY_SECONDS = 10
_MOST_WARM = 32 * 1024 * 1024  # bytes
_CHECKPOINT_PAGES = 16384  # only if no thread has done it long before (see upkeep)

_FULL = "the disk is full. Free some space, then try again"
_BROKEN_DISK = "the disk or network drive reports an error. Check that it is there and has space"
_LOCKED_OUT = "the file cannot be written. Check its permissions and those of its folder"
_BUSY = "another program is using the file. Close that program, then try again"
_DAMAGED = "the file is damaged"
_REASONS = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _BROKEN_DISK,
    sqlite3.SQLITE_READONLY: _LOCKED_OUT,
    sqlite3.SQLITE_CANTOPEN: _LOCKED_OUT,
    sqlite3.SQLITE_PERM: _LOCKED_OUT,
    sqlite3.SQLITE_AUTH: _LOCKED_OUT,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_FORMAT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: "this is no PyramidLabel project, or the file is damaged",
}


def reason(error: sqlite3.Error) -> str:
    """Why SQLite failed and what to do, for a person."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return _REASONS.get(code, str(error))


class Database:
    """Connections to one project: a file, a private copy in memory, or a read-only view of a file.

    ``file`` is None for a private one. Made by `draft`, `writable` and `view`.
    """

    def __init__(
        self, file: Path | None, connect: Callable[[], sqlite3.Connection], wal: bool = False
    ) -> None:
        self.file, self.wal = file, wal
        self._connect = connect
        self.writer = connect()
        self.writing = threading.RLock()
        reader = (self.writer, self.writing)
        self._reader = self._far_reader = reader  # of the main thread, and of the others

    @classmethod
    def draft(cls) -> "Database":
        """An empty project in memory."""
        database = cls(None, lambda: _connect(":memory:"))
        schema.create(database.writer)
        return database

    @classmethod
    def private(cls, content: sqlite3.Connection) -> "Database":
        """A copy of another connection's content, up to date, in a file that goes with it."""
        database = cls(None, lambda: _connect(""))
        content.backup(database.writer)
        schema.migrate(database.writer, schema.version_of(database.writer))
        return database

    @classmethod
    def writable(cls, file: Path, before_migration: Callable[[int], None]) -> "Database":
        """A project's file for reading and writing; the caller holds its lock.

        ``before_migration`` is called with the version of a file that is about to be changed.

        Raises:
            ProjectError: it is no project, damaged, of a later version, or cannot be written.
        """
        with naming(file), closing(_connect(_uri(file, "mode=rw"))) as connection:
            version = schema.version_of(connection)
            schema.check_bookkeeping(connection)  # before anything is written to a damaged file
            wal = _set_journal(connection, file)
            if version < schema.VERSION:
                before_migration(version)
                schema.migrate(connection, version)
            database = cls(file, lambda: _connect(_uri(file, "mode=rw"), wal), wal)
            database._reader = (_connect(_uri(file, "mode=ro")), threading.RLock())
            database._far_reader = (_connect(_uri(file, "mode=ro")), threading.RLock())
        return database

    @classmethod
    def view(cls, file: Path, immutable: bool) -> "Database":
        """A project's file for reading; what is written stays in this view and goes with it.

        ``immutable``: nobody else writes it either (a read-only place).
        """
        options = "mode=ro&immutable=1" if immutable else "mode=ro"
        with naming(file):
            database = cls(file, lambda: _connect(_uri(file, options)))
            if schema.version_of(database.writer) < schema.VERSION:
                old = database.writer
                database = cls.private(old)
                old.close()
            else:
                add_overlay(database.writer)
        return database

    def read(self, sql: str, values: Values = ()) -> list[Any]:
        """All rows of a query. Raises ProjectError where the file cannot be read."""
        near = threading.current_thread() is threading.main_thread()
        connection, lock = self._reader if near else self._far_reader
        with lock, naming(self.file):
            return connection.execute(sql, values).fetchall()

    def warm(self) -> None:
        """Bring a file with a log into the writing connection's memory, if it is not too large:
        what another program writes over it can still be saved then (see presence)."""
        if self.file is None or not self.wal or self.file.stat().st_size > _MOST_WARM:
            return
        self.writer.execute(f"PRAGMA cache_size=-{2 * _MOST_WARM // 1024}")
        for (table,) in self.read("SELECT name FROM sqlite_master WHERE type='table'"):
            with self.writing, naming(self.file):  # edits may come between two tables
                self.writer.execute(f"PRAGMA quick_check({table})").fetchall()

    def read_from_memory(self) -> None:
        """Read from the writing connection from now on: what it has in memory is what was there
        before another program wrote over the file."""
        (near, near_lock), (far, far_lock) = self._reader, self._far_reader
        with self.writing, near_lock, far_lock:
            self._reader = self._far_reader = (self.writer, self.writing)
            for connection in {near, far} - {self.writer}:
                connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The writing connection for one transaction: all of the block's changes, or none.

        Raises:
            SaveError: they cannot be saved; the next transaction may try again.
        """
        with self.writing:
            try:
                self.writer.execute("BEGIN IMMEDIATE")
                yield self.writer
                self.writer.execute("COMMIT")
            except BaseException as error:
                self._roll_back()
                if isinstance(error, sqlite3.IntegrityError):
                    message = f"the edit does not fit the project: {error}"
                    raise ProjectError(message) from error
                if isinstance(error, sqlite3.Error):
                    where = self.file or "the project"
                    raise SaveError(f"{where}: the change is not saved: {reason(error)}") from error
                raise

    def _roll_back(self) -> None:
        try:
            if self.writer.in_transaction:
                self.writer.execute("ROLLBACK")
        except sqlite3.Error:
            # The connection is of no more use: the file itself holds nothing of the transaction.
            self.writer.close()
            self.writer = self._connect()

    def close(self, end_log: bool = True) -> None:
        """Close all connections; the last one on a file writes its log back and ends it, so that
        the file says of itself that no log belongs to it (see presence).

        ``end_log`` is off where another file is at the path: its log must not be touched.
        """
        (near, near_lock), (far, far_lock) = self._reader, self._far_reader
        with self.writing, near_lock, far_lock:
            near.close()
            far.close()
            if self.wal and end_log:
                self._end_log()
            self.writer.close()

    def abandon(self) -> None:
        """Close all connections without a byte going to the file, which another program has
        written over; the log is gone."""
        (near, near_lock), (far, far_lock) = self._reader, self._far_reader
        with self.writing, near_lock, far_lock:
            beside = list(log_files(self.file)) if self.wal and self.file is not None else []
            with contextlib.suppress(OSError):
                for log_file in beside[:1]:  # closing brings it into the file, if it can be read
                    os.truncate(log_file, 0)
            near.close()
            far.close()
            self.writer.close()
            with contextlib.suppress(OSError):
                for each in beside:
                    each.unlink(missing_ok=True)

    def write_log_back(self) -> None:
        """Bring what is in the log into the file itself, wherever that was moved meanwhile."""
        try:
            with self.writing:
                self.writer.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.Error as error:  # a disk that is full or gone: the log has it still
            log.warning("%s: the log is not written back: %s", self.file, error)

    def _end_log(self) -> None:
        try:
            self.writer.execute("PRAGMA busy_timeout=0")
            self.writer.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:  # another window looks at the file: the log stays its log
            log.debug("%s: the log is not ended: %s", self.file, error)


@contextmanager
def naming(file: Path | None) -> Iterator[None]:
    """Turn errors into a ProjectError that names the file, the reason and the newest backup."""
    try:
        yield
    except sqlite3.Error as error:
        raise ProjectError(f"{_name(file)}: {reason(error)}{_advice(file)}") from error
    except LaterVersionError as error:
        raise LaterVersionError(f"{_name(file)}: {error}") from error
    except ProjectError as error:
        raise damaged(file, str(error)) from error


def damaged(file: Path | None, what: str) -> ProjectError:
    """The error for a file that does not hold what it must; names it and the newest backup."""
    return ProjectError(f"{_name(file)}: {what}{_advice(file)}")


def check_sound(db: sqlite3.Connection, cursor: int) -> None:
    """See that a copy holds together, and has the last step that it must have. Raises
    sqlite3.DatabaseError."""
    found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    lost = db.execute("PRAGMA foreign_key_check").fetchone()
    (step,) = db.execute("SELECT value FROM meta WHERE key='cursor'").fetchone()
    if found != "ok" or lost is not None or step != str(cursor):
        raise sqlite3.DatabaseError("what was open cannot be read whole any more")


def _name(file: Path | None) -> str:
    return str(file) if file is not None else "the project"


def _advice(file: Path | None) -> str:
    backup = None if file is None else newest_backup(file)
    return "" if backup is None else f". The newest backup is {backup}: copy it to this place"


def _uri(file: Path, options: str) -> str:
    return f"{file.as_uri()}?{options}"


def _connect(target: str, wal: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(
        target,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        uri=target.startswith("file:"),
    )
    connection.execute("PRAGMA foreign_keys=ON")
    # A rollback journal needs the full sync: without it a power cut can damage the file.
    connection.execute(f"PRAGMA synchronous={'NORMAL' if wal else 'FULL'}")
    connection.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
    return connection


def _set_journal(connection: sqlite3.Connection, file: Path) -> bool:
    """Take a write-ahead log where the place can have one; says whether it has."""
    wanted = "DELETE" if is_on_network(file) else "WAL"
    try:
        (mode,) = connection.execute(f"PRAGMA journal_mode={wanted}").fetchone()
    except sqlite3.OperationalError:
        (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    return str(mode).lower() == "wal"
