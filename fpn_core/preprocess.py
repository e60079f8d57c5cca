"""From upright RGB pictures to a padded batch of network pixels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from fpn_core.config import InputConfig
from fpn_core.errors import PictureError


@dataclass
class Batch:
    """pixels (B, 3, H, W) normalised and padded with zeros at the right and the bottom; sizes:
    (height, width) of each picture in network pixels without padding; scales: network pixels for
    one picture pixel, (x, y) for each picture."""

    pixels: Tensor
    sizes: list[tuple[int, int]]
    scales: list[tuple[float, float]]

    @property
    def padded(self) -> tuple[int, int]:
        """(height, width) with padding."""
        return int(self.pixels.shape[2]), int(self.pixels.shape[3])

    def padded_to(self, height: int, width: int) -> "Batch":
        """The same pictures with more padding."""
        if (height, width) == self.padded:
            return self
        more = (0, width - self.padded[1], 0, height - self.padded[0])
        return Batch(F.pad(self.pixels, more), self.sizes, self.scales)


def network_scale(width: int, height: int, config: InputConfig) -> float:
    """How much larger a picture of width x height becomes in network pixels."""
    short, long = min(width, height), max(width, height)
    if config.min_side == 0:
        return config.max_side / long
    return min(config.min_side / short, config.max_side / long)


def network_size(width: int, height: int, config: InputConfig) -> tuple[int, int]:
    """(width, height) of a picture in network pixels, without padding, at least 1 x 1."""
    factor = network_scale(width, height, config)
    if config.resize == "torchvision":
        return max(math.floor(width * factor), 1), max(math.floor(height * factor), 1)
    if config.resize == "pil":  # detectron2 rounds halves up
        return max(math.floor(width * factor + 0.5), 1), max(math.floor(height * factor + 0.5), 1)
    return max(round(width * factor), 1), max(round(height * factor), 1)


def to_batch(
    pictures: Sequence[np.ndarray], config: InputConfig, device: torch.device | str = "cpu"
) -> Batch:
    """Resize, normalise and pad upright RGB uint8 pictures (H, W, 3)."""
    if not pictures:
        raise PictureError("a batch needs at least one picture")
    resized = []
    for number, picture in enumerate(pictures):
        shaped = picture.ndim == 3 and picture.shape[2] == 3 and picture.size > 0
        if not shaped or picture.dtype != np.uint8:
            raise PictureError(
                f"picture {number}: expected an RGB uint8 array (height, width, 3), "
                f"got {picture.dtype} {picture.shape}"
            )
        resized.append(_resize(picture, config, device))
    sizes = [(int(r.shape[1]), int(r.shape[2])) for r in resized]
    height = padded_side(max(h for h, _ in sizes), config.divisor)
    width = padded_side(max(w for _, w in sizes), config.divisor)
    pixels = resized[0].new_zeros((len(resized), 3, height, width))
    for row, values in enumerate(resized):
        pixels[row, :, : values.shape[1], : values.shape[2]] = values
    scales = [
        (w / picture.shape[1], h / picture.shape[0])
        for (h, w), picture in zip(sizes, pictures, strict=True)
    ]
    return Batch(pixels, sizes, scales)


def padded_side(side: int, divisor: int) -> int:
    """The next multiple of `divisor`."""
    return math.ceil(side / divisor) * divisor


def _normalise(values: Tensor, config: InputConfig) -> Tensor:
    if config.bgr:
        values = values.flip(0)
    mean = values.new_tensor(config.mean)[:, None, None]
    std = values.new_tensor(config.std)[:, None, None]
    return (values / config.value_scale - mean) / std


def _resize(picture: np.ndarray, config: InputConfig, device: torch.device | str) -> Tensor:
    """One picture as normalised floats (3, h, w)."""
    height, width = picture.shape[:2]
    size = network_size(width, height, config)
    if config.resize == "torchvision":
        values = torch.from_numpy(np.ascontiguousarray(picture)).to(device)
        normal = _normalise(values.permute(2, 0, 1).contiguous().float(), config)
        factor = network_scale(width, height, config)
        if min(height * factor, width * factor) < 1:
            return F.interpolate(normal[None], size=size[::-1], mode="bilinear")[0]
        return F.interpolate(
            normal[None],
            scale_factor=factor,
            mode="bilinear",
            recompute_scale_factor=True,
            align_corners=False,
        )[0]
    if size != (width, height):
        if config.resize == "pil":
            image = Image.fromarray(picture).resize(size, Image.Resampling.BILINEAR)
            picture = np.asarray(image).copy()
        else:
            shrinks = size[0] < width or size[1] < height
            method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
            picture = cv2.resize(picture, size, interpolation=method)
    values = torch.from_numpy(np.ascontiguousarray(picture)).to(device)
    return _normalise(values.permute(2, 0, 1).float(), config)
