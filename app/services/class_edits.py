"""What a person does to the classes of the project; every method is one edit or none."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from app.domain import class_editing
from app.domain.class_editing import ClassChange, ClassError
from app.domain.class_lists import ClassListError, read_class_list
from app.domain.decisions import match_class
from app.domain.edits import Edit
from app.domain.project.bulk import annotations_of_classes, count_of_classes
from app.domain.records import Annotation, ProjectClass
from app.services.document import Document
from app.services.project_document import LARGE_EDIT


class ClassEdits(QObject):
    """Adds, renames, orders, merges and deletes classes, and counts their boxes.

    What cannot be is told by the signal ``refused``; the methods then return False.
    """

    refused = Signal(str)
    counted = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.counts: dict[int, int] = {}
        document.project_changed.connect(self._count)
        document.edited.connect(self._take_edit)
        self._count()

    def add(self, name: str) -> int | None:
        """A further class, which becomes the current one; its id."""
        document = self.document
        try:
            id = document.project.new_id()
            edit = class_editing.add(id, name, document.classes.values())
        except ClassError as error:
            self.refused.emit(str(error))
            return None
        if not document.do(edit):
            return None
        document.set_current_class(id)
        return id

    def rename(self, id: int, name: str) -> bool:
        """Another name for a class."""
        classes = self.document.classes
        return id in classes and self._try(
            lambda: class_editing.rename(classes[id], name, classes.values())
        )

    def recolour(self, id: int, colour: str) -> bool:
        """Another colour, "#RRGGBB", for a class."""
        classes = self.document.classes
        return id in classes and self._try(lambda: class_editing.recolour(classes[id], colour))

    def set_hotkey(self, id: int, hotkey: int) -> bool:
        """A key 1..9 for a class, 0 for none; a class that had it loses it."""
        classes = self.document.classes
        return id in classes and self._try(
            lambda: class_editing.set_hotkey(classes[id], hotkey, classes.values())
        )

    def place_before(self, ids: Sequence[int], row: int) -> bool:
        """Move classes, in their order, before the one that is at ``row`` of the list."""
        classes = self.document.classes
        order = list(classes)
        moved = [id for id in order if id in ids]
        before = [id for id in order[:row] if id not in ids]
        after = [id for id in order[row:] if id not in ids]
        return self._try(lambda: class_editing.reorder([*before, *moved, *after], classes))

    def step(self, ids: Sequence[int], by: int) -> bool:
        """Move classes one row up (-1) or down (1)."""
        rows = [row for row, id in enumerate(self.document.classes) if id in ids]
        if not rows:
            return False
        return self.place_before(ids, max(rows[0] - 1, 0) if by < 0 else rows[-1] + 2)

    def preview(self, ids: Iterable[int], target: int | None = None) -> ClassChange:
        """What deleting classes, or merging them into another, would change."""
        classes = self.document.classes
        gone = tuple(classes[id] for id in ids if id in classes and id != target)
        boxes, pictures = count_of_classes(self.document.project, (row.id for row in gone))
        return ClassChange(gone, None if target is None else classes[target], boxes, pictures)

    def merge(self, ids: Iterable[int], target: int) -> bool:
        """Join classes into another: their boxes get its class, everywhere."""
        classes = self.document.classes
        gone = [classes[id] for id in ids if id in classes and id != target]
        boxes = self._boxes(gone)
        return self._try(lambda: class_editing.merge(gone, classes[target], boxes))

    def delete(self, ids: Iterable[int]) -> bool:
        """Delete classes and all of their boxes, everywhere."""
        classes = self.document.classes
        gone = [classes[id] for id in ids if id in classes]
        boxes = self._boxes(gone)
        return self._try(lambda: class_editing.delete(gone, boxes))

    def _boxes(self, classes: Iterable[ProjectClass]) -> list[Annotation]:
        """All boxes of some classes; many of them are read without holding up the window."""
        document, ids = self.document, [row.id for row in classes]
        project = document.project
        if sum(self.counts.get(id, 0) for id in ids) < LARGE_EDIT:
            return annotations_of_classes(project, ids)
        text = self.tr("Looking for the boxes of a class...")
        return document.apart.run(lambda: annotations_of_classes(project, ids), text)

    def import_file(self, path: str) -> bool:
        """The classes of a list in a file that are not there yet."""
        try:
            names = read_class_list(path)
        except ClassListError as error:
            self.refused.emit(str(error))
            return False
        return self.import_names(names)

    def import_names(self, names: Iterable[str]) -> bool:
        """Those of some names that no class has yet become classes; one step."""
        document = self.document
        there = len(document.classes)
        done = self._try(
            lambda: class_editing.import_names(
                document.project.new_id, names, document.classes.values()
            )
        )
        added = len(document.classes) - there
        if added == 1:
            document.tell(self.tr("1 class added."))
        elif added > 1:
            document.tell(self.tr("{count} classes added.").format(count=added))
        else:
            document.tell(self.tr("All of these classes are there already."))
        return done

    def model_names(self) -> list[str]:
        """Classes of the model that the project does not have."""
        model, classes = self.document.model, self.document.classes.values()
        names = () if model is None else model.class_names
        return [name for name in names if match_class(name, classes) is None]

    def _try(self, make: Callable[[], Edit | None]) -> bool:
        try:
            edit = make()
        except ClassError as error:
            self.refused.emit(str(error))
            return False
        return edit is not None and self.document.do(edit)

    def _count(self) -> None:
        self.counts = self.document.project.class_counts()
        self.counted.emit()

    def _take_edit(self, edit: Edit) -> None:
        """Counting all boxes anew after each edit would be felt with 160,000 of them."""
        moved = False
        for change in edit.changes:
            for row, by in ((change.before, -1), (change.after, 1)):
                if isinstance(row, Annotation):
                    self.counts[row.label] = self.counts.get(row.label, 0) + by
                    moved = True
        if moved:
            self.counted.emit()
