"""The frozen annotations of a fine-tuning run: what trains, what judges, what was rejected."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fpn_core.coco import CocoDataset, CocoPicture, coco_dataset, load_json_object
from fpn_core.errors import TrainingError

HELD_OUT = "val"
LEFT_OUT = "test"


@dataclass(frozen=True)
class Rejected:
    """What a person rejected on a picture: boxes (J, 4) in its pixels, and class names (J,)."""

    boxes: npt.NDArray[np.float32]
    names: tuple[str, ...]


@dataclass(frozen=True)
class FinetuneData:
    """class_names: the data's own, without those that appear under rejected rows alone; training
    and held_out: pictures whose labels index class_names; rejected: by picture id."""

    class_names: tuple[str, ...]
    class_ids: tuple[int, ...]
    training: tuple[CocoPicture, ...]
    held_out: tuple[CocoPicture, ...]
    rejected: dict[int, Rejected]
    problems: tuple[str, ...]

    def judging(self) -> CocoDataset:
        """The held-out pictures as a data set."""
        return CocoDataset(self.class_names, self.class_ids, self.held_out, ())


def read_data(file: Path, images: Path) -> FinetuneData:
    """Read a COCO file with what a run needs besides: splits, rejected rows, kept categories.

    Pictures whose `split` is "val" are held out, those of "test" play no part, all others train.
    Raises AnnotationError or TrainingError that says what is missing.
    """
    content = load_json_object(file)
    categories, annotations = rows_of(content, "categories"), rows_of(content, "annotations")
    names = {row.get("id"): str(row.get("name", "")) for row in categories}
    content["categories"] = [row for row in categories if not row.get("kept")]
    content["annotations"] = [row for row in annotations if not row.get("rejected")]
    split_of = {row.get("id"): row.get("split") for row in rows_of(content, "images")}
    dataset = coco_dataset(content, file, images)
    pictures = [p for p in dataset.pictures if split_of.get(p.id) != LEFT_OUT]
    training = tuple(p for p in pictures if split_of.get(p.id) != HELD_OUT)
    if not training:
        raise TrainingError(
            f"{file}: no pictures to train on; all {len(dataset.pictures)} are held out or left out"
        )
    return FinetuneData(
        dataset.class_names,
        dataset.class_ids,
        training,
        tuple(p for p in pictures if split_of.get(p.id) == HELD_OUT),
        _rejected([row for row in annotations if row.get("rejected")], names),
        dataset.problems,
    )


def rows_of(content: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The rows of a part of a COCO file that are objects."""
    rows = content.get(key)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _rejected(rows: Sequence[dict[str, Any]], names: dict[Any, str]) -> dict[int, Rejected]:
    found: defaultdict[int, list[tuple[list[float], str]]] = defaultdict(list)
    for row in rows:
        box = row.get("bbox")
        if isinstance(box, list) and len(box) == 4:
            x, y, width, height = (float(value) for value in box)
            name = names.get(row.get("category_id"), "")
            found[int(row.get("image_id", -1))].append(([x, y, x + width, y + height], name))
    return {
        picture: Rejected(
            np.array([box for box, _ in boxes], np.float32), tuple(name for _, name in boxes)
        )
        for picture, boxes in found.items()
    }
