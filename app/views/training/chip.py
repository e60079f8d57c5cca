"""How far a run is, in the status bar; a click shows its tab."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.domain.training.run_folders import RunState, RunView
from app.services.training.runs import TrainingRuns
from app.views.training.texts import phase_text, run_name, state_text, time_left

_BAR_WIDTH = 96
_SHOWN = frozenset(
    {
        RunState.WAITING,
        RunState.STARTING,
        RunState.RUNNING,
        RunState.PAUSED,
        RunState.STOPPING,
        RunState.CANCELLING,
        RunState.INTERRUPTED,
    }
)


class RunChip(QPushButton):
    """Hidden while there is no run that somebody waits for."""

    asked = Signal()

    def __init__(self, runs: TrainingRuns, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self.setObjectName("run")
        self.setFlat(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.name, self.text_label = QLabel(), QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(_BAR_WIDTH, 6)
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(4)
        for part in (self.name, self.bar, self.text_label):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(part)
        self.clicked.connect(self.asked)
        runs.changed.connect(self.refresh)
        runs.progressed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the run that is watched."""
        run = self._runs.current
        shown = run is not None and run.state in _SHOWN
        self.setVisible(shown)
        if run is None or not shown:
            return
        self.name.setText(run_name(run).lower())
        self.bar.setVisible(run.lives)
        self.bar.setMaximum(1000)
        self.bar.setValue(round(1000 * run.progress.share))
        text = self._short(run)
        self.text_label.setText(text)
        spoken = self.tr("{run}: {text}. Show the training").format(run=run_name(run), text=text)
        self.setAccessibleName(spoken)
        self.setToolTip(phase_text(run) or self.tr("Show the training"))
        self.setMinimumWidth(self._row.sizeHint().width())

    def _short(self, run: RunView) -> str:
        last, phase = run.progress.last, phase_text(run)
        if run.state is not RunState.RUNNING or not (run.progress.step or phase):
            return state_text(run)
        text = f"{100 * run.progress.share:.0f} %"
        if phase or last is None or last.seconds_left is None:
            return text
        return f"{text} · {time_left(last.seconds_left)}"
