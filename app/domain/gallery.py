"""Boxes of the whole project as one list of crops: columns, filters, orders. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum, StrEnum

import numpy as np

from app.domain.annotation_levels import fired_level
from app.domain.decisions import Decision, agreements, decide
from app.domain.detections import BoolArray, DetectionSet, FloatArray, IntArray
from app.domain.records import Annotation, Rejection

_ROW_BITS = 20


class State(IntEnum):
    """Where person and model stand on a box."""

    AGREED = 0
    ONLY_MODEL = 1
    ONLY_PERSON = 2
    REJECTED = 3


class Sort(StrEnum):
    """In which order crops are shown."""

    SCORE_UP = "score_up"
    SCORE_DOWN = "score_down"
    SIZE_UP = "size_up"
    SIZE_DOWN = "size_down"
    CLASS = "class"


@dataclass(frozen=True, eq=False)
class GalleryRows:
    """Boxes as columns indexed together.

    A row is an annotation (``keys`` has its id) or, where ``from_model``, a detection that no
    annotation stands for (``keys`` has its row in the picture's detections). ``boxes`` is (N, 4)
    xyxy in picture pixels; ``scores`` are not-a-number for drawn boxes; levels are names, "" where
    none fired.
    """

    from_model: BoolArray
    keys: IntArray
    pictures: IntArray
    boxes: FloatArray
    scores: FloatArray
    states: IntArray
    classes: tuple[str, ...]
    levels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def names(self) -> IntArray:
        """One number a row that no other row has, and that edits leave as it is."""
        detections = (self.pictures << _ROW_BITS) | self.keys
        return np.where(self.from_model, -1 - detections, self.keys)


NO_ROWS = GalleryRows(
    np.empty(0, bool),
    np.empty(0, np.int64),
    np.empty(0, np.int64),
    np.empty((0, 4)),
    np.empty(0),
    np.empty(0, np.int64),
    (),
    (),
)


@dataclass(frozen=True)
class GalleryFilter:
    """Which crops are shown; None and "" let all through. Level "-" are drawn boxes."""

    class_name: str = ""
    level: str = ""
    state: State | None = None
    lowest: float = 0.0
    highest: float = 1.0


def rows_of_picture(
    picture: int,
    annotations: Sequence[Annotation],
    rejections: Sequence[Rejection],
    found: DetectionSet | None,
    class_names: Mapping[int, str],
    score: float,
) -> GalleryRows:
    """The boxes of one picture; detections count from ``score`` up."""
    states = {each.id: State.ONLY_PERSON for each in annotations}
    of_model: list[int] = []
    rejected: list[int] = []
    if found is not None and len(found):
        counted = np.flatnonzero(found.scores >= score - 1e-9)
        split = agreements(found, counted, annotations, rejections, class_names)
        states.update((id, State.AGREED) for _row, id in split.agreed)
        decisions = decide(found, annotations, rejections, class_names)
        # What a person made another class of is decided: it is not to be accepted a second time.
        of_model = [row for row in split.only_model if decisions[row] != Decision.COVERED]
        rejected = [row for row in counted.tolist() if decisions[row] == Decision.REJECTED]
    mine = _of_annotations(annotations, states, class_names, picture)
    if found is None or not (of_model or rejected):
        return mine
    return joined_rows([mine, _of_detections(found, of_model, rejected, picture)])


def _of_annotations(
    annotations: Sequence[Annotation],
    states: Mapping[int, State],
    class_names: Mapping[int, str],
    picture: int,
) -> GalleryRows:
    origins = [each.origin for each in annotations]
    return GalleryRows(
        from_model=np.zeros(len(annotations), bool),
        keys=np.array([each.id for each in annotations], np.int64),
        pictures=np.full(len(annotations), picture, np.int64),
        boxes=np.array([each.box for each in annotations], np.float64).reshape(-1, 4),
        scores=np.array([np.nan if each is None else each.score for each in origins], np.float64),
        states=np.array([int(states[each.id]) for each in annotations], np.int64),
        classes=tuple(class_names.get(each.label, "?") for each in annotations),
        levels=tuple(fired_level(each, pooled=False) or "" for each in annotations),
    )


def _of_detections(
    found: DetectionSet, of_model: Sequence[int], rejected: Sequence[int], picture: int
) -> GalleryRows:
    rows = np.array([*of_model, *rejected], np.int64)
    states = [int(State.ONLY_MODEL)] * len(of_model) + [int(State.REJECTED)] * len(rejected)
    return GalleryRows(
        from_model=np.ones(len(rows), bool),
        keys=rows,
        pictures=np.full(len(rows), picture, np.int64),
        boxes=found.boxes[rows],
        scores=found.scores[rows],
        states=np.array(states, np.int64),
        classes=tuple(found.class_name(row) for row in rows.tolist()),
        levels=tuple(found.level_name(rank) or "" for rank in found.anchor_ranks[rows].tolist()),
    )


def joined_rows(parts: Iterable[GalleryRows]) -> GalleryRows:
    """Several lists as one."""
    some = [part for part in parts if len(part)]
    if len(some) < 2:
        return some[0] if some else NO_ROWS
    columns = {
        each.name: np.concatenate([getattr(part, each.name) for part in some])
        for each in fields(GalleryRows)
        if each.name not in ("classes", "levels")
    }
    return GalleryRows(
        **columns,
        classes=tuple(name for part in some for name in part.classes),
        levels=tuple(name for part in some for name in part.levels),
    )


def without_pictures(rows: GalleryRows, pictures: Iterable[int]) -> GalleryRows:
    """The boxes of all other pictures."""
    kept = np.flatnonzero(~np.isin(rows.pictures, list(pictures)))
    return taken(rows, kept)


def taken(rows: GalleryRows, places: IntArray) -> GalleryRows:
    """Some rows of a list."""
    numbers = places.tolist()
    return replace(
        rows,
        from_model=rows.from_model[places],
        keys=rows.keys[places],
        pictures=rows.pictures[places],
        boxes=rows.boxes[places],
        scores=rows.scores[places],
        states=rows.states[places],
        classes=tuple(rows.classes[place] for place in numbers),
        levels=tuple(rows.levels[place] for place in numbers),
    )


def shown_order(rows: GalleryRows, wanted: GalleryFilter, sort: Sort) -> IntArray:
    """Places of the rows that a filter lets through, in an order; ties stay as they came.

    A score filter leaves drawn boxes out, since they have none; in orders by score they are last.
    """
    passing = np.ones(len(rows), bool)
    if wanted.class_name:
        passing &= np.array(rows.classes) == wanted.class_name
    if wanted.level:
        name = "" if wanted.level == "-" else wanted.level
        passing &= np.array(rows.levels) == name
    if wanted.state is not None:
        passing &= rows.states == int(wanted.state)
    if wanted.lowest > 0 or wanted.highest < 1:
        passing &= (rows.scores >= wanted.lowest) & (rows.scores <= wanted.highest)
    places = np.flatnonzero(passing)
    if sort is Sort.CLASS:
        _names, keys = np.unique(np.array(rows.classes), return_inverse=True)
        return places[np.argsort(keys[places], kind="stable")] if len(places) else places
    sides = np.maximum(rows.boxes[:, 2:] - rows.boxes[:, :2], 0)
    key: FloatArray = {
        Sort.SCORE_UP: rows.scores,
        Sort.SCORE_DOWN: -rows.scores,
        Sort.SIZE_UP: sides.prod(axis=1),
        Sort.SIZE_DOWN: -sides.prod(axis=1),
    }[sort]
    return places[np.argsort(key[places], kind="stable")]
