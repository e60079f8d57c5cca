"""Imported detectron2 checkpoints find what detectron2's computation, written out, finds."""

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from fpn_core.errors import ConfigError, ModelError
from fpn_core.importing.imported import Imported, import_checkpoint
from fpn_core.importing.shapes import ImportOptions
from tests.unit.fpn_core.detectron2_reference import (
    Weights,
    detect,
    random_weights,
    spread_heads,
)
from tests.unit.fpn_core.torchvision_models import picture

SIDES = (200, 320)
OPTIONS = ImportOptions(min_size=SIDES[0], max_size=SIDES[1])
# The last becomes 202.5 wide, which detectron2 rounds up.
PICTURES = (
    picture(300, 200, 1),
    picture(150, 260, 2),
    picture(500, 140, 3),
    picture(162, 160, 4),
)


@pytest.fixture(scope="module")
def weights() -> Weights:
    torch.manual_seed(0)
    values = random_weights(classes=5)
    with torch.inference_mode():
        spread_heads(values, PICTURES[0], SIDES)
    return {name: value.clone() for name, value in values.items()}


def save_zoo_file(weights: Weights, file: Path, **extra: object) -> None:
    """As the model zoo has it: numpy arrays in a pickle."""
    arrays = {name: value.numpy() for name, value in weights.items()}
    file.write_bytes(pickle.dumps({"model": arrays | extra, "__author__": "Detectron2 Model Zoo"}))


def imported(weights: Weights, folder: Path, options: ImportOptions = OPTIONS) -> Imported:
    save_zoo_file(weights, folder / "model_final.pkl")
    return import_checkpoint(folder / "model_final.pkl", "detectron2", options)


def test_equals_detectron2s_computation(tmp_path: Path, weights: Weights) -> None:
    result = imported(weights, tmp_path)
    assert result.arch == "r50"
    detector = result.model.place("cpu")
    anchor_levels, roi_levels = set(), set()
    for image in PICTURES:
        with torch.inference_mode():
            theirs = detect(weights, image, SIDES)
        ours = detector.detect(image)
        assert len(theirs.boxes) >= 10
        torch.testing.assert_close(ours.boxes, theirs.boxes, atol=1e-3, rtol=0)
        torch.testing.assert_close(ours.scores, theirs.scores, atol=1e-5, rtol=0)
        assert torch.equal(ours.labels, theirs.labels)
        assert torch.equal(ours.anchor_level, theirs.anchor_level)
        assert torch.equal(ours.roi_level, theirs.roi_level)
        assert len(ours.labels.unique()) > 1
        anchor_levels |= set(ours.anchor_level.tolist())
        roi_levels |= set(ours.roi_level.tolist())
    assert len(anchor_levels) >= 4
    assert len(roi_levels) >= 2


def test_a_trainers_checkpoint_is_the_same_model(tmp_path: Path, weights: Weights) -> None:
    file = tmp_path / "model_final.pth"
    extra = {
        "proposal_generator.anchor_generator.cell_anchors.0": torch.zeros(3, 4),
        "pixel_mean": torch.tensor([103.53, 116.28, 123.675]).view(3, 1, 1),
        "pixel_std": torch.ones(3, 1, 1),
    }
    torch.save({"model": weights | extra, "optimizer": {}, "iteration": 89999}, file)
    first = import_checkpoint(file, "detectron2", OPTIONS).model
    second = imported(weights, tmp_path).model
    assert first.config.input.mean == pytest.approx(second.config.input.mean)
    for name, value in first.network.state_dict().items():
        assert torch.equal(value, second.network.state_dict()[name]), name


def test_what_differs_from_torchvision_is_in_the_config(tmp_path: Path, weights: Weights) -> None:
    config = imported(weights, tmp_path).model.config
    assert config.input.bgr
    assert config.input.resize == "pil"
    assert config.backbone.stride_in_1x1
    assert (config.box.aligned, config.box.sampling_ratio) == (True, 0)
    assert (config.rpn.round_anchors, config.rpn.anchor_stride) == (False, "level")


def test_eighty_classes_are_cocos(tmp_path: Path) -> None:
    config = imported(random_weights(classes=80), tmp_path).model.config
    assert (config.class_names[0], config.class_names[-1]) == ("person", "toothbrush")
    assert (config.class_ids[11], config.class_ids[-1]) == (13, 90)
    assert config.hidden_classes == ()


def test_class_names_must_be_as_many_as_the_rows(tmp_path: Path, weights: Weights) -> None:
    names = ImportOptions(classes="a,b,c,d,e")
    assert imported(weights, tmp_path, names).model.config.class_names == ("a", "b", "c", "d", "e")
    with pytest.raises(ModelError, match=r"5 classes .* names 2"):
        imported(weights, tmp_path, ImportOptions(classes="a,b"))


def test_one_box_for_all_classes_is_read(tmp_path: Path, weights: Weights) -> None:
    head = "roi_heads.box_predictor.bbox_pred"
    agnostic = weights | {f"{head}.{k}": weights[f"{head}.{k}"][:4] for k in ("weight", "bias")}
    result = imported(agnostic, tmp_path)
    assert result.model.config.box.class_agnostic
    assert len(result.model.place("cpu").detect(PICTURES[0])) > 0


def test_two_sizes_a_level_are_refused(tmp_path: Path, weights: Weights) -> None:
    head = "proposal_generator.rpn_head"
    double = dict(weights)
    for name in ("objectness_logits", "anchor_deltas"):
        for kind in ("weight", "bias"):
            value = weights[f"{head}.{name}.{kind}"]
            double[f"{head}.{name}.{kind}"] = torch.cat((value, value))
    with pytest.raises(ConfigError, match="only one size a level"):
        imported(double, tmp_path, ImportOptions(anchors="32+48"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"res2_0_branch2a_w": np.ones(1)}, "bare backbone under Caffe2's names"),
        ({"roi_heads.mask_head.deconv.weight": np.ones(1)}, "mask_head.deconv.weight are no"),
        (
            {"roi_heads.box_predictor.bbox_pred.weight": np.ones((7, 48), np.float32)},
            "5 classes need 20 rows of boxes, or 4 for all classes, not 7",
        ),
        ({"backbone.fpn_lateral3.bias": np.array(["a"])}, "fpn_lateral3.bias holds <U1 values"),
    ],
)
def test_other_contents_are_refused(
    tmp_path: Path, weights: Weights, change: dict[str, np.ndarray], message: str
) -> None:
    file = tmp_path / "model_final.pkl"
    save_zoo_file(weights, file, **change)
    with pytest.raises(ModelError, match=message):
        import_checkpoint(file, "detectron2")


def test_torchvisions_layout_is_named(tmp_path: Path, weights: Weights) -> None:
    save_zoo_file(weights, tmp_path / "a.pkl")
    with pytest.raises(ModelError, match=r"in torchvision's layout; try --layout detectron2"):
        import_checkpoint(tmp_path / "a.pkl", "torchvision")
