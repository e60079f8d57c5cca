"""What reviewed pictures teach, row by row: positives, ignored regions, hard negatives.

Annotations are positive. Ignored are those marked crowd, difficult or "ignore", and detections of
the project's classes that were shown and neither accepted nor rejected. Rejections are hard
negatives. Everything else on a reviewed picture is background; classes of the model that the
project does not have are seen to by the run itself.

On a frame of a video the boxes that tracks have there count as annotations, and the regions that
are ignored on the whole video as its own.
"""

import json
import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.decisions import Decision, decide, folded, match_class
from app.domain.detection_pack import PackError, unpack_detections
from app.domain.detections import ModelInfo
from app.domain.formats.labels import Step, no_step
from app.domain.formats.sizes import quick_size
from app.domain.project.apply import EACH
from app.domain.project.detection_rows import model_key
from app.domain.project.frame_rows import FrameRows
from app.domain.project.media_files import stamp_of
from app.domain.project.rows import ANNOTATIONS, REJECTIONS, path_text
from app.domain.project.store import Project
from app.domain.records import Annotation, Box, ProjectClass, Rejection
from app.domain.view_filter import passes_score
from fpn_core.errors import FpnError

LEAST_SIDE = 0.01  # pixels; the data file has three digits
_AT_ONCE = 200
_PICTURES = """
SELECT p.id, p.path, f.size, f.mtime, f.width, f.height
FROM pictures p LEFT JOIN files f ON f.picture = p.id WHERE p.id IN ({each}) ORDER BY p.id
"""
_DETECTED = """
SELECT picture, packed FROM detections
WHERE model = (SELECT id FROM models WHERE key = ?) AND best >= ? AND picture IN ({each})
"""
_REJECTED_NAMES = """
SELECT DISTINCT r.class_name FROM rejections r JOIN pictures p ON p.id = r.picture
WHERE p.reviewed AND p.split != 'test' ORDER BY r.class_name
"""


@dataclass(frozen=True)
class Categories:
    """The classes of a run: those of the project, by their permanent ids and in its order, and
    beneath them (``kept``) those that only rejections name."""

    own: tuple[ProjectClass, ...]
    kept: tuple[tuple[int, str], ...]

    def id_of(self, name: str) -> int | None:
        """The id of a class by its name, as the project matches names; None for a stranger."""
        known = match_class(name, self.own)
        if known is not None:
            return known.id
        wanted = folded(name)
        return next((key for key, each in self.kept if folded(each) == wanted), None)


@dataclass(frozen=True, slots=True)
class TaughtRow:
    """A box of a picture (pixels, within it) and what it teaches about a category."""

    category: int
    box: Box
    ignored: bool = False
    rejected: bool = False


@dataclass(frozen=True)
class TaughtPicture:
    """A reviewed picture whose file is there: absolute path, upright size in pixels, its rows."""

    id: int
    path: str
    width: int
    height: int
    rows: tuple[TaughtRow, ...]


@dataclass
class Gathering:
    """What to gather, and what went wrong: one line each, with the path.

    ``model`` and ``score``: detections of that model from that score up were shown. ``any_class``:
    the project has one class, and takes detections of every class for it.
    """

    project: Project
    model: ModelInfo | None = None
    score: float = 0.5
    any_class: bool = False
    problems: list[str] = field(default_factory=list)

    def categories(self) -> Categories:
        """The classes of the project and of its rejections. Raises ProjectError."""
        own = tuple(self.project.classes.values())
        highest = max((each.id for each in own), default=0)
        strangers: dict[str, str] = {}
        for (name,) in self.project.query(_REJECTED_NAMES):
            if name.strip() and match_class(name, own) is None:
                strangers.setdefault(folded(name), name)
        kept = enumerate(strangers.values(), highest + 1)
        return Categories(own, tuple(kept))

    def pictures(
        self, ids: Sequence[int], categories: Categories, step: Step = no_step
    ) -> Iterator[TaughtPicture]:
        """Pictures by id with what they teach; those without a readable file are problems.

        Made for other threads: between two stretches the project is free for edits. Raises
        ProjectError where the project cannot be read.
        """
        beside = FrameRows(self.project)
        for start in range(0, len(ids), _AT_ONCE):
            step(start, len(ids))
            some = ids[start : start + _AT_ONCE]
            yield from _Stretch(self, categories, some, beside).pictures()
        step(len(ids), len(ids))


class _Stretch:
    """Some pictures at a time, each table read once for all of them."""

    def __init__(
        self, order: Gathering, categories: Categories, ids: Sequence[int], beside: FrameRows
    ) -> None:
        self._beside = beside
        self._order, self._project, self._categories = order, order.project, categories
        self._names = {each.id: each.name for each in categories.own}
        self._each = json.dumps(list(ids))
        self._boxes = self._by_picture(ANNOTATIONS.select, "picture, id")
        self._rejected = self._by_picture(REJECTIONS.select, "picture, id")
        self._packed = self._detections()

    def pictures(self) -> Iterator[TaughtPicture]:
        sql = _PICTURES.format(each=EACH)
        for key, column, *facts in self._project.query(sql, (self._each,)):
            path = self._project.absolute_path(path_text(column))
            try:
                width, height = size_of(path, *facts)
            except (OSError, FpnError) as error:
                self._order.problems.append(picture_problem(path, error))
                continue
            rows = self._rows(key, path, width, height)
            yield TaughtPicture(key, path, width, height, tuple(rows))

    def _by_picture(self, select: str, order: str) -> Mapping[int, list[Any]]:
        sql = f"{select} WHERE picture IN ({EACH}) ORDER BY {order}"
        found: defaultdict[int, list[Any]] = defaultdict(list)
        for row in self._project.query(sql, (self._each,)):
            found[row[1]].append(row)
        return found

    def _detections(self) -> dict[int, bytes]:
        model = self._order.model
        if model is None:
            return {}
        sql = _DETECTED.format(each=EACH)
        values = (model_key(model), self._order.score - 1e-9, self._each)
        return dict(self._project.query(sql, values))

    def _rows(self, key: int, path: str, width: int, height: int) -> Iterator[TaughtRow]:
        annotations = [ANNOTATIONS.record(row) for row in self._boxes.get(key, ())]
        annotations += self._beside.beside(path, key)
        rejections = [REJECTIONS.record(row) for row in self._rejected.get(key, ())]
        for number, each in enumerate(annotations, 1):
            box = within(each.box, width, height)
            if box is None or each.label not in self._names:
                name = self._names.get(each.label, "?")
                self._order.problems.append(
                    f"{path}: box {number} ({name}) at {_short(each.box)} lies outside of the "
                    f"{width}x{height} picture and is left out: move or delete it"
                )
                continue
            yield TaughtRow(each.label, box, ignored=each.ignore or each.crowd or each.difficult)
        yield from self._undecided(key, path, annotations, rejections, (width, height))
        for rejection in rejections:
            category = self._categories.id_of(rejection.class_name)
            box = within(rejection.box, width, height)
            if category is not None and box is not None:
                yield TaughtRow(category, box, rejected=True)

    def _undecided(
        self,
        key: int,
        path: str,
        annotations: Collection[Annotation],
        rejections: Collection[Rejection],
        size: tuple[int, int],
    ) -> Iterator[TaughtRow]:
        """Shown detections of the project's classes that nobody has decided about."""
        model, packed = self._order.model, self._packed.get(key)
        if model is None or packed is None:
            return
        try:
            found = unpack_detections(packed, model, path)
        except PackError as error:
            self._order.problems.append(f"{path}: {error}; detect it again (I)")
            return
        decisions = decide(found, annotations, rejections, self._names)
        shown = passes_score(found.scores, self._order.score)
        for row in (shown & (decisions == Decision.UNDECIDED)).nonzero()[0].tolist():
            known = self._class_of(found.class_name(row))
            x1, y1, x2, y2 = found.boxes[row].tolist()
            box = within((x1, y1, x2, y2), *size)
            if known is not None and box is not None:
                yield TaughtRow(known.id, box, ignored=True)

    def _class_of(self, name: str) -> ProjectClass | None:
        own = self._categories.own
        return next(iter(own), None) if self._order.any_class else match_class(name, own)


def size_of(
    path: str, size: int | None, mtime: int | None, width: int | None, height: int | None
) -> tuple[int, int]:
    """Upright width and height of a file in pixels: as known, unless the file has changed since.

    Raises:
        OSError: it is not there.
        PictureError: it cannot be read as a picture.
    """
    stamp = stamp_of(path)
    if width and height and (stamp.size, stamp.mtime) == (size, mtime):
        return width, height
    return quick_size(path)


def within(box: Box, width: float, height: float) -> Box | None:
    """The part of a box that lies in a picture; None where there is none."""
    x1, y1, x2, y2 = box
    x1, y1, x2, y2 = max(x1, 0.0), max(y1, 0.0), min(x2, float(width)), min(y2, float(height))
    return (x1, y1, x2, y2) if min(x2 - x1, y2 - y1) >= LEAST_SIDE else None


def picture_problem(path: str, error: Exception) -> str:
    """One line that names the whole path: a picture's own error has its file's name alone."""
    if isinstance(error, FileNotFoundError):
        return f"{path}: the file is missing; Locate... in the menu Picture finds it"
    if isinstance(error, OSError):
        return f"{path}: cannot be read ({error.strerror}); check its permissions"
    text = str(error)
    for start in (path, os.path.basename(path)):
        text = text.removeprefix(f"{start}: ")
    return f"{path}: {text}"


def _short(box: Box) -> str:
    return ", ".join(f"{value:g}" for value in box)
