"""What the project knows of the frames of the open video, read in a thread and kept up to date."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from app.domain.detections import DetectionSet
from app.domain.edits import Edit
from app.domain.project.store import Project, ProjectError
from app.domain.project.videos import annotated_frames, frame_ids, reviewed_frames
from app.domain.records import Annotation, FrameRange, Picture, Rejection
from app.domain.training.held_stretches import held_out_stretches
from app.domain.video.tracks import Span
from app.services.background import BackgroundWorker
from app.services.document import Document
from app.services.timers import quiet_timer
from app.services.video.level_counts import LevelCounts
from fpn_core.video.frames import split_frame
from fpn_core.video.kept import known_index

log = logging.getLogger(__name__)
_FRAMES_A_JOB = 250
_TELL_MS = 100


@dataclass(frozen=True)
class Marks:
    """Frames with boxes of a person, reviewed ranges, frames reviewed by themselves, the ids of the
    frames that the project knows, and the stretches that judge models and never train."""

    annotated: frozenset[int] = frozenset()
    ranges: tuple[FrameRange, ...] = ()
    reviewed: frozenset[int] = frozenset()
    ids: dict[int, int] = field(default_factory=dict)
    held_out: tuple[Span, ...] = ()

    def is_held_out(self, frame: int) -> bool:
        """Whether a frame lies in a stretch that judges models."""
        return any(first <= frame <= last for first, last in self.held_out)

    def is_reviewed(self, frame: int) -> bool:
        """Whether a person has looked through a frame."""
        inside = any(each.first <= frame <= each.last for each in self.ranges)
        return inside or frame in self.reviewed


class FrameFacts(QObject):
    """Follows the document; ``counts`` grow while they are read, and when frames are detected."""

    changed = Signal()
    read = Signal(list)  # [(frame, DetectionSet)] that the project keeps; an empty list ends them

    def __init__(
        self, document: Document, model_key: Callable[[], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.document, self._model_key = document, model_key
        self.marks, self.counts = Marks(), LevelCounts()
        self._video = self._key = ""
        self._ready = False
        self._worker = BackgroundWorker("video-facts", parent=self)
        self._number = 0
        self._tell = quiet_timer(self, _TELL_MS, self.changed.emit)
        document.video_changed.connect(self._follow)
        document.project_changed.connect(self.reload)
        document.server_changed.connect(self._take_model)
        document.edited.connect(self._take_edit)
        document.run_changed.connect(self.read_marks)  # a run decides what is held out

    def reload(self) -> None:
        """Read everything anew."""
        self._number += 1
        self.marks, self.counts = Marks(), LevelCounts()
        self._key = self._model_key()
        self.changed.emit()
        self.read_marks(then_detections=True)

    def read_marks(self, then_detections: bool = False) -> None:
        """Read what a person has done."""
        number, video, project = self._number, self._video, self.document.project
        if not video:
            return
        self._worker.submit(
            "marks",
            lambda: _read_marks(project, video),
            lambda marks, error: self._take_marks(number, marks, error, then_detections),
        )

    def take(self, path: str, found: DetectionSet) -> None:
        """A frame was detected just now."""
        parts = split_frame(path)
        if parts is None or parts[0] != self._video or found.model.key != self._key:
            return
        self.counts.put(parts[1], found)
        if not self._tell.isActive():
            self._tell.start()

    def close(self) -> None:
        """End the thread; the project can be closed then."""
        self._number += 1
        self._worker.close()

    def _follow(self) -> None:
        state = self.document.video
        video = "" if state.live else state.path
        if video != self._video:
            self._video, self._ready = video, state.ready
            self.reload()
        elif state.ready and not self._ready:
            self._ready = True
            self.read_marks()

    def _take_model(self) -> None:
        if self._video and self._model_key() != self._key:
            self.reload()

    def _take_edit(self, edit: Edit) -> None:
        kinds = (Annotation, Picture, Rejection, FrameRange)
        if self._video and any(edit.touches(kind) for kind in kinds):
            self.read_marks()

    def _take_marks(
        self, number: int, marks: Marks | None, error: Exception | None, then_detections: bool
    ) -> None:
        if number != self._number:
            return
        if marks is None:
            log.warning("what is known of %s cannot be read: %s", self._video, error)
            return
        self.marks = marks
        self.changed.emit()
        if then_detections:
            self._read_detections(number, list(marks.ids.items()))

    def _read_detections(self, number: int, left: list[tuple[int, int]]) -> None:
        project, key = self.document.project, self._key
        now, later = left[:_FRAMES_A_JOB], left[_FRAMES_A_JOB:]
        if not now or not key:
            self.read.emit([])
            return

        def take(found: list[tuple[int, DetectionSet]] | None, error: Exception | None) -> None:
            if number != self._number:
                return
            if found is None:
                log.warning("detections of %s cannot be read: %s", self._video, error)
                return
            for frame, each in found:
                if frame not in self.counts:
                    self.counts.put(frame, each)
            if found:
                self.read.emit(found)
                self.changed.emit()
            self._read_detections(number, later)

        self._worker.submit("detections", lambda: _read_detections(project, key, now), take)


def _read_marks(project: Project, video: str) -> Marks:
    """Raises ProjectError."""
    row, index = project.find_picture(video), known_index(video)
    return Marks(
        frozenset(annotated_frames(project, video)),
        () if row is None else project.frame_ranges(row.id),
        frozenset(reviewed_frames(project, video)),
        frame_ids(project, video),
        () if index is None else held_out_stretches(project, video, index),
    )


def _read_detections(
    project: Project, key: str, frames: list[tuple[int, int]]
) -> list[tuple[int, DetectionSet]]:
    found = []
    for frame, id in frames:
        try:
            each = project.detections(id, key)
        except ProjectError as error:  # one that cannot be read is detected again
            log.warning("%s", error)
            continue
        if each is not None:
            found.append((frame, each))
    return found
