"""Whether the file at a project's path is still the one that is open, and whose log lies there.

Another program may delete, move or replace a file that is open: what is written then goes to a
file without a name, and is gone when it is closed. Or it may write over it: then what is read is
partly ours and partly its own, and what is written would harm both.
"""

import contextlib
import enum
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from app.domain.project.places import BACKUPS, SUFFIX

_WAL_VERSION = 2
# Bytes from the file's start: SQLite's own note of how it is written, its count of changes.
_VERSION_AT, _COUNT_AT, _HEADER = 18, 24, 100


class Presence(enum.Enum):
    """What is at the path of a file that is open."""

    SAME = "same"
    GONE = "gone"
    OTHER = "other"
    OVERWRITTEN = "overwritten"


class FileWatch:
    """Knows a file, from construction on, from others that come to its path, and what this
    program has written to it from what others have. With a write-ahead log (``wal``) that is
    seldom, and the time of the last change tells; without one, SQLite's own count of changes,
    since the clocks of network shares are not ours. Raises OSError."""

    def __init__(self, file: Path, wal: bool) -> None:
        self._file, self._wal = file, wal
        self._lock, self._ours = threading.Lock(), 0
        self._seen = self._state()

    def presence(self) -> Presence:
        """What is at the path; a place that cannot be looked at counts as gone."""
        try:
            state = self._state()
            if state[:2] != self._seen[:2]:
                return Presence.OTHER
            same = state == self._seen
            if not same:  # once more, with no write of ours ending in between
                with self._lock:
                    same = self._ours > 0 or self._is_seen(self._state())
        except OSError:  # whoever writes there next hears why
            return Presence.GONE
        return Presence.SAME if same else Presence.OVERWRITTEN

    @contextmanager
    def our_write(self) -> Iterator[None]:
        """What is written to the file meanwhile is this program's own."""
        with self._lock:
            self._ours += 1
        try:
            yield
        finally:
            with self._lock:
                self._ours -= 1
                if not self._ours:
                    # A file that is elsewhere now may come back: it is as we have left it then.
                    self._seen = self._seen[:2]
                    with contextlib.suppress(OSError):
                        self._is_seen(self._state())

    def _is_seen(self, state: tuple[object, ...]) -> bool:
        """Whether the file is as it was; what is known of it alone is learned now."""
        if state[: len(self._seen)] != self._seen:
            return False
        self._seen = state
        return True

    def _state(self) -> tuple[object, ...]:
        """Device, inode, size, and what tells one content from another."""
        status = os.stat(self._file)
        if self._wal:
            return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
        with self._file.open("rb") as opened:
            header = opened.read(_HEADER)
        return status.st_dev, status.st_ino, status.st_size, header[_COUNT_AT:]


def log_of(file: Path) -> Path:
    """The write-ahead log beside a project."""
    return file.with_name(f"{file.name}-wal")


def log_files(file: Path) -> tuple[Path, Path]:
    """The write-ahead log beside a project, and what SQLite keeps beside that."""
    return log_of(file), file.with_name(f"{file.name}-shm")


def has_foreign_log(file: Path) -> bool:
    """Whether a log lies beside a file that it does not belong to.

    A project that is closed in order, or a backup, says in its header that it has no log: one that
    lies beside it is of a file that was there before, and must not be read into it. Nobody may
    have the project open. Raises OSError.
    """
    log = log_of(file)
    if not log.exists() or log.stat().st_size == 0:
        return False
    with file.open("rb") as opened:
        version = opened.read(_VERSION_AT + 1)[_VERSION_AT:]
    return version != bytes([_WAL_VERSION])


def set_log_aside(file: Path) -> Path:
    """Move the log at a project's path to its backups; returns where it is. Raises OSError."""
    kept = kept_place(file, "log").with_suffix(".wal")
    kept.parent.mkdir(exist_ok=True)
    log, index = log_files(file)
    log.replace(kept)
    index.unlink(missing_ok=True)
    return kept


def kept_place(file: Path, what: str) -> Path:
    """A free place among a project's backups for what must not be lost."""
    moment = datetime.now().strftime("%Y-%m-%d-%H%M%S-%f")
    return file.parent / BACKUPS / f"{file.stem}-{what}-{moment}{SUFFIX}"
