"""How far a figure may be off: average precision on pictures drawn again and again.

A paired bootstrap over pictures (Efron, 1979): both models are judged on the same draws, so that
what makes pictures easy or hard for both falls out of their difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fpn_core.evaluation.rows import Bools, Floats, Ints

DRAWS = 400
SHARE = 0.95
_RECALLS = np.linspace(0.0, 1.0, 101)  # COCO's


@dataclass(frozen=True)
class Outcomes:
    """What became of the detections of one class, over all pictures.

    scores (D,); pictures (D,): which of the P pictures each is on; hits (T, D): at each IoU
    threshold, whether it found an object; counted (T, D): whether it counts at all; objects (P,):
    how many there are to be found on each picture.
    """

    scores: Floats
    pictures: Ints
    hits: Bools
    counted: Bools
    objects: Ints


def draw_pictures(count: int, draws: int, seed: int = 0) -> Floats:
    """How often each of `count` pictures is drawn, (draws + 1, count); the first draw is of each
    one once."""
    random = np.random.default_rng(seed)
    drawn = random.multinomial(count, [1 / max(count, 1)] * count, size=draws)
    return np.concatenate((np.ones((1, count)), drawn)).astype(np.float64)


def average_precisions(outcomes: Outcomes, weights: Floats) -> Floats:
    """AP over the outcomes' thresholds in each draw (B,); NaN where no object was drawn.

    weights: (B, P), how often each picture was drawn.
    """
    order = np.argsort(-outcomes.scores, kind="stable")
    drawn = weights[:, outcomes.pictures[order]]
    objects = weights @ outcomes.objects
    totals = np.zeros(len(weights))
    for hits, counted in zip(outcomes.hits[:, order], outcomes.counted[:, order], strict=True):
        right = np.cumsum(drawn * (hits & counted), axis=1)
        wrong = np.cumsum(drawn * (~hits & counted), axis=1)
        precision = right / np.maximum(right + wrong, 1e-12)
        # Each precision is the best that any longer list reaches.
        envelope = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
        recall = right / np.maximum(objects, 1e-12)[:, None]
        totals += _interpolated(recall, envelope)
    result: Floats = np.where(objects > 0, totals / max(len(outcomes.hits), 1), np.nan)
    return result


def _interpolated(recall: Floats, envelope: Floats) -> Floats:
    """Mean over COCO's 101 recalls of the precision there (B,); 0 beyond the highest recall."""
    means = np.zeros(len(recall))
    width = recall.shape[1]
    for row in range(len(recall)):
        places = np.searchsorted(recall[row], _RECALLS, side="left")
        inside = places < width
        means[row] = envelope[row][places[inside]].sum() / len(_RECALLS)
    return means


def mean_of_classes(each: Sequence[Floats]) -> Floats:
    """The mean of several classes' values in each draw, of those that have one."""
    if not each:
        return np.zeros(0)
    values = np.stack(each)
    known = ~np.isnan(values)
    counts = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.where(counts > 0, total / np.maximum(counts, 1), np.nan)


def interval(before: Floats, after: Floats) -> tuple[float | None, float | None]:
    """The middle SHARE of after - before over the draws; None where too few draws have both."""
    difference = (after - before)[1:]
    difference = difference[~np.isnan(difference)]
    if len(difference) < DRAWS // 2:
        return None, None
    tail = 100 * (1 - SHARE) / 2
    low, high = np.percentile(difference, [tail, 100 - tail])
    return float(low), float(high)
