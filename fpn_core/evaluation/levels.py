"""The level that a ground truth belongs to, by its anchor and by Eq. 1."""

import torch
from torch import Tensor

from fpn_core import boxes as box_ops
from fpn_core.config import BoxConfig
from fpn_core.roi_align import assign_levels

CHUNK = 4_000_000  # entries of the IoU matrix at a time


def best_anchor_levels(boxes: Tensor, anchors: list[Tensor]) -> Tensor:
    """The level (T,) of the anchor with the highest IoU with each box; the finest wins a tie.

    boxes (T, 4) and each level's anchors (N_l, 4), all in the network pixels of one picture.
    """
    if len(boxes) == 0:
        return torch.zeros(0, dtype=torch.long, device=boxes.device)
    best = torch.stack([_best_iou(boxes, level) for level in anchors], dim=1)
    return best.argmax(dim=1)  # the first of equal values


def _best_iou(boxes: Tensor, anchors: Tensor) -> Tensor:
    parts = boxes.split(max(1, CHUNK // max(len(anchors), 1)))
    return torch.cat([box_ops.iou(part, anchors).amax(dim=1) for part in parts])


def eq1_levels(boxes: Tensor, config: BoxConfig) -> Tensor:
    """The level (T,), an index into the model's levels, that pools RoIs like boxes (T, 4)."""
    pooled = torch.tensor(config.roi_levels, dtype=torch.long, device=boxes.device)
    return pooled[assign_levels(boxes, config)]
