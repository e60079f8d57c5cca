"""The sample pictures: readable, small, and each with its source and terms."""

import pytest

from fpn_core.media import find_pictures, read_picture
from resources import FOLDER

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
    assert len(PICTURES) >= 8
    assert sum((SAMPLES / name).stat().st_size for name in PICTURES) <= 3_000_000


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_readable(name: str) -> None:
    height, width, channels = read_picture(SAMPLES / name).shape
    assert channels == 3
    assert min(height, width) >= 300
