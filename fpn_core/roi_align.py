"""Eq. 1 of the paper and RoIAlign over all levels at once.

R: RoIs, L: pooled levels, B: pictures, S: pooled side, C: channels, T: taps a bin.
"""

import torch
import torch.nn.functional as F
import torchvision
from torch import Tensor

from fpn_core import boxes as box_ops
from fpn_core.config import BoxConfig


def assign_levels(rois: Tensor, config: BoxConfig) -> Tensor:
    """Eq. 1: which entry (R,) of `config.roi_levels` pools each RoI (R, 4) in network pixels.

    k = floor(k0 + log2(sqrt(w h) / canonical_size) + epsilon), clamped to the pooled levels.
    """
    side = torch.sqrt(box_ops.area(rois).clamp(min=0))
    k = torch.floor(config.k0 + torch.log2(side / config.canonical_size) + config.epsilon)
    last = config.k_min + len(config.roi_levels) - 1
    return k.clamp(config.k_min, last).to(torch.long) - config.k_min


def roi_align(
    maps: list[Tensor],
    strides: list[int],
    rois: list[Tensor],
    config: BoxConfig,
    *,
    as_bag: bool,
) -> tuple[Tensor, Tensor]:
    """Features (R, C, S, S) of the RoIs, and the entry (R,) of `roi_levels` that pooled each.

    maps: the L pooled levels' maps (B, C, H, W); rois: (R_b, 4) for each of the B pictures in
    network pixels. `as_bag` computes one embedding_bag over channels-last features, several
    times faster on a CPU; else, and with sampling_ratio 0, torchvision's operator runs level by
    level.
    """
    flat = torch.cat(rois).float()
    pictures = torch.cat(
        [torch.full((len(r),), b, dtype=torch.long, device=r.device) for b, r in enumerate(rois)]
    )
    levels = assign_levels(flat, config)
    if as_bag and config.sampling_ratio > 0:
        return _align_as_bag(maps, strides, flat, pictures, levels, config), levels
    pooled = maps[0].new_zeros((len(flat), maps[0].shape[1], *[config.pooled_size] * 2))
    for entry, (features, stride) in enumerate(zip(maps, strides, strict=True)):
        rows = (levels == entry).nonzero().flatten()
        indexed = torch.cat((pictures[rows, None].to(flat.dtype), flat[rows]), dim=1)
        # The operator wants one dtype for both, and bf16 holds a coordinate of 1,000 to 4 pixels.
        pooled[rows] = torchvision.ops.roi_align(
            features.float(),
            indexed,
            config.pooled_size,
            1.0 / stride,
            config.sampling_ratio,
            config.aligned,
        ).to(features.dtype)
    return pooled, levels


def _align_as_bag(
    maps: list[Tensor],
    strides: list[int],
    rois: Tensor,
    pictures: Tensor,
    levels: Tensor,
    config: BoxConfig,
) -> Tensor:
    """RoIAlign as a weighted sum of rows of one table that holds every cell of every level."""
    channels, side, ratio = maps[0].shape[1], config.pooled_size, config.sampling_ratio
    table = torch.cat([m.permute(0, 2, 3, 1).reshape(-1, channels) for m in maps])
    if len(rois) == 0:
        return table.new_zeros((0, channels, side, side))
    device = rois.device
    heights = torch.tensor([m.shape[2] for m in maps], device=device)[levels]
    widths = torch.tensor([m.shape[3] for m in maps], device=device)[levels]
    cells = torch.tensor([m.shape[0] * m.shape[2] * m.shape[3] for m in maps], device=device)
    first_row = (cells.cumsum(0) - cells)[levels]
    scales = torch.tensor([1.0 / s for s in strides], device=device)[levels]

    scaled = rois * scales[:, None] - (0.5 if config.aligned else 0.0)
    row, row_weight = _taps(scaled[:, 1], scaled[:, 3], heights, config)
    column, column_weight = _taps(scaled[:, 0], scaled[:, 2], widths, config)
    start = first_row + pictures * heights * widths
    row = start[:, None, None] + row * widths[:, None, None]
    index = row[:, :, None, :, None] + column[:, None, :, None, :]
    weight = row_weight[:, :, None, :, None] * column_weight[:, None, :, None, :]
    taps = 4 * ratio * ratio
    pooled = F.embedding_bag(
        index.reshape(-1, taps),
        table,
        mode="sum",
        per_sample_weights=weight.reshape(-1, taps).to(table.dtype),
    )
    return pooled.view(len(rois), side, side, channels).permute(0, 3, 1, 2)


def _taps(low: Tensor, high: Tensor, length: Tensor, config: BoxConfig) -> tuple[Tensor, Tensor]:
    """Cells and weights (R, S, 2 * ratio) along one axis for the bins of [low, high] in cells.

    A sample beyond [-1, length] weighs nothing; one in [-1, 0] or [length - 1, length] takes the
    border cell, as He et al. (Mask R-CNN, 2017) and every implementation since have it.
    """
    side, ratio = config.pooled_size, config.sampling_ratio
    extent = high - low if config.aligned else (high - low).clamp(min=1.0)
    # Summed in the operator's order, so that samples on a border fall on the same side of it.
    bin_size = (extent / side)[:, None]
    step = torch.arange(side * ratio, device=low.device)
    bins, sample = torch.div(step, ratio, rounding_mode="floor"), step % ratio
    position = low[:, None] + bins * bin_size + (sample + 0.5) * bin_size / ratio
    last = (length - 1).to(low.dtype)[:, None]
    inside = (position >= -1.0) & (position <= last + 1.0)
    position = torch.minimum(position.clamp(min=0.0), last)
    lower = position.floor()
    upper_share = position - lower
    cells = torch.stack((lower, torch.minimum(lower + 1, last)), dim=-1).to(torch.long)
    weights = torch.stack((1 - upper_share, upper_share), dim=-1) * inside[..., None] / ratio
    shape = (len(low), side, 2 * ratio)
    return cells.reshape(shape), weights.reshape(shape)
