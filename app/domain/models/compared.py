"""What two models find on the same pictures, beside what is there: hits, misses, wrong boxes."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.domain.decisions import folded
from app.domain.detections import BoolArray, FloatArray, IntArray
from app.domain.models.strict import Where, is_number, load_object

ENOUGH_IOU = 0.5
EVERY, NONE = -1, -2  # in place of a class's number
_MOST_BYTES, _MOST_PICTURES, _MOST_BOXES = 500_000_000, 200_000, 100_000
_LARGEST = 1e7  # pixels


@dataclass(frozen=True)
class ComparedModel:
    """One of the two models; ``levels`` are the names of its levels, in their order."""

    name: str
    key: str
    levels: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Boxes:
    """Boxes of one picture as columns: (N, 4) xyxy in upright picture pixels, class names.

    ``labels`` are the classes as numbers, the same for names that are alike (see ClassNumbers).
    Detections have scores (0..1) and ``ranks``, the place of the level that fired in the model's
    list, -1 for none; of the truth, ``ignore`` marks what counts for nothing.
    """

    boxes: FloatArray
    names: tuple[str, ...]
    labels: IntArray
    scores: FloatArray
    ranks: tuple[int, ...]
    ignore: BoolArray

    def __len__(self) -> int:
        return len(self.names)


NO_BOXES = Boxes(
    np.empty((0, 4)), (), np.empty(0, np.int64), np.empty(0), (), np.empty(0, np.bool_)
)


class ClassNumbers:
    """Classes as numbers, whatever the case of their names."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, name: str) -> int:
        """The number of a class; a name that is not known yet gets the next one."""
        return self._numbers.setdefault(folded(name), len(self._numbers))

    def find(self, name: str) -> int:
        """The number of a class; EVERY for no name, NONE for one that is not known."""
        return self._numbers.get(folded(name), NONE) if name else EVERY


@dataclass(frozen=True, eq=False)
class ComparedPicture:
    """A picture with what is there and what each of the two models finds."""

    file: str
    width: int
    height: int
    truth: Boxes
    before: Boxes
    after: Boxes


@dataclass(frozen=True, eq=False)
class Compared:
    """Two models on the same pictures."""

    before: ComparedModel
    after: ComparedModel
    pictures: tuple[ComparedPicture, ...]
    numbers: ClassNumbers

    def class_names(self) -> list[str]:
        """The classes that are there or are found, those that are there first."""
        there = sorted({name for each in self.pictures for name in each.truth.names})
        known = set(map(folded, there))
        sides = [side for each in self.pictures for side in (each.before, each.after)]
        found = {name for side in sides for name in side.names if folded(name) not in known}
        return there + sorted(found)


@dataclass(frozen=True, eq=False)
class Marks:
    """Which detections hit something, which are wrong, and which boxes that are there were missed.

    ``hit`` and ``wrong`` are by detection (neither: below the score, of another class, or in a
    region to be ignored), ``found`` and ``missed`` by box of the truth.
    """

    hit: BoolArray
    wrong: BoolArray
    found: BoolArray
    missed: BoolArray


def marks_of(truth: Boxes, found: Boxes, score: float, label: int = EVERY) -> Marks:
    """Compare detections from a score up with what is there, one class or all.

    The best detection goes first, and takes the box of its class that it overlaps most, by IoU 0.5
    or more; one of which half lies in a region to be ignored, of its class, counts for nothing.
    """
    counts = (truth.labels == label) | (label == EVERY)
    shown = (found.scores >= score) & ((found.labels == label) | (label == EVERY))
    hit, there = np.zeros(len(found), np.bool_), np.zeros(len(truth), np.bool_)
    ignored = np.zeros(len(found), np.bool_)
    rows = np.flatnonzero(shown)
    rows = rows[np.argsort(-found.scores[rows], kind="stable")]
    boxes = found.boxes[rows]
    same = found.labels[rows][:, None] == truth.labels[None, :]
    shared = np.where(same, _shared(boxes, truth.boxes), 0.0)
    areas = _areas(boxes)
    both = areas[:, None] + _areas(truth.boxes)[None, :] - shared
    overlaps = np.where(truth.ignore[None, :], 0.0, shared / np.maximum(both, 1e-9))
    for place, row in enumerate(rows.tolist() if len(truth) else ()):
        free = np.where(there, 0.0, overlaps[place])
        best = int(free.argmax())
        if free[best] >= ENOUGH_IOU:
            hit[row] = there[best] = True
        else:
            inside = np.where(truth.ignore & same[place], shared[place], -1.0)
            ignored[row] = inside.max() >= areas[place] / 2
    return Marks(hit, shown & ~hit & ~ignored, there, counts & ~truth.ignore & ~there)


def difference(picture: ComparedPicture, score: float, label: int = EVERY) -> int:
    """In how many boxes the two models differ on a picture: found by one of them alone, or more
    wrong ones."""
    before = marks_of(picture.truth, picture.before, score, label)
    after = marks_of(picture.truth, picture.after, score, label)
    changed = int((before.found != after.found).sum())
    return changed + abs(int(before.wrong.sum()) - int(after.wrong.sum()))


def by_difference(
    pictures: Iterable[ComparedPicture], score: float, label: int = EVERY
) -> list[int]:
    """Places of the pictures, those first on which the models differ most.

    With a class, only pictures that hold it or on which one of the models finds it.
    """
    there = list(pictures)
    kept = [
        place
        for place, each in enumerate(there)
        if label == EVERY
        or any((side.labels == label).any() for side in (each.truth, each.before, each.after))
    ]
    return sorted(kept, key=lambda place: -difference(there[place], score, label))


def read_compared(file: Path) -> Compared:
    """Read what two models found. Raises ModelError that names file, picture, row and value."""
    values = load_object(file, _MOST_BYTES)
    where = Where(str(file))
    before, after = _model(where, values, "before"), _model(where, values, "after")
    numbers = ClassNumbers()
    pictures = tuple(
        _picture(where.in_(f"picture {number}"), row, before, after, numbers)
        for number, row in enumerate(where.rows(values, "pictures", _MOST_PICTURES))
    )
    return Compared(before, after, pictures, numbers)


def _model(where: Where, values: dict[str, Any], key: str) -> ComparedModel:
    found, inner = where.object_of(values.get(key), key), where.in_(key)
    levels = tuple(
        inner.text(inner.object_of(row, "level"), "name", 200)
        for row in inner.rows(found, "levels", 100)
    )
    return ComparedModel(inner.text(found, "name", 200), inner.text(found, "key", 200), levels)


def _picture(
    where: Where,
    value: Any,
    before: ComparedModel,
    after: ComparedModel,
    numbers: ClassNumbers,
) -> ComparedPicture:
    row = where.object_of(value, "it")
    sides = [
        _boxes(where, row, key, model, numbers)
        for key, model in (("truth", None), ("before", before), ("after", after))
    ]
    width, height = where.whole(row, "width"), where.whole(row, "height")
    return ComparedPicture(where.text(row, "file", 10_000), width, height, *sides)


def _boxes(
    where: Where,
    row: dict[str, Any],
    key: str,
    model: ComparedModel | None,
    numbers: ClassNumbers,
) -> Boxes:
    rows = where.rows(row, key, _MOST_BOXES)
    boxes, names, scores, ranks, ignore = [], [], [], [], []
    for number, value in enumerate(rows):
        at = where.in_(f"{key} {number}")
        each = at.object_of(value, "it")
        boxes.append(_box(at, each))
        names.append(at.text(each, "category"))
        if model is None:
            ignore.append(bool(each.get("ignore")))
            continue
        scores.append(at.number(each, "score", 0, 1))
        ranks.append(_rank(at, each, model))
    count = len(names)
    return Boxes(
        np.array(boxes, np.float64).reshape(-1, 4),
        tuple(names),
        np.array([numbers.of(name) for name in names], np.int64),
        np.array(scores if model is not None else [1.0] * count, np.float64),
        tuple(ranks) if model is not None else (-1,) * count,
        np.array(ignore if model is None else [False] * count, bool),
    )


def _box(where: Where, row: dict[str, Any]) -> tuple[float, float, float, float]:
    found = row.get("bbox")
    fine = isinstance(found, list) and len(found) == 4 and all(map(is_number, found))
    if not fine or max(map(abs, found)) > _LARGEST or found[2] < 0 or found[3] < 0:  # type: ignore[arg-type,index]
        raise where.refuse("bbox", found, "x, y, width, height in pixels")
    x, y, w, h = map(float, found)  # type: ignore[arg-type]
    return x, y, x + w, y + h


def _rank(where: Where, row: dict[str, Any], model: ComparedModel) -> int:
    name = row.get("anchor_level")
    if name is None:
        return -1
    if name not in model.levels:
        raise where.refuse("anchor_level", name, f"one of {', '.join(model.levels)}")
    return model.levels.index(name)


def _areas(boxes: FloatArray) -> FloatArray:
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def _shared(a: FloatArray, b: FloatArray) -> FloatArray:
    """(N, M) shared areas of (N, 4) and (M, 4) boxes."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    sides: FloatArray = np.clip(high - low, 0, None)
    return sides[..., 0] * sides[..., 1]
