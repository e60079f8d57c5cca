"""Frozen norms: absorbed or folded into convolutions they change nothing but the time."""

import copy

import pytest
import torch
from timm.layers.conv2d_same import Conv2dSame
from timm.layers.norm_act import BatchNormAct2d
from torch import Tensor, nn

from fpn_core.backbone import Backbone, build_backbone
from fpn_core.config import BackboneConfig, PyramidConfig
from fpn_core.norms import FixedSameConv, FrozenNorm, absorb_norms, fold_norms, freeze_norms
from fpn_core.pyramid import build_pyramid

NAMES = ("resnet18", "tf_efficientnet_lite0", "mobilenetv3_small_050", "regnetx_002")


def with_random_statistics(module: nn.Module, seed: int = 0) -> None:
    generator = torch.Generator().manual_seed(seed)
    for part in module.modules():
        if isinstance(part, FrozenNorm | nn.BatchNorm2d):
            for name, low in (("weight", 0.5), ("running_var", 0.5), ("bias", -0.2)):
                values = getattr(part, name).detach()
                values.copy_(torch.rand(values.shape, generator=generator) + low)
            part.get_buffer("running_mean").normal_(std=0.1, generator=generator)


def pixels(side: int = 64) -> Tensor:
    return torch.randn(2, 3, side, side, generator=torch.Generator().manual_seed(1))


@pytest.fixture(scope="module", params=NAMES)
def backbone(request: pytest.FixtureRequest) -> Backbone:
    torch.manual_seed(0)
    built = build_backbone(BackboneConfig(request.param))
    with_random_statistics(built)
    return built


def test_freezing_keeps_what_a_norm_does_in_evaluation() -> None:
    torch.manual_seed(0)
    plain = nn.Sequential(nn.Conv2d(3, 5, 3), nn.BatchNorm2d(5, eps=1e-3), nn.ReLU())
    with_random_statistics(plain)
    frozen = copy.deepcopy(plain)
    freeze_norms(frozen)
    frozen.train()  # a frozen norm never takes statistics from the batch
    torch.testing.assert_close(frozen(pixels()), plain.eval()(pixels()))
    names = {n for n in plain.state_dict() if not n.endswith("num_batches_tracked")}
    assert set(frozen.state_dict()) == names
    assert not any(p.requires_grad for p in frozen[1].parameters())


def test_freezing_keeps_a_norms_own_activation() -> None:
    norm = BatchNormAct2d(4, act_layer=nn.ReLU6)
    holder = nn.Sequential(norm)
    x = 20 * torch.randn(2, 4, 5, 5)
    expected = holder.eval()(x).detach()
    assert float(expected.max()) == 6.0
    freeze_norms(holder)
    torch.testing.assert_close(holder(x), expected)


def test_freezing_takes_another_epsilon() -> None:
    holder = nn.Sequential(nn.BatchNorm2d(1))
    holder.load_state_dict({**holder.state_dict(), "0.running_var": torch.tensor([3.0])})
    freeze_norms(holder, eps=1.0)
    assert holder(torch.full((1, 1, 1, 1), 4.0)).item() == pytest.approx(2.0)


def test_absorbing_keeps_outputs_state_and_gradients(backbone: Backbone) -> None:
    plain, absorbed = copy.deepcopy(backbone), copy.deepcopy(backbone)
    absorb_norms(absorbed)
    assert any(type(m).__name__ == "NormedConv" for m in absorbed.modules())
    assert list(absorbed.state_dict()) == list(plain.state_dict())
    for name, value in plain.state_dict().items():
        assert torch.equal(absorbed.state_dict()[name], value)
    first, second = plain(pixels()), absorbed(pixels())
    for one, other in zip(first, second, strict=True):
        torch.testing.assert_close(other, one, rtol=1e-3, atol=1e-3)
    for outputs in (first, second):
        torch.stack([o.square().mean() for o in outputs]).sum().backward()
    gradients = {name: p.grad for name, p in absorbed.named_parameters()}
    for name, parameter in plain.named_parameters():
        expected, got = parameter.grad, gradients[name]
        if expected is None:  # behind the last map that is given out
            assert got is None
            continue
        assert got is not None
        assert float((got - expected).norm()) <= 1e-3 * float(expected.norm()) + 1e-6, name


def test_an_absorbed_network_loads_and_gives_the_same_state(backbone: Backbone) -> None:
    absorbed = copy.deepcopy(backbone)
    absorb_norms(absorbed)
    fresh = copy.deepcopy(backbone)
    with torch.no_grad():
        for parameter in fresh.parameters():
            parameter.zero_()
    fresh.load_state_dict(absorbed.state_dict())
    torch.testing.assert_close(fresh(pixels()), backbone(pixels()))


@pytest.mark.parametrize("absorb_first", [False, True])
def test_folding_keeps_outputs(backbone: Backbone, absorb_first: bool) -> None:
    folded = copy.deepcopy(backbone)
    if absorb_first:
        absorb_norms(folded)
        folded = copy.deepcopy(folded)
    fold_norms(folded)
    for name, module in folded.named_modules():
        if isinstance(module, FrozenNorm):  # nothing is left to it but its activation
            assert module.absorbed, name
            module.weight.fill_(torch.nan)  # type: ignore[operator]
    with torch.no_grad():
        for one, other in zip(backbone(pixels()), folded(pixels()), strict=True):
            torch.testing.assert_close(other, one, rtol=1e-3, atol=1e-3)


def test_folding_covers_a_pyramid_with_norms() -> None:
    torch.manual_seed(0)
    pyramid = build_pyramid((8, 12), PyramidConfig(channels=6, norm=True))
    freeze_norms(pyramid)
    with_random_statistics(pyramid)
    maps = [torch.randn(1, 8, 8, 8), torch.randn(1, 12, 4, 4)]
    expected = pyramid(maps)
    fold_norms(pyramid)
    torch.testing.assert_close(pyramid(maps), expected)


def test_a_norm_that_stands_elsewhere_stays_a_layer() -> None:
    torch.manual_seed(0)
    body = nn.Sequential(nn.BatchNorm2d(3), nn.Conv2d(3, 4, 3), nn.ReLU(), nn.BatchNorm2d(4))
    freeze_norms(body)
    with_random_statistics(body)
    expected = body(pixels())
    absorb_norms(body)
    torch.testing.assert_close(body(pixels()), expected)
    assert type(body[1]) is nn.Conv2d


@pytest.mark.parametrize("kernel", [3, 5, 7, (3, 5)])
@pytest.mark.parametrize("size", [(2, 2), (4, 10), (16, 8), (32, 64)])
def test_fixed_padding_equals_the_dynamic_one_for_even_sides(
    kernel: int | tuple[int, int], size: tuple[int, int]
) -> None:
    torch.manual_seed(0)
    dynamic = Conv2dSame(4, 4, kernel, stride=2, groups=2)
    fixed = FixedSameConv(4, 4, kernel, stride=2, groups=2)
    fixed.load_state_dict(dynamic.state_dict())
    x = torch.randn(2, 4, *size)
    torch.testing.assert_close(fixed(x), dynamic(x))


def test_autocast_keeps_depthwise_gradients_in_fp32() -> None:
    torch.manual_seed(0)
    body = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False), nn.BatchNorm2d(8))
    freeze_norms(body)
    with_random_statistics(body)
    absorb_norms(body)
    with torch.autocast("cpu", torch.bfloat16):
        output = body(torch.randn(1, 8, 6, 6))
    assert output.dtype == torch.float32
    output.sum().backward()
    assert body[0].weight.grad.dtype == torch.float32  # type: ignore[union-attr]
