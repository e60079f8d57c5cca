"""From pictures to network pixels: sizes, arithmetic, padding."""

import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from torchvision.models.detection.transform import GeneralizedRCNNTransform

from fpn_core.config import InputConfig, Resize, lite
from fpn_core.errors import PictureError
from fpn_core.preprocess import network_size, padded_side, to_batch
from tests.unit.fpn_core.tiny import picture

PAPER = InputConfig()
LITE = lite(("cat",)).input


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((640, 480), (1067, 800)),
        ((480, 640), (800, 1067)),
        ((1000, 200), (1333, 267)),
        ((1, 1), (800, 800)),
    ],
)
def test_the_short_side_becomes_800_unless_the_long_one_passes_1333(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert network_size(*size, PAPER) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((640, 480), (384, 288)),
        ((100, 200), (192, 384)),
        ((1, 1), (384, 384)),
        ((5000, 1), (384, 1)),
    ],
)
def test_the_long_side_alone_counts(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert network_size(*size, LITE) == expected


@given(st.integers(1, 4000), st.integers(1, 4000), st.sampled_from([PAPER, LITE]))
def test_sides_keep_within_their_limits(width: int, height: int, config: InputConfig) -> None:
    size = network_size(width, height, config)
    assert min(size) >= 1
    assert max(size) <= config.max_side
    factor = max(size) / max(width, height)
    for before, after in zip((width, height), size, strict=True):
        assert abs(before * factor - after) <= 1


@pytest.mark.parametrize("size", [(60, 40), (33, 71), (200, 150), (91, 91)])
def test_torchvisions_arithmetic_is_torchvisions(size: tuple[int, int]) -> None:
    config = InputConfig(min_side=64, max_side=100, resize="torchvision")
    theirs = GeneralizedRCNNTransform(64, 100, list(config.mean), list(config.std)).eval()
    pixels = picture(*size)
    values = torch.from_numpy(pixels).permute(2, 0, 1).float() / 255
    expected, _ = theirs([values])
    batch = to_batch([pixels], config)
    assert batch.sizes == [tuple(expected.image_sizes[0])]
    torch.testing.assert_close(batch.pixels, expected.tensors, atol=1e-5, rtol=1e-5)


def test_normalised_values_of_a_worked_example() -> None:
    pixels = np.full((8, 8, 3), (127, 255, 0), np.uint8)
    lite_values = to_batch([pixels], dataclasses.replace(LITE, max_side=8)).pixels[0, :, 0, 0]
    assert lite_values.tolist() == [0.0, 1.0, pytest.approx(-127 / 128)]
    paper = dataclasses.replace(PAPER, min_side=8, max_side=8)
    values = to_batch([pixels], paper).pixels[0, :, 0, 0].tolist()
    expected = [(127 / 255 - 0.485) / 0.229, (1 - 0.456) / 0.224, -0.406 / 0.225]
    assert values == pytest.approx(expected, abs=1e-5)


def test_bgr_models_get_bgr() -> None:
    pixels = np.full((8, 8, 3), (10, 20, 30), np.uint8)
    config = InputConfig(0, 8, bgr=True, value_scale=1.0, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0))
    assert to_batch([pixels], config).pixels[0, :, 0, 0].tolist() == [30, 20, 10]


def test_pillows_arithmetic_is_pillows() -> None:
    pixels = picture(50, 40)
    config = InputConfig(0, 30, resize="pil", value_scale=1.0, mean=(0.0,) * 3, std=(1.0,) * 3)
    expected = np.asarray(Image.fromarray(pixels).resize((30, 24), Image.Resampling.BILINEAR))
    values = to_batch([pixels], config).pixels[0, :, :24, :30]
    assert torch.equal(values, torch.from_numpy(expected.copy()).permute(2, 0, 1).float())


def test_shrinking_averages() -> None:
    """Each network pixel is the mean of what it covers: thin lines do not vanish."""
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:, ::4] = 200
    values = to_batch(
        [pixels], InputConfig(0, 16, value_scale=1.0, mean=(0.0,) * 3, std=(1.0,) * 3)
    )
    assert torch.unique(values.pixels[0, :, :16, :16]).tolist() == [50.0]


def test_a_batch_is_padded_with_zeros_at_the_right_and_the_bottom() -> None:
    batch = to_batch([picture(64, 30), picture(20, 64)], InputConfig(0, 64))
    assert batch.pixels.shape == (2, 3, 64, 64)
    assert batch.sizes == [(30, 64), (64, 20)]
    assert batch.scales == [(1.0, 1.0), (1.0, 1.0)]
    assert not batch.pixels[0, :, 30:].any()
    assert not batch.pixels[1, :, :, 20:].any()
    alone = to_batch([picture(64, 30)], InputConfig(0, 64))
    assert alone.pixels.shape == (1, 3, 32, 64)
    assert torch.equal(batch.pixels[0, :, :32], alone.pixels[0])


def test_scales_are_those_of_the_rounded_sides() -> None:
    batch = to_batch([picture(300, 7)], InputConfig(0, 100))
    assert batch.sizes == [(2, 100)]
    assert batch.scales == [(100 / 300, 2 / 7)]


def test_padding_goes_to_the_next_multiple() -> None:
    assert [padded_side(side, 32) for side in (1, 32, 33, 384)] == [32, 32, 64, 384]


@pytest.mark.parametrize("resize", ["area", "torchvision", "pil"])
@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (2, 3)])
def test_pictures_of_every_shape_have_network_pixels(resize: Resize, size: tuple[int, int]) -> None:
    config = dataclasses.replace(LITE, resize=resize)
    batch = to_batch([picture(*size)], config)
    height, width = batch.sizes[0]
    assert (width, height) == network_size(*size, config)
    assert bool(torch.isfinite(batch.pixels).all())


def test_views_of_arrays_are_fine() -> None:
    pixels = picture(40, 30)
    config = InputConfig(0, 40)
    turned = to_batch([pixels[:, ::-1]], config).pixels
    assert torch.equal(turned, to_batch([np.ascontiguousarray(pixels[:, ::-1])], config).pixels)


def test_no_pictures_are_no_batch() -> None:
    with pytest.raises(PictureError, match="at least one picture"):
        to_batch([], PAPER)
