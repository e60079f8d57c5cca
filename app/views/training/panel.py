"""The Training tab: how far a run is, what it trains and why, its curves, its best model so far."""

import importlib
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.training.run_folders import ENDED, RunState, RunView
from app.services.training.runs import TrainingRuns
from app.views.parts import error_text, heading, muted, panel
from app.views.theme import Theme
from app.views.training.earlier_runs import EarlierRuns
from app.views.training.figures import FiguresTable
from app.views.training.offers import OfferButtons
from app.views.training.run_buttons import RunButtons
from app.views.training.texts import (
    counted,
    ended_text,
    held_out,
    interrupted_text,
    plan_sentence,
    run_name,
    share_text,
)

_SIDE = 12
_MOST_LINES = 6
_WHOLE = Qt.AlignmentFlag(0)
_PYQTGRAPH = "pyqtgraph"
_NOT_YET = frozenset({RunState.WAITING, RunState.STARTING})


class TrainingPanel(QScrollArea):
    """Shows the run that is watched, or an earlier one that was chosen; costs nothing unseen."""

    fine_tune_asked = Signal()
    log_asked = Signal(object)  # RunView

    def __init__(self, runs: TrainingRuns, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Training"))
        self.runs, self._theme = runs, theme
        self._chosen: RunView | None = None
        self.loss_plot: Any = None
        self.figure_plot: Any = None
        self._asked_for_plots = False
        self._whole: dict[Path, RunView | None] = {}  # earlier runs with their losses; None = asked
        self._make_parts()
        self._lay_out()
        runs.changed.connect(self._follow)
        runs.progressed.connect(self.refresh)
        runs.document.project_changed.connect(self._leave_project)
        self.refresh()

    def _make_parts(self) -> None:
        self.title, self.share = heading(), muted()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setMaximum(1000)
        self.bar.setAccessibleName(self.tr("Share of the run that is done"))
        self.buttons = RunButtons(self.runs, self._theme)
        self.offers = OfferButtons()
        self.what, self.notes, self.problems = muted(), muted(), error_text()
        for label, name in (
            (self.what, self.tr("What the run does")),
            (self.notes, self.tr("Notes of the run")),
            (self.problems, self.tr("Problems of the run")),
        ):
            label.setAccessibleName(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.loss_title, self.loss_now = heading(self.tr("Loss")), muted()
        self.loss_key, self.figure_key = muted(), muted()
        self.figure_title = heading(self.tr("AP50, held-out"))
        self.best_title, self.best_on = heading(self.tr("Best so far")), muted()
        self.figures = FiguresTable()
        self.best_note = muted()
        self.earlier_title = heading(self.tr("Runs of this project"))
        self.earlier = EarlierRuns()
        self.earlier.chosen.connect(self._choose)
        self.log = QPushButton(self.tr("Show log"))
        self.log.clicked.connect(self._ask_for_log)
        self.back = QPushButton()
        self.back.clicked.connect(self._go_back)
        self.empty = muted(
            self.tr(
                "No run yet. Mark pictures reviewed (Space) where every object is annotated, then"
                " fine-tune: the model learns from them in the background, while you go on."
            )
        )
        self.fine_tune = QPushButton(self.tr("Fine-tune..."))
        self.fine_tune.clicked.connect(self.fine_tune_asked)

    def _lay_out(self) -> None:
        inner = panel()
        self._body = QVBoxLayout(inner)
        self._body.setContentsMargins(0, _SIDE, 0, _SIDE)
        self._body.setSpacing(8)
        nothing = self._section(self.empty, self.fine_tune)
        head = self._section(
            _row(self.title, self.share), self.bar, self.buttons, self.offers, self.what,
            self.notes, self.problems, _row(self.log, self.back),
        )  # fmt: skip
        self._losses = self._section(_row(self.loss_title, self.loss_now), self.loss_key)
        self._judged = self._section(_row(self.figure_title, self.figure_key))
        best = self._section(_row(self.best_title, self.best_on), self.figures, self.best_note)
        earlier = self._section(self.earlier_title)
        for section in (nothing, head, self._losses, self._judged, best, earlier):
            self._body.addWidget(section)
        self._body.addWidget(self.earlier)
        self._body.addStretch(1)
        self._sections = (head, self._losses, self._judged, best)
        self._nothing, self._head, self._best, self._rest = nothing, head, best, earlier
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _section(self, *parts: QWidget) -> QWidget:
        section = QWidget()
        layout = QVBoxLayout(section)
        layout.setContentsMargins(_SIDE, 0, _SIDE, 4)
        layout.setSpacing(8)
        for part in parts:
            if isinstance(part, QLabel):
                part.setWordWrap(True)
            left = isinstance(part, QPushButton)
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft if left else _WHOLE)
        return section

    # What is shown

    @property
    def shown(self) -> RunView | None:
        """The run that the tab shows."""
        run = self._chosen or self.runs.current
        if run is None or run.state not in ENDED:
            return run
        return self._whole.get(run.folder) or run

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.runs.refresh()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._chosen = None

    def refresh(self) -> None:
        """Show the run as it is now, where somebody looks."""
        if not self.isVisible():
            return
        run = self.shown
        self._nothing.setVisible(run is None and self.runs.listed)
        for section in self._sections:
            section.setVisible(run is not None)
        self._rest.setVisible(len(self.runs.runs) > 1)
        self.earlier.setVisible(len(self.runs.runs) > 1)
        self.earlier.show_runs(self.runs.runs, run)
        if run is None:
            return
        self._read_whole(run)
        self._show_head(run)
        self._show_words(run)
        self._show_plots(run)
        self._show_best(run)

    def _show_head(self, run: RunView) -> None:
        self.title.setText(run_name(run))
        self.title.setToolTip(f"{run.title}\n{run.folder}")
        self.share.setText(share_text(run))
        self.bar.setVisible(run.lives)
        self.bar.setValue(round(1000 * run.progress.share))
        self.buttons.show_run(run)
        self.offers.show_run(run)
        self.log.setVisible(run.state is not RunState.WAITING)
        current = self.runs.current
        other = self._chosen is not None and current is not None
        self.back.setVisible(other and current is not None and current.folder != run.folder)
        if current is not None:
            self.back.setText(self.tr("Back to {run}").format(run=run_name(current).lower()))

    def _show_words(self, run: RunView) -> None:
        lines = [run.title]
        if run.state is RunState.WAITING:
            lines.append(self.runs.waiting_text(run))
        elif run.state is RunState.INTERRUPTED:
            lines.append(interrupted_text(run))
        elif run.state in ENDED:
            lines.append(ended_text(run))
        if run.progress.plan is not None:
            lines += [plan_sentence(run.progress.plan), run.progress.plan.text]
        _say(self.what, lines)
        messages = run.progress.messages
        _say(self.notes, [each.text for each in messages if not each.problem][-_MOST_LINES:])
        problems = [each.text for each in messages if each.problem][-_MOST_LINES:]
        if run.state is RunState.LOST:
            problems.append(run.reason)
        _say(self.problems, self._left_out(run) + problems)

    def _left_out(self, run: RunView) -> list[str]:
        about = {} if run.job is None else run.job.about
        problems, count = about.get("problems"), about.get("problem_count")
        if not isinstance(problems, list) or not problems or not isinstance(count, int):
            return []
        title = counted(
            count, self.tr("1 thing was left out:"), self.tr("{count} things were left out:")
        )
        shown = [str(each) for each in problems[:3]]
        if count > len(shown):
            shown.append(self.tr("and {count} more").format(count=f"{count - len(shown):,}"))
        return [title, *shown]

    def _show_best(self, run: RunView) -> None:
        progress, number = run.progress, held_out(run)
        self._best.setVisible(bool(progress.judged))
        self.best_title.setText(
            self.tr("Best model") if run.state in ENDED else self.tr("Best so far")
        )
        pictures = counted(
            number, self.tr("1 held-out picture"), self.tr("{count} held-out pictures")
        )
        self.best_on.setText(pictures)
        self.figures.show_figures(progress.parent, progress.best, progress.plan)
        none = progress.best is None and run.state not in _NOT_YET
        self.best_note.setText(self.tr("No model is better than the one before yet."))
        self.best_note.setVisible(none)

    # Curves

    def _show_plots(self, run: RunView) -> None:
        progress = run.progress
        self._losses.setVisible(bool(progress.losses))
        self._judged.setVisible(bool(progress.judged))
        if not (progress.losses or progress.judged) or not self._plots():
            return
        from app.views.training.curves import Curve, smoothed, thinned

        step = self.tr("step")
        last = progress.last
        until = float(max(progress.steps, progress.step))
        losses = thinned(progress.losses)
        self.loss_plot.show_curves(
            [Curve(losses, main=False), Curve(smoothed(losses))], step, until
        )
        loss = None if last is None else last.loss
        self.loss_now.setText("" if loss is None else f"{loss:.3g}")
        self.loss_key.setText(self.tr("━ smoothed   ─ each step"))
        later = [each for each in progress.judged if each.ap50 is not None]
        shown = [(float(each.step), each.ap50 or 0.0) for each in later]
        old = [(float(e.step), e.ap50_old) for e in progress.judged if e.ap50_old is not None]
        self.figure_plot.show_curves(
            [Curve(old, main=False, dashed=True, dots=True), Curve(shown, dots=True)], step, until
        )
        both = self.tr("━ all   ┄ old classes")
        self.figure_key.setText(both if old else self.tr("━ all"))

    def _plots(self) -> bool:
        """Whether there are plots. Their library takes half a second to import: it is not read
        before there is something to plot, and then in another thread."""
        if self.loss_plot is not None:
            return True
        if _PYQTGRAPH not in sys.modules:
            if not self._asked_for_plots:
                self._asked_for_plots = True
                self.runs.aside(
                    "plots", lambda: importlib.import_module(_PYQTGRAPH), lambda _m: self.refresh()
                )
            return False
        from app.views.training.curves import CurvePlot

        self.loss_plot = CurvePlot(self._theme, self.tr("Loss"), self.tr("loss"))
        name = self.tr("AP50 on held-out pictures")
        self.figure_plot = CurvePlot(self._theme, name, "AP50", top=1.0)
        for section, plot in ((self._losses, self.loss_plot), (self._judged, self.figure_plot)):
            layout = section.layout()
            assert isinstance(layout, QVBoxLayout), "made so"
            layout.insertWidget(1, plot)
        return True

    # What a person does here

    def _follow(self) -> None:
        """A run has another state: one that was chosen is shown as it is now."""
        if self._chosen is not None:
            now = self.runs.run(self._chosen.folder)
            if now is not None and now.state is not self._chosen.state:
                self._chosen = now
        self.refresh()

    def _choose(self, folder: Path) -> None:
        run = self.runs.run(folder)
        current = self.runs.current
        if run is None:
            return
        self._chosen = None if current is not None and current.folder == folder else run
        self.refresh()

    def _read_whole(self, run: RunView) -> None:
        """Read the losses of a run that ended before this window was open."""
        last = run.progress.last
        missing = last is not None and last.step > len(run.progress.losses) == 1
        if run.state in ENDED and missing and run.folder not in self._whole:
            self._whole[run.folder] = None
            self.runs.read_whole(run, self._show_whole)

    def _show_whole(self, run: RunView) -> None:
        self._whole[run.folder] = run
        self.refresh()

    def _go_back(self) -> None:
        self._chosen = None
        self.refresh()

    def _leave_project(self) -> None:
        self._chosen, self._whole = None, {}
        self.refresh()

    def _ask_for_log(self) -> None:
        if self.shown is not None:
            self.log_asked.emit(self.shown)

    def sizeHint(self) -> QSize:
        return QSize(320, 400)


def _row(first: QWidget, second: QWidget) -> QWidget:
    """Two widgets at the two ends of a line."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(first)
    layout.addStretch(1)
    layout.addWidget(second)
    return row


def _say(label: QLabel, lines: list[str]) -> None:
    """Put lines into a label, which hides without any."""
    text = "\n".join(line for line in lines if line)
    if text != label.text():
        label.setText(text)
    label.setVisible(bool(text))
