"""Detections become annotations or rejections: pure functions that return edits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.domain.box_geometry import BoxError, Size, clamp_to_picture, iou
from app.domain.class_editing import class_to_add
from app.domain.decisions import REJECTED_IOU, folded, match_class
from app.domain.detections import DetectionSet
from app.domain.edit_words import edit_text
from app.domain.editing import NewId
from app.domain.edits import Change, Edit
from app.domain.proposals import Proposals
from app.domain.records import Annotation, Box, Origin, Picture, ProjectClass, Rejection

X_KEY, LEFT_OUT = "x", "left_out"
"""Why a detection is rejected: by key, or by the answer to the question at review."""


def origin_of(found: DetectionSet, row: int) -> Origin:
    """A detection as an annotation remembers it."""
    return Origin(
        model=found.model.key or found.model.name,
        class_name=found.class_name(row),
        score=float(found.scores[row]),
        box=_box(found.boxes[row]),
        anchor_level=found.level_name(int(found.anchor_ranks[row])),
        roi_level=found.level_name(int(found.roi_ranks[row])),
        objectness=_known(float(found.objectness[row])),
        anchor=_known_box(found.anchors[row]),
        proposal=_known_box(found.proposals[row]),
    )


def _box(numbers: Sequence[float]) -> Box:
    x1, y1, x2, y2 = (float(part) for part in numbers)
    return x1, y1, x2, y2


def _known(value: float) -> float | None:
    return None if value != value else value


def _known_box(numbers: Sequence[float]) -> Box | None:
    box = _box(numbers)
    return None if any(part != part for part in box) else box


def classes_of(
    found: DetectionSet,
    rows: Iterable[int],
    classes: Mapping[int, ProjectClass],
    new_id: NewId,
) -> tuple[dict[str, int], list[ProjectClass]]:
    """Class ids for the model's class names of some rows, and the classes to add for them."""
    return classes_named((found.class_name(row) for row in rows), classes, new_id)


def classes_named(
    names: Iterable[str], classes: Mapping[int, ProjectClass], new_id: NewId
) -> tuple[dict[str, int], list[ProjectClass]]:
    """Class ids for some of the model's class names, and the classes to add for them."""
    there = dict(classes)
    labels: dict[str, int] = {}
    added = []
    for name in dict.fromkeys(names):
        known = match_class(name, there.values())
        if known is None:
            known = class_to_add(new_id(), name, there.values())
            there[known.id] = known
            added.append(known)
        labels[name] = known.id
    return labels, added


def accept(
    new_id: NewId,
    picture: int,
    found: DetectionSet,
    labels: Mapping[int, int],
    size: Size | None,
    rejections: Iterable[Rejection] = (),
    added: Sequence[ProjectClass] = (),
    boxes: Mapping[int, Sequence[float]] | None = None,
) -> Edit | None:
    """Detections (row to class id) become annotations that keep where they came from.

    Rejections that stood against them go; ``added`` are classes that the same edit adds;
    ``boxes`` puts rows elsewhere than the model did. A detection that is no box (zero or not
    finite) is left out.
    """
    against = list(rejections)
    changes: list[Change] = [Change(None, each) for each in added]
    gone: set[int] = set()
    count = 0
    for row, label in labels.items():
        try:
            box = clamp_to_picture((boxes or {}).get(row, found.boxes[row]), size)
        except BoxError:
            continue
        for each in against_row(found, row, against):
            if each.id not in gone:
                gone.add(each.id)
                changes.append(Change(each, None))
        origin = origin_of(found, row)
        changes.append(Change(None, Annotation(new_id(), picture, label, box, origin=origin)))
        count += 1
    return Edit(edit_text("accept", count), tuple(changes), picture) if count else None


def reject(
    new_id: NewId, picture: int, found: DetectionSet, rows: Iterable[int], reason: str = X_KEY
) -> Edit | None:
    """Detections remembered as not wanted."""
    changes = tuple(
        Change(
            None,
            Rejection(
                new_id(),
                picture,
                found.class_name(row),
                _box(found.boxes[row]),
                reason,
                float(found.scores[row]),
            ),
        )
        for row in rows
    )
    return Edit(edit_text("reject", len(changes)), changes, picture) if changes else None


def unreject(
    picture: int, found: DetectionSet, rows: Iterable[int], rejections: Iterable[Rejection]
) -> Edit | None:
    """Rejections that stand against some detections are taken back."""
    there = list(rejections)
    gone = {each.id: each for row in rows for each in against_row(found, row, there)}
    changes = tuple(Change(each, None) for each in gone.values())
    return Edit(edit_text("unreject", len(changes)), changes, picture) if changes else None


def against_row(found: DetectionSet, row: int, rejections: Iterable[Rejection]) -> list[Rejection]:
    """The rejections that a detection overlaps enough to arrive rejected."""
    box, name = _box(found.boxes[row]), folded(found.class_name(row))
    return [
        each
        for each in rejections
        if folded(each.class_name) == name and iou(box, each.box) >= REJECTED_IOU - 1e-9
    ]


def with_review(edit: Edit | None, picture: Picture) -> Edit:
    """An edit that also marks its picture reviewed: one step."""
    change = Change(picture, replace(picture, reviewed=True))
    before = () if edit is None else edit.changes
    return Edit(edit_text("review"), (*before, change), picture.id)


def proposal_origin(proposals: Proposals, row: int) -> Origin:
    """A proposal as an annotation remembers it: no class, its objectness for a score."""
    box = _box(proposals.boxes[row])
    return Origin(
        model=proposals.model,
        class_name="",
        score=float(proposals.objectness[row]),
        box=box,
        anchor_level=proposals.level_of(row),
        objectness=float(proposals.objectness[row]),
        proposal=box,
    )


def pick(
    new_id: NewId, picture: int, proposals: Proposals, row: int, label: int, size: Size | None
) -> Edit:
    """A proposal becomes an annotation of a class.

    Raises:
        BoxError: the proposal's box is not finite.
    """
    origin = proposal_origin(proposals, row)
    box = clamp_to_picture(origin.box, size)
    made = Annotation(new_id(), picture, label, box, origin=origin)
    return Edit(edit_text("pick"), (Change(None, made),), picture)
