"""The log of a run, to be read: its end, where what matters mostly is."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

_MOST = 200_000
_SIZE = (720, 480)


def show_log(title: str, file: Path, parent: QWidget) -> QDialog:
    """Open a dialog with the last part of a log."""
    dialog = QDialog(parent)
    dialog.setObjectName("run_log")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    name = QCoreApplication.translate("RunLog", "Log of the run {title}")
    dialog.setWindowTitle(name.format(title=title))
    dialog.resize(*_SIZE)
    page = QPlainTextEdit(tail(file))
    page.setReadOnly(True)
    page.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    page.setAccessibleName(dialog.windowTitle())
    page.moveCursor(QTextCursor.MoveOperation.End)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    layout = QVBoxLayout(dialog)
    layout.addWidget(page)
    layout.addWidget(buttons)
    dialog.show()
    return dialog


def tail(file: Path, most: int = _MOST) -> str:
    """The last bytes of a file as text; what is wrong where it cannot be read."""
    try:
        with file.open("rb") as stream:
            stream.seek(max(0, file.stat().st_size - most))
            return stream.read(most).decode("utf-8", "replace")
    except OSError as error:
        text = QCoreApplication.translate("RunLog", "{file} cannot be read: {reason}")
        return text.format(file=file, reason=error.strerror)
