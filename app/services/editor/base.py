"""What all parts of the editor stand on: the document, its classes, and how edits are made."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.domain import class_editing
from app.domain.box_geometry import Size
from app.domain.decisions import match_class
from app.domain.edits import Change, Edit
from app.domain.records import Annotation, Box, ProjectClass
from app.services.document import Document

SINGLE_CLASS = "single_class"
ONLY_CLASS_NAME = "object"


@dataclass(frozen=True)
class ClassQuestion:
    """A box was drawn in a project without classes: what is it? Answer with answer_class()."""

    box: Box


@dataclass(frozen=True)
class ReviewQuestion:
    """A picture is reviewed with undecided detections in sight. Answer with answer_review()."""

    count: int


class EditorBase(QObject):
    """The document, and the shape that every edit has."""

    asks = Signal(object)  # ClassQuestion or ReviewQuestion, for a view to put to the person

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document

    @property
    def _size(self) -> Size | None:
        return self.document.picture_size

    @property
    def _picture(self) -> int | None:
        record = self.document.record
        return None if record is None else record.id

    def _new_id(self) -> int:
        return self.document.project.new_id()

    def _do(self, edit: Edit | None) -> bool:
        """Make an edit happen; whether it did."""
        return edit is not None and self.document.do(edit)

    def _made(self, edit: Edit) -> list[int]:
        """Ids of the annotations that an edit makes."""
        rows = [change.after for change in edit.changes if change.before is None]
        return [row.id for row in rows if isinstance(row, Annotation)]

    # Classes

    @property
    def single_class(self) -> bool:
        """Whether the project has one class and never asks for it."""
        return bool(self.document.project.value(SINGLE_CLASS, False))

    def set_single_class(self, single: bool) -> None:
        """Let the project have one class that is never asked for, or ask again."""
        if single != self.single_class:
            self.document.remember(SINGLE_CLASS, single)
            self.document.classes_changed.emit()

    def _class_named(self, name: str) -> tuple[int, list[Change]]:
        """Id of the class with a name, and the change that adds it where there is none.

        Raises:
            ClassError: the name is empty or too long.
        """
        known = match_class(name, self.document.classes.values())
        if known is not None:
            return known.id, []
        row = class_editing.class_to_add(self._new_id(), name, self.document.classes.values())
        return row.id, [Change(None, row)]

    def _label_to_use(self) -> tuple[int | None, list[Change]]:
        """The class that a box takes without asking, and what adds it; None: it must be asked."""
        document = self.document
        if document.current_class is not None:
            return document.current_class, []
        first = next(iter(document.classes), None)
        if first is None and self.single_class:
            return self._class_named(ONLY_CLASS_NAME)
        return first, []

    def _after_adding(self, changes: list[Change]) -> str:
        """Make an added class the current one where there is none; what to tell about it."""
        rows = [change.after for change in changes]
        names = [row.name for row in rows if isinstance(row, ProjectClass)]
        ids = [row.id for row in rows if isinstance(row, ProjectClass)]
        if ids and self.document.current_class is None:
            self.document.set_current_class(ids[0])
        if not names:
            return ""
        if len(names) == 1:
            return self.tr("class {name} added").format(name=names[0])
        return self.tr("classes {names} added").format(names=", ".join(names))

    def _tell_locked(self, rows: list[Annotation]) -> None:
        locked = sum(row.locked for row in rows)
        if locked:
            self.document.tell(
                self.tr("A locked box stays as it is; L unlocks it.")
                if locked == 1
                else self.tr("{count} locked boxes stay as they are; L unlocks them.").format(
                    count=locked
                )
            )
