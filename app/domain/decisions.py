"""What a person has decided about each detection; it follows from annotations and rejections.

Detections themselves are never changed, so running a model again changes no decision.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from app.domain.detections import BoolArray, DetectionSet, FloatArray, IntArray
from app.domain.records import Annotation, ProjectClass, Rejection

SAME_OBJECT_IOU = 0.5
REJECTED_IOU = 0.6
IGNORED_SHARE = 0.5
# The same model gives the same box again but for the last digits, which differ by device.
_SAME_BOX = 0.05
_PAIRS_AT_ONCE = 1_000_000


class Decision(IntEnum):
    """What became of one detection."""

    UNDECIDED = 0
    COVERED = 1
    REJECTED = 2


@dataclass(frozen=True, eq=False)
class Agreements:
    """The three-way split of a picture: detection rows and annotation ids.

    ``agreed`` pairs a detection row with the annotation that it matches. Rejected rows, rows in
    ignored regions and annotations marked "ignore" belong to none of the three.
    """

    agreed: tuple[tuple[int, int], ...]
    only_model: tuple[int, ...]
    only_person: tuple[int, ...]


def folded(name: str) -> str:
    """A class name as it is compared: without case and outer space."""
    return name.strip().casefold()


def match_class(name: str, classes: Iterable[ProjectClass]) -> ProjectClass | None:
    """The project's class with this name, whatever its case; an exact match goes first."""
    there = list(classes)
    for each in there:
        if each.name == name:
            return each
    wanted = folded(name)
    return next((each for each in there if folded(each.name) == wanted), None)


def decide(
    found: DetectionSet,
    annotations: Iterable[Annotation],
    rejections: Iterable[Rejection],
    class_names: Mapping[int, str],
) -> IntArray:
    """A Decision for each detection row.

    COVERED: an annotation came from it, or an annotation of its class lies there (IoU >= 0.5, one
    to one, best overlap first), or at least half of it lies in a region marked "ignore" (or in a
    crowd of its class). REJECTED: it overlaps a rejection of its class by IoU >= 0.6; such a row is
    matched to annotations only after all others. ``class_names`` gives the name of a class id.
    """
    there, rejected = list(annotations), list(rejections)
    out = np.full(len(found), int(Decision.UNDECIDED), np.int64)
    if not len(found) or not (there or rejected):
        return out
    labels = _Labels(found)
    marked = _rejected_rows(found, rejected, labels)
    out[marked] = Decision.REJECTED
    for row in _pairs_of(found, there, class_names, labels, marked):
        out[row] = Decision.COVERED
    out[_ignored_rows(found, there, class_names, labels)] = Decision.COVERED
    return out


def agreements(
    found: DetectionSet,
    rows: Sequence[int] | IntArray,
    annotations: Iterable[Annotation],
    rejections: Iterable[Rejection],
    class_names: Mapping[int, str],
) -> Agreements:
    """Split a picture in agreed, only model and only person.

    Boxes agree as decide() matches them, except that the detection of a box that was since given
    another class, or moved off it (IoU < 0.5), does not agree with that box. ``rows`` are the
    detections that count, such as those above the slider; one beneath it agrees with nothing.
    """
    there = list(annotations)
    labels = _Labels(found)
    counted = np.zeros(len(found), bool)
    counted[np.asarray(rows, np.int64)] = True
    marked = _rejected_rows(found, list(rejections), labels)
    pairs = _pairs_of(found, there, class_names, labels, marked, counted)
    out_of_it = marked | _ignored_rows(found, there, class_names, labels)
    agreed = tuple(
        sorted((row, there[place].id) for row, place in pairs.items() if not there[place].ignore)
    )
    taken = set(pairs.values())
    return Agreements(
        agreed,
        tuple(row for row in np.flatnonzero(counted & ~out_of_it).tolist() if row not in pairs),
        tuple(
            each.id for place, each in enumerate(there) if place not in taken and not each.ignore
        ),
    )


class _Labels:
    """Class names as small numbers, the same for the model's and for the project's."""

    def __init__(self, found: DetectionSet) -> None:
        self._numbers: dict[str, int] = {}
        of_model = np.array([self.of(name) for name in found.model.class_names] or [0], np.int64)
        self.rows: IntArray = of_model[found.labels] if len(found) else found.labels

    def of(self, name: str) -> int:
        """The number of a class name."""
        return self._numbers.setdefault(folded(name), len(self._numbers))


def _rejected_rows(
    found: DetectionSet, rejections: Sequence[Rejection], labels: _Labels
) -> BoolArray:
    out = np.zeros(len(found), bool)
    if rejections:
        kinds = np.array([labels.of(each.class_name) for each in rejections], np.int64)
        boxes = np.array([each.box for each in rejections], np.float64)
        rows, _places, _overlap = _overlapping(found.boxes, labels.rows, boxes, kinds, REJECTED_IOU)
        out[rows] = True
    return out


def _ignored_rows(
    found: DetectionSet,
    annotations: Sequence[Annotation],
    class_names: Mapping[int, str],
    labels: _Labels,
) -> BoolArray:
    out = np.zeros(len(found), bool)
    boxes = found.boxes
    areas = np.maximum(_areas(boxes), 1e-9)
    for each in annotations:
        if not (each.ignore or each.crowd):
            continue
        x1, y1, x2, y2 = each.box
        across = np.minimum(boxes[:, 2], x2) - np.maximum(boxes[:, 0], x1)
        down = np.minimum(boxes[:, 3], y2) - np.maximum(boxes[:, 1], y1)
        inside = np.maximum(across, 0) * np.maximum(down, 0) >= IGNORED_SHARE * areas
        if not each.ignore:
            inside &= labels.rows == labels.of(class_names.get(each.label, ""))
        out |= inside
    return out


def _pairs_of(
    found: DetectionSet,
    annotations: Sequence[Annotation],
    class_names: Mapping[int, str],
    labels: _Labels,
    last: BoolArray,
    counted: BoolArray | None = None,
) -> dict[int, int]:
    """Detection row to place of its annotation: by origin first, then greedily by IoU.

    Rows marked in ``last`` are matched after all others. With ``counted`` the pairs say who agrees:
    rows that are not in it are not matched, and where a box came from counts only while it still
    has that class and lies there.
    """
    if not annotations:
        return {}
    pairs = _pairs_by_origin(found, annotations, labels)
    boxes = np.array([each.box for each in annotations], np.float64)
    kind_of = {id: labels.of(class_names.get(id, "")) for id in {a.label for a in annotations}}
    kinds = np.array([kind_of[each.label] for each in annotations], np.int64)
    rows, places, overlap = _overlapping(found.boxes, labels.rows, boxes, kinds, SAME_OBJECT_IOU)
    if counted is not None:
        alike = set(zip(rows.tolist(), places.tolist(), strict=True))
        pairs = {row: at for row, at in pairs.items() if counted[row] and (row, at) in alike}
    taken = set(pairs.values())
    order = np.lexsort((rows, -overlap, last[rows]))
    for row, place in zip(rows[order].tolist(), places[order].tolist(), strict=True):
        if row not in pairs and place not in taken and (counted is None or counted[row]):
            pairs[row] = place
            taken.add(place)
    return pairs


def _pairs_by_origin(
    found: DetectionSet, annotations: Sequence[Annotation], labels: _Labels
) -> dict[int, int]:
    """Rows that are the very detections that annotations came from, wherever those are now."""
    places = [place for place, each in enumerate(annotations) if each.origin is not None]
    if not places:
        return {}
    origins = [annotations[place].origin for place in places]
    boxes = np.array([each.box for each in origins if each is not None], np.float64)
    kinds = np.array([labels.of(each.class_name) for each in origins if each is not None], np.int64)
    rows, which, _overlap = _overlapping(found.boxes, labels.rows, boxes, kinds, 0.5)
    same = np.abs(found.boxes[rows] - boxes[which]).max(axis=1, initial=0.0) <= _SAME_BOX
    return {
        row: places[place]
        for row, place in zip(rows[same].tolist(), which[same].tolist(), strict=True)
    }


def _overlapping(
    boxes: FloatArray, kinds: IntArray, others: FloatArray, other_kinds: IntArray, least: float
) -> tuple[IntArray, IntArray, FloatArray]:
    """Pairs (place in boxes, place in others, IoU) of one kind with IoU >= ``least`` > 0.

    Thousands of boxes have few pairs: an IoU of t bounds how far left and top edges lie apart, so
    each box is only held against a stretch of the others, sorted by left edge.
    """
    order = np.argsort(others[:, 0], kind="stable")
    sorted_others, other_kinds = others[order], other_kinds[order]
    lefts, tops = (np.ascontiguousarray(sorted_others[:, side]) for side in (0, 1))
    slack = (1 - least) * np.maximum(boxes[:, 2:] - boxes[:, :2], 0) + 1e-6
    lowest, highest = boxes[:, :2] - slack / least, boxes[:, :2] + slack
    first = np.searchsorted(lefts, lowest[:, 0], side="left")
    counts = np.maximum(np.searchsorted(lefts, highest[:, 0], side="right") - first, 0)
    found: list[tuple[IntArray, IntArray, FloatArray]] = []
    for start, end in _stretches(counts):
        some = counts[start:end]
        rows = np.repeat(np.arange(start, end), some)
        at = np.arange(len(rows)) + np.repeat(first[start:end] - (np.cumsum(some) - some), some)
        near = tops[at]
        fits = (near >= lowest[:, 1][rows]) & (near <= highest[:, 1][rows])
        rows, at = rows[fits], at[fits]
        same = kinds[rows] == other_kinds[at]
        rows, at = rows[same], at[same]
        overlap = _paired_iou(boxes[rows], sorted_others[at])
        enough = overlap >= least - 1e-9
        found.append((rows[enough], order[at[enough]], overlap[enough]))
    if not found:
        none = np.empty(0, np.int64)
        return none, none, np.empty(0)
    rows, places, overlap = (np.concatenate(column) for column in zip(*found, strict=True))
    return rows, places, overlap


def _stretches(counts: IntArray) -> list[tuple[int, int]]:
    """Runs of rows whose pairs fit into memory together."""
    total = np.cumsum(counts)
    out, start = [], 0
    while start < len(counts):
        before = int(total[start - 1]) if start else 0
        end = int(np.searchsorted(total, before + _PAIRS_AT_ONCE, side="right"))
        end = max(end, start + 1)
        out.append((start, end))
        start = end
    return out


def _areas(boxes: FloatArray) -> FloatArray:
    sides: FloatArray = np.maximum(boxes[:, 2:] - boxes[:, :2], 0)
    return sides[:, 0] * sides[:, 1]


def _paired_iou(a: FloatArray, b: FloatArray) -> FloatArray:
    """IoU of each row of ``a`` with the same row of ``b``."""
    across = np.minimum(a[:, 2], b[:, 2]) - np.maximum(a[:, 0], b[:, 0])
    down = np.minimum(a[:, 3], b[:, 3]) - np.maximum(a[:, 1], b[:, 1])
    shared = np.maximum(across, 0) * np.maximum(down, 0)
    return shared / np.maximum(_areas(a) + _areas(b) - shared, 1e-12)
