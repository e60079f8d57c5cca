"""Boxes of the whole project at once, in stretches short enough not to hold up an edit."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from app.domain.detection_pack import EXTENT_BYTES, PackError, unpack_extent
from app.domain.detections import BoolArray, FloatArray, IntArray
from app.domain.project.rows import ANNOTATIONS
from app.domain.project.store import Project
from app.domain.records import Annotation

log = logging.getLogger(__name__)
_STRETCH = 4000
_COLUMNS = """
SELECT id, picture, label, x1, y1, x2, y2, flags & 1,
       json_extract(rest, '$.origin.score'),
       json_extract(rest, '$.origin.anchor_level'),
       json_extract(rest, '$.origin.roi_level')
FROM annotations WHERE id > ? AND (? IS NULL OR picture = ?) ORDER BY id LIMIT ?
"""
_SEEN = """
SELECT picture, count, SUBSTR(packed, 1, ?) FROM detections
WHERE model = (SELECT id FROM models WHERE key = ?) AND picture > ? ORDER BY picture LIMIT ?
"""


@dataclass(frozen=True, eq=False)
class BoxColumns:
    """Annotations as columns indexed together.

    ``boxes`` is (N, 4) xyxy in picture pixels; ``scores`` are those of the detections that they
    came from, not-a-number for drawn ones; level names are "" where no level fired.
    """

    ids: IntArray
    pictures: IntArray
    labels: IntArray
    boxes: FloatArray
    ignored: BoolArray
    scores: FloatArray
    anchor_levels: tuple[str, ...]
    roi_levels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)


def box_stretches(project: Project, picture: int | None = None) -> Iterator[BoxColumns]:
    """All annotations, or those of one picture, some thousands at a time, by id.

    Made for other threads: between two stretches the project is free for edits.
    """
    last = 0
    while True:
        rows = project._read(_COLUMNS, (last, picture, picture, _STRETCH))
        if rows:
            yield _columns(rows)
            last = rows[-1][0]
        if len(rows) < _STRETCH:
            return


def all_boxes(project: Project) -> BoxColumns:
    """All annotations of the project, by id."""
    found = list(box_stretches(project)) or [_columns([])]
    return BoxColumns(
        ids=np.concatenate([each.ids for each in found]),
        pictures=np.concatenate([each.pictures for each in found]),
        labels=np.concatenate([each.labels for each in found]),
        boxes=np.concatenate([each.boxes for each in found]),
        ignored=np.concatenate([each.ignored for each in found]),
        scores=np.concatenate([each.scores for each in found]),
        anchor_levels=tuple(name for each in found for name in each.anchor_levels),
        roi_levels=tuple(name for each in found for name in each.roi_levels),
    )


def _columns(rows: list[tuple[object, ...]]) -> BoxColumns:
    columns = list(zip(*rows, strict=True)) if rows else [()] * 11
    scores = [np.nan if score is None else score for score in columns[8]]
    return BoxColumns(
        np.array(columns[0], np.int64),
        np.array(columns[1], np.int64),
        np.array(columns[2], np.int64),
        np.array(columns[3:7], np.float64).T.reshape(-1, 4),
        np.array(columns[7], bool),
        np.array(scores, np.float64),
        tuple(str(name or "") for name in columns[9]),
        tuple(str(name or "") for name in columns[10]),
    )


@dataclass(frozen=True)
class Seen:
    """What a model's run on a picture tells of it: size in pixels, network pixels per picture
    pixel, and how many detections there are."""

    width: int
    height: int
    scale: float
    detections: int


def seen_by_model(project: Project, model_key: str) -> dict[int, Seen]:
    """By picture id, what a model has seen; detections themselves are not read.

    Raises ProjectError where the file cannot be read.
    """
    out: dict[int, Seen] = {}
    last = 0
    while True:
        rows = project._read(_SEEN, (EXTENT_BYTES, model_key, last, _STRETCH))
        for picture, count, head in rows:
            try:
                width, height, across, down = unpack_extent(bytes(head))
            except PackError as error:
                log.warning("%s: picture %s: %s", project.file, picture, error)
                continue
            out[picture] = Seen(width, height, (across * down) ** 0.5, count)
        if len(rows) < _STRETCH:
            return out
        last = rows[-1][0]


def annotations_of_classes(project: Project, labels: Iterable[int]) -> list[Annotation]:
    """All annotations of some classes, by id."""
    found = []
    for label in dict.fromkeys(labels):
        found += project._read(f"{ANNOTATIONS.select} WHERE label = ?", (label,))
    return [ANNOTATIONS.record(row) for row in sorted(found, key=lambda row: row[0])]


def count_of_classes(project: Project, labels: Iterable[int]) -> tuple[int, int]:
    """How many annotations some classes have, and on how many pictures."""
    boxes, pictures = 0, set()
    for label in dict.fromkeys(labels):
        sql = "SELECT picture, COUNT(*) FROM annotations WHERE label = ? GROUP BY picture"
        for picture, count in project._read(sql, (label,)):
            boxes += count
            pictures.add(picture)
    return boxes, len(pictures)


def annotations_by_id(project: Project, ids: Iterable[int]) -> list[Annotation]:
    """The annotations with these ids that are there, by id."""
    wanted, found = sorted(set(ids)), []
    for start in range(0, len(wanted), 500):
        some = tuple(wanted[start : start + 500])
        marks = ", ".join("?" * len(some))
        found += project._read(f"{ANNOTATIONS.select} WHERE id IN ({marks}) ORDER BY id", some)
    return [ANNOTATIONS.record(row) for row in found]
