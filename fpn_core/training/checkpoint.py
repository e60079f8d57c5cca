"""The state of a run on disk: enough to go on as if it had never stopped."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from fpn_core.errors import TrainingError
from fpn_core.files import replacing

CHECKPOINT = "checkpoint.pt"
PROGRESS = "progress.jsonl"
MODEL = "model.safetensors"
LOCK = "lock"


def _lock(handle: int) -> None:
    """Take the lock of an open file at once, or raise OSError."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@dataclass
class RunFolder:
    """A run's files: its checkpoint, its progress (one JSON object a line), its model."""

    path: Path

    @property
    def model(self) -> Path:
        return self.path / MODEL

    @property
    def progress(self) -> Path:
        return self.path / PROGRESS

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
            try:
                _lock(stream.fileno())
            except OSError as error:
                raise TrainingError(
                    f"{self.path}: another process trains in it; wait for it, or take another --out"
                ) from error
            yield

    def save(self, state: dict[str, Any]) -> None:
        """Write the checkpoint in one move; the last good one stays if that fails."""
        try:
            with replacing(self.path / CHECKPOINT) as temporary:
                torch.save(state, temporary)
        except (OSError, RuntimeError) as error:
            raise TrainingError(
                f"{self.path / CHECKPOINT}: cannot be written ({error}); the last good checkpoint "
                "stays: free space and start the run again to go on from it"
            ) from error

    def load(self) -> dict[str, Any] | None:
        """The checkpoint, or None where the run has none. Unpickles tensors and numbers only."""
        file = self.path / CHECKPOINT
        if not file.exists():
            return None
        try:
            state: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
        except Exception as error:
            raise TrainingError(f"{file}: no readable checkpoint: {error}") from error
        return state

    def append(self, entry: dict[str, Any]) -> None:
        """Add a line to the progress."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with self.progress.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(entry) + "\n")
        except OSError as error:
            raise TrainingError(
                f"{self.progress}: cannot be written ({error}); the last good checkpoint stays: "
                "make room or take another --out"
            ) from error

    def entries(self) -> list[dict[str, Any]]:
        """The progress so far; a torn last line, as a kill leaves it, is left out."""
        if not self.progress.exists():
            return []
        entries = []
        for line in self.progress.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict):
                entries.append(entry)
        return entries

    def forget_after(self, step: int) -> None:
        """Drop progress lines of steps that a resumed run will do again."""
        kept = [e for e in self.entries() if e.get("step", 0) <= step]
        try:
            with replacing(self.progress) as temporary:
                temporary.write_text("".join(json.dumps(e) + "\n" for e in kept), encoding="utf-8")
        except OSError as error:
            raise TrainingError(f"{self.progress}: cannot be written: {error}") from error
