"""The feature pyramid, against a computation by hand (paper section 3)."""

import pytest
import torch
from torch import Tensor, nn

from fpn_core.config import PyramidConfig
from fpn_core.errors import ConfigError
from fpn_core.pyramid import FeaturePyramid, build_pyramid


def filled(channels: tuple[int, ...], width: int = 1) -> FeaturePyramid:
    torch.manual_seed(0)
    pyramid = build_pyramid(channels, PyramidConfig(channels=width))
    assert isinstance(pyramid, FeaturePyramid)
    return pyramid


def set_convolution(layer: nn.Module, weight: Tensor, bias: float) -> None:
    assert isinstance(layer, nn.Conv2d)
    assert layer.bias is not None
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.fill_(bias)


def test_a_small_pyramid_computed_by_hand() -> None:
    pyramid = filled((1, 1))
    centre = torch.zeros(1, 1, 3, 3)
    centre[0, 0, 1, 1] = 1.0
    left = torch.zeros(1, 1, 3, 3)
    left[0, 0, 1, 0] = 1.0
    set_convolution(pyramid.lateral[0], torch.full((1, 1, 1, 1), 2.0), 1.0)
    set_convolution(pyramid.lateral[1], torch.full((1, 1, 1, 1), -1.0), 0.5)
    set_convolution(pyramid.output[0], left, -3.0)
    set_convolution(pyramid.output[1], 2 * centre, 0.0)
    coarse = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    fine = torch.arange(16.0).reshape(1, 1, 4, 4)

    maps = pyramid([fine, coarse])

    # 1x1: -x + 0.5; nothing below zero is cut, so there is no ReLU.
    lateral = [[-0.5, -1.5], [-2.5, -3.5]]
    # Nearest neighbour x2, added to 2 y + 1.
    merged = [[2 * (4 * y + x) + 1 + lateral[y // 2][x // 2] for x in range(4)] for y in range(4)]
    # The 3x3 kernel takes the cell to the left; beyond the border is 0.
    finest = [[(merged[y][x - 1] if x else 0.0) - 3.0 for x in range(4)] for y in range(4)]
    assert maps[0][0, 0].tolist() == finest
    assert maps[1][0, 0].tolist() == [[-1.0, -3.0], [-5.0, -7.0]]
    assert maps[2][0, 0].tolist() == [[-1.0]]


@pytest.mark.parametrize("side", [(12, 18), (7, 5), (1, 1)])
def test_p6_is_every_second_cell_of_p5(side: tuple[int, int]) -> None:
    pyramid = filled((4, 4), width=6)
    rows, columns = side
    maps = pyramid([torch.randn(2, 4, 2 * rows, 2 * columns), torch.randn(2, 4, rows, columns)])
    assert len(maps) == 3
    assert maps[2].shape == (2, 6, (rows + 1) // 2, (columns + 1) // 2)
    for row in range(maps[2].shape[2]):
        for column in range(maps[2].shape[3]):
            assert torch.equal(maps[2][:, :, row, column], maps[1][:, :, 2 * row, 2 * column])


def test_each_level_sees_its_own_map_and_all_coarser_ones() -> None:
    pyramid = filled((2, 3, 4, 5), width=6)
    features = [
        torch.randn(1, channels, 32 >> n, 32 >> n, requires_grad=True)
        for n, channels in enumerate((2, 3, 4, 5))
    ]
    for level in range(4):
        gradients = torch.autograd.grad(
            pyramid(features)[level].square().sum(), features, allow_unused=True
        )
        assert [g is not None for g in gradients] == [n >= level for n in range(4)]


def test_layers_are_linear() -> None:
    pyramid = filled((2, 3), width=4)
    first = [torch.randn(1, 2, 8, 8), torch.randn(1, 3, 4, 4)]
    second = [torch.randn(1, 2, 8, 8), torch.randn(1, 3, 4, 4)]
    zero = pyramid([torch.zeros_like(f) for f in first])
    both = pyramid([a + b for a, b in zip(first, second, strict=True)])
    for whole, one, other, offset in zip(both, pyramid(first), pyramid(second), zero, strict=True):
        torch.testing.assert_close(whole, one + other - offset, atol=1e-4, rtol=1e-4)


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(ConfigError, match=r"no pyramid 'panet'; there are: .*fpn"):
        build_pyramid((8, 8), PyramidConfig(kind="panet"))
