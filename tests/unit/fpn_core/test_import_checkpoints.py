"""What people really have: wrapped, old and averaged checkpoints, and what is said of others."""

import json
from argparse import Namespace
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.faster_rcnn import FasterRCNN
from torchvision.models.detection.rpn import RPNHead
from torchvision.ops import FrozenBatchNorm2d

from fpn_core.errors import ConfigError, FpnError, ModelError
from fpn_core.importing.imported import Imported, import_checkpoint
from fpn_core.importing.shapes import ImportOptions
from fpn_core.models import load_model
from tests.unit.fpn_core.torchvision_models import as_input, picture, randomise, small_model

SIDES: dict[str, Any] = {"min_size": 96, "max_size": 160}
PICTURE = picture(200, 150)
State = dict[str, Tensor]


@pytest.fixture(scope="module")
def model() -> FasterRCNN:
    return randomise(small_model())


@pytest.fixture(scope="module")
def state(model: FasterRCNN) -> State:
    return dict(model.state_dict())


def imported(tmp_path: Path, content: Any, **options: Any) -> Imported:
    file = tmp_path / "weights.pth"
    torch.save(content, file)
    return import_checkpoint(file, "torchvision", ImportOptions(**{**SIDES, **options}))


def assert_same_detections(model: FasterRCNN, result: Imported) -> None:
    with torch.inference_mode():
        expected = model([as_input(PICTURE)])[0]
    found = result.model.place("cpu").detect(PICTURE)
    assert len(expected["boxes"]) > 10
    torch.testing.assert_close(found.boxes, expected["boxes"], atol=1e-3, rtol=0)
    torch.testing.assert_close(found.scores, expected["scores"], atol=1e-5, rtol=0)
    assert torch.equal(found.labels, expected["labels"] - 1)


def test_architecture_and_class_count_are_read_from_shapes(
    tmp_path: Path, model: FasterRCNN, state: State
) -> None:
    result = imported(tmp_path, state)
    assert result.arch == "r18"
    assert len(result.model.config.class_names) == 3
    assert result.model.config.box.width == 32
    assert_same_detections(model, result)


def test_a_saved_import_is_the_same_model(tmp_path: Path, model: FasterRCNN, state: State) -> None:
    result = imported(tmp_path, state, classes="cat,dog,cow")
    result.model.save(tmp_path / "pets.safetensors")
    again = load_model(tmp_path / "pets.safetensors", device="cpu")
    assert again.config == result.model.config
    assert again.mode == "exact"
    assert (again.name, again.provenance["arch"]) == ("pets", "r18")
    first, second = result.model.place("cpu").detect(PICTURE), again.detect(PICTURE)
    assert torch.equal(first.boxes, second.boxes)


def test_prefixes_of_wrapped_models_are_dropped(
    tmp_path: Path, model: FasterRCNN, state: State
) -> None:
    wrapped = {f"module._orig_mod.{name}": value for name, value in state.items()}
    assert_same_detections(model, imported(tmp_path, {"state_dict": wrapped}))


def test_safetensors_state_dicts_are_read(tmp_path: Path, model: FasterRCNN, state: State) -> None:
    file = tmp_path / "weights.safetensors"
    save_file(state, file)
    result = import_checkpoint(file, "torchvision", ImportOptions(**SIDES))
    assert_same_detections(model, result)


def test_names_of_older_torchvisions_are_read(
    tmp_path: Path, model: FasterRCNN, state: State
) -> None:
    old = {
        name.replace("blocks.0.0.", "blocks.0.")
        .replace("blocks.1.0.", "blocks.1.")
        .replace("blocks.2.0.", "blocks.2.")
        .replace("blocks.3.0.", "blocks.3.")
        .replace("rpn.head.conv.0.0.", "rpn.head.conv."): value
        for name, value in state.items()
    }
    assert len(set(old) - set(state)) == 18
    assert_same_detections(model, imported(tmp_path, old))


def test_a_training_scripts_checkpoint_gives_its_averaged_weights(
    tmp_path: Path, model: FasterRCNN, state: State
) -> None:
    last = {name: torch.zeros_like(value) for name, value in state.items()}
    averaged = {f"module.{name}": value for name, value in state.items()}
    optimizer = torch.optim.SGD(model.parameters(), 0.02, momentum=0.9)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [16, 22])
    result = imported(
        tmp_path,
        {
            "model": last,
            "model_ema": {"n_averaged": torch.tensor(7), **averaged},
            "optimizer": optimizer.state_dict(),
            "lr_scheduler": schedule.state_dict(),
            "epoch": 25,
            "args": Namespace(model="fasterrcnn_resnet50_fpn", lr=0.02, data_path="/data"),
        },
    )
    assert any("model_ema" in note for note in result.notes)
    assert_same_detections(model, result)


def test_frozen_norms_have_no_batch_counts(tmp_path: Path) -> None:
    frozen = randomise(small_model(norm=FrozenBatchNorm2d))
    assert not any("num_batches" in name for name in frozen.state_dict())
    result = imported(tmp_path, frozen.state_dict())
    assert result.model.config.backbone.norm_order == "frozen"
    assert_same_detections(frozen, result)


def test_own_anchors_have_to_be_told_and_then_agree(tmp_path: Path) -> None:
    model = small_model()
    sizes = ((8.0, 12.0), (24.0, 32.0), (48.0, 64.0), (96.0, 128.0), (200.0, 256.0))
    model.rpn.anchor_generator = AnchorGenerator(sizes, ((0.5, 1.0, 2.0),) * 5)
    model.rpn.head = RPNHead(256, 6)
    randomise(model)
    with pytest.raises(ModelError, match=r"6 anchors a cell.*1 sizes x 3 ratios.*--anchors"):
        imported(tmp_path, model.state_dict())
    text = ",".join(f"{low:g}+{high:g}" for low, high in sizes)
    result = imported(tmp_path, model.state_dict(), anchors=text)
    assert tuple(level.anchor_sizes for level in result.model.levels) == sizes
    assert_same_detections(model, result)


def test_one_group_of_anchors_serves_all_levels_and_other_counts_are_refused(
    tmp_path: Path, state: State
) -> None:
    result = imported(tmp_path, state, anchors="50")
    assert [level.anchor_sizes for level in result.model.levels] == [(50.0,)] * 5
    with pytest.raises(ConfigError, match=r"--anchors 1,2,3: 3 levels.*5 \(P2, P3, P4, P5, P6\)"):
        imported(tmp_path, state, anchors="1,2,3")
    with pytest.raises(ConfigError, match="--anchors 1,x"):
        imported(tmp_path, state, anchors="1,x")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"arch": "r50"}, "--arch r50, but the shapes of its weights are those of r18"),
        ({"arch": "vgg"}, "no architecture 'vgg'; there are: r18,"),
        ({"classes": "cat,dog"}, r"has 3 classes \(without background\), but --classes names 2"),
        ({"classes": "cat,dog,cat"}, "names cat more than once"),
        ({"min_size": 400, "max_size": 300}, "--max-size 300 is less than --min-size 400"),
        ({"min_size": 0}, "--min-size 0"),
        ({"bn_eps": -1.0}, "--bn-eps -1.0"),
        ({"ratios": "1,0"}, "--ratios 1,0: each number must be above 0"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    tmp_path: Path, state: State, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(FpnError, match=message):
        imported(tmp_path, state, **options)


def without(state: State, *names: str) -> State:
    return {name: value for name, value in state.items() if name not in names}


def changed(state: State) -> list[tuple[Any, str]]:
    """Checkpoints that are not what was asked for, and what has to be said."""
    predictor = "roi_heads.box_predictor."
    return [
        ({"fc.weight": torch.ones(2, 2)}, "has no rpn.head.cls_logits.weight.* it holds fc.weight"),
        ({"epoch": 3}, "holds no weights"),
        ([torch.ones(2)], "holds no weights"),
        (
            state | {"roi_heads.mask_head.mask_fcn1.weight": torch.ones(1)},
            "roi_heads.mask_head.mask_fcn1.weight are no weights of a Faster R-CNN",
        ),
        (without(state, "backbone.body.layer2.0.conv1.weight"), "layer2.0.conv1.weight is missing"),
        (
            state | {f"{predictor}bbox_pred.weight": torch.ones(12, 32)},
            "4 rows of class scores need 16 rows of boxes, not 12",
        ),
        (state | {f"{predictor}cls_score.bias": torch.ones(5)}, "scores.bias has shape"),
        (
            state | {"backbone.body.conv1.weight": torch.full((64, 3, 7, 7), torch.nan)},
            "backbone.body.conv1.weight holds values that are not finite",
        ),
    ]


@pytest.mark.parametrize("case", range(8))
def test_other_contents_are_refused_by_name(tmp_path: Path, state: State, case: int) -> None:
    content, message = changed(state)[case]
    with pytest.raises(ModelError, match=message) as caught:
        imported(tmp_path, content)
    assert "weights.pth" in str(caught.value)


def test_the_wrong_layout_is_named(tmp_path: Path, state: State) -> None:
    torch.save(state, tmp_path / "weights.pth")
    with pytest.raises(ModelError, match=r"in detectron2's layout; try --layout torchvision"):
        import_checkpoint(tmp_path / "weights.pth", "detectron2")
    with pytest.raises(ConfigError, match="no layout 'caffe'; there are: torchvision, detectron2"):
        import_checkpoint(tmp_path / "weights.pth", "caffe")


class TestClasses:
    """Names and ids from --classes."""

    def names(self, tmp_path: Path, state: State, text: str) -> tuple[Any, Any, Any]:
        config = imported(tmp_path, state, classes=text).model.config
        return config.class_names, config.class_ids, config.hidden_classes

    def test_names_with_commas(self, tmp_path: Path, state: State) -> None:
        expected = (("cat", "dog", "sea cow"), (1, 2, 3), ())
        assert self.names(tmp_path, state, "cat, dog, sea cow") == expected

    def test_a_file_with_one_name_a_line(self, tmp_path: Path, state: State) -> None:
        file = tmp_path / "names.txt"
        file.write_text("__background__\ncat\n\ndog\nsea cow\n")
        assert self.names(tmp_path, state, str(file))[0] == ("cat", "dog", "sea cow")

    def test_a_coco_file_in_the_order_of_its_ids(self, tmp_path: Path, state: State) -> None:
        file = tmp_path / "coco.json"
        rows = [{"id": 9, "name": "cow"}, {"id": 2, "name": "cat"}, {"id": 5, "name": "dog"}]
        file.write_text(json.dumps({"categories": rows}))
        assert self.names(tmp_path, state, str(file)) == (("cat", "dog", "cow"), (2, 5, 9), ())

    def test_ids_with_holes_leave_rows_that_are_never_shown(
        self, tmp_path: Path, state: State
    ) -> None:
        file = tmp_path / "coco.json"
        rows = [{"id": 1, "name": "cat"}, {"id": 3, "name": "dog"}]
        file.write_text(json.dumps({"categories": rows}))
        expected = (("cat", "N/A", "dog"), (1, 2, 3), (1,))
        assert self.names(tmp_path, state, str(file)) == expected

    def test_without_names_they_are_numbered_and_it_is_said(
        self, tmp_path: Path, state: State
    ) -> None:
        result = imported(tmp_path, state)
        assert result.model.config.class_names == ("class 1", "class 2", "class 3")
        assert any("--classes" in note for note in result.notes)


def test_a_plain_ordered_dict_of_parameters_is_read(tmp_path: Path, model: FasterRCNN) -> None:
    parameters = OrderedDict((n, nn.Parameter(v)) for n, v in model.state_dict().items() if v.dim())
    result = imported(tmp_path, parameters)
    assert not next(iter(result.checkpoint.tensors.values())).requires_grad
