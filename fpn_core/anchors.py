"""The anchors of every level (paper section 4.1): one size a level, three shapes, at every cell."""

import torch
from torch import Tensor

from fpn_core.config import DetectorConfig, LevelConfig, RpnConfig


def base_anchors(level: LevelConfig, config: RpnConfig) -> Tensor:
    """Anchors (A, 4) around the origin; the ratio varies slowest, as in torchvision's heads."""
    ratios = torch.tensor(config.anchor_ratios, dtype=torch.float32)
    sizes = torch.tensor(level.anchor_sizes, dtype=torch.float32)
    tall = torch.sqrt(ratios)
    widths = ((1 / tall)[:, None] * sizes[None, :]).flatten()
    heights = (tall[:, None] * sizes[None, :]).flatten()
    anchors = torch.stack((-widths, -heights, widths, heights), dim=1) / 2
    return anchors.round() if config.round_anchors else anchors


def level_strides(
    config: DetectorConfig, grids: list[tuple[int, int]], size: tuple[int, int]
) -> list[tuple[int, int]]:
    """The (vertical, horizontal) distance of anchors on each level, in network pixels."""
    if config.rpn.anchor_stride == "level":
        return [(level.stride, level.stride) for level in config.levels]
    return [(size[0] // rows, size[1] // columns) for rows, columns in grids]


def all_anchors(
    config: DetectorConfig,
    grids: list[tuple[int, int]],
    size: tuple[int, int],
    device: torch.device | str = "cpu",
) -> list[Tensor]:
    """Anchors of each level, (rows * columns * A, 4), in network pixels.

    `grids`: (rows, columns) of each level's map; `size`: padded (height, width) of the input.
    Row i of the concatenation over levels is what `anchor_index` i means.
    """
    anchors = []
    strides = level_strides(config, grids, size)
    for level, (rows, columns), (stride_y, stride_x) in zip(
        config.levels, grids, strides, strict=True
    ):
        y = torch.arange(rows, dtype=torch.float32, device=device) * stride_y
        x = torch.arange(columns, dtype=torch.float32, device=device) * stride_x
        grid_y, grid_x = torch.meshgrid(y, x, indexing="ij")
        shifts = torch.stack((grid_x, grid_y, grid_x, grid_y), dim=-1).reshape(-1, 1, 4)
        base = base_anchors(level, config.rpn).to(device)
        anchors.append((shifts + base[None]).reshape(-1, 4))
    return anchors
