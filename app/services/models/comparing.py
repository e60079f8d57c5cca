"""Compares two models on the same pictures with fpn_core's command, in a child process."""

import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal

from app.domain.models.compared import Compared, read_compared
from app.domain.models.held_out import SPLIT, write_held_out
from app.domain.models.report import Report, read_report
from app.domain.project.store import Project
from app.services.background import BackgroundWorker
from app.services.collector import without_collector
from app.services.model_import import reason_in
from fpn_core.errors import FpnError, ModelError
from fpn_core.runs import DETECTIONS, REPORT

log = logging.getLogger(__name__)
_NICENESS = 5
_PROGRESS = re.compile(r"(\d+)\s*(?:/|of)\s*(\d+)")
_HELD_OUT = re.compile(rb'"split"\s*:\s*"%s"' % SPLIT.encode())
_CHUNK, _OVERLAP = 4_000_000, 100
_MOST_LINE = 100_000


@dataclass(frozen=True)
class Comparison:
    """What a comparison has found; ``found`` is None where only the report is there."""

    report: Report
    found: Compared | None = None


@dataclass(frozen=True)
class Question:
    """Which models to compare, by what loads them, and on what: a COCO file and the folder of its
    pictures, or the held-out pictures of a project where there is no file."""

    before: str
    after: str
    file: Path | None = None
    images: Path | None = None


def compare_command() -> list[str]:
    """fpn_core's command that compares, with this Python."""
    return [sys.executable, "-P", "-m", "fpn_core", "compare"]


class Comparing(QObject):
    """One comparison at a time; ``finished`` brings a Comparison, ``failed`` one line."""

    progressed = Signal(int, int)  # done, in all; 0 in all: not known
    finished = Signal(object)
    failed = Signal(str)

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = list(command)
        self._worker = BackgroundWorker("comparing", parent=self)
        self._process: QProcess | None = None
        self._folder: Path | None = None
        self._said = ""
        self._number = 0
        self.running = False

    def start(self, question: Question, project: Project) -> None:
        """Compare; what ran before is given up."""
        self.cancel()
        self.running = True
        self._folder = folder = Path(tempfile.mkdtemp(prefix="pyramidlabel-compare-"))
        self._said = ""
        self.progressed.emit(0, 0)
        self._submit(lambda: _prepare(question, project, folder), self._run)

    def show(self, folder: Path) -> None:
        """Read what a finished run or comparison has left in a folder."""
        self.cancel()
        self._submit(lambda: read_comparison(folder), self.finished.emit)

    def cancel(self) -> None:
        """Give up what runs; nothing of it is left."""
        self._number += 1
        self.running = False
        process, self._process = self._process, None
        if process is not None:
            process.blockSignals(True)
            process.kill()
            process.waitForFinished()
            process.deleteLater()
        self._clean()

    def close(self) -> None:
        """Give up what runs, and stop the thread."""
        self.cancel()
        self._worker.close()
        self._clean()

    def _submit(self, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        number = self._number

        def take(value: Any, error: Exception | None) -> None:
            if number != self._number:
                return
            if error is None:
                done(value)
                return
            if not isinstance(error, FpnError | OSError):
                log.error("a comparison failed", exc_info=error)
            self._fail(str(error))

        self._worker.submit(number, work, take)

    def _run(self, arguments: list[str]) -> None:
        process = QProcess(self)
        process.readyReadStandardError.connect(self._listen)
        process.started.connect(self._step_back)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._not_started)
        process.setStandardOutputFile(QProcess.nullDevice())
        self._process = process
        process.start(self._command[0], [*self._command[1:], *arguments])

    def _step_back(self) -> None:
        """The window and the detector go before it."""
        if self._process is not None and hasattr(os, "setpriority"):
            try:
                os.setpriority(os.PRIO_PROCESS, int(self._process.processId()), _NICENESS)
            except OSError as error:  # it has ended already
                log.debug("no priority: %s", error)

    def _listen(self) -> None:
        if self._process is None:
            return
        text = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        self._said = (self._said + text)[-_MOST_LINE:]
        steps = _PROGRESS.findall(text)
        if steps:
            self.progressed.emit(int(steps[-1][0][:9]), int(steps[-1][1][:9]))

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._fail(self._process.errorString())

    def _ended(self, code: int, status: QProcess.ExitStatus) -> None:
        self._listen()
        process, self._process = self._process, None
        folder = self._folder
        if process is None or folder is None:
            return
        process.deleteLater()
        if status != QProcess.ExitStatus.NormalExit:
            self._fail(self.tr("The system ended the comparison, perhaps for lack of memory."))
            return
        if code != 0:
            text = self.tr("The comparison ended with code {code}.").format(code=code)
            self._fail(reason_in(self._said) or text)
            return
        self._submit(lambda: read_comparison(folder), self._take)

    def _take(self, found: Comparison) -> None:
        self.running = False
        self._clean()
        self.finished.emit(found)

    def _fail(self, why: str) -> None:
        self.running = False
        self._process = None
        self._clean()
        self.failed.emit(why)

    def _clean(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def read_comparison(folder: Path) -> Comparison:
    """The report in a folder, and what both models found where that is there.

    Raises ModelError where one of them cannot be read.
    """
    report = read_report(folder / REPORT)
    found = folder / DETECTIONS
    with without_collector():
        return Comparison(report, read_compared(found) if found.is_file() else None)


def _prepare(question: Question, project: Project, folder: Path) -> list[str]:
    """Write the data; the arguments of the command."""
    file, images, splits = question.file, question.images, False
    if file is None:
        file, images = folder / "data.json", folder
        write_held_out(project, file)
    else:
        splits = _has_held_out(file)
    if images is None:
        raise ModelError(f"{file}: where are its pictures? Choose their folder")
    arguments = [question.before, question.after, "--data", str(file), "--images", str(images)]
    arguments += ["--json", str(folder / REPORT), "--detections", str(folder / DETECTIONS)]
    return [*arguments, "--split", SPLIT] if splits else arguments


def _has_held_out(file: Path) -> bool:
    """Whether a COCO file says which of its pictures are held out.

    Only looked for: to parse a large file would hold up the window, even from a thread.
    """
    before = b""
    with file.open("rb") as stream:
        while part := stream.read(_CHUNK):
            if _HELD_OUT.search(before + part):
                return True
            before = part[-_OVERLAP:]
    return False
