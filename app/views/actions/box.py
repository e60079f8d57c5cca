"""The Box menu."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.views.actions.spec import ActionSpec

_T = QT_TRANSLATE_NOOP

ACTIONS: tuple[ActionSpec, ...] = ()
