"""Near-duplicates: pictures of one burst or of one file saved twice, which must stay together.

A picture that judges a model says nothing where the model has trained on its twin. Pictures that a
camera dated are near where they were taken within two seconds; others where their thumbnails are
(dHash: whether each of 8 x 8 grey cells is darker than its right neighbour).
"""

import itertools
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image

from fpn_core import media

NEAR_SECONDS = 2.0
MOST_BITS = 4
_CELLS = (9, 8)  # columns, rows
_LEAST_CONTRAST = 8  # grey levels; below it the bits are noise, or the picture is blank
# Five parts of 64 bits: hashes that differ in at most four bits are equal in one of them.
_PARTS = ((0, 13), (13, 13), (26, 13), (39, 13), (52, 12))
_PAIRS_AT_ONCE = 4_000_000

_Key = TypeVar("_Key", bound=Hashable)
_Words = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Look:
    """What tells whether a picture is near another: ``captured`` in seconds on the camera's clock,
    else ``likeness``, 64 bits of a dHash; both None where there is nothing to compare by."""

    captured: float | None = None
    likeness: int | None = None


def look_at(path: str) -> Look:
    """Look at a picture's file. Raises PictureError where it cannot be read."""
    captured = media.capture_time(path)
    if captured is not None:
        return Look(captured)
    return Look(likeness=dhash(media.read_picture(path, min_side=64)))


def dhash(pixels: media.Pixels) -> int | None:
    """The 64 bits of (H, W, 3) RGB pixels; None for a picture without contrast."""
    small = Image.fromarray(pixels).convert("L").resize(_CELLS, Image.Resampling.BOX)
    grey = np.asarray(small, np.int16)
    if int(grey.max()) - int(grey.min()) < _LEAST_CONTRAST:
        return None
    bits = np.packbits(grey[:, :-1] < grey[:, 1:])
    return int.from_bytes(bits.tobytes(), "big")


def near_groups(looks: Mapping[_Key, Look]) -> dict[_Key, int]:
    """The number of the group that each picture is in; near pictures share one, also by way of
    others between them."""
    keys = list(looks)
    parents = list(range(len(keys)))
    timed = [place for place, key in enumerate(keys) if looks[key].captured is not None]
    alike = [
        place
        for place, key in enumerate(keys)
        if looks[key].captured is None and looks[key].likeness is not None
    ]
    times = np.array([looks[keys[place]].captured for place in timed], np.float64)
    words = np.array([looks[keys[place]].likeness for place in alike], np.uint64)
    pairs = itertools.chain(
        ((timed[a], timed[b]) for a, b in _near_in_time(times)),
        ((alike[a], alike[b]) for a, b in _near_in_likeness(words)),
    )
    for a, b in pairs:
        parents[_root(parents, a)] = _root(parents, b)
    return {key: _root(parents, place) for place, key in enumerate(keys)}


def _root(parents: list[int], place: int) -> int:
    while parents[place] != place:
        parents[place] = parents[parents[place]]
        place = parents[place]
    return place


def _near_in_time(times: npt.NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    order = np.argsort(times, kind="stable")
    close = np.flatnonzero(np.diff(times[order]) <= NEAR_SECONDS)
    yield from zip(order[close].tolist(), order[close + 1].tolist(), strict=True)


def _near_in_likeness(words: _Words) -> Iterator[tuple[int, int]]:
    """Pairs that differ in at most MOST_BITS bits; of equal words, each with the first."""
    unique, first, inverse = np.unique(words, return_index=True, return_inverse=True)
    yield from zip(range(len(words)), first[inverse].tolist(), strict=True)
    for start, width in _PARTS:
        part = (unique >> np.uint64(start)) & np.uint64((1 << width) - 1)
        order = np.argsort(part, kind="stable")
        borders = np.flatnonzero(np.diff(part[order])) + 1
        for members in np.split(order, borders):
            for a, b in _near_among(unique[members]):
                yield int(first[members[a]]), int(first[members[b]])


def _near_among(words: _Words) -> Iterator[tuple[int, int]]:
    """Pairs among words of which each is held against each other one."""
    rows = max(1, _PAIRS_AT_ONCE // max(len(words), 1))
    for start in range(0, len(words) if len(words) > 1 else 0, rows):
        some = words[start : start + rows]
        near = np.bitwise_count(some[:, None] ^ words[None, :]) <= MOST_BITS
        found, others = np.nonzero(near)
        for a, b in zip((found + start).tolist(), others.tolist(), strict=True):
            if a < b:
                yield a, b
