"""Imported torchvision models find what torchvision finds: same boxes, scores, classes, levels."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
import torch
from torch import nn
from torchvision.models.detection import (
    fasterrcnn_mobilenet_v3_large_320_fpn,
    fasterrcnn_mobilenet_v3_large_fpn,
    fasterrcnn_resnet50_fpn,
    fasterrcnn_resnet50_fpn_v2,
)
from torchvision.models.detection._utils import overwrite_eps
from torchvision.models.detection.faster_rcnn import FasterRCNN
from torchvision.ops import FrozenBatchNorm2d

from fpn_core.importing.imported import Imported, import_checkpoint
from fpn_core.importing.shapes import ImportOptions
from fpn_core.importing.verify import compare, torchvision_model
from tests.unit.fpn_core.torchvision_models import (
    as_input,
    picture,
    randomise,
    recording,
    small_model,
)

BOX_PX, SCORE = 1e-3, 1e-5
WIDE, TALL, BROAD = picture(300, 200, 1), picture(150, 260, 2), picture(500, 140, 3)
SINGLES = ([WIDE], [TALL], [BROAD])
BATCH = [WIDE, TALL, BROAD]


def imported(model: FasterRCNN, folder: Path, **options: Any) -> Imported:
    """The model's state dict written to a file and imported with its own sizes."""
    file = folder / "weights.pth"
    torch.save(model.state_dict(), file)
    transform = model.transform
    sizes = {"min_size": transform.min_size[0], "max_size": transform.max_size}
    return import_checkpoint(file, "torchvision", ImportOptions(**sizes, **options))


def assert_equal(
    model: FasterRCNN, result: Imported, batches: list[list[np.ndarray]]
) -> set[tuple[int, int]]:
    """Compare every batch with itself; the pairs of (anchor level, RoI level) that appeared."""
    detector = result.model.place("cpu")
    levels = set()
    for batch in batches:
        with recording() as recorded, torch.inference_mode():
            expected = model([as_input(image) for image in batch])
        found = detector.detect_batch(batch)
        for ours, theirs, origin in zip(found, expected, recorded, strict=True):
            assert len(theirs["boxes"]) >= 10
            torch.testing.assert_close(ours.boxes, theirs["boxes"], atol=BOX_PX, rtol=0)
            torch.testing.assert_close(ours.scores, theirs["scores"], atol=SCORE, rtol=0)
            assert torch.equal(ours.labels, theirs["labels"] - 1)
            assert torch.equal(ours.anchor_level, origin.anchor_level)
            assert torch.equal(ours.roi_level, origin.roi_level)
            assert len(theirs["labels"].unique()) > 1
            levels |= set(zip(ours.anchor_level.tolist(), ours.roi_level.tolist(), strict=True))
    return levels


def assert_verified(result: Imported) -> None:
    """torchvision's detector, put together for the same checkpoint, finds the same."""
    difference = compare(result.model, torchvision_model(result), [WIDE])
    assert difference.tolerable
    assert (difference.pictures, difference.detections > 10) == (1, True)


def full_model(build: Callable[..., FasterRCNN], sides: tuple[int, int]) -> FasterRCNN:
    torch.manual_seed(0)
    plain = build(
        weights=None, weights_backbone=None, num_classes=8, min_size=sides[0], max_size=sides[1]
    )
    return randomise(plain)


def test_resnet50_v1_equals_torchvision(tmp_path: Path) -> None:
    model = full_model(fasterrcnn_resnet50_fpn, (160, 260))
    result = imported(model, tmp_path)
    assert result.arch == "r50"
    assert result.model.mode == "exact"
    levels = assert_equal(model, result, [[WIDE], [TALL], [WIDE, BROAD]])
    assert {anchor for anchor, _ in levels} >= {0, 2, 3}
    assert {roi for _, roi in levels} >= {0, 1}


def test_resnet50_v2_equals_torchvision(tmp_path: Path) -> None:
    """Norms in pyramid and head, two convolutions in the RPN."""
    model = full_model(fasterrcnn_resnet50_fpn_v2, (64, 96))
    result = imported(model, tmp_path)
    assert result.arch == "r50-v2"
    assert_equal(model, result, [[WIDE], [TALL, BROAD]])
    assert_verified(result)


@pytest.mark.slow
def test_resnet50_v2_equals_torchvision_on_larger_pictures(tmp_path: Path) -> None:
    model = full_model(fasterrcnn_resnet50_fpn_v2, (256, 400))
    levels = assert_equal(model, imported(model, tmp_path), [*SINGLES, BATCH])
    assert {anchor for anchor, _ in levels} == {0, 1, 2, 3, 4}


def test_mobilenet_equals_torchvision(tmp_path: Path) -> None:
    """Three levels of 15 anchors a cell, all pooled from the first; weak proposals are dropped."""
    model = full_model(fasterrcnn_mobilenet_v3_large_fpn, (256, 400))
    result = imported(model, tmp_path)
    assert result.arch == "mobilenet"
    assert [level.name for level in result.model.levels] == ["P5a", "P5b", "P6"]
    assert any("mobilenet-320" in note for note in result.notes)
    levels = assert_equal(model, result, [*SINGLES, BATCH])
    assert levels == {(0, 0), (1, 0), (2, 0)}
    assert_verified(result)


def test_the_320_pixel_mobilenet_equals_torchvision(tmp_path: Path) -> None:
    model = full_model(fasterrcnn_mobilenet_v3_large_320_fpn, (320, 640))
    file = tmp_path / "weights.pth"
    torch.save(model.state_dict(), file)
    result = import_checkpoint(file, "torchvision", ImportOptions(arch="mobilenet-320"))
    assert result.model.config.rpn.pre_nms[1] == 150
    assert_equal(model, result, [*SINGLES, BATCH])


def test_frozen_norms_without_epsilon_equal_torchvisions_coco_weights(tmp_path: Path) -> None:
    """91 rows of frozen ResNet-50 v1 weights are taken for COCO_V1: epsilon 0, N/A rows hidden."""
    with patch.object(nn, "BatchNorm2d", FrozenBatchNorm2d):
        model = fasterrcnn_resnet50_fpn(
            weights=None, weights_backbone=None, num_classes=91, min_size=128, max_size=200
        )
    randomise(model)
    overwrite_eps(model, 0.0)
    result = imported(model, tmp_path)
    assert result.model.config.backbone.norm_eps == 0.0
    assert any("epsilon 0" in note for note in result.notes)
    with torch.inference_mode():
        theirs = model([as_input(WIDE)])[0]
    hidden = torch.tensor(result.model.config.hidden_classes) + 1
    shown = ~torch.isin(theirs["labels"], hidden)
    ours = result.model.place("cpu").detect(WIDE)
    assert 0 < len(ours) == int(shown.sum()) < len(shown)
    torch.testing.assert_close(ours.boxes, theirs["boxes"][shown], atol=BOX_PX, rtol=0)
    torch.testing.assert_close(ours.scores, theirs["scores"][shown], atol=SCORE, rtol=0)
    names = [result.model.config.class_names[label] for label in ours.labels]
    assert "N/A" not in names
    ids = [result.model.config.class_ids[label] for label in ours.labels]
    assert ids == theirs["labels"][shown].tolist()


def test_batch_norm_epsilon_can_be_told(tmp_path: Path) -> None:
    result = imported(small_model(), tmp_path, bn_eps=0.25)
    assert result.model.config.backbone.norm_eps == 0.25


@pytest.mark.parametrize(
    ("arguments", "classes", "expected"),
    [
        ({}, 2, 1e-5),
        ({"weights": None, "weights_backbone": "ResNet50_Weights.IMAGENET1K_V1"}, 90, 1e-5),
        ({"weights": "FasterRCNN_ResNet50_FPN_Weights.COCO_V1"}, 2, 0.0),
        ({"pretrained": True}, 2, 0.0),
    ],
)
def test_the_training_scripts_arguments_tell_the_epsilon(
    tmp_path: Path, arguments: dict[str, Any], classes: int, expected: float
) -> None:
    with patch.object(nn, "BatchNorm2d", FrozenBatchNorm2d):
        model = fasterrcnn_resnet50_fpn(
            weights=None, weights_backbone=None, num_classes=classes + 1
        )
    file = tmp_path / "model_25.pth"
    torch.save({"model": model.state_dict(), "args": Namespace(**arguments)}, file)
    config = import_checkpoint(file, "torchvision").model.config
    assert config.backbone.norm_eps == expected
