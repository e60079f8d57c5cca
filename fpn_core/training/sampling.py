"""Which pictures a step sees: a pure function of the seed and the epoch."""

from collections.abc import Sequence

import numpy as np

from fpn_core.coco import CocoPicture


def repeat_factors(pictures: Sequence[CocoPicture], classes: int, balance: float) -> np.ndarray:
    """How often an epoch sees each picture (N,), on average (Gupta et al., 2019, section 3.1).

    A class on a share f of the pictures asks for max(1, sqrt(balance / f)) repeats; a picture
    gets the most that any of its classes asks for.
    """
    present = np.zeros((len(pictures), classes), dtype=bool)
    for row, picture in enumerate(pictures):
        present[row, picture.labels[~picture.ignore]] = True
    share = present.mean(axis=0)
    wanted = np.sqrt(balance / np.maximum(share, 1e-9))
    factors = np.where(present, np.maximum(wanted, 1.0)[None, :], 1.0)
    return factors.max(axis=1, initial=1.0)


def epoch_batches(
    factors: np.ndarray, is_wide: np.ndarray, batch: int, seed: int, epoch: int
) -> list[list[int]]:
    """The batches of one epoch as rows of pictures, in order; the last batch may be smaller.

    Wide and tall pictures do not share a batch, as far as they go, so that padding stays small.
    """
    random = np.random.default_rng((seed, epoch, 1))
    whole = np.floor(factors)
    repeats = whole + (random.random(len(factors)) < factors - whole)
    rows = np.repeat(np.arange(len(factors)), repeats.astype(int))
    random.shuffle(rows)
    ordered = np.concatenate((rows[is_wide[rows]], rows[~is_wide[rows]]))
    batches = [ordered[i : i + batch].tolist() for i in range(0, len(ordered), batch)]
    order = random.permutation(len(batches))
    return [batches[i] for i in order]
