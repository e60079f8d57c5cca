"""Whether the file at a project's path is still the one that is open, and whose log lies there.

Another program may delete, move or replace a file that is open: what is written then goes to a
file without a name, and is gone when it is closed.
"""

import enum
import os
from datetime import datetime
from pathlib import Path

from app.domain.project.places import BACKUPS, SUFFIX

_WAL_VERSION = 2
_VERSION_AT = 18  # bytes from the file's start: SQLite's own note of how it is written


class Presence(enum.Enum):
    """What is at the path of a file that is open."""

    SAME = "same"
    GONE = "gone"
    OTHER = "other"


class FileWatch:
    """Knows a file, from construction on, from others that come to its path. Raises OSError."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen = _identity(file)

    def presence(self) -> Presence:
        """What is at the path; a place that cannot be looked at counts as gone."""
        try:
            return Presence.SAME if _identity(self._file) == self._seen else Presence.OTHER
        except OSError:  # whoever writes there next hears why
            return Presence.GONE


def _identity(file: Path) -> tuple[int, int]:
    status = os.stat(file)
    return status.st_dev, status.st_ino


def log_of(file: Path) -> Path:
    """The write-ahead log beside a project."""
    return file.with_name(f"{file.name}-wal")


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
    log_of(file).replace(kept)
    file.with_name(f"{file.name}-shm").unlink(missing_ok=True)
    return kept


def kept_place(file: Path, what: str) -> Path:
    """A free place among a project's backups for what must not be lost."""
    moment = datetime.now().strftime("%Y-%m-%d-%H%M%S-%f")
    return file.parent / BACKUPS / f"{file.stem}-{what}-{moment}{SUFFIX}"
