"""The end of a run's log, which is followed while it is open."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.domain.training.run_folders import RunView, log_tail
from app.services.training.runs import TrainingRuns
from app.views.training.texts import run_name

_SIZE = (760, 480)


class LogDialog(QDialog):
    """Reads the log again when the run has told something."""

    def __init__(self, runs: TrainingRuns, run: RunView, parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        self.setObjectName("run_log")
        self.setWindowTitle(self.tr("Log of {run}").format(run=run_name(run)))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self.page = QPlainTextEdit()
        self.page.setReadOnly(True)
        self.page.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.page.setPlaceholderText(self.tr("The run has written nothing yet."))
        self.page.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox()
        copy = buttons.addButton(self.tr("Copy all"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(self.page.toPlainText()))
        close = buttons.addButton(QDialogButtonBox.StandardButton.Close)
        for button in (copy, close):
            button.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.page)
        layout.addWidget(buttons)
        runs.progressed.connect(self.refresh)
        runs.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Take the log anew; who reads its end goes on reading its end."""
        text = log_tail(self._run.folder)
        if text == self.page.toPlainText():
            return
        bar = self.page.verticalScrollBar()
        at_end, place = bar.value() == bar.maximum(), bar.value()
        self.page.setPlainText(text)
        if at_end:
            self.page.moveCursor(QTextCursor.MoveOperation.End)
        else:
            bar.setValue(place)
