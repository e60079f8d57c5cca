"""Detections of a model on a picture as one packed row, with columns that filters can ask."""

from typing import Any

import numpy as np

from app.domain.detections import DetectionSet

DOUBTFUL = 5
SCORE_BINS = 50


def uncertainty(found: DetectionSet) -> float:
    """Mean doubt of the most doubtful detections, see PictureSummary."""
    doubt = 1 - np.abs(2 * found.scores - 1)
    return float(np.sort(doubt)[::-1][:DOUBTFUL].sum() / DOUBTFUL)


def parts(found: DetectionSet) -> list[tuple[Any, ...]]:
    """(label, anchor level, count, best score, mask of score bins) for each label and level."""
    rows = []
    pairs = np.stack([found.labels, found.anchor_ranks], axis=1)
    for label, level in np.unique(pairs, axis=0):
        scores = found.scores[(found.labels == label) & (found.anchor_ranks == level)]
        mask = 0
        for each in np.unique(score_bin(scores)):
            mask |= 1 << int(each)
        rows.append((int(label), int(level), len(scores), float(scores.max()), mask))
    return rows


def score_bin(scores: Any) -> Any:
    """Which fiftieth of 0..1 scores fall into; 1.0 belongs to the last."""
    return np.clip((np.asarray(scores) * SCORE_BINS).astype(int), 0, SCORE_BINS - 1)


def bin_mask(low: float, high: float) -> int:
    """Bits of all bins that touch low..high."""
    first, last = int(score_bin(low)), int(score_bin(high))
    return (1 << (last + 1)) - (1 << first)


def model_key(model: Any) -> str:
    """What tells models apart: the hash of the model's content, or its name without one."""
    return getattr(model, "key", "") or str(model.name)
