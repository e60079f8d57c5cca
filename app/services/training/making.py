"""Makes runs and packs them in a thread: what a person is asked, told and shown before."""

import logging
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.formats.labels import Step, StoppedError
from app.domain.project.errors import ProjectError
from app.domain.project.store import Project
from app.domain.training.facts import JobFacts, job_facts
from app.domain.training.making import Made, Order, RunError, make_run
from app.domain.training.packing import Packed, pack_run
from app.services.background import BackgroundWorker
from app.services.collector import without_collector
from app.services.document import Document

log = logging.getLogger(__name__)
LOOKING, WRITING = "looking", "writing"
_STEPS_TOLD = 200


class RunMaker(QObject):
    """One piece of work at a time, with progress and cancel; nothing is left of one that fails."""

    looked = Signal(object)  # JobFacts
    progressed = Signal(str, int, int)  # LOOKING or WRITING, done, total
    made = Signal(object)  # Made
    packed = Signal(object)  # Packed
    failed = Signal(str)  # one line; "" where a person has stopped it
    _stepped = Signal(object, str, int, int)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.working = False
        self._stop = threading.Event()
        self._worker = BackgroundWorker("run-maker", parent=self)
        self._stepped.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def look(self) -> None:
        """Count what a run would start from; ``looked`` or ``failed`` follows."""
        self.document.flush()
        project, model = self.document.project, self.document.model
        names = () if model is None else model.class_names

        def done(value: JobFacts | None, error: Exception | None) -> None:
            if project is not self.document.project:
                return
            if value is None:
                self._fail(error)
            else:
                self.looked.emit(value)

        self._worker.submit("look", lambda: job_facts(project, names), done)

    def make(self, order: Order, runs: Path) -> None:
        """Make a run's folder; ``made`` or ``failed`` follows."""

        def work(project: Project, looking: Step, writing: Step) -> Made:
            return make_run(project, order, runs, looking, writing)

        # Who stops it in its last moment must not find it started some day.
        self._work(work, self.made.emit, lambda made: shutil.rmtree(made.folder, True))

    def pack(self, order: Order, model: Path | None, place: Path) -> None:
        """Pack a run into a folder in ``place``, with its pictures and the parent's file, None for
        one that the other machine has; ``packed`` or ``failed`` follows."""

        def work(project: Project, looking: Step, writing: Step) -> Packed:
            return pack_run(project, order, model, place, looking, writing)

        self._work(work, self.packed.emit, lambda packed: None)

    def stop(self) -> None:
        """End the work that is done; nothing of it is kept."""
        self._stop.set()

    def close(self) -> None:
        """Stop, and wait for the thread."""
        self._stop.set()
        self._worker.close()

    def _work(
        self,
        work: Callable[[Project, Step, Step], Any],
        ready: Callable[[Any], object],
        take_back: Callable[[Any], object],
    ) -> None:
        self.document.flush()
        if self.document.unsaved and not self.document.save_waiting():
            self.failed.emit(self.document.unsaved)
            return
        project = self.document.project
        self._stop = stop = threading.Event()
        self.working = True

        def steps(what: str) -> Step:
            told = -1

            def step(done: int, total: int) -> None:
                nonlocal told
                if stop.is_set():
                    raise StoppedError
                share = done * _STEPS_TOLD // max(total, 1)
                if share != told:
                    told = share
                    self._stepped.emit(stop, what, done, total)

            return step

        def run() -> Any:
            with without_collector():
                return work(project, steps(LOOKING), steps(WRITING))

        def done(value: Any, error: Exception | None) -> None:
            self.working = False
            if error is not None:
                self._fail(error)
            elif stop.is_set():
                take_back(value)
                self._fail(StoppedError())
            else:
                ready(value)

        self._worker.submit("make", run, done)

    def _tell(self, stop: threading.Event, what: str, done: int, total: int) -> None:
        if stop is self._stop and not stop.is_set():
            self.progressed.emit(what, done, total)

    def _fail(self, error: Exception | None) -> None:
        if isinstance(error, StoppedError):
            self.failed.emit("")
            return
        if not isinstance(error, RunError | ProjectError | OSError):
            log.error("the run cannot be made", exc_info=error)
        self.failed.emit(str(error))
