"""The question before a model is adopted that is worse in something, or was judged on little."""

from html import escape

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.models.report import Report, ReportRow
from app.views.models.figures import figure, figure_name
from app.views.parts import heading, muted
from fpn_core.finetuning.job import ENOUGH_HELD_OUT

_MOST_ROWS = 8
_WIDTH = 480


class GuardDialog(QDialog):
    """Says what speaks against a model; it never stands in the way of a person who wants it."""

    adopt_anyway = Signal()
    look_wanted = Signal()

    def __init__(
        self, title: str, report: Report | None, problem: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Adopt {title}?").format(title=title))
        self.setMinimumWidth(_WIDTH)
        self.text = QLabel(self._text(title, report, problem))
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.look = QPushButton(self.tr("Look at the comparison"))
        self.keep = QPushButton(self.tr("Keep the old model"))
        self.adopt = QPushButton(self.tr("Adopt anyway"))
        self.look.setVisible(report is not None)
        for button, run in (
            (self.look, self.look_wanted), (self.keep, None), (self.adopt, self.adopt_anyway)
        ):  # fmt: skip
            button.setAutoDefault(False)
            button.clicked.connect(self.accept)
            if run is not None:
                button.clicked.connect(run)
        first = self.keep if report is None or report.worse else self.adopt
        first.setDefault(True)
        self._lay_out(self._heading(report))
        first.setFocus()

    def _heading(self, report: Report | None) -> str:
        if report is None:
            return self.tr("What was found out about it cannot be read")
        if report.worse:
            return self.tr("It is worse in something")
        return self.tr("It was judged on few pictures")

    def _lay_out(self, title: str) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.look)
        buttons.addStretch()
        buttons.addWidget(self.keep)
        buttons.addWidget(self.adopt)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(heading(title))
        layout.addWidget(self.text)
        layout.addWidget(muted(self.tr("Adopting can be taken back with one click.")))
        layout.addSpacing(4)
        layout.addLayout(buttons)

    def _text(self, title: str, report: Report | None, problem: str) -> str:
        if report is None:
            return escape(problem)
        lines = []
        if report.worse:
            text = self.tr("On {count} held-out pictures, {title} against {before}:")
            lines.append(text.format(count=report.pictures, title=title, before=report.before.name))
            rows = report.worse[:_MOST_ROWS]
            lines += [f"▼ {fell(row)}" for row in rows]
            more = len(report.worse) - len(rows)
            if more:
                lines.append(self.tr("and {count} more").format(count=more))
        if report.few_pictures:
            lines.append(few_pictures(report))
        return "<br>".join(map(escape, lines))


def fell(row: ReportRow) -> str:
    """A figure that got worse, in words: "RBC fell from 0.91 to 0.80 (980 boxes)"."""
    text = QCoreApplication.translate(
        "GuardDialog", "{name} fell from {before} to {after} ({boxes} boxes)"
    )
    return text.format(
        name=figure_name(row), before=figure(row.before), after=figure(row.after),
        boxes=f"{row.boxes:,}",
    )  # fmt: skip


def few_pictures(report: Report) -> str:
    """A word on a report that stands on too few pictures."""
    text = QCoreApplication.translate(
        "GuardDialog",
        "{count} held-out pictures are few: from {enough} on, figures say something. Review more "
        "pictures; a share of them is held out.",
    )
    return text.format(count=report.pictures, enough=ENOUGH_HELD_OUT)
