"""A button that takes the next key that is pressed."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from app.views.event_watch import EventWatch
from app.views.keyboard import latin_sequence

_ALONE = {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta,
          Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock, Qt.Key.Key_unknown}  # fmt: skip


class KeyRecorder(QPushButton):
    """After a click it waits for a key, any but Esc, which ends waiting."""

    recorded = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        EventWatch(self, self._look)
        self.setAutoDefault(False)
        self.toggled.connect(self._show_state)
        self._show_state(False)

    def _look(self, event: QEvent) -> bool:
        """While it waits, no shortcut and no step of the focus takes the key from it."""
        if self.isChecked() and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                self._take(event)
            event.accept()
            return True
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.setChecked(False)
        super().focusOutEvent(event)

    def _take(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _ALONE or event.isAutoRepeat():
            return
        self.setChecked(False)
        if event.key() != Qt.Key.Key_Escape:
            self.recorded.emit(key_of(event))

    def _show_state(self, waiting: bool) -> None:
        if waiting:
            self.setFocus()
        self.setText(self.tr("Press a key (Esc: none)") if waiting else self.tr("Add a key..."))


def key_of(event: QKeyEvent) -> str:
    """A pressed key as text; Shift counts with letters and named keys, signs have it in them."""
    latin = latin_sequence(event)
    if latin is not None:
        return latin.toString(QKeySequence.SequenceFormat.PortableText)
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    character = event.key()
    if character < int(Qt.Key.Key_Escape) and not chr(character).isalnum() and character != 0x20:
        held &= ~Qt.KeyboardModifier.ShiftModifier
    sequence = QKeySequence(held.value | character)
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)
