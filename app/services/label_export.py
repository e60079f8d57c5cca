"""Exports the project's labels in a thread, and keeps a mirror of them up to date."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.edits import Edit
from app.domain.formats import labelme, voc, yolo
from app.domain.formats.labels import FormatError, LabelSet, Options, StoppedError, no_step
from app.domain.formats.project_labels import ExportChoice, labels_of_project
from app.domain.formats.splits import split_labels
from app.domain.formats.table import FORMATS, lost_in
from app.domain.formats.writing import Output, stem_of
from app.domain.project.detection_rows import model_key
from app.domain.project.errors import ProjectError
from app.domain.project.store import Project
from app.domain.records import ProjectClass
from app.services.background import BackgroundWorker
from app.services.document import Document
from app.services.timers import quiet_timer

log = logging.getLogger(__name__)
MIRROR = "mirror"
_MIRRORED = "mirrored"
_REST_MS, _RETRY_MS = 700, 5000


@dataclass(frozen=True)
class ExportRequest:
    """What to write and where. ``score`` None = no detections; ``split`` None = as it is."""

    format: str
    target: Path
    reviewed_only: bool = True
    score: float | None = None
    split: float | None = None
    copy_pictures: bool = False
    one_based: bool = False


@dataclass(frozen=True)
class Exported:
    """What an export wrote, what the format could not hold, and what went wrong."""

    request: ExportRequest
    pictures: int
    boxes: int
    lost: Mapping[str, int]
    problems: tuple[str, ...]


class LabelExport(QObject):
    """Exports in a thread; the mirror follows every edit within two seconds."""

    progressed = Signal(int, int)
    exported = Signal(object)  # Exported
    failed = Signal(str)
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
        self._mirror_error = ""
        self._rest = quiet_timer(self, _REST_MS, self._write_mirror)
        self._stepped.connect(self.progressed.emit, Qt.ConnectionType.QueuedConnection)
        document.edited.connect(self._note)
        document.project_changed.connect(self._leave_project)

    # Export

    def start(self, request: ExportRequest) -> None:
        """Export; ``exported`` or ``failed`` follows."""
        self.document.flush()
        self._stop = stop = threading.Event()
        project, model = self.document.project, self.document.model
        key = "" if model is None else model_key(model)

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

    def stop(self) -> None:
        """End the export that runs."""
        self._stop.set()

    def close(self) -> None:
        """Bring the mirror up to date, and stop the threads."""
        self._stop.set()
        self._worker.close()
        self._rest.stop()
        self._mirror_worker.close()
        if self._changed or self._all_changed:
            self._finish_mirror()

    # Mirror

    def mirror(self) -> tuple[str, str]:
        """(format id, folder) of the mirror of this project; ("", "") = none."""
        value = self.document.project.value(MIRROR, None)
        if not isinstance(value, list) or len(value) != 2 or value[0] not in FORMATS:
            return "", ""
        return str(value[0]), str(value[1])

    def set_mirror(self, format: str, folder: str) -> None:
        """Keep labels also in a folder, in a format; "" ends it. The folder is written at once."""
        self.document.project.set_value(MIRROR, [format, folder] if format else None)
        self._mirror_error = ""
        self._all_changed = bool(format)
        self.mirror_changed.emit()
        if format:
            self._rest.start(0)

    def _note(self, edit: Edit) -> None:
        if not self.mirror()[0]:
            return
        self._changed |= edit.pictures()
        self._all_changed = self._all_changed or edit.touches(ProjectClass)
        if not self._rest.isActive():
            self._rest.start(_REST_MS)

    def _leave_project(self) -> None:
        self._changed, self._all_changed = set(), False
        self._rest.stop()
        self._mirror_error = ""
        self.mirror_changed.emit()

    def _write_mirror(self) -> None:
        format, folder = self.mirror()
        if not format or self._mirroring or not (self._changed or self._all_changed):
            return
        project = self.document.project
        pictures = None if self._all_changed else frozenset(self._changed)
        self._changed, self._all_changed, self._mirroring = set(), False, True

        def done(_value: Any, error: Exception | None) -> None:
            self._mirroring = False
            if self.document.project is not project:
                return
            if error is not None:
                self._mirror_failed(pictures, error)
            else:
                self._mirror_done()
            if self._changed or self._all_changed:
                self._rest.start(_RETRY_MS if error is not None else _REST_MS)

        work = _mirror_work(project, format, folder, pictures, self._is_known())
        self._mirror_worker.submit("mirror", work, done)

    def _mirror_failed(self, pictures: frozenset[int] | None, error: Exception) -> None:
        self._all_changed = self._all_changed or pictures is None
        self._changed |= pictures or frozenset()
        message = _reason(error)
        if message != self._mirror_error:
            text = self.tr("The mirror of the labels could not be written: {reason}")
            self.document.tell(text.format(reason=message))
        self._mirror_error = message

    def _mirror_done(self) -> None:
        if self._mirror_error:
            self.document.tell(self.tr("The mirror of the labels is up to date again."))
        self._mirror_error = ""
        self.document.project.set_value(_MIRRORED, list(self.mirror()))
        self.mirrored.emit()

    def _is_known(self) -> bool:
        """Whether what lies in the mirror is of this project."""
        return bool(self.document.project.value(_MIRRORED, []) == list(self.mirror()))

    def _finish_mirror(self) -> None:
        format, folder = self.mirror()
        if format:
            try:
                pictures = None if self._all_changed else frozenset(self._changed)
                _mirror_work(self.document.project, format, folder, pictures, self._is_known())()
            except (FormatError, ProjectError, OSError) as error:
                log.warning("the mirror is behind: %s", error)


def _reason(error: Exception) -> str:
    if not isinstance(error, FormatError | ProjectError | OSError):
        log.error("export failed", exc_info=error)
    return str(error)


def export(project: Project, request: ExportRequest, key: str, step: Any) -> Exported:
    """Write the labels of a project. Raises FormatError, ProjectError."""
    choice = ExportChoice(request.reviewed_only, request.score, key)
    labels = labels_of_project(project, choice, step)
    if not labels.pictures:
        raise FormatError("There is nothing to export: no picture is reviewed or has a box.")
    if request.split is not None:
        split_labels(labels, request.split)
    format = FORMATS[request.format]
    out = Output([] if project.file is None else [project.file])
    out.check(request.target)
    options = Options("", request.one_based, request.copy_pictures)
    format.write(labels, request.target, options, out, step)
    problems = (*labels.problems, *out.problems)
    return Exported(
        request, len(labels.pictures), labels.box_count, lost_in(labels, format), problems
    )


def _mirror_work(
    project: Project,
    format: str,
    folder: str,
    pictures: frozenset[int] | None,
    known: bool,
) -> Callable[[], None]:
    """The work that brings a mirror up to date: of formats with a file a picture, only those that
    changed; of the others all."""

    def work() -> None:
        alone = format in _PICTURE_FILES and pictures is not None
        choice = ExportChoice(reviewed_only=False, pictures=pictures if alone else None)
        labels = labels_of_project(project, choice)
        target = Path(folder)
        out = Output([] if project.file is None else [project.file])
        if alone:
            _write_some(labels, target, format, out)
            return
        file = target / "annotations.json" if format == "coco" else target
        FORMATS[format].write(labels, file, Options(same_project=known), out, no_step)

    return work


def _write_some(labels: LabelSet, target: Path, format: str, out: Output) -> None:
    for picture in labels.pictures:
        file, text = _PICTURE_FILES[format](labels, picture, target)
        out.text(file, text)


def _labelme_file(labels: LabelSet, picture: Any, target: Path) -> tuple[Path, str]:
    file = target / f"{stem_of(picture.name)}.json"
    image = labelme.image_path(picture, file, Options(), Output())
    return file, labelme.picture_text(labels, picture, image)


def _voc_file(labels: LabelSet, picture: Any, target: Path) -> tuple[Path, str]:
    file = target / "Annotations" / f"{stem_of(picture.name)}.xml"
    return file, voc.picture_text(labels, picture, picture.name, Options())


def _yolo_file(_labels: LabelSet, picture: Any, target: Path) -> tuple[Path, str]:
    stem = stem_of(picture.name).removeprefix(f"{picture.split}/" if picture.split else "")
    return target / "labels" / picture.split / f"{stem}.txt", yolo.picture_text(picture)


_PICTURE_FILES = {"labelme": _labelme_file, "voc": _voc_file, "yolo": _yolo_file}
