"""The project's rows as the window has them: classes, and those of the current picture."""

import logging
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.edits import Edit, put_row
from app.domain.project.store import Project, ProjectError
from app.domain.records import Annotation, Picture, ProjectClass, Rejection

log = logging.getLogger(__name__)
CURRENT_CLASS = "current_class"


class ProjectRows(QObject):
    """What is open and what is known of it, with an edit that waits to be saved."""

    project_changed = Signal()  # another project is open
    record_changed = Signal()  # the current picture's own row: reviewed, flag, note
    annotations_changed = Signal()  # annotations or rejections of the current picture
    classes_changed = Signal()  # the project's classes, or the current class
    told = Signal(str)  # a message for the status bar

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = Project()
        self.record: Picture | None = None
        self.annotations: dict[int, Annotation] = {}
        self.rejections: tuple[Rejection, ...] = ()
        self._classes: dict[int, ProjectClass] | None = None
        self.current_class: int | None = None
        self._waiting: Edit | None = None

    # The current picture

    def _record_at(self, path: str) -> Picture | None:
        try:
            return self.project.picture(path)
        except ProjectError as error:
            log.warning("%s is not in the project: %s", path, error)
            self.tell(str(error))
            return None

    def _load_record(self, record: Picture | None) -> None:
        self.record, self.annotations, self.rejections = record, {}, ()
        if record is not None:
            rows = self.project.annotations(record.id)
            self.annotations = {each.id: each for each in rows}
            self.rejections = tuple(self.project.rejections(record.id))
            if self._waiting is not None:
                self._apply(self._waiting)
        self._decide()

    def _decide(self) -> None:
        """What follows from the rows of the picture and from the classes is found anew here."""

    def _record_loaded(self) -> None:
        self.record_changed.emit()
        self.annotations_changed.emit()

    @property
    def missing(self) -> bool:
        """Whether the file of the current picture was not there when that was last looked at."""
        return self.record is not None and self.record.id in self.project.missing

    def _apply(self, edit: Edit, deciding: bool = True) -> None:
        """Bring the rows of the current picture up to date with an edit; ``deciding`` is off
        where another edit follows at once."""
        if self.record is None or self.record.id not in edit.pictures():
            return
        here = self.record.id
        annotations = dict(self.annotations)
        rejections = {each.id: each for each in self.rejections}
        for change in edit.changes:
            row = change.row
            if isinstance(row, Picture) and row.id == here:
                self.record = row
            elif isinstance(row, Annotation) and row.picture == here:
                put_row(annotations, change, Annotation)
            elif isinstance(row, Rejection) and row.picture == here:
                put_row(rejections, change, Rejection)
        if list(annotations) != list(self.annotations):
            annotations = dict(sorted(annotations.items()))
        self.annotations = annotations
        self.rejections = tuple(rejections[id] for id in sorted(rejections))
        if deciding:
            self._decide()

    # Classes

    @property
    def classes(self) -> dict[int, ProjectClass]:
        """The project's classes by id, in their order, with one that waits to be saved."""
        if self._classes is None:  # asked for a hundred times a picture
            out = dict(self.project.classes)
            if self._waiting is not None and self._waiting.touches(ProjectClass):
                for change in self._waiting.changes:
                    put_row(out, change, ProjectClass)
                out = dict(sorted(out.items(), key=lambda item: item[1].place))
            self._classes = out
        return self._classes

    def class_names(self) -> dict[int, str]:
        """Class names by id."""
        return {each.id: each.name for each in self.classes.values()}

    def set_current_class(self, id: int | None) -> None:
        """The class that a drawn box takes; kept with the project."""
        if id is not None and id not in self.classes:
            raise KeyError(f"the project has no class {id}")
        if id != self.current_class:
            self.current_class = id
            self.remember(CURRENT_CLASS, id)
            self.classes_changed.emit()

    def remember(self, key: str, value: Any) -> None:
        """Keep a value with the project, outside of undo; a failure is told, never fatal."""
        try:
            if self.project.value(key) != value:
                self.project.set_value(key, value)
        except ProjectError as error:
            log.warning("%s is not kept: %s", key, error)
            self.tell(str(error))

    def _check_current_class(self) -> None:
        classes = self.classes
        if self.current_class not in classes:
            self.current_class = next(iter(classes), None)

    def tell(self, message: str) -> None:
        """Show a message in the status bar."""
        self.told.emit(message)
