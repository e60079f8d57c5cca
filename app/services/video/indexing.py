"""Reads the times of a video's frames off the UI thread, and says how far that is."""

import threading

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.services.background import BackgroundWorker, now_and_then
from fpn_core.errors import FpnError, VideoStoppedError
from fpn_core.video.index import VideoIndex
from fpn_core.video.kept import index_of


class IndexService(QObject):
    """One video at a time: asking for another one ends the work on the one before."""

    progressed = Signal(str, float)  # video, share of the work that is done
    ready = Signal(str, object)  # video, VideoIndex
    failed = Signal(str, str)  # video, one line
    _told = Signal(int, float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = BackgroundWorker("video-times", parent=self)
        self._stop = threading.Event()
        self._number = 0
        self.video = ""  # the one that is worked on
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def start(self, video: str) -> None:
        """Find out when each frame of a video is shown."""
        if video == self.video:
            return
        self.leave()
        stop = self._stop
        self.video = video
        number = self._number
        progress = now_and_then(lambda share: self._told.emit(number, share))

        self._worker.submit(
            "index",
            lambda: index_of(video, progress, stop.is_set),
            lambda index, error: self._take(video, number, index, error),
        )

    def leave(self) -> None:
        """Work on no video any more."""
        self._stop.set()
        self._stop = threading.Event()
        self._number += 1
        self.video = ""

    def close(self) -> None:
        """End the work and its thread."""
        self._stop.set()
        self._worker.close()

    @Slot(int, float)
    def _tell(self, number: int, share: float) -> None:
        if number == self._number:
            self.progressed.emit(self.video, share)

    def _take(
        self, video: str, number: int, index: VideoIndex | None, error: Exception | None
    ) -> None:
        if number != self._number or isinstance(error, VideoStoppedError):
            return
        self.video = ""
        if index is not None:
            self.ready.emit(video, index)
        elif isinstance(error, FpnError | OSError):
            self.failed.emit(video, str(error))
        elif error is not None:
            raise error
