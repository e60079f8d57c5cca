"""The levels of annotations: those of the detection they came from, or of the best match."""

from collections.abc import Sequence

import numpy as np

from app.domain.detections import NO_LEVEL, DetectionSet, IntArray, ModelInfo
from app.domain.level_rule import matching_ranks, pooling_ranks
from app.domain.records import Annotation
from fpn_core.levels import LEVEL_COLOURS

_PAPER_LEVELS = tuple(colour.name for colour in LEVEL_COLOURS)


def level_ranks(
    annotations: Sequence[Annotation],
    model: ModelInfo | None,
    found: DetectionSet | None,
    pooled: bool,
) -> IntArray:
    """The rank of each annotation's anchor level, or RoI level where ``pooled``.

    A box that a person drew takes that of its best-matching anchor, or Eq. 1's, as soon as the
    model has seen the picture (``found``); NO_LEVEL before. A level that the model does not have
    is NO_LEVEL too.
    """
    names = _PAPER_LEVELS if model is None else tuple(level.name for level in model.levels)
    rank_of = {name: rank for rank, name in enumerate(names)}
    ranks = np.full(len(annotations), NO_LEVEL, np.int64)
    drawn = []
    for place, each in enumerate(annotations):
        level = fired_level(each, pooled)
        if level is None:
            drawn.append(place)
        else:
            ranks[place] = rank_of.get(level, NO_LEVEL)
    if found is not None and drawn:
        boxes = np.array([annotations[place].box for place in drawn], np.float64)
        ranks[drawn] = (pooling_ranks if pooled else matching_ranks)(found, boxes)
    return ranks


def fired_level(annotation: Annotation, pooled: bool) -> str | None:
    """The level that fired for an annotation (or pooled it); None for a box that was drawn."""
    origin = annotation.origin
    if origin is None:
        return None
    return origin.roi_level if pooled else origin.anchor_level
