"""A project: classes, pictures, annotations and the undo history in one SQLite file."""

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from app.domain.detection_pack import (
    PackError,
    pack_detections,
    pack_model,
    unpack_detections,
    unpack_model,
)
from app.domain.detections import DetectionSet
from app.domain.edits import Edit
from app.domain.project import schema
from app.domain.project.apply import apply_changes, highest_id
from app.domain.project.detection_rows import bin_mask, model_key, parts, uncertainty
from app.domain.project.errors import NotSavableError, ProjectError, SaveError
from app.domain.project.history import pack_side, unpack_edit
from app.domain.project.rows import (
    ANNOTATIONS,
    CLASSES,
    PICTURES,
    REJECTIONS,
    path_column,
    path_text,
)
from app.domain.project.summaries import (
    ALL_SUMMARIES_SQL,
    ONE_SUMMARY_SQL,
    PictureState,
    PictureSummary,
)
from app.domain.records import Annotation, Picture, ProjectClass, Rejection

__all__ = ["NotSavableError", "Project", "ProjectError", "SaveError"]
SUFFIX = ".pyramid"


class Project:
    """A project's file, or one that waits in memory for the first thing worth keeping.

    >>> with Project() as project:
    ...     picture = project.picture("/photos/cat.jpg")
    ...     project.annotations(picture.id)
    ()
    """

    file: Path | None
    root: Path
    read_only: bool = False
    notice: str = ""

    def __init__(self, path: str | Path | None = None, root: str | Path | None = None) -> None:
        self._target = None if path is None else _target(Path(os.path.abspath(path)))
        base = root or (self._target.parent if self._target else Path.cwd())
        self.root = Path(os.path.abspath(base))
        self._lock = threading.RLock()
        self.file = self._target if self._target and self._target.is_file() else None
        self._missing: set[int] = set()
        if self.file is not None:
            self._db = _connect(self.file)
        else:
            self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            schema.create(self._db)
        self._next_id = int(self._meta("next_id"))

    # Rows

    @property
    def classes(self) -> dict[int, ProjectClass]:
        """Living classes by id, in the order of their places."""
        rows = self._read(f"{CLASSES.select} ORDER BY place, id")
        return {row[0]: CLASSES.record(row) for row in rows}

    def new_id(self) -> int:
        """A permanent id for a row of any kind; never given twice."""
        with self._lock:
            self._next_id += 1
            return self._next_id - 1

    def picture(self, path: str) -> Picture:
        """The picture at an absolute path, which the project knows from then on."""
        with self._lock:
            known = self.find_picture(path)
            if known is not None:
                return known
            made = Picture(self.new_id(), self._relative(path))
            with self._transaction() as db:
                db.execute(PICTURES.insert, PICTURES.pack(made))
                self._keep_next_id(db)
            return made

    def find_picture(self, path: str) -> Picture | None:
        """The picture at an absolute path, None where the project knows none."""
        rows = self._read(f"{PICTURES.select} WHERE path=?", (path_column(self._relative(path)),))
        return PICTURES.record(rows[0]) if rows else None

    def picture_of(self, picture_id: int) -> Picture:
        """The picture with an id. Raises ProjectError where there is none."""
        rows = self._read(f"{PICTURES.select} WHERE id=?", (picture_id,))
        if not rows:
            raise ProjectError(f"the project has no picture with id {picture_id}")
        found: Picture = PICTURES.record(rows[0])
        return found

    def path_of(self, picture_id: int) -> str:
        """The absolute path of a picture."""
        return self._absolute(self.picture_of(picture_id).path)

    def pictures(self) -> Iterator[Picture]:
        """All pictures that the project knows, by id."""
        for row in self._read(f"{PICTURES.select} ORDER BY id"):
            yield PICTURES.record(row)

    def annotations(self, picture_id: int) -> tuple[Annotation, ...]:
        """Annotations of a picture, by id."""
        rows = self._read(f"{ANNOTATIONS.select} WHERE picture=? ORDER BY id", (picture_id,))
        return tuple(map(ANNOTATIONS.record, rows))

    def rejections(self, picture_id: int) -> tuple[Rejection, ...]:
        """Rejections of a picture, by id."""
        rows = self._read(f"{REJECTIONS.select} WHERE picture=? ORDER BY id", (picture_id,))
        return tuple(map(REJECTIONS.record, rows))

    def class_counts(self) -> dict[int, int]:
        """How many annotations each class has; classes without any are left out."""
        return dict(self._read("SELECT label, COUNT(*) FROM annotations GROUP BY label"))

    # Edits

    def do(self, edit: Edit) -> None:
        """Carry out an edit and keep it as a step of the undo history, in one transaction.

        Raises:
            SaveError: it could not be saved; nothing has changed.
            ProjectError: it does not fit the project; nothing has changed.
        """
        if not edit.changes:
            return
        before = pack_side(change.before for change in edit.changes)
        after = pack_side(change.after for change in edit.changes)
        with self._lock:
            self._make_file()
            self._next_id = max(self._next_id, highest_id(edit.changes) + 1)
            step = self._cursor() + 1
            with self._transaction() as db:
                apply_changes(db, edit.changes)
                db.execute("DELETE FROM edits WHERE step>=?", (step,))
                row = (step, edit.text, edit.picture, len(before) + len(after), before, after)
                db.execute("INSERT INTO edits VALUES (?, ?, ?, ?, ?, ?)", row)
                self._set_meta(db, "cursor", step)
                self._keep_next_id(db)

    def undo(self) -> Edit | None:
        """Take back the last step; returns the edit that did it, None if there is no step."""
        with self._lock:
            edit = self.undo_edit
            return None if edit is None else self._step(edit.inverse(), -1)

    def redo(self) -> Edit | None:
        """Do the step again that was taken back last; returns it, None if there is none."""
        with self._lock:
            edit = self.redo_edit
            return None if edit is None else self._step(edit, 1)

    def _step(self, edit: Edit, by: int) -> Edit:
        with self._transaction() as db:
            apply_changes(db, edit.changes)
            self._set_meta(db, "cursor", self._cursor() + by)
        return edit

    @property
    def undo_edit(self) -> Edit | None:
        """The step that `undo` would take back."""
        return self._edit(self._cursor())

    @property
    def redo_edit(self) -> Edit | None:
        """The step that `redo` would do again."""
        return self._edit(self._cursor() + 1)

    def _edit(self, step: int) -> Edit | None:
        sql = "SELECT text, picture, before, after FROM edits WHERE step=?"
        rows = self._read(sql, (step,))
        return unpack_edit(*rows[0]) if rows else None

    def _cursor(self) -> int:
        return int(self._meta("cursor"))

    # Values outside of undo

    def value(self, key: str, default: Any = None) -> Any:
        """A JSON value that the project remembers."""
        rows = self._read("SELECT value FROM answers WHERE key=?", (key,))
        return json.loads(rows[0][0]) if rows else default

    def set_value(self, key: str, value: Any, keep: bool = False) -> None:
        """Remember a JSON value; no step of the history. ``keep`` makes the file if need be."""
        with self._lock:
            if keep:
                self._make_file()
            with self._transaction() as db:
                db.execute("REPLACE INTO answers VALUES (?, ?)", (key, json.dumps(value)))

    # Detections

    def put_detections(self, picture_id: int, found: DetectionSet, keep: bool = False) -> None:
        """Keep a model's detections on a picture in place of its earlier ones there.

        ``keep`` makes the project's file if it is not there yet.
        """
        packed = pack_detections(found)
        with self._lock:
            if keep:
                self._make_file()
            with self._transaction() as db:
                model = self._model_id(db, found)
                key = (picture_id, model)
                best = float(found.scores.max()) if len(found) else None
                row = (*key, len(found), best, uncertainty(found), packed)
                db.execute("REPLACE INTO detections VALUES (?, ?, ?, ?, ?, ?)", row)
                db.execute("DELETE FROM detection_parts WHERE picture=? AND model=?", key)
                rows = [(*key, *part) for part in parts(found)]
                db.executemany("INSERT INTO detection_parts VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def _model_id(self, db: sqlite3.Connection, found: DetectionSet) -> int:
        key = model_key(found.model)
        rows = db.execute("SELECT id FROM models WHERE key=?", (key,)).fetchall()
        if rows:
            return int(rows[0][0])
        sql = "INSERT INTO models (key, info) VALUES (?, ?)"
        return int(db.execute(sql, (key, pack_model(found.model))).lastrowid or 0)

    def detections(self, picture_id: int, model_key: str) -> DetectionSet | None:
        """A model's detections on a picture, None where it has not run."""
        rows = self._read(
            "SELECT d.packed, m.info FROM detections d JOIN models m ON m.id = d.model"
            " WHERE d.picture=? AND m.key=?",
            (picture_id, model_key),
        )
        if not rows:
            return None
        try:
            return unpack_detections(rows[0][0], unpack_model(rows[0][1]), self.path_of(picture_id))
        except PackError as error:
            raise ProjectError(
                f"{self.file}: detections of picture {picture_id}: {error}"
            ) from error

    def detected(self, model_key: str) -> set[int]:
        """Ids of the pictures on which a model has run."""
        sql = "SELECT picture FROM detections WHERE model=(SELECT id FROM models WHERE key=?)"
        return {row[0] for row in self._read(sql, (model_key,))}

    # Summaries

    def summaries(self, model_key: str = "") -> dict[str, PictureSummary]:
        """Every picture that the project knows in figures, by absolute path."""
        rows = self._read(ALL_SUMMARIES_SQL, {"model": self._known_model(model_key)})
        return {self._absolute(path_text(row[1])): self._summary(row) for row in rows}

    def summary(self, picture_id: int, model_key: str = "") -> PictureSummary:
        """One picture in figures."""
        values = {"model": self._known_model(model_key), "picture": picture_id}
        rows = self._read(ONE_SUMMARY_SQL, values)
        if not rows:
            raise ProjectError(f"the project has no picture with id {picture_id}")
        return self._summary(rows[0])

    def _summary(self, row: tuple[Any, ...]) -> PictureSummary:
        count, labels, rejections, detections, best, doubt = row[6:]
        return PictureSummary(
            picture=PICTURES.record(row[:6]),
            annotations=count or 0,
            classes=frozenset(map(int, labels.split(","))) if labels else frozenset(),
            rejections=rejections or 0,
            detections=detections,
            best=best,
            uncertainty=doubt,
            missing=row[0] in self._missing,
        )

    def _known_model(self, key: str) -> int:
        rows = self._read("SELECT id FROM models WHERE key=?", (key,))
        return int(rows[0][0]) if rows else 0

    def find(
        self,
        *,
        model_key: str = "",
        label: int | None = None,
        class_name: str | None = None,
        level: str | None = None,
        score: tuple[float, float] | None = None,
        state: PictureState | None = None,
    ) -> set[int]:
        """Ids of the pictures for which all that is given holds.

        ``label``: has an annotation of that class id. ``class_name``, ``level`` and ``score``
        (lowest, highest; to a fiftieth): has one detection of the model for which all of them hold.
        """
        found: set[int] | None = None
        if label is not None:
            rows = self._read("SELECT DISTINCT picture FROM annotations WHERE label=?", (label,))
            found = {row[0] for row in rows}
        if class_name is not None or level is not None or score is not None:
            matching = self._find_detections(model_key, class_name, level, score)
            found = matching if found is None else found & matching
        if state is not None:
            each = self.summaries(model_key).values()
            matching = {summary.picture.id for summary in each if summary.state is state}
            found = matching if found is None else found & matching
        return {picture.id for picture in self.pictures()} if found is None else found

    def _find_detections(
        self, key: str, class_name: str | None, level: str | None, score: tuple[float, float] | None
    ) -> set[int]:
        rows = self._read("SELECT id, info FROM models WHERE key=?", (key,))
        if not rows:
            return set()
        info = unpack_model(rows[0][1])
        sql, values = "SELECT DISTINCT picture FROM detection_parts WHERE model=?", [rows[0][0]]
        if class_name is not None:
            names = list(info.class_names)
            sql += " AND label=?"
            values.append(names.index(class_name) if class_name in names else -1)
        if level is not None:
            levels = [each.name for each in info.levels]
            sql += " AND level=?"
            values.append(levels.index(level) if level in levels else -2)
        if score is not None:
            sql += " AND bins & ? AND best >= ?"
            values += [bin_mask(*score), score[0]]
        return {row[0] for row in self._read(sql, tuple(values))}

    # The file

    def close(self) -> None:
        """Let go of the file. A project that never came to be on disk is gone."""
        self._db.close()

    def __enter__(self) -> "Project":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def _make_file(self) -> None:
        if self.file is not None or self._target is None:
            return
        part = self._target.with_name(f".{self._target.name}.part")
        part.unlink(missing_ok=True)
        copy = sqlite3.connect(part)
        self._db.backup(copy)
        copy.close()
        part.replace(self._target)
        self._db.close()
        self._db = _connect(self._target)
        self.file = self._target

    def _relative(self, path: str) -> str:
        path = os.path.abspath(path)
        base = os.path.join(self.root, "")
        return path[len(base) :].replace(os.sep, "/") if path.startswith(base) else path

    def _absolute(self, path: str) -> str:
        return os.path.normpath(os.path.join(self.root, path))

    def _read(self, sql: str, values: tuple[Any, ...] | Mapping[str, Any] = ()) -> list[Any]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._db.rollback()
            raise SaveError(f"{self.file}: cannot be saved: {error}") from error
        except BaseException:
            self._db.rollback()
            raise

    def _meta(self, key: str) -> str:
        return str(self._read("SELECT value FROM meta WHERE key=?", (key,))[0][0])

    def _set_meta(self, db: sqlite3.Connection, key: str, value: Any) -> None:
        db.execute("REPLACE INTO meta VALUES (?, ?)", (key, str(value)))

    def _keep_next_id(self, db: sqlite3.Connection) -> None:
        self._set_meta(db, "next_id", self._next_id)


def _connect(file: Path) -> sqlite3.Connection:
    db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    return db


def _target(path: Path) -> Path:
    """The project file that a path means: itself, or the one in a folder."""
    if path.suffix == SUFFIX:
        return path
    found = sorted(path.glob(f"*{SUFFIX}"))
    return found[0] if found else path / f"{path.name}{SUFFIX}"
