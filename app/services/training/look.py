"""What the window reads of runs, made for a thread of its own: folders may lie on slow drives."""

from dataclasses import dataclass, field
from pathlib import Path

from app.domain.training.progress import RunProgress
from app.domain.training.run_folders import (
    ENDED,
    FolderFacts,
    RunState,
    RunView,
    facts_of,
    read_run,
    read_title,
    run_folders,
    with_facts,
)
from fpn_core.runs import Entry, ProgressTail, RunFolder


@dataclass
class Follower:
    """Reads on in the progress of one run. ``view`` is the run as it was at the last look."""

    view: RunView
    tail: ProgressTail

    @classmethod
    def of(cls, folder: Path) -> "Follower":
        """A follower that has read nothing yet."""
        return cls(read_title(folder), ProgressTail(RunFolder(folder)))


@dataclass(frozen=True)
class Look:
    """One look at a run: its folder, and what has been added to its progress. ``anew`` has all of
    the progress where that was written anew, as a resumed run does."""

    folder: Path
    facts: FolderFacts
    entries: tuple[Entry, ...] = ()
    anew: RunProgress | None = None


def look_at_run(follower: Follower) -> Look:
    """Read what is new of a run."""
    folder = follower.view.folder
    facts = facts_of(folder)
    restarts = follower.tail.restarts
    entries = tuple(follower.tail.read())
    if follower.tail.restarts == restarts:
        return Look(folder, facts, entries)
    anew = RunProgress()
    anew.take(entries)
    return Look(folder, facts, anew=anew)


@dataclass
class Listing:
    """All runs of a project, the newest first, and a follower of each that has not ended."""

    runs: list[RunView] = field(default_factory=list)
    followers: dict[Path, Follower] = field(default_factory=dict)


def list_runs(runs: Path) -> Listing:
    """Read all runs of a project."""
    listing = Listing()
    for folder in reversed(run_folders(runs)):
        view = read_run(folder)
        if view.state not in ENDED and view.state is not RunState.LOST:
            follower = Follower.of(folder)
            look = look_at_run(follower)
            follower.view.progress.take(look.entries)
            view = follower.view = with_facts(follower.view, look.facts)
            listing.followers[folder] = follower
        listing.runs.append(view)
    return listing
