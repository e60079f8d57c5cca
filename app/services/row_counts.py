"""How many boxes the rows in sight have: looked up when they are first seen."""

import logging
import time

from PySide6.QtCore import QObject

from app.domain.project.store import ProjectError
from app.domain.project.summaries import PictureSummary
from app.services.picture_states import PictureStates
from app.services.timers import quiet_timer

log = logging.getLogger(__name__)
_SLICE = 0.006
_PAUSE_MS = 20
# Rows that were scrolled past and never counted are not worth counting later.
_MOST_WAITING = 60


class RowCounts(QObject):
    """Counts detections from the slider's score up, which the project keeps packed."""

    def __init__(self, states: PictureStates, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._states, self._document = states, states.document
        self._waiting: dict[str, None] = {}
        self._unreadable: set[str] = set()
        self._counting = quiet_timer(self, _PAUSE_MS, self._count)
        states.document.project_changed.connect(self._forget)
        states.document.server_changed.connect(self._unreadable.clear)

    def boxes_on(self, path: str) -> int | None:
        """A person's boxes once there are any or the picture is reviewed, else detections from the
        slider's score up; None while these are not known."""
        summary = self._states.summaries.get(path)
        if summary is None:
            return self._document.boxes_on(path)
        if summary.annotations or summary.rejections or summary.picture.reviewed:
            return summary.annotations
        count = self._document.boxes_on(path)
        if count is None and summary.detections is not None:
            self._want(path)
        return count

    def _forget(self) -> None:
        self._waiting.clear()
        self._unreadable.clear()

    def _want(self, path: str) -> None:
        if path in self._unreadable:
            return
        self._waiting[path] = None
        while len(self._waiting) > _MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        if not self._counting.isActive():
            self._counting.start()

    def _count(self) -> None:
        end = time.monotonic() + _SLICE
        while self._waiting and time.monotonic() < end:
            path, _ = self._waiting.popitem()
            summary = self._states.summaries.get(path)
            if summary is not None:
                self._count_one(path, summary)
        if self._waiting:
            self._counting.start()

    def _count_one(self, path: str, summary: PictureSummary) -> None:
        try:
            found = self._document.project.detections(summary.picture.id, self._states.key)
        except ProjectError as error:
            log.warning("detections of %s are not counted: %s", path, error)
            found = None
        if found is None:
            self._unreadable.add(path)
        else:
            self._document.count(path, found)
