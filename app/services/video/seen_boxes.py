"""The newest boxes for a frame that goes by, and the detector asked for newer ones."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject

from app.domain.byte_cache import ByteCache
from app.domain.detections import DetectionSet
from app.domain.project.store import ProjectError
from app.domain.records import Annotation
from app.services.detection_client import DetectionClient, ServerState
from app.services.document import Document
from app.services.video.frame_facts import FrameFacts
from fpn_core.video.frames import frame_path

log = logging.getLogger(__name__)
_CACHE_BYTES = 32_000_000
_BYTES_A_DETECTION = 200


class SeenBoxes(QObject):
    """Looks up what was found at a frame or before it; the detector is asked one frame at a time,
    the newest, so that boxes follow as well as the machine can."""

    def __init__(
        self,
        document: Document,
        facts: FrameFacts,
        client: DetectionClient,
        recent: Callable[[str], DetectionSet | None],
        model_key: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self.facts, self._client = document, facts, client
        self._recent, self._model_key = recent, model_key
        self._kept: ByteCache[DetectionSet] = ByteCache(
            _CACHE_BYTES, lambda found: 1000 + _BYTES_A_DETECTION * len(found)
        )
        self.asked = ""  # the frame that the detector looks at
        self.milliseconds: float | None = None  # that the latest detection took
        client.finished.connect(self._take)
        client.refused.connect(lambda path, message: self._answered(path, None))
        client.state_changed.connect(self._take_server)
        document.video_changed.connect(self._forget_elsewhere)

    def newest(self, frame: int) -> DetectionSet | None:
        """The detections of the last frame up to this one on which the model has run."""
        at = self.facts.counts.before(frame)
        if at is None:
            return None
        path, key = frame_path(self.document.video.path, at), self._model_key()
        found = self._kept.get(path)
        if found is None:
            found = self._recent(path)
        if found is None or found.model.key != key:
            found = self._read(at, key)
        if found is not None:
            self._kept.put(path, found)
        return found

    def boxes(self, frame: int) -> list[Annotation]:
        """A person's boxes on a frame that belong to no track."""
        marks = self.facts.marks
        id = marks.ids.get(frame) if frame in marks.annotated else None
        try:
            rows = () if id is None else self.document.project.annotations(id)
        except ProjectError as error:
            log.warning("boxes of frame %d are not shown: %s", frame, error)
            return []
        return [row for row in rows if row.track is None]

    def follow(self, frame: int) -> None:
        """Ask for the detections of a frame that is shown, unless others are under way."""
        if self.asked or frame in self.facts.counts:
            return
        if self._client.state is ServerState.READY:
            self.asked = frame_path(self.document.video.path, frame)
            self._client.detect(self.asked)

    def _read(self, frame: int, key: str) -> DetectionSet | None:
        project, id = self.document.project, self.facts.marks.ids.get(frame)
        try:
            if id is None:  # detected since what is known of the video was read
                row = project.find_picture(frame_path(self.document.video.path, frame))
                id = None if row is None else row.id
            return None if id is None else project.detections(id, key)
        except ProjectError as error:
            log.warning("kept detections are not used: %s", error)
            return None

    def _take(self, path: str, found: DetectionSet, milliseconds: float) -> None:
        self.milliseconds = milliseconds
        self._answered(path, found)

    def _answered(self, path: str, found: DetectionSet | None) -> None:
        if path == self.asked:
            self.asked = ""
        if found is not None and self.document.moving:
            self._kept.put(path, found)

    def _take_server(self) -> None:
        if self._client.state is not ServerState.READY:
            self.asked = ""

    def _forget_elsewhere(self) -> None:
        if not self.document.moving:
            self.asked = ""
