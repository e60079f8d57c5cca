"""Watches the file of the current picture, and has it read again when it changes."""

import os
import time

from PySide6.QtCore import QFileSystemWatcher, QObject

from app.domain.project.media_files import stamp_of
from app.services.background import BackgroundWorker
from app.services.picture_facts import PictureFacts
from app.services.session import Session
from app.services.timers import quiet_timer
from app.services.video.files import real_file

_SOON_MS = 300
# A picture that cannot be read may still be on its way: while its file is this young (seconds) it
# is tried again, after pauses that double.
_YOUNG = 15
_MOST_DOUBLINGS = 5


class CurrentFile(QObject):
    """Compares the file with what is shown when the system says that it changed."""

    def __init__(
        self,
        session: Session,
        worker: BackgroundWorker,
        facts: PictureFacts,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._document = session, session.document
        self._worker, self._facts = worker, facts
        self._watcher = QFileSystemWatcher(self)
        self._tries = 0
        self._reading = ""
        self._check = quiet_timer(self, _SOON_MS, self._compare)
        self._watcher.fileChanged.connect(lambda _path: self._check_soon())
        self._document.current_changed.connect(self._follow)
        self._document.pixels_changed.connect(self._take_pixels)

    def close(self) -> None:
        """Watch no more."""
        self._check.stop()
        if self._watcher.files():
            self._watcher.removePaths(self._watcher.files())

    def read_again(self) -> None:
        """Read the current picture again; what it was known for is found anew."""
        document, path = self._document, self._document.pictures.current
        if path is None:
            return
        self._reading = path
        self._session.reload(path)
        if document.record is not None:
            self._facts.learn([document.record.id], again=True)

    def _follow(self) -> None:
        current, files = self._file(), self._watcher.files()
        self._tries, self._reading = 0, ""
        self._check.stop()
        others = [path for path in files if path != current]
        if others:
            self._watcher.removePaths(others)
        self._watch()

    def _file(self) -> str:
        """The file behind the current picture; "" for none."""
        current = self._document.pictures.current
        return "" if current is None else real_file(current)

    def _watch(self) -> None:
        """A file that was replaced by another is not watched any more."""
        current = self._file()
        if current and current not in self._watcher.files() and os.path.isfile(current):
            self._watcher.addPath(current)

    def _take_pixels(self) -> None:
        document = self._document
        pixels = document.pixels
        if pixels is None and not document.picture_error:
            return
        if pixels is None or not pixels.is_preview:
            self._check_soon()
        if pixels is not None and not pixels.is_preview and self._reading == pixels.path:
            self._reading, self._tries = "", 0
            self._session.detect()

    def _check_soon(self) -> None:
        self._check.start(_SOON_MS << min(self._tries, _MOST_DOUBLINGS))

    def _compare(self) -> None:
        """Is the file another one than what is shown?"""
        document, path = self._document, self._document.pictures.current
        pixels = document.pixels
        if path is None or (pixels is None and not document.picture_error):
            return
        if document.moving:  # looked at again once it stands still
            return
        self._watch()
        stamp = None if pixels is None else pixels.stamp
        self._worker.submit(
            "current",
            lambda: _changed(path, stamp),
            lambda value, error: self._take(path, bool(value)),
        )

    def _take(self, path: str, changed: bool) -> None:
        document = self._document
        if not changed or path != document.pictures.current:
            return
        if document.pixels is None:
            self._tries += 1
        else:
            name = os.path.basename(real_file(path))
            document.tell(self.tr("{name} has changed on disk.").format(name=name))
        self.read_again()


def _changed(path: str, stamp: int | None) -> bool:
    """Whether a file is another than that with this time of change, or, where nothing could be
    read (None), may be whole by now. For a thread."""
    try:
        status = stamp_of(path)
    except OSError:  # not there: nothing else to read
        return False
    if stamp is not None:
        return stamp != status.mtime
    return status.size > 0 and abs(time.time() - status.mtime / 1e9) < _YOUNG
