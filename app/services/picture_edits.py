"""What a person says of whole pictures: reviewed, flagged, split, note. Each is one step."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject

from app.domain import editing
from app.domain.project.store import Project, ProjectError
from app.domain.records import Picture
from app.services.document import Document

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
        """Mark pictures reviewed, or not; how many changed. Their detections stay undecided."""
        count = self._set(paths, "review" if reviewed else "unreview", reviewed=reviewed)
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
