"""Which ground truth each anchor or proposal answers for, and which of them a step learns from."""

from collections.abc import Sequence

import torch
from torch import Tensor

from fpn_core import boxes as box_ops

NEGATIVE = -1
IGNORED = -2
CELLS = 4_000_000  # of the IoU matrix at a time, so that 5,000 boxes do not fill the memory


def match(
    candidates: Tensor,
    truth: Tensor,
    ignore: Tensor,
    *,
    positive_iou: float,
    negative_iou: float,
    best_for_truth: bool,
) -> Tensor:
    """Row of `truth` for each candidate (N,), or NEGATIVE, or IGNORED.

    candidates (N, 4), truth (T, 4), ignore (I, 4): boxes. A candidate with IoU >= `positive_iou`
    takes its best ground truth; below `negative_iou` it is NEGATIVE; between them IGNORED. With
    `best_for_truth`, candidates that reach a ground truth's highest IoU take it whatever that
    IoU is (paper section 4.1). What is not positive and lies more than half within an ignore
    region is IGNORED. Example: best IoUs 0.8, 0.5, 0.1 with (0.7, 0.3) give row, IGNORED, NEGATIVE.
    """
    if len(truth) == 0:
        matches = candidates.new_full((len(candidates),), NEGATIVE, dtype=torch.long)
    else:
        overlap, matches, best = _best_overlaps(candidates, truth)
        above = overlap >= positive_iou
        if best_for_truth:
            above |= _reaches_best(candidates, truth, best)
        between = (overlap >= negative_iou) & ~above
        matches = matches.masked_fill(~above, NEGATIVE).masked_fill(between, IGNORED)
    if len(ignore):
        shares = [box_ops.covered(part, ignore) for part in _parts(candidates, len(ignore))]
        hidden = (matches < 0) & (torch.cat(shares) > 0.5)
        matches = matches.masked_fill(hidden, IGNORED)
    return matches


def _best_overlaps(candidates: Tensor, truth: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Per candidate the highest IoU and its row of truth; per truth the highest IoU."""
    values, rows = [], []
    best = candidates.new_zeros(len(truth))
    for part in _parts(candidates, len(truth)):
        overlaps = box_ops.iou(part, truth)
        value, row = overlaps.max(dim=1)
        values.append(value)
        rows.append(row)
        if len(part):
            best = torch.maximum(best, overlaps.amax(dim=0))
    return torch.cat(values), torch.cat(rows), best


def _reaches_best(candidates: Tensor, truth: Tensor, best: Tensor) -> Tensor:
    """Candidates (N,) that tie with the highest IoU (> 0) of some ground truth."""
    reached = [
        ((box_ops.iou(part, truth) >= best) & (best > 0)).any(dim=1)
        for part in _parts(candidates, len(truth))
    ]
    return torch.cat(reached)


def _parts(candidates: Tensor, columns: int) -> Sequence[Tensor]:
    """The candidates in parts whose matrix with `columns` other boxes has at most CELLS cells."""
    return candidates.split(max(CELLS // columns, 1))


def sample(
    matches: Tensor, count: int, positive_fraction: float, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Indices of at most `count` positives and negatives, at most the given share positive.

    Random, from `generator` alone, so that a resumed run draws the same ones.
    """
    positives = (matches >= 0).nonzero().flatten()
    negatives = (matches == NEGATIVE).nonzero().flatten()
    positives = _choose(positives, int(count * positive_fraction), generator)
    negatives = _choose(negatives, count - len(positives), generator)
    return positives, negatives


def _choose(items: Tensor, count: int, generator: torch.Generator) -> Tensor:
    if len(items) <= count:
        return items
    order = torch.randperm(len(items), generator=generator)[:count]
    return items[order.to(items.device)]
