"""CVAT for images 1.1: one annotations.xml for all pictures.

Files of videos, which hold tracks in place of pictures, are those of `cvat_tracks`.

Boxes, polygons, ellipses and masks come in as boxes; polylines, points, cuboids, skeletons and tags
are kept beside them. Coordinates have two decimals, as CVAT writes them.
"""

import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from app.domain.formats.checking import number, read_xml, short, usable_box, whole, yes
from app.domain.formats.labels import (
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
from app.domain.formats.voc import rotated
from app.domain.formats.writing import Output
from app.domain.formats.xml_parts import (
    Element,
    clean,
    document,
    kept,
    mark_attributes,
    restored,
    take_attributes,
)

ID = "cvat"
_OWN = ("occluded",)
_BOX_KEYS = {"label", "occluded", "group_id"}
_CORNERS = ("xtl", "ytl", "xbr", "ybr")
_NOT_BOXES = ("polyline", "points", "cuboid", "skeleton", "tag")
_IMAGE_KEYS = {"name", "width", "height", "subset"}


def recognise(path: Path) -> bool:
    """Whether an XML file is CVAT's for pictures."""
    if path.suffix.lower() != ".xml":
        return False
    root = read_xml(path)
    return root.tag == "annotations" and not is_of_video(root)


def is_of_video(root: Element) -> bool:
    """Whether a file of CVAT's has tracks of a video, and no pictures."""
    return root.find("track") is not None and root.find("image") is None


def read(files: list[Path], top: Path, options: Options, step: Step) -> LabelSet:
    """Read CVAT files into one set."""
    labels = LabelSet(ID)
    classes = ClassList()
    finder = PictureFinder.of(options, top)
    for file in files:
        try:
            root = read_xml(file)
        except FormatError as error:
            labels.problems.append(str(error))
            continue
        if root.tag != "annotations":
            labels.problems.append(f"{file.name}: no file of CVAT for images but <{root.tag}>")
            continue
        if root.find("track") is not None:
            labels.problems.append(
                f"{file.name}: has tracks beside its pictures; they are left out. Export the task "
                "from CVAT as CVAT for video 1.1 to have them"
            )
        _read_meta(labels, classes, root)
        images = root.findall("image")
        for at, row in enumerate(images):
            step(at, len(images))
            _read_image(labels, classes, row, finder, f"{file.name}, image {at + 1}")
    labels.classes = classes.classes
    return labels


def read_classes(classes: ClassList, root: Element) -> None:
    """Take the classes that a file lists, in its order."""
    for label in root.iterfind("meta//label"):
        name = (label.findtext("name") or "").strip()
        if name:
            classes.place(name)


def _read_meta(labels: LabelSet, classes: ClassList, root: Element) -> None:
    meta = root.find("meta")
    if meta is None:
        return
    read_classes(classes, root)
    labels.extra.setdefault(ID, {"meta": kept(meta)})


def _read_image(
    labels: LabelSet, classes: ClassList, row: Element, finder: PictureFinder, where: str
) -> None:
    name = clean_name(row.get("name", ""))
    if not name:
        labels.problems.append(f"{where}: has no name; left out")
        return
    width, height = whole(row.get("width")) or 0, whole(row.get("height")) or 0
    sides = (width, height) if min(width, height) > 0 else (0, 0)
    picture = LabelPicture(name, finder.find(name), *sides)
    turn = settle_size(labels, picture, f"{where} ({name})")
    subset = row.get("subset", "")
    picture.split = split_of(subset) or split_of(str(Path(name).parent))
    extra: dict[str, Any] = {}
    attributes = {key: value for key, value in row.attrib.items() if key not in _IMAGE_KEYS}
    if attributes:
        extra["image"] = attributes
    if subset and subset not in SPLITS:
        extra["subset"] = subset
    others = []
    for at, shape in enumerate(row):
        if shape.tag in _NOT_BOXES:
            labels.others += shape.tag != "tag"
            others.append([at, kept(shape)])
        else:
            place = f"{where} ({name}), {shape.tag} {at + 1}"
            box = read_shape(labels, classes, picture, shape, turn, place)
            if box is not None:
                picture.boxes.append(box)
    if others:
        extra["shapes"] = others
    picture.extra = {ID: extra} if extra else {}
    labels.pictures.append(picture)


def read_shape(
    labels: LabelSet,
    classes: ClassList,
    picture: LabelPicture,
    shape: Element,
    turn: int,
    where: str,
) -> LabelBox | None:
    """The box of a shape; None, and a problem that begins with ``where``, for what is none."""
    reader = SHAPES.get(shape.tag)
    name = shape.get("label", "").strip()
    if reader is None or not name:
        labels.problems.append(f"{where}: is no known shape with a label; left out")
        return None
    found = reader(shape)
    if found is None:
        labels.problems.append(
            f"{where}: {short(dict(shape.attrib))} has no usable place; left out"
        )
        return None
    corners, ring = found
    corners = turned_box(corners, turn, picture.width, picture.height) if turn != 1 else corners
    box, problem = usable_box(corners, picture.width, picture.height)
    if problem:
        labels.problems.append(f"{where}: {problem}")
    if box is None:
        return None
    plain = shape.tag == "box" and not ring
    labels.outlines += not plain
    made = LabelBox(classes.place(name), box, occluded=yes(shape.get("occluded")))
    made.group = whole(shape.get("group_id"))
    given = {each.get("name", ""): each.text or "" for each in shape.iter("attribute")}
    take_attributes(made, given, _OWN)
    extra: dict[str, Any] = {}
    attributes = {
        key: value
        for key, value in shape.attrib.items()
        if key not in _BOX_KEYS and (not plain or key not in _CORNERS)
    }
    if attributes:
        extra["shape"] = attributes
    if not plain:
        extra |= {"tag": shape.tag, "box": list(box)}
        made.points = (ring,) if ring and turn == 1 else ()
    made.extra = {ID: extra} if extra else {}
    return made


def _numbers(shape: Element, names: tuple[str, ...]) -> list[float] | None:
    values = [number(shape.get(name)) for name in names]
    if any(value is None for value in values):
        return None
    return [float(value or 0) for value in values]


def _box_of(shape: Element) -> Any:
    corners = _numbers(shape, _CORNERS)
    if corners is None:
        return None
    x1, y1, x2, y2 = corners
    angle = number(shape.get("rotation")) or 0.0
    if not angle or not math.isfinite(angle + x1 + y1 + x2 + y2):
        return (x1, y1, x2, y2), ()
    ring = rotated((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1, math.radians(angle))
    return _around(ring), ring


def _polygon_of(shape: Element) -> Any:
    pairs = [part.split(",") for part in shape.get("points", "").split(";") if part.strip()]
    if len(pairs) < 3 or any(len(pair) != 2 for pair in pairs):
        return None
    numbers = [(number(x), number(y)) for x, y in pairs]
    ring = tuple((float(x), float(y)) for x, y in numbers if x is not None and y is not None)
    return (_around(ring), ring) if len(ring) == len(pairs) else None


def _ellipse_of(shape: Element) -> Any:
    values = _numbers(shape, ("cx", "cy", "rx", "ry"))
    if values is None:
        return None
    cx, cy, rx, ry = values
    angle = math.radians(number(shape.get("rotation")) or 0.0)
    half = math.hypot(rx * math.cos(angle), ry * math.sin(angle))
    tall = math.hypot(rx * math.sin(angle), ry * math.cos(angle))
    return (cx - half, cy - tall, cx + half, cy + tall), ()


def _mask_of(shape: Element) -> Any:
    values = _numbers(shape, ("left", "top", "width", "height"))
    if values is None:
        return None
    x, y, w, h = values
    return (x, y, x + w, y + h), ()


def _around(ring: Any) -> tuple[float, float, float, float]:
    xs, ys = zip(*ring, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


# What a box is made of: the corners around each shape, and its ring of points, () for none.
SHAPES = {"box": _box_of, "polygon": _polygon_of, "ellipse": _ellipse_of, "mask": _mask_of}


def write(labels: LabelSet, target: Path, options: Options, out: Output, step: Step) -> None:
    """Write annotations.xml into a folder, with the pictures under images/ if wanted."""
    file = target if target.suffix.lower() == ".xml" else target / "annotations.xml"
    if options.copy_pictures:
        out.copy_pictures(labels, file.parent / "images")
    root = ElementTree.Element("annotations")
    ElementTree.SubElement(root, "version").text = "1.1"
    root.append(_meta(labels))
    for at, picture in enumerate(labels.pictures):
        step(at, len(labels.pictures))
        _add_image(root, labels, picture, out.name_of(picture), at)
    out.text(file, document(root))


def _meta(labels: LabelSet) -> Element:
    meta = restored(labels.extra.get(ID, {}).get("meta", ""))
    if meta is None:
        meta = ElementTree.Element("meta")
    rows = next(meta.iter("labels"), None)
    if rows is None:
        task = meta.find("task")
        task = ElementTree.SubElement(meta, "task") if task is None else task
        rows = ElementTree.SubElement(task, "labels")
    known = {label.findtext("name") for label in rows}
    for each in labels.classes:
        if clean(each.name) not in known:
            label = ElementTree.SubElement(rows, "label")
            ElementTree.SubElement(label, "name").text = clean(each.name)
            ElementTree.SubElement(label, "attributes")
    return meta


def _add_image(
    root: Element, labels: LabelSet, picture: LabelPicture, name: str, number_: int
) -> None:
    extra = picture.extra.get(ID, {})
    row = ElementTree.SubElement(root, "image", {"id": str(number_)} | extra.get("image", {}))
    row.set("name", clean(name))
    row.set("width", str(picture.width))
    row.set("height", str(picture.height))
    subset = extra.get("subset", "")
    if picture.split or subset:
        row.set("subset", subset if split_of(subset) == picture.split and subset else picture.split)
    for box in picture.boxes:
        row.append(_shape(labels, box))
    for at, text in extra.get("shapes", ()):
        other = restored(text)
        if other is not None:
            row.insert(min(int(at), len(row)), other)


def _shape(labels: LabelSet, box: LabelBox) -> Element:
    extra = box.extra.get(ID, {})
    attributes = dict(extra.get("shape", {}))
    tag = extra.get("tag", "box")
    unmoved = (
        "box" in extra
        and max(abs(a - b) for a, b in zip(extra["box"], box.box, strict=True)) < 1e-3
    )
    ring = box.points[0] if len(box.points) == 1 else ()
    if ring and not (tag == "box" and unmoved):
        tag = "polygon"
        attributes = {k: v for k, v in attributes.items() if k not in (*_CORNERS, "rotation")}
        attributes["points"] = ";".join(f"{x:.2f},{y:.2f}" for x, y in ring)
    elif not unmoved:
        tag = "box"
        attributes = {k: v for k, v in attributes.items() if k in ("source", "z_order")}
        attributes |= {key: f"{value:.2f}" for key, value in zip(_CORNERS, box.box, strict=True)}
    first = {"label": clean(labels.classes[box.label].name)}
    first["source"] = attributes.pop("source", "auto" if box.score is not None else "manual")
    first["occluded"] = str(int(box.occluded))
    attributes.setdefault("z_order", "0")
    if box.group is not None:
        attributes["group_id"] = str(box.group)
    row = ElementTree.Element(tag, first | {key: clean(str(v)) for key, v in attributes.items()})
    for name, value in mark_attributes(box, _OWN).items():
        child = ElementTree.SubElement(row, "attribute", {"name": clean(name)})
        child.text = clean(value)
    return row
