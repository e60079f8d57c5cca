"""Watches the fine-tuning runs of the open project: lists them, and follows those that live."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.project.store import Project
from app.domain.training.run_folders import ENDED, RunState, RunView, log_tail, read_run, with_facts
from app.services.background import BackgroundWorker
from app.services.collector import without_collector
from app.services.document import Document
from app.services.settings import runs_dir
from app.services.training.launch import (
    exit_code,
    forget_exit,
    is_running,
    kill_trainer,
    was_killed,
)
from app.services.training.look import Follower, Listing, Look, list_runs, look_at_run
from app.services.training.turn import START_SECONDS, Turn

log = logging.getLogger(__name__)
POLL_MS = 500
_TOLD = "run_told"  # under this key a project remembers the last run whose end a person heard of


class RunWatch(QObject):
    """Runs live in processes of their own and speak through files, which are read in a thread,
    twice a second while there is something to watch.

    ``runs`` are all runs of the project, the newest first; ``current`` is the one to be watched.
    """

    changed = Signal()  # the list, or the state of a run
    progressed = Signal()  # the current run has told something
    run_ended = Signal(object)  # RunView: done, stopped, cancelled or failed
    interrupted = Signal(object)  # RunView: killed, and it can be resumed

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.runs: list[RunView] = []
        self.listed = False
        self._followers: dict[Path, Follower] = {}
        self._started: dict[Path, float] = {}  # monotonic time, until it holds its folder
        self._not_started: dict[Path, str] = {}  # why
        self._resumed: set[Path] = set()  # asked for, and waiting to be started
        self._last: Path | None = None
        self._looking = self._look_again = False
        self._worker = BackgroundWorker("runs", parent=self)
        self._turn = Turn(runs_dir())
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._tick)
        document.project_changed.connect(self._leave_project)

    # What there is

    @property
    def folder(self) -> Path:
        """Where the runs of the open project are."""
        return runs_dir() / (self.document.project.uid or "none")

    @property
    def current(self) -> RunView | None:
        """The run to be watched: what lives, else what waits first, what has lived last, or the
        newest."""
        living = [run for run in self.runs if run.lives]
        waiting = [run for run in self.runs if run.state is RunState.WAITING]
        last = [run for run in self.runs if run.folder == self._last]
        return next(iter([*living, *waiting[-1:], *last, *self.runs]), None)

    @property
    def living(self) -> RunView | None:
        """The run of this project that a process trains for."""
        return next((run for run in self.runs if run.lives), None)

    def holder(self) -> Path | None:
        """The folder of the run that lives, of whatever project; None where nobody trains."""
        living = self.living
        return self._turn.holder() if living is None else living.folder

    def titles(self) -> set[str]:
        """Titles that are taken."""
        return {run.title for run in self.runs}

    def run(self, folder: Path) -> RunView | None:
        """The run of a folder, as it is now."""
        return next((each for each in self.runs if each.folder == folder), None)

    def read_whole(self, run: RunView, done: Callable[[RunView], object]) -> None:
        """Read all that an earlier run has told, its losses too; then ``done`` gets it."""
        self.aside("whole", lambda: read_run(run.folder, steps=True), done)

    def aside(self, key: str, work: Callable[[], Any], done: Callable[[Any], object]) -> None:
        """Do something in the thread that reads runs; ``done`` gets what comes of it."""

        def take(value: Any, error: Exception | None) -> None:
            if error is None:
                done(value)
            else:
                log.error("%s failed", key, exc_info=error)

        self._worker.submit(key, work, take)

    def close(self) -> None:
        """Stop watching; runs go on."""
        self._poll.stop()
        self._worker.close()

    # Reading

    def refresh(self) -> None:
        """Read the list of runs anew: another window may have made some."""
        project, folder, turn = self.document.project, self.folder, self._turn

        def work() -> tuple[Listing, Path | None]:
            with without_collector():
                return list_runs(folder), turn.holder()

        self._worker.submit(
            "list",
            work,
            lambda value, error: self._take_list(project, value, error),
        )

    def look(self) -> None:
        """Read what is new of the runs that have not ended; once more where that is being done."""
        followers = list(self._followers.values())
        self._look_again = self._looking
        if self._looking or not followers:
            return
        self._looking = True
        project = self.document.project
        self._worker.submit(
            "look",
            lambda: [look_at_run(each) for each in followers],
            lambda value, error: self._take_looks(project, value, error),
        )

    def _tick(self) -> None:
        if not self._looking:
            self.look()

    def _leave_project(self) -> None:
        self._poll.stop()
        self.runs, self.listed, self._looking = [], False, False
        self._followers, self._started, self._not_started = {}, {}, {}
        self._resumed, self._last = set(), None
        self._worker.keep_waiting(lambda _key: False)
        self.changed.emit()
        self.refresh()

    def _take_list(
        self,
        project: Project,
        value: tuple[Listing, Path | None] | None,
        error: Exception | None,
    ) -> None:
        if project is not self.document.project:
            return
        if value is None:
            log.warning("the runs cannot be listed: %s", error)
            return
        listing, holder = value
        self._take_followers(listing, holder)
        # What has ended here is known with all its losses; what was made since is not listed.
        known = {each.folder: each for each in self.runs if each.state in ENDED}
        known |= {folder: follower.view for folder, follower in self._followers.items()}
        listed = {each.folder for each in listing.runs}
        fresh = [each for each in self.runs if each.folder in self._followers.keys() - listed]
        self.runs = [*fresh, *(known.get(each.folder, each) for each in listing.runs)]
        first, self.listed = not self.listed, True
        self.changed.emit()
        if first:
            self._tell_what_happened()
        self._go_on()

    def _take_followers(self, listing: Listing, holder: Path | None) -> None:
        """Follow what was listed; another window may have resumed a run, or ended it."""
        for view in listing.runs:
            if view.state in ENDED and not self._is_ours(view.folder):
                self._followers.pop(view.folder, None)
        for folder, follower in listing.followers.items():
            mine = self._followers.get(folder)
            if mine is not None and (
                self._is_ours(folder) or mine.view.state is follower.view.state
            ):
                continue
            self._followers[folder] = follower
            if folder == holder and not follower.view.lives:  # started by another window, just now
                self._started[folder] = time.monotonic()
                follower.view = replace(follower.view, state=RunState.STARTING)

    def _is_ours(self, folder: Path) -> bool:
        """Whether this window knows better than a list what becomes of a run."""
        follower = self._followers.get(folder)
        living = follower is not None and follower.view.lives
        return living or folder in {*self._started, *self._not_started, *self._resumed}

    def _take_looks(
        self, project: Project, looks: Iterable[Look] | None, error: Exception | None
    ) -> None:
        if project is not self.document.project:
            return
        self._looking = False
        if error is not None:
            log.warning("the runs cannot be looked at: %s", error)
        for look in looks or ():
            if look.folder in self._followers:
                self._take_look(look, self._followers[look.folder])
        if self._look_again:
            self.look()
        self._go_on()

    def _take_look(self, look: Look, follower: Follower) -> None:
        before = follower.view
        progress = look.anew or before.progress
        heard = progress.take(look.entries) or look.anew is not None
        after = with_facts(replace(before, progress=progress), look.facts)
        after = self._with_process(before, after)
        self._put(after, before)
        current = self.current
        if heard and current is not None and current.folder == after.folder:
            self.progressed.emit()
        if after.state in ENDED:
            self._leave(after)
            if before.state not in ENDED:
                self._end(after)
        elif after.state in (RunState.INTERRUPTED, RunState.LOST) and before.lives:
            self._leave(after)
            self._lose(after)

    def _with_process(self, before: RunView, view: RunView) -> RunView:
        """What is known of a run's process, beside what its folder says."""
        folder = view.folder
        if view.state not in (RunState.WAITING, RunState.INTERRUPTED):
            self._started.pop(folder, None)
            return view
        if folder in self._not_started:
            return replace(view, state=RunState.INTERRUPTED, reason=self._not_started[folder])
        if folder in self._resumed:
            return replace(view, state=RunState.WAITING)
        since = time.monotonic() - self._started.get(folder, -START_SECONDS)
        if since < START_SECONDS and exit_code(folder) is None:
            return replace(view, state=RunState.STARTING)
        if before.lives and is_running(folder):  # its words have ended, its exit code has not come
            return replace(view, state=before.state)
        if before.lives or folder in self._started:
            self._started.pop(folder, None)
            return self._interrupted(view)
        return view

    def _interrupted(self, view: RunView) -> RunView:
        """A run whose process is gone without an end, and why, as far as that is known."""
        code, reason = exit_code(view.folder), ""
        killed = was_killed(code)
        if code and not killed:
            words = log_tail(view.folder).strip().splitlines()
            reason = words[-1].strip() if words else self.tr("it ended with code {code}").format(
                code=code
            )  # fmt: skip
        return replace(view, state=RunState.INTERRUPTED, reason=reason, out_of_memory=killed)

    # What has happened

    def _put(self, view: RunView, before: RunView | None = None) -> None:
        """Show a run as it is now."""
        if view.lives:
            self._last = view.folder
        if view.folder in self._followers:
            self._followers[view.folder].view = view
        for place, each in enumerate(self.runs):
            if each.folder == view.folder:
                self.runs[place] = view
                break
        else:
            self.runs.insert(0, view)
        if before is None or view != before:
            self.changed.emit()

    def _leave(self, view: RunView) -> None:
        """A run lives no more: the next may train."""
        if view.state in ENDED:
            self._followers.pop(view.folder, None)
        if view.state is RunState.LOST:
            self._followers.pop(view.folder, None)
            kill_trainer(view.folder)  # it has nowhere to write to
        forget_exit(view.folder)
        self._turn.give_back(view.folder)

    def _end(self, view: RunView) -> None:
        self._note_told(view)
        self.run_ended.emit(view)

    def _lose(self, view: RunView) -> None:
        if view.state is RunState.LOST:
            self.document.tell(view.reason)
        else:
            self.interrupted.emit(view)

    def _tell_what_happened(self) -> None:
        """What a person has not heard of yet: a run that ended, or was killed, meanwhile."""
        if not self.runs:
            return
        newest = self.runs[0]
        told = self.document.project.value(_TOLD, 0)
        if newest.state is RunState.INTERRUPTED:
            self.interrupted.emit(newest)
        elif newest.state in ENDED and isinstance(told, int) and newest.number > told:
            self._note_told(newest)
            if newest.state is not RunState.CANCELLED:
                self.run_ended.emit(newest)

    def _note_told(self, view: RunView) -> None:
        if not self.document.project.read_only:
            self.document.remember(_TOLD, view.number)

    def _go_on(self) -> None:
        """Watch what is to be watched."""
        watched = any(
            each.view.lives or each.view.state is RunState.WAITING
            for each in self._followers.values()
        )
        if watched and not self._poll.isActive():
            self._poll.start()
        elif not watched:
            self._poll.stop()
