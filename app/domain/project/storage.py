"""Where a project is kept at the moment, and how it comes to a place where it can be written."""

import contextlib
import errno
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from app.domain.project.copies import keep_old, uid_of, with_log, write_whole
from app.domain.project.database import Database, check_sound
from app.domain.project.errors import NotSavableError, OverwrittenError, SaveError
from app.domain.project.lock import HeldError, ProjectLock, is_free
from app.domain.project.places import copy_place
from app.domain.project.presence import (
    FileWatch,
    Presence,
    has_foreign_log,
    kept_place,
    log_of,
    set_log_aside,
)
from app.domain.project.upkeep import Upkeep

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
        copy = self._copy_place(f"{uid_of(file)} {file.parent}")
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
        database = Database.writable(file, lambda version: keep_old(file, version))
        self._hold(database, file, lock)

    def _hold(self, database: Database, file: Path, lock: ProjectLock) -> None:
        """Work with an open file from here on."""
        self.database, self._lock, self._watch = database, lock, FileWatch(file, database.wal)
        self._upkeep = Upkeep(file, database.wal, self._watch)
        self._upkeep.warm(database.warm)

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
            self.database = with_log(file, beside)
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
            write_whole(self.database.writer, place, self.folder if is_copy else None)
            database = Database.writable(place, lambda version: None)
        except BaseException:
            lock.release()
            raise
        old = self.database
        self._hold(database, place, lock)
        old.close()
        self.notice = f"{self.folder} is read-only: your changes are in {place}" * is_copy

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
        self._check_overwritten(presence)
        self._write_log_back()
        if not file.parent.is_dir():
            raise SaveError(
                f"{file}: the folder is not there any more. Move or name it back as it was; what "
                "was saved before is in the project's file"
            )
        if presence is Presence.GONE:
            self._put_back(file)
            return
        raise NotSavableError(self._give_way(file))

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The tables for one transaction; see `Database.transaction`.

        Raises:
            OverwrittenError: another program has written over the file.
        """
        self._check_overwritten(self._presence())
        ours = contextlib.nullcontext() if self._watch is None else self._watch.our_write()
        with ours, self.database.transaction() as db:
            yield db

    @property
    def overwritten(self) -> str:
        """What there is to say where another program has written over the file; "" if none has."""
        if self._presence() is not Presence.OVERWRITTEN:
            return ""
        return (
            f"{self.database.file} was overwritten by another program while it was open. Save "
            "what is here as a copy, or open the folder again to work with what is there now"
        )

    def _check_overwritten(self, presence: Presence) -> None:
        if presence is Presence.OVERWRITTEN:
            self.database.read_from_memory()
            raise OverwrittenError(self.overwritten)

    def save_copy(self, place: Path, root: Path, cursor: int) -> None:
        """Write what is open, whose last step is known, to another place, and work there from now
        on.

        Raises:
            SaveError: it cannot be written there, or cannot be read whole any more.
        """
        if not place.parent.is_dir():
            raise SaveError(f"{place}: there is no such folder. Choose another one")
        try:
            lock = ProjectLock(place)
        except HeldError as holder:
            raise SaveError(f"{place} is open elsewhere ({holder}). Choose another name") from None
        except OSError as error:
            raise SaveError(f"{place}: the copy is not saved: {error.strerror}") from error
        try:
            if place.exists():
                raise SaveError(f"{place} is there already. Choose another name")
            write_whole(self.database.writer, place, root, partial(check_sound, cursor=cursor))
            database = Database.writable(place, lambda version: None)
        except BaseException:
            lock.release()
            raise
        if self._upkeep is not None:
            self._upkeep.close()
        self._let_go()
        self.held, self._held_file, self.notice = False, None, ""
        self._hold(database, place, lock)

    def _write_log_back(self) -> None:
        assert self._watch is not None, "only a file that is held is looked at"
        with self._watch.our_write():
            self.database.write_log_back()

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
        write_whole(self.database.writer, file)
        old = self.database
        self._hold(Database.writable(file, lambda version: None), file, lock)
        old.close(end_log=False)
        log.warning("%s was deleted while it was open, and is written anew", file)

    def _give_way(self, file: Path) -> str:
        """Another file has come to the place: keep what is open beside it, and write no more."""
        kept = kept_place(file, "replaced")
        kept.parent.mkdir(exist_ok=True)
        write_whole(self.database.writer, kept)
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
        if self._presence() in (Presence.GONE, Presence.OTHER):
            self._end_watch()
        self._let_go()

    def _let_go(self) -> None:
        """Close the file, whatever has become of it, and release its lock."""
        presence = self._presence()
        if presence is Presence.OVERWRITTEN:
            self.database.abandon()
        else:
            self.database.close(end_log=presence is Presence.SAME)
        if self._lock is not None:
            self._lock.release()

    def put_aside(self, cursor: int) -> None:
        """What was open when another program wrote over the file is kept, as far as that goes;
        ``cursor`` is the last step that it had."""
        file = self.database.file
        if file is None or not self.overwritten:
            return
        kept = kept_place(file, "overwritten")
        try:
            kept.parent.mkdir(exist_ok=True)
            write_whole(self.database.writer, kept, None, partial(check_sound, cursor=cursor))
            log.warning("%s was overwritten; what was open is kept in %s", file, kept)
        except (OSError, SaveError) as error:
            log.warning("%s was overwritten; what was open cannot be kept: %s", file, error)

    def _end_watch(self) -> None:
        """What another file at our place would lose, or take for its own, is put aside."""
        file, presence = self.database.file, self._presence()
        if file is None or self.held:
            return
        self._write_log_back()
        try:
            if presence is Presence.OTHER:
                log.warning("%s", self._give_way(file))
            elif file.parent.is_dir():
                self._leave_log(file)
        except (OSError, SaveError) as error:
            log.warning("%s: what it held cannot be kept: %s", file, error)
