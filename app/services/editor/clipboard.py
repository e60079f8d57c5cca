"""Copying boxes: within a picture, from picture to picture, and over the system's clipboard."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from app.domain import box_clipboard, editing
from app.domain.edit_words import edit_text
from app.domain.edits import Change, Edit
from app.domain.records import Annotation, ProjectClass
from app.services.editor.base import EditorBase


class ClipboardEdits(EditorBase):
    """Copy, paste, and the boxes of the picture before."""

    def copy(self) -> bool:
        """Put the chosen boxes on the system's clipboard."""
        rows = self.document.chosen_annotations()
        if not rows:
            return False
        text = box_clipboard.to_json(rows, self.document.class_names())
        data = QMimeData()
        data.setText(text)
        data.setData(box_clipboard.MIME, text.encode())
        QGuiApplication.clipboard().setMimeData(data)
        self.document.tell(
            self.tr("1 box copied.")
            if len(rows) == 1
            else self.tr("{count} boxes copied.").format(count=len(rows))
        )
        return True

    def paste(self) -> bool:
        """Paste the boxes on the clipboard; classes that the project lacks are added with them."""
        picture = self._picture
        if picture is None:
            return False
        try:
            copied = box_clipboard.from_json(self._clipboard_text())
        except box_clipboard.ClipboardError as error:
            self.document.tell(str(error))
            return False
        rows: list[Annotation] = []
        added: list[Change] = []
        for each in copied:
            label, adding = self._class_for(each.class_name, added)
            added += adding
            rows.append(replace(each.row, picture=picture, label=label))
        return self._paste(rows, "paste", added)

    def _clipboard_text(self) -> str:
        data = QGuiApplication.clipboard().mimeData()
        if data.hasFormat(box_clipboard.MIME):
            raw = bytes(data.data(box_clipboard.MIME).data())
            return raw[: box_clipboard.MOST_BYTES + 1].decode(errors="replace")
        return data.text() if data.hasText() else ""

    def _class_for(self, name: str, added: list[Change]) -> tuple[int, list[Change]]:
        for change in added:
            row = change.after
            if isinstance(row, ProjectClass) and row.name.casefold() == name.casefold():
                return row.id, []
        if self.single_class:
            label, adding = self._label_to_use()
            if label is not None:
                return label, adding
        return self._class_named(name)

    def _paste(self, rows: Sequence[Annotation], kind: str, added: Sequence[Change] = ()) -> bool:
        picture = self._picture
        if picture is None:
            return False
        there = self.document.annotations.values()
        edit = editing.paste(self._new_id, picture, rows, self._size, there, kind)
        if edit is None or not self._do(replace(edit, changes=(*added, *edit.changes))):
            return False
        message = self._after_adding(list(added))
        self.document.choose(self._made(edit))
        if message:
            self.document.tell(message[0].upper() + message[1:])
        return True

    def paste_previous(self) -> bool:
        """Paste the boxes of the picture before; those that are here already are left out."""
        document = self.document
        path = document.beside(-1)
        if path is None or path == document.pictures.current:
            document.tell(self.tr("There is no picture before this one."))
            return False
        record = document.project.find_picture(path)
        rows = () if record is None else document.project.annotations(record.id)
        if not rows:
            document.tell(self.tr("The picture before has no boxes."))
            return False
        here = {row.track for row in document.annotations.values()} - {None}
        if not self._paste([row for row in rows if row.track not in here], "copy_previous"):
            document.tell(self.tr("All boxes of the picture before are here already."))
            return False
        return True

    def propagate(self) -> bool:
        """Copy the chosen boxes, or all, to the next picture, and go there. Those of tracks that
        end go on there as keyframes."""
        document = self.document
        rows = document.chosen_annotations() or list(document.annotations.values())
        path = document.beside(1)
        if not rows or path is None or path == document.pictures.current:
            document.tell(
                self.tr("There is no box to copy to the next picture.")
                if not rows
                else self.tr("There is no next picture.")
            )
            return False
        document.wanted.emit(path)
        if document.pictures.current != path:
            return False
        plain = [row for row in rows if row.track not in document.tracks]
        brought = document.brought_here(row.track for row in rows)
        if not plain and brought:
            text = edit_text("propagate", len(brought))
            edit = Edit(text, tuple(brought), self._picture)
            done = self._do(edit)
            document.choose(self._made(edit) if done else ())
            return done
        if not self._paste(plain, "propagate", brought):
            document.tell(self.tr("All boxes are on this picture already."))
            return False
        return True
