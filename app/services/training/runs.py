"""Starts, pauses, stops and resumes fine-tuning runs, as a person asks for it."""

import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject

from app.domain.training.making import RunError
from app.domain.training.run_folders import RunState, RunView, discard, halve_batch
from app.services.document import Document
from app.services.training.launch import (
    is_running,
    kill_trainer,
    start_trainer,
    trainer_command,
)
from app.services.training.look import Follower
from app.services.training.run_watch import RunWatch
from fpn_core.errors import TrainingError
from fpn_core.runs import RunFolder, Wish


class TrainingRuns(RunWatch):
    """One run at a time trains, whichever window and project it is of; the others wait."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(document, parent)
        self.command = trainer_command()
        self.waits_for: Path | None = None

    def add(self, folder: Path) -> None:
        """A run was made: start it, or let it wait until the one that lives has ended."""
        follower = Follower.of(folder)
        self._followers[folder] = follower
        self._put(follower.view)
        self._start_next()
        run = self.run(folder)
        if run is not None and run.state is RunState.WAITING:
            self.document.tell(self.waiting_text(run))
        self._go_on()

    def waiting_text(self, run: RunView) -> str:
        """What a run waits for."""
        other = self.waits_for
        if other is None or other.parent == run.folder.parent:
            text = self.tr("Run {number} waits: it starts when the run before it has ended.")
            return text.format(number=run.number)
        text = self.tr(
            "Run {number} waits: it starts when run {other} of another project has ended."
        )
        return text.format(number=run.number, other=other.name)

    def pause(self, run: RunView) -> None:
        """Let a run rest."""
        self._ask(run, Wish.PAUSE)

    def go_on(self, run: RunView) -> None:
        """Let a run that rests go on."""
        self._ask(run, Wish.RESUME)

    def stop(self, run: RunView) -> None:
        """Let a run end with the best model so far."""
        if self._ask(run, Wish.STOP):
            self._put(replace(run, state=RunState.STOPPING))

    def cancel(self, run: RunView) -> None:
        """Let a run end; nothing but its log is kept. One that does not live is given up."""
        if run.state is RunState.STARTING and is_running(run.folder):
            kill_trainer(run.folder)  # it would forget a wish that comes before it is ready
            self.discard(run)
        elif not run.lives:
            self.discard(run)
        elif self._ask(run, Wish.CANCEL):
            self._put(replace(run, state=RunState.CANCELLING))

    def interrupt(self, run: RunView) -> None:
        """Let a run that is being started stop for now; it can be resumed."""
        kill_trainer(run.folder)

    def resume(self, run: RunView, half: bool = False) -> None:
        """Let a run that was killed go on from its last checkpoint; ``half``: with half the
        pictures a step, where memory was short."""
        if self.document.project.read_only:
            self.document.tell(self.document.project.notice)
            return
        try:
            batch = halve_batch(run.folder) if half else 0
            RunFolder(run.folder).forget_wish()
        except (TrainingError, OSError) as error:
            self.document.tell(str(error))
            return
        if half:
            text = self.tr("Run {number} goes on with {count} pictures a step.")
            self.document.tell(text.format(number=run.number, count=batch))
        self._not_started.pop(run.folder, None)
        self._resumed.add(run.folder)
        self._put(replace(run, state=RunState.WAITING, reason="", out_of_memory=False))
        self._start_next()
        super()._go_on()

    def discard(self, run: RunView) -> None:
        """Give up a run that does not live; its log stays."""
        try:
            discard(run.folder)
        except (TrainingError, OSError) as error:
            self.document.tell(str(error))
        self.look()

    def _ask(self, run: RunView, wish: Wish) -> bool:
        try:
            RunFolder(run.folder).ask(wish)
        except TrainingError as error:
            self.document.tell(str(error))
            return False
        self.look()
        return True

    def _go_on(self) -> None:
        self._start_next()
        super()._go_on()

    def _start_next(self) -> None:
        """Start the run that has waited longest, unless one lives, here or elsewhere."""
        self.waits_for = None
        waiting = [run for run in self.runs if run.state is RunState.WAITING]
        if not waiting or self.living is not None or self.document.project.read_only:
            return
        run = waiting[-1]
        try:
            self.waits_for = self._turn.take(run.folder)
            if self.waits_for is not None:
                return
            start_trainer(run.folder, self.command)
        except (OSError, RunError) as error:
            self._not_started[run.folder] = str(error)
            self._put(replace(run, state=RunState.INTERRUPTED, reason=str(error)))
            self.document.tell(str(error))
            return
        self._resumed.discard(run.folder)
        self._started[run.folder] = time.monotonic()
        self._put(replace(run, state=RunState.STARTING))
