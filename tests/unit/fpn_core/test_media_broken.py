"""Files that are broken, too large or no pictures: one clear line each, never half a picture."""

import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from fpn_core import media
from fpn_core.errors import PictureError
from fpn_core.media import picture_size, read_picture


def noise(height: int = 60, width: int = 90) -> Image.Image:
    generator = np.random.default_rng(0)
    return Image.fromarray(generator.integers(0, 256, (height, width, 3), dtype=np.uint8))


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header_only(path: Path, width: int, height: int) -> None:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)


def test_heic_without_its_package_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    media._register_heif.cache_clear()
    path = tmp_path / "phone.heic"
    path.write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(40))
    try:
        with pytest.raises(PictureError, match=r"phone\.heic: .*pip install pillow-heif"):
            read_picture(path)
    finally:
        media._register_heif.cache_clear()


@pytest.mark.parametrize("size", [(40_000, 30_000), (60_000, 60_000)])
def test_more_than_a_gigapixel_is_refused_clearly(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "huge.png"
    png_header_only(path, *size)
    for read in (read_picture, picture_size):
        with pytest.raises(PictureError, match=r"huge\.png: .*1,000,000,000 pixels; cut it"):
            read(path)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        ("jpg", {}),
        ("jpg", {"progressive": True}),
        ("png", {}),
        ("webp", {}),
        ("bmp", {}),
        ("gif", {}),
        ("tif", {}),
        ("tif", {"compression": "tiff_lzw"}),
    ],
)
def test_a_file_cut_short_is_an_error_and_no_half_picture(
    tmp_path: Path, suffix: str, options: dict[str, Any], share: float
) -> None:
    path = tmp_path / f"cut.{suffix}"
    noise(200, 300).save(path, **options)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(PictureError, match=rf"^cut\.{suffix}: .*broken.*; "):
        read_picture(path)


def test_a_16_bit_png_cut_short_is_one_error_and_no_other_output(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cut.png"
    cv2.imwrite(str(path), np.random.default_rng(0).integers(0, 65536, (90, 90, 3), np.uint16))
    path.write_bytes(path.read_bytes()[:-4000])
    with pytest.raises(PictureError, match=r"cut\.png: broken or cut short"):
        read_picture(path)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"just some notes\n", "not a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),
        (b"\xff\xd8\xff\xe0", "broken"),
        (b"\x89PNG\r\n\x1a\n", "broken"),
    ],
)
def test_other_files_named_as_pictures_are_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "truck_07.jpg"
    path.write_bytes(data)
    for read in (read_picture, picture_size):
        with pytest.raises(PictureError, match=words) as caught:
            read(path)
        assert str(caught.value).startswith("truck_07.jpg: ")
        assert "\n" not in str(caught.value)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="a folder, not a picture"):
        read_picture(tmp_path)
    with pytest.raises(PictureError, match=r"none\.jpg: no such file"):
        read_picture(tmp_path / "none.jpg")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are a Unix matter")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(PictureError, match="not a regular file"):
        read_picture(tmp_path / "pipe.jpg")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Unix rights")
def test_a_file_without_read_permission_says_so(tmp_path: Path) -> None:
    path = tmp_path / "secret.png"
    noise().save(path)
    path.chmod(0)
    if os.geteuid() != 0:
        with pytest.raises(PictureError, match="no permission"):
            read_picture(path)
        return
    for folder in (tmp_path, *tmp_path.parents[:3]):  # root reads anything: ask as somebody else
        folder.chmod(folder.stat().st_mode | 0o055)
    script = "import os, sys; from fpn_core.media import read_picture\n"
    script += "os.setgroups([]); os.setgid(65534); os.setuid(65534); read_picture(sys.argv[1])"
    command = [sys.executable, "-c", script, str(path)]
    root = Path(media.__file__).parents[1]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert "PictureError: secret.png: no permission" in done.stderr
