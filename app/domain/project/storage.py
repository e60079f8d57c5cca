"""Where a project is kept at the moment, and how it comes to a place where it can be written."""

import contextlib
import errno
import logging
import os
import shutil
import sqlite3
import tempfile
import threading
from contextlib import closing
from pathlib import Path

from app.domain.project.database import Database, naming, reason
from app.domain.project.errors import NotSavableError, ProjectError, SaveError
from app.domain.project.lock import HeldError, ProjectLock, is_free
from app.domain.project.overlay import copy_content
from app.domain.project.places import BACKUPS, SUFFIX, copy_place
from app.domain.project.presence import (
    FileWatch,
    Presence,
    has_foreign_log,
    kept_place,
    log_of,
    set_log_aside,
)
from app.domain.project.upkeep import Upkeep, back_up, sync

log = logging.getLogger(__name__)
_NO_WRITING = {errno.EACCES, errno.EPERM, errno.EROFS}


class Storage:
    """Keeps one project: in memory, in its file, or in a view of a file that is not to be written.

    ``target`` is the project's file, there or to be; None keeps it in memory for good.

    Raises:
        ProjectError: the file is no project, damaged, of a later version or cannot be read.
    """

    def __init__(self, target: Path | None, data_dir: Path) -> None:
        self.notice = ""
        self.held = False  # somebody else may write the file: nothing of ours ever goes there
        self.writing = threading.RLock()  # for what reads and then writes: nothing comes between
        self.target, self.data_dir = target, data_dir
        self.folder = target.parent if target is not None else None
        self._held_file: Path | None = None  # by another window
        self._places: list[Path] = []  # where the file is made when there is something to keep
        self._lock: ProjectLock | None = None
        self._upkeep: Upkeep | None = None
        self._watch: FileWatch | None = None
        if target is None:
            self.database = Database.draft()
        elif target.is_file():
            self._open(target)
        else:
            self._start(target)

    def _start(self, target: Path) -> None:
        copy = self._copy_place(str(target.parent))
        if copy.is_file():
            self.notice = f"This folder was read-only: your changes are in {copy}"
            self._open(copy)
            return
        self._places = [target, copy]
        self.database = Database.draft()

    def _open(self, file: Path) -> None:
        copy = self._copy_place(f"{_uid(file)} {file.parent}")
        if copy.is_file() and copy != file:
            self.notice = f"Your changes to {file} are in {copy}: its folder was read-only"
            file = copy
        try:
            lock = ProjectLock(file)
        except HeldError as holder:
            self.held, self._held_file = True, file
            self.notice = f"{file.name} is open elsewhere ({holder}): you can look, not change"
            self.database = Database.view(file, immutable=False)
            return
        except OSError as error:
            self._open_unwritable(file, copy, error)
            return
        try:
            self._open_locked(file, copy, lock)
        except BaseException:
            lock.release()
            raise

    def _open_locked(self, file: Path, copy: Path, lock: ProjectLock) -> None:
        if not os.access(file, os.W_OK):
            lock.release()
            self._open_unwritable(file, copy, PermissionError(errno.EACCES, "read-only file"))
            return
        if has_foreign_log(file):
            log.warning(
                "%s: the log of another file lay beside it; see %s", file, set_log_aside(file)
            )
        database = Database.writable(file, lambda version: _keep_old(file, version))
        self._hold(database, file, lock)

    def _hold(self, database: Database, file: Path, lock: ProjectLock) -> None:
        """Work with an open file from here on."""
        self.database, self._lock, self._watch = database, lock, FileWatch(file)
        self._upkeep = Upkeep(file, database.wal, self._watch)

    def _open_unwritable(self, file: Path, copy: Path, error: OSError) -> None:
        """Look at a file that we cannot lock: in a read-only place the first edit copies it."""
        if error.errno not in _NO_WRITING:
            self.held = True
            self.notice = f"{file.name} cannot be changed: {error.strerror}. Open it again later"
            self.database = Database.view(file, immutable=False)
            return
        self._places = [copy]
        self.notice = f"{file.parent} is read-only: your first change goes to a copy, {copy}"
        beside = log_of(file)
        if beside.exists() and beside.stat().st_size > 0 and not has_foreign_log(file):
            self.database = _with_log(file, beside)
        else:
            self.database = Database.view(file, immutable=True)

    def make_writable(self) -> None:
        """See to it that what is written next stays: make the file, or the copy, if need be.

        Raises:
            NotSavableError: another window has the project, no place takes it, or another file
                has come to its place.
            SaveError: the file cannot be made; the next call may try again.
        """
        if self.held:
            raise NotSavableError(self.notice)
        if self._lock is not None:
            self._look_at_file()
            return
        problem: OSError | None = None
        for place in self._places:
            try:
                self._move_to(place)
                return
            except OSError as error:
                problem = error
                if error.errno not in _NO_WRITING:
                    why = f"{error.strerror}. Free some space or check the disk, then try again"
                    raise SaveError(f"{place}: the project is not saved: {why}") from error
        if problem is not None:
            raise NotSavableError(f"{self._places[-1]}: {problem.strerror}: no place to save to")

    def _move_to(self, place: Path) -> None:
        is_copy = place == self._places[-1]
        if place.is_relative_to(self.data_dir):
            place.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock = ProjectLock(place)
        except HeldError as holder:
            raise NotSavableError(f"{place} is open elsewhere ({holder}). Close it there") from None
        try:
            if place.exists():
                raise NotSavableError(f"{place} has been made meanwhile. Open the folder again")
            self._write_to(place, self.folder if is_copy else None)
            database = Database.writable(place, lambda version: None)
        except BaseException:
            lock.release()
            raise
        old = self.database
        self._hold(database, place, lock)
        old.close()
        self.notice = f"{self.folder} is read-only: your changes are in {place}" * is_copy

    def _write_to(self, place: Path, root: Path | None) -> None:
        """Write the present content beside its place, then let it appear there whole."""
        part = place.with_name(f".{place.name}.part")
        part.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(part)) as copy:
                copy_content(self.database.writer, copy)
                if root is not None:
                    row = ("root", os.fsencode(root))
                    copy.execute("REPLACE INTO meta VALUES (?, ?)", row)
                    copy.commit()
                copy.execute("PRAGMA journal_mode=DELETE")
            sync(part)
            if not place.exists() and log_of(place).exists():
                set_log_aside(place)  # of a file that was here
            part.rename(place)
        except sqlite3.Error as error:
            raise SaveError(f"{place}: the project is not saved: {reason(error)}") from error
        finally:
            part.unlink(missing_ok=True)

    @property
    def may_change_hands(self) -> bool:
        """Whether another window has the file, or may make it before this one does."""
        return self._lock is None and (self._held_file is not None or bool(self._places))

    def has_changed_hands(self) -> bool:
        """Whether that is over: nobody has the file any more, or somebody has made it."""
        with self.writing:
            if not self.may_change_hands:
                return False
            if self._held_file is not None:
                return is_free(self._held_file)
            return any(place.is_file() for place in self._places)

    # A file that is deleted or replaced while it is open

    def _look_at_file(self) -> None:
        """See to it that what is written next goes to the file that a person sees."""
        file, presence = self.database.file, self._presence()
        if file is None or presence is Presence.SAME:
            return
        self.database.write_log_back()
        if not file.parent.is_dir():
            raise SaveError(
                f"{file}: the folder is not there any more. Move or name it back as it was; what "
                "was saved before is in the project's file"
            )
        if presence is Presence.GONE:
            self._put_back(file)
            return
        raise NotSavableError(self._give_way(file))

    def _presence(self) -> Presence:
        return Presence.SAME if self._watch is None else self._watch.presence()

    def _put_back(self, file: Path) -> None:
        """The file was deleted: write what it held to its place."""
        assert self._lock is not None, "only a file that is held is looked at"
        self._lock.release()  # its own file may be gone, too
        try:
            lock = ProjectLock(file)
        except HeldError as holder:
            self.held, self.notice = True, f"{file} is open elsewhere ({holder}). Close it there"
            raise NotSavableError(self.notice) from None
        except OSError as error:
            raise SaveError(f"{file}: the change is not saved: {error.strerror}") from error
        self._lock = lock
        self._write_to(file, None)
        old = self.database
        self._hold(Database.writable(file, lambda version: None), file, lock)
        old.close(end_log=False)
        log.warning("%s was deleted while it was open, and is written anew", file)

    def _give_way(self, file: Path) -> str:
        """Another file has come to the place: keep what is open beside it, and write no more."""
        kept = kept_place(file, "replaced")
        kept.parent.mkdir(exist_ok=True)
        self._write_to(kept, None)
        self.held = True
        self.notice = (
            f"{file} was replaced by another file while it was open. What was here is kept in "
            f"{kept}. Open the folder again to work with the file that is there"
        )
        self._leave_log(file)
        return self.notice

    def _leave_log(self, file: Path) -> None:
        """Nothing of ours may be read into a file that is at our path by and by."""
        if log_of(file).exists():
            set_log_aside(file)

    def _copy_place(self, identity: str) -> Path:
        name = self.folder.name if self.folder is not None else ""
        return copy_place(self.data_dir, name, identity)

    def back_up_daily(self) -> None:
        """Start the backup of the day, once the file has proved to be sound."""
        if self._upkeep is not None:
            self._upkeep.back_up_daily()

    def committed(self, written: int) -> None:
        """A transaction with about that many bytes is done: see to the log now and then."""
        if self._upkeep is not None:
            self._upkeep.committed(written)

    def close(self) -> None:
        """Wait for work under way, close the file and let others have it."""
        if self._upkeep is not None:
            self._upkeep.close()
        same = self._presence() is Presence.SAME
        if not same:
            self._end_watch()
        self.database.close(end_log=same)
        if self._lock is not None:
            self._lock.release()

    def _end_watch(self) -> None:
        """What another file at our place would lose, or take for its own, is put aside."""
        file, presence = self.database.file, self._presence()
        if file is None or self.held:
            return
        self.database.write_log_back()
        try:
            if presence is Presence.OTHER:
                log.warning("%s", self._give_way(file))
            elif file.parent.is_dir():
                self._leave_log(file)
        except (OSError, SaveError) as error:
            log.warning("%s: what it held cannot be kept: %s", file, error)


def _uid(file: Path) -> str:
    """The permanent id of a project's file; "" where it cannot be read (opening says why)."""
    with contextlib.suppress(sqlite3.Error):
        uri = f"{file.as_uri()}?mode=ro&immutable=1"  # it was written before the file appeared
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key='uid'").fetchone()
            return str(row[0]) if row else ""
    return ""


def _keep_old(file: Path, version: int) -> None:
    target = file.parent / BACKUPS / f"{file.stem}-format-{version}{SUFFIX}"
    if not back_up(file, target):
        raise ProjectError(
            f"{file} comes from an earlier version, and no backup can be made before it is brought "
            f"up to date. Free some space for {target}, then open it again"
        )


def _with_log(file: Path, beside: Path) -> Database:
    """A private copy of a read-only file whose last changes are in its log still."""
    with tempfile.TemporaryDirectory(prefix="pyramid-") as folder, naming(file):
        copy = Path(folder) / file.name
        shutil.copyfile(file, copy)
        shutil.copyfile(beside, copy.with_name(beside.name))
        with closing(sqlite3.connect(copy)) as connection:
            return Database.private(connection)
