"""The last messages of the status bar, to be read again."""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from html import escape

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

MOST = 50
_SIZE = QSize(640, 420)


class Messages(QObject):
    """Keeps the last messages with their times; one that is told again moves to the end."""

    changed = Signal()

    def __init__(
        self, parent: QObject | None = None, clock: Callable[[], datetime] = datetime.now
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._kept: deque[tuple[datetime, str]] = deque(maxlen=MOST)

    def add(self, text: str) -> None:
        """Keep a message of one line; an empty one is none."""
        if not text:
            return
        if self._kept and self._kept[-1][1] == text:
            self._kept.pop()
        self._kept.append((self._clock(), text))
        self.changed.emit()

    def newest_first(self) -> list[tuple[datetime, str]]:
        """All that are kept."""
        return list(reversed(self._kept))


class MessagesDialog(QDialog):
    """Lists the messages, newest first, and follows them while it is open."""

    def __init__(self, messages: Messages, parent: QWidget) -> None:
        super().__init__(parent)
        self._messages = messages
        self.setObjectName("messages")
        self.setWindowTitle(self.tr("Messages"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setPlaceholderText(self.tr("No messages yet."))
        self.page.setAccessibleName(self.tr("Messages"))
        buttons = QDialogButtonBox()
        self.copy = buttons.addButton(self.tr("Copy all"), QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(QDialogButtonBox.StandardButton.Close)
        for button in (self.copy, close):
            button.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.page, 1)
        layout.addWidget(buttons)
        messages.changed.connect(self._refresh)
        self._refresh()
        self.page.setFocus()

    def _refresh(self) -> None:
        kept = self._messages.newest_first()
        colour = self.palette().placeholderText().color().name()
        rows = "".join(
            f'<tr><td style="color:{colour}; padding-right:16px">{when:%H:%M:%S}</td>'
            f'<td style="padding-bottom:8px">{escape(text)}</td></tr>'
            for when, text in kept
        )
        self.page.setHtml(f"<table>{rows}</table>" if rows else "")
        self.copy.setEnabled(bool(kept))

    def _copy(self) -> None:
        lines = [f"{when:%H:%M:%S}\t{text}" for when, text in self._messages.newest_first()]
        QApplication.clipboard().setText("\n".join(lines))


def show_messages(messages: Messages, parent: QWidget) -> None:
    """Open the list beside the window; a second time, bring it to the front."""
    dialog = parent.findChild(MessagesDialog) or MessagesDialog(messages, parent)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
