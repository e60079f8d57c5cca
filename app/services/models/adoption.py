"""Which model a project uses: adopted with one click, remembered in the project, rolled back."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.folder_queue import FolderState
from app.domain.models.model import Model
from app.domain.models.tree import InUse, parent_of
from app.domain.project.store import Project, ProjectError
from app.services.background import BackgroundWorker
from app.services.detection_client import DetectionClient
from app.services.document import Document
from app.services.folder_detection import FolderDetection
from app.services.models.catalogue import Models
from app.services.settings import Settings

log = logging.getLogger(__name__)
MODEL, BEFORE = "model", "models_before"  # values of the project
_MOST_BEFORE = 50
# What an adopted model looks at by itself; in a larger project it is what had been detected.
MOST_ANEW = 2000


@dataclass(frozen=True)
class Remembered:
    """A model as a project remembers it: found again by its key, else by what loads it."""

    key: str
    title: str
    ref: str


@dataclass(frozen=True)
class Change:
    """What has happened: the titles of the model before and of the one in use."""

    before: str
    after: str
    rolled_back: bool = False


@dataclass(frozen=True)
class _Coming:
    """A model that is being loaded to be used in the project."""

    model: Remembered
    before: Remembered
    rolls_back: bool = False


class Adoption(QObject):
    """Another project keeps its own model; the settings name the one for new projects.

    Adopting is no step of the undo history. A model that cannot be loaded changes nothing.
    """

    changed = Signal()  # the model in use, the word of the last change
    adopted = Signal(object)  # Change

    def __init__(
        self,
        document: Document,
        client: DetectionClient,
        folder: FolderDetection,
        settings: Settings,
        models: Models,
        load: Callable[[str], object],
        asked: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self.models = document, models
        self._client, self._folder, self._settings, self._load = client, folder, settings, load
        self._asked = asked
        self._coming: _Coming | None = None
        self._listed: set[str] = set()
        self.last: Change | None = None
        self._worker = BackgroundWorker("adoption", parent=self)
        document.project_changed.connect(self._take_project)
        settings.changed.connect(self._take_setting)
        models.changed.connect(self._tell)
        models.changed.connect(self._list_it)
        self.changed.connect(self._tell)
        models.deleted.connect(lambda _deleted: self._check_default())

    def close(self) -> None:
        """Stop the thread; the project can be closed then."""
        self._worker.close()

    # What is in use

    @property
    def ref(self) -> str:
        """What loads the model in use, or the one that is being loaded."""
        return self._client.model_name

    @property
    def model(self) -> Model | None:
        """The model in use; None while the list is not read or does not have it."""
        return self.models.by_ref(self.ref)

    @property
    def back(self) -> Remembered | None:
        """Where rolling back leads: the model used before in this project, else the parent."""
        here = self.ref
        for each in reversed(self._before()):
            ref = self.models.lookup(each.key, each.ref)
            if ref is not None and ref != here:
                return Remembered(each.key, self.models.title_of(ref), ref)
        model = self.model
        parent = None if model is None else parent_of(model, self.models.listing.models)
        if parent is None or not parent.usable:
            return None
        return Remembered(parent.id, parent.title, parent.ref)

    def _tell(self) -> None:
        """Let the document know what the model in use is called."""
        model, back = self.model, self.back
        parent = None if model is None else parent_of(model, self.models.listing.models)
        self.document.set_in_use(
            InUse(
                self.models.title_of(self.ref),
                "" if parent is None else parent.title,
                "" if back is None else back.title,
                bool(self._settings["model"] == self.ref),
            )
        )

    # What a person asks for

    def adopt(self, model: Model) -> None:
        """Use a model in this project from now on."""
        self._ask(Remembered(model.id, model.title, model.ref))

    def roll_back(self) -> None:
        """Use the model before again."""
        back = self.back
        if back is not None:
            self._ask(back, rolls_back=True)

    def make_default(self) -> None:
        """Let new projects use the model that is in use here, too."""
        self._settings["model"] = self.ref
        title = self.models.title_of(self.ref)
        self.document.tell(self.tr("New projects use {title}, too.").format(title=title))
        self.changed.emit()

    def dismiss(self) -> None:
        """Put the word of the last change away."""
        self.last = None
        self.changed.emit()

    def _ask(self, model: Remembered, rolls_back: bool = False) -> None:
        own, coming = self._own(), self._coming
        if own is not None and own.ref == model.ref == self.ref:
            return
        before = self._remembered(self.ref) if coming is None else coming.before
        self._coming = _Coming(model, before, rolls_back)
        self._asked = ""
        if model.ref == self.ref:
            self.take_loaded(model.ref)
        else:
            self._load(model.ref)
        self.changed.emit()

    def _remembered(self, ref: str) -> Remembered:
        model = self.models.by_ref(ref)
        return Remembered("" if model is None else model.id, self.models.title_of(ref), ref)

    # What the detector says

    def take_loaded(self, ref: str) -> None:
        """A model is loaded: if a person chose it, it is the project's from now on."""
        coming = self._coming
        if coming is not None and coming.model.ref == ref:
            self._coming = None
            self._settle(coming)
        self._list_it()
        self.changed.emit()

    def _list_it(self) -> None:
        """Whatever is in use is in the list, also a file of the command line."""
        ref = self._client.loaded_name
        if not self.models.ready or not ref or ref in self._listed:
            return
        self._listed.add(ref)
        if self.models.by_ref(ref) is None and Path(ref).is_file():
            self.models.link(Path(ref))

    def take_refused(self, ref: str) -> None:
        """A model could not be loaded: a project whose own it is gets the one for new projects."""
        coming, default = self._coming, self._settings["model"]
        if coming is not None and coming.model.ref == ref:
            self._coming = None
        elif coming is None and self._own_ref() == ref and default not in (ref, self.ref):
            self._load(default)
        self.changed.emit()

    def _settle(self, coming: _Coming) -> None:
        before = self._before()
        if coming.rolls_back:
            places = [n for n, each in enumerate(before) if each.key == coming.model.key]
            before = before[: places[-1]] if places else before
        elif coming.before.ref != coming.model.ref:
            before = [*before, coming.before][-_MOST_BEFORE:]
        if self.document.project.file is None and not self.document.pictures.paths:
            self._settings["model"] = coming.model.ref  # there is no project to remember it
        else:
            self._remember(MODEL, asdict(coming.model))
            self._remember(BEFORE, [asdict(each) for each in before])
        if coming.before.ref != coming.model.ref:
            self.last = Change(coming.before.title, coming.model.title, coming.rolls_back)
            self.adopted.emit(self.last)
            self.detect_anew()

    def _remember(self, key: str, value: Any) -> None:
        try:
            self.document.project.set_value(key, value, keep=True)
        except ProjectError as error:
            log.warning("%s is not kept: %s", key, error)
            self.document.tell(str(error))

    # Detecting again

    def detect_anew(self) -> None:
        """Let the model in use look at pictures that are not reviewed, those in sight first."""
        project, pictures, ref = self.document.project, self.document.pictures, self.ref
        if self._folder_is_busy():
            return  # it begins anew with another model by itself
        paths, current = pictures.paths, pictures.current

        def done(found: Any, error: Exception | None) -> None:
            if error is not None:
                log.warning("nothing is detected anew: %s", error)
                return
            here = self.document.project is project and self.ref == ref
            if found and here and not self._folder_is_busy():
                self._folder.start(found)

        self._worker.submit("paths", lambda: to_detect(project, paths, current), done)

    def _folder_is_busy(self) -> bool:
        return self.document.folder.state in (FolderState.RUNNING, FolderState.PAUSED)

    # The project

    def _take_project(self) -> None:
        """Use the model of the project that is open from now on."""
        self._coming, self.last = None, None
        wanted = self._asked or self._own_ref() or self._settings["model"]
        if wanted != self.ref:
            self._load(wanted)
        self.changed.emit()

    def _take_setting(self, key: str) -> None:
        if key == "model" and self._own() is None and not self._asked:
            if self._settings["model"] != self.ref:
                self._load(self._settings["model"])
            self.changed.emit()

    def _check_default(self) -> None:
        """New projects use the embedded model where the one for them has been deleted."""
        if self.models.lookup("", self._settings["model"]) is None:
            self._settings.reset("model")

    def _own(self) -> Remembered | None:
        return _readable(self.document.project.value(MODEL, None))

    def _own_ref(self) -> str | None:
        own = self._own()
        if own is None:
            return None
        ref = self.models.lookup(own.key, own.ref)
        if ref is None:
            text = self.tr(
                "{title}, which this project uses, is not among the models any more; restore or "
                "add it in the models window. Until then another one is used."
            )
            self.document.tell(text.format(title=own.title))
        return ref

    def _before(self) -> list[Remembered]:
        kept = self.document.project.value(BEFORE, None)
        rows = kept if isinstance(kept, list) else []
        return [each for each in map(_readable, rows) if each is not None]


def _readable(value: Any) -> Remembered | None:
    """A remembered model, None for what is none."""
    if not isinstance(value, dict):
        return None
    found = [value.get(name) for name in ("key", "title", "ref")]
    if not all(isinstance(each, str) for each in found) or not found[2]:
        return None
    return Remembered(*map(str, found))


def to_detect(project: Project, paths: Sequence[str], current: str | None) -> list[str]:
    """Which pictures of a list an adopted model looks at, but for the one that is shown.

    Those that are not reviewed: all where some are reviewed, since the next to review are sought
    among them; else, and in a large project, those that a model had looked at before.
    """
    reviewed = project.reviewed_paths()
    waiting = [path for path in paths if path not in reviewed and path != current]
    if reviewed and len(waiting) <= MOST_ANEW:
        return waiting
    seen = project.detected_paths()
    return [path for path in waiting if path in seen]
