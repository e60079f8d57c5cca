"""Drawing, moving, relabelling and deleting boxes, and what is set on them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain import editing
from app.domain.box_geometry import BoxError, clamp_to_picture
from app.domain.class_editing import ClassError
from app.domain.edit_words import edit_text
from app.domain.edits import Change, Edit
from app.domain.records import Box, Origin
from app.services.editor.base import ClassQuestion, EditorBase


class BoxEdits(EditorBase):
    """A person's hands on the boxes of the current picture."""

    pending: Box | None = None
    """A drawn box that waits for the name of its class."""

    pending_origin: Origin | None = None
    """The proposal that it came from, if any."""

    def draw(self, box: Sequence[float], label: int | None = None) -> int | None:
        """A drawn box takes the current class; its id. In a project without classes the name is
        asked for first, and the box becomes an annotation with the answer."""
        if self._picture is None:
            return None
        added: list[Change] = []
        if label is None:
            label, added = self._label_to_use()
        try:
            if label is None:
                self.pending = clamp_to_picture(box, self._size)
                self.asks.emit(ClassQuestion(self.pending))
                return None
            edit = editing.draw(self._new_id, self._picture, label, box, self._size)
        except BoxError as error:
            self.document.tell(str(error))
            return None
        return self._draw(edit, added)

    def _draw(self, edit: Edit, added: list[Change]) -> int | None:
        if not self._do(replace(edit, changes=(*added, *edit.changes))):
            return None
        made = self._made(edit)
        message = self._after_adding(added)
        self.document.choose(made)
        if message:
            self.document.tell(message[0].upper() + message[1:])
        return made[0]

    def answer_class(self, name: str | None) -> int | None:
        """The name of the class of the drawn box that waits; None takes the box back.

        Raises:
            ClassError: the name is empty or too long; the box still waits.
        """
        box, origin = self.pending, self.pending_origin
        if name is None or box is None or self._picture is None:
            self.pending = self.pending_origin = None
            return None
        label, added = self._class_named(name)
        self.pending = self.pending_origin = None
        edit = editing.draw(self._new_id, self._picture, label, box, self._size, origin=origin)
        return self._draw(edit, added)

    def move_to(self, boxes: Mapping[int, Sequence[float]]) -> bool:
        """Put annotations (id to box) elsewhere: moved, resized, or typed by hand."""
        there = self.document.annotations
        rows = [there[id] for id in boxes if id in there]
        self._tell_locked(rows)
        try:
            return self._do(editing.place_boxes(rows, boxes, self._size))
        except BoxError as error:
            self.document.tell(str(error))
            return False

    def nudge(self, dx: float, dy: float, resize: bool = False) -> bool:
        """Move the chosen boxes, or their lower right corners; quick presses become one edit."""
        document = self.document
        held = document.held
        started = {} if held is None else {c.row.id: c.before for c in held.changes}
        rows = document.chosen_annotations()
        if held is not None and set(started) != {row.id for row in rows if not row.locked}:
            document.flush()
            started = {}
        self._tell_locked(rows)
        edit = editing.nudge(rows, dx, dy, resize, self._size)
        if edit is None:
            return False
        changes = tuple(
            Change(started.get(change.row.id, change.before), change.after)
            for change in edit.changes
        )
        return document.hold(replace(edit, changes=changes))

    def relabel(self, ids: Iterable[int], label: int) -> bool:
        """Give annotations another class."""
        there = self.document.annotations
        return self._do(editing.relabel([there[id] for id in ids if id in there], label))

    def relabel_to_name(self, name: str) -> bool:
        """Give the chosen boxes a class by name; a name that is not there is added with it. With
        none chosen it becomes the current class."""
        try:
            label, added = self._class_named(name)
        except ClassError as error:
            self.document.tell(str(error))
            return False
        return self._set_class(label, added)

    def set_class(self, label: int) -> bool:
        """Give the chosen boxes, or the selected detection, a class; with none chosen it becomes
        the current class."""
        return self._set_class(label, [])

    def class_key(self, number: int) -> bool:
        """A digit: the class that has it as its key."""
        if self.single_class:
            return False
        for each in self.document.classes.values():
            if each.hotkey == number:
                return self._set_class(each.id, [])
        self.document.tell(self.tr("No class has the key {number}.").format(number=number))
        return False

    def _set_class(self, label: int, added: list[Change]) -> bool:
        document = self.document
        if document.selected is not None:
            return self._accept_as(document.selected, label, added)
        rows = document.chosen_annotations()
        if rows:
            edit = editing.relabel(rows, label)
            changes = (*added, *(() if edit is None else edit.changes))
            if not changes:
                return False
            text = edit_text("relabel", len(rows))
            if not document.do(Edit(text, changes, self._picture)):
                return False
        elif added and not document.do(Edit(self._text_of(added), tuple(added))):
            return False
        document.set_current_class(label)
        names = document.class_names()
        message = self._after_adding(added)
        if message:
            document.tell(message[0].upper() + message[1:])
        elif not rows:
            document.tell(self.tr("Boxes are drawn as {name}.").format(name=names[label]))
        return True

    def _text_of(self, added: list[Change]) -> str:
        return edit_text("add_class", 1, getattr(added[0].row, "name", ""))

    def _accept_as(self, row: int, label: int, added: list[Change]) -> bool:
        """Accept a detection as another class; the review part does it."""
        raise NotImplementedError

    def delete_chosen(self) -> bool:
        """Delete the chosen boxes; locked ones stay."""
        rows = self.document.chosen_annotations()
        self._tell_locked(rows)
        return self._do(editing.delete(rows))

    def duplicate(self) -> bool:
        """Copy the chosen boxes beside themselves and choose the copies."""
        return self._do_and_choose(
            editing.duplicate(self._new_id, self.document.chosen_annotations(), self._size)
        )

    def _do_and_choose(self, edit: Edit | None) -> bool:
        if edit is None or not self._do(edit):
            return False
        self.document.choose(self._made(edit))
        return True

    def choose_all(self) -> None:
        """Choose every annotation in sight."""
        document = self.document
        document.choose(id for id in document.annotations if id not in document.hidden)

    def toggle_hidden(self) -> None:
        """Hide the chosen boxes; with none chosen, show the hidden ones again."""
        document = self.document
        if document.chosen:
            document.hide_annotations(document.hidden | set(document.chosen))
        else:
            document.hide_annotations(())

    def toggle_all_hidden(self) -> None:
        """Hide all annotations, or show all of them again."""
        document = self.document
        document.hide_annotations(() if document.hidden else document.annotations)

    def toggle_locked(self) -> bool:
        """Lock the chosen boxes; if all of them are locked, unlock them."""
        rows = self.document.chosen_annotations()
        return self._do(editing.set_locked(rows, not all(row.locked for row in rows)))

    def set_flag(self, ids: Iterable[int], name: str, on: bool) -> bool:
        """Set one of editing.FLAGS on annotations.

        Raises:
            ValueError: there is no such flag.
        """
        if name not in editing.FLAGS:
            raise ValueError(f"an annotation has no flag {name!r}")
        there = self.document.annotations
        values: dict[str, Any] = {name: on}
        rows = [there[id] for id in ids if id in there]
        return self._do(editing.set_values(rows, "attributes", **values))

    def set_attribute(self, ids: Iterable[int], name: str, value: str | None) -> bool:
        """Set a free attribute on annotations; None takes it away."""
        there = self.document.annotations
        rows = [there[id] for id in ids if id in there]
        try:
            return self._do(editing.set_attribute(rows, name, value))
        except ValueError as error:
            self.document.tell(str(error))
            return False
