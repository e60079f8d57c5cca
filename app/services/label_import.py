"""Imports label files into the open project: reads and previews, then one undoable edit."""

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.domain.formats.labels import FormatError, LabelSet, Options, Step, StoppedError
from app.domain.formats.project_labels import (
    ImportPlan,
    class_summary,
    finish_import,
    plan_import,
)
from app.domain.formats.table import Found, read_found, recognise
from app.domain.project.errors import ProjectError
from app.services.background import BackgroundWorker
from app.services.collector import without_collector
from app.services.document import Document
from app.services.settings import Settings
from fpn_core.video.frames import VIDEO_SUFFIXES

log = logging.getLogger(__name__)
OFFERED = "labels_offered"
_STEPS_TOLD = 200


@dataclass(frozen=True)
class Preview:
    """What an import would bring: the labels, and each class with its boxes and whether the
    project has it."""

    labels: LabelSet
    source: str
    format: str
    classes: tuple[tuple[str, int, bool], ...]
    found: int


class LabelImport(QObject):
    """Reads in a thread, with progress and cancel; what it brings becomes one edit."""

    progressed = Signal(int, int)
    previewed = Signal(object)  # Preview
    imported = Signal(object)  # ImportPlan
    failed = Signal(str)
    offered = Signal(str, str)  # a folder or file with labels of a format, beside opened pictures
    _stepped = Signal(int, int)

    def __init__(
        self, document: Document, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.document, self.settings = document, settings
        self.working = False
        self._stop = threading.Event()
        self._worker = BackgroundWorker("label-import", parent=self)
        self._looker = BackgroundWorker("label-look", parent=self)
        self._stepped.connect(self._tell_progress, Qt.ConnectionType.QueuedConnection)

    def preview(self, source: str, images: str = "", one_based: bool = False) -> None:
        """Read a file or folder; ``previewed`` or ``failed`` follows."""
        options = self._options(source, images, one_based)
        classes = list(self.document.classes.values())
        step, paths = self._start(), list(self.document.pictures.paths)

        def work() -> Preview:
            with without_collector():
                found = recognise(source)
                videos = tuple(path for path in paths if path.lower().endswith(VIDEO_SUFFIXES))
                labels = _read(found, replace(options, videos=videos), step)
            known = sum(bool(picture.path) for picture in labels.pictures)
            rows = tuple(class_summary(labels, classes))
            return Preview(labels, source, found.format.name, rows, known)

        self._submit(work, self.previewed.emit)

    def carry_out(self, labels: LabelSet, mark_reviewed: bool) -> None:
        """Import what was previewed, as one edit; ``imported`` or ``failed`` follows."""
        document, project = self.document, self.document.project
        document.flush()
        if document.unsaved and not document.save_waiting():
            self.failed.emit(document.unsaved)
            return
        step = self._start()

        def work() -> ImportPlan:
            with without_collector():
                plan = plan_import(project, labels, mark_reviewed, step)
                project.do(plan.edit)
                if plan.edit.changes:
                    finish_import(project, labels, plan)
            return plan

        def done(plan: ImportPlan) -> None:
            if document.project is project:
                document.took(plan.edit)
            self.imported.emit(plan)

        self._submit(work, done)

    def stop(self) -> None:
        """End the work that runs; nothing of it is kept."""
        self._stop.set()

    def look(self, folder: str) -> None:
        """Offer the labels that lie in an opened folder, once; whatever the answer is."""
        project = self.document.project
        if folder in self.settings[OFFERED] or project.read_only or project.class_counts():
            return

        def done(found: Any, error: Exception | None) -> None:
            if error is None and self.document.project is project:
                # Not in the project: "no" must not make its file appear in the folder.
                self.settings.add_recent(OFFERED, folder)
                self.settings.save()
                self.offered.emit(folder, found.format.name)
            elif error is not None and not isinstance(error, FormatError):
                log.warning("labels in %s are not offered: %s", folder, error)

        self._looker.submit("look", lambda: recognise(folder), done)

    def close(self) -> None:
        """Stop and wait for the threads."""
        self._stop.set()
        self._worker.close()
        self._looker.close()

    def _options(self, source: str, images: str, one_based: bool) -> Options:
        """Pictures are those of the opened folder; labels in it may say themselves which."""
        root = self.document.project.root
        opened = str(root) if self.document.pictures.paths else ""
        inside = Path(os.path.abspath(source)).is_relative_to(root)
        return Options(images or ("" if inside else opened), one_based, opened=opened)

    def _start(self) -> Step:
        self._stop = stop = threading.Event()
        self.working = True
        told = -1

        def step(done: int, total: int) -> None:
            nonlocal told
            if stop.is_set():
                raise StoppedError
            share = done * _STEPS_TOLD // max(total, 1)
            if share != told:
                told = share
                self._stepped.emit(done, total)

        return step

    def _submit(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        def take(value: Any, error: Exception | None) -> None:
            self.working = False
            if error is None:
                done(value)
            elif isinstance(error, StoppedError):
                self.failed.emit(self.tr("Stopped; nothing was imported."))
            else:
                if not isinstance(error, FormatError | ProjectError):
                    log.error("import failed", exc_info=error)
                self.failed.emit(str(error))

        self._worker.submit("import", work, take)

    @Slot(int, int)
    def _tell_progress(self, done: int, total: int) -> None:
        self.progressed.emit(done, total)


def _read(found: Found, options: Options, step: Step) -> LabelSet:
    return read_found(found, options, step)
