"""Regions of a whole video that are left out: parked cars, the time stamp in a corner."""

from dataclasses import replace

from PySide6.QtCore import QObject

from app.domain.edit_words import edit_text
from app.domain.edits import Change, Edit
from app.domain.project.store import ProjectError
from app.services.document import Document


class VideoRegions(QObject):
    """Boxes of a frame go to the video's own row, where they hold for all of its frames, and back
    to a frame, where they can be moved and deleted as any other box."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document

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
        changes += (
            Change(None, replace(row, id=new_id(), picture=video.id, ignore=True, origin=None,
                                 track=None, ends=False))
            for row in rows
        )  # fmt: skip
        edit = Edit(edit_text("region_out", len(rows)), tuple(changes), document.record.id)
        if not document.do(edit):
            return False
        document.tell(self.tr("Left out in every frame of this video"))
        return True

    def give_back(self) -> bool:
        """The ignored regions of the video become ignored boxes of the frame that is shown."""
        document, rows = self.document, self.document.regions
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
