"""Regions that are left out on every frame of a video: what lies in them needs no decision."""

from collections.abc import Iterable

import numpy as np

from app.domain.decisions import Decision
from app.domain.detections import DetectionSet, IntArray
from app.domain.records import Annotation


def leave_out(found: DetectionSet, decisions: IntArray, regions: Iterable[Annotation]) -> IntArray:
    """Decisions, one a detection; those whose centre lies in a region are covered."""
    inside = np.zeros(len(found), bool)
    if not len(found):
        return decisions
    x = (found.boxes[:, 0] + found.boxes[:, 2]) / 2
    y = (found.boxes[:, 1] + found.boxes[:, 3]) / 2
    for each in regions:
        x1, y1, x2, y2 = each.box
        inside |= (x >= x1) & (x <= x2) & (y >= y1) & (y <= y2)
    return np.where(inside, int(Decision.COVERED), decisions)
