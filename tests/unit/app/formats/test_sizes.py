"""Sizes read the quick way are those of the one reader of pictures, whatever the file."""

from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from app.domain.formats.sizes import quick_size
from fpn_core.errors import PictureError
from fpn_core.media import picture_size


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.bmp", "a.gif"])
@pytest.mark.parametrize("orientation", [0, 1, 6])
def test_every_kind_has_the_size_that_is_shown(tmp_path: Path, name: str, orientation: int) -> None:
    more = {"exif": turned(orientation)} if orientation else {}
    Image.new("RGB", (37, 21)).save(tmp_path / name, **more)  # type: ignore[arg-type]
    path = str(tmp_path / name)
    assert quick_size(path) == picture_size(path)


def test_chunks_segments_and_modes(tmp_path: Path) -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("words", "x" * 5000)
    Image.new("P", (5, 9)).save(tmp_path / "text.png", pnginfo=text, dpi=(72, 72))
    Image.new("CMYK", (30, 9)).save(tmp_path / "cmyk.jpg", progressive=True)
    Image.new("L", (30, 9)).save(tmp_path / "grey.jpg", comment=b"x" * 60_000)
    for file in tmp_path.iterdir():
        assert quick_size(str(file)) == picture_size(file)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\x00\x01", b"text"])
def test_a_broken_file_says_why(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(data)
    with pytest.raises(PictureError, match=r"a\.jpg"):
        quick_size(str(file))
    with pytest.raises(PictureError, match="no such file"):
        quick_size(str(tmp_path / "gone.png"))
