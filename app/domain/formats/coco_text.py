"""The text of a COCO file, made of the rows of one picture after the other.

The ids of rows depend on the whole file: rows that came with an id keep it, and the others are
numbered from the highest one on. All else of a row is the picture's own, and can be kept as text.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from app.domain.formats.checking import tidy, yes
from app.domain.formats.labels import LabelBox, LabelPicture, LabelSet, Step

ID = "coco"
ROWS = ("images", "annotations", "categories")
OWN_FLAGS = ("ignore", "difficult", "truncated", "occluded")
_STEP = 200

Row = dict[str, Any]
_as_json = json.JSONEncoder(ensure_ascii=False).encode


class PictureText(NamedTuple):
    """The rows of a picture as text from after the ids on, and the ids that rows came with (None
    for none): ``image`` is one row, ``boxes`` one a line, which JSON itself never breaks."""

    id: Any
    image: str
    box_ids: tuple[Any, ...]
    boxes: str

    @property
    def nbytes(self) -> int:
        """About how much memory it takes."""
        return 300 + sys.getsizeof(self.image) + sys.getsizeof(self.boxes) + 40 * len(self.box_ids)


def picture_text(labels: LabelSet, picture: LabelPicture, name: str) -> PictureText:
    """The rows of a picture of a set, under the name that the file gives it."""
    kept = dict(picture.extra.get(ID, {}))
    id = kept.pop("id", None)
    row: Row = {"file_name": name, "width": picture.width, "height": picture.height}
    row |= ({"split": picture.split} if picture.split else {}) | kept
    boxes = [_as_json(_box_row(box, labels.classes[box.label].id))[1:] for box in picture.boxes]
    ids = tuple(box.extra.get(ID, {}).get("id") for box in picture.boxes)
    return PictureText(id, _as_json(row)[1:], ids, "\n".join(boxes))


def file_pieces(labels: LabelSet, pictures: Sequence[PictureText], step: Step) -> Iterator[str]:
    """The text of a file with the classes of a set and some pictures, in pieces: between them
    other threads have their turn."""
    image_ids, box_ids = RowIds(each.id for each in pictures), RowIds(_ids_of_boxes(pictures))
    ids = [image_ids.take(each.id) for each in pictures]
    head = dict(labels.extra.get(ID, {}))
    head["categories"] = [
        {"id": each.id, "name": each.name, **each.extra.get(ID, {})} for each in labels.classes
    ]
    yield f'{_as_json(head)[:-1]}, "images": ['
    yield from _joined(
        [f'{{"id": {id}, {each.image}' for id, each in some]
        for some in _stretches(ids, pictures, step)
    )
    yield '], "annotations": ['
    yield from _joined(
        [
            f'{{"id": {box_ids.take(given)}, "image_id": {id}, {row}'
            for id, each in some
            for given, row in zip(each.box_ids, each.boxes.split("\n"), strict=False)
        ]
        for some in _stretches(ids, pictures, step)
    )
    yield "]}"


def _ids_of_boxes(pictures: Iterable[PictureText]) -> Iterator[Any]:
    for each in pictures:
        yield from each.box_ids


def _stretches(
    ids: Sequence[int], pictures: Sequence[PictureText], step: Step
) -> Iterator[list[tuple[int, PictureText]]]:
    for at in range(0, len(ids), _STEP):
        step(at, len(ids))
        yield list(zip(ids[at : at + _STEP], pictures[at : at + _STEP], strict=True))


def _joined(lists: Iterable[list[str]]) -> Iterator[str]:
    """The rows of all lists with commas between them, a piece a list."""
    comma = ""
    for rows in lists:
        if rows:
            yield comma + ", ".join(rows)
            comma = ", "


class RowIds:
    """Gives rows the ids that they have, and others to those that have none or share one."""

    def __init__(self, given: Iterable[Any]) -> None:
        self._next = max((id for id in given if isinstance(id, int) and id > 0), default=0) + 1
        self._taken: set[int] = set()

    def take(self, id: object) -> int:
        """The id of a row that had that one, or none."""
        if not isinstance(id, int) or isinstance(id, bool) or id in self._taken:
            id, self._next = self._next, self._next + 1
        self._taken.add(id)
        return id


def _box_row(box: LabelBox, category_id: int) -> Row:
    """The row of a box, but for its id and that of its picture."""
    kept = dict(box.extra.get(ID, {}))
    kept.pop("id", None)
    x1, y1, x2, y2 = box.box
    bbox = [tidy(x1), tidy(y1), tidy(x2 - x1), tidy(y2 - y1)]
    raw, area, mask = kept.pop("bbox", None), kept.pop("area", None), kept.pop("segmentation", None)
    unmoved = raw is not None and all(
        abs(float(a) - b) < 1e-3 for a, b in zip(raw, bbox, strict=True)
    )
    row: Row = {"category_id": category_id, "bbox": bbox}
    row["area"] = area if unmoved else tidy(_area(box), 6)
    row["iscrowd"] = int(box.crowd or box.ignore)
    if box.points:
        row["segmentation"] = [[tidy(v) for point in ring for v in point] for ring in box.points]
    elif mask is not None and (unmoved or not isinstance(mask, dict)):
        row["segmentation"] = mask
    for flag in OWN_FLAGS:
        if getattr(box, flag):
            row[flag] = 1
    if box.ignore and not box.crowd:
        row["crowd"] = 0
    if box.group is not None:
        row["group_id"] = box.group
    if box.score is not None:
        row["score"] = box.score
    before = kept.pop("attributes", None)
    attributes = _attributes(box, before if isinstance(before, dict) else {})
    return row | ({"attributes": attributes} if attributes else {}) | kept


def _attributes(box: LabelBox, before: Row) -> Row:
    """The attributes, each of the type that it had in the file."""
    out: Row = {}
    for key, value in before.items():
        if key in OWN_FLAGS and yes(value):
            if getattr(box, key):
                out[key] = value
        elif key in box.attributes:
            out[key] = value
    for key, text in box.attributes.items():
        was = out.get(key)
        if key not in out or text != (was if isinstance(was, str) else json.dumps(was)):
            out[key] = text
    return out


def _area(box: LabelBox) -> float:
    x1, y1, x2, y2 = box.box
    if len(box.points) != 1:
        return (x2 - x1) * (y2 - y1)
    ring = box.points[0]
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2
