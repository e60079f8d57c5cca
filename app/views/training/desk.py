"""Fine-tuning in the main window: its dialogs, tab, chip and notices, and what ties them."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QTabWidget, QWidget

from app.domain.training.making import Made, RunError, repeat_run
from app.domain.training.packing import Packed
from app.domain.training.run_folders import RunState, RunView
from app.services.session import Session
from app.services.training.ordering import Ordering
from app.views.theme import Theme
from app.views.training.chip import RunChip
from app.views.training.close_question import CANCEL, STOP, CloseQuestion
from app.views.training.finetune_dialog import FinetuneDialog
from app.views.training.log_dialog import LogDialog
from app.views.training.notice import RunNotice
from app.views.training.offers import Offer
from app.views.training.panel import TrainingPanel
from app.views.training.run_buttons import ask_to_lose
from app.views.training.texts import ended_text, interrupted_text
from fpn_core.finetuning.job import Job
from fpn_core.runs import JOB, MODEL

AT_CLOSE = "run_at_close"
_BUSY = (RunState.RUNNING, RunState.PAUSED)


class TrainingDesk(QObject):
    """What the main window has of fine-tuning.

    ``offers`` stand beside a run that has ended with a model, and in its notice; ``run_ended`` and
    ``run_brought`` (a finished run's folder, from another machine) are for whoever keeps models.
    """

    run_ended = Signal(object)  # RunView
    run_brought = Signal(object)  # Path

    def __init__(self, session: Session, theme: Theme, window: QWidget, canvas: QWidget) -> None:
        super().__init__(window)
        self.session, self.window, self.runs = session, window, session.training
        self.document = session.document
        self.ordering = Ordering(
            session.document, session.client, session.training, session.run_maker, self
        )
        self.panel = TrainingPanel(session.training, theme)
        self.offers: list[Offer] = self.panel.offers.offers
        self.chip = RunChip(session.training)
        self.notice = RunNotice(canvas)
        self._tabs: QTabWidget | None = None
        self._closing = ""
        self.chip.asked.connect(self.show_panel)
        self.panel.fine_tune_asked.connect(self.ask_to_fine_tune)
        self.panel.log_asked.connect(self.show_log)
        self.runs.run_ended.connect(self._end)
        self.runs.interrupted.connect(self._offer_to_resume)
        self.document.project_changed.connect(self.notice.put_away)

    def put_into(self, tabs: QTabWidget) -> None:
        """Add the tab."""
        self._tabs = tabs
        tabs.addTab(self.panel, self.tr("Training"))

    # What a person asks for

    def ask_to_fine_tune(self) -> FinetuneDialog:
        """Open the dialog; a second time, bring it to the front."""
        open_ones = [d for d in self.window.findChildren(FinetuneDialog) if d.isVisible()]
        if open_ones:
            dialog = open_ones[0]
        else:
            dialog = FinetuneDialog(self.ordering, self.window)
            dialog.started.connect(self._start)
            dialog.packed.connect(self._tell_packed)
            dialog.open()
        dialog.raise_()
        return dialog

    def ask_to_pack(self) -> None:
        """Open the dialog, and ask where to pack as soon as that can be done."""
        dialog = self.ask_to_fine_tune()
        dialog.pack_at_once()

    def show_panel(self) -> None:
        """Show the tab."""
        if self._tabs is not None:
            self._tabs.setCurrentWidget(self.panel)

    def show_log(self, run: RunView) -> None:
        """Open the log of a run."""
        LogDialog(self.runs, run, self.window).show()

    def repeat(self, job: Job, data: Path, model: str) -> None:
        """Do a run again: from its job, its frozen data and the model that it started from."""
        try:
            folder = repeat_run(job, data, model, self.runs.folder)
        except RunError as error:
            self.document.tell(str(error))
            return
        self.runs.add(folder)
        self.show_panel()

    def pause_or_go_on(self) -> None:
        """Let the run that lives rest, or go on."""
        run = self.runs.living
        if run is not None:
            (self.runs.go_on if run.state is RunState.PAUSED else self.runs.pause)(run)

    def stop(self) -> None:
        """Let the run that lives end with the best model so far."""
        if self.runs.living is not None:
            self.runs.stop(self.runs.living)

    def cancel(self) -> None:
        """Give the run up that lives or waits, after a question where something is lost."""
        run = self.runs.current
        if run is None:
            return
        if run.progress.step:
            ask_to_lose(self.runs, run, self.window)
        else:
            self.runs.cancel(run)

    def resume(self) -> None:
        """Let the run go on that was killed."""
        run = self.runs.current
        if run is not None and run.state is RunState.INTERRUPTED:
            self.runs.resume(run)

    def ask_for_finished_run(self) -> None:
        """Ask for the folder of a run that was trained elsewhere."""
        title = self.tr("The folder of a finished run")
        chosen = QFileDialog.getExistingDirectory(self.window, title)
        if chosen and not self.takes([chosen]):
            text = self.tr("{folder} is no folder of a run: it has no {file}.")
            self.document.tell(text.format(folder=chosen, file=JOB))

    def takes(self, paths: Sequence[str]) -> bool:
        """Whether what is dropped is the folder of a run, which is then brought in."""
        if len(paths) != 1 or not os.path.isfile(os.path.join(paths[0], JOB)):
            return False
        folder = Path(paths[0])
        if not (folder / MODEL).is_file():
            text = self.tr("{folder} holds a run without a model: train it first (README.txt).")
            self.document.tell(text.format(folder=folder.name))
            return True
        self.run_brought.emit(folder)
        return True

    # Closing

    def may_close(self, close: Callable[[], object]) -> bool:
        """Whether the window can be closed now; else a person is asked, and ``close`` called with
        the answer."""
        run = self.runs.living
        answer = self._closing or self.session.settings[AT_CLOSE]
        if run is None or _is_logging_out():
            return True
        if answer:
            self._act_at_close(run, answer)
            return True

        def take(given: str, remembered: bool) -> None:
            self._closing = given
            if remembered:
                self.session.settings[AT_CLOSE] = given
                self.session.save()
            close()

        if self.window.findChild(CloseQuestion) is None:
            CloseQuestion(run, take, self.window).open()
        return False

    def _act_at_close(self, run: RunView, answer: str) -> None:
        if answer == STOP and run.state in _BUSY:
            self.runs.stop(run)
        elif answer == STOP and run.state is RunState.STARTING:
            self.runs.interrupt(run)
        elif answer == CANCEL:
            self.runs.cancel(run)

    # What has happened

    def _start(self, made: Made) -> None:
        self.runs.add(made.folder)
        self.show_panel()

    def _tell_packed(self, packed: Packed) -> None:
        box = QMessageBox(self.window)
        box.setObjectName("packed")
        box.setIcon(QMessageBox.Icon.Information)
        box.setWindowTitle(self.tr("Packed"))
        text = self.tr("{count} pictures and the model are in {folder}.")
        box.setText(text.format(count=f"{packed.written.pictures:,}", folder=packed.folder))
        more = self.tr(
            "Copy it to the other machine and run there: fpn-core finetune --job {folder}\n"
            "Its README.txt says how. Then drop the folder on this window."
        )
        lines = [more.format(folder=packed.folder.name), *packed.problems[:5]]
        box.setInformativeText("\n".join(lines))
        box.finished.connect(box.deleteLater)
        box.open()

    def _end(self, run: RunView) -> None:
        text = ended_text(run)
        self.document.tell(text)
        QApplication.alert(self.window)
        self.run_ended.emit(run)
        if run.state is not RunState.CANCELLED:
            offers = list(self.offers) if run.model is not None else []
            self.notice.tell(text, run, [*offers, self._showing(run)])

    def _showing(self, run: RunView) -> Offer:
        if run.state is RunState.FAILED:
            return Offer(self.tr("Show log"), self.show_log)
        return Offer(self.tr("Show the training"), lambda _run: self.show_panel())

    def _offer_to_resume(self, run: RunView) -> None:
        text = interrupted_text(run)
        self.document.tell(text)
        half = Offer(
            self.tr("Resume with half the batch"), lambda run: self.runs.resume(run, half=True)
        )
        same = Offer(self.tr("Resume"), self.runs.resume)
        batch = 0 if run.job is None else run.job.settings.batch
        resuming = [half, same] if run.out_of_memory and batch > 1 else [same]
        give_up = Offer(self.tr("Discard"), self._discard)
        self.notice.tell(text, run, [*resuming, give_up])

    def _discard(self, run: RunView) -> None:
        if run.progress.step:
            ask_to_lose(self.runs, run, self.window)
        else:
            self.runs.discard(run)


def _is_logging_out() -> bool:
    """Whether the system ends the session: a question would hold it up, and the run is resumed."""
    app = QApplication.instance()
    return isinstance(app, QApplication) and app.isSavingSession()
