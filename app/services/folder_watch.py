"""Keeps the list of pictures like the folder, while it is open."""

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal

from app.domain.project.relink import MissingPicture, apply_matches
from app.domain.project.store import Project, ProjectError
from app.services.background import BackgroundWorker
from app.services.current_file import CurrentFile
from app.services.folder_look import FolderLook, Look, found_in, moved_by
from app.services.folder_scan import ScanResult
from app.services.picture_facts import PictureFacts
from app.services.session import Session
from app.services.timers import quiet_timer
from fpn_core.video.frames import file_of, frame_path, split_frame

log = logging.getLogger(__name__)
SOON_MS = 300
LATER_MS = 5000
# Each watched folder costs one of the system's watches, of which there are some thousands for all
# programs; folders beyond these are looked at every few seconds.
_MOST_WATCHED = 256
_LONGEST_DELAY_MS = 2000
# Of the time that goes by, looking takes at most one part in so many.
_SHARE = 10


class FolderWatch(QObject):
    """Looks at the opened folders in a thread, when the system says that they changed and every
    few seconds; files that appear are listed, and pictures whose files moved are found again."""

    looked = Signal()  # a look has ended; the list is like the folder as it was then

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._document = session, session.document
        self._worker = BackgroundWorker("watch", parent=self)
        self.facts = PictureFacts(self._document, self)
        self.current_file = CurrentFile(session, self._worker, self.facts, self)
        self._watcher = QFileSystemWatcher(self)
        self._stop = threading.Event()
        self._look: FolderLook | None = None
        self._last: Look | None = None
        self._ask, self._more = False, list[str]()
        self._working = self._again = False
        self._kept = ""
        self._soon = quiet_timer(self, SOON_MS, self.look)
        self._later = quiet_timer(self, LATER_MS, self.look)
        self._watcher.directoryChanged.connect(lambda _path: self._look_soon())
        session.scan.progressed.connect(self._take_scan)
        self._document.project_changed.connect(self._leave)
        self._document.current_changed.connect(self._let_go)
        self._document.edited.connect(
            lambda edit: self._look_anew() if len(edit.pictures()) > 1 else None
        )

    def close(self) -> None:
        """Stop looking, and the threads; the project can be closed then."""
        self._leave()
        self.current_file.close()
        self.facts.close()
        self._worker.close()

    # Looking

    def look(self) -> None:
        """Look at the folders in the thread; where it is at work, once more after that."""
        look, stop = self._look, self._stop
        if look is None:
            return
        if self._working:
            self._again = True
            return
        ask, more = self._ask, self._more
        self._ask, self._more = False, []
        self._soon.stop()
        self._later.stop()
        self._working, self._again = True, False
        self._worker.submit(
            "look",
            lambda: _timed(lambda: look.take(stop, ask, more)),
            lambda value, error: self._take(look, value, error),
        )

    def _look_anew(self) -> None:
        self._ask = True
        self._look_soon()

    def _look_soon(self) -> None:
        if self._look is not None and not self._soon.isActive():
            self._soon.start()

    def _leave(self) -> None:
        """What was opened is open no more."""
        self._stop.set()
        self._stop = threading.Event()
        self._look = self._last = None
        self._ask, self._more = False, []
        self._working = self._again = False
        self._kept = ""
        self._soon.stop()
        self._later.stop()
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())

    def _take_scan(self, result: ScanResult) -> None:
        if result.done:
            self._leave()
            given, project = self._session.scan.given, self._document.project
            self._look = FolderLook(given, result.paths, project)
            # Not at once in a large folder: the first picture and its boxes come before.
            self._soon.start(min(_LONGEST_DELAY_MS, SOON_MS + len(result.paths) // 50))

    def _take(
        self, look: FolderLook, value: tuple[Look | None, float] | None, error: Exception | None
    ) -> None:
        if look is not self._look:
            return
        self._working = False
        if error is not None:
            log.warning("the folder cannot be looked at: %s", error)
        found, seconds = value or (None, 0.0)
        rest = round(1000 * _SHARE * seconds)
        self._soon.setInterval(max(SOON_MS, rest))
        self._later.start(max(LATER_MS, rest))
        if found is not None and found is not self._last:
            self._show(found)
        self.looked.emit()
        if self._again or (found is not None and found.unsure):
            self._look_soon()

    def _show(self, found: Look) -> None:
        """Bring list and project up to date with a look."""
        self._watch(found.folders)
        if found.matches:
            one = self.tr("1 renamed picture found again")
            many = self.tr("{count} renamed pictures found again")
            if self._found_again(found.matches, one, many):
                return  # the next look has the list without them
        before, self._last = self._last, found
        self._list(found)
        gone = _ids(found)
        were = frozenset() if before is None else _ids(before)
        if gone != were:
            self._session.states.reload()
        for each in () if before is None else before.missing:
            if each.id not in gone:
                self._session.thumbnails.forget(each.path)
        if gone - were:
            self._tell_missing(len(gone - were))
        here = self._document.file_row
        if here is not None and here in were ^ gone:
            self._document.record_changed.emit()
            if here in were:
                self.current_file.read_again()

    def _list(self, found: Look) -> None:
        document = self._document
        current, before, paths = document.pictures.current, document.pictures.paths, found.paths
        current = None if current is None else file_of(current)
        self._kept = ""
        if current is not None and current in before and current not in paths:
            self._kept = current
            paths = _keeping(current, before, paths)
        if paths == before:
            return
        gone = (each.path for each in found.missing)
        added = set(paths).difference(before, found.others, gone)
        document.set_pictures(paths, scanning=document.scanning)
        if added:
            one, many = self.tr("1 new picture"), self.tr("{count} new pictures")
            document.tell((one if len(added) == 1 else many).format(count=len(added)))
        if current is None and document.pictures.shown:
            self._session.show(document.pictures.shown[0])

    def _let_go(self) -> None:
        """A picture without a file and without work in it was listed only while it was shown."""
        kept, pictures = self._kept, self._document.pictures
        if kept and file_of(pictures.current or "") != kept:
            self._kept = ""
            paths = [path for path in pictures.paths if path != kept]
            self._document.set_pictures(paths, scanning=self._document.scanning)

    def _tell_missing(self, count: int) -> None:
        one = self.tr("1 picture is missing; Picture > Locate... says where it is.")
        many = self.tr("{count} pictures are missing; Picture > Locate... says where they are.")
        self._document.tell((one if count == 1 else many).format(count=count))

    def _watch(self, folders: list[str]) -> None:
        watched = self._watcher.directories()
        wanted = folders[:_MOST_WATCHED]
        gone = set(watched).difference(wanted)
        if gone:
            self._watcher.removePaths(list(gone))
        more = [folder for folder in wanted if folder not in set(watched)]
        if more:
            self._watcher.addPaths(more)

    # Pictures that moved

    def missing_path(self) -> str | None:
        """Where the current picture was, if it is missing."""
        wanted = self._wanted()
        return None if wanted is None else wanted.path

    def start_folder(self) -> str:
        """Where a person begins to look: the nearest folder of the missing file that is there."""
        folder = os.path.dirname(self.missing_path() or "")
        while folder and not os.path.isdir(folder):
            folder = os.path.dirname(folder)
        return folder

    def locate(self, path: str) -> None:
        """A person says which file the current picture, which is missing, is; others that the
        same move explains are found, too."""
        wanted = self._wanted()
        if wanted is not None:
            self._find(wanted, lambda project: moved_by(project, wanted.path, path))

    def locate_in(self, folder: str) -> None:
        """A person says in which folder the current picture is; all that are there are found."""
        wanted, stop = self._wanted(), self._stop
        if wanted is not None:
            self._find(wanted, lambda project: found_in(project, wanted, folder, stop))

    def _wanted(self) -> MissingPicture | None:
        document = self._document
        here = document.file_row
        if here is None or not document.missing:
            return None
        return MissingPicture(here, document.project.path_of(here), None, None)

    def _find(self, wanted: MissingPicture, work: Callable[[Project], dict[int, str]]) -> None:
        project = self._document.project
        self._worker.submit(
            "locate",
            lambda: work(project),
            lambda value, error: self._take_found(project, wanted, value or {}, error),
        )

    def _take_found(
        self,
        project: Project,
        wanted: MissingPicture,
        matches: dict[int, str],
        error: Exception | None,
    ) -> None:
        document = self._document
        if project is not document.project:
            return
        if error is not None:
            document.tell(str(error))
        elif not matches:
            name = os.path.basename(wanted.path)
            document.tell(self.tr("{name} is not there.").format(name=name))
        else:
            one, many = self.tr("1 picture found again"), self.tr("{count} pictures found again")
            self._found_again(matches, one, many)

    def _found_again(self, matches: Mapping[int, str], one: str, many: str) -> bool:
        """Give pictures their new paths, and show them there; whether that could be kept."""
        document, project = self._document, self._document.project
        here, frame = document.file_row, split_frame(document.pictures.current or "")
        document.flush()
        try:
            moved = {project.path_of(key): path for key, path in matches.items()}
            count = apply_matches(project, matches)
        except ProjectError as error:
            log.warning("pictures found again are not kept: %s", error)
            document.tell(str(error))
            return False
        self.facts.learn(matches, again=True)
        self._more.extend(matches.values())
        self._look_anew()
        self._put(moved)
        self._session.states.reload()
        current = document.pictures.current
        if here is not None and here in matches:
            there = matches[here]
            self._session.show(there if frame is None else frame_path(there, frame[1]))
        elif current is not None and current in moved.values():
            document.reopen_record(current)
        document.tell((one if count == 1 else many).format(count=count))
        return True

    def _put(self, moved: Mapping[str, str]) -> None:
        """Put the found files where the missing ones stood, until the next look."""
        document, settings = self._document, self._session.settings
        paths = [moved.get(path, path) for path in document.pictures.paths]
        document.set_pictures(list(dict.fromkeys(paths)), scanning=document.scanning)
        last = settings["last_paths"]
        if not moved.keys().isdisjoint(last):
            settings["last_paths"] = [moved.get(path, path) for path in last]


def _ids(look: Look) -> frozenset[int]:
    return frozenset(each.id for each in look.missing)


def _keeping(current: str, before: list[str], paths: list[str]) -> list[str]:
    """A list with the current picture at about the place where it was."""
    at = min(before.index(current), len(paths))
    return [*paths[:at], current, *paths[at:]]


def _timed(work: Callable[[], Look | None]) -> tuple[Look | None, float]:
    started = time.monotonic()
    return work(), time.monotonic() - started
