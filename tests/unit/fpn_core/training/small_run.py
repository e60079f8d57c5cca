"""A data set and settings with which a whole run takes a second or two."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from fpn_core import config as core_config
from fpn_core.config import BackboneConfig, DetectorConfig, InputConfig
from fpn_core.training.config import TrainConfig
from fpn_core.training.train import train
from tests.unit.fpn_core.tiny import tiny_config

CLASSES = ("red", "green")
COLOURS = ((220, 30, 30), (30, 200, 40))


def small_preset(class_names: tuple[str, ...]) -> DetectorConfig:
    return dataclasses.replace(
        tiny_config(class_names),
        mode="fast",
        input=InputConfig(min_side=0, max_side=64),
        backbone=BackboneConfig("mobilenetv3_small_050"),
    )


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> TrainConfig:
    """Settings of a run of 12 steps on 8 pictures, from random weights."""
    monkeypatch.setitem(core_config.PRESETS, "small", small_preset)
    return small_settings(tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of the run of `small` that nothing interrupted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(core_config.PRESETS, "small", small_preset)
        return train(small_settings(tmp_path_factory.mktemp("whole")))


def small_settings(folder: Path, **changes: Any) -> TrainConfig:
    data = make_data(folder / "data")
    plain = TrainConfig(
        data=str(data),
        images=str(data.parent),
        out=str(folder / "run"),
        preset="small",
        start="random",
        epochs=3.0,
        batch=2,
        rate=0.002,
        warmup_steps=2,
        bf16=False,
        checkpoint_every=4,
        seed=7,
    )
    return dataclasses.replace(plain, **changes)


def make_data(
    folder: Path, count: int = 8, shapes: Sequence[tuple[int, int]] = ((64, 40), (48, 64))
) -> Path:
    """Pictures with one or two coloured rectangles on noise, and their COCO file.

    shapes: (height, width), taken in turn.
    """
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for number in range(count):
        height, width = shapes[number % len(shapes)]
        pixels = random.integers(90, 130, (height, width, 3), dtype=np.uint8)
        for label in range(1 + number % 2):
            w, h = (int(side) for side in random.integers(14, 28, 2))
            x, y = int(random.integers(0, width - w)), int(random.integers(0, height - h))
            pixels[y : y + h, x : x + w] = COLOURS[label]
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": number + 1,
                    "category_id": label + 1,
                    "bbox": [x, y, w, h],
                    "area": w * h,
                    "iscrowd": 0,
                }
            )
        name = f"{number}.png"
        cv2.imwrite(str(folder / name), pixels[:, :, ::-1])
        images.append({"id": number + 1, "file_name": name, "width": width, "height": height})
    categories = [{"id": n + 1, "name": name} for n, name in enumerate(CLASSES)]
    content = {"images": images, "annotations": annotations, "categories": categories}
    file = folder / "data.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file
