"""Reads COCO detection files: every usable box, and one line for each row that is not usable.

Nothing here writes. A bad row never stops the rest: it is left out (or clipped to its picture) and
named in `CocoDataset.problems`. Only a file that cannot serve at all raises `AnnotationError`.
"""

import json
import math
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fpn_core.errors import AnnotationError, FpnError
from fpn_core.video.frames import file_of

ROUNDING_PX = 1.0  # boxes that overhang by less were rounded by their tool: clipped without a word
SMALLEST_SIDE_PX = 1e-2  # thinner boxes vanish in float32 coordinates of large pictures
LARGEST_AREA = 1e12  # square pixels; what is beyond is no area
NO_ID = -1  # annotation_ids of rows that have no usable id

Row = dict[str, Any]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class CocoPicture:
    """One picture and its boxes, in upright picture pixels.

    boxes: float32 (N, 4) xyxy, inside the picture; labels: int64 (N,), indices into the dataset's
    class_names; ignore: bool (N,), true for iscrowd; annotation_ids: int64 (N,), -1 where the file
    gives none; areas: float64 (N,) in square pixels: the file's `area` (in COCO's own files that of
    the object's outline), or the box's where it gives none.
    """

    id: int
    file_name: str
    path: Path
    width: int
    height: int
    boxes: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]
    ignore: npt.NDArray[np.bool_]
    annotation_ids: npt.NDArray[np.int64]
    areas: npt.NDArray[np.float64]


@dataclass(frozen=True)
class CocoDataset:
    """A COCO file as read: classes in the file's order, usable pictures, one line for each problem.

    class_ids holds the file's own category id of each class.
    """

    class_names: tuple[str, ...]
    class_ids: tuple[int, ...]
    pictures: tuple[CocoPicture, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class _PictureRow:
    id: int
    file_name: str
    path: Path
    width: int
    height: int


def read_coco(
    json_path: str | Path, image_dir: str | Path, *, check_files: bool = True
) -> CocoDataset:
    """Read a COCO file whose `file_name`s are relative to image_dir (or absolute).

    With check_files, pictures that are not on disk are left out, one problem line each. Sizes that
    the file does not give are read from the pictures. Raises AnnotationError where the file is not
    COCO, has no categories or no pictures, or where check_files finds none of its pictures.
    """
    content = load_json_object(json_path)
    return coco_dataset(content, Path(json_path), Path(image_dir), check_files=check_files)


def coco_dataset(
    content: Row, json_path: Path, image_dir: Path, *, check_files: bool = True
) -> CocoDataset:
    """`read_coco` of a file's content; json_path is what messages call the file."""
    problems: list[str] = []
    classes = _read_categories(json_path, content, problems)
    image_rows = _rows(json_path, content, "images")
    if not image_rows:
        raise AnnotationError(f"{json_path.name}: 'images' is empty; the file needs some pictures")
    known_ids: set[int] = set()
    picture_rows = _read_images(json_path, image_rows, image_dir, check_files, known_ids, problems)
    index_of_id = {class_id: index for index, class_id in enumerate(classes)}
    grouped = _group_annotations(json_path, content, known_ids, index_of_id, problems)
    pictures = tuple(
        _build_picture(json_path, row, grouped.get(row.id, []), index_of_id, problems)
        for row in picture_rows
    )
    return CocoDataset(tuple(classes.values()), tuple(classes), pictures, tuple(problems))


def load_json_object(path: str | Path) -> Row:
    """Read a UTF-8 JSON file whose top level is an object; AnnotationError says what is wrong."""
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnnotationError(
            f"{path.name}: byte {error.start} is not UTF-8; save the file as UTF-8 JSON"
        ) from error
    except OSError as error:
        raise AnnotationError(
            f"{path}: cannot be read ({error.strerror}); check the path"
        ) from error
    if not text.strip():
        raise AnnotationError(f"{path.name}: the file is empty; export it again")
    content = _parse_json(path, text)
    if not isinstance(content, dict):
        raise AnnotationError(
            f"{path.name}: holds a JSON {_json_type(content)}, not an object; give a COCO file "
            "with 'images', 'annotations' and 'categories'"
        )
    return content


def match_class_names(
    dataset_names: Sequence[str], model_names: Sequence[str]
) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Map each dataset class to the model class of the same name.

    Returns (mapping, unmatched): mapping is int64 (len(dataset_names),) with indices into
    model_names, -1 where there is none; unmatched lists those dataset names. Case, spaces,
    underscores and hyphens do not count ("Potted plant" is "pottedplant"); equal spelling wins.
    """
    exact = _first_index(model_names)
    loose = _first_index([_loose_name(name) for name in model_names])
    mapping = np.array(
        [exact.get(name, loose.get(_loose_name(name), -1)) for name in dataset_names],
        dtype=np.int64,
    )
    unmatched = tuple(name for name, index in zip(dataset_names, mapping, strict=True) if index < 0)
    return mapping, unmatched


def _first_index(names: Sequence[str]) -> dict[str, int]:
    return {name: index for index, name in reversed(list(enumerate(names)))}


def _loose_name(name: str) -> str:
    return "".join(c for c in name.casefold() if not (c.isspace() or c in "_-"))


def _parse_json(path: Path, text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise AnnotationError(
            f"{path.name}: not JSON at line {error.lineno}, column {error.colno} ({error.msg}); "
            "export the file again"
        ) from error
    except (RecursionError, ValueError) as error:  # absurd nesting, or a number of 5,000 digits
        raise AnnotationError(f"{path.name}: not usable JSON ({error})") from error


def _json_type(value: object) -> str:
    if value is None:
        return "null"
    names = {list: "array", str: "string", bool: "boolean", int: "number", float: "number"}
    return names.get(type(value), "object")


def _rows(json_path: Path, content: Row, key: str) -> list[Any]:
    rows = content.get(key)
    if rows is None:
        raise AnnotationError(
            f"{json_path.name}: has no '{key}'; give a COCO detection file with 'images', "
            "'annotations' and 'categories'"
        )
    if not isinstance(rows, list):
        raise AnnotationError(
            f"{json_path.name}: '{key}' is not an array but of type {_json_type(rows)}"
        )
    return rows


def _whole_number(value: object) -> int | None:
    """The value as an int64-sized integer, or None. true and "7" are not numbers, 7.0 is 7."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -(2**63) <= value < 2**63 else None


def _read_categories(json_path: Path, content: Row, problems: list[str]) -> dict[int, str]:
    """Category id -> name, in the file's order."""
    classes: dict[int, str] = {}
    for number, row in enumerate(_rows(json_path, content, "categories")):
        where = f"{json_path.name}, category {number}"
        class_id = _whole_number(row.get("id")) if isinstance(row, dict) else None
        name = row.get("name") if isinstance(row, dict) else None
        if class_id is None or not isinstance(name, str) or not name.strip():
            problems.append(f"{where}: {_short(row)} needs a whole 'id' and a 'name'; left out")
        elif class_id in classes:
            problems.append(
                f"{where} ({name}): id {class_id} is taken by {classes[class_id]}; left out"
            )
        else:
            classes[class_id] = name
    if not classes:
        raise AnnotationError(
            f"{json_path.name}: 'categories' holds no usable class; "
            'add rows like {"id": 1, "name": "cat"}'
        )
    return classes


def _read_images(
    json_path: Path,
    rows: list[Any],
    image_dir: Path,
    check_files: bool,
    known_ids: set[int],
    problems: list[str],
) -> list[_PictureRow]:
    """The usable pictures; known_ids gets every id of the file, so that boxes of a picture that
    is left out are not reported a second time."""
    pictures: list[_PictureRow] = []
    missing: list[str] = []
    for number, row in enumerate(rows):
        where = f"{json_path.name}, image {number}"
        picture_id = _whole_number(row.get("id")) if isinstance(row, dict) else None
        name = row.get("file_name") if isinstance(row, dict) else None
        if picture_id is None or not isinstance(name, str) or not name:
            problems.append(f"{where}: {_short(row)} needs a whole 'id' and 'file_name'; left out")
            if picture_id is not None:
                known_ids.add(picture_id)
            continue
        if picture_id in known_ids:
            problems.append(f"{where} ({name}): id {picture_id} is taken; the first one is kept")
            continue
        known_ids.add(picture_id)
        path = _picture_path(image_dir, name)
        if check_files and not os.path.isfile(file_of(str(path))):  # of a frame, its video
            missing.append(name)
            problems.append(f"{where}: {name} is not in {image_dir}; left out")
            continue
        size = _picture_size(row, path, where, problems)
        if size is not None:
            pictures.append(_PictureRow(picture_id, name, path, *size))
    if missing and len(missing) == len(known_ids):
        raise AnnotationError(
            f"{json_path.name}: none of its {len(missing)} pictures is in {image_dir} "
            f"(first: {missing[0]}); give the folder that holds them"
        )
    return pictures


def _picture_path(image_dir: Path, name: str) -> Path:
    path = image_dir / name
    if "\\" in name and not os.path.isfile(path):  # written on Windows, read elsewhere
        return image_dir / name.replace("\\", "/")
    return path


def _picture_size(row: Row, path: Path, where: str, problems: list[str]) -> tuple[int, int] | None:
    """(width, height) from the row, else from the picture's header; None if neither gives one."""
    width, height = _whole_number(row.get("width")), _whole_number(row.get("height"))
    if width is not None and height is not None and width > 0 and height > 0:
        return width, height
    from fpn_core.media import picture_size  # complete files never need the picture readers

    try:
        return picture_size(path)
    except FpnError as error:
        problems.append(f"{where}: no usable width and height, and {error}; left out")
        return None


def _group_annotations(
    json_path: Path,
    content: Row,
    known_ids: set[int],
    index_of_id: Mapping[int, int],
    problems: list[str],
) -> dict[int, list[Row]]:
    """Picture id -> its rows with a known picture and class, in the file's order."""
    if content.get("annotations") is None:
        problems.append(f"{json_path.name}: has no 'annotations'; every picture counts as empty")
        return {}
    grouped: dict[int, list[Row]] = {}
    seen: Counter[int] = Counter()
    for number, row in enumerate(_rows(json_path, content, "annotations")):
        if not isinstance(row, dict):
            problems.append(
                f"{json_path.name}, annotation row {number}: {_short(row)} is no object; left out"
            )
            continue
        annotation_id = _whole_number(row.get("id"))
        if annotation_id is None:
            where = f"{json_path.name}, annotation row {number}"
        else:
            where = f"{json_path.name}, annotation {annotation_id}"
            seen[annotation_id] += 1
        picture_id, class_id = _whole_number(row.get("image_id")), row.get("category_id")
        if picture_id is None or picture_id not in known_ids:
            problems.append(f"{where}: no picture has id {_short(row.get('image_id'))}; left out")
        elif _whole_number(class_id) not in index_of_id:
            problems.append(f"{where}: no category has id {_short(class_id)}; left out")
        else:
            grouped.setdefault(picture_id, []).append(row)
    repeated = [annotation_id for annotation_id, count in seen.items() if count > 1]
    if repeated:
        problems.append(
            f"{json_path.name}: {len(repeated)} annotation ids are used more than once "
            f"(first: {repeated[0]}); all their boxes are kept"
        )
    return grouped


def _build_picture(
    json_path: Path,
    picture: _PictureRow,
    rows: list[Row],
    index_of_id: Mapping[int, int],
    problems: list[str],
) -> CocoPicture:
    boxes: list[Box] = []
    kept: list[Row] = []
    for row in rows:
        box, problem = _usable_box(row.get("bbox"), picture.width, picture.height)
        if problem:
            where = f"{json_path.name}, annotation {_short(row.get('id'))} of {picture.file_name}"
            problems.append(f"{where}: {problem}")
        if box is not None:
            boxes.append(box)
            kept.append(row)
    ids = [_whole_number(row.get("id")) for row in kept]
    return CocoPicture(
        picture.id,
        picture.file_name,
        picture.path,
        picture.width,
        picture.height,
        np.array(boxes, dtype=np.float32).reshape(-1, 4),
        np.array([index_of_id[row["category_id"]] for row in kept], dtype=np.int64),
        np.array([row.get("iscrowd") in (1, "1") for row in kept], dtype=np.bool_),
        np.array([NO_ID if i is None else i for i in ids], dtype=np.int64),
        np.array([_area(row, box) for row, box in zip(kept, boxes, strict=True)], dtype=np.float64),
    )


def _area(row: Row, box: Box) -> float:
    area = row.get("area")
    if isinstance(area, (int, float)) and not isinstance(area, bool) and 0 < area < LARGEST_AREA:
        return float(area)
    return (box[2] - box[0]) * (box[3] - box[1])


def _usable_box(bbox: object, width: int, height: int) -> tuple[Box | None, str]:
    """(xyxy box inside the picture or None, what was wrong or "")."""
    if not isinstance(bbox, list) or len(bbox) != 4 or not all(map(_is_number, bbox)):
        return None, f"bbox {_short(bbox)} is not 4 numbers [x, y, width, height]; left out"
    try:
        x, y, w, h = (float(value) for value in bbox)
    except OverflowError:
        return None, f"bbox {_short(bbox)} is beyond any picture; left out"
    if not (math.isfinite(x) and math.isfinite(y) and math.isfinite(w) and math.isfinite(h)):
        return None, f"bbox {bbox} is not finite; left out"
    for side, value in (("width", w), ("height", h)):
        if value < SMALLEST_SIDE_PX:
            return None, f"bbox {bbox} has {side} {value:g}; left out"
    box = (max(x, 0.0), max(y, 0.0), min(x + w, float(width)), min(y + h, float(height)))
    if box[2] - box[0] < SMALLEST_SIDE_PX or box[3] - box[1] < SMALLEST_SIDE_PX:
        return None, f"bbox {bbox} is outside the {width}x{height} picture; left out"
    overhang = max(-x, -y, x + w - width, y + h - height)
    if overhang > ROUNDING_PX:
        return box, f"bbox {bbox} leaves the {width}x{height} picture; clipped to it"
    return box, ""


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False) if value is not None else "(none)"
    return text if len(text) <= 80 else text[:77] + "..."
