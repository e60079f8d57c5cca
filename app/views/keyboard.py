"""Keys where Qt alone gets them wrong: other alphabets, and text typed into fields.

A key that types a letter of another alphabet (ㅇ, в) stands for the Latin letter on the same place
of the keyboard, so that D goes on in every layout; on layouts whose digits need Shift, the digit
row stands for its digits. In a text field a key that types text types it, whatever the modifiers
(AltGr comes as Ctrl+Alt on Windows).
"""

import sys

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

_HELD = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_FIRST_NAMED_KEY = int(Qt.Key.Key_Escape)  # keys from here on have names, not characters
# X11 and Wayland: evdev's codes, 8 higher, row by row from the first code.
_EVDEV_ROWS = ((10, "1234567890-="), (24, "QWERTYUIOP[]"), (38, "ASDFGHJKL;'"), (52, "ZXCVBNM,./"))
# macOS: kVK_ANSI codes from 0 on; a blank is no letter or digit.
_MAC_CODES = "ASDFHGZXCV BQWERYT123465=97-80]OU[IP LJ'K;\\,/NM."
_PLACES = {
    "evdev": {first + i: c for first, row in _EVDEV_ROWS for i, c in enumerate(row)},
    "mac": {code: char for code, char in enumerate(_MAC_CODES) if char != " "},
}


def latin_character(event: QKeyEvent, system: str = sys.platform) -> str:
    """The Latin letter, digit or sign on the place of the pressed key; "" where unknown."""
    if system == "win32":  # virtual keys of letters and digits are their ASCII codes
        code = event.nativeVirtualKey()
        return chr(code) if 0x30 <= code <= 0x5A and chr(code).isalnum() else ""
    if system == "darwin":
        return _PLACES["mac"].get(event.nativeVirtualKey(), "")
    return _PLACES["evdev"].get(event.nativeScanCode(), "")


def latin_sequence(event: QKeyEvent, system: str = sys.platform) -> QKeySequence | None:
    """What a key of another alphabet stands for; None for keys that stand for themselves."""
    key = event.key()
    if key >= _FIRST_NAMED_KEY or (key < 0x80 and chr(key).isalnum()):
        return None
    character = latin_character(event, system)
    if not character or (key < 0x80 and not character.isdigit()):
        return None
    held = event.modifiers() & (_HELD | Qt.KeyboardModifier.ShiftModifier)
    if character.isdigit() and key < 0x80:
        held &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(held.value | ord(character))


def takes_text(widget: QWidget | None) -> bool:
    """Whether a widget is a field that a person types into."""
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
        return not widget.isReadOnly()
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, QAbstractSpinBox)


def types_text(event: QKeyEvent) -> bool:
    """Whether a key types text: no Ctrl, Alt or Meta is held, or both Ctrl and Alt (AltGr)."""
    held = event.modifiers() & _HELD
    return event.text().isprintable() and event.text() != "" and (not held or held == _ALT_GR)


class Keyboard(QObject):
    """Watches the widget with the focus, and no other."""

    def __init__(self, window: QWidget, canvas: QWidget) -> None:
        super().__init__(window)
        self._window, self._canvas = window, canvas
        self._watched: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication), "a window needs an application"
        app.focusChanged.connect(self._follow)
        self._follow(None, QApplication.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or watched is not self._watched:
            return False
        field = takes_text(self._watched)
        if event.type() == QEvent.Type.ShortcutOverride and field and types_text(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and not field:
            return self._press(event)
        return False

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = now if now is not None and now.window() is self._window else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def _press(self, event: QKeyEvent) -> bool:
        """Run the action of a key that Qt found none for."""
        sequence = latin_sequence(event)
        action = None if sequence is None else self._action(sequence)
        if action is None or not action.isEnabled():
            return False
        if action.autoRepeat() or not event.isAutoRepeat():
            action.trigger()
        return True

    def _action(self, sequence: QKeySequence) -> QAction | None:
        places = [self._window, *([self._canvas] if self._watched is self._canvas else [])]
        actions = (action for place in places for action in place.actions())
        return next((each for each in actions if sequence in each.shortcuts()), None)
