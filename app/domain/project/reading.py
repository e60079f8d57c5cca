"""What a project can be asked: rows, summaries, filters, detections. Nothing here changes it."""

import json
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.domain.detection_pack import PackError, unpack_detections, unpack_model
from app.domain.detections import DetectionSet, ModelInfo
from app.domain.project.apply import EACH
from app.domain.project.database import Values
from app.domain.project.detection_rows import bin_mask
from app.domain.project.errors import ProjectError
from app.domain.project.rows import (
    ANNOTATIONS,
    CLASSES,
    FRAME_RANGES,
    PICTURES,
    REJECTIONS,
    path_column,
    path_text,
)
from app.domain.project.storage import Storage
from app.domain.project.summaries import (
    ALL_SUMMARIES_SQL,
    ONE_SUMMARY_SQL,
    STATE_SQL,
    WORKED_ON_SQL,
    PictureState,
    PictureSummary,
    SummaryReader,
)
from app.domain.records import Annotation, FrameRange, Picture, ProjectClass, Rejection
from fpn_core.video.frames import split_frame

log = logging.getLogger(__name__)


class ProjectReader:
    """The half of `Project` that only reads. All methods may be called from any thread.

    All of them raise ProjectError where the file cannot be read.
    """

    root: Path
    missing: frozenset[int] = frozenset()
    """Ids of pictures whose files were not there when that was last looked at (see relink)."""

    _storage: Storage

    @property
    def file(self) -> Path | None:
        """The project's file; None while there was nothing worth keeping."""
        return self._storage.database.file

    @property
    def uid(self) -> str:
        """The permanent id of the project, whatever its file is called."""
        rows = self._read("SELECT value FROM meta WHERE key='uid'")
        return str(rows[0][0]) if rows else ""

    @property
    def read_only(self) -> bool:
        """Whether edits are refused, because another window has the project."""
        return self._storage.held

    @property
    def may_change_hands(self) -> bool:
        """Whether another window has the project, or may be the first to make its file."""
        return self._storage.may_change_hands

    @property
    def overwritten(self) -> str:
        """What there is to say where another program has written over the file; "" if none has."""
        return self._storage.overwritten

    @property
    def notice(self) -> str:
        """What a person must know about where the project is kept, in one line; "" for nothing."""
        return self._storage.notice

    @property
    def classes(self) -> dict[int, ProjectClass]:
        """Living classes by id, in the order of their places."""
        rows = self._read(f"{CLASSES.select} ORDER BY place, id")
        return {row[0]: self._record(CLASSES, row) for row in rows}

    def find_picture(self, path: str) -> Picture | None:
        """The picture at an absolute path, None where the project knows none."""
        key = path_column(self.relative_path(path))
        rows = self._read(f"{PICTURES.select} WHERE path=?", (key,))
        return self._record(PICTURES, rows[0]) if rows else None

    def picture_of(self, picture_id: int) -> Picture:
        """The picture with an id. Raises ProjectError where there is none."""
        rows = self._read(f"{PICTURES.select} WHERE id=?", (picture_id,))
        if not rows:
            raise ProjectError(f"the project has no picture with id {picture_id}")
        found: Picture = self._record(PICTURES, rows[0])
        return found

    def path_of(self, picture_id: int) -> str:
        """The absolute path of a picture. Raises ProjectError where there is none."""
        return self.absolute_path(self.picture_of(picture_id).path)

    def pictures(self, ids: Iterable[int] | None = None, frames: bool = True) -> Iterator[Picture]:
        """All pictures that the project knows, or those of them that have these ids, by id.

        ``frames`` off leaves out the frames of videos: each video is then there once, by the row
        of its own that it always has.
        """
        where = "" if ids is None else f"WHERE id IN ({EACH})"
        values = () if ids is None else (json.dumps(list(ids)),)
        for row in self._read(f"{PICTURES.select} {where} ORDER BY id", values):
            if frames or split_frame(path_text(row[1])) is None:
                yield self._record(PICTURES, row)

    def reviewed(self) -> set[str]:
        """Absolute paths of the reviewed pictures."""
        rows = self._read("SELECT path FROM pictures WHERE reviewed")
        return {self.absolute_path(path_text(row[0])) for row in rows}

    def worked_on(self) -> dict[int, str]:
        """Absolute paths, by id, of the pictures that somebody has done something to: those whose
        summary is not blank."""
        return {row[0]: self.absolute_path(path_text(row[1])) for row in self._read(WORKED_ON_SQL)}

    def annotations(self, picture_id: int) -> tuple[Annotation, ...]:
        """Annotations of a picture, by id."""
        rows = self._read(f"{ANNOTATIONS.select} WHERE picture=? ORDER BY id", (picture_id,))
        return tuple(self._record(ANNOTATIONS, row) for row in rows)

    def rejections(self, picture_id: int) -> tuple[Rejection, ...]:
        """Rejections of a picture, by id."""
        rows = self._read(f"{REJECTIONS.select} WHERE picture=? ORDER BY id", (picture_id,))
        return tuple(self._record(REJECTIONS, row) for row in rows)

    def frame_ranges(self, video_id: int) -> tuple[FrameRange, ...]:
        """Reviewed frames of a video, by the id of its own row; the earliest first."""
        sql = f"{FRAME_RANGES.select} WHERE picture=? ORDER BY first, id"
        return tuple(self._record(FRAME_RANGES, row) for row in self._read(sql, (video_id,)))

    def class_counts(self) -> dict[int, int]:
        """How many annotations each class has; classes without any are left out."""
        return dict(self._read("SELECT label, COUNT(*) FROM annotations GROUP BY label"))

    def value(self, key: str, default: Any = None) -> Any:
        """A JSON value that the project remembers."""
        rows = self._read("SELECT value FROM answers WHERE key=?", (key,))
        try:
            return json.loads(rows[0][0]) if rows else default
        except (ValueError, TypeError, RecursionError) as error:
            log.warning("%s: value %s cannot be read: %s", self.file, key, error)
            return default

    def detections(self, picture_id: int, model_key: str) -> DetectionSet | None:
        """A model's detections on a picture, None where it has not run."""
        sql = "SELECT packed FROM detections WHERE picture=? AND model=?"
        model = self._model_id(model_key)
        rows = self._read(sql, (picture_id, model))
        if not rows:
            return None
        try:
            info = self._model_info(model)
            return unpack_detections(rows[0][0], info, self.path_of(picture_id))
        except (PackError, TypeError) as error:
            where = f"{self.file}: the detections of picture {picture_id}"
            raise ProjectError(f"{where} cannot be read: {error}. Detect it again") from error

    def detected(self, model_key: str) -> set[int]:
        """Ids of the pictures on which a model has run."""
        model = self._model_id(model_key)
        return {
            row[0] for row in self._read("SELECT picture FROM detections WHERE model=?", (model,))
        }

    def detected_paths(self) -> set[str]:
        """Absolute paths of the pictures on which any model has run."""
        return self._paths("id IN (SELECT picture FROM detections)")

    def reviewed_paths(self) -> set[str]:
        """Absolute paths of the pictures that are reviewed."""
        return self._paths(STATE_SQL[PictureState.REVIEWED])

    def _paths(self, condition: str) -> set[str]:
        base = str(self.root)
        rows = self._read(f"SELECT path FROM pictures WHERE {condition}")
        return {_joined(base, path_text(row[0])) for row in rows}

    def latest_model_key(self) -> str:
        """Key of the model whose detections came last; "" where there are none."""
        rows = self._read(
            "SELECT m.key FROM detections d JOIN models m ON m.id = d.model "
            "ORDER BY d.rowid DESC LIMIT 1"
        )
        return str(rows[0][0]) if rows else ""

    def model_info(self, model_key: str) -> ModelInfo | None:
        """A model whose detections the project has."""
        model = self._model_id(model_key)
        return self._model_info(model) if model else None

    def _model_id(self, key: str) -> int:
        rows = self._read("SELECT id FROM models WHERE key=?", (key,))
        return int(rows[0][0]) if rows else 0

    def _model_info(self, model: int) -> ModelInfo:
        rows = self._read("SELECT info FROM models WHERE id=?", (model,))
        try:
            return unpack_model(rows[0][0])
        except (PackError, TypeError) as error:
            raise ProjectError(f"{self.file}: model {model} cannot be read: {error}") from error

    def summaries(self, model_key: str = "") -> dict[str, PictureSummary]:
        """Every picture that the project knows in figures, by absolute path."""
        rows = self._read(ALL_SUMMARIES_SQL, {"model": self._model_id(model_key)})
        read = SummaryReader(self.missing)
        base = str(self.root)
        return {_joined(base, path_text(row[1])): self._checked(read, row) for row in rows}

    def summary(self, picture_id: int, model_key: str = "") -> PictureSummary:
        """One picture in figures. Raises ProjectError where there is none."""
        values = {"model": self._model_id(model_key), "picture": picture_id}
        rows = self._read(ONE_SUMMARY_SQL, values)
        if not rows:
            raise ProjectError(f"the project has no picture with id {picture_id}")
        return self._checked(SummaryReader(self.missing), rows[0])

    def _checked(self, read: SummaryReader, row: tuple[Any, ...]) -> PictureSummary:
        try:
            return read(row)
        except ProjectError as error:
            raise ProjectError(f"{self.file}: {error}") from error

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

        ``label``: has an annotation of that class id. ``class_name``, ``level`` (anchor level) and
        ``score`` (lowest and highest, to a fiftieth): has detections of the model for that. All
        pictures where nothing is given.
        """
        conditions: list[str] = []
        values: dict[str, Any] = {"model": self._model_id(model_key), "label": label}
        if label is not None:
            conditions.append("id IN (SELECT picture FROM annotations WHERE label = :label)")
        if class_name is not None or level is not None or score is not None:
            conditions.append(self._by_detection(values, class_name, level, score))
        if state is not None:
            conditions.append(STATE_SQL[state])
        where = " AND ".join(conditions) or "1"
        return {row[0] for row in self._read(f"SELECT id FROM pictures WHERE {where}", values)}

    def _by_detection(
        self,
        values: dict[str, Any],
        class_name: str | None,
        level: str | None,
        score: tuple[float, float] | None,
    ) -> str:
        """A condition on pictures by their detections; adds its values."""
        if not values["model"]:
            return "0"
        info = self._model_info(values["model"])
        inner = "SELECT picture FROM detection_parts WHERE model = :model"
        if class_name is not None:
            inner += " AND label = :class"
            values["class"] = _index(info.class_names, class_name)
        if level is not None:
            inner += " AND level = :level"
            values["level"] = _index([each.name for each in info.levels], level)
        if score is not None:
            inner += " AND bins & :bins AND best >= :lowest"
            values.update(bins=bin_mask(*score), lowest=score[0])
        return f"id IN ({inner})"

    def relative_path(self, path: str) -> str:
        """A path as the project keeps it: relative with "/" below its folder, else absolute."""
        path = os.path.abspath(path)
        base = os.path.join(self.root, "")
        return path[len(base) :].replace(os.sep, "/") if path.startswith(base) else path

    def absolute_path(self, path: str) -> str:
        """The absolute path of one that the project keeps."""
        return _joined(str(self.root), path)

    def query(self, sql: str, values: Values = ()) -> list[Any]:
        """All rows of a query of one's own over the tables of `schema`."""
        return self._read(sql, values)

    def _read(self, sql: str, values: Values = ()) -> list[Any]:
        database = self._storage.database
        try:
            return database.read(sql, values)
        except ProjectError:
            if not self.overwritten:
                raise
            database.read_from_memory()
        try:
            return database.read(sql, values)
        except ProjectError as error:
            raise ProjectError(self.overwritten or str(error)) from error

    def _record(self, table: Any, row: tuple[Any, ...]) -> Any:
        try:
            return table.record(row)
        except ProjectError as error:
            raise ProjectError(f"{self.file}: {error}") from error


def _joined(base: str, path: str) -> str:
    if os.sep == "/":  # 100,000 of them, many times over
        return path if path.startswith("/") else f"{base.rstrip('/')}/{path}"
    return os.path.normpath(os.path.join(base, path))


def _index(names: Any, name: str) -> int:
    """Place of a name; one that no row has for an unknown name."""
    return list(names).index(name) if name in names else -9
