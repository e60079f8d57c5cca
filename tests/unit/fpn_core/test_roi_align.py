"""RoIAlign as one embedding_bag, with torchvision's operator as the oracle; Eq. 1."""

import dataclasses
import math

import pytest
import torch
import torchvision
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from fpn_core.config import BoxConfig
from fpn_core.roi_align import assign_levels, roi_align

STRIDES = [4, 8, 16, 32]
HEIGHT, WIDTH = 96, 160
CONFIG = BoxConfig(pooled_size=7, canonical_size=56.0)


def feature_maps(pictures: int = 2, channels: int = 5) -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    return [
        torch.randn(pictures, channels, HEIGHT // s, WIDTH // s, generator=generator)
        for s in STRIDES
    ]


def oracle(maps: list[Tensor], rois: list[Tensor], config: BoxConfig, levels: Tensor) -> Tensor:
    """torchvision's operator, one RoI at a time on the map that `levels` says."""
    pooled, row = [], 0
    for picture, boxes in enumerate(rois):
        for box in boxes:
            level = int(levels[row])
            row += 1
            roi = torch.cat((torch.tensor([float(picture)]), box))[None]
            arguments = (config.pooled_size, 1 / STRIDES[level], config.sampling_ratio)
            pooled.append(torchvision.ops.roi_align(maps[level], roi, *arguments, config.aligned))
    return torch.cat(pooled)


def thin_boxes(side: float) -> Tensor:
    """Boxes of area side^2, some very thin, along, across and beyond all four borders."""
    boxes: list[tuple[float, ...]] = []
    for width in (side, 8 * side, side / 8, side / 100):
        height = side * side / width
        left = (-width - 5, -width / 2, -2.0, 0.0, WIDTH - width / 2, WIDTH - 1.0, WIDTH + 3.0)
        top = (-height - 5, -height / 2, 0.0, HEIGHT - height / 2, HEIGHT - 1.0, HEIGHT + 3.0)
        boxes += [(x, y, x + width, y + height) for x in left for y in top]
    return torch.tensor(boxes)


SIDES = {"P2": 10.0, "P3": 40.0, "P4": 80.0, "P5": 150.0}


@pytest.mark.parametrize("aligned", [True, False])
@pytest.mark.parametrize("ratio", [1, 2, 3])
@pytest.mark.parametrize("level", SIDES)
def test_boxes_at_and_beyond_the_borders_of_every_level(
    level: str, ratio: int, aligned: bool
) -> None:
    config = dataclasses.replace(CONFIG, aligned=aligned, sampling_ratio=ratio)
    maps = feature_maps()
    rois = [thin_boxes(SIDES[level]), thin_boxes(SIDES[level])[::3]]
    pooled, levels = roi_align(maps, STRIDES, rois, config, as_bag=True)
    assert set(levels.tolist()) == {list(SIDES).index(level)}
    assert pooled.shape == (len(rois[0]) + len(rois[1]), 5, 7, 7)
    torch.testing.assert_close(pooled, oracle(maps, rois, config, levels), atol=2e-4, rtol=1e-4)


@pytest.mark.parametrize("aligned", [True, False])
def test_boxes_without_area(aligned: bool) -> None:
    config = dataclasses.replace(CONFIG, aligned=aligned)
    boxes = torch.tensor([[5.0, 5.0, 5.0, 5.0], [0.0, 0.0, 0.0, 40.0], [160.0, 96.0, 160.0, 96.0]])
    maps = feature_maps()
    pooled, levels = roi_align(maps, STRIDES, [boxes, boxes], config, as_bag=True)
    assert levels.tolist() == [0] * 6
    torch.testing.assert_close(pooled, oracle(maps, [boxes, boxes], config, levels))


@given(
    st.lists(
        st.tuples(
            st.floats(-100, 250, width=32),
            st.floats(-100, 250, width=32),
            st.floats(0, 200, width=32),
            st.floats(0, 200, width=32),
        ),
        min_size=1,
        max_size=5,
    ),
    st.booleans(),
)
def test_any_boxes(rows: list[tuple[float, ...]], aligned: bool) -> None:
    config = dataclasses.replace(CONFIG, aligned=aligned, pooled_size=3)
    rois = [torch.tensor([(x, y, x + w, y + h) for x, y, w, h in rows])]
    maps = feature_maps(pictures=1, channels=2)
    pooled, levels = roi_align(maps, STRIDES, rois, config, as_bag=True)
    expected = oracle(maps, rois, config, levels)
    # A sample within rounding of the far border counts or does not: both are RoIAlign.
    torch.testing.assert_close(pooled, expected, atol=5e-4, rtol=1e-3)


def some_rois(count: int) -> Tensor:
    generator = torch.Generator().manual_seed(1)
    corner = torch.rand(count, 2, generator=generator) * torch.tensor([150.0, 90.0])
    side = torch.rand(count, 2, generator=generator) ** 2 * 200 + 1
    return torch.cat((corner, corner + side), dim=1)


def test_gradients_equal_the_operators() -> None:
    rois = [some_rois(40), some_rois(7)]
    gradients = []
    for as_bag in (True, False):
        maps = [m.requires_grad_() for m in feature_maps()]
        pooled, _ = roi_align(maps, STRIDES, rois, CONFIG, as_bag=as_bag)
        weight = torch.randn(pooled.shape, generator=torch.Generator().manual_seed(2))
        gradients.append(torch.autograd.grad((pooled * weight).sum(), maps))
    for bag, operator in zip(*gradients, strict=True):
        assert bool(operator.any())
        torch.testing.assert_close(bag, operator, atol=1e-4, rtol=1e-4)


def test_many_rois_of_many_pictures() -> None:
    maps = feature_maps(pictures=3)
    rois = [some_rois(900), some_rois(0), some_rois(450)]
    bag, levels = roi_align(maps, STRIDES, rois, CONFIG, as_bag=True)
    operator, same_levels = roi_align(maps, STRIDES, rois, CONFIG, as_bag=False)
    assert torch.equal(levels, same_levels)
    assert set(levels.tolist()) == {0, 1, 2, 3}
    torch.testing.assert_close(bag, operator, atol=2e-4, rtol=1e-4)


@pytest.mark.parametrize("as_bag", [True, False])
@pytest.mark.parametrize("ratio", [0, 2])
def test_bf16_features_lose_no_more_than_bf16(as_bag: bool, ratio: int) -> None:
    """Coordinates stay in fp32: rounded to bf16 they would move by pixels."""
    config = dataclasses.replace(CONFIG, sampling_ratio=ratio)
    maps = [
        torch.linspace(0, 1, s[3]).expand(s).contiguous() for s in (m.shape for m in feature_maps())
    ]
    rois = [torch.tensor([[130.3, 40.1, 141.7, 50.9]]), some_rois(30)]
    exact, _ = roi_align(maps, STRIDES, rois, config, as_bag=False)
    narrow, _ = roi_align([m.bfloat16() for m in maps], STRIDES, rois, config, as_bag=as_bag)
    assert narrow.dtype == torch.bfloat16
    torch.testing.assert_close(narrow.float(), exact, atol=1e-2, rtol=1e-2)


@pytest.mark.parametrize("as_bag", [True, False])
def test_no_rois(as_bag: bool) -> None:
    maps = [m.requires_grad_() for m in feature_maps()]
    pooled, levels = roi_align(maps, STRIDES, [torch.zeros(0, 4)] * 2, CONFIG, as_bag=as_bag)
    assert pooled.shape == (0, 5, 7, 7)
    assert levels.shape == (0,)


def test_sampling_ratio_0_takes_as_many_samples_as_cells() -> None:
    config = dataclasses.replace(CONFIG, sampling_ratio=0)
    maps, rois = feature_maps(), [some_rois(25), some_rois(9)]
    pooled, levels = roi_align(maps, STRIDES, rois, config, as_bag=True)
    torch.testing.assert_close(pooled, oracle(maps, rois, config, levels), atol=1e-5, rtol=1e-5)
    fixed, _ = roi_align(maps, STRIDES, rois, CONFIG, as_bag=True)
    assert not torch.allclose(pooled, fixed, atol=1e-2)


@pytest.mark.parametrize(
    ("side", "level"),
    [(1, 0), (55, 0), (111.9, 0), (112, 1), (223.9, 1), (224, 2), (447, 2), (448, 3), (5000, 3)],
)
def test_eq_1_of_the_paper(side: float, level: int) -> None:
    """k = floor(4 + log2(sqrt(w h) / 224)): 224 pixels pool from P4, 112 from P3."""
    square = torch.tensor([[3.0, 4.0, 3.0 + side, 4.0 + side]])
    thin = torch.tensor([[0.0, 0.0, side / 4, side * 4]])
    assert assign_levels(torch.cat((square, thin)), BoxConfig()).tolist() == [level, level]


@given(st.floats(0.5, 4000), st.floats(0.5, 4000))
def test_eq_1_against_the_formula(width: float, height: float) -> None:
    k = 4 + math.log2(math.sqrt(width * height) / 224)
    allowed = {min(max(math.floor(k + e), 2), 5) - 2 for e in (-1e-4, 1e-4)}
    rois = torch.tensor([[0.0, 0.0, width, height]])
    assert int(assign_levels(rois, BoxConfig())[0]) in allowed


def test_eq_1_clamps_to_the_levels_that_there_are() -> None:
    one = dataclasses.replace(BoxConfig(), roi_levels=(0,), k_min=5)
    boxes = torch.tensor([[0.0, 0, 3, 3], [0, 0, 300, 300], [0, 0, 3000, 3000], [9, 9, 9, 9]])
    assert assign_levels(boxes, one).tolist() == [0, 0, 0, 0]
    assert assign_levels(boxes, BoxConfig()).tolist() == [0, 2, 3, 0]
