"""Which ground truth each anchor or proposal answers for, and which of them a step learns from."""

import torch
from torch import Tensor

from fpn_core import boxes as box_ops

NEGATIVE = -1
IGNORED = -2
CHUNK = 65_536  # rows of the IoU matrix at a time, so that 5,000 boxes do not fill the memory


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
        hidden = (matches < 0) & (box_ops.covered(candidates, ignore) > 0.5)
        matches = matches.masked_fill(hidden, IGNORED)
    return matches


def _best_overlaps(candidates: Tensor, truth: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Per candidate the highest IoU and its row of truth; per truth the highest IoU."""
    rows = [box_ops.iou(part, truth) for part in candidates.split(CHUNK)]
    if not rows:
        empty = candidates.new_zeros(0)
        return empty, empty.long(), candidates.new_zeros(len(truth))
    tops = [part.max(dim=1) for part in rows]
    best = torch.stack([part.amax(dim=0) for part in rows]).amax(dim=0)
    return torch.cat([t.values for t in tops]), torch.cat([t.indices for t in tops]), best


def _reaches_best(candidates: Tensor, truth: Tensor, best: Tensor) -> Tensor:
    """Candidates (N,) that tie with the highest IoU (> 0) of some ground truth."""
    reached = [
        ((box_ops.iou(part, truth) >= best) & (best > 0)).any(dim=1)
        for part in candidates.split(CHUNK)
    ]
    return torch.cat(reached) if reached else candidates.new_zeros(0, dtype=torch.bool)


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
