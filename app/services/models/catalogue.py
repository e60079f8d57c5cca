"""The one list of models that the window has: read in a thread, changed in order."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal

from app.domain.formats.labels import StoppedError
from app.domain.models.adding import Added, add_file, add_run, link
from app.domain.models.listing import Deleted, Listing
from app.domain.models.model import Model
from app.domain.models.registry import Registry
from app.domain.models.run_files import Repeat
from app.services.background import BackgroundWorker
from app.services.settings import Settings
from app.services.timers import quiet_timer
from fpn_core.errors import ModelError
from fpn_core.model_header import SUFFIX
from fpn_core.models import fetched_folder

log = logging.getLogger(__name__)
_LOOK_PAUSE_MS = 200
_MOST_WATCHED = 200
_OLD_LIST = "recent_models"
Done = Callable[[Any], object]


@dataclass(frozen=True)
class _Job:
    """Work for the thread, what hears its value, and what to say while it takes its time."""

    work: Callable[[], Any]
    done: Done
    doing: str = ""
    quiet: bool = False


class Models(QObject):
    """Embedded, fetched, added and trained models; several windows may change them at once.

    Whatever is asked for is done in a thread, one after the other, and after each the list is read
    anew. ``start_run`` is called with a run that a person wants to repeat; None where nobody can.
    """

    changed = Signal()  # the list, or what is done to it
    told = Signal(str)
    added = Signal(object)  # Added; the list has it
    deleted = Signal(object)  # Deleted

    def __init__(
        self, settings: Settings, parent: QObject | None = None, folder: Path | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.registry = Registry(folder or fetched_folder())
        self.listing = Listing()
        self.ready = False
        self.doing = ""
        self.start_run: Callable[[Repeat], object] | None = None
        self._jobs: deque[_Job] = deque()
        self._working = False
        self._stopped = threading.Event()
        self._worker = BackgroundWorker("models", parent=self)
        self._watcher = QFileSystemWatcher(self)
        self._look = quiet_timer(self, _LOOK_PAUSE_MS, self.refresh)
        self._watcher.directoryChanged.connect(lambda _path: self._look.start())

    def start(self) -> None:
        """Read the list for the first time; models of an earlier version's list come into it."""
        self._do(self._take_over_old_list, lambda _value: self._forget_old_list(), quiet=True)
        self._do(self.registry.sweep, _nothing, quiet=True)

    def close(self) -> None:
        """Do nothing more; copying that is under way is given up, and leaves nothing."""
        self._stopped.set()
        self._jobs.clear()
        self._look.stop()
        self._worker.close()

    # Asking

    def find(self, id: str) -> Model | None:
        """The model with an id."""
        return self.listing.find(id)

    def by_ref(self, ref: str) -> Model | None:
        """The model that a name or path loads."""
        return next((each for each in self.listing.models if each.ref == ref), None)

    def title_of(self, ref: str) -> str:
        """What a person calls the model that a name or path loads."""
        found = self.by_ref(ref)
        if found is not None:
            return found.title
        return Path(ref).stem if ref.endswith(SUFFIX) else ref

    def lookup(self, key: str, ref: str) -> str | None:
        """What loads the model with that key, else the one at that name or path; None for none.

        Answers before the list is read, too.
        """
        known = self.find(key)
        if known is None and key:
            folder = self.registry.folder / Path(key).name
            known = self.registry.reader.model_in(folder) if folder.is_dir() else None
        if known is not None and known.usable:
            return known.ref
        there = self.by_ref(ref)
        if (there is not None and there.usable) or Path(ref).is_file():
            return ref
        return None

    # Changing

    def refresh(self) -> None:
        """Read the list anew."""
        self._do(_nothing, _nothing, quiet=True)

    def look_for(self, file: Path, done: Done) -> None:
        """Read the list anew, and take the model that is in the models folder by now."""
        self._do(_nothing, lambda _value: done(self.by_ref(str(file))))

    def add_file(self, file: Path, done: Done | None = None) -> None:
        """Copy a model file into the list."""
        doing = self.tr("Adding {name}...").format(name=file.name)
        self._do(lambda: add_file(self.registry, file, self._step), self._taking(done), doing)

    def add_run(self, folder: Path, done: Done | None = None) -> None:
        """Copy the model of a finished run into the list, with what belongs to it."""
        doing = self.tr("Adding the run {name}...").format(name=folder.name)
        self._do(lambda: add_run(self.registry, folder, self._step), self._taking(done), doing)

    def link(self, file: Path) -> None:
        """Put a file into the list that is used where it lies; one that is none stays out."""
        self._do(lambda: link(self.registry, file), _nothing, quiet=True)

    def rename(self, model: Model, title: str) -> None:
        """Give a model another title."""
        self._do(lambda: self.registry.rename(model, title), _nothing)

    def set_note(self, model: Model, note: str) -> None:
        """Keep a note with a model."""
        self._do(lambda: self.registry.set_note(model, note), _nothing)

    def repair(self, model: Model) -> None:
        """Write a damaged entry anew."""
        self._do(lambda: self.registry.repair(model), _nothing)

    def delete(self, model: Model) -> None:
        """Put a model aside; it can be restored."""
        doing = self.tr("Deleting {name}...").format(name=model.title)
        self._do(lambda: self.registry.delete(model), self.deleted.emit, doing)

    def restore(self, deleted: Deleted) -> None:
        """Bring a deleted model back."""
        self._do(lambda: self.registry.restore(deleted), _nothing)

    def erase(self, deleted: Deleted) -> None:
        """Delete for good what was put aside."""
        self._do(lambda: self.registry.erase(deleted), _nothing)

    def export(self, model: Model, target: Path) -> None:
        """Copy a model's file to a place of a person's choice."""
        others = [each.file for each in self.listing.models]
        text = self.tr("{name} is copied to {path}").format(name=model.title, path=target)
        doing = self.tr("Copying {name}...").format(name=model.title)
        self._do(
            lambda: self.registry.export(model, target, others),
            lambda _value: self.told.emit(text),
            doing,
        )

    def _step(self, _done: int, _total: int) -> None:
        if self._stopped.is_set():
            raise StoppedError

    def _taking(self, done: Done | None) -> Done:
        def take(added: Added) -> None:
            there = self.tr("{title} is in the models already").format(title=added.title)
            new = self.tr("{title} is in the models").format(title=added.title)
            self.told.emit(" ".join([there if added.was_there else new, *added.problems]))
            self.added.emit(added)
            if done is not None:
                done(added)

        return take

    # In order

    def _do(
        self, work: Callable[[], Any], done: Done, doing: str = "", quiet: bool = False
    ) -> None:
        self._jobs.append(_Job(work, done, doing, quiet))
        self._go_on()

    def _go_on(self) -> None:
        if self._working or not self._jobs:
            return
        job = self._jobs.popleft()
        self._working = True
        self._show_doing(job.doing)

        def work() -> tuple[Any, Exception | None, Listing]:
            value, error = None, None
            try:
                value = job.work()
            except Exception as caught:  # the list is read all the same
                error = caught
            return value, error, self.registry.read()

        self._worker.submit("models", work, lambda made, error: self._take(job, made, error))

    def _take(self, job: _Job, made: Any, error: Exception | None) -> None:
        self._working = False
        value, problem, listing = made if error is None else (None, error, self.listing)
        if listing != self.listing or not self.ready:
            self.listing, self.ready = listing, True
            self._watch()
        self._show_doing("")
        if problem is None:
            job.done(value)
        elif isinstance(problem, ModelError) and not job.quiet:
            self.told.emit(str(problem))
        elif not isinstance(problem, ModelError):
            log.error("a change of the models failed", exc_info=problem)
            self.told.emit(str(problem))
        else:
            log.info("models: %s", problem)
        self._go_on()

    def _show_doing(self, doing: str) -> None:
        self.doing = doing
        self.changed.emit()

    def _watch(self) -> None:
        """Hear of what other windows do."""
        folder = self.registry.folder
        wanted = [str(folder)] if folder.is_dir() else []
        wanted += [str(each.folder) for each in self.listing.models if each.folder is not None]
        watched = set(self._watcher.directories())
        gone = [path for path in watched if path not in wanted]
        fresh = [path for path in wanted[:_MOST_WATCHED] if path not in watched]
        if gone:
            self._watcher.removePaths(gone)
        if fresh:
            self._watcher.addPaths(fresh)

    # The list of versions that had no registry

    def _take_over_old_list(self) -> None:
        there = {each.file for each in self.registry.read().models}
        for name in self._settings[_OLD_LIST]:
            file = Path(name)
            if file.suffix == SUFFIX and file.is_file() and file not in there:
                try:
                    link(self.registry, file)
                except ModelError as error:
                    log.info("%s is not taken into the list: %s", file, error)

    def _forget_old_list(self) -> None:
        if self._settings[_OLD_LIST]:
            self._settings[_OLD_LIST] = []


def _nothing(*_anything: Any) -> None:
    """For who does not ask, or has nothing to do."""
