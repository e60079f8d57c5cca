"""A run's folder: all that a training process and whoever watches it say to each other.

Plain files, so that either side may die, start again or be on another machine: `job.json` (what to
do), `data.json` (the frozen annotations), `progress.jsonl` (what has happened, one JSON object a
line), `control` (what the watcher wishes), `lock` (held by the system while the process lives),
`checkpoint.pt`, `model.safetensors` (the best model so far), `log.txt`. Needs neither torch nor Qt.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from fpn_core.errors import TrainingError
from fpn_core.files import replacing

JOB = "job.json"
DATA = "data.json"
PROGRESS = "progress.jsonl"
CONTROL = "control"
LOCK = "lock"
LOG = "log.txt"
CHECKPOINT = "checkpoint.pt"
MODEL = "model.safetensors"
REPORT = "report.json"
DETECTIONS = "detections.json"
LOCK_TRIES, LOCK_PAUSE_S = 20, 0.05  # who only asks whether a run lives holds its lock for a moment

Entry = dict[str, Any]


class Event(StrEnum):
    """What a line of the progress is about, under its key `event`; the other keys by event:

    PHASE: phase, done, total: work before and after training (reading, measuring, caching,
    judging). PLAN: what will be trained and why. STEP: step, steps, epoch, rate, loss and its
    parts, pictures_per_second, seconds_left. JUDGED: step, weights, AP, AP50 and more, on the
    held-out pictures. NOTE and PROBLEM: text. PAUSED and RESUMED: step. END: outcome, text, model.
    """

    PHASE = "phase"
    PLAN = "plan"
    STEP = "step"
    JUDGED = "judged"
    NOTE = "note"
    PROBLEM = "problem"
    PAUSED = "paused"
    RESUMED = "resumed"
    END = "end"


class Outcome(StrEnum):
    """How a run ended, in its END line. A run without one was killed, and can go on."""

    DONE = "done"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Wish(StrEnum):
    """What a watcher wants: end with the best model so far, end without one, wait, go on."""

    STOP = "stop"
    CANCEL = "cancel"
    PAUSE = "pause"
    RESUME = "resume"


@dataclass(frozen=True)
class RunFolder:
    """A run's files."""

    path: Path

    @property
    def model(self) -> Path:
        return self.path / MODEL

    @property
    def progress(self) -> Path:
        return self.path / PROGRESS

    # For the process that trains

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for this process; the system lets go of it however the process ends.

        Raises TrainingError where another process holds it or it cannot be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            stream = (self.path / LOCK).open("ab")
        except OSError as error:
            raise TrainingError(f"{self.path}: cannot be written: {error}") from error
        with stream:
            for last in (*[False] * (LOCK_TRIES - 1), True):
                if _lock(stream):
                    break
                if last:
                    raise TrainingError(
                        f"{self.path}: another process trains in it; wait for it, or take another "
                        "--out"
                    )
                time.sleep(LOCK_PAUSE_S)
            yield

    def append(self, entry: Entry) -> None:
        """Add a line to the progress."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with self.progress.open("ab") as stream:
                stream.write(json.dumps(entry).encode() + b"\n")
        except OSError as error:
            raise TrainingError(
                f"{self.progress}: cannot be written ({error}); the last good checkpoint stays: "
                "make room or take another --out"
            ) from error

    def forget_after(self, step: int) -> None:
        """Drop progress lines that a resumed run will write again: of later steps, and its end.

        At step 0 that is all of them.
        """
        kept = [
            entry
            for entry in (self.entries() if step > 0 else [])
            if entry.get("step", 0) <= step and entry.get("event") != Event.END
        ]
        try:
            with replacing(self.progress) as temporary:
                temporary.write_text("".join(json.dumps(e) + "\n" for e in kept), encoding="utf-8")
        except OSError as error:
            raise TrainingError(f"{self.progress}: cannot be written: {error}") from error

    def wish(self) -> Wish | None:
        """What the watcher wishes; None where it has said nothing, or nothing that is known."""
        try:
            text = (self.path / CONTROL).read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            return None
        return Wish(text) if text in list(Wish) else None

    def forget_wish(self) -> None:
        """Begin without a wish: one that an earlier process has carried out is not for this one."""
        (self.path / CONTROL).unlink(missing_ok=True)

    # For who watches

    def ask(self, wish: Wish) -> None:
        """Tell the run what to do, in one move. Raises TrainingError where that cannot be."""
        try:
            with replacing(self.path / CONTROL) as temporary:
                temporary.write_text(wish + "\n", encoding="utf-8")
        except OSError as error:
            raise TrainingError(f"{self.path / CONTROL}: cannot be written: {error}") from error

    def is_alive(self) -> bool:
        """Whether a process trains in this folder. A process id would lie after a restart."""
        try:
            with (self.path / LOCK).open("rb+") as stream:
                return not _lock(stream, shared=True)
        except OSError:
            return False

    def entries(self) -> list[Entry]:
        """The progress so far; a torn last line, as a kill leaves it, is left out."""
        return ProgressTail(self).read()


@dataclass
class ProgressTail:
    """Reads a run's progress as it grows, each line once.

    `restarts` counts how often the file was written anew, as a resumed run does: what was read
    before then counts no more, and `read` gives all lines again.
    """

    folder: RunFolder
    restarts: int = 0
    _place: int = 0
    _file: tuple[int, int] | None = field(default=None, repr=False)

    def read(self) -> list[Entry]:
        """The entries since the last call; none while there is no file."""
        try:
            with self.folder.progress.open("rb") as stream:
                self._notice_restart(stream)
                stream.seek(self._place)
                content = stream.read()
        except OSError:
            return []
        whole, _, _torn = content.rpartition(b"\n")
        if not whole:
            return []
        self._place += len(whole) + 1
        return list(_objects(whole))

    def _notice_restart(self, stream: BinaryIO) -> None:
        found = os.fstat(stream.fileno())
        file = (found.st_dev, found.st_ino)
        if self._file is not None and (file != self._file or found.st_size < self._place):
            self.restarts += 1
            self._place = 0
        self._file = file


def _objects(content: bytes) -> Iterator[Entry]:
    """The JSON objects of lines; what is none, as after a kill in mid-line, is passed over."""
    for line in content.splitlines():
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict):
            yield entry


def _lock(stream: BinaryIO, shared: bool = False) -> bool:
    """Take the lock of an open file at once, or say that another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            fcntl.flock(stream.fileno(), kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
