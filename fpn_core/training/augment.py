"""How a training picture varies: a pure function of (seed, epoch, place in the epoch)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch

from fpn_core.coco import CocoPicture
from fpn_core.errors import PictureError, TrainingError
from fpn_core.media import read_picture
from fpn_core.targets import Target
from fpn_core.training.config import TrainConfig

GRIDS = (2, 3, 5)  # pictures along a side of a collage
GRID_SHARES = (0.5, 0.3, 0.2)
GREY = 127
MIN_SIDE = 6.0


@dataclass
class Sample:
    """An upright RGB uint8 picture (H, W, 3) with what is known of it, in its pixels."""

    pixels: np.ndarray
    boxes: np.ndarray
    labels: np.ndarray
    ignore: np.ndarray


def load_sample(
    pictures: Sequence[CocoPicture],
    row: int,
    config: TrainConfig,
    random: np.random.Generator,
    problems: dict[str, str],
) -> tuple[np.ndarray, Target]:
    """Read a picture and vary it: a grid with others, mirrored, a part of it, other colours."""
    sample = read_sample(pictures, row, problems)
    if config.collage > 0 and random.random() < config.collage:
        count = int(random.choice(GRIDS, p=GRID_SHARES))
        others = random.integers(0, len(pictures), count * count - 1)
        enough = max(sample.pixels.shape) // count
        smaller = (read_sample(pictures, int(other), problems, enough) for other in others)
        sample = collage([sample, *smaller])
    elif config.zoom > 0 and random.random() < config.zoom:
        sample = crop(sample, random)
    if config.flip and random.random() < 0.5:
        sample = mirror(sample)
    if config.colour > 0:
        sample.pixels = recolour(sample.pixels, config.colour, random)
    real = ~sample.ignore
    return sample.pixels, Target(
        torch.from_numpy(np.ascontiguousarray(sample.boxes[real], dtype=np.float32)),
        torch.from_numpy(np.ascontiguousarray(sample.labels[real])),
        torch.from_numpy(np.ascontiguousarray(sample.boxes[~real], dtype=np.float32)),
    )


def read_sample(
    pictures: Sequence[CocoPicture],
    row: int,
    problems: dict[str, str],
    min_side: int | None = None,
) -> Sample:
    """The picture of a row with its annotations; with `min_side` it may be read at a smaller scale.

    For a file that cannot be read the next one that can stands in, and `problems` gets a line
    under the file's name. Raises TrainingError where no picture can be read.
    """
    for offset in range(len(pictures)):
        picture = pictures[(row + offset) % len(pictures)]
        try:
            return _with_annotations(read_picture(picture.path, min_side), picture)
        except PictureError as error:
            problems[str(picture.path)] = str(error)
    first = next(iter(problems.values()), "there are none")
    raise TrainingError(f"none of the {len(pictures)} pictures can be read: {first}")


def _with_annotations(pixels: np.ndarray, picture: CocoPicture) -> Sample:
    height, width = pixels.shape[:2]
    ratio = np.array((width / picture.width, height / picture.height) * 2, dtype=np.float32)
    return Sample(pixels, picture.boxes * ratio, picture.labels, picture.ignore)


def collage(samples: Sequence[Sample]) -> Sample:
    """n x n pictures on a grey canvas as large as the first, each whole and in its own shape.

    Objects that come out under MIN_SIDE pixels become ignore regions.
    """
    height, width = samples[0].pixels.shape[:2]
    count = math.isqrt(len(samples))
    canvas = np.full((height, width, 3), GREY, np.uint8)
    boxes = []
    for cell, sample in enumerate(samples):
        left, right = (width * (cell % count + step) // count for step in (0, 1))
        top, bottom = (height * (cell // count + step) // count for step in (0, 1))
        own_height, own_width = sample.pixels.shape[:2]
        scale = min((right - left) / own_width, (bottom - top) / own_height)
        size = max(int(own_width * scale), 1), max(int(own_height * scale), 1)
        small = cv2.resize(sample.pixels, size, interpolation=cv2.INTER_AREA)
        canvas[top : top + size[1], left : left + size[0]] = small
        ratio = np.array((size[0] / own_width, size[1] / own_height) * 2)
        boxes.append(sample.boxes * ratio + np.array((left, top) * 2))
    placed = np.concatenate(boxes).astype(np.float32)
    ignore = np.concatenate([sample.ignore for sample in samples])
    tiny = (placed[:, 2:] - placed[:, :2]).min(axis=1, initial=np.inf) < MIN_SIDE
    labels = np.concatenate([sample.labels for sample in samples])
    return Sample(canvas, placed, labels, ignore | tiny)


def mirror(sample: Sample) -> Sample:
    """Left and right exchanged."""
    boxes = sample.boxes.copy()
    boxes[:, [0, 2]] = sample.pixels.shape[1] - sample.boxes[:, [2, 0]]
    return Sample(sample.pixels[:, ::-1].copy(), boxes, sample.labels, sample.ignore)


def crop(sample: Sample, random: np.random.Generator, tries: int = 10) -> Sample:
    """A part of the picture, 50 % to 100 % of each side, that cuts no object badly.

    Objects of which at least 60 % stay are kept, cut to the part; a part that leaves an object
    with 20 % to 60 % is not taken; the rest of an object below 20 % becomes an ignore region.
    """
    height, width = sample.pixels.shape[:2]
    for _ in range(tries):
        share = random.uniform(0.5, 1.0, 2)
        new_width, new_height = max(int(width * share[0]), 1), max(int(height * share[1]), 1)
        left = int(random.integers(0, width - new_width + 1))
        top = int(random.integers(0, height - new_height + 1))
        low, high = np.array([left, top]), np.array([left + new_width, top + new_height])
        cut = np.concatenate(
            (np.maximum(sample.boxes[:, :2], low), np.minimum(sample.boxes[:, 2:], high)), axis=1
        )
        sides = np.clip(cut[:, 2:] - cut[:, :2], 0, None)
        whole = np.prod(sample.boxes[:, 2:] - sample.boxes[:, :2], axis=1)
        stays = np.prod(sides, axis=1) / np.maximum(whole, 1e-9)
        real = ~sample.ignore
        if np.any(real & (stays > 0.2) & (stays < 0.6)) or not np.any(real & (stays >= 0.6)):
            continue
        kept = (sides > 1).all(axis=1)
        return Sample(
            np.ascontiguousarray(sample.pixels[top : high[1], left : high[0]]),
            (cut - np.tile(low, 2)).astype(np.float32)[kept],
            sample.labels[kept],
            (sample.ignore | (stays < 0.6))[kept],
        )
    return sample


def recolour(pixels: np.ndarray, strength: float, random: np.random.Generator) -> np.ndarray:
    """Brightness, contrast and saturation each changed by up to `strength` (a share of 1)."""
    brightness, contrast, saturation = 1 + strength * random.uniform(-1, 1, 3)
    grey = cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    mixed = cv2.addWeighted(pixels, saturation, grey, 1 - saturation, 0)
    gain = brightness * contrast
    offset = (1 - contrast) * float(grey.mean()) * brightness
    return cv2.addWeighted(mixed, gain, mixed, 0, offset)
