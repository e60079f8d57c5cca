"""A project: classes, pictures, annotations and the undo history in one SQLite file."""

import json
import logging
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from app.domain.detection_pack import pack_detections
from app.domain.detections import DetectionSet
from app.domain.edits import Edit
from app.domain.project import detection_rows
from app.domain.project.apply import apply_changes, highest_id, pack_changes
from app.domain.project.database import damaged
from app.domain.project.errors import NotSavableError, ProjectError, SaveError
from app.domain.project.places import SUFFIX, default_data_dir, target_of
from app.domain.project.reading import ProjectReader
from app.domain.project.rows import PICTURES
from app.domain.project.steps import StepFacts, add_step, edit_at, facts_at, set_meta
from app.domain.project.storage import Storage
from app.domain.records import Picture
from fpn_core.video.frames import split_frame

__all__ = ["SUFFIX", "NotSavableError", "Project", "ProjectError", "SaveError"]
log = logging.getLogger(__name__)
_SMALL_EDIT = 1000  # changes; larger ones are read from the file again rather than kept in memory


class Project(ProjectReader):
    """A project's file, or one that waits in memory for the first thing worth keeping.

    ``path`` is a ``.pyramid`` file or a folder: the project in it, or the one to be there. None
    keeps the project in memory. ``root`` is the folder that relative paths start from, if not the
    file's own; ``data_dir`` is where copies of projects in read-only places go.

    Every edit is saved when `do` returns. One window or script at a time may change a project;
    for the others it is `read_only`, and `notice` says who holds it. Needs neither Qt nor torch:

    >>> from app.domain.project.store import Project
    >>> with Project() as project:  # Project("photos") for the project of a folder
    ...     cat = project.picture("/photos/cat.jpg")
    ...     for picture in project.pictures():
    ...         print(project.path_of(picture.id), project.annotations(picture.id))
    /photos/cat.jpg ()

    Raises:
        ProjectError: the file is no project, damaged, or of a later version.
    """

    def __init__(
        self,
        path: str | Path | None = None,
        root: str | Path | None = None,
        data_dir: str | Path | None = None,
    ) -> None:
        target = None if path is None else target_of(Path(os.path.abspath(path)))
        self._given_root = root
        self._storage = Storage(target, Path(data_dir or default_data_dir()).absolute())
        try:
            self.root = Path(os.path.abspath(root or self._own_root() or os.curdir))
            # Another window may give the same ids: in a view of its file ours go the other way.
            self._next_id = -1 if self.read_only else self._whole("next_id")
            self._last_step = self._cursor()
        except BaseException:
            self._storage.close()
            raise
        self._ids = threading.Lock()
        self._edits: dict[int, Edit] = {}
        self._storage.back_up_daily()

    def _own_root(self) -> str | Path | None:
        """The folder that a copy stands for, else the file's own."""
        rows = self._read("SELECT value FROM meta WHERE key='root'")
        if rows:
            return os.fsdecode(rows[0][0])
        return self._storage.folder

    # Facts: no steps of the undo history

    def new_id(self) -> int:
        """A permanent id for a row of any kind; never given twice."""
        with self._ids:
            given = self._next_id
            self._next_id += -1 if self.read_only else 1
            return given

    def picture(self, path: str) -> Picture:
        """The picture at an absolute path, which the project knows from then on; with a frame, it
        knows the frame's video.

        Raises:
            SaveError: the project has a file, and it cannot be written.
        """
        with self._storage.writing:
            known = self.find_picture(path)
            if known is not None:
                return known
            frame = split_frame(path)
            if frame is not None:
                self.picture(frame[0])
            made = Picture(self.new_id(), self.relative_path(path))
            with self.transaction() as db:
                db.execute(PICTURES.insert, PICTURES.pack(made))
                self._keep_next_id(db)
            return made

    def register(self, paths: Iterable[str]) -> dict[str, Picture]:
        """The pictures at many absolute paths, in one transaction; see `picture`."""
        with self._storage.writing:
            known = {picture.path: picture for picture in self.pictures()}
            paths, found = list(paths), {}
            with self.transaction() as db:
                for path in with_videos(paths):
                    relative = self.relative_path(path)
                    if relative not in known:
                        known[relative] = made = Picture(self.new_id(), relative)
                        db.execute(PICTURES.insert, PICTURES.pack(made))
                    found[path] = known[relative]
                self._keep_next_id(db)
            return {path: found[path] for path in paths}

    def set_value(self, key: str, value: Any, keep: bool = False) -> None:
        """Remember a JSON value; no step of the undo history.

        ``keep`` makes the project's file if it is not there yet.
        """
        text = json.dumps(value)
        with self._storage.writing:
            if keep:
                self._storage.make_writable()
            with self.transaction() as db:
                db.execute("REPLACE INTO answers VALUES (?, ?)", (key, text))

    def put_detections(self, picture_id: int, found: DetectionSet, keep: bool = False) -> None:
        """Keep a model's detections on a picture in place of its earlier ones there.

        ``keep`` makes the project's file if it is not there yet.
        """
        packed = pack_detections(found)
        with self._storage.writing:
            if keep:
                self._storage.make_writable()
            with self.transaction(len(packed)) as db:
                detection_rows.put(db, picture_id, found, packed)

    # Edits

    def do(self, edit: Edit) -> None:
        """Carry out an edit and keep it as a step of the undo history, in one transaction.

        Raises:
            SaveError: it could not be saved; nothing has changed.
            ProjectError: it does not fit the project; nothing has changed.
        """
        if not edit.changes:
            return
        with self._storage.writing:
            self._storage.make_writable()
            with self._ids:
                self._next_id = max(self._next_id, highest_id(edit.changes) + 1)
            changes = pack_changes(edit.changes)
            with self.transaction() as db:
                apply_changes(db, changes)
                size = add_step(db, edit.text, edit.picture, changes)
                self._keep_next_id(db)
            self._storage.committed(2 * size)
            self._last_step = step = self._cursor()
            self._edits = {key: each for key, each in self._edits.items() if key < step}
            self._remember(step, edit)

    def undo(self) -> Edit | None:
        """Take back the last step; returns the edit that did it, None if there is no step.

        Raises:
            SaveError: that could not be saved; nothing has changed.
            ProjectError: the step cannot be read; nothing has changed.
        """
        with self._storage.writing:
            cursor = self._cursor()
            edit = self._edit(cursor)
            return None if edit is None else self._go(edit.inverse(), cursor - 1)

    def redo(self) -> Edit | None:
        """Do the step again that was taken back last; returns it, None if there is none.

        Raises:
            SaveError: that could not be saved; nothing has changed.
            ProjectError: the step cannot be read; nothing has changed.
        """
        with self._storage.writing:
            step = self._cursor() + 1
            edit = self._edit(step)
            return None if edit is None else self._go(edit, step)

    def _go(self, edit: Edit, cursor: int) -> Edit:
        self._storage.make_writable()
        changes = pack_changes(edit.changes)
        with self.transaction(100 * len(changes)) as db:
            apply_changes(db, changes)
            set_meta(db, "cursor", cursor)
        self._last_step = cursor
        return edit

    @property
    def undo_edit(self) -> Edit | None:
        """The step that `undo` would take back; None for none, and where it cannot be read."""
        return self._readable(self._cursor())

    @property
    def redo_edit(self) -> Edit | None:
        """The step that `redo` would do again; None for none, and where it cannot be read."""
        return self._readable(self._cursor() + 1)

    def _readable(self, step: int) -> Edit | None:
        try:
            return self._edit(step)
        except ProjectError as error:
            log.warning("%s", error)  # undo itself raises it, for the person who asks for it
            return None

    @property
    def undo_step(self) -> StepFacts | None:
        """What `undo` would take back, without reading all of a large step; None for nothing."""
        return facts_at(self._storage.database, self._cursor())

    @property
    def redo_step(self) -> StepFacts | None:
        """What `redo` would do again; None for nothing."""
        return facts_at(self._storage.database, self._cursor() + 1)

    @property
    def undo_text(self) -> str:
        """The text of `undo_step`; "" for nothing."""
        return self._text(self._cursor())

    @property
    def redo_text(self) -> str:
        """The text of `redo_step`; "" for nothing."""
        return self._text(self._cursor() + 1)

    def forget_steps(self) -> None:
        """Read steps from the file again: paths of their pictures have changed."""
        self._edits = {}

    def _text(self, step: int) -> str:
        facts = facts_at(self._storage.database, step)
        return "" if facts is None else facts.text

    def _edit(self, step: int) -> Edit | None:
        if step not in self._edits:
            edit = edit_at(self._storage.database, step)
            if edit is None:
                return None
            self._remember(step, edit)
            return edit
        return self._edits[step]

    def _remember(self, step: int, edit: Edit) -> None:
        if len(edit.changes) <= _SMALL_EDIT:
            self._edits = {k: v for k, v in self._edits.items() if abs(k - step) <= 1}
            self._edits[step] = edit

    def _cursor(self) -> int:
        return self._whole("cursor")

    # The file

    def save_copy(self, place: Path) -> None:
        """Write what is open to another file, and work there from now on.

        Raises:
            SaveError: it cannot be written there, or, where another program has written over its
                own file, not be read whole any more.
            NotSavableError: another window holds it.
        """
        with self._storage.writing:
            if self.read_only:
                raise NotSavableError(self.notice)
            self._storage.save_copy(place, self.root, self._last_step)

    def opened_anew(self) -> "Project | None":
        """This project again, where another window that had it has closed, or has made its file
        first; None where nothing has changed. The caller closes this one. From any thread.

        Raises:
            ProjectError: it can no longer be opened.
        """
        storage = self._storage
        if not storage.has_changed_hands():
            return None
        again = Project(storage.target, self._given_root, storage.data_dir)
        if self.read_only and again.read_only:  # somebody was quicker
            again.close()
            return None
        return again

    def close(self) -> None:
        """Let go of the file. A project that never came to be on disk is gone."""
        self._storage.put_aside(self._last_step)
        self._storage.close()

    def __enter__(self) -> "Project":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self, written: int = 0) -> Iterator[sqlite3.Connection]:
        """The tables for one transaction of facts, of about that many bytes; see relink."""
        with self._storage.transaction() as db:
            yield db
        self._storage.committed(written)

    def _whole(self, key: str) -> int:
        rows = self._read("SELECT value FROM meta WHERE key=?", (key,))
        try:
            return int(rows[0][0])
        except (IndexError, ValueError, TypeError):
            raise damaged(self.file, f"the file is damaged: it lacks its {key}") from None

    def _keep_next_id(self, db: sqlite3.Connection) -> None:
        set_meta(db, "next_id", self._next_id)


def with_videos(paths: Iterable[str]) -> Iterator[str]:
    """Paths of pictures, each frame's video before its first frame."""
    seen = set[str]()
    for path in paths:
        frame = split_frame(path)
        if frame is not None and frame[0] not in seen:
            seen.add(frame[0])
            yield frame[0]
        yield path
