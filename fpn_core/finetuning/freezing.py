"""Annotation files as one frozen file in a run's folder, from which the run can be repeated."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fpn_core.coco import load_json_object
from fpn_core.errors import AnnotationError, TrainingError
from fpn_core.files import replacing
from fpn_core.finetuning.data import HELD_OUT, LEFT_OUT, rows_of

TRAIN = "train"
Row = dict[str, Any]


def freeze(
    target: Path,
    data: Path,
    images: Path,
    val_data: Path | None,
    val_images: Path | None,
    *,
    held_out: float,
    limit: int | None,
    seed: int,
) -> None:
    """Write `target`: the pictures to train on and those that judge, with absolute paths.

    `val_data` are the held-out pictures; without it those that `data` itself marks as "val", and
    where it marks none the share `held_out` of them, chosen by a hash of their names. limit: at
    most so many pictures to train on, drawn at random from `seed`. Raises AnnotationError or
    TrainingError that names the file.
    """
    content = load_json_object(data)
    pictures = _placed(content, images)
    if val_data is not None:
        for row in pictures:
            row["split"] = row.get("split") if row.get("split") == LEFT_OUT else TRAIN
    elif not any(row.get("split") for row in pictures):
        _hold_out(pictures, held_out)
    if limit is not None:
        pictures = _limited(pictures, limit, seed)
    kept = {row.get("id") for row in pictures}
    annotations = [r for r in rows_of(content, "annotations") if r.get("image_id") in kept]
    frozen = {
        "images": pictures,
        "annotations": annotations,
        "categories": rows_of(content, "categories"),
    }
    if val_data is not None:
        _add_held_out(frozen, load_json_object(val_data), val_data, val_images or images)
    try:
        with replacing(target) as temporary:
            temporary.write_text(json.dumps(frozen), encoding="utf-8")
    except OSError as error:
        raise TrainingError(f"{target}: cannot be written: {error}") from error


def _placed(content: Row, images: Path) -> list[Row]:
    """The pictures with absolute file names."""
    return [
        {**row, "file_name": str((images / str(row["file_name"])).absolute())}
        for row in rows_of(content, "images")
        if isinstance(row.get("file_name"), str)
    ]


def _hold_out(pictures: Sequence[Row], share: float) -> None:
    count = max(min(round(share * len(pictures)), len(pictures) - 1), 0)
    ranked = sorted(pictures, key=lambda row: hashlib.sha256(_name(row)).digest())
    for place, row in enumerate(ranked):
        row["split"] = HELD_OUT if place < count else TRAIN


def _name(row: Row) -> bytes:
    return Path(row["file_name"]).name.encode(errors="surrogatepass")


def _limited(pictures: Sequence[Row], limit: int, seed: int) -> list[Row]:
    training = [row for row in pictures if row.get("split", TRAIN) not in (HELD_OUT, LEFT_OUT)]
    order = np.random.default_rng(seed).permutation(len(training))[:limit]
    left_out = {id(training[at]) for at in set(range(len(training))) - set(order.tolist())}
    return [row for row in pictures if id(row) not in left_out]


def _free_id(rows: Sequence[Row]) -> int:
    return 1 + max((row["id"] for row in rows if isinstance(row.get("id"), int)), default=0)


def _add_held_out(frozen: dict[str, list[Row]], val: Row, file: Path, images: Path) -> None:
    """Add another file's pictures as held-out ones: new ids, classes by their names."""
    classes = {row.get("name"): row.get("id") for row in frozen["categories"]}
    class_of = {row.get("id"): classes.get(row.get("name")) for row in rows_of(val, "categories")}
    if all(value is None for value in class_of.values()):
        raise AnnotationError(f"{file}: none of its classes is among those to train on")
    first_picture, first_row = (_free_id(frozen[key]) for key in ("images", "annotations"))
    new_id: dict[Any, int] = {}
    for row in _placed(val, images):
        new_id[row.get("id")] = first_picture + len(new_id)
        frozen["images"].append({**row, "id": new_id[row.get("id")], "split": HELD_OUT})
    for place, row in enumerate(rows_of(val, "annotations")):
        label = class_of.get(row.get("category_id"))
        if label is not None and row.get("image_id") in new_id:
            picture = new_id[row["image_id"]]
            frozen["annotations"].append(
                {**row, "id": first_row + place, "image_id": picture, "category_id": label}
            )
