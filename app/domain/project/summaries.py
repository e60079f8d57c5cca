"""What lists, filters and counts need to know of a picture, without reading its boxes."""

import enum
from dataclasses import dataclass

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
