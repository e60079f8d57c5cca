"""Which picture of a folder is detected next, how far it is, and how long it will take."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

_PACE_OVER = 40


class FolderState(StrEnum):
    """What folder detection is doing."""

    OFF = "off"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"


@dataclass(frozen=True)
class FolderProgress:
    """Folder detection in figures. ``done`` counts detected pictures, those of before included;
    ``note`` says why it waits or was paused; ``seconds_left`` is None until it can be told."""

    state: FolderState = FolderState.OFF
    total: int = 0
    done: int = 0
    failed: int = 0
    seconds_left: float | None = None
    note: str = ""

    @property
    def left(self) -> int:
        """Pictures that are neither detected nor failed."""
        return self.total - self.done - self.failed


class FolderQueue:
    """Pictures that are still to be detected: those that can be seen first, then from a place on.

    Every picture is handed out once, unless it is put back. Made for 100,000 pictures.
    """

    def __init__(self, paths: Iterable[str] = (), start: str | None = None) -> None:
        self._order: list[str] = []
        self._places: dict[str, int] = {}
        self._left: set[str] = set()
        self._next = 0
        self.add(paths)
        self.go_on_from(start)

    def __len__(self) -> int:
        """How many pictures have not been handed out."""
        return len(self._left)

    @property
    def paths(self) -> Sequence[str]:
        """All pictures, in their order."""
        return self._order

    def add(self, paths: Iterable[str]) -> None:
        """Put further pictures at the end; those that are there already stay as they are."""
        for path in paths:
            if path not in self._places:
                self._places[path] = len(self._order)
                self._order.append(path)
                self._left.add(path)

    def put_back(self, paths: Iterable[str]) -> None:
        """Hand these pictures out once more."""
        self._left.update(path for path in paths if path in self._places)

    def drop(self, path: str) -> bool:
        """Take a picture out, as it needs no detection; whether it was still there."""
        if path not in self._left:
            return False
        self._left.remove(path)
        return True

    def go_on_from(self, path: str | None) -> None:
        """Hand pictures out from this one on; after the last one come those before it."""
        self._next = self._places.get(path, self._next) if path is not None else self._next

    def take(self, seen: Iterable[str] = ()) -> str | None:
        """The next picture, one of ``seen`` if any of them is left; None when all are out."""
        for path in seen:
            if self.drop(path):
                return path
        if not self._left:
            return None
        while True:
            path = self._order[self._next]
            self._next = (self._next + 1) % len(self._order)
            if self.drop(path):
                return path


class Pace:
    """How long the rest takes, judged by the latest pictures."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=_PACE_OVER)

    def step(self, time: float) -> None:
        """One more picture is done, at this time in seconds."""
        self._times.append(time)

    def rest(self) -> None:
        """Work rests: what was measured before says nothing of the time after."""
        self._times.clear()

    def seconds_for(self, count: int) -> float | None:
        """Seconds that so many pictures will take; None until two are done."""
        if len(self._times) < 2 or self._times[-1] <= self._times[0]:
            return None
        return count * (self._times[-1] - self._times[0]) / (len(self._times) - 1)
