"""Reads the tracks of videos that have many boxes off the UI thread."""

import logging

from PySide6.QtCore import QObject

from app.domain.project.videos import track_rows
from app.domain.video.tracks import Tracks
from app.services.background import BackgroundWorker
from app.services.document import Document

log = logging.getLogger(__name__)


class TrackReading(QObject):
    """Answers the document, which asks for one video at a time; only the latest answer counts."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._worker = BackgroundWorker("video-tracks", parent=self)
        self._number = 0
        document.tracks_wanted.connect(self._read)

    def close(self) -> None:
        """End the thread; the project can be closed then."""
        self._number += 1
        self._worker.close()

    def _read(self, video: str) -> None:
        self._number += 1
        number, project = self._number, self.document.project
        self._worker.submit(
            "tracks",
            lambda: Tracks(track_rows(project, video)),
            lambda tracks, error: self._take(number, video, tracks, error),
        )

    def _take(
        self, number: int, video: str, tracks: Tracks | None, error: Exception | None
    ) -> None:
        if number != self._number:
            return
        if tracks is None:
            log.warning("the tracks of %s cannot be read: %s", video, error)
            self.document.tell(str(error))
        else:
            self.document.take_tracks(video, tracks)
