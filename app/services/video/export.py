"""Exports of videos, in a thread, one at a time; how far they are, and how they can be stopped."""

import errno
import logging
import os
import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont

from app.domain.formats.frame_files import FrameFiles, frame_files
from app.domain.formats.labels import FormatError, StoppedError
from app.domain.formats.video_boxes import Part, boxes_of_video
from app.domain.project.detection_rows import model_key
from app.domain.project.store import ProjectError
from app.domain.project.videos import detected_frames
from app.services.background import BackgroundWorker, now_and_then
from app.services.document import Document
from app.services.exporter import ExportRefusedError, check_not_opened
from app.services.video.export_work import Kind, VideoRequest, Written, write
from app.services.video.frame_painting import Look
from fpn_core.errors import FpnError
from fpn_core.video.index import VideoIndex
from fpn_core.video.writing import WRITTEN_SUFFIX

log = logging.getLogger(__name__)
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


class VideoExport(QObject):
    """Whatever is asked for is read from the project as it is in that moment or a little later."""

    progressed = Signal(int, int, float)  # frames done, of how many, seconds left (-1: not known)
    exported = Signal(object)  # Written
    failed = Signal(str)
    counted = Signal(object)  # FrameFiles
    detected = Signal(int)  # frames on which the model has run
    boxes_counted = Signal(int, int)  # tracks, single boxes among them, and boxes on all frames
    _told = Signal(int, int, int, float)

    def __init__(self, document: Document, font: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.font = document, font
        self.running = False
        self._worker = BackgroundWorker("video-export", parent=self)
        self._counting = BackgroundWorker("video-export-count", parent=self)
        self._stop = threading.Event()
        self._number = self._counts = 0
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def key(self) -> str:
        """The model whose detections are exported."""
        model, project = self.document.model, self.document.project
        return project.latest_model_key() if model is None else model_key(model)

    def look(self, detections: bool, annotations: bool, levels: bool, tracks: bool) -> Look:
        """What is drawn, as the canvas draws it at the moment."""
        document = self.document
        return Look(
            document.view, dict(document.classes), document.model, self.key, self.font,
            detections, annotations, levels, tracks, document.links,
        )  # fmt: skip

    def check(self, kind: Kind, target: Path) -> None:
        """Refuse a place that must not be written to.

        Raises:
            ExportRefusedError: it has the wrong ending, or is a file that is labelled here.
        """
        document, name = self.document, target.name
        if kind is Kind.VIDEO and target.suffix.lower() != WRITTEN_SUFFIX:
            text = self.tr("{name}: the video is written as .mp4; give it that ending")
            raise ExportRefusedError(text.format(name=name))
        if kind is not Kind.VIDEO and target.suffix.lower() == WRITTEN_SUFFIX:
            text = self.tr("{name}: this is no video; choose another name")
            raise ExportRefusedError(text.format(name=name))
        current = document.pictures.current
        check_not_opened(target, [*document.pictures.paths, *filter(None, (current,)),
                                  document.video.path])  # fmt: skip
        if target.exists() and self._is_known(target):
            text = self.tr("{name} is in the project and is never written to; choose another name")
            raise ExportRefusedError(text.format(name=name))

    def _is_known(self, target: Path) -> bool:
        try:
            return self.document.project.find_picture(os.path.realpath(target)) is not None
        except ProjectError as error:
            raise ExportRefusedError(str(error)) from error

    def start(self, request: VideoRequest) -> None:
        """Write; ``exported`` or ``failed`` follows. One that is under way goes on alone."""
        if self.running:
            return
        self.document.flush()
        self._stop = stop = threading.Event()
        self.running = True
        self._number += 1
        number, project = self._number, self.document.project
        began = time.monotonic()

        def tell(done: int, total: int) -> None:
            left = (time.monotonic() - began) / done * (total - done) if done else -1.0
            self._told.emit(number, done, total, left)

        told = now_and_then(tell)

        def step(done: int, total: int) -> None:
            if stop.is_set():
                raise StoppedError
            told(done, total)

        def done(value: Written | None, error: Exception | None) -> None:
            self.running = False
            if value is not None:
                text = self.tr("Exported to {path}").format(path=value.target)
                self.document.tell(text)
                self.exported.emit(value)
            else:
                self._fail(request, error)

        self._worker.submit("export", lambda: write(project, request, step), done)

    def _fail(self, request: VideoRequest, error: Exception | None) -> None:
        if isinstance(error, StoppedError):
            text = self.tr("Stopped; nothing was written.")
            if request.kind is Kind.FRAMES:
                text = self.tr("Stopped. Frames that were written already stay.")
        elif error is not None and is_full(error):
            text = self.tr("The disk is full: {path} is not written. Make room, or choose another "
                           "place.").format(path=request.target)  # fmt: skip
        else:
            text = str(error)
            if not isinstance(error, FpnError | FormatError | ProjectError | OSError):
                log.error("export failed", exc_info=error)
        self.document.tell(text)
        self.failed.emit(text)

    def stop(self) -> None:
        """End the export that runs."""
        self._stop.set()

    def count_frames(self, video: str, reviewed_only: bool) -> None:
        """Find out how many frames labels are written of, and how much room they take."""
        project, number = self.document.project, self._next_count()

        def take(value: FrameFiles | None, error: Exception | None) -> None:
            if value is not None and number == self._counts:
                self.counted.emit(value)
            elif error is not None:
                log.warning("frames are not counted: %s", error)

        self._counting.submit("frames", lambda: frame_files(project, reviewed_only, video), take)

    def count_detected(self, video: str, first: int, last: int) -> None:
        """Find out on how many frames the model has run."""
        project, key, number = self.document.project, self.key, self._next_count()

        def work() -> int:
            frames = detected_frames(project, video, key).frames
            return int(((frames >= first) & (frames <= last)).sum())

        def take(value: int | None, error: Exception | None) -> None:
            if value is not None and number == self._counts:
                self.detected.emit(value)
            elif error is not None:
                log.warning("detected frames are not counted: %s", error)

        self._counting.submit("detected", work, take)

    def count_boxes(self, video: str, index: VideoIndex, part: Part) -> None:
        """Find out how many tracks and boxes files of tracks take."""
        project, number = self.document.project, self._next_count()

        def work() -> tuple[int, int]:
            try:
                found = boxes_of_video(project, video, index, part)
            except FormatError:  # no frame is reviewed
                return 0, 0
            return found.seen_tracks, found.total

        def take(value: tuple[int, int] | None, error: Exception | None) -> None:
            if value is not None and number == self._counts:
                self.boxes_counted.emit(*value)
            elif error is not None:
                self.document.tell(str(error))

        self._counting.submit("boxes", work, take)

    def _next_count(self) -> int:
        self._counts += 1
        return self._counts

    def close(self) -> None:
        """End the export that runs, and the threads."""
        self._stop.set()
        self._worker.close()
        self._counting.close()

    @Slot(int, int, int, float)
    def _tell(self, number: int, done: int, total: int, left: float) -> None:
        if number == self._number and self.running:
            self.progressed.emit(done, total, left)


def is_full(error: BaseException) -> bool:
    """Whether an error, or one that it came from, says that no room is left on the disk."""
    seen: BaseException | None = error
    while seen is not None:
        if getattr(seen, "errno", None) in _FULL:
            return True
        seen = seen.__cause__ or seen.__context__
    return False
