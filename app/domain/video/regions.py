"""Regions that are left out on every frame of a video: what lies in them needs no decision."""

from collections.abc import Iterable

import numpy as np

from app.domain.decisions import Decision
from app.domain.detections import DetectionSet, IntArray
from app.domain.geometry import centred_in
from app.domain.records import Annotation


def leave_out(found: DetectionSet, decisions: IntArray, regions: Iterable[Annotation]) -> IntArray:
    """Decisions, one a detection; those whose centre lies in a region are covered."""
    boxes = [each.box for each in regions]
    if not boxes or not len(found):
        return decisions
    inside = centred_in(found.boxes, boxes)
    return np.where(inside, int(Decision.COVERED), decisions)
