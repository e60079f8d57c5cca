"""Labels of a project that are kept in a folder, too: an edit writes only the files it changes.

Formats with a file a picture get the changed ones and, where they differ, the lists beside them.
The name of a file depends on all pictures that the project knows, so that it stays the same; a file
whose picture has moved on (another split, another name) is taken away. COCO and CVAT are one file,
which is written whole; COCO's from the text that the other pictures had before.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.formats import coco, labelme, voc, yolo
from app.domain.formats.coco_kept import KeptTexts
from app.domain.formats.labels import LabelPicture, LabelSet, Options, Step, no_step
from app.domain.formats.project_labels import ExportChoice, labels_of_project, picture_name
from app.domain.formats.table import FORMATS
from app.domain.formats.writing import Output
from app.domain.project.rows import path_text
from app.domain.project.store import Project
from app.domain.project.videos import with_frames_of

_PICTURES = "SELECT id, path, split FROM pictures ORDER BY id"
Named = tuple[LabelPicture, str]


@dataclass(frozen=True)
class _Kind:
    """A format with a file a picture: the names of the files for pictures' (names, splits), the
    text of one, and the texts of the lists."""

    files: Callable[[list[tuple[str, str]]], list[str]]
    text: Callable[[LabelSet, LabelPicture, Path], str]
    lists: Callable[[LabelSet, list[Named]], dict[str, str]]


def _labelme_text(labels: LabelSet, picture: LabelPicture, file: Path) -> str:
    image = labelme.image_path(picture, file, Options(), Output())
    return labelme.picture_text(labels, picture, image)


def _voc_text(labels: LabelSet, picture: LabelPicture, _file: Path) -> str:
    return voc.picture_text(labels, picture, picture.name, Options())


def _yolo_text(_labels: LabelSet, picture: LabelPicture, _file: Path) -> str:
    return yolo.picture_text(picture)


_KINDS = {
    "labelme": _Kind(labelme.file_names, _labelme_text, labelme.lists),
    "voc": _Kind(voc.file_names, _voc_text, voc.lists),
    "yolo": _Kind(yolo.file_names, _yolo_text, yolo.lists),
}


def _holds(file: Path, text: str) -> bool:
    """Whether a file has a text already."""
    try:
        return file.read_bytes() == text.encode("utf-8")
    except (OSError, UnicodeEncodeError):
        return False


class Mirror:
    """The mirror of one project in one place; one thread at a time."""

    def __init__(self, project: Project, format: str, place: str) -> None:
        self.project, self.format = project, format
        folder = Path(place).expanduser()
        self.place = folder if folder.is_absolute() else project.root / folder
        self._kept = KeptTexts(project)
        self._files: dict[int, str] = {}
        self._lists: dict[str, str] = {}
        self.rest = 0.0  # seconds: a long write of one large file should not be begun at once again

    def learn(self, step: Step = no_step) -> None:
        """Note where the files of the pictures are, or what stands in the one of all of them,
        before edits change that. Raises ProjectError."""
        if self.format in _KINDS:
            self._files = self._names()
        elif self.format == coco.ID:
            self._kept.update(frozenset(), step)

    def write(
        self, changed: frozenset[int], whole: bool, same_project: bool, step: Step = no_step
    ) -> tuple[str, ...]:
        """Bring the place up to date after edits of some pictures, or all of it.

        ``same_project``: what is there already is of this project. Returns what went wrong.

        Raises:
            FormatError: it could not be written.
            ProjectError: the project could not be read.
        """
        edited, changed = changed, frozenset(with_frames_of(self.project, changed))
        out = Output([] if self.project.file is None else [self.project.file])
        kind = _KINDS.get(self.format)
        if self.format == coco.ID:
            return self._write_coco(changed, out, step)
        if kind is None:
            return self._write_one_file(out, same_project, step)
        names = self._names()
        moved = {id for id, name in self._files.items() if names.get(id) != name}
        pictures = changed | moved
        choice = ExportChoice(False, pictures=None if whole else pictures, always=pictures)
        labels = labels_of_project(self.project, choice, step)
        if any(each.project_id not in names for each in labels.pictures):
            names = self._names()  # frames of reviewed ranges that had no rows before
        if self.format == yolo.ID and not same_project:
            yolo.check_order(labels, self.place)
        with out.together():
            for at, picture in enumerate(labels.pictures):
                step(at, len(labels.pictures))
                if self.format == yolo.ID and not picture.width:
                    continue  # told with the problems of the labels
                file = self.place / names[picture.project_id]
                text = kind.text(labels, picture, file)
                beside = picture.project_id in changed - edited
                if not (beside and _holds(file, text)):
                    out.text(file, text)
        for gone in set(self._files.values()) - set(names.values()):
            (self.place / gone).unlink(missing_ok=True)
        self._files = names
        self._write_lists(kind, labels, out)
        return (*labels.problems, *out.problems)

    def _names(self) -> dict[int, str]:
        rows = self.project.query(_PICTURES)
        pairs = [(picture_name(path_text(path)), split) for _id, path, split in rows]
        files = _KINDS[self.format].files(pairs)
        return {row[0]: file for row, file in zip(rows, files, strict=True)}

    def _write_lists(self, kind: _Kind, labels: LabelSet, out: Output) -> None:
        """Lists of classes and splits, where they are others than those written before."""
        rows = self.project.query(
            "SELECT id, path, split FROM pictures p WHERE reviewed OR EXISTS "
            "(SELECT 1 FROM annotations a WHERE a.picture = p.id) ORDER BY id"
        )
        named = [
            (LabelPicture(picture_name(path_text(path)), split=split), self._files[id])
            for id, path, split in rows
            if id in self._files
        ]
        texts = kind.lists(labels, named)
        for name in self._lists.keys() - texts.keys():
            (self.place / name).unlink(missing_ok=True)
        for name, text in texts.items():
            if self._lists.get(name) != text:
                out.text(self.place / name, text)
        self._lists = texts

    def _write_coco(self, changed: frozenset[int], out: Output, step: Step) -> tuple[str, ...]:
        labels = self._kept.update(changed, step)
        file = self.place
        if file.suffix.lower() != ".json":
            file /= "annotations.json"
        started = time.monotonic()
        out.pieces(file, self._kept.pieces(labels, step))
        self.rest = time.monotonic() - started
        return (*labels.problems, *out.problems)

    def _write_one_file(self, out: Output, same_project: bool, step: Step) -> tuple[str, ...]:
        started = time.monotonic()
        labels = labels_of_project(self.project, ExportChoice(reviewed_only=False), step)
        options = Options(same_project=same_project)
        FORMATS[self.format].write(labels, self.place, options, out, step)
        self.rest = time.monotonic() - started
        return (*labels.problems, *out.problems)
