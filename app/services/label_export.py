"""Exports the project's labels in a thread, and keeps a mirror of them up to date."""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.edits import Edit
from app.domain.exports_folder import make_way
from app.domain.formats.frame_files import frame_files
from app.domain.formats.labels import FormatError, Options, StoppedError
from app.domain.formats.mirror import Mirror
from app.domain.formats.project_labels import ExportChoice, labels_of_project
from app.domain.formats.splits import split_labels
from app.domain.formats.table import FORMATS, lost_in
from app.domain.formats.writing import Output
from app.domain.project.detection_rows import model_key
from app.domain.project.errors import ProjectError
from app.domain.project.store import Project
from app.domain.project.videos import frame_ids
from app.domain.records import ProjectClass
from app.domain.training.reviewed import reviewed_frame_ids
from app.services.background import BackgroundWorker
from app.services.collector import without_collector
from app.services.document import Document
from app.services.timers import quiet_timer

log = logging.getLogger(__name__)
MIRROR = "mirror"
_MIRRORED, _BEHIND = "mirrored", "mirror_behind"
_REST_MS, _RETRY_MS = 700, 5000


@dataclass(frozen=True)
class ExportRequest:
    """What to write and where. ``score`` None = no detections; ``split`` None = as it is; a
    ``video`` = its frames alone."""

    format: str
    target: Path
    reviewed_only: bool = True
    score: float | None = None
    split: float | None = None
    copy_pictures: bool = False
    one_based: bool = False
    video: str = ""


@dataclass(frozen=True)
class Exported:
    """What an export wrote, what the format could not hold, and what went wrong."""

    request: ExportRequest
    pictures: int
    boxes: int
    lost: Mapping[str, int]
    problems: tuple[str, ...]


class LabelExport(QObject):
    """Exports in a thread; the mirror follows edits within two seconds, and as fast as it can be
    written where that takes longer; edits that come meanwhile are written together."""

    progressed = Signal(int, int)
    exported = Signal(object)  # Exported
    failed = Signal(str)
    counted = Signal(object)  # FrameFiles
    mirror_changed = Signal()
    mirrored = Signal()
    _stepped = Signal(int, int)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._stop = threading.Event()
        self._worker = BackgroundWorker("label-export", parent=self)
        self._mirror_worker = BackgroundWorker("mirror", parent=self)
        self._changed: set[int] = set()
        self._all_changed = False
        self._mirroring = False
        self._mirror_error = self._mirror_problem = ""
        self._mirror: Mirror | None = None
        self._learning = threading.Event()  # set to end it
        self._rest_until = 0.0  # monotonic time
        self._rest = quiet_timer(self, _REST_MS, self._write_mirror)
        self._stepped.connect(self.progressed.emit, Qt.ConnectionType.QueuedConnection)
        document.edited.connect(self._note)
        document.project_changed.connect(self._leave_project)
        self._take_mirror()

    # Export

    def start(self, request: ExportRequest) -> None:
        """Export; ``exported`` or ``failed`` follows."""
        self.document.flush()
        self._stop = stop = threading.Event()
        project, model = self.document.project, self.document.model
        key = project.latest_model_key() if model is None else model_key(model)

        def step(done: int, total: int) -> None:
            if stop.is_set():
                raise StoppedError
            if done % 100 == 0:
                self._stepped.emit(done, total)

        def done(result: Any, error: Exception | None) -> None:
            if error is None:
                self.exported.emit(result)
            elif isinstance(error, StoppedError):
                self.failed.emit(self.tr("Stopped. Files that were written already stay."))
            else:
                self.failed.emit(_reason(error))

        self._worker.submit("export", lambda: export(project, request, key, step), done)

    def count_frames(self, reviewed_only: bool) -> None:
        """Find out how many frames of videos an export has, and how large they are as pictures."""
        project = self.document.project

        def take(value: Any, error: Exception | None) -> None:
            if error is None:
                self.counted.emit(value)
            else:
                log.warning("frames are not counted: %s", error)

        self._worker.submit("count", lambda: frame_files(project, reviewed_only), take)

    def stop(self) -> None:
        """End the export that runs."""
        self._stop.set()

    def close(self) -> None:
        """Bring the mirror up to date, and stop the threads."""
        self.document.flush()
        self._stop.set()
        self._worker.close()
        self._rest.stop()
        self._learning.set()
        self._mirror_worker.close()
        if self._changed or self._all_changed:
            self._finish_mirror()

    # Mirror

    def mirror(self) -> tuple[str, str]:
        """(format id, place) of the mirror of this project; ("", "") = none."""
        value = self.document.project.value(MIRROR, None)
        if not isinstance(value, list) or len(value) != 2 or value[0] not in FORMATS:
            return "", ""
        return str(value[0]), str(value[1])

    def set_mirror(self, format: str, place: str) -> None:
        """Keep labels also in a folder (or COCO's .json file), in a format; "" ends it. The place
        is written at once."""
        self.document.project.set_value(MIRROR, [format, place] if format else None)
        self._take_mirror()
        self._all_changed = bool(format)
        self.mirror_changed.emit()
        if format:
            self._note_behind(True)
            self._rest.start(0)

    def _take_mirror(self) -> None:
        """Follow the mirror of the open project from where it is."""
        format, place = self.mirror()
        project = self.document.project
        self._mirror = Mirror(project, format, place) if format else None
        self._mirror_error = self._mirror_problem = ""
        self._changed, self._all_changed = set(), False
        self._learning.set()
        self._learning = ended = threading.Event()
        if self._mirror is not None and not project.read_only:
            self._mirror_worker.submit("learn", partial(_learn, self._mirror, ended), _learned)

    def _note(self, edit: Edit) -> None:
        if self._mirror is None:
            return
        self._note_behind(True)
        self._changed |= edit.pictures()
        self._all_changed = self._all_changed or edit.touches(ProjectClass)
        if not self._rest.isActive():
            self._rest.start(self._rest_ms())

    def _rest_ms(self) -> int:
        return max(_REST_MS, int(1000 * (self._rest_until - time.monotonic())))

    def _note_behind(self, behind: bool) -> None:
        """Keep in the project whether the mirror lacks something: after a crash it is caught up."""
        project = self.document.project
        if not project.read_only and project.value(_BEHIND, False) != behind:
            self.document.remember(_BEHIND, behind)

    def _leave_project(self) -> None:
        self._rest.stop()
        self._rest_until = 0.0
        self._take_mirror()
        project = self.document.project
        if self._mirror is not None and not project.read_only and project.value(_BEHIND, False):
            self._all_changed = True
            self._rest.start(_REST_MS)
        self.mirror_changed.emit()

    def _write_mirror(self) -> None:
        mirror = self._mirror
        if mirror is None or self._mirroring or not (self._changed or self._all_changed):
            return
        pictures, whole = frozenset(self._changed), self._all_changed
        self._changed, self._all_changed, self._mirroring = set(), False, True
        known = self._is_known()

        def work() -> tuple[str, ...]:
            with without_collector():
                return mirror.write(pictures, whole or not known, known)

        def done(problems: Any, error: Exception | None) -> None:
            self._mirroring = False
            if self._mirror is mirror:
                self._rest_until = time.monotonic() + mirror.rest
                if error is not None:
                    self._mirror_failed(pictures, whole, error)
                else:
                    self._mirror_done(problems)
            if self._changed or self._all_changed:
                self._rest.start(_RETRY_MS if error is not None else self._rest_ms())

        self._mirror_worker.submit("mirror", work, done)

    def _mirror_failed(self, pictures: frozenset[int], whole: bool, error: Exception) -> None:
        self._all_changed = self._all_changed or whole
        self._changed |= pictures
        message = _reason(error)
        if message != self._mirror_error:
            text = self.tr("The mirror of the labels could not be written: {reason}")
            self.document.tell(text.format(reason=message))
        self._mirror_error = message

    def _mirror_done(self, problems: tuple[str, ...]) -> None:
        if self._mirror_error:
            self.document.tell(self.tr("The mirror of the labels is up to date again."))
        elif problems and problems[0] != self._mirror_problem:
            self.document.tell(problems[0])
        self._mirror_error, self._mirror_problem = "", problems[0] if problems else ""
        if not self._is_known():
            self.document.project.set_value(_MIRRORED, list(self.mirror()))
        self._note_behind(bool(self._changed or self._all_changed))
        self.mirrored.emit()

    def _is_known(self) -> bool:
        """Whether what lies in the mirror is of this project."""
        return bool(self.document.project.value(_MIRRORED, []) == list(self.mirror()))

    def _finish_mirror(self) -> None:
        if self._mirror is not None:
            try:
                known = self._is_known()
                whole = self._all_changed or not known
                self._mirror.write(frozenset(self._changed), whole, known)
                self._note_behind(False)
            except (FormatError, ProjectError, OSError) as error:
                log.warning("the mirror is behind: %s", error)


def _learn(mirror: Mirror, ended: threading.Event) -> None:
    def step(_done: int, _total: int) -> None:
        if ended.is_set():
            raise StoppedError

    with without_collector():
        mirror.learn(step)


def _learned(_value: Any, error: Exception | None) -> None:
    if error is not None and not isinstance(error, StoppedError):
        log.warning("what the mirror holds is not known: %s", error)


def _reason(error: Exception) -> str:
    if not isinstance(error, FormatError | ProjectError | OSError):
        log.error("export failed", exc_info=error)
    return str(error)


def _pictures(project: Project, request: ExportRequest) -> frozenset[int] | None:
    """Ids of the pictures that are exported, None for all."""
    if not request.video:
        return None
    reviewed_frame_ids(project)  # frames that reviewed ranges stand for have rows from here on
    return frozenset(frame_ids(project, request.video).values())


def export(project: Project, request: ExportRequest, key: str, step: Any) -> Exported:
    """Write the labels of a project. Raises FormatError, ProjectError, OSError."""
    choice = ExportChoice(request.reviewed_only, request.score, key, _pictures(project, request))
    labels = labels_of_project(project, choice, step)
    if not labels.pictures:
        raise FormatError("There is nothing to export: no picture is reviewed or has a box.")
    if request.split is not None:
        split_labels(labels, request.split)
    format = FORMATS[request.format]
    out = Output([] if project.file is None else [project.file])
    out.check(request.target)
    make_way(request.target)
    options = Options("", request.one_based, request.copy_pictures)
    format.write(labels, request.target, options, out, step)
    problems = (*labels.problems, *out.problems)
    return Exported(
        request, len(labels.pictures), labels.box_count, lost_in(labels, format), problems
    )
