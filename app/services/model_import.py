"""Imports checkpoints of other programs with fpn_core's command, in a child process."""

import glob
import logging
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

log = logging.getLogger(__name__)
LAYOUTS = ("torchvision", "detectron2")
OWN_SUFFIX = ".safetensors"
_OWN_LINE = "fpn-core: "
CHECKPOINT_SUFFIXES = (".pth", ".pt", ".pkl")


@dataclass(frozen=True)
class ImportRequest:
    """What to import, and as what; an empty architecture is read from the shapes."""

    source: Path
    layout: str
    architecture: str
    classes: str
    target: Path


def import_command() -> list[str]:
    """fpn_core's import command with this Python."""
    return [sys.executable, "-P", "-m", "fpn_core", "import"]


def guess_layout(source: Path) -> str:
    """The likely layout of a checkpoint: detectron2's model zoo has .pkl files."""
    return "detectron2" if source.suffix.lower() == ".pkl" else "torchvision"


def target_for(source: Path, folder: Path) -> Path:
    """A model file in a folder that does not exist yet, named after the checkpoint."""
    stem = re.sub(r"[^\w.-]+", "-", source.stem) or "model"
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, 1000))]
    return next(
        path
        for path in (folder / f"{name}{OWN_SUFFIX}" for name in candidates)
        if not path.exists()
    )


class ModelImport(QObject):
    """One running import; ``succeeded`` names the model file, ``failed`` says why in one line."""

    succeeded = Signal(str)
    failed = Signal(str)

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = list(command)
        self._target: Path | None = None
        self._process = QProcess(self)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._not_started)

    @property
    def is_running(self) -> bool:
        """Whether the child process is at work."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def start(self, request: ImportRequest) -> None:
        """Begin; the folder of the target is made."""
        try:
            request.target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.failed.emit(f"{request.target.parent} cannot be made: {error.strerror}")
            return
        self._target = request.target
        arguments = [str(request.source), "--layout", request.layout, "--out", str(request.target)]
        if request.architecture:
            arguments += ["--arch", request.architecture]
        if request.classes:
            arguments += ["--classes", request.classes]
        self._process.start(self._command[0], [*self._command[1:], *arguments])

    def cancel(self) -> None:
        """Stop the child process; what it has written so far goes."""
        self._process.blockSignals(True)
        if self.is_running:
            self._process.kill()
            self._process.waitForFinished()
        self._process.blockSignals(False)
        self._remove_part()

    def _remove_part(self) -> None:
        """A killed process leaves its temporary file, hidden beside the target."""
        if self._target is None:
            return
        name = glob.escape(f".{self._target.name}.")
        for part in self._target.parent.glob(f"{name}*.part"):
            try:
                part.unlink(missing_ok=True)
            except OSError as error:
                log.warning("%s cannot be removed: %s", part, error)

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.failed.emit(self._process.errorString())

    def _ended(self, code: int, status: QProcess.ExitStatus) -> None:
        said = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        said += bytes(self._process.readAllStandardOutput().data()).decode(errors="replace")
        if code == 0 and status == QProcess.ExitStatus.NormalExit and self._target is not None:
            self.succeeded.emit(str(self._target))
            return
        self.failed.emit(reason_in(said) or f"The import ended with code {code}.")


def reason_in(said: str) -> str:
    """Why an import failed: its last line of its own, which follows notes and warnings."""
    # Errors in the options come inside a frame.
    lines = [line for line in (raw.strip(" │╭╮╰╯─") for raw in said.splitlines()) if line]
    own = [line.removeprefix(_OWN_LINE) for line in lines if line.startswith(_OWN_LINE)]
    return own[-1] if own else "".join(lines[-1:])
