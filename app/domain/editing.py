"""What a person does to the boxes of a picture, as edits: pure functions, nothing is stored here.

Every function returns an Edit, or None where nothing would change. ``NewId`` gives the permanent
ids of rows that an edit makes.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.box_geometry import Size, clamp_to_picture, iou, moved_together, nudged
from app.domain.edit_words import edit_text
from app.domain.edits import Change, Edit
from app.domain.records import Annotation, Box, Picture, Point

NewId = Callable[[], int]
FLAGS: tuple[str, ...] = ("crowd", "difficult", "truncated", "occluded", "ignore", "locked")
"""Yes-or-no properties of an annotation."""
PASTE_OFFSET = 10.0
_SAME_PLACE_IOU = 0.98


def draw(
    new_id: NewId,
    picture: int,
    label: int,
    box: Sequence[float],
    size: Size | None,
    **values: Any,
) -> Edit:
    """A box that a person drew, within the picture; ``values`` are further fields of it.

    Raises:
        BoxError: not four finite numbers.
    """
    row = Annotation(new_id(), picture, label, clamp_to_picture(box, size), **values)
    return Edit(edit_text("draw"), (Change(None, row),), picture)


def with_box(row: Annotation, box: Box) -> Annotation:
    """An annotation at another place; the points of its polygon go along."""
    if not row.points:
        return replace(row, box=box)
    x1, y1, x2, y2 = row.box
    across = (box[2] - box[0]) / (x2 - x1) if x2 > x1 else 1.0
    down = (box[3] - box[1]) / (y2 - y1) if y2 > y1 else 1.0

    def carried(point: Point) -> Point:
        return box[0] + (point[0] - x1) * across, box[1] + (point[1] - y1) * down

    points = tuple(tuple(carried(point) for point in ring) for ring in row.points)
    return replace(row, box=box, points=points)


def place_boxes(
    rows: Iterable[Annotation], boxes: Mapping[int, Sequence[float]], size: Size | None
) -> Edit | None:
    """Boxes of annotations by id: moved, resized or typed. Locked ones stay.

    Raises:
        BoxError: a box is not four finite numbers.
    """
    changes, resized = [], False
    for row in rows:
        if row.id not in boxes or row.locked:
            continue
        box = clamp_to_picture(boxes[row.id], size)
        if box != row.box:
            resized |= not _same_size(box, row.box)
            changes.append(Change(row, with_box(row, box)))
    return _edit("resize" if resized else "move", changes)


def _same_size(a: Box, b: Box) -> bool:
    return math.isclose(a[2] - a[0], b[2] - b[0], abs_tol=1e-6) and math.isclose(
        a[3] - a[1], b[3] - b[1], abs_tol=1e-6
    )


def nudge(
    rows: Sequence[Annotation], dx: float, dy: float, resize: bool, size: Size | None
) -> Edit | None:
    """Annotations moved together by an arrow key, or each resized at its lower right corner."""
    free = [row for row in rows if not row.locked]
    if resize:
        boxes = [nudged(row.box, dx, dy, True, size) for row in free]
    else:
        boxes = moved_together([row.box for row in free], dx, dy, size)
    wanted = {row.id: box for row, box in zip(free, boxes, strict=True)}
    return place_boxes(free, wanted, size)


def relabel(rows: Iterable[Annotation], label: int) -> Edit | None:
    """Annotations of another class."""
    changed = [Change(row, replace(row, label=label)) for row in rows if row.label != label]
    return _edit("relabel", changed)


def delete(rows: Iterable[Annotation]) -> Edit | None:
    """Annotations taken away; locked ones stay."""
    return _edit("delete", [Change(row, None) for row in rows if not row.locked])


def duplicate(new_id: NewId, rows: Sequence[Annotation], size: Size | None) -> Edit | None:
    """Copies of annotations beside them, unlocked."""
    boxes = _shifted([row.box for row in rows], size)
    copies = [
        Change(None, _alone(replace(with_box(row, box), id=new_id(), locked=False)))
        for row, box in zip(rows, boxes, strict=True)
    ]
    return _edit("duplicate", copies)


def _alone(row: Annotation) -> Annotation:
    """A copy is no keyframe of the track that its original belongs to."""
    return replace(row, track=None, ends=False)


def _shifted(boxes: Sequence[Box], size: Size | None) -> list[Box]:
    """Boxes a little to the lower right; to the upper left where the border is in the way."""
    for step in (PASTE_OFFSET, -PASTE_OFFSET):
        out = moved_together(boxes, step, step, size)
        if out != list(boxes):
            return out
    return list(boxes)


def paste(
    new_id: NewId,
    picture: int,
    rows: Sequence[Annotation],
    size: Size | None,
    there: Iterable[Annotation] = (),
    kind: str = "paste",
) -> Edit | None:
    """Copies of annotations, of this or another picture, on a picture.

    Those that have the very same place and class as one in ``there`` are moved a little when
    pasted, and left out when copied from picture to picture (another ``kind``).
    """
    known = list(there)
    taken = [row for row in rows if any(_same_place(row, each) for each in known)]
    boxes = {id(row): clamp_to_picture(row.box, size) for row in rows}
    if taken and kind == "paste":
        shifted = _shifted([boxes[id(row)] for row in rows], size)
        boxes = {id(row): box for row, box in zip(rows, shifted, strict=True)}
    elif taken:
        left_out = {id(row) for row in taken}
        rows = [row for row in rows if id(row) not in left_out]
    copies = []
    for row in rows:
        copy = with_box(row, boxes[id(row)])
        origin = copy.origin if row.picture == picture else None
        made = replace(copy, id=new_id(), picture=picture, locked=False, origin=origin)
        copies.append(_alone(made))
    return _edit(kind, [Change(None, copy) for copy in copies], picture)


def _same_place(a: Annotation, b: Annotation) -> bool:
    return a.label == b.label and iou(a.box, b.box) >= _SAME_PLACE_IOU


def set_values(rows: Iterable[Annotation], kind: str = "attributes", **values: Any) -> Edit | None:
    """Fields of annotations set to the same values, such as ``difficult=True``."""
    changed = [(row, replace(row, **values)) for row in rows]
    return _edit(kind, [Change(row, after) for row, after in changed if after != row])


def set_locked(rows: Iterable[Annotation], locked: bool) -> Edit | None:
    """Annotations locked in place, or free again."""
    return set_values(rows, "lock" if locked else "unlock", locked=locked)


def set_attribute(rows: Iterable[Annotation], name: str, value: str | None) -> Edit | None:
    """A free attribute of annotations; None takes it away. Names lose outer space.

    Raises:
        ValueError: the name is empty.
    """
    name = name.strip()
    if not name:
        raise ValueError("an attribute needs a name")
    changes = []
    for row in rows:
        kept = {key: text for key, text in row.attributes.items() if key != name}
        if value is not None:
            kept[name] = value
        if kept != dict(row.attributes):
            changes.append(Change(row, replace(row, attributes=kept)))
    return _edit("attributes", changes)


def set_reviewed(pictures: Iterable[Picture], reviewed: bool) -> Edit | None:
    """Pictures marked reviewed, or not."""
    return set_picture_values(pictures, "review" if reviewed else "unreview", reviewed=reviewed)


def set_picture_values(pictures: Iterable[Picture], kind: str, **values: Any) -> Edit | None:
    """Fields of pictures set to the same values; ``kind`` is one of EDIT_WORDS."""
    changed = [(row, replace(row, **values)) for row in pictures]
    changes = [Change(row, after) for row, after in changed if after != row]
    return _edit(kind, changes, changes[0].row.id if len(changes) == 1 else None)


def _edit(kind: str, changes: Sequence[Change], picture: int | None = None) -> Edit | None:
    if not changes:
        return None
    edit = Edit(edit_text(kind, len(changes)), tuple(changes), picture)
    if picture is None:
        touched = edit.pictures()
        return replace(edit, picture=touched.pop() if len(touched) == 1 else None)
    return edit
