"""Frames marked reviewed, or not: the one that is shown, or those of the selected range."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.domain import editing
from app.domain.edits import Edit
from app.domain.project.store import ProjectError
from app.domain.project.videos import reviewed_frames
from app.domain.records import Picture
from app.domain.video.ranges import is_reviewed, mark, unmark
from app.services.document import Document
from fpn_core.video.frames import frame_path


class FrameReview(QObject):
    """Each change is one step of the history."""

    range_reviewed = Signal(int, int)  # first and last frame of a range that is marked reviewed

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document

    @property
    def is_reviewed(self) -> bool:
        """Whether the frame that is shown, or all of the selected range, is reviewed."""
        state, project = self.document.video, self.document.project
        first, last = state.range or (state.frame, state.frame)
        try:
            row = project.find_picture(state.path)
            ranges = () if row is None else project.frame_ranges(row.id)
            alone = set(reviewed_frames(project, state.path))
        except ProjectError as error:
            self.document.tell(str(error))
            return False
        return all(f in alone or is_reviewed(ranges, f) for f in range(first, last + 1))

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
            rows = [] if reviewed else self._rows(video, first, last)
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
        if reviewed:
            self.range_reviewed.emit(first, last)
        return True

    def _rows(self, video: str, first: int, last: int) -> list[Picture]:
        """Rows of frames that are reviewed by themselves."""
        project = self.document.project
        alone = [f for f in reviewed_frames(project, video) if first <= f <= last]
        rows = [project.find_picture(frame_path(video, frame)) for frame in alone]
        return [row for row in rows if row is not None]

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
