"""Slow work on the project, done in a thread while the window is painted and input waits."""

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, Signal

from app.services.collector import without_collector

_Value = TypeVar("_Value")


class Apart(QObject):
    """Runs one piece of work at a time; whoever asks for it goes on when it is done.

    While ``busy`` says what is being done, keys and clicks wait; the rest of the window lives, so
    whatever changes the project or closes it has to ask here first.
    """

    began = Signal(str)
    _done = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.busy = ""

    def run(self, work: Callable[[], _Value], text: str) -> _Value:
        """The value of ``work``, which must not need this thread; its error is raised here.

        Raises:
            RuntimeError: other work is being done.
        """
        if self.busy:
            raise RuntimeError(f"not now: {self.busy}")
        values: list[_Value] = []
        errors: list[BaseException] = []
        loop = QEventLoop()
        self._done.connect(loop.quit, Qt.ConnectionType.QueuedConnection)

        def attempt() -> None:
            try:
                values.append(work())
            except BaseException as error:
                errors.append(error)
            self._done.emit()

        self.busy = text
        self.began.emit(text)
        thread = threading.Thread(target=attempt, name="large-edit", daemon=True)
        try:
            with without_collector():
                thread.start()
                loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
                thread.join()
        finally:
            self._done.disconnect(loop.quit)
            self.busy = ""
        if errors:
            raise errors[0]
        return values[0]
