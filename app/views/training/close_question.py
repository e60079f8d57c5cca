"""The question when the window is closed while a run lives."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QMessageBox, QWidget

from app.domain.training.run_folders import RunView
from app.views.training.texts import run_name, share_text

GO_ON, STOP, CANCEL = "go_on", "stop", "cancel"


class CloseQuestion(QMessageBox):
    """Calls ``answer`` with GO_ON, STOP or CANCEL, and whether that is to be remembered; with
    nothing where the window is to stay open."""

    def __init__(
        self, run: RunView, answer: Callable[[str, bool], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("close_run")
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle(self.tr("A run lives"))
        text = self.tr("{run} is at work ({share}).").format(
            run=run_name(run), share=share_text(run)
        )
        self.setText(text)
        self.setInformativeText(
            self.tr(
                "It can go on without the window, which finds it again when it is opened. Runs that"
                " wait are started then."
            )
        )
        role = QMessageBox.ButtonRole
        go_on = self.addButton(self.tr("Let it go on"), role.AcceptRole)
        self.answers: dict[QAbstractButton, str] = {
            go_on: GO_ON,
            self.addButton(self.tr("Stop and keep"), role.ActionRole): STOP,
            self.addButton(self.tr("Cancel the run"), role.ActionRole): CANCEL,
        }
        stay = self.addButton(self.tr("Don't close"), role.RejectRole)
        self.setDefaultButton(go_on)
        self.setEscapeButton(stay)
        self.remember = QCheckBox(self.tr("Do the same from now on, without asking"))
        self.setCheckBox(self.remember)
        self._answer, self._window = answer, parent
        self.buttonClicked.connect(self._take)
        self.finished.connect(self.deleteLater)

    def _take(self, button: QAbstractButton) -> None:
        given = self.answers.get(button)
        if given is not None:
            # When this box is gone, as if the window had been closed without it.
            answer, remembered = self._answer, self.remember.isChecked()
            QTimer.singleShot(0, self._window, lambda: answer(given, remembered))
