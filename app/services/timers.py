"""Timers that fire once, after things have been quiet for a while."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def quiet_timer(parent: QObject, milliseconds: int, run: Callable[[], object]) -> QTimer:
    """A timer that calls ``run`` this long after its latest start()."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(run)
    return timer
