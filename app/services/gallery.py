"""Gathers the boxes of the project for the gallery, off the UI thread, and follows edits."""

import logging
import time
from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.domain.detections import IntArray
from app.domain.edits import Edit
from app.domain.gallery import (
    NO_ROWS,
    GalleryFilter,
    GalleryRows,
    Sort,
    joined_rows,
    rows_of_picture,
    shown_order,
    without_pictures,
)
from app.domain.project.detection_rows import model_key
from app.domain.project.store import Project, ProjectError
from app.domain.records import Annotation, ProjectClass, Rejection
from app.services.background import BackgroundWorker
from app.services.bulk_edits import BulkEdits, Item
from app.services.document import Document
from app.services.timers import quiet_timer

log = logging.getLogger(__name__)
_FIRST_S, _EACH_S = 0.1, 0.5
_MOST_PICTURES_AT_ONCE = 200
_REST_MS = 300


class Gallery(QObject):
    """Rows, the filter and the order in which they are shown."""

    changed = Signal()
    progressed = Signal()
    _part = Signal(int, object, int, int)  # generation, rows, pictures done, pictures in all

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.edits = BulkEdits(document)
        self.rows: GalleryRows = NO_ROWS
        self.order: IntArray = np.empty(0, np.int64)
        self.filter = GalleryFilter()
        self.sort = Sort.SCORE_DOWN
        self.done, self.total = 0, 0
        self._generation = 0
        self._watched = False
        self._paths: dict[int, str] = {}
        self._worker = BackgroundWorker("gallery", parent=self)
        self._rest = quiet_timer(self, _REST_MS, self.gather)
        self._part.connect(self._take)
        document.project_changed.connect(self._restart)
        document.server_changed.connect(self._restart_with_model)
        document.detections_changed.connect(self._take_detections)
        document.edited.connect(self._take_edit)
        self._model = ""

    def watch(self, watched: bool) -> None:
        """Somebody looks at the gallery, or nobody does any more."""
        self._watched = watched
        self._generation += 1
        if watched:
            self.gather()

    def close(self) -> None:
        """Stop the thread; the project can be closed then."""
        self._generation += 1
        self._rest.stop()
        self._worker.close()

    @property
    def gathering(self) -> bool:
        """Whether pictures are still being read."""
        return self.done < self.total

    def gather(self) -> None:
        """Read all boxes anew; what is shown goes when the first of them are there."""
        self._generation += 1
        generation, project = self._generation, self.document.project
        self._model = self._key()
        self.done, self.total = 0, 1
        self.progressed.emit()
        key, score = self._model, self.document.view.score
        names = self.document.class_names()
        self._worker.submit(
            "all",
            lambda: self._read_all(generation, project, key, score, names),
            lambda _value, error: self._take_error(generation, error),
        )

    def path_of(self, picture: int) -> str:
        """Absolute path of a picture."""
        if picture not in self._paths:
            self._paths[picture] = self.document.project.path_of(picture)
        return self._paths[picture]

    def items(self, places: Sequence[int] | IntArray) -> list[Item]:
        """Rows, by their places in ``rows``, as what bulk edits take."""
        rows = self.rows
        return [
            Item(int(rows.pictures[at]), int(rows.keys[at]), bool(rows.from_model[at]))
            for at in places
        ]

    def show_only(self, wanted: GalleryFilter) -> None:
        """Show other rows."""
        self.filter = wanted
        self._sort_out()

    def set_sort(self, sort: Sort) -> None:
        """Show the rows in another order."""
        self.sort = sort
        self._sort_out()

    def _sort_out(self) -> None:
        self.order = shown_order(self.rows, self.filter, self.sort)
        self.changed.emit()

    def _key(self) -> str:
        model = self.document.model
        return "" if model is None else model_key(model)

    def _restart(self) -> None:
        self.rows = NO_ROWS
        self._paths.clear()
        self._sort_out()
        if self._watched:
            self.gather()

    def _restart_with_model(self) -> None:
        if self._watched and self._key() != self._model:
            self._rest.start()

    def _take_detections(self) -> None:
        record = self.document.record
        if self._watched and record is not None and not self.gathering:
            self._read_again([record.id])

    def _take_edit(self, edit: Edit) -> None:
        if not self._watched:
            return
        pictures = edit.pictures()
        boxes = edit.touches(Annotation) or edit.touches(Rejection)
        classes = edit.touches(ProjectClass) and any(c.before for c in edit.changes)
        if self.gathering or classes or len(pictures) > _MOST_PICTURES_AT_ONCE:
            self._rest.start()
        elif boxes:
            self._read_again(sorted(pictures))

    def _read_again(self, pictures: Sequence[int]) -> None:
        """A few pictures, at once: the person has just changed them and looks at them."""
        document = self.document
        read = _Reader(document.project, self._key(), document.view.score, document.class_names())
        fresh = joined_rows(read.rows(picture) for picture in pictures)
        self.rows = joined_rows([without_pictures(self.rows, pictures), fresh])
        self._sort_out()

    def _read_all(
        self, generation: int, project: Project, key: str, score: float, names: dict[int, str]
    ) -> None:
        """In a thread: pictures one by one, told in parts so that the first are soon seen."""
        read = _Reader(project, key, score, names)
        pictures = [each.id for each in project.pictures()]
        parts: list[GalleryRows] = []
        due = time.monotonic() + _FIRST_S
        for done, rows in enumerate(_each(read, pictures), 1):
            if generation != self._generation:
                return
            parts.append(rows)
            if time.monotonic() > due and done < len(pictures):
                parts = [joined_rows(parts)]
                self._part.emit(generation, parts[0], done, len(pictures))
                due = time.monotonic() + _EACH_S
        self._part.emit(generation, joined_rows(parts), len(pictures), len(pictures))

    def _take(self, generation: int, rows: GalleryRows, done: int, total: int) -> None:
        if generation != self._generation:
            return
        self.rows, self.done, self.total = rows, done, total
        self._sort_out()
        self.progressed.emit()

    def _take_error(self, generation: int, error: Exception | None) -> None:
        if error is not None and generation == self._generation:
            log.warning("the gallery cannot be filled: %s", error)
            self.done = self.total = 0
            self.document.tell(str(error))
            self.progressed.emit()


class _Reader:
    """Reads the boxes of pictures from the project."""

    def __init__(self, project: Project, key: str, score: float, names: dict[int, str]) -> None:
        self._project, self._key, self._score, self._names = project, key, score, names

    def rows(self, picture: int) -> GalleryRows:
        """All boxes of a picture; detections that cannot be read are left out."""
        project = self._project
        try:
            found = project.detections(picture, self._key) if self._key else None
        except ProjectError as error:
            log.warning("%s", error)
            found = None
        annotations = project.annotations(picture)
        if found is None and not annotations:
            return NO_ROWS
        rejections = project.rejections(picture)
        return rows_of_picture(picture, annotations, rejections, found, self._names, self._score)


def _each(read: _Reader, pictures: Sequence[int]) -> Iterator[GalleryRows]:
    for picture in pictures:
        yield read.rows(picture)
