"""Flag and note of the selected pictures, under the list."""

from collections.abc import Callable

import qtawesome
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from app.services.picture_edits import PictureEdits
from app.services.picture_states import PictureStates
from app.views.theme import Theme

_ICON = QSize(16, 16)


class PictureNote(QWidget):
    """One flag and one note for all that is selected. A note is kept when the field is left or at
    Enter; Esc leaves it as it was."""

    def __init__(
        self,
        states: PictureStates,
        edits: PictureEdits,
        selected: Callable[[], list[str]],
        theme: Theme,
    ) -> None:
        super().__init__()
        self._states, self._edits, self._selected, self._theme = states, edits, selected, theme
        self._paths: list[str] = []
        self._text = ""
        self.flag = QToolButton()
        self.flag.setCheckable(True)
        self.flag.setAutoRaise(True)
        self.flag.setIconSize(_ICON)
        self.flag.setObjectName("tool")
        self.flag.clicked.connect(self._set_flag)
        self.note = QLineEdit()
        self.note.setAccessibleName(self.tr("Note on the selected pictures"))
        self.note.setToolTip(self.note.accessibleName())
        self.note.editingFinished.connect(self.keep)
        self.note.installEventFilter(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 12, 8)
        layout.setSpacing(4)
        layout.addWidget(self.flag)
        layout.addWidget(self.note, 1)
        theme.changed.connect(self._dress)
        self.refresh()

    def refresh(self) -> None:
        """Show the flag and the note of what is selected; a note that is being typed is kept
        first, with the pictures it was typed for."""
        paths = self._selected()
        if paths != self._paths:
            self.keep()
        self._paths = paths
        records = [self._states.record_of(path) for path in paths]
        notes = {"" if each is None else each.note for each in records}
        text = notes.pop() if len(notes) == 1 else ""
        if text != self._text or not self.note.hasFocus():
            self.note.setText(text)
        self._text = text
        several = self.tr("Several notes")
        self.note.setPlaceholderText(several if notes else self.tr("Note"))
        flagged = [each is not None and each.flagged for each in records]
        self.flag.setChecked(bool(flagged) and all(flagged))
        self.setEnabled(bool(paths))
        self._dress()

    def _dress(self) -> None:
        on = self.flag.isChecked()
        colours = self._theme.colours
        name = "ph.flag-fill" if on else "ph.flag"
        self.flag.setIcon(qtawesome.icon(name, color=colours.accent if on else colours.muted))
        text = self.tr("Take the flag off") if on else self.tr("Flag the selected pictures")
        self.flag.setToolTip(text)
        self.flag.setAccessibleName(text)

    def keep(self) -> None:
        """Write the typed note on the pictures it was typed for."""
        text = self.note.text().strip()
        if text != self._text and self._paths:
            self._text = text
            self._edits.set_note(self._paths, text)

    def _set_flag(self) -> None:
        self._edits.flag(self._selected(), self.flag.isChecked())
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_Escape:
            return False
        self.note.setText(self._text)
        return True
