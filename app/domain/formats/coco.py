"""COCO detection files: read with everything they hold, written with everything they held.

Ids of pictures, annotations and categories stay. Beyond COCO's own keys a box has `difficult`,
`truncated`, `occluded`, `group_id`, `attributes` and `score` where it needs them. A region marked
"ignore" is `"iscrowd": 1, "ignore": 1`, so that training and evaluation leave it out everywhere.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.domain.formats import coco_text
from app.domain.formats.checking import (
    is_box_outline,
    number,
    point_list,
    read_json,
    short,
    usable_box,
    whole,
    yes,
)
from app.domain.formats.coco_text import OWN_FLAGS, ROWS, file_pieces, picture_text
from app.domain.formats.labels import (
    SPLITS,
    FormatError,
    LabelBox,
    LabelClass,
    LabelPicture,
    LabelSet,
    Options,
    Rings,
    Step,
)
from app.domain.formats.pictures import (
    PictureFinder,
    clean_name,
    settle_size,
    split_of,
    turned_box,
    turned_point,
)
from app.domain.formats.tracks import FRAME, VIDEO
from app.domain.formats.writing import Output
from fpn_core.video.frames import frame_path

ID = coco_text.ID
_IMAGE = ("id", "file_name", "width", "height", "split")
_BOX = {"image_id", "category_id", "bbox", "iscrowd", "crowd", "group_id", "score", *OWN_FLAGS}
# A row with no other keys than these, as most are, needs no look at marks and unknown fields.
_PLAIN = {"id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation"}
# annotations/instances_train2017.json speaks of train2017/, as COCO itself is laid out.
_LABEL_FOLDERS = ("annotations", "annotation", "labels")
_SPLIT_FOLDERS = ("train", "training", "val", "valid", "validation", "test", "testing")
_STEP = 1000

Row = dict[str, Any]


def recognise(path: Path) -> bool:
    """Whether a JSON file is COCO, from its keys."""
    if path.suffix.lower() != ".json":
        return False
    content = read_json(path)
    return isinstance(content.get("images"), list) and (
        "annotations" in content or "categories" in content
    )


def read(files: list[Path], _top: Path, options: Options, step: Step) -> LabelSet:
    """Read COCO files into one set; one that cannot serve at all is a problem."""
    labels = LabelSet(ID)
    places: dict[int, int] = {}
    for file in files:
        try:
            _Reader(labels, places, file, options).read(step)
        except FormatError as error:
            labels.problems.append(str(error))
    return labels


class _Reader:
    """Reads one file into a set that other files may have begun."""

    def __init__(
        self, labels: LabelSet, places: dict[int, int], file: Path, options: Options
    ) -> None:
        self.labels, self.places, self.file = labels, places, file
        above = file.parent.parent
        self.finder = PictureFinder.of(
            options, *_usual_folders(file), beside=[above], among=_folders_of_split(file, above)
        )
        self.problem = labels.problems.append

    def read(self, step: Step) -> None:
        content = read_json(self.file)
        for key in ROWS:
            rows = content.get(key, [] if key == "annotations" else None)
            if not isinstance(rows, list):
                raise FormatError(
                    f"{self.file.name}: '{key}' is missing or no array; give a COCO detection file"
                )
        kept = self.labels.extra.setdefault(ID, {})
        kept.update({key: value for key, value in content.items() if key not in ROWS})
        own_places = self._classes(content["categories"])
        total = len(content["images"]) + len(content.get("annotations", []))
        pictures = self._pictures(content["images"], total, step)
        self._boxes(content.get("annotations", []), pictures, own_places, total, step)

    def _classes(self, rows: list[Any]) -> dict[int, int]:
        own: dict[int, int] = {}
        for at, row in enumerate(rows):
            where = f"{self.file.name}, category {at}"
            id = whole(row.get("id")) if isinstance(row, dict) else None
            name = row.get("name") if isinstance(row, dict) else None
            if id is None or not isinstance(name, str) or not name.strip():
                self.problem(f"{where}: {short(row)} needs a whole 'id' and a 'name'; left out")
                continue
            place = self.places.get(id)
            if id in own or (place is not None and self.labels.classes[place].name != name):
                taken = self.labels.classes[self.places[id]].name
                self.problem(f"{where} ({name}): id {id} is taken by {taken}; left out")
                continue
            if place is None:
                extra = {key: row[key] for key in row if key not in ("id", "name")}
                kept = {ID: extra} if extra else {}
                self.labels.classes.append(LabelClass(id, name, kept))
                place = self.places[id] = len(self.labels.classes) - 1
            own[id] = place
        if not own:
            raise FormatError(f"{self.file.name}: 'categories' holds no usable class")
        return own

    def _pictures(
        self, rows: list[Any], total: int, step: Step
    ) -> dict[int, tuple[LabelPicture, int]]:
        """Id -> picture and how its boxes are turned."""
        found: dict[int, tuple[LabelPicture, int]] = {}
        split = split_of(self.file.name)
        for at, row in enumerate(rows):
            if at % _STEP == 0:
                step(at, total)
            where = f"{self.file.name}, image {at}"
            id = whole(row.get("id")) if isinstance(row, dict) else None
            name = row.get("file_name") if isinstance(row, dict) else None
            if id is None or not isinstance(name, str) or not name.strip() or "\0" in name:
                self.problem(f"{where}: {short(row)} needs a whole 'id' and 'file_name'; left out")
                continue
            if id in found:
                self.problem(f"{where} ({name}): id {id} is taken; the first one is kept")
                continue
            own = str(row.get("split", "")).casefold()
            width, height = whole(row.get("width")) or 0, whole(row.get("height")) or 0
            picture = LabelPicture(
                clean_name(name),
                self._path(row, name),
                *((width, height) if min(width, height) > 0 else (0, 0)),
                own if own in SPLITS else split or split_of(os.path.dirname(name)),
                extra={ID: {"id": id} | {k: v for k, v in row.items() if k not in _IMAGE}},
            )
            why = "" if picture.path else self.finder.why_not(name)
            if why:
                self.problem(f"{where} ({name}): {why}")
            turn = settle_size(self.labels, picture, f"{where} ({name})")
            found[id] = (picture, turn)
            self.labels.pictures.append(picture)
        return found

    def _path(self, row: Row, name: str) -> str:
        """Where a picture is: the frame of a video where the row says so and the video is there."""
        video, number = row.get(VIDEO), whole(row.get(FRAME))
        if isinstance(video, str) and "\0" not in video and number is not None and number >= 0:
            found = self.finder.find_video(video)
            if found:
                return frame_path(found, number)
        return self.finder.find(name)

    def _boxes(
        self,
        rows: list[Any],
        pictures: Mapping[int, tuple[LabelPicture, int]],
        places: Mapping[int, int],
        total: int,
        step: Step,
    ) -> None:
        name = self.file.name
        seen: set[int] = set()
        repeated: list[int] = []
        for at, row in enumerate(rows):
            if at % _STEP == 0:
                step(total - len(rows) + at, total)
            if not isinstance(row, dict):
                self.problem(f"{name}, annotation row {at}: {short(row)}; left out")
                continue
            id = whole(row.get("id"))
            if id is not None:
                if id in seen:
                    repeated.append(id)
                seen.add(id)
            there = pictures.get(whole(row.get("image_id")))  # type: ignore[arg-type]
            place = places.get(whole(row.get("category_id")))  # type: ignore[arg-type]
            if there is not None and place is not None:
                problem = self._box(row, id, there, place)
                if problem:
                    where = f"{name}, annotation {at if id is None else id} of {there[0].name}"
                    self.problem(f"{where}: {problem}")
                continue
            missing = "picture" if there is None else "category"
            given = row.get("image_id" if there is None else "category_id")
            where = f"{name}, annotation {at if id is None else id}"
            self.problem(f"{where}: no {missing} has id {short(given)}; left out")
        if repeated:
            self.problem(
                f"{self.file.name}: {len(repeated)} annotation ids are used more than once (first: "
                f"{repeated[0]}); all their boxes are kept, and later ones get other ids"
            )

    def _box(self, row: Row, id: int | None, there: tuple[LabelPicture, int], place: int) -> str:
        """Add the box of a row to its picture; returns what is wrong with it, "" for nothing."""
        picture, turn = there
        sides = _sides(row.get("bbox"))
        if sides is None:
            given = short(row.get("bbox"))
            return f"bbox {given} is not 4 numbers [x, y, width, height]; left out"
        x, y, w, h = sides
        corners = (x, y, x + w, y + h)
        if turn != 1:
            corners = turned_box(corners, turn, picture.width, picture.height)
        box, problem = usable_box(corners, picture.width, picture.height)
        if box is None:
            return problem
        rings, kept = _outline(row.get("segmentation"), turn, picture)
        if rings or kept is not None:
            outlined = bool(rings) and not (len(rings) == 1 and is_box_outline(rings[0], box))
            self.labels.outlines += outlined or isinstance(kept, dict)
        made = LabelBox(place, box, points=rings)
        extra: Row = {}
        if row.keys() <= _PLAIN:
            made.crowd = yes(row.get("iscrowd"))
        else:
            _take_marks(made, row)
            extra = {k: v for k, v in row.items() if k not in _BOX and k not in _PLAIN}
        if id is not None:
            extra["id"] = row["id"]
        if kept is not None:
            extra["segmentation"] = kept
        area = number(row.get("area"))
        if turn == 1 and area is not None and (abs(area - w * h) > 1e-3 or isinstance(kept, dict)):
            extra |= {"area": row["area"], "bbox": row["bbox"]}
        if extra:
            made.extra = {ID: extra}
        picture.boxes.append(made)
        return problem


def _sides(bbox: object) -> tuple[float, float, float, float] | None:
    """x, y, width and height; None where they are not four numbers."""
    if not isinstance(bbox, list) or len(bbox) != 4:
        return None
    sides = [None if isinstance(value, str) else number(value) for value in bbox]
    if None in sides:
        return None
    return tuple(sides)  # type: ignore[return-value]


def _take_marks(box: LabelBox, row: Row) -> None:
    attributes = row.get("attributes")
    given = attributes if isinstance(attributes, dict) else {}
    for flag in OWN_FLAGS:
        if yes(row.get(flag)) or yes(given.get(flag)):
            setattr(box, flag, True)
    box.crowd = yes(row.get("iscrowd")) and yes(row.get("crowd", True))
    box.group = whole(row.get("group_id"))
    box.score = number(row.get("score"))
    if given:
        box.attributes = {
            str(key): value if isinstance(value, str) else json.dumps(value)
            for key, value in given.items()
            if key not in OWN_FLAGS or not yes(value)
        }


def _outline(value: object, turn: int, picture: LabelPicture) -> tuple[Rings, Any]:
    """The rings of a segmentation, and it itself where it is none (a mask, something unknown)."""
    if not isinstance(value, list) or not value:
        return (), value
    rings = []
    for ring in value:
        usable = isinstance(ring, list) and len(ring) >= 6 and len(ring) % 2 == 0
        points = point_list(list(zip(ring[::2], ring[1::2], strict=True))) if usable else ()
        if not points:
            return (), value
        rings.append(points)
    if turn != 1:
        sides = picture.width, picture.height
        rings = [tuple(turned_point(x, y, turn, *sides) for x, y in ring) for ring in rings]
    return tuple(rings), None


def _usual_folders(file: Path) -> list[str]:
    """Where the pictures of a COCO file lie as a rule."""
    near = [file.parent / "images", file.parent.parent / "images", file.parent]
    return [str(each) for each in near if each.is_dir()]


def _folders_of_split(file: Path, above: Path) -> list[Path]:
    """The folders above that are named as the file's split and nothing else (train2017), or as
    any split for a file of none."""
    if file.parent.name.casefold() not in _LABEL_FOLDERS:
        return []
    try:
        names = sorted(os.listdir(above))
    except OSError:  # it cannot be listed
        return []
    own = [each for each in names if each.casefold().rstrip("0123456789") in _SPLIT_FOLDERS]
    return [above / each for each in own if split_of(file.name) in ("", split_of(each))]


def write(labels: LabelSet, target: Path, options: Options, out: Output, step: Step) -> None:
    """Write one .json file, or into a folder one file a split (instances_train.json ...)."""
    if options.copy_pictures:
        folder = target.parent if target.suffix.lower() == ".json" else target
        out.copy_pictures(labels, folder / "images", step=step)
    if target.suffix.lower() == ".json":
        out.pieces(target, _pieces(labels, labels.pictures, out, step))
        return
    for split in [*labels.splits(), ""]:
        pictures = [each for each in labels.pictures if each.split == split]
        if pictures or (not split and not labels.pictures):
            name = f"instances_{split}.json" if split else "instances.json"
            out.pieces(target / name, _pieces(labels, pictures, out, step))


def _pieces(
    labels: LabelSet, pictures: list[LabelPicture], out: Output, step: Step
) -> Iterator[str]:
    texts = []
    for at, picture in enumerate(pictures):
        if at % _STEP == 0:
            step(at, len(pictures))
        texts.append(picture_text(labels, picture, out.name_of(picture)))
    return file_pieces(labels, texts, step)
