"""What lists, filters and counts need to know of a picture, without reading its boxes."""

import enum
from dataclasses import dataclass
from typing import Any

from app.domain.project.rows import PICTURES
from app.domain.records import Picture


class PictureState(enum.Enum):
    """How far a picture has come."""

    NEW = "new"
    DETECTED = "detected"
    IN_WORK = "in_work"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class PictureSummary:
    """One picture in figures.

    ``classes`` are ids of the classes that its annotations have; ``detections``, ``best`` (highest
    score) and ``uncertainty`` speak of one model and are None where that has not seen the picture;
    ``missing`` says that the file was not where it should be when that was last looked at.

    Uncertainty (0..1) is the mean doubt of the five most doubtful detections, where doubt is 1 at
    score 0.5 and 0 at scores 0 and 1, and an absent detection has none.
    """

    picture: Picture
    annotations: int = 0
    classes: frozenset[int] = frozenset()
    rejections: int = 0
    detections: int | None = None
    best: float | None = None
    uncertainty: float | None = None
    missing: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nobody has done anything to the picture."""
        own = self.picture
        marked = own.reviewed or own.flagged or own.note or own.split
        return not (marked or self.annotations or self.rejections)

    @property
    def state(self) -> PictureState:
        """Reviewed, else in work (something was annotated or rejected), else detected or new."""
        if self.picture.reviewed:
            return PictureState.REVIEWED
        if self.annotations or self.rejections:
            return PictureState.IN_WORK
        return PictureState.NEW if self.detections is None else PictureState.DETECTED


SUMMARY_SQL = """
SELECT p.id, p.path, p.reviewed, p.flagged, p.note, p.split,
       a.count, a.labels, r.count, d.count, d.best, d.uncertainty
FROM pictures p
LEFT JOIN (SELECT picture, COUNT(*) AS count, GROUP_CONCAT(DISTINCT label) AS labels
           FROM annotations {where} GROUP BY picture) a ON a.picture = p.id
LEFT JOIN (SELECT picture, COUNT(*) AS count FROM rejections {where} GROUP BY picture) r
       ON r.picture = p.id
LEFT JOIN detections d ON d.picture = p.id AND d.model = :model
"""
ONE_SUMMARY_SQL = SUMMARY_SQL.format(where="WHERE picture = :picture") + "WHERE p.id = :picture"
ALL_SUMMARIES_SQL = SUMMARY_SQL.format(where="")


class SummaryReader:
    """Rows of the queries as summaries; equal sets of classes are one object, for 100,000 rows."""

    def __init__(self, missing: frozenset[int]) -> None:
        self._missing = missing
        self._sets: dict[str | None, frozenset[int]] = {None: frozenset()}

    def __call__(self, row: tuple[Any, ...]) -> PictureSummary:
        """Raises ProjectError for a row that is no picture."""
        count, labels, rejections, detections, best, doubt = row[6:]
        classes = self._sets.get(labels)
        if classes is None:
            classes = self._sets[labels] = frozenset(map(int, labels.split(",")))
        return PictureSummary(
            picture=PICTURES.record(row[:6]),
            annotations=count or 0,
            classes=classes,
            rejections=rejections or 0,
            detections=detections,
            best=best,
            uncertainty=doubt,
            missing=row[0] in self._missing,
        )


_TOUCHED = "(id IN (SELECT picture FROM annotations) OR id IN (SELECT picture FROM rejections))"
WORKED_ON_SQL = f"""
SELECT id, path FROM pictures
WHERE (reviewed OR flagged OR note != '' OR split != '' OR {_TOUCHED}
   OR id IN (SELECT picture FROM frame_ranges))
"""
"""Pictures that are not PictureSummary.is_blank, and videos that have reviewed ranges."""
_SEEN = "id IN (SELECT picture FROM detections WHERE model = :model)"
STATE_SQL = {
    PictureState.REVIEWED: "reviewed",
    PictureState.IN_WORK: f"NOT reviewed AND {_TOUCHED}",
    PictureState.DETECTED: f"NOT reviewed AND NOT {_TOUCHED} AND {_SEEN}",
    PictureState.NEW: f"NOT reviewed AND NOT {_TOUCHED} AND NOT {_SEEN}",
}
"""PictureSummary.state as a condition on the table `pictures`."""
