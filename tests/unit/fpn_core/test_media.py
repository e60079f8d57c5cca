"""Pictures of every usual kind come upright as RGB; broken ones end in one clear line."""

import os
import struct
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from fpn_core.errors import PictureError
from fpn_core.media import PICTURE_SUFFIXES, find_pictures, picture_size, read_picture

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
# What each EXIF orientation does to the picture below: (height, width, its four corners).
UPRIGHT = {
    1: (16, 24, (RED, GREEN, BLUE, WHITE)),
    2: (16, 24, (GREEN, RED, WHITE, BLUE)),
    3: (16, 24, (WHITE, BLUE, GREEN, RED)),
    4: (16, 24, (BLUE, WHITE, RED, GREEN)),
    5: (24, 16, (RED, BLUE, GREEN, WHITE)),
    6: (24, 16, (BLUE, RED, WHITE, GREEN)),
    7: (24, 16, (WHITE, GREEN, BLUE, RED)),
    8: (24, 16, (GREEN, WHITE, RED, BLUE)),
}


def four_corners() -> Image.Image:
    """24x16: red and green above, blue and white below."""
    pixels = np.empty((16, 24, 3), np.uint8)
    pixels[:8, :12], pixels[:8, 12:], pixels[8:, :12], pixels[8:, 12:] = RED, GREEN, BLUE, WHITE
    return Image.fromarray(pixels)


def corners_of(pixels: npt.NDArray[np.uint8]) -> list[tuple[int, ...]]:
    """Upper left, upper right, lower left and lower right pixel, each channel black or full."""
    full = np.where(pixels > 127, 255, 0)
    return [tuple(full[y, x].tolist()) for y in (1, -2) for x in (1, -2)]


def noise(height: int = 60, width: int = 90) -> Image.Image:
    generator = np.random.default_rng(0)
    return Image.fromarray(generator.integers(0, 256, (height, width, 3), dtype=np.uint8))


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def write_16_bit_tiff(path: Path, pixels: npt.NDArray[np.uint16], orientation: int) -> None:
    """An uncompressed RGB TIFF of one strip; neither Pillow nor OpenCV writes a turned one."""
    height, width, _ = pixels.shape
    data = pixels.astype("<u2").tobytes()
    bits_at = 8 + len(data)
    short, long = 3, 4
    entries = [
        (256, long, 1, width),
        (257, long, 1, height),
        (258, short, 3, bits_at),
        (259, short, 1, 1),
        (262, short, 1, 2),
        (273, long, 1, 8),
        (274, short, 1, orientation),
        (277, short, 1, 3),
        (278, long, 1, height),
        (279, long, 1, len(data)),
    ]
    table = struct.pack("<H", len(entries))
    table += b"".join(struct.pack("<HHII", *entry) for entry in entries) + struct.pack("<I", 0)
    bits = struct.pack("<HHHH", 16, 16, 16, 0)
    path.write_bytes(b"II*\0" + struct.pack("<I", bits_at + 8) + data + bits + table)


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif"])
def test_turned_pictures_come_upright(tmp_path: Path, suffix: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"turned.{suffix}"
    four_corners().save(path, exif=exif, quality=100)
    height, width, corners = UPRIGHT[orientation]
    pixels = read_picture(path)
    assert pixels.shape == (height, width, 3)
    assert corners_of(pixels) == list(corners)
    assert picture_size(path) == (width, height)


def test_turned_pixels_are_contiguous_and_writable(tmp_path: Path) -> None:
    exif = Image.Exif()
    for orientation in (1, 6):
        exif[0x0112] = orientation
        noise().save(tmp_path / "a.jpg", exif=exif)
        pixels = read_picture(tmp_path / "a.jpg")
        assert pixels.dtype == np.uint8
        assert pixels.flags.c_contiguous
        assert pixels.flags.writeable


@pytest.mark.filterwarnings("ignore::UserWarning")  # as media itself tells Pillow
def test_broken_exif_does_not_cost_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    four_corners().save(path, exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff", quality=100)
    assert corners_of(read_picture(path)) == [RED, GREEN, BLUE, WHITE]
    assert picture_size(path) == (24, 16)


@pytest.mark.parametrize("suffix", ["png", "webp", "tif", "bmp"])
def test_lossless_kinds_give_their_very_pixels(tmp_path: Path, suffix: str) -> None:
    picture = noise(700, 50)  # taller than one band of the conversion
    options: dict[str, Any] = {"lossless": True} if suffix == "webp" else {}
    picture.save(tmp_path / f"a.{suffix}", **options)
    np.testing.assert_array_equal(read_picture(tmp_path / f"a.{suffix}"), np.asarray(picture))


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "YCbCr"])
def test_other_modes_become_rgb(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("a.tif" if mode in ("CMYK", "YCbCr") else "a.png")
    source = four_corners().convert(mode)
    source.save(path)
    np.testing.assert_array_equal(read_picture(path), np.asarray(source.convert("RGB")))


def test_a_cmyk_jpeg_has_its_colours(tmp_path: Path) -> None:
    four_corners().convert("CMYK").save(tmp_path / "a.jpg", quality=100)
    assert corners_of(read_picture(tmp_path / "a.jpg")) == [RED, GREEN, BLUE, WHITE]


def test_transparent_parts_lie_on_white(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (4, 1), (200, 0, 0, 255))
    picture.putpixel((1, 0), (200, 0, 0, 0))
    picture.putpixel((2, 0), (0, 0, 0, 128))
    picture.save(tmp_path / "a.png")
    pixels = read_picture(tmp_path / "a.png")[0].tolist()
    assert pixels[:2] == [[200, 0, 0], [255, 255, 255]]
    assert pixels[2] == pytest.approx([127, 127, 127], abs=1)


def test_a_transparent_palette_colour_lies_on_white(tmp_path: Path) -> None:
    picture = Image.new("P", (3, 1))
    picture.putpalette([*RED, *GREEN, *BLUE])
    picture.putdata([0, 1, 2])
    picture.save(tmp_path / "a.gif", transparency=1)
    assert read_picture(tmp_path / "a.gif")[0].tolist() == [list(RED), list(WHITE), list(BLUE)]


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_16_bit_grey_is_stretched_over_its_own_range(tmp_path: Path, suffix: str) -> None:
    wide = np.array([[100, 1000], [2000, 2800]], np.uint16)  # a 12-bit camera's dark picture
    cv2.imwrite(str(tmp_path / f"a.{suffix}"), wide)
    pixels = read_picture(tmp_path / f"a.{suffix}")
    assert pixels[:, :, 0].tolist() == [[0, 85], [179, 255]]
    assert (pixels == pixels[:, :, :1]).all()


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_16_bit_colour_keeps_its_low_bits_and_its_hue(tmp_path: Path, suffix: str) -> None:
    red_green_blue = np.array([[[0, 0, 0], [1020, 510, 255], [255, 0, 0]]], np.uint16)
    cv2.imwrite(str(tmp_path / f"a.{suffix}"), red_green_blue[:, :, ::-1])
    pixels = read_picture(tmp_path / f"a.{suffix}")
    assert pixels[0].tolist() == [[0, 0, 0], [255, 128, 64], [64, 0, 0]]


def test_16_bit_transparency_lies_on_white(tmp_path: Path) -> None:
    pixels = np.array([[[0, 0, 60000, 65535], [0, 0, 60000, 0]]], np.uint16)  # BGRA
    cv2.imwrite(str(tmp_path / "a.png"), pixels)
    assert read_picture(tmp_path / "a.png")[0].tolist() == [[255, 0, 0], [255, 255, 255]]


def test_turned_16_bit_tiff_is_turned_once(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    write_16_bit_tiff(path, np.diag([9000, 9000, 9000]).astype(np.uint16)[None], orientation=6)
    assert read_picture(path)[:, 0].tolist() == np.diag([255, 255, 255]).tolist()
    assert picture_size(path) == (1, 3)


def test_turned_16_bit_png_is_turned_once(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.fliplr(np.diag([9000, 9000, 9000])).astype(np.uint16)[None])
    exif = Image.Exif()
    exif[0x0112] = 6
    data, end_of_header = path.read_bytes(), 33
    turned = chunk(b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0"))
    path.write_bytes(data[:end_of_header] + turned + data[end_of_header:])
    assert read_picture(path)[:, 0].tolist() == np.diag([255, 255, 255]).tolist()
    assert picture_size(path) == (1, 3)


def test_8_bit_values_in_a_16_bit_file_stay_as_they_are(tmp_path: Path) -> None:
    values = np.array([[10, 20], [30, 200]], np.uint16)
    cv2.imwrite(str(tmp_path / "a.png"), values)
    assert read_picture(tmp_path / "a.png")[:, :, 0].tolist() == values.tolist()


def test_an_even_16_bit_tone_keeps_its_place_in_the_range(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.full((2, 2), 32768, np.uint16))
    assert set(read_picture(tmp_path / "a.png").ravel().tolist()) == {127}


def test_float_pictures_are_stretched_and_gaps_are_black(tmp_path: Path) -> None:
    values = np.array([[-1.0, 0.0], [1.0, np.nan]], np.float32)
    Image.fromarray(values).save(tmp_path / "a.tif")
    assert read_picture(tmp_path / "a.tif")[:, :, 0].tolist() == [[0, 128], [255, 0]]


def test_animations_give_their_first_frame(tmp_path: Path) -> None:
    for suffix in ("gif", "webp", "png"):
        path = tmp_path / f"a.{suffix}"
        first, second = Image.new("RGB", (8, 8), RED), Image.new("RGB", (8, 8), BLUE)
        first.save(path, save_all=True, append_images=[second])
        assert corners_of(read_picture(path)) == [RED] * 4


def test_one_pixel_is_a_picture(tmp_path: Path) -> None:
    Image.new("RGB", (1, 1), GREEN).save(tmp_path / "a.png")
    assert read_picture(tmp_path / "a.png").tolist() == [[[0, 255, 0]]]


def test_names_need_not_be_ascii_nor_tell_the_format(tmp_path: Path) -> None:
    path = tmp_path / "사진 été 图.jpg"
    four_corners().save(path, format="PNG")
    assert corners_of(read_picture(path)) == [RED, GREEN, BLUE, WHITE]
    assert picture_size(str(path)) == (24, 16)


@pytest.mark.parametrize("suffix", ["heic", "avif"])
def test_heic_and_avif_are_read_upright(tmp_path: Path, suffix: str) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    path = tmp_path / f"a.{suffix}"
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = four_corners().resize((96, 64), Image.Resampling.NEAREST)
    if suffix == "heic":
        pillow_heif.register_heif_opener()
    picture.save(path, quality=95, exif=exif.tobytes())
    assert corners_of(read_picture(path)) == list(UPRIGHT[6][2])
    assert picture_size(path) == (64, 96)


def test_a_jpeg_may_come_smaller_where_the_caller_allows_it(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "a.jpg"
    noise(400, 640).save(path, exif=exif)
    shapes = {side: read_picture(path, min_side=side).shape[:2] for side in (1000, 150, 100, 1)}
    assert shapes == {1000: (640, 400), 150: (320, 200), 100: (160, 100), 1: (80, 50)}
    assert read_picture(path).shape == (640, 400, 3)
    assert picture_size(path) == (400, 640)


def test_100_megapixels_are_read(tmp_path: Path) -> None:
    for size in ((10_000, 10_500), (10_000, 18_000)):  # Pillow warns of one, refuses the other
        Image.new("1", size).save(tmp_path / f"{size[1]}.png")
        assert picture_size(tmp_path / f"{size[1]}.png") == size
    assert read_picture(tmp_path / "10500.png").shape == (10_500, 10_000, 3)


def test_pictures_are_found_in_natural_order_and_other_files_are_not(tmp_path: Path) -> None:
    names = ["10.jpg", "2.JPG", "b/1.png", "b/c/x.webp", "notes.txt", ".hidden.jpg", ".dir/a.jpg"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = [str(path.relative_to(tmp_path)) for path in find_pictures([tmp_path])]
    assert found == [
        "2.JPG",
        "10.jpg",
        os.path.join("b", "1.png"),
        os.path.join("b", "c", "x.webp"),
    ]


def test_given_files_keep_their_order_and_come_once(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).touch()
    given: list[str | Path] = [tmp_path / "b.jpg", tmp_path, str(tmp_path / "a.jpg")]
    assert find_pictures(given) == [tmp_path / "b.jpg", tmp_path / "a.jpg"]
    assert find_pictures(str(tmp_path / "a.jpg")) == [tmp_path / "a.jpg"]


def test_a_folder_without_pictures_gives_none(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    assert find_pictures([tmp_path]) == []


def test_given_paths_that_are_no_pictures_raise(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(PictureError, match=r"notes\.txt: not a picture"):
        find_pictures([tmp_path / "notes.txt"])
    with pytest.raises(PictureError, match=r"gone: no such file or folder"):
        find_pictures([tmp_path / "gone"])


def test_a_link_to_a_folder_above_ends(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.jpg").touch()
    try:
        (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    assert find_pictures([tmp_path]) == [tmp_path / "sub" / "a.jpg"]


def test_reading_never_changes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    noise().save(path)
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    read_picture(path)
    picture_size(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_suffixes_cover_the_promised_formats() -> None:
    promised = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".heic", ".avif"}
    assert promised <= set(PICTURE_SUFFIXES)
