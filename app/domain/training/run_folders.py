"""Runs as their folders show them: which there are, and what has become of them."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from app.domain.training.frame_files import FRAMES
from app.domain.training.making import remove_all_but
from app.domain.training.progress import RunProgress
from fpn_core.errors import TrainingError
from fpn_core.finetuning.job import Job, read_job
from fpn_core.runs import DATA, JOB, LOG, PROGRESS, Event, Outcome, ProgressTail, RunFolder, Wish

_NAME = re.compile(r"(\d+)-(.*)", re.DOTALL)
_LOG_TAIL_BYTES = 20_000
_STEP_LINE = b'"event": "step"'  # as RunFolder.append writes it


class RunState(StrEnum):
    """What a run is doing, or what has become of it."""

    WAITING = "waiting"  # made, not started: another run has the machine
    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"  # asked to end with the best model so far
    CANCELLING = "cancelling"
    INTERRUPTED = "interrupted"  # killed: it can go on
    DONE = "done"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"
    LOST = "lost"  # its folder is gone, or its job cannot be read


LIVING = frozenset(
    {RunState.STARTING, RunState.RUNNING, RunState.PAUSED, RunState.STOPPING, RunState.CANCELLING}
)
"""States in which a process trains."""
ENDED = frozenset({RunState.DONE, RunState.STOPPED, RunState.CANCELLED, RunState.FAILED})
"""States that nothing follows."""
_ENDS = {
    Outcome.DONE: RunState.DONE,
    Outcome.STOPPED: RunState.STOPPED,
    Outcome.CANCELLED: RunState.CANCELLED,
    Outcome.FAILED: RunState.FAILED,
}


@dataclass(frozen=True)
class RunView:
    """A run to be looked at. ``job`` is None where it cannot be read; ``reason`` says why a run
    failed, was interrupted or is lost; ``out_of_memory``: the system killed it, as it does for
    memory. ``progress`` grows while the run lives."""

    folder: Path
    number: int
    title: str
    state: RunState
    job: Job | None = None
    progress: RunProgress = field(default_factory=RunProgress, compare=False, repr=False)
    reason: str = ""
    out_of_memory: bool = False

    @property
    def model(self) -> Path | None:
        """The best model that the run has, in its folder; None where there is none."""
        if self.state not in (RunState.DONE, RunState.STOPPED):
            return None
        file = RunFolder(self.folder).model
        return file if file.is_file() else None

    @property
    def lives(self) -> bool:
        """Whether a process trains."""
        return self.state in LIVING


def run_folders(runs: Path) -> list[Path]:
    """Folders of the runs of one project, by number; those in the making are none."""
    try:
        with os.scandir(runs) as entries:
            found = [Path(e.path) for e in entries if _NAME.match(e.name) and e.is_dir()]
    except OSError:  # no runs yet, or a place that cannot be looked at
        return []
    return sorted(found, key=lambda folder: (number_of(folder), folder.name))


def number_of(folder: Path) -> int:
    """The number of a run by its folder's name; 0 for a folder called otherwise."""
    found = _NAME.match(folder.name)
    return int(found.group(1)) if found else 0


def read_run(folder: Path, steps: bool = False) -> RunView:
    """A run from its files; ``steps``: with all losses, which an earlier run's list needs not."""
    facts = facts_of(folder)
    view = read_title(folder)
    if steps:
        view.progress.take(ProgressTail(RunFolder(folder)).read())
    else:
        _take_without_steps(folder, view.progress)
    return with_facts(view, facts)


@dataclass(frozen=True)
class FolderFacts:
    """What a run's folder says beside its progress: whether it is there and a process trains in it,
    what that was asked to do, and whether it has ever been started."""

    there: bool
    alive: bool = False
    wish: Wish | None = None
    begun: bool = False


def facts_of(folder: Path) -> FolderFacts:
    """Look at a run's folder. Look before its progress is read: a run says how it ended before it
    lets go of its folder."""
    run = RunFolder(folder)
    if not (folder / JOB).is_file():
        return FolderFacts(there=False)
    begun = run.progress.exists() or (folder / LOG).exists()
    return FolderFacts(True, run.is_alive(), run.wish(), begun)


def read_title(folder: Path) -> RunView:
    """A run by its name and job alone; its state is LOST where the job cannot be read."""
    found = _NAME.match(folder.name)
    number, title = (int(found.group(1)), found.group(2)) if found else (0, folder.name)
    try:
        job = read_job(folder)
    except TrainingError as error:
        return RunView(folder, number, title, RunState.LOST, reason=str(error))
    return RunView(folder, number, job.title or title, RunState.WAITING, job)


def with_facts(view: RunView, facts: FolderFacts) -> RunView:
    """A run by its progress and by what its folder says."""
    if view.job is None:
        return view
    if not facts.there:
        reason = f"{view.folder}: this folder is not there any more, or is empty"
        return replace(view, state=RunState.LOST, reason=reason)
    end = view.progress.end
    if end is not None:
        reason = end.text if end.outcome is Outcome.FAILED else ""
        return replace(view, state=_ENDS[end.outcome], reason=reason)
    if facts.alive:
        return replace(view, state=_living_state(facts, view.progress), reason="")
    state = RunState.INTERRUPTED if facts.begun else RunState.WAITING
    return replace(view, state=state)


def _living_state(facts: FolderFacts, progress: RunProgress) -> RunState:
    if facts.wish is Wish.STOP:
        return RunState.STOPPING
    if facts.wish is Wish.CANCEL:
        return RunState.CANCELLING
    return RunState.PAUSED if progress.paused else RunState.RUNNING


def _take_without_steps(folder: Path, progress: RunProgress) -> None:
    """Take all but the losses: tens of thousands of lines that a list does not show."""
    try:
        content = RunFolder(folder).progress.read_bytes()
    except OSError:
        return
    whole, _, _torn = content.rpartition(b"\n")
    lines = whole.split(b"\n")
    last = max((at for at, line in enumerate(lines) if _STEP_LINE in line), default=-1)
    kept = (line for at, line in enumerate(lines) if at == last or _STEP_LINE not in line)
    progress.take(entries_of(kept))


def entries_of(lines: Iterator[bytes]) -> Iterator[dict[str, object]]:
    """The JSON objects of lines; what is none is passed over."""

    for line in lines:
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict):
            yield entry


def discard(folder: Path) -> None:
    """Give up a run that is not alive: its words stay, its weights and caches go.

    Raises TrainingError where its end cannot be written.
    """
    entry = {"event": Event.END, "outcome": Outcome.CANCELLED, "text": "", "model": None}
    RunFolder(folder).append(entry)
    remove_all_but(folder, (JOB, DATA, FRAMES, PROGRESS, LOG))


def halve_batch(folder: Path) -> int:
    """Let a run go on with half the pictures a step; the batch that it has then.

    Raises TrainingError where its job cannot be read or written.
    """
    job = read_job(folder)
    batch = max(1, job.settings.batch // 2)
    replace(job, settings=replace(job.settings, batch=batch)).save(folder)
    return batch


def log_tail(folder: Path) -> str:
    """The last lines of a run's log; "" where it has none."""
    try:
        with (folder / LOG).open("rb") as stream:
            stream.seek(0, os.SEEK_END)
            stream.seek(max(0, stream.tell() - _LOG_TAIL_BYTES))
            text = stream.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return text.partition("\n")[2] if len(text) >= _LOG_TAIL_BYTES else text
