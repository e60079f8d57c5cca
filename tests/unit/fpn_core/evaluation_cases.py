"""Small pictures, data sets and detectors whose right figures are known beforehand."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from fpn_core.coco import CocoDataset, read_coco
from fpn_core.config import (
    BackboneConfig,
    BoxConfig,
    DetectorConfig,
    InputConfig,
    LevelConfig,
    PyramidConfig,
    RpnConfig,
)
from fpn_core.detections import Detections
from fpn_core.detector import Dense, Detector
from fpn_core.evaluation.rows import Found, Judged, Truth, box_areas

Box = tuple[float, float, float, float]
SIDE = 128


def judged(
    truths: Sequence[tuple[Box, int]] = (),
    found: Sequence[tuple[Box, int, float]] = (),
    *,
    picture_id: int = 1,
    crowd: Sequence[bool] | None = None,
    truth_levels: Sequence[int] | None = None,
    found_levels: Sequence[int] | None = None,
) -> Judged:
    """A picture with ground truths (box, label) and detections (box, label, score)."""
    boxes = np.array([box for box, _ in truths], dtype=np.float64).reshape(-1, 4)
    levels = np.array(truth_levels or [0] * len(truths), dtype=np.int64)
    fired = np.array(found_levels or [0] * len(found), dtype=np.int64)
    return Judged(
        picture_id,
        Truth(
            boxes,
            np.array([label for _, label in truths], dtype=np.int64),
            np.array(crowd or [False] * len(truths), dtype=np.bool_),
            box_areas(boxes),
            levels,
            levels,
        ),
        Found(
            np.array([box for box, _, _ in found], dtype=np.float64).reshape(-1, 4),
            np.array([score for _, _, score in found], dtype=np.float64),
            np.array([label for _, label, _ in found], dtype=np.int64),
            fired,
            fired,
        ),
    )


def random_pictures(count: int, classes: int, seed: int, crowds: bool = True) -> list[Judged]:
    """Pictures with up to 6 ground truths of all sizes and up to 30 detections near them."""
    random = np.random.default_rng(seed)
    pictures = []
    for number in range(count):
        corners = random.uniform(0, 300, (random.integers(0, 7), 2))
        sides = np.exp(random.uniform(np.log(6), np.log(250), corners.shape))
        truths = np.concatenate((corners, corners + sides), axis=1)
        labels = random.integers(0, classes, len(truths))
        rows = random.integers(0, max(len(truths), 1), random.integers(0, 31) * (len(truths) > 0))
        near = truths[rows] + random.normal(0, 1, (len(rows), 4)) * random.choice([2, 10, 40])
        near[:, 2:] = np.maximum(near[:, 2:], near[:, :2] + 1)
        wrong = random.random(len(rows)) < 0.2
        found_labels = np.where(wrong, random.integers(0, classes, len(rows)), labels[rows])
        pictures.append(
            judged(
                [(tuple(b), int(k)) for b, k in zip(truths.tolist(), labels, strict=True)],
                [
                    (tuple(b), int(k), float(random.random()))
                    for b, k in zip(near.tolist(), found_labels, strict=True)
                ],
                picture_id=10 + number,
                crowd=[crowds and bool(random.random() < 0.2) for _ in truths],
            )
        )
    return pictures


def tiny_config(class_names: tuple[str, ...] = ("cat", "dog")) -> DetectorConfig:
    """Five levels, narrow everywhere; pictures of 128 x 128 are their own network pixels."""
    levels = tuple(LevelConfig(f"P{k}", 2**k, (float(2 ** (k + 1)),)) for k in range(2, 7))
    return DetectorConfig(
        class_names=class_names,
        levels=levels,
        input=InputConfig(min_side=0, max_side=SIDE),
        backbone=BackboneConfig("lcnet_035"),
        pyramid=PyramidConfig(channels=8),
        rpn=RpnConfig(pre_nms=(50, 50), post_nms=(50, 20)),
        box=BoxConfig(canonical_size=56.0, width=16, max_detections=100),
    )


class Oracle(Detector):
    """Finds what it is given, picture by picture: boxes, labels, scores, anchor levels."""

    def __init__(
        self,
        answers: Sequence[Sequence[tuple[Box, int, float, int]]],
        class_names: tuple[str, ...] = ("cat", "dog"),
    ) -> None:
        torch.manual_seed(0)
        super().__init__(tiny_config(class_names), {"name": "oracle"})
        self.answers = list(answers)
        self.eval()

    def detect_with_dense(
        self, picture: np.ndarray, score: float | None = None
    ) -> tuple[Detections, Dense]:
        _, dense = super().detect_with_dense(picture, score)
        rows = self.answers.pop(0) if self.answers else []
        boxes = torch.tensor([row[0] for row in rows], dtype=torch.float32).reshape(-1, 4)
        levels = torch.tensor([row[3] for row in rows], dtype=torch.long)
        return (
            Detections(
                boxes=boxes,
                scores=torch.tensor([row[2] for row in rows], dtype=torch.float32),
                labels=torch.tensor([row[1] for row in rows], dtype=torch.long),
                anchor_level=levels,
                roi_level=levels.clamp(max=3),
                anchor_index=levels,
                anchors=boxes,
                objectness=torch.ones(len(rows)),
                proposals=boxes,
            ),
            dense,
        )


def write_data(
    folder: Path,
    boxes: Sequence[Sequence[tuple[Box, int]]],
    *,
    categories: Sequence[tuple[int, str]] = ((1, "cat"), (2, "dog")),
    size: tuple[int, int] = (SIDE, SIDE),
    first_id: int = 1,
    crowd: Sequence[int] = (),
) -> tuple[Path, Path]:
    """A COCO file with a picture for each of `boxes` (xyxy, category id), and its folder.

    Annotation ids count from first_id; those in `crowd` are crowd regions.
    """
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    content: dict[str, list[dict[str, Any]]] = {
        "categories": [{"id": k, "name": name} for k, name in categories],
        "images": [],
        "annotations": [],
    }
    for number, rows in enumerate(boxes):
        name = f"{number}.png"
        noise = np.random.default_rng(number).integers(0, 255, (*size[::-1], 3), dtype=np.uint8)
        Image.fromarray(noise).save(images / name)
        entry = {"id": 100 + number, "file_name": name, "width": size[0], "height": size[1]}
        content["images"].append(entry)
        for (x1, y1, x2, y2), category in rows:
            annotation_id = first_id + len(content["annotations"])
            content["annotations"].append(
                {
                    "id": annotation_id,
                    "image_id": 100 + number,
                    "category_id": category,
                    "bbox": [x1, y1, x2 - x1, y2 - y1],
                    "iscrowd": int(annotation_id in crowd),
                }
            )
    file = folder / "boxes.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file, images


def data(folder: Path, boxes: Sequence[Sequence[tuple[Box, int]]], **options: Any) -> CocoDataset:
    """The data set of `write_data`, read."""
    return read_coco(*write_data(folder, boxes, **options))
