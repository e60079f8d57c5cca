"""The region proposal network on a pyramid (paper section 4.1).

One small head, shared by all levels, says for each anchor whether it holds an object and how to
move it. A: anchors a cell, N: anchors of the input, B: pictures.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
import torchvision
from torch import Tensor, nn

from fpn_core import boxes as box_ops
from fpn_core.config import RpnConfig
from fpn_core.detections import Proposals
from fpn_core.matching import match, sample

CODER_WEIGHTS = (1.0, 1.0, 1.0, 1.0)
SMOOTH_L1_BETA = 1.0 / 9


class RpnHead(nn.Module):
    """3x3 convolution(s) with ReLU, then 1x1 siblings for objectness (A) and deltas (4A)."""

    def __init__(self, channels: int, anchors_per_cell: int, conv_depth: int = 1) -> None:
        super().__init__()
        self.conv = nn.ModuleList(
            nn.Conv2d(channels, channels, 3, padding=1) for _ in range(conv_depth)
        )
        self.objectness = nn.Conv2d(channels, anchors_per_cell, 1)
        self.deltas = nn.Conv2d(channels, 4 * anchors_per_cell, 1)
        for layer in (*self.conv, self.objectness, self.deltas):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)

    def forward(self, maps: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
        """Objectness logits (B, H * W * A) and deltas (B, H * W * A, 4) of each level."""
        logits, deltas = [], []
        for features in maps:
            for layer in self.conv:
                features = F.relu(layer(features))
            pictures = len(features)
            logits.append(self.objectness(features).permute(0, 2, 3, 1).reshape(pictures, -1))
            deltas.append(self.deltas(features).permute(0, 2, 3, 1).reshape(pictures, -1, 4))
        return logits, deltas


@torch.no_grad()
def propose(
    logits: list[Tensor],
    deltas: list[Tensor],
    anchors: list[Tensor],
    sizes: list[tuple[int, int]],
    config: RpnConfig,
    *,
    training: bool = False,
) -> list[Proposals]:
    """The proposals of each picture, best first.

    logits, deltas, anchors: per level (B, N_l), (B, N_l, 4), (N_l, 4); sizes: (height, width) of
    each picture in network pixels without padding. The best `pre_nms` of each level are decoded
    and clipped, NMS runs within levels, and the best `post_nms` over all levels stay.
    """
    pre_nms = config.pre_nms[0 if training else 1]
    post_nms = config.post_nms[0 if training else 1]
    chosen = [_top_of_level(*level, pre_nms) for level in zip(logits, deltas, anchors, strict=True)]
    starts = [0]
    for level in anchors[:-1]:
        starts.append(starts[-1] + len(level))
    proposals = []
    for picture, (height, width) in enumerate(sizes):
        rows = Proposals(
            torch.cat([boxes[picture] for boxes, _, _ in chosen]),
            torch.cat([objectness[picture] for _, objectness, _ in chosen]),
            torch.cat([torch.full_like(top[picture], n) for n, (_, _, top) in enumerate(chosen)]),
            torch.cat([top[picture] + s for (_, _, top), s in zip(chosen, starts, strict=True)]),
            torch.cat([a[top[picture]] for (_, _, top), a in zip(chosen, anchors, strict=True)]),
        )
        rows.boxes = box_ops.clip(rows.boxes, width, height)
        rows = rows[box_ops.large_enough(rows.boxes, config.min_size)]
        rows = rows[rows.objectness >= config.score_threshold]
        keep = torchvision.ops.batched_nms(
            rows.boxes, rows.objectness, rows.anchor_level, config.nms_iou
        )
        proposals.append(rows[keep[:post_nms]])
    return proposals


def _top_of_level(
    logits: Tensor, deltas: Tensor, anchors: Tensor, count: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Decoded boxes (B, n, 4), objectness (B, n) and anchor rows (B, n) of the best n anchors."""
    pictures = len(logits)
    best, top = logits.float().topk(min(count, logits.shape[1]), dim=1)
    chosen = deltas.float().gather(1, top[..., None].expand(-1, -1, 4))
    boxes = box_ops.decode(chosen.reshape(-1, 4), anchors[top].reshape(-1, 4), CODER_WEIGHTS)
    return boxes.view(pictures, -1, 4), torch.sigmoid(best), top


def rpn_losses(
    logits: list[Tensor],
    deltas: list[Tensor],
    anchors: list[Tensor],
    truth: list[tuple[Tensor, Tensor]],
    config: RpnConfig,
    generators: Sequence[torch.Generator],
) -> tuple[Tensor, Tensor]:
    """Objectness and box loss: means over pictures of the mean over a picture's sampled anchors.

    truth: per picture its boxes (T, 4) and ignore regions (I, 4) in network pixels; generators: one
    for each picture, that decides what is sampled on it.
    """
    flat_anchors = torch.cat(anchors)
    rows, is_object, goals, shares = [], [], [], []
    pictures = enumerate(zip(truth, generators, strict=True))
    for picture, ((boxes, ignore), generator) in pictures:
        matches = match(
            flat_anchors,
            boxes,
            ignore,
            positive_iou=config.positive_iou,
            negative_iou=config.negative_iou,
            best_for_truth=True,
        )
        positive, negative = sample(matches, config.samples, config.positive_fraction, generator)
        goals.append(
            box_ops.encode(boxes[matches[positive]], flat_anchors[positive], CODER_WEIGHTS)
        )
        chosen = torch.cat((positive, negative))
        rows.append(chosen + picture * len(flat_anchors))
        is_object.append(torch.arange(len(chosen), device=chosen.device) < len(positive))
        shares.append(flat_anchors.new_full((len(chosen),), 1 / max(len(chosen) * len(truth), 1)))
    learnt, objects, share = torch.cat(rows), torch.cat(is_object), torch.cat(shares)
    # One gather for all pictures: the gradient of each would fill a whole map with zeros.
    learnt_logits = torch.cat(logits, dim=1).flatten()[learnt].float()
    learnt_deltas = torch.cat(deltas, dim=1).flatten(0, 1)[learnt[objects]].float()
    objectness_loss = F.binary_cross_entropy_with_logits(
        learnt_logits, objects.float(), share, reduction="sum"
    )
    box_loss = F.smooth_l1_loss(
        learnt_deltas, torch.cat(goals), beta=SMOOTH_L1_BETA, reduction="none"
    )
    return objectness_loss, (box_loss.sum(dim=1) * share[objects]).sum()
