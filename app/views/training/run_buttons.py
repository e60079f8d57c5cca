"""The buttons of a run: which there are depends on what it is doing."""

from collections.abc import Callable
from dataclasses import dataclass

import qtawesome
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from app.domain.training.run_folders import RunState, RunView
from app.services.training.runs import TrainingRuns
from app.views.flow import FlowLayout
from app.views.theme import Theme
from app.views.training.texts import run_name

_T = QT_TRANSLATE_NOOP
_GAP = 8
_BUSY = frozenset({RunState.RUNNING, RunState.PAUSED})
_GIVEN_UP = frozenset({RunState.WAITING, RunState.STARTING, RunState.STOPPING}) | _BUSY
_KILLED = frozenset({RunState.INTERRUPTED})


@dataclass(frozen=True)
class RunButton:
    """A button, the states in which it is there, and what it does."""

    name: str
    text: object
    icon: str
    states: frozenset[RunState]
    run: Callable[[TrainingRuns, RunView], object]


RUN_BUTTONS: tuple[RunButton, ...] = (
    RunButton(
        "pause",
        _T("RunButtons", "Pause"),
        "ph.pause",
        frozenset({RunState.RUNNING}),
        lambda runs, run: runs.pause(run),
    ),
    RunButton(
        "go_on",
        _T("RunButtons", "Go on"),
        "ph.play",
        frozenset({RunState.PAUSED}),
        lambda runs, run: runs.go_on(run),
    ),
    RunButton(
        "stop",
        _T("RunButtons", "Stop and keep"),
        "ph.stop",
        _BUSY,
        lambda runs, run: runs.stop(run),
    ),
    RunButton(
        "cancel",
        _T("RunButtons", "Cancel"),
        "ph.x",
        _GIVEN_UP,
        lambda runs, run: runs.cancel(run),
    ),
    RunButton(
        "resume",
        _T("RunButtons", "Resume"),
        "ph.play",
        _KILLED,
        lambda runs, run: runs.resume(run),
    ),
    RunButton(
        "half",
        _T("RunButtons", "Resume with half the batch"),
        "ph.arrows-in-line-horizontal",
        _KILLED,
        lambda runs, run: runs.resume(run, half=True),
    ),
    RunButton(
        "discard",
        _T("RunButtons", "Discard"),
        "ph.trash",
        _KILLED,
        lambda runs, run: runs.discard(run),
    ),
)
_LOSING = ("cancel", "discard")


class RunButtons(QWidget):
    """Shows the buttons of one run; those that lose something ask first."""

    def __init__(self, runs: TrainingRuns, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs, self._theme = runs, theme
        self._run: RunView | None = None
        self.buttons: dict[str, QPushButton] = {}
        layout = FlowLayout(_GAP, self)
        for each in RUN_BUTTONS:
            button = QPushButton(QCoreApplication.translate("RunButtons", str(each.text)))
            button.clicked.connect(lambda _on=False, each=each: self._press(each))
            self.buttons[each.name] = button
            layout.addWidget(button)
        theme.changed.connect(self._dress)
        self._dress()
        self.show_run(None)

    def show_run(self, run: RunView | None) -> None:
        """Show the buttons of a run."""
        self._run = run
        for each in RUN_BUTTONS:
            there = run is not None and run.state in each.states and self._makes_sense(each, run)
            self.buttons[each.name].setVisible(there)
        self.setVisible(any(not button.isHidden() for button in self.buttons.values()))
        self.updateGeometry()

    def seen(self) -> list[QPushButton]:
        """The buttons that are there."""
        return [button for button in self.buttons.values() if button.isVisible()]

    def _makes_sense(self, button: RunButton, run: RunView) -> bool:
        if button.name != "half":
            return True
        return run.job is not None and run.job.settings.batch > 1

    def _press(self, button: RunButton) -> None:
        run = self._run
        if run is None:
            return
        if button.name in _LOSING and run.progress.step:
            ask_to_lose(self._runs, run, self.window())
        else:
            button.run(self._runs, run)

    def _dress(self) -> None:
        colour = self._theme.colours.text
        for each in RUN_BUTTONS:
            self.buttons[each.name].setIcon(qtawesome.icon(each.icon, color=colour))


def ask_to_lose(runs: TrainingRuns, run: RunView, parent: QWidget) -> QMessageBox:
    """Ask whether what a run has trained so far is to be lost; it goes on meanwhile."""
    box = QMessageBox(parent)
    box.setObjectName("lose_run")
    box.setIcon(QMessageBox.Icon.Question)
    title = QCoreApplication.translate("RunButtons", "Cancel the run")
    box.setWindowTitle(title)
    text = QCoreApplication.translate("RunButtons", "Cancel {run}?").format(run=run_name(run))
    box.setText(text)
    box.setInformativeText(
        QCoreApplication.translate(
            "RunButtons", "What it has trained is lost; only its log is kept."
        )
    )
    yes = box.addButton(title, QMessageBox.ButtonRole.DestructiveRole)
    no = box.addButton(
        QCoreApplication.translate("RunButtons", "Keep it"), QMessageBox.ButtonRole.RejectRole
    )
    box.setDefaultButton(no)
    box.setEscapeButton(no)

    def answer(button: object) -> None:
        now = runs.run(run.folder)
        if button is yes and now is not None:
            runs.cancel(now)

    box.buttonClicked.connect(answer)
    box.finished.connect(box.deleteLater)
    box.open()
    return box
