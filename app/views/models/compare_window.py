"""Two models on the same pictures: figures, levels, and the pictures side by side."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.models.model import Model
from app.domain.models.report import Report, Verdict
from app.domain.models.tree import parent_of
from app.services.models.comparing import Comparing, Comparison
from app.services.session import Session
from app.views.models.compare_choice import CompareChoice
from app.views.models.compare_pictures import ComparePictures
from app.views.models.compare_table import CompareTable
from app.views.models.figures import figure
from app.views.models.guard_dialog import fell, few_pictures
from app.views.models.level_pairs import LevelPairs
from app.views.parts import error_text, heading, muted
from app.views.theme import Theme
from fpn_core.runs import REPORT

_SIZE = (1120, 720)
_LEAST = (800, 560)
_MOST_LINES = 3
_MOST_KNOWN = 6  # comparisons that are kept in memory


class CompareWindow(QWidget):
    """Chosen above; below, what was found, from a run's report or from a comparison made here."""

    adopt_wanted = Signal(object)  # Model

    def __init__(
        self, session: Session, command: list[str], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Compare models"))
        self.setMinimumSize(*_LEAST)
        self.resize(*_SIZE)
        self._session, self._models = session, session.models
        self.comparing = Comparing(command, self)
        self.report: Report | None = None
        self._known: dict[tuple[str, str], tuple[str, Comparison]] = {}
        self._asked: tuple[str, str] = ("", "")
        self._of_run = False
        self.choice = CompareChoice(session)
        self.run = QPushButton(self.tr("Compare"))
        self.adopt = QPushButton()
        self.progress = QProgressBar()
        self.headline, self.facts = heading(), muted()
        self.warnings = QLabel()
        self.error = error_text()
        self.empty = muted()
        self.table = CompareTable(theme)
        self.levels = LevelPairs(theme)
        self.pictures = ComparePictures(theme)
        self._dress()
        self._lay_out()
        self._connect()
        self._show_known()

    def _dress(self) -> None:
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName(self.tr("Share of the pictures that is judged"))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.warnings.setAccessibleName(self.tr("What speaks against the second model"))
        for label in (self.warnings, self.facts, self.empty):
            label.setWordWrap(True)
        self.run.setDefault(True)
        self.run.setAutoDefault(True)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.choice, 1)
        top.addWidget(self.run)
        head = QVBoxLayout()
        head.setContentsMargins(16, 16, 16, 8)
        head.setSpacing(8)
        head.addLayout(top)
        for widget in (self.progress, self.error, self.headline, self.facts, self.warnings):
            head.addWidget(widget)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self._figures(), self.tr("Figures"))
        self.tabs.addTab(self.pictures, self.tr("Pictures"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.tabs)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 16)
        foot.addStretch()
        foot.addWidget(self.adopt)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)

    def _figures(self) -> QWidget:
        side = QWidget()
        side.setObjectName("panel")
        layout = QVBoxLayout(side)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(heading(self.tr("Level that fired")))
        layout.addWidget(self.levels)
        layout.addStretch()
        figures = QSplitter(Qt.Orientation.Horizontal)
        figures.addWidget(self.table)
        figures.addWidget(side)
        figures.setHandleWidth(1)
        figures.setStretchFactor(0, 1)
        figures.setCollapsible(0, False)
        figures.setSizes([_SIZE[0] - 288, 288])
        return figures

    def _connect(self) -> None:
        self.run.clicked.connect(self._run_or_cancel)
        self.adopt.clicked.connect(self._adopt)
        self.choice.changed.connect(self._show_known)
        self.comparing.progressed.connect(self._take_progress)
        self.comparing.finished.connect(self._take)
        self.comparing.failed.connect(self._take_error)
        self.table.class_chosen.connect(self._show_class)
        document = self._session.document
        self._models.changed.connect(self._follow)
        document.in_use_changed.connect(self._show_adopt)
        document.project_changed.connect(self._leave_project)
        document.edited.connect(lambda _edit: self._follow())

    def stop(self) -> None:
        """Close for good, with what runs."""
        self.close()
        self.comparing.close()
        self.pictures.close_threads()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.comparing.running:
            self._cancel()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def choose(self, before: Model | None, after: Model | None) -> None:
        """Compare these two; where one is not given, what is most likely meant."""
        if not self.comparing.running:
            self.choice.choose(before, after)

    def known(self, before: str, after: str) -> Report | None:
        """What a comparison made here found of two models, by their ids."""
        known = self._known.get((before, after))
        return None if known is None else known[1].report

    def _follow(self) -> None:
        """The list of models, or the project, is another one."""
        if self.isVisible():
            self.choice.fill()
            self._show_state()

    def _leave_project(self) -> None:
        if self.comparing.running:
            self._cancel()
        self._follow()

    # Comparing

    def _run_or_cancel(self) -> None:
        if self.comparing.running:
            self._cancel()
            return
        question, (before, after) = self.choice.question(), self.choice.pair()
        if question is None or before is None or after is None:
            return
        self._asked = (before.id, after.id)
        self._forget()
        self.comparing.start(question, self._session.document.project)
        self._show_state()

    def _cancel(self) -> None:
        self.comparing.cancel()
        self._show_state()

    def _show_known(self) -> None:
        """Show what is known of the chosen models: what was found here, else the report of a run
        that trained the second from the first."""
        if self.comparing.running:
            return
        self._forget()
        before, after = self.choice.pair()
        if before is not None and after is not None:
            self._asked = (before.id, after.id)
            judged_by, found = self._known.get(self._asked, ("", None))
            if found is not None and judged_by == self.choice.judges:
                self._show(found)
            elif not self.choice.from_file:
                self._show_run(before, after)
        self._show_state()

    def _show_run(self, before: Model, after: Model) -> None:
        folder, parent = after.run_folder, parent_of(after, self._models.listing.models)
        of_these = parent is not None and parent.id == before.id
        if folder is not None and of_these and (folder / REPORT).is_file():
            self._of_run = True
            self.comparing.show(folder)

    def _forget(self) -> None:
        self.report, self._of_run = None, False
        self.error.hide()
        self.table.show_report(None)
        self.levels.show_levels(())
        self.pictures.show_found(None, self._session.document.view.score)

    def _take_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(min(done, total))

    def _take(self, found: Comparison) -> None:
        if not self._of_run:
            self._known.pop(self._asked, None)
            self._known[self._asked] = (self.choice.judges, found)
            if len(self._known) > _MOST_KNOWN:
                del self._known[next(iter(self._known))]
        self._show(found)
        self._show_state()

    def _show(self, found: Comparison) -> None:
        self.report = report = found.report
        self.table.show_report(report)
        self.levels.show_levels(report.levels)
        self.pictures.show_found(found.found, self._session.document.view.score)
        self.tabs.setTabEnabled(1, found.found is not None)

    def _take_error(self, why: str) -> None:
        self.error.setText(why)
        self.error.show()
        self._show_state()

    def _show_class(self, name: str) -> None:
        if self.tabs.isTabEnabled(1):
            self.tabs.setCurrentIndex(1)
            self.pictures.choose_class(name)

    # What is to be seen

    def _show_state(self) -> None:
        running, report = self.comparing.running, self.report
        self.progress.setVisible(running)
        self.run.setText(self.tr("Cancel") if running else self.tr("Compare"))
        self.run.setEnabled(running or self.choice.question() is not None)
        self.choice.setEnabled(not running)
        self._stack.setCurrentIndex(0 if report is None else 1)
        self.empty.setText(self._why_empty())
        for label in (self.headline, self.facts, self.warnings):
            label.setVisible(report is not None)
        if report is not None:
            self._show_words(report)
        self._show_adopt()

    def _why_empty(self) -> str:
        if self.comparing.running:
            return self.tr("Both models look at the pictures...")
        if not self.choice.apart:
            return self.tr(
                "Choose two models. Those that you train or add appear in the list by themselves."
            )
        if not self.choice.can_judge:
            return self.tr(
                "No picture is held out yet. Review some: about a fifth of them judge models and "
                "are never trained on. Or judge by a COCO file."
            )
        return self.tr("Press Compare: both models look at the same pictures.")

    def _show_words(self, report: Report) -> None:
        names = {"before": report.before.name, "after": report.after.name}
        texts = {
            Verdict.BETTER: self.tr("{after} is better than {before}"),
            Verdict.WORSE: self.tr("{after} is worse than {before} in something"),
            Verdict.UNCLEAR: self.tr("{after} and {before}: no difference beyond chance"),
            Verdict.TOO_FEW: self.tr("{after} and {before}: too few boxes to judge"),
        }
        text = texts[report.verdict]
        if report.worse and report.over_all is Verdict.BETTER:
            text = self.tr("{after} is better than {before} over all, and worse in something")
        self.headline.setText(text.format(**names))
        self.facts.setText(self._facts(report))
        lines = [f"▼ {fell(row)}" for row in report.worse[:_MOST_LINES]]
        if len(report.worse) > _MOST_LINES:
            more = len(report.worse) - _MOST_LINES
            lines.append(self.tr("and {count} more").format(count=more))
        lines += [few_pictures(report)] if report.few_pictures else []
        lines += report.problems[:_MOST_LINES]
        self.warnings.setText("\n".join(lines))
        self.warnings.setVisible(bool(lines))

    def _facts(self, report: Report) -> str:
        facts = self.tr("{pictures} pictures, {boxes} boxes").format(
            pictures=f"{report.pictures:,}", boxes=f"{report.boxes:,}"
        )
        over_all = next((r for r in report.rows if (r.kind, r.name) == ("all", "AP50")), None)
        if over_all is not None:
            facts += f" · AP50 {figure(over_all.before)} → {figure(over_all.after)}"
        first, second = report.before.milliseconds, report.after.milliseconds
        if first is not None and second is not None:
            text = self.tr("{before} → {after} ms a picture")
            facts += " · " + text.format(before=f"{first:.0f}", after=f"{second:.0f}")
        return (
            facts
            + " · "
            + (self.tr("judged at the end of its run") if self._of_run else self.tr("judged here"))
        )

    def _show_adopt(self) -> None:
        _before, after = self.choice.pair()
        used = after is not None and after.ref == self._session.adoption.ref
        title = "" if after is None else after.title
        self.adopt.setText(self.tr("Adopt {title}").format(title=title))
        self.adopt.setVisible(after is not None and self.report is not None)
        self.adopt.setEnabled(after is not None and not used)
        self.adopt.setToolTip(self.tr("It is in use in this project") if used else "")

    def _adopt(self) -> None:
        _before, after = self.choice.pair()
        if after is not None:
            self.adopt_wanted.emit(after)
