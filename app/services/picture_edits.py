"""What a person says of whole pictures: reviewed, flagged, split, note. Each is one step."""

import os
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject

from app.domain import editing
from app.domain.edit_words import edit_text
from app.domain.edits import Edit, joined
from app.domain.project.store import Project, ProjectError
from app.domain.project.videos import frame_ids, reviewed_frames
from app.domain.records import Picture
from app.domain.video.ranges import mark, unmark
from app.services.document import Document
from fpn_core.video.frames import is_video_name
from fpn_core.video.kept import known_index

SPLITS = ("train", "val", "test")
_MOST_ONE_BY_ONE = 2000


def picture_rows(project: Project, paths: Sequence[str]) -> list[Picture]:
    """The rows of pictures at absolute paths, made where the project does not know them.

    Raises:
        ProjectError: the project's file cannot be read or written.
    """
    if len(paths) > _MOST_ONE_BY_ONE:
        return list(project.register(paths).values())
    found = {path: project.find_picture(path) for path in paths}
    unknown = [path for path, record in found.items() if record is None]
    found |= project.register(unknown) if unknown else {}
    return [record for record in found.values() if record is not None]


class PictureEdits(QObject):
    """Changes the rows of pictures by path; pictures that the project does not know yet get one."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document

    def mark(self, paths: Sequence[str], reviewed: bool) -> int:
        """Mark pictures reviewed, or not; how many changed. Their detections stay undecided. Of a
        video all frames are marked."""
        unknown = [path for path in paths if is_video_name(path) and known_index(path) is None]
        if reviewed and unknown:
            name = os.path.basename(unknown[0])
            text = self.tr("Open {name} first, so that its frames are known.")
            self.document.tell(text.format(name=name))
            return 0
        count = self._mark_all(paths, reviewed)
        if reviewed:
            one, many = self.tr("Marked reviewed"), self.tr("{count} pictures marked reviewed")
            same = self.tr("Reviewed already.")
        else:
            one = self.tr("Marked not reviewed")
            many = self.tr("{count} pictures marked not reviewed")
            same = self.tr("Not reviewed as it is.")
        self._say(count, one, many, same)
        return count

    def flag(self, paths: Sequence[str], flagged: bool) -> int:
        """Put a flag on pictures, or take it off; how many changed."""
        count = self._set(paths, "flag" if flagged else "unflag", flagged=flagged)
        if flagged:
            one, many = self.tr("Flagged"), self.tr("{count} pictures flagged")
        else:
            one, many = self.tr("Flag taken off"), self.tr("Flag taken off {count} pictures")
        self._say(count, one, many, "")
        return count

    def set_split(self, paths: Sequence[str], split: str) -> int:
        """Put pictures into a split, one of SPLITS or "" for none; how many changed."""
        if split and split not in SPLITS:
            raise ValueError(f"no split: {split!r}")
        count = self._set(paths, "split", split=split)
        if split:
            one = self.tr("In split {split}").format(split=split)
            many = self.tr("{count} pictures in split {split}").replace("{split}", split)
        else:
            one, many = self.tr("In no split"), self.tr("{count} pictures in no split")
        self._say(count, one, many, "")
        return count

    def set_note(self, paths: Sequence[str], note: str) -> int:
        """Write the same note on pictures, "" to take it away; how many changed."""
        return self._set(paths, "note", note=note.strip())

    def _mark_all(self, paths: Sequence[str], reviewed: bool) -> int:
        kind = "review" if reviewed else "unreview"
        videos = [path for path in paths if is_video_name(path)]
        if not videos:
            return self._set(paths, kind, reviewed=reviewed)
        document = self.document
        document.flush()
        document.save_waiting()
        try:
            others = picture_rows(document.project, [p for p in paths if p not in videos])
            edits = [editing.set_picture_values(others, kind, reviewed=reviewed)]
            edits += (self._frames_edit(path, reviewed) for path in videos)
            made = [edit for edit in edits if edit is not None]
            count = sum(len(edit.changes) for edit in made if edit is edits[0])
            count += sum(edit is not edits[0] for edit in made)
            done = bool(made) and document.do(joined(edit_text(kind, count), made))
        except ProjectError as error:
            document.tell(str(error))
            return 0
        return count if done else 0

    def _frames_edit(self, video: str, reviewed: bool) -> Edit | None:
        """All frames of a video reviewed, or none."""
        project, index = self.document.project, known_index(video)
        row = project.picture(video)
        ranges = project.frame_ranges(row.id)
        if reviewed and index is not None:
            return mark(project.new_id, row.id, ranges, 0, len(index) - 1)
        ids = frame_ids(project, video)
        alone = [project.picture_of(ids[frame]) for frame in reviewed_frames(project, video)]
        last = max((each.last for each in ranges), default=0)
        edits = [
            unmark(project.new_id, row.id, ranges, 0, last),
            editing.set_reviewed(alone, False),
        ]
        made = [edit for edit in edits if edit is not None]
        return joined(edit_text("range_unreview"), made, row.id) if made else None

    def _set(self, paths: Sequence[str], kind: str, **values: Any) -> int:
        if not paths:
            return 0
        document = self.document
        document.flush()
        document.save_waiting()
        try:
            records = picture_rows(document.project, paths)
            edit = editing.set_picture_values(records, kind, **values)
            done = edit is not None and document.do(edit)
        except ProjectError as error:
            document.tell(str(error))
            return 0
        return len(edit.changes) if edit is not None and done else 0

    def _say(self, count: int, one: str, many: str, same: str) -> None:
        text = many.format(count=f"{count:,}") if count > 1 else one if count else same
        if text:
            self.document.tell(text)
