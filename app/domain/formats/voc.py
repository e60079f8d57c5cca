"""Pascal VOC XML, one file a picture, as labelImg writes it: whole pixels, counted from 0.

With ``one_based`` pixels count from 1 as in the VOC devkit: a box from edge 0 to edge 10 is 1..10.
Other tags of a file and of its objects are kept as they are. Splits are lists in ImageSets/Main.
"""

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from app.domain.formats.checking import number, read_beside, read_xml, short, usable_box, whole, yes
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
from app.domain.formats.writing import Output, label_names, unique_stems
from app.domain.formats.xml_parts import (
    Element,
    add,
    clean,
    document,
    kept,
    mark_attributes,
    restored,
    take_attributes,
)

ID = "voc"
_OWN = ("difficult", "truncated", "occluded")
_OBJECT_TAGS = {"name", "bndbox", "attributes", "group_id", *_OWN}
_TOP_TAGS = {"filename", "size", "object", "folder", "path"}
_PICTURE_FOLDERS = ("JPEGImages", "images", "Images")
_CLASS_LISTS = ("classes.txt", "predefined_classes.txt", "labels.txt")


def recognise(path: Path) -> bool:
    """Whether an XML file is a VOC annotation."""
    return path.suffix.lower() == ".xml" and read_xml(path).tag == "annotation"


def read(files: list[Path], top: Path, options: Options, step: Step) -> LabelSet:
    """Read the files of a folder."""
    labels = LabelSet(ID)
    classes = ClassList(class_list(top, labels.problems))
    finder = _finder(top, options)
    splits = _read_splits(top, labels.problems)
    for at, file in enumerate(files):
        step(at, len(files))
        try:
            _read_file(labels, classes, file, top, finder, splits, options)
        except FormatError as error:
            labels.problems.append(str(error))
    labels.classes = classes.classes
    return labels


def class_list(top: Path, problems: list[str]) -> list[str]:
    """The class names of the list beside the labels, in its order; empty without one. What is
    wrong with one is added to the problems."""
    for folder in (top, top.parent):
        for name in _CLASS_LISTS:
            text = read_beside(folder / name, problems)
            if text is not None:
                lines = [line.strip() for line in text.splitlines()]
                names = [line for line in lines if line and not line.startswith("__")]
                return list(dict.fromkeys(names))
    return []


def _finder(top: Path, options: Options) -> PictureFinder:
    usual = (top.parent / name for name in _PICTURE_FOLDERS)
    there = (each for each in usual if each.is_dir())
    return PictureFinder.of(options, top, *there, beside=[top.parent])


def _read_splits(top: Path, problems: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for folder in (top, top.parent):
        for split in SPLITS:
            file = folder / "ImageSets" / "Main" / f"{split}.txt"
            lines = (read_beside(file, problems) or "").splitlines()
            found.update((line.strip(), split) for line in lines)
    found.pop("", None)
    return found


def _read_file(
    labels: LabelSet,
    classes: ClassList,
    file: Path,
    top: Path,
    finder: PictureFinder,
    splits: dict[str, str],
    options: Options,
) -> None:
    root = read_xml(file)
    if root.tag != "annotation":
        raise FormatError(f"{file.name}: no VOC annotation but <{root.tag}>; left out")
    relative = file.relative_to(top).with_suffix("").as_posix()
    stem = relative.removeprefix("Annotations/")
    name = clean_name(root.findtext("filename") or "")
    folder = os.path.dirname(stem)
    name = f"{folder}/{name}" if name and folder and "/" not in name else name
    path = finder.find(name, str(file.parent)) if name else ""
    named_folder = root.findtext("folder") or ""
    path = path or (finder.find(f"{named_folder}/{name}") if named_folder else "")
    path = path or finder.find_stem(stem)
    picture = LabelPicture(name or (os.path.basename(path) if path else stem), path)
    width, height = (whole(root.findtext(f"size/{side}")) or 0 for side in ("width", "height"))
    if min(width, height) > 0:
        picture.width, picture.height = width, height
    turn = settle_size(labels, picture, file.name)
    picture.split = splits.get(stem) or splits.get(os.path.basename(stem)) or split_of(folder)
    picture.extra = _kept_of_picture(root)
    labels.pictures.append(picture)
    for at, row in enumerate(root.iter("object")):
        _read_object(labels, classes, picture, row, turn, f"{file.name}, object {at + 1}", options)


def _kept_of_picture(root: Element) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    tags = [kept(child) for child in root if child.tag not in _TOP_TAGS]
    if tags:
        extra["tags"] = tags
    for name, key in (("folder", "folder"), ("size/depth", "depth"), ("path", "path")):
        text = root.findtext(name)
        if text:
            extra[key] = text
    return {ID: extra} if extra else {}


def _read_object(
    labels: LabelSet,
    classes: ClassList,
    picture: LabelPicture,
    row: Element,
    turn: int,
    where: str,
    options: Options,
) -> None:
    name = (row.findtext("name") or "").strip()
    if not name:
        labels.problems.append(f"{where}: has no <name>; left out")
        return
    corners, points = _corners(row, options.one_based)
    if corners is None:
        given = {each.tag: each.text for each in row.find("bndbox") or ()}
        labels.problems.append(
            f"{where} ({name}): bndbox {short(given)} is not 4 numbers; left out"
        )
        return
    if turn != 1 and all(map(math.isfinite, corners)):
        corners = turned_box(corners, turn, picture.width, picture.height)
    box, problem = usable_box(corners, picture.width, picture.height)
    if problem:
        labels.problems.append(f"{where} ({name}): {problem}")
    if box is None:
        return
    labels.outlines += bool(points)
    made = LabelBox(classes.place(name), box, points=points if turn == 1 else ())
    for flag in _OWN:
        setattr(made, flag, yes(row.findtext(flag) or ""))
    made.group = whole(row.findtext("group_id"))
    marks = {
        str(each.findtext("name") or ""): str(each.findtext("value") or "")
        for each in row.iterfind("attributes/attribute")
    }
    take_attributes(made, marks, _OWN)
    tags = [kept(child) for child in row if child.tag not in _OBJECT_TAGS]
    made.extra = {ID: {"tags": tags}} if tags else {}
    picture.boxes.append(made)


def _corners(row: Element, one_based: bool) -> tuple[Any, Any]:
    """(box, rings) of an object; the box is None where it has none."""
    turned = row.find("robndbox")
    if turned is not None and row.find("bndbox") is None:
        values = [number(turned.findtext(tag)) for tag in ("cx", "cy", "w", "h", "angle")]
        if any(value is None or not math.isfinite(value) for value in values):
            return None, ()
        cx, cy, w, h, angle = (float(value or 0) for value in values)
        ring = rotated(cx, cy, w, h, angle)
        xs, ys = zip(*ring, strict=True)
        return (min(xs), min(ys), max(xs), max(ys)), (ring,)
    tags = ("xmin", "ymin", "xmax", "ymax")
    corners = [number((row.findtext(f"bndbox/{tag}") or "").strip()) for tag in tags]
    if any(value is None for value in corners):
        return None, ()
    x1, y1, x2, y2 = (float(value or 0) for value in corners)
    shift = 1 if one_based else 0
    return (x1 - shift, y1 - shift, x2, y2), ()


def rotated(
    cx: float, cy: float, w: float, h: float, angle: float
) -> tuple[tuple[float, float], ...]:
    """Corners of a box that is turned around its centre by an angle (radians, clockwise)."""
    cos, sin = math.cos(angle), math.sin(angle)
    halves = ((-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2))
    return tuple((cx + dx * cos - dy * sin, cy + dx * sin + dy * cos) for dx, dy in halves)


def write(labels: LabelSet, target: Path, options: Options, out: Output, step: Step) -> None:
    """Write Annotations/*.xml, classes.txt, and ImageSets/Main where there are splits."""
    if options.copy_pictures:
        out.copy_pictures(labels, target / "JPEGImages")
    names = [f"Annotations/{name}.xml" for name in label_names(labels, out)]
    with out.together():
        for at, picture in enumerate(labels.pictures):
            step(at, len(labels.pictures))
            text = picture_text(labels, picture, out.name_of(picture), options)
            out.text(target / names[at], text)
    for name, text in lists(labels, list(zip(labels.pictures, names, strict=True))).items():
        out.text(target / name, text)


def file_names(pictures: Sequence[tuple[str, str]]) -> list[str]:
    """Label files of pictures, given as (name, split), below the folder."""
    return [f"Annotations/{stem}.xml" for stem in unique_stems(name for name, _split in pictures)]


def lists(labels: LabelSet, named: Sequence[tuple[LabelPicture, str]]) -> dict[str, str]:
    """The lists of classes and of splits that stand beside the label files: name to text."""
    texts = {"classes.txt": "".join(f"{each.name}\n" for each in labels.classes)}
    for split in SPLITS:
        files = [file for picture, file in named if picture.split == split]
        stems = [file.removeprefix("Annotations/").removesuffix(".xml") for file in files]
        if stems:
            texts[f"ImageSets/Main/{split}.txt"] = "".join(f"{stem}\n" for stem in stems)
    return texts


def picture_text(labels: LabelSet, picture: LabelPicture, name: str, options: Options) -> str:
    """The XML text of one picture."""
    extra = picture.extra.get(ID, {})
    root = ElementTree.Element("annotation")
    folder = os.path.basename(os.path.dirname(name)) or os.path.basename(
        os.path.dirname(picture.path)
    )
    add(root, "folder", extra.get("folder", folder))
    add(root, "filename", os.path.basename(name))
    add(root, "path", extra.get("path") or picture.path or name)
    size = add(root, "size")
    depth = extra.get("depth", 3)
    for tag, value in (("width", picture.width), ("height", picture.height), ("depth", depth)):
        add(size, tag, value)
    _add_kept(root, extra)
    for box in picture.boxes:
        _add_object(root, labels, box, options.one_based)
    return document(root, declaration=False)


def _add_kept(parent: Element, extra: Any) -> None:
    for text in extra.get("tags", ()):
        element = restored(text)
        if element is not None:
            parent.append(element)


def _add_object(root: Element, labels: LabelSet, box: LabelBox, one_based: bool) -> None:
    row = ElementTree.SubElement(root, "object")
    add(row, "name", labels.classes[box.label].name)
    for flag in _OWN:
        if flag != "occluded" or box.occluded:
            add(row, flag, int(getattr(box, flag)))
    if box.group is not None:
        add(row, "group_id", box.group)
    rows = mark_attributes(box, _OWN)
    if rows:
        parent = add(row, "attributes")
        for name, value in rows.items():
            attribute = add(parent, "attribute")
            add(attribute, "name", clean(name))
            add(attribute, "value", value)
    edges = add(row, "bndbox")
    x1, x2 = whole_edges(box.box[0], box.box[2])
    y1, y2 = whole_edges(box.box[1], box.box[3])
    shift = 1 if one_based else 0
    pairs = (("xmin", x1 + shift), ("ymin", y1 + shift), ("xmax", x2), ("ymax", y2))
    for tag, edge in pairs:
        add(edges, tag, edge)
    _add_kept(row, box.extra.get(ID, {}))


def whole_edges(low: float, high: float) -> tuple[int, int]:
    """Two edges in whole pixels, the nearest ones, at least one pixel apart."""
    first, last = math.floor(low + 0.5), math.floor(high + 0.5)
    if last <= first:
        first = math.floor((low + high) / 2)
        last = first + 1
    return first, last
