"""Class colours stay away from level colours and from each other, for colour-blind eyes too."""

import itertools

import numpy as np
import pytest

from app.domain.class_palette import CLASS_COLOURS, class_colour
from fpn_core.levels import LEVEL_COLOURS, rgb

# Linear sRGB to Oklab by way of cone responses, and Machado's 2009 full protanopia, deuteranopia.
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
EYES = {
    "normal": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}


def seen(colour: str, eyes: str) -> np.ndarray:
    parts = np.array(rgb(colour)) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    cones = np.clip(EYES[eyes] @ linear, 0, 1) @ TO_CONES.T
    return TO_LAB @ np.cbrt(cones)


def distance(a: str, b: str, eyes: str) -> float:
    return float(np.linalg.norm(seen(a, eyes) - seen(b, eyes)))


@pytest.mark.parametrize(("eyes", "least"), [("normal", 0.1), ("protan", 0.06), ("deutan", 0.06)])
@pytest.mark.parametrize("number", range(80))
def test_a_class_never_looks_like_a_level(number: int, eyes: str, least: float) -> None:
    colour = class_colour(number)
    near = min(distance(colour, level.hex, eyes) for level in LEVEL_COLOURS)
    assert near >= least, f"{colour} is {near:.3f} from a level colour"


def test_classes_are_told_apart() -> None:
    assert len({class_colour(number) for number in range(80)}) == 80
    for count, least in ((8, 0.09), (24, 0.055)):
        pairs = itertools.combinations(CLASS_COLOURS[:count], 2)
        assert min(distance(a, b, "normal") for a, b in pairs) >= least


def test_a_class_keeps_its_colour() -> None:
    assert [class_colour(number) for number in (0, 1, 25)] == ["#C30096", "#8787FF", "#515199"]
