"""The classes of an imported model: names, the ids of its training data, rows never shown."""

from dataclasses import dataclass
from pathlib import Path

from fpn_core.coco import load_json_object
from fpn_core.errors import ModelError

NOT_USED = "N/A"  # COCO numbers its 80 classes 1..90 and leaves ten numbers without a meaning
_COCO_TEXT = """\
person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light,
fire hydrant, N/A, stop sign, parking meter, bench, bird, cat, dog, horse, sheep, cow,
elephant, bear, zebra, giraffe, N/A, backpack, umbrella, N/A, N/A, handbag, tie, suitcase,
frisbee, skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard,
surfboard, tennis racket, bottle, N/A, wine glass, cup, fork, knife, spoon, bowl, banana,
apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake, chair, couch,
potted plant, bed, N/A, dining table, N/A, N/A, toilet, N/A, tv, laptop, mouse, remote,
keyboard, cell phone, microwave, oven, toaster, sink, refrigerator, N/A, book, clock, vase,
scissors, teddy bear, hair drier, toothbrush
"""
# COCO's class names by id, from 1 on.
COCO_NAMES: tuple[str, ...] = tuple(name.strip() for name in _COCO_TEXT.split(","))


@dataclass(frozen=True)
class Classes:
    """Foreground classes in the order of the model's rows; `hidden` are rows without a meaning."""

    names: tuple[str, ...]
    ids: tuple[int, ...]
    hidden: tuple[int, ...] = ()


COCO_ROWS = Classes(
    COCO_NAMES,
    tuple(range(1, len(COCO_NAMES) + 1)),
    tuple(row for row, name in enumerate(COCO_NAMES) if name == NOT_USED),
)
_USED = [row for row, name in enumerate(COCO_NAMES) if name != NOT_USED]
COCO_CONTIGUOUS = Classes(
    tuple(COCO_NAMES[row] for row in _USED), tuple(COCO_ROWS.ids[row] for row in _USED)
)
KNOWN = {len(classes.names): classes for classes in (COCO_ROWS, COCO_CONTIGUOUS)}


def choose_classes(given: str | None, count: int, file: Path) -> tuple[Classes, str | None]:
    """The classes of a model with `count` foreground rows, and what to say of them.

    given: names with commas between them, a text file with one name a line, or a COCO file;
    without it, COCO's classes where the count is COCO's, else numbers. Raises ModelError where
    the counts differ.
    """
    if given is None:
        if count in KNOWN:
            return KNOWN[count], None
        numbers = Classes(tuple(f"class {n}" for n in range(1, count + 1)), tuple(_from_one(count)))
        return numbers, f"its {count} classes have no names; give them with --classes"
    classes = _given(given)
    if len(classes.names) < count == max(classes.ids):
        classes = _with_unused_rows(classes, count)
    if len(classes.names) != count:
        raise ModelError(
            f"{file}: the model has {count} classes (without background), but --classes names "
            f"{len(classes.names)}: {', '.join(classes.names[:5])}, ..."
        )
    return classes, None


def _given(text: str) -> Classes:
    path = Path(text)
    if path.suffix.lower() == ".json":
        return _from_coco(path)
    if path.is_file():
        try:
            names = [line.strip() for line in path.read_text("utf-8-sig").splitlines()]
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError(f"{path}: no readable list of class names ({error})") from error
    else:
        names = [name.strip() for name in text.split(",")]
    names = [name for name in names if name]
    if names and names[0].lower() in ("__background__", "background"):
        names = names[1:]
    repeated = sorted({name for name in names if names.count(name) > 1 and name != NOT_USED})
    if not names or repeated:
        what = f"names {', '.join(repeated)} more than once" if repeated else "names no class"
        raise ModelError(f"--classes {text}: {what}")
    hidden = tuple(row for row, name in enumerate(names) if name == NOT_USED)
    return Classes(tuple(names), tuple(_from_one(len(names))), hidden)


def _from_coco(path: Path) -> Classes:
    """The categories of a COCO file, by their ids, as torchvision's and detectron2's loaders do."""
    rows = load_json_object(path).get("categories")
    try:
        pairs = sorted((int(row["id"]), str(row["name"])) for row in rows or [])
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{path}: 'categories' needs an id and a name in each row") from error
    if not pairs:
        raise ModelError(f"{path}: has no 'categories'")
    return Classes(tuple(name for _, name in pairs), tuple(class_id for class_id, _ in pairs))


def _with_unused_rows(classes: Classes, count: int) -> Classes:
    """Classes of a model trained on ids with holes, as torchvision's script does: row = id - 1."""
    names = dict(zip(classes.ids, classes.names, strict=True))
    spread = tuple(names.get(class_id, NOT_USED) for class_id in _from_one(count))
    hidden = tuple(row for row, name in enumerate(spread) if name == NOT_USED)
    return Classes(spread, tuple(_from_one(count)), hidden)


def _from_one(count: int) -> range:
    return range(1, count + 1)
