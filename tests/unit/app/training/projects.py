"""Projects with real picture files, reviewed and annotated, that runs are made from."""

import dataclasses
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from app.domain.detections import DetectionSet, Level, ModelInfo
from app.domain.edits import Change, Edit
from app.domain.project.store import Project
from app.domain.records import Annotation, Box, Picture, ProjectClass, Rejection
from app.domain.training.making import Order
from fpn_core.finetuning.job import FinetuneConfig

WIDTH, HEIGHT = 64, 48
MODEL = ModelInfo(
    name="lite",
    levels=(Level("P2", 4.0, (32.0,)), Level("P3", 8.0, (64.0,))),
    class_names=("Cat", "boat"),
    canonical_size=224.0,
    k0=4,
    key="5f3a",
)


def order(**values: object) -> Order:
    """An order for a run from MODEL."""
    given = {"title": "cups 1", "model": "lite", "info": MODEL, "score": 0.5,
             "settings": FinetuneConfig(), "made": "2026-01-31T09:30:00"}  # fmt: skip
    return Order(**{**given, **values})  # type: ignore[arg-type]


def write_picture(file: Path, seed: int) -> None:
    """Noise, each picture another: no two are near-duplicates."""
    pixels = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), np.uint8)
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).resize((WIDTH, HEIGHT), Image.Resampling.NEAREST).save(file)


class Made:
    """A project in a folder, and short ways to change it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.project = Project(folder, data_dir=folder.parent / "data")

    def add_class(self, name: str) -> ProjectClass:
        made = ProjectClass(self.project.new_id(), name, "#ff0000", len(self.project.classes))
        self.project.do(Edit(f"Add class {name}", (Change(None, made),)))
        return made

    def add_picture(self, name: str, reviewed: bool = True, split: str = "") -> Picture:
        """A picture with a file of its own."""
        write_picture(self.folder / name, zlib.crc32(name.encode()))
        picture = self.project.picture(str(self.folder / name))
        after = dataclasses.replace(picture, reviewed=reviewed, split=split)
        if after != picture:
            self.project.do(Edit("Mark reviewed", (Change(picture, after),), picture.id))
        return after

    def add_pictures(self, count: int, label: int | None = None, start: int = 0) -> list[Picture]:
        """Reviewed pictures, each with a box of a class."""
        made = [self.add_picture(f"p{n:03}.png") for n in range(start, start + count)]
        for picture in made if label is not None else ():
            self.draw(picture, label or 0)
        return made

    def draw(
        self, picture: Picture, label: int, box: Box = (4, 4, 30, 30), **values: object
    ) -> Annotation:
        made = Annotation(self.project.new_id(), picture.id, label, box, **values)  # type: ignore[arg-type]
        self.project.do(Edit("Draw a box", (Change(None, made),), picture.id))
        return made

    def reject(self, picture: Picture, name: str, box: Box) -> None:
        made = Rejection(self.project.new_id(), picture.id, name, box)
        self.project.do(Edit("Reject a detection", (Change(None, made),), picture.id))

    def detect(
        self,
        picture: Picture,
        boxes: Sequence[Box],
        labels: Sequence[int],
        scores: Sequence[float],
        model: ModelInfo = MODEL,
    ) -> None:
        """Detections of a model on a picture."""
        table = np.array(boxes, np.float64).reshape(-1, 4)
        ranks = np.zeros(len(table), np.int64)
        found = DetectionSet(
            picture.path, WIDTH, HEIGHT, 1.0, 1.0, model, table, np.array(scores, np.float64),
            np.array(labels, np.int64), ranks, ranks, table, np.array(scores, np.float64), table,
        )  # fmt: skip
        self.project.put_detections(picture.id, found)
