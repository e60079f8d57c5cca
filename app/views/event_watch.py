"""Looks at a widget's events before the widget does.

In place of overriding event() or viewportEvent(): PySide 6.11 on Python 3.11 crashes where an error
that C code raised, such as int("x"), leaves an override beneath a Python override that has called
its base. An event filter has returned before the widget's own handlers run, so that their errors
come to the log and the window lives.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject


class EventWatch(QObject):
    """Calls ``look`` with every event; where it returns True the widget does not get the event."""

    def __init__(self, watched: QObject, look: Callable[[QEvent], bool]) -> None:
        super().__init__(watched)
        self._look = look
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return self._look(event)
