"""Regions of a whole video that are left out: parked cars, the time stamp in a corner."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from app.domain import editing
from app.domain.edit_words import edit_text
from app.domain.edits import Change, Edit
from app.domain.project.store import ProjectError
from app.domain.records import Annotation
from app.services.document import Document


class VideoRegions(QObject):
    """Boxes of a frame go to the video's own row, where they hold for all of its frames, and back
    to a frame, where they can be moved as any other box."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        document.chosen_changed.connect(self._leave_region)
        document.selection_changed.connect(self._leave_region)

    def toggle(self) -> bool:
        """The chosen boxes are ignored in the whole video; a region that is chosen becomes an
        ignored box of the frame that is shown. Whether that was done."""
        if self.document.region is None:
            return self.take_chosen()
        return self._bring(self._chosen())

    def take_chosen(self) -> bool:
        """The chosen boxes are ignored in the whole video; whether that was done."""
        document, rows = self.document, self.document.chosen_annotations()
        if not rows or document.record is None or not document.video.path:
            return False
        try:
            video = document.project.picture(document.video.path)
            changes = document.taken_away(rows)
        except ProjectError as error:
            document.tell(str(error))
            return False
        new_id = document.project.new_id
        made = [
            replace(row, id=new_id(), picture=video.id, ignore=True, origin=None, track=None,
                    ends=False)
            for row in rows
        ]  # fmt: skip
        changes += (Change(None, row) for row in made)
        edit = Edit(edit_text("region_out", len(rows)), tuple(changes), document.record.id)
        if not document.do(edit):
            return False
        document.choose_region(made[0].id)
        document.tell(self.tr("Left out in every frame of this video"))
        return True

    def give_back(self) -> bool:
        """The ignored regions of the video become ignored boxes of the frame that is shown."""
        return self._bring(self.document.regions)

    def delete_chosen(self) -> bool:
        """Delete the chosen region: in no frame is anything left out there any more."""
        rows = self._chosen()
        self._tell_locked(rows)
        edit = editing.delete(rows)
        return edit is not None and self.document.do(edit)

    def _bring(self, rows: Sequence[Annotation]) -> bool:
        document = self.document
        if not rows or document.record is None:
            return False
        here, new_id = document.record.id, document.project.new_id
        made = [replace(row, id=new_id(), picture=here) for row in rows]
        changes = [Change(row, None) for row in rows] + [Change(None, row) for row in made]
        edit = Edit(edit_text("region_back", len(rows)), tuple(changes), here)
        if not document.do(edit):
            return False
        document.choose(row.id for row in made)
        return True

    def _chosen(self) -> list[Annotation]:
        return [each for each in self.document.regions if each.id == self.document.region]

    def _tell_locked(self, rows: Sequence[Annotation]) -> None:
        if any(row.locked for row in rows):
            self.document.tell(
                self.tr("This region is locked; bring it to this frame to unlock it.")
            )

    def _leave_region(self) -> None:
        """A box is chosen: no region is, beside it."""
        if self.document.chosen or self.document.selected is not None:
            self.document.choose_region(None)
