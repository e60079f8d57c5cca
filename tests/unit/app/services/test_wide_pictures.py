"""16-bit pictures through a window of their values, and 8-bit values through a table."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage

from app.domain.tone import Tone, tone_table, window_table
from app.services.pixels import as_array, as_image, read_wide
from app.views.picture_item import apply_table


@pytest.fixture
def path(tmp_path: Path) -> str:
    values = np.random.default_rng(0).integers(500, 9000, (1500, 2600), np.uint16)
    file = tmp_path / "wide.png"
    Image.fromarray(values).save(file, compress_level=0)
    return str(file)


def test_whole_and_quick_looks_show_the_same(path: str) -> None:
    wide = read_wide(path)
    assert wide is not None
    assert wide.size == (2600, 1500)
    assert (wide.darkest, wide.brightest) == (wide.values.min(), wide.values.max())
    table = window_table(1000, 8000)
    whole, quick = wide.through(table), wide.quickly_through(table)
    assert (whole.width, whole.height) == (quick.width, quick.height) == (2600, 1500)
    assert quick.is_preview
    assert len(whole.sizes) == 2
    shown = as_array(whole.sizes[0])
    np.testing.assert_array_equal(shown[:, :, 0], table[wide.values])
    np.testing.assert_array_equal(shown[:, :, 0], shown[:, :, 2])
    assert max(quick.sizes[0].width(), quick.sizes[0].height()) < 2100
    np.testing.assert_array_equal(as_array(quick.sizes[0])[0, 0], shown[0, 0])


def test_an_8_bit_picture_has_no_window(tmp_path: Path) -> None:
    file = tmp_path / "plain.png"
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(file)
    assert read_wide(str(file)) is None


@pytest.mark.parametrize("width", [1, 2, 7, 64])
def test_a_table_is_applied_to_every_value(width: int) -> None:
    rgb = np.random.default_rng(width).integers(0, 256, (5, width, 3), np.uint8)
    image = as_image(rgb)
    table = tone_table(Tone(brightness=12, contrast=-30))
    apply_table(image, table)
    assert image.format() == QImage.Format.Format_RGB32
    np.testing.assert_array_equal(as_array(image), table[rgb])
    assert image.pixelColor(0, 0).alpha() == 255
