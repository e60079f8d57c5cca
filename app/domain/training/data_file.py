"""The frozen annotations of a run: a COCO file, written row by row, however large it gets."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from app.domain.training.gather import Categories, TaughtPicture, TaughtRow
from app.domain.training.held_out import HELD, TRAINED

_DIGITS = 3  # of a pixel
_encode = json.JSONEncoder(separators=(",", ":")).encode


@dataclass
class Written:
    """What a data file holds."""

    trained: int = 0
    held_out: int = 0
    boxes: int = 0
    ignored: int = 0
    rejected: int = 0
    per_category: dict[int, int] = field(default_factory=dict)

    @property
    def pictures(self) -> int:
        """All pictures."""
        return self.trained + self.held_out


def write_data(
    target: Path,
    pictures: Iterable[TaughtPicture],
    held: Mapping[int, bool],
    categories: Categories,
    name_of: Callable[[TaughtPicture], str],
) -> Written:
    """Write pictures and their rows; ``held`` says by id which are held out, ``name_of`` how their
    files are called. Raises OSError."""
    out, images, ids = Written(), list[str](), 1
    with target.open("w", encoding="utf-8") as file:
        file.write('{"annotations": [')
        for picture in pictures:
            is_held = held.get(picture.id, False)
            images.append(_encode(_image(picture, is_held, name_of(picture))))
            out.held_out += is_held
            out.trained += not is_held
            for row in picture.rows:
                comma = ",\n" if ids > 1 else "\n"
                file.write(comma + _encode(_annotation(ids, picture.id, row)))
                ids += 1
                _count(out, row)
        file.write('\n],\n"images": [')
        _write_rows(file, images)
        file.write('],\n"categories": [')
        _write_rows(file, map(_encode, _category_rows(categories)))
        file.write("]}\n")
    return out


def _image(picture: TaughtPicture, held: bool, name: str) -> dict[str, object]:
    return {
        "id": picture.id,
        "file_name": name,
        "width": picture.width,
        "height": picture.height,
        "split": HELD if held else TRAINED,
    }


def _annotation(id: int, picture: int, row: TaughtRow) -> dict[str, object]:
    x1, y1, x2, y2 = row.box
    bbox = [round(value, _DIGITS) for value in (x1, y1, x2 - x1, y2 - y1)]
    made: dict[str, object] = {
        "id": id,
        "image_id": picture,
        "category_id": row.category,
        "bbox": bbox,
        "area": round(bbox[2] * bbox[3], _DIGITS),
        "iscrowd": int(row.ignored),
    }
    if row.rejected:
        made["rejected"] = True
    return made


def _count(out: Written, row: TaughtRow) -> None:
    if row.rejected:
        out.rejected += 1
    elif row.ignored:
        out.ignored += 1
    else:
        out.boxes += 1
        out.per_category[row.category] = out.per_category.get(row.category, 0) + 1


def _category_rows(categories: Categories) -> Iterable[dict[str, object]]:
    for own in categories.own:
        yield {"id": own.id, "name": own.name}
    for id, name in categories.kept:
        yield {"id": id, "name": name, "kept": True}


def _write_rows(file: IO[str], rows: Iterable[str]) -> None:
    for at, row in enumerate(rows):
        file.write((",\n" if at else "\n") + row)
