"""Threads for slow work: the latest job is done first, results arrive on the UI thread."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

log = logging.getLogger(__name__)
Work = Callable[[], Any]
Done = Callable[[Any, Exception | None], None]
_TELL_SECONDS = 0.1


def now_and_then(tell: Callable[..., object]) -> Callable[..., None]:
    """``tell`` for work that would call it all the time: it is passed on ten times a second."""
    last = time.monotonic()

    def told(*values: Any) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > _TELL_SECONDS:
            last = now
            tell(*values)

    return told


class BackgroundWorker(QObject):
    """A few threads that take jobs from a stack.

    ``work`` runs in a thread and carries all it needs; ``done(value, error)`` runs on the thread
    that made this object. A job asked for again, under the same key, moves to the top.
    """

    _finished = Signal(object, object, object)

    def __init__(self, name: str, threads: int = 1, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: OrderedDict[Hashable, tuple[Work, Done]] = OrderedDict()
        self._wake = threading.Condition()
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._threads = [
            # Daemons: a window that fails to start must not leave its process waiting for them.
            threading.Thread(target=self._run, name=f"{name}-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, key: Hashable, work: Work, done: Done) -> None:
        """Put a job on top of the stack, in place of a waiting one with the same key."""
        with self._wake:
            self._jobs.pop(key, None)
            self._jobs[key] = (work, done)
            self._wake.notify()

    def keep_waiting(self, wanted: Callable[[Hashable], bool]) -> None:
        """Drop the waiting jobs whose key is not wanted any more."""
        with self._wake:
            for key in [key for key in self._jobs if not wanted(key)]:
                del self._jobs[key]

    def waiting(self) -> int:
        """Number of jobs that no thread has taken yet."""
        with self._wake:
            return len(self._jobs)

    def close(self) -> None:
        """Drop the waiting jobs and wait for the running ones; their results are thrown away."""
        with self._wake:
            self._closed = True
            self._jobs.clear()
            self._wake.notify_all()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._jobs and not self._closed:
                    self._wake.wait()
                if self._closed:
                    return
                _key, (work, done) = self._jobs.popitem()
            value, error = _attempt(work)
            if not self._closed:
                self._finished.emit(done, value, error)

    @Slot(object, object, object)
    def _deliver(self, done: Done, value: Any, error: Exception | None) -> None:
        if not self._closed:
            done(value, error)


def _attempt(work: Work) -> tuple[Any, Exception | None]:
    try:
        return work(), None
    except Exception as error:  # the thread must outlive any one job; the caller is told
        log.debug("background job failed", exc_info=True)
        return None, error
