"""The sample pictures: readable, small, and each with its source and terms."""

import pytest
import torch

from fpn_core.anchors import base_anchors
from fpn_core.config import lite
from fpn_core.media import find_pictures, read_picture
from resources import FOLDER
from resources.samples.make_samples import COMPOSED, FACE

SAMPLES = FOLDER / "samples"
PICTURES = sorted(path.name for path in SAMPLES.glob("*.jpg"))
FREE_TERMS = ("CC0", "public domain", "CC0 and public domain")


def table() -> dict[str, str]:
    """Picture name -> terms, as SOURCES.md lists them."""
    text = (SAMPLES / "SOURCES.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return {row[0].strip("`"): row[-1] for row in rows}


def test_every_picture_has_a_source_and_free_terms() -> None:
    assert sorted(table()) == PICTURES
    assert set(table().values()) <= set(FREE_TERMS)


def test_the_pictures_are_found_and_small() -> None:
    assert sorted(path.name for path in find_pictures([SAMPLES])) == PICTURES
    assert len(PICTURES) >= 7
    assert sum((SAMPLES / name).stat().st_size for name in PICTURES) <= 3_000_000


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_readable(name: str) -> None:
    height, width, channels = read_picture(SAMPLES / name).shape
    assert channels == 3
    assert min(height, width) >= 300


def test_each_of_the_five_cats_fits_another_level() -> None:
    config = lite()
    shape = (FACE[3] - FACE[1]) / (FACE[2] - FACE[0])
    best = []
    for _, _, _, share in COMPOSED["a_cat_at_five_sizes"]:
        side = torch.tensor([share, share * shape]) * config.input.max_side
        overlaps = []
        for level in config.levels:
            anchors = base_anchors(level, config.rpn)
            sides = anchors[:, 2:] - anchors[:, :2]
            common = torch.minimum(sides, side).prod(dim=1)
            overlaps.append((common / (sides.prod(dim=1) + side.prod() - common)).max().item())
        best.append(config.levels[overlaps.index(max(overlaps))].name)
    assert best == ["P6", "P5", "P4", "P3", "P2"]
