"""YOLO text labels: class index, centre and size as shares of the picture, one file a picture.

Class lists are read from data.yaml or classes.txt, and never written in another order onto an
existing one. Rows may end with a score; longer rows are outlines, which count as their boxes.
"""

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from app.domain.formats.checking import (
    is_box_outline,
    number,
    read_beside,
    read_text,
    short,
    usable_box,
    whole,
)
from app.domain.formats.labels import (
    SPLITS,
    FormatError,
    LabelBox,
    LabelClass,
    LabelPicture,
    LabelSet,
    Options,
    Step,
)
from app.domain.formats.pictures import PictureFinder, settle_size, split_of
from app.domain.formats.writing import Output, safe_name, unique_stems

ID = "yolo"
LISTS = ("classes.txt", "obj.names", "labels.txt")
_NO_LABELS = {*LISTS, "train.txt", "val.txt", "test.txt", "readme.txt", "requirements.txt"}
_OTHER_KEYS = {"path", "names", "nc", "class_ids", *SPLITS}
_DIGITS = 8


def is_label_file(path: Path) -> bool:
    """Whether a file's name is one of a label file."""
    return path.suffix.lower() == ".txt" and path.name.lower() not in _NO_LABELS


def recognise(path: Path) -> bool:
    """Whether a file is data.yaml, a class list, or a text of YOLO rows."""
    if path.suffix.lower() in (".yaml", ".yml"):
        return isinstance(_load_yaml(path).get("names"), list | dict)
    if path.name.lower() in LISTS:
        return True
    if not is_label_file(path):
        return False
    lines = [line.split() for line in read_text(path).splitlines()[:20] if line.strip()]
    return bool(lines) and all(
        len(line) >= 5 and whole(line[0]) is not None and number(line[1]) is not None
        for line in lines
    )


def has_classes(top: Path) -> bool:
    """Whether a folder has a class list of YOLO's."""
    return any((top / name).is_file() for name in LISTS)


def read(files: list[Path], top: Path, options: Options, step: Step) -> LabelSet:
    """Read the text files of a folder, with the classes of its data.yaml or classes.txt."""
    labels = LabelSet(ID)
    settings = _settings(top, labels.problems)
    labels.classes = _classes(top, settings, labels)
    kept = {key: value for key, value in settings.items() if key not in _OTHER_KEYS}
    if kept:
        labels.extra[ID] = kept
    finder = PictureFinder.of(options, *_image_folders(top))
    listed = _listed_splits(top, settings, labels.problems)
    texts = [(file, _stem(file, top)) for file in files if is_label_file(file)]
    whole_names = {stem: finder.find_whole(stem) for _file, stem in texts}
    others = set(whole_names.values()) - {""}
    for at, (file, stem) in enumerate(texts):
        step(at, len(texts))
        path = whole_names[stem] or finder.find_stem(stem, others)
        try:
            _read_file(labels, file, top, stem, path, finder.name_of(path), listed)
        except FormatError as error:
            labels.problems.append(str(error))
    return labels


def _settings(top: Path, problems: list[str]) -> dict[str, Any]:
    """What data.yaml says, {} without one; a broken one is a problem, and another is looked for."""
    seen = set()
    for folder in (top, top.parent):
        for pattern in ("data.yaml", "dataset.yaml", "*.yaml", "*.yml"):
            for file in sorted(folder.glob(pattern)):
                if file in seen:
                    continue
                seen.add(file)
                try:
                    content = _load_yaml(file)
                except FormatError as error:
                    problems.append(f"{error}; its classes are not known")
                    continue
                if isinstance(content.get("names"), list | dict):
                    return content
    return {}


def _load_yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(read_text(path))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise FormatError(f"{path.name}: not YAML ({str(error).splitlines()[0]})") from error
    return content if isinstance(content, dict) else {}


def _classes(top: Path, settings: dict[str, Any], labels: LabelSet) -> list[LabelClass]:
    names = settings.get("names")
    if isinstance(names, list):
        found = {place: str(name) for place, name in enumerate(names)}
    elif isinstance(names, dict):
        found = {}
        for key, name in names.items():
            place = whole(key)
            if place is None or not 0 <= place < 100_000:
                labels.problems.append(f"data.yaml: class index {short(key)} is none; left out")
            else:
                found[place] = str(name)
    else:
        found = _listed_classes(top, labels.problems)
    count = max(found, default=-1) + 1
    ids = settings.get("class_ids")
    given = ids if isinstance(ids, list) and len(ids) == count else list(range(1, count + 1))
    return [
        LabelClass(whole(given[place]) or place + 1, found.get(place, f"class {place}"))
        for place in range(count)
    ]


def _listed_classes(top: Path, problems: list[str]) -> dict[int, str]:
    for folder in (top, top / "labels", top.parent):
        for name in LISTS:
            text = read_beside(folder / name, problems)
            if text is not None:
                lines = text.rstrip().splitlines()
                return {place: line.strip() for place, line in enumerate(lines)}
    return {}


def _image_folders(top: Path) -> list[str]:
    """Where the pictures lie: images/ beside the labels, else among them."""
    near = [each for each in (top / "images", top.parent / "images") if each.is_dir()]
    if near and top.name != "images":
        return [str(near[0]), str(top)]
    return [str(top), str(top.parent)] if top.name == "labels" else [str(top)]


def _listed_splits(top: Path, settings: dict[str, Any], problems: list[str]) -> dict[str, str]:
    """Stem of a picture's name -> split, from the text lists that data.yaml may name."""
    found = {}
    for split in SPLITS:
        value = settings.get(split)
        file = top / str(value) if isinstance(value, str) else top / f"{split}.txt"
        if file.suffix == ".txt":
            for line in (read_beside(file, problems) or "").splitlines():
                found[os.path.splitext(os.path.basename(line.strip()))[0]] = split
    found.pop("", None)
    return found


def _stem(file: Path, top: Path) -> str:
    parts = file.relative_to(top).with_suffix("").parts
    return "/".join(part for part in parts if part != "labels")


def _read_file(
    labels: LabelSet,
    file: Path,
    top: Path,
    stem: str,
    path: str,
    name: str,
    listed: dict[str, str],
) -> None:
    relative = file.relative_to(top)
    if not path:
        raise FormatError(
            f"{relative}: its picture was not found, and YOLO's numbers need its size; left out"
        )
    bare = os.path.splitext(os.path.basename(path))[0]
    split = listed.get(bare) or split_of(os.path.dirname(str(relative)))
    picture = LabelPicture(name, path, split=split)
    settle_size(labels, picture, str(relative))
    if not picture.width:
        return
    labels.pictures.append(picture)
    for at, line in enumerate(read_text(file).splitlines(), 1):
        if line.strip():
            _read_row(labels, picture, line.split(), f"{relative}, line {at}")


def _read_row(labels: LabelSet, picture: LabelPicture, parts: list[str], where: str) -> None:
    label = whole(parts[0])
    values = [number(part) for part in parts[1:]]
    if label is None or len(values) < 4 or any(value is None for value in values):
        labels.problems.append(f"{where}: {short(' '.join(parts))} is no row of YOLO; left out")
        return
    if not 0 <= label < (len(labels.classes) or 10_000):
        labels.problems.append(f"{where}: no class has index {label}; left out")
        return
    while label >= len(labels.classes):  # without a list, indices are all that is known
        place = len(labels.classes)
        labels.classes.append(LabelClass(place + 1, f"class {place}"))
    numbers = [float(value or 0) for value in values]
    if not all(map(math.isfinite, numbers)):
        labels.problems.append(f"{where}: {short(' '.join(parts))} is not finite; left out")
        return
    made = _made(label, numbers, picture, parts)
    box, problem = usable_box(made.box, picture.width, picture.height)
    if problem:
        labels.problems.append(f"{where}: {problem}")
    if box is not None:
        made.box = box
        labels.outlines += bool(made.points)
        picture.boxes.append(made)


def _made(label: int, numbers: list[float], picture: LabelPicture, parts: list[str]) -> LabelBox:
    width, height = picture.width, picture.height
    if len(numbers) >= 6 and len(numbers) % 2 == 0:
        ring = tuple(
            (x * width, y * height) for x, y in zip(numbers[::2], numbers[1::2], strict=True)
        )
        xs, ys = zip(*ring, strict=True)
        box = (min(xs), min(ys), max(xs), max(ys))
        outlined = not is_box_outline(ring, box)
        return LabelBox(
            label, box, points=(ring,) if outlined else (), extra={ID: {"outline": True}}
        )
    cx, cy, w, h = numbers[:4]
    left, right = (cx - w / 2) * width, (cx + w / 2) * width
    upper, lower = (cy - h / 2) * height, (cy + h / 2) * height
    # The last digit that was written is all that lets a box reach over the border.
    left, upper = _snapped(left, 0), _snapped(upper, 0)
    made = LabelBox(label, (left, upper, _snapped(right, width), _snapped(lower, height)))
    if len(numbers) == 5:
        made.score = numbers[4]
    return made


def _snapped(value: float, edge: float) -> float:
    return float(edge) if abs(value - edge) < 1e-3 else value


def write(labels: LabelSet, target: Path, options: Options, out: Output, step: Step) -> None:
    """Write labels/[split/]*.txt, classes.txt and data.yaml."""
    if not options.same_project:
        check_order(labels, target)
    if options.copy_pictures:
        out.copy_pictures(labels, target / "images", by_split=True, own_stems=True)
    names = file_names([(out.name_of(each), each.split) for each in labels.pictures])
    _tell_doubles(labels, names, out)
    with out.together():
        for at, picture in enumerate(labels.pictures):
            step(at, len(labels.pictures))
            if not picture.width or not picture.height:
                out.problems.append(
                    f"{picture.name}: its size is not known, which YOLO needs; left out"
                )
                continue
            out.text(target / names[at], picture_text(picture))
    for name, text in lists(labels, list(zip(labels.pictures, names, strict=True))).items():
        out.text(target / name, text)


def file_names(pictures: Sequence[tuple[str, str]]) -> list[str]:
    """Label files of pictures, given as (name, split), below the folder.

    Of a.jpg and a.png in one folder, the second one's file is a.png.txt: YOLO's own tools do not
    look there, but nothing is lost, and `read` knows it.
    """
    places = []
    for name, split in pictures:
        below = safe_name(name)
        places.append(f"{split}/{below.removeprefix(f'{split}/')}" if split else below)
    return [f"labels/{stem}.txt" for stem in unique_stems(places)]


def _tell_doubles(labels: LabelSet, names: list[str], out: Output) -> None:
    for picture, name in zip(labels.pictures, names, strict=True):
        own = os.path.basename(out.name_of(picture))
        if os.path.basename(name) != f"{os.path.splitext(own)[0]}.txt":
            out.problems.append(
                f"{picture.name}: another picture has this name but for the ending, and YOLO's "
                f"tools take that one's labels for both; this one's are in {name}. Rename the "
                "picture, or export with copies of the pictures"
            )


def lists(labels: LabelSet, named: Sequence[tuple[LabelPicture, str]]) -> dict[str, str]:
    """The lists of classes and splits that stand beside the label files: name to text."""
    there = {picture.split for picture, _name in named}
    return {
        "classes.txt": "".join(f"{_line(each.name)}\n" for each in labels.classes),
        "data.yaml": _data_yaml(labels, [each for each in SPLITS if each in there]),
    }


def check_order(labels: LabelSet, target: Path) -> None:
    """Never give older label files in the target another meaning. Raises FormatError."""
    problems: list[str] = []
    there = _listed_classes(target, problems)
    if problems:
        raise FormatError(problems[0])
    names = [_line(each.name) for each in labels.classes]
    old = [there[place] for place in sorted(there)]
    if old and old != names[: len(old)]:
        raise FormatError(
            f"{target}: has labels with other classes in its classes.txt ({short(old)}); "
            "another order would change what they mean; choose another folder"
        )


def _line(name: str) -> str:
    return " ".join(name.split())


def picture_text(picture: LabelPicture) -> str:
    """The rows of one picture."""
    return "".join(_row(box, picture.width, picture.height) for box in picture.boxes)


def _row(box: LabelBox, width: int, height: int) -> str:
    if box.extra.get(ID, {}).get("outline"):
        x1, y1, x2, y2 = box.box
        ring = box.points[0] if box.points else ((x1, y1), (x2, y1), (x2, y2), (x1, y2))
        values = [value for x, y in ring for value in (x / width, y / height)]
    else:
        x1, y1, x2, y2 = box.box
        values = [(x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width,
                  (y2 - y1) / height]  # fmt: skip
    rows = [f"{value:.{_DIGITS}f}" for value in values]
    if box.score is not None and len(values) == 4:
        rows.append(f"{box.score:.6g}")
    return f"{box.label} {' '.join(rows)}\n"


def _data_yaml(labels: LabelSet, splits: list[str]) -> str:
    content: dict[str, Any] = dict(labels.extra.get(ID, {}))
    content["path"] = "."
    for split in splits or ["train"]:
        content[split] = f"images/{split}" if splits else "images"
    content.setdefault("val", content.get("train", "images"))
    content["nc"] = len(labels.classes)
    content["names"] = {place: _line(each.name) for place, each in enumerate(labels.classes)}
    ids = [each.id for each in labels.classes]
    if ids != list(range(1, len(ids) + 1)):
        content["class_ids"] = ids
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
