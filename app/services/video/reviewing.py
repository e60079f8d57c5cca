"""Frames marked reviewed, or not: the one that is shown, or those of the selected range."""

from dataclasses import replace

from PySide6.QtCore import QObject

from app.domain import editing
from app.domain.edits import Edit
from app.domain.project.store import ProjectError
from app.domain.records import Picture
from app.domain.video.ranges import mark, unmark
from app.services.document import Document
from app.services.video.frame_facts import FrameFacts, Marks


class FrameReview(QObject):
    """Each change is one step of the history."""

    def __init__(
        self, document: Document, facts: FrameFacts, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.document, self._facts = document, facts

    @property
    def is_reviewed(self) -> bool:
        """Whether the frame that is shown, or all of the selected range, is reviewed."""
        state, marks = self.document.video, self._facts.marks
        first, last = state.range or (state.frame, state.frame)
        return all(marks.is_reviewed(frame) for frame in range(first, last + 1))

    def mark_range(self, reviewed: bool) -> bool:
        """Mark the selected range reviewed, or not; whether anything changed."""
        state = self.document.video
        if state.range is None or not state.path:
            return False
        first, last = state.range
        return self.mark_frames(first, last, reviewed)

    def mark_frames(self, first: int, last: int, reviewed: bool) -> bool:
        """Mark frames of the open video reviewed, or not; whether anything changed."""
        document, video = self.document, self.document.video.path
        project = document.project
        try:
            row = project.picture(video)
            ranges = project.frame_ranges(row.id)
            change = mark if reviewed else unmark
            edit = change(project.new_id, row.id, ranges, first, last)
            rows = [] if reviewed else self._rows(self._facts.marks, first, last)
        except ProjectError as error:
            document.tell(str(error))
            return False
        own = editing.set_reviewed(rows, False)
        if edit is not None and own is not None:
            edit = Edit(edit.text, (*edit.changes, *own.changes), edit.picture)
        edit = edit or own
        same = self.tr("Reviewed already.") if reviewed else self.tr("Not reviewed as it is.")
        if edit is None:
            document.tell(same)
            return False
        here = document.record
        if not document.do(replace(edit, picture=row.id if here is None else here.id)):
            return False
        self._tell(first, last, reviewed)
        return True

    def _rows(self, marks: Marks, first: int, last: int) -> list[Picture]:
        """Rows of frames that are reviewed by themselves."""
        ids = [marks.ids[f] for f in marks.reviewed if first <= f <= last and f in marks.ids]
        return [self.document.project.picture_of(id) for id in ids]

    def _tell(self, first: int, last: int, reviewed: bool) -> None:
        if first == last:
            done, undone = (
                self.tr("Frame {first} is reviewed"),
                self.tr("Frame {first} is not reviewed"),
            )
        else:
            done, undone = (
                self.tr("Frames {first} to {last} are reviewed"),
                self.tr("Frames {first} to {last} are not reviewed"),
            )
        self.document.tell((done if reviewed else undone).format(first=first, last=last))
