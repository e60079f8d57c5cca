"""16-bit values are read as they are stored, upright, and only for looking at them."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from fpn_core.errors import PictureError
from fpn_core.media import has_wide_values, read_picture, read_wide_values

GREY = (np.arange(12 * 20, dtype=np.uint16).reshape(12, 20) * 250).astype(np.uint16)
COLOUR = np.stack([GREY, GREY[::-1], GREY[:, ::-1]], axis=2)


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_grey_and_colour_values_are_those_stored(tmp_path: Path, suffix: str) -> None:
    grey, colour = tmp_path / f"grey{suffix}", tmp_path / f"colour{suffix}"
    Image.fromarray(GREY).save(grey)
    cv2.imwrite(str(colour), np.ascontiguousarray(COLOUR[:, :, ::-1]))
    for path, values in ((grey, GREY), (colour, COLOUR)):
        assert has_wide_values(path)
        read = read_wide_values(path)
        assert read is not None
        assert read.dtype == np.uint16
        np.testing.assert_array_equal(read, values)


def test_transparency_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    alpha = np.full((*GREY.shape, 1), 30_000, np.uint16)
    cv2.imwrite(str(path), np.concatenate([COLOUR[:, :, ::-1], alpha], axis=2))
    read = read_wide_values(path)
    assert read is not None
    np.testing.assert_array_equal(read, COLOUR)


def test_values_are_upright_as_the_picture_is(tmp_path: Path) -> None:
    path = tmp_path / "turned.png"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(GREY).save(path, exif=exif)
    read = read_wide_values(path)
    assert read is not None
    assert read.shape == read_picture(path).shape[:2] == (20, 12)
    np.testing.assert_array_equal(read, np.rot90(GREY, -1))


def test_other_pictures_have_none_and_broken_ones_say_why(tmp_path: Path) -> None:
    plain, broken = tmp_path / "plain.png", tmp_path / "broken.png"
    Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(plain)
    assert not has_wide_values(plain)
    assert read_wide_values(plain) is None
    Image.fromarray(np.random.default_rng(0).integers(0, 65535, (64, 64), np.uint16)).save(broken)
    broken.write_bytes(broken.read_bytes()[:2000])
    with pytest.raises(PictureError, match=r"broken\.png"):
        read_wide_values(broken)
    with pytest.raises(PictureError, match="no such file"):
        has_wide_values(tmp_path / "gone.png")
