"""One run at a time, whichever window and project it is of: two would only slow each other."""

import contextlib
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from app.services.settings import write_atomically
from fpn_core.runs import RunFolder

log = logging.getLogger(__name__)
START_SECONDS = 120.0  # from starting a process until it holds its folder; torch loads meanwhile
_LOCK_SECONDS = 2.0


@dataclass(frozen=True)
class _Note:
    folder: Path
    since: float


def _has_begun(note: _Note) -> bool:
    """Whether a run has told something since it was started: it is starting no more."""
    try:
        return RunFolder(note.folder).progress.stat().st_mtime >= note.since
    except OSError:  # nothing told yet, unless the folder itself is gone
        return not note.folder.is_dir()


class Turn:
    """Who may train, as all windows of this user see it: a note in the folder of all runs.

    The note is a hint: whether a run lives is asked of its own lock.
    """

    def __init__(self, runs: Path) -> None:
        self._note = runs / "turn.json"
        self._lock = runs / ".turn.lock"

    def holder(self) -> Path | None:
        """The folder of the run that lives, or is being started; None where nobody trains."""
        note = self._read()
        if note is None:
            return None
        if RunFolder(note.folder).is_alive():
            return note.folder
        starting = 0 <= time.time() - note.since < START_SECONDS
        return note.folder if starting and not _has_begun(note) else None

    def take(self, folder: Path) -> Path | None:
        """Let a run be started, unless another one lives: that one's folder then.

        Raises OSError where the note cannot be written.
        """
        with self._alone():
            other = self.holder()
            if other is not None and other != folder:
                return other
            content = {"folder": str(folder), "since": time.time()}
            write_atomically(self._note, json.dumps(content).encode())
        return None

    def give_back(self, folder: Path) -> None:
        """A run has ended: the next may start."""
        with contextlib.suppress(OSError), self._alone():
            note = self._read()
            if note is not None and note.folder == folder:
                self._note.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self._lock), timeout=_LOCK_SECONDS, thread_local=False)
        try:
            with lock:
                yield
        except Timeout as error:  # another window has hung while it held this
            raise OSError(f"{self._lock}: held by another window") from error

    def _read(self) -> _Note | None:
        try:
            content = json.loads(self._note.read_text("utf-8"))
            return _Note(Path(content["folder"]), float(content["since"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            log.info("%s is not used: %s", self._note, error)
            return None
