"""Shows errors that nobody caught, one at a time, with a report to copy."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from app.services import errors


class ErrorDialogs(QObject):
    """The window goes on; a second error while the dialog is open only goes to the log.

    ``tell`` takes a line for the status bar: an error that had its dialog has come again.
    """

    def __init__(
        self, hook: errors.ErrorHook, parent: QWidget, tell: Callable[[str], object] | None = None
    ) -> None:
        super().__init__(parent)
        self._parent, self._tell = parent, tell
        self.box: QMessageBox | None = None
        hook.caught.connect(self.show, Qt.ConnectionType.QueuedConnection)
        hook.repeated.connect(self._tell_again, Qt.ConnectionType.QueuedConnection)

    def show(self, report: str) -> None:
        """Open the dialog for one report."""
        if self.box is not None:
            return
        box = self.box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Something went wrong"))
        last = report.strip().splitlines()[-1]
        box.setText(
            self.tr("PyramidLabel met an error and goes on.\n\n{error}").format(error=last[:400])
        )
        box.setInformativeText(self.tr("The log has it too: {path}").format(path=errors.log_file()))
        box.setDetailedText(report)
        copy = box.addButton(self.tr("Copy report"), QMessageBox.ButtonRole.ActionRole)
        box.addButton(QMessageBox.StandardButton.Close)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        box.finished.connect(self._closed)
        box.open()

    def _tell_again(self, error: str, times: int) -> None:
        if self._tell is not None:
            text = self.tr("The same error came {count} times: {error}. The log has it.")
            self._tell(text.format(count=times, error=error))

    def close(self) -> None:
        """Close an open dialog."""
        if self.box is not None:
            self.box.close()

    def _closed(self) -> None:
        if self.box is not None:
            self.box.deleteLater()
            self.box = None
