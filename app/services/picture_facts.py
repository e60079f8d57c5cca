"""Lets the project learn the content of its pictures, so that moved files are known again."""

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from PySide6.QtCore import QObject

from app.domain.edits import Edit
from app.domain.project.media_files import stamp_of
from app.domain.project.relink import FileFacts, put_facts, read_facts
from app.domain.project.store import Project, ProjectError
from app.domain.project.worked import file_ids, worked_ids
from app.services.background import BackgroundWorker
from app.services.document import Document
from app.services.timers import quiet_timer
from fpn_core import media
from fpn_core.errors import FpnError

log = logging.getLogger(__name__)
_REST_MS = 1000
_PICTURES_A_JOB = 500
_MOST_READ = 32
# Between jobs the window has the processor to itself.
_PAUSE_MS = 40


@dataclass(frozen=True)
class _Read:
    facts: dict[int, FileFacts]
    done: list[int]
    left: list[int]


class PictureFacts(QObject):
    """Reads files in a thread of its own, some at a time: pictures with work in them, and the one
    that is looked at. Pictures that were merely listed or detected are not read."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._worker = BackgroundWorker("facts", parent=self)
        self._stop = threading.Event()
        self._waiting: dict[int, None] = {}
        self._read: set[int] = set()
        self._all = True
        self._working = False
        self._rest = quiet_timer(self, _REST_MS, self._work)
        document.project_changed.connect(self._leave_project)
        document.pixels_changed.connect(self._see)
        document.edited.connect(self._take_edit)

    def learn(self, ids: Iterable[int], again: bool = False) -> None:
        """Read these pictures soon; ``again``: their files have changed."""
        ids = list(ids)
        if again:
            self._read.difference_update(ids)
        self._waiting.update((each, None) for each in ids if each not in self._read)
        if self._waiting and not self._rest.isActive():
            self._rest.start(_REST_MS)

    def learn_all(self) -> None:
        """Look through the whole project for pictures that are not read yet."""
        self._all = True
        self._rest.start(_REST_MS)

    def close(self) -> None:
        """Stop the thread; the project can be closed then."""
        self._rest.stop()
        self._stop.set()
        self._worker.close()

    def _leave_project(self) -> None:
        self._stop.set()
        self._stop = threading.Event()
        self._waiting, self._read = {}, set()
        self._working = False
        self.learn_all()

    def _see(self) -> None:
        document = self._document
        if document.record is not None and document.pixels is not None:
            self.learn([document.record.id])

    def _take_edit(self, edit: Edit) -> None:
        self.learn(edit.pictures())

    def _work(self) -> None:
        project = self._document.project
        if self._working or project.read_only or not (self._all or self._waiting):
            return
        self._working = True
        everything, stop = self._all, self._stop
        wanted = [] if everything else list(islice(self._waiting, _PICTURES_A_JOB))
        self._all = False
        for each in wanted:
            del self._waiting[each]
        self._worker.submit(
            "facts",
            lambda: worked_ids(project) if everything else _facts(project, wanted, stop),
            lambda value, error: self._take(project, stop, value, error),
        )

    def _take(
        self,
        project: Project,
        stop: threading.Event,
        value: _Read | list[int] | None,
        error: Exception | None,
    ) -> None:
        if stop.is_set() or project is not self._document.project:
            return
        self._working = False
        if isinstance(value, list):
            self.learn(value)
        elif value is not None:
            self._keep(project, value)
            self.learn(value.left)
        elif error is not None:
            log.warning("the content of pictures is not known: %s", error)
        if self._waiting or self._all:
            self._rest.start(_PAUSE_MS)

    def _keep(self, project: Project, read: _Read) -> None:
        try:
            if read.facts:
                put_facts(project, read.facts)
        except ProjectError as error:  # without it only finding moved files suffers
            log.warning("the content of pictures is not kept: %s", error)
        else:
            self._read.update(read.done)


def _facts(project: Project, ids: list[int], stop: threading.Event) -> _Read:
    """What the files of these pictures hold, of some of them; those that cannot be read have no
    facts. Raises ProjectError."""
    owners = file_ids(project, ids)  # all frames of a video have its file
    own = list(dict.fromkeys(owners.values()))
    marks = ", ".join("?" * len(own))
    rows = project.query(
        f"SELECT picture, size, mtime FROM files WHERE picture IN ({marks})", tuple(own)
    )
    known = {key: (size, mtime) for key, size, mtime in rows}
    found: dict[int, FileFacts] = {}
    seen = set[int]()
    for at, each in enumerate(ids):
        if len(found) == _MOST_READ or stop.is_set():
            return _Read(found, ids[:at], ids[at:])
        key = owners.get(each, each)
        if key in seen:
            continue
        seen.add(key)
        path = project.path_of(key)
        try:
            stamp = stamp_of(path)
            if known.get(key) == (stamp.size, stamp.mtime):
                continue
            facts = read_facts(path, stop.is_set)
        except OSError:  # missing, or not ours to read
            continue
        if facts is not None:
            found[key] = _with_size(facts, path)
    return _Read(found, ids, [])


def _with_size(facts: FileFacts, path: str) -> FileFacts:
    try:
        width, height = media.picture_size(path)
    except FpnError:  # broken pictures have a content, too
        return facts
    return replace(facts, width=width, height=height)
