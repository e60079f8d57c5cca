"""Box arithmetic. A box is (x1, y1, x2, y2) in floats; x2 and y2 lie just outside. N, M: counts."""

import math

import torch
from torch import Tensor

MAX_LOG_SCALE = math.log(1000.0 / 16)  # a predicted side grows at most 62.5 times


def area(boxes: Tensor) -> Tensor:
    """Areas (N,) of boxes (N, 4)."""
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def intersection(first: Tensor, second: Tensor) -> Tensor:
    """Intersection areas (N, M) of boxes (N, 4) and (M, 4)."""
    top_left = torch.maximum(first[:, None, :2], second[None, :, :2])
    bottom_right = torch.minimum(first[:, None, 2:], second[None, :, 2:])
    sides = (bottom_right - top_left).clamp(min=0)
    return sides[..., 0] * sides[..., 1]


def iou(first: Tensor, second: Tensor) -> Tensor:
    """Intersection over union (N, M), 0..1, of boxes (N, 4) and (M, 4); 0 for empty boxes."""
    shared = intersection(first, second)
    union = area(first)[:, None] + area(second)[None, :] - shared
    return torch.where(union > 0, shared / union, torch.zeros_like(shared))


def covered(boxes: Tensor, regions: Tensor) -> Tensor:
    """Largest share (N,), 0..1, of each box (N, 4) that one of the regions (M, 4) covers."""
    if len(regions) == 0 or len(boxes) == 0:
        return boxes.new_zeros(len(boxes))
    return intersection(boxes, regions).amax(dim=1) / area(boxes).clamp(min=1e-9)


def clip(boxes: Tensor, width: float, height: float) -> Tensor:
    """Boxes (..., 4) cut to the rectangle from (0, 0) to (width, height)."""
    x = boxes[..., 0::2].clamp(0, width)
    y = boxes[..., 1::2].clamp(0, height)
    return torch.stack((x, y), dim=-1).flatten(-2)


def scale(boxes: Tensor, scale_x: float, scale_y: float) -> Tensor:
    """Boxes (..., 4) with x multiplied by `scale_x` and y by `scale_y`."""
    return boxes * boxes.new_tensor((scale_x, scale_y, scale_x, scale_y))


def large_enough(boxes: Tensor, side: float) -> Tensor:
    """Which boxes (N, 4) have both sides >= `side`: bool (N,)."""
    return ((boxes[:, 2] - boxes[:, 0]) >= side) & ((boxes[:, 3] - boxes[:, 1]) >= side)


def encode(boxes: Tensor, anchors: Tensor, weights: tuple[float, ...]) -> Tensor:
    """Deltas (N, 4) that take anchors (N, 4) to boxes (N, 4) (Girshick et al., R-CNN, app. C)."""
    anchor_side = anchors[:, 2:] - anchors[:, :2]
    anchor_centre = anchors[:, :2] + 0.5 * anchor_side
    side = boxes[:, 2:] - boxes[:, :2]
    centre = boxes[:, :2] + 0.5 * side
    shift = (centre - anchor_centre) / anchor_side
    deltas = torch.cat((shift, torch.log(side / anchor_side)), dim=1)
    return deltas * deltas.new_tensor(weights)


def decode(deltas: Tensor, anchors: Tensor, weights: tuple[float, ...]) -> Tensor:
    """Boxes (N, C, 4) from deltas (N, 4C), C boxes for each of the anchors (N, 4)."""
    anchors = anchors.to(deltas.dtype)
    side = anchors[:, 2:] - anchors[:, :2]
    centre = anchors[:, :2] + 0.5 * side
    weight_x, weight_y, weight_w, weight_h = weights
    parts = deltas.reshape(len(anchors), deltas.shape[1] // 4, 4)
    dx, dy = parts[..., 0] / weight_x, parts[..., 1] / weight_y
    dw = (parts[..., 2] / weight_w).clamp(max=MAX_LOG_SCALE)
    dh = (parts[..., 3] / weight_h).clamp(max=MAX_LOG_SCALE)
    centre_x = dx * side[:, :1] + centre[:, :1]
    centre_y = dy * side[:, 1:] + centre[:, 1:]
    half_width = 0.5 * torch.exp(dw) * side[:, :1]
    half_height = 0.5 * torch.exp(dh) * side[:, 1:]
    return torch.stack(
        (
            centre_x - half_width,
            centre_y - half_height,
            centre_x + half_width,
            centre_y + half_height,
        ),
        dim=-1,
    )
