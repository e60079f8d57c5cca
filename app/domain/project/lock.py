"""One writer a project: an OS lock beside the file, gone with its process however that ends."""

import contextlib
import json
import logging
import os
import socket
import time
from datetime import datetime
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

log = logging.getLogger(__name__)


class HeldError(Exception):
    """Another window holds the project; the message says which one, as far as it told."""


class ProjectLock:
    """Held from construction to `release`.

    Beside the lock lies a note that says who holds it. The note is for people: only the lock of
    the operating system decides.

    Raises:
        HeldError: another process, or another project of this one, holds it.
        OSError: the lock's file cannot be made.
    """

    def __init__(self, project: Path) -> None:
        self._note = _note_of(project)
        self._lock = _lock_of(project)
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise HeldError(holder(project)) from None
        values = {"pid": os.getpid(), "host": socket.gethostname(), "since": time.time()}
        try:
            self._note.write_text(json.dumps(values), encoding="utf-8")
        except OSError as error:
            log.warning("%s: cannot note who holds the project: %s", self._note, error)

    def release(self) -> None:
        """Let others have the project."""
        with contextlib.suppress(OSError):  # a note left behind misleads nobody: the lock decides
            self._note.unlink(missing_ok=True)
        self._lock.release()


def is_free(project: Path) -> bool:
    """Whether nobody holds a project."""
    lock = _lock_of(project)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return False
    lock.release()
    return True


def _lock_of(project: Path) -> BaseFileLock:
    file = project.with_name(f".{project.name}.lock")
    # Its own default counts for each thread alone: the first edit may be made in another thread
    # (an import), and closing here would then let go of nothing.
    return FileLock(str(file), thread_local=False)


def holder(project: Path) -> str:
    """Who holds a project by its note: "process 12 on host since 2026-01-31 09:30"."""
    try:
        values = json.loads(_note_of(project).read_text(encoding="utf-8"))
        since = datetime.fromtimestamp(float(values["since"])).strftime("%Y-%m-%d %H:%M")
        return f"process {int(values['pid'])} on {str(values['host'])[:80]} since {since}"
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return "another window"


def _note_of(project: Path) -> Path:
    return project.with_name(f".{project.name}.lock.json")
