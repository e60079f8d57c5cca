"""What a project's file needs now and then, done by threads that end when they are done."""

import logging
import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

from app.domain.project.errors import ProjectError
from app.domain.project.places import BACKUPS, SUFFIX, backups_of
from app.domain.project.presence import FileWatch, Presence, log_of

log = logging.getLogger(__name__)
KEPT_BACKUPS = 7
CHECKPOINT_BYTES = 4 * 1024 * 1024
_LONG_LOG = 8  # times CHECKPOINT_BYTES
_COMMIT_BYTES = 16 * 1024  # what a small transaction adds to the log


class Upkeep:
    """Checkpoints and daily backups of one open file, off the thread that edits it."""

    def __init__(self, file: Path, wal: bool, watch: FileWatch) -> None:
        self._file, self._wal, self._watch = file, wal, watch
        self._log = log_of(file)
        self._threads: list[threading.Thread] = []
        self._written = 0

    def committed(self, written: int) -> None:
        """A transaction with about that many bytes of content is in the log."""
        self._written += written + _COMMIT_BYTES
        if self._wal and self._written >= CHECKPOINT_BYTES:
            self._written = 0
            self._start(self._checkpoint)

    def warm(self, work: Callable[[], None]) -> None:
        """Do what makes a file that has just been opened ready for others' mistakes."""

        def _warm() -> None:
            try:
                work()
            except (OSError, ProjectError) as error:
                log.warning("%s: not read ahead: %s", self._file, error)

        self._start(_warm)

    def back_up_daily(self) -> None:
        """Make the backup of the day if there is none."""
        if not _backup_of_today(self._file).exists():
            self._start(self._back_up)

    def close(self) -> None:
        """Wait for what is under way."""
        for thread in self._threads:
            thread.join()

    def _start(self, work: Callable[[], None]) -> None:
        name = f"project{work.__name__}"
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        if any(thread.name == name for thread in self._threads):
            return
        thread = threading.Thread(target=work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _checkpoint(self) -> None:
        if self._watch.presence() is not Presence.SAME:
            return  # the log is not that file's
        uri = f"{self._file.as_uri()}?mode=rw"
        try:
            with (
                self._watch.our_write(),
                closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection,
            ):
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
                # Edits without a pause keep the log from starting over: make them wait once.
                if self._log.stat().st_size > _LONG_LOG * CHECKPOINT_BYTES:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (
            OSError,
            sqlite3.Error,
        ) as error:  # the log stays longer, and the next one tries again
            log.warning("%s: checkpoint: %s", self._file, error)

    def _back_up(self) -> None:
        if self._watch.presence() is not Presence.SAME:
            return
        # Off the log, a reader in the way holds up an edit: small steps let it pass.
        back_up(self._file, _backup_of_today(self._file), -1 if self._wal else 256)
        for old in backups_of(self._file)[:-KEPT_BACKUPS]:
            old.unlink(missing_ok=True)


def _backup_of_today(project: Path) -> Path:
    return project.parent / BACKUPS / f"{project.stem}-{_today()}{SUFFIX}"


def _today() -> str:
    return date.today().isoformat()


def back_up(project: Path, target: Path, pages: int = -1) -> bool:
    """Copy a project that may be in use; only a sound copy takes the target's name.

    Problems go to the log: a backup that fails must not keep anyone from working.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(exist_ok=True)
        part.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(f"{project.as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(part)) as copy,
        ):
            source.backup(copy, pages=pages, sleep=0.01)
            copy.execute("PRAGMA journal_mode=DELETE")
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"the file is damaged: {found}")
        sync(part)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        log.warning("%s: no backup at %s: %s", project, target, error)
        part.unlink(missing_ok=True)
        return False
    return True


def sync(path: Path) -> None:
    """Bring a file's content to the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
