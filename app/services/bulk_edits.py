"""Changes of many boxes on many pictures: each is one step of undo."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain import accepting, editing
from app.domain.detections import DetectionSet
from app.domain.edit_words import edit_text
from app.domain.edits import Change, Edit
from app.domain.project.bulk import annotations_by_id
from app.domain.project.detection_rows import model_key
from app.domain.project.videos import track_rows
from app.domain.records import Annotation, ProjectClass
from app.services.document import Document
from fpn_core.video.frames import file_of


@dataclass(frozen=True)
class Item:
    """A box anywhere in the project: an annotation's id, or a row of a picture's detections."""

    picture: int
    key: int
    from_model: bool


class BulkEdits:
    """Relabels, accepts, rejects and deletes boxes; every method returns how many it changed."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def relabel(self, items: Iterable[Item], label: int) -> int:
        """Give boxes a class; detections are accepted as that."""
        items = list(items)
        changes = self._relabelled(items, label)
        for picture, found, rows in self._detections(items):
            labels = dict.fromkeys(rows, label)
            changes += self._accepted(picture, found, labels)
        return self._do("relabel", changes, Annotation)

    def _relabelled(self, items: Sequence[Item], label: int) -> list[Change]:
        rows = self._annotations(items)
        edit = editing.relabel([*rows, *self._of_their_tracks(rows)], label)
        return [] if edit is None else list(edit.changes)

    def _of_their_tracks(self, rows: Sequence[Annotation]) -> list[Annotation]:
        """The other keyframes of the tracks of some rows: a track has one class."""
        project, known = self.document.project, {row.id for row in rows}
        tracks = {row.track for row in rows} - {None}
        pictures = {row.picture for row in rows if row.track is not None}
        videos = {file_of(project.path_of(picture)) for picture in pictures}
        found = (each.row for video in videos for each in track_rows(project, video))
        return [row for row in found if row.track in tracks and row.id not in known]

    def accept(self, items: Iterable[Item]) -> int:
        """Detections become annotations of their classes; classes that are missing are added."""
        there = dict(self.document.classes)
        changes: list[Change] = []
        for picture, found, rows in self._detections(items):
            labels, added = accepting.classes_of(found, rows, there, self.document.project.new_id)
            there.update((row.id, row) for row in added)
            chosen = {row: labels[found.class_name(row)] for row in rows}
            changes += self._accepted(picture, found, chosen, added)
        return self._do("accept", changes, Annotation)

    def reject(self, items: Iterable[Item]) -> int:
        """Detections are not wanted, now and from later runs."""
        changes: list[Change] = []
        new_id = self.document.project.new_id
        for picture, found, rows in self._detections(items):
            against = self.document.project.rejections(picture)
            rows = [row for row in rows if not accepting.against_row(found, row, against)]
            edit = accepting.reject(new_id, picture, found, rows)
            changes += () if edit is None else edit.changes
        return self._do("reject", changes)

    def delete(self, items: Iterable[Item]) -> int:
        """Annotations go; locked ones stay."""
        edit = editing.delete(self._annotations(items))
        return self._do("delete", [] if edit is None else list(edit.changes))

    def _annotations(self, items: Iterable[Item]) -> list[Annotation]:
        ids = [item.key for item in items if not item.from_model]
        return annotations_by_id(self.document.project, ids)

    def _detections(self, items: Iterable[Item]) -> list[tuple[int, DetectionSet, list[int]]]:
        """Pictures with the rows that are meant, as the model of the window gave them."""
        rows: dict[int, list[int]] = defaultdict(list)
        for item in items:
            if item.from_model:
                rows[item.picture].append(item.key)
        model = self.document.model
        if model is None or not rows:
            return []
        project, key = self.document.project, model_key(model)
        out = []
        for picture, wanted in rows.items():
            found = project.detections(picture, key)
            if found is not None:
                out.append((picture, found, [row for row in wanted if row < len(found)]))
        return out

    def _accepted(
        self,
        picture: int,
        found: DetectionSet,
        labels: dict[int, int],
        added: Sequence[ProjectClass] = (),
    ) -> list[Change]:
        project = self.document.project
        against = project.rejections(picture)
        size = (found.width, found.height)
        edit = accepting.accept(project.new_id, picture, found, labels, size, against, added)
        return [] if edit is None else list(edit.changes)

    def _do(self, kind: str, changes: Sequence[Change], counted: type | None = None) -> int:
        count = sum(counted is None or isinstance(change.row, counted) for change in changes)
        if not changes or not self.document.do(Edit(edit_text(kind, count), tuple(changes))):
            return 0
        return count
