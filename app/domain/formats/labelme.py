"""LabelMe 5 JSON, one file a picture. Pictures are never embedded: `imageData` is null.

Rectangles, polygons, circles, rotated boxes and masks are seen as their bounding boxes and written
back as they were; points and lines are kept beside the boxes. Marks that LabelMe has no place of
its own for are flags of the shape, or keys that LabelMe keeps untouched.
"""

import json
import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.domain.formats.checking import (
    bounds,
    number,
    point_list,
    read_json,
    short,
    usable_box,
    whole,
    yes,
)
from app.domain.formats.labels import (
    FLAGS,
    SPLITS,
    ClassList,
    FormatError,
    LabelBox,
    LabelPicture,
    LabelSet,
    Options,
    Step,
)
from app.domain.formats.pictures import (
    PictureFinder,
    clean_name,
    settle_size,
    split_of,
    turned_box,
)
from app.domain.formats.voc import class_list
from app.domain.formats.writing import Output, label_names, unique_stems
from app.domain.records import Box

ID = "labelme"
VERSION = "5.5.0"
_OUTLINES = {"polygon", "rotation", "oriented_rectangle", "mask", "circle"}
_RINGS = {"polygon", "rotation", "oriented_rectangle"}
_SHAPE = {"label", "points", "group_id", "shape_type", "flags", "attributes", "difficult", "score"}
_TOP = {"shapes", "imagePath", "imageData", "imageHeight", "imageWidth", "split"}

Row = dict[str, Any]


def recognise(path: Path) -> bool:
    """Whether a JSON file is LabelMe's, from its keys."""
    if path.suffix.lower() != ".json":
        return False
    return isinstance(read_json(path).get("shapes"), list)


def read(files: list[Path], top: Path, options: Options, step: Step) -> LabelSet:
    """Read the files of a folder."""
    labels = LabelSet(ID)
    listed = class_list(top, labels.problems)
    classes = ClassList([each for each in listed if each != "_background_"])
    finder = PictureFinder.of(options, top)
    for at, file in enumerate(files):
        step(at, len(files))
        try:
            content = read_json(file)
            if not isinstance(content.get("shapes"), list):
                raise FormatError(f"{file.name}: has no array 'shapes'; left out")
            _read_file(labels, classes, file, content, top, finder)
        except FormatError as error:
            labels.problems.append(str(error))
    labels.classes = classes.classes
    return labels


def _read_file(
    labels: LabelSet,
    classes: ClassList,
    file: Path,
    content: Row,
    top: Path,
    finder: PictureFinder,
) -> None:
    given = content.get("imagePath")
    given = clean_name(given) if isinstance(given, str) and "\0" not in given else ""
    relative = file.relative_to(top)
    own = os.path.basename(given) or relative.stem
    own_folder = relative.parent.as_posix()
    name = own if own_folder == "." else f"{own_folder}/{own}"
    path = (finder.find(given, str(file.parent)) or finder.find(name)) if given else ""
    path = path or finder.find_stem(relative.with_suffix("").as_posix())
    width, height = whole(content.get("imageWidth")) or 0, whole(content.get("imageHeight")) or 0
    sides = (width, height) if min(width, height) > 0 else (0, 0)
    picture = LabelPicture(name, path, *sides)
    turn = settle_size(labels, picture, file.name)
    split = content.get("split")
    picture.split = split if split in SPLITS else split_of(own_folder)
    others: list[Any] = []
    for at, shape in enumerate(content["shapes"]):
        where = f"{file.name}, shape {at + 1}"
        box = _read_shape(labels, classes, picture, shape, turn, where)
        if box is not None:
            picture.boxes.append(box)
        elif isinstance(shape, dict) and shape.get("shape_type") in (
            "point",
            "line",
            "linestrip",
            "points",
        ):
            labels.others += 1
            others.append([at, shape])
    extra = {key: value for key, value in content.items() if key not in _TOP}
    if others:
        extra["shapes"] = others
    picture.extra = {ID: extra} if extra else {}
    labels.pictures.append(picture)


def _read_shape(
    labels: LabelSet,
    classes: ClassList,
    picture: LabelPicture,
    shape: Any,
    turn: int,
    where: str,
) -> LabelBox | None:
    if not isinstance(shape, dict):
        labels.problems.append(f"{where}: {short(shape)} is no shape; left out")
        return None
    kind = shape.get("shape_type") or "polygon"
    if kind in ("point", "line", "linestrip", "points"):
        return None
    name = shape.get("label")
    if not isinstance(name, str) or not name.strip():
        labels.problems.append(f"{where}: has no label; left out")
        return None
    found = _bounds(kind, shape.get("points"))
    if found is None:
        labels.problems.append(f"{where} ({name}): points {short(shape.get('points'))}; left out")
        return None
    corners = turned_box(found, turn, picture.width, picture.height) if turn != 1 else found
    box, problem = usable_box(corners, picture.width, picture.height)
    if problem:
        labels.problems.append(f"{where} ({name}): {problem}")
    if box is None:
        return None
    labels.outlines += kind in _OUTLINES
    made = LabelBox(classes.place(name), box)
    extra = {key: value for key, value in shape.items() if key not in _SHAPE}
    points = point_list(shape["points"])
    if kind != "rectangle":
        extra["shape_type"] = shape.get("shape_type")
    if kind in _RINGS and turn == 1:
        made.points = (points,)
    elif (kind != "rectangle" or points != (box[:2], box[2:])) and turn == 1:
        extra |= {"points": shape["points"], "box": list(box)}
    _take_marks(made, shape, extra)
    made.extra = {ID: extra} if extra else {}
    return made


def _bounds(kind: str, points: object) -> Box | None:
    pairs = point_list(points)
    if kind == "circle" and len(pairs) == 2:
        (cx, cy), (x, y) = pairs
        radius = math.hypot(x - cx, y - cy)
        return (cx - radius, cy - radius, cx + radius, cy + radius)
    return bounds(points) if len(pairs) >= 2 else None


def _take_marks(box: LabelBox, shape: Row, extra: Row) -> None:
    flags = shape.get("flags")
    given = flags if isinstance(flags, dict) else {}
    for flag in FLAGS:
        setattr(box, flag, yes(given.get(flag)))
    box.difficult = box.difficult or yes(shape.get("difficult"))
    rest = {key: value for key, value in given.items() if key not in FLAGS or not yes(value)}
    if rest:
        extra["flags"] = rest
    box.group = whole(shape.get("group_id"))
    box.score = number(shape.get("score"))
    attributes = shape.get("attributes")
    if isinstance(attributes, dict):
        box.attributes = {
            str(key): value if isinstance(value, str) else json.dumps(value)
            for key, value in attributes.items()
        }


def write(labels: LabelSet, target: Path, options: Options, out: Output, step: Step) -> None:
    """Write one .json a picture, and labels.txt with the classes in their order."""
    if options.copy_pictures:
        out.copy_pictures(labels, target)
    names = label_names(labels, out)
    with out.together():
        for at, picture in enumerate(labels.pictures):
            step(at, len(labels.pictures))
            file = target / f"{names[at]}.json"
            out.text(file, picture_text(labels, picture, image_path(picture, file, options, out)))
    for name, text in lists(labels).items():
        out.text(target / name, text)


def file_names(pictures: Sequence[tuple[str, str]]) -> list[str]:
    """Label files of pictures, given as (name, split), below the folder."""
    return [f"{stem}.json" for stem in unique_stems(name for name, _split in pictures)]


def lists(labels: LabelSet, _named: object = None) -> dict[str, str]:
    """The list of classes that stands beside the label files: name to text."""
    return {"labels.txt": "".join(f"{each.name}\n" for each in labels.classes)}


def image_path(picture: LabelPicture, file: Path, options: Options, out: Output) -> str:
    """The picture's path as a label file names it: relative to that file."""
    if options.copy_pictures or not picture.path:
        return os.path.basename(out.name_of(picture))
    try:
        found = os.path.relpath(picture.path, os.path.realpath(file.parent))
    except ValueError:  # another drive
        return picture.path
    return found.replace(os.sep, "/")


def picture_text(labels: LabelSet, picture: LabelPicture, image_path: str) -> str:
    """The JSON text of one picture."""
    extra = dict(picture.extra.get(ID, {}))
    shapes = [_shape(labels, box) for box in picture.boxes]
    for at, shape in extra.pop("shapes", ()):
        shapes.insert(min(int(at), len(shapes)), shape)
    content: Row = {
        "version": extra.pop("version", VERSION),
        "flags": extra.pop("flags", {}),
        "shapes": shapes,
        "imagePath": image_path,
        "imageData": None,
        "imageHeight": picture.height or None,
        "imageWidth": picture.width or None,
    }
    content |= {"split": picture.split} if picture.split else {}
    return json.dumps(content | extra, ensure_ascii=False, indent=2)


def _shape(labels: LabelSet, box: LabelBox) -> Row:
    extra = dict(box.extra.get(ID, {}))
    kind, points = _kind_and_points(box, extra)
    flags = {
        key: value
        for key, value in extra.pop("flags", {}).items()
        if key not in FLAGS or not getattr(box, key)
    }
    flags |= {flag: True for flag in FLAGS if flag != "difficult" and getattr(box, flag)}
    row: Row = {
        "label": labels.classes[box.label].name,
        "points": points,
        "group_id": box.group,
        "description": extra.pop("description", ""),
        "shape_type": kind,
        "flags": flags,
    }
    row |= {"difficult": True} if box.difficult else {}
    row |= {"attributes": dict(box.attributes)} if box.attributes else {}
    row |= {"score": box.score} if box.score is not None else {}
    return row | extra


def _kind_and_points(box: LabelBox, extra: Row) -> tuple[Any, Sequence[Any]]:
    """Shape type and points: as they were read where the box has not moved since."""
    kind, raw, read_box = (extra.pop(key, None) for key in ("shape_type", "points", "box"))
    if len(box.points) == 1:
        return kind if kind in _RINGS else "polygon", [list(point) for point in box.points[0]]
    if raw is not None and read_box is not None and tuple(read_box) == tuple(box.box):
        return kind or "rectangle", raw
    extra.pop("mask", None)
    x1, y1, x2, y2 = box.box
    return "rectangle", [[x1, y1], [x2, y2]]
