"""Level colours: by rank, readable under text, and apart for colour-blind people."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from fpn_core.levels import (
    HALO_COLOUR,
    LEVEL_COLOURS,
    NO_LEVEL_COLOUR,
    colour_of_rank,
    contrast_ratio,
    rgb,
    text_colour_on,
)

SEVEN = [colour_of_rank(rank) for rank in range(7)]
# Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}


def lab_of(colour: str, vision: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """CIE Lab (D65) of "#RRGGBB" as seen through a 3x3 matrix on linear RGB."""
    encoded = np.array(rgb(colour)) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(vision @ linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_the_papers_levels_have_the_designed_colours() -> None:
    assert [tuple(colour) for colour in LEVEL_COLOURS] == [
        ("P2", "#F0E442"),
        ("P3", "#E69F00"),
        ("P4", "#2DBE8D"),
        ("P5", "#56B4E9"),
        ("P6", "#D58BC4"),
    ]


def test_colours_go_by_rank_then_reserve_then_round_again() -> None:
    assert SEVEN[:5] == [colour.hex for colour in LEVEL_COLOURS]
    assert len(set(SEVEN)) == 7
    assert colour_of_rank(7) == SEVEN[0]
    assert colour_of_rank(13) == SEVEN[6]


def test_no_level_has_a_colour_of_its_own() -> None:
    assert colour_of_rank(-1) == NO_LEVEL_COLOUR
    assert NO_LEVEL_COLOUR not in SEVEN


def test_rgb_reads_the_hex_form_only() -> None:
    assert rgb("#F0E442") == (240, 228, 66)
    for wrong in ("F0E442", "#F0E44", "#GGGGGG", "yellow"):
        with pytest.raises(ValueError, match=r"form #RRGGBB|invalid literal"):
            rgb(wrong)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast_ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast_ratio("#123456", "#123456") == pytest.approx(1)


def test_text_is_black_on_light_and_white_on_dark() -> None:
    assert text_colour_on("#F0E442") == "#000000"
    assert text_colour_on(HALO_COLOUR) == "#FFFFFF"


@pytest.mark.parametrize("colour", [*SEVEN, NO_LEVEL_COLOUR])
def test_text_and_lines_read_on_every_level(colour: str) -> None:
    assert contrast_ratio(text_colour_on(colour), colour) >= 4.5
    assert contrast_ratio(HALO_COLOUR, colour) >= 3.0  # the halo marks the line's edge


@pytest.mark.parametrize("kind", VISION)
def test_no_two_levels_look_alike(kind: str) -> None:
    """A colour difference of 2.3 is just visible; labels need several times that."""
    for first, second in combinations(SEVEN, 2):
        distance = np.linalg.norm(lab_of(first, VISION[kind]) - lab_of(second, VISION[kind]))
        assert distance > 11, (first, second)
