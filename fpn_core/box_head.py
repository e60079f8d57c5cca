"""The second stage: the head that classifies pooled RoIs, its losses, the choice of detections.

R: RoIs, K: foreground classes. Row K of the class scores is the background; outside this file
classes are 0 .. K-1.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
import torchvision
from torch import Tensor, nn

from fpn_core import boxes as box_ops
from fpn_core.config import BoxConfig
from fpn_core.detections import Detections, Proposals
from fpn_core.matching import match, sample

SMOOTH_L1_BETA = 1.0 / 9


class TwoLayerHead(nn.Module):
    """Two hidden fully connected layers with ReLU (paper section 4.2)."""

    def __init__(self, channels: int, config: BoxConfig) -> None:
        super().__init__()
        self.fc1 = nn.Linear(channels * config.pooled_size**2, config.width)
        self.fc2 = nn.Linear(config.width, config.width)
        for layer in (self.fc1, self.fc2):
            nn.init.kaiming_uniform_(layer.weight, a=1)
            nn.init.zeros_(layer.bias)

    def forward(self, pooled: Tensor) -> Tensor:
        """(R, C, S, S) -> (R, width)."""
        return F.relu(self.fc2(F.relu(self.fc1(pooled.flatten(1)))))


class FourConvolutionHead(nn.Module):
    """Four 3x3 convolutions with batch norm and one layer: torchvision's "v2" head."""

    def __init__(self, channels: int, config: BoxConfig) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            *(
                nn.Sequential(
                    nn.Conv2d(channels, channels, 3, padding=1, bias=False),
                    nn.BatchNorm2d(channels),
                    nn.ReLU(),
                )
                for _ in range(4)
            )
        )
        self.fc = nn.Linear(channels * config.pooled_size**2, config.width)

    def forward(self, pooled: Tensor) -> Tensor:
        """(R, C, S, S) -> (R, width)."""
        return F.relu(self.fc(self.convolutions(pooled).flatten(1)))


HEADS: dict[str, type[nn.Module]] = {
    "two_fc": TwoLayerHead,
    "four_conv_one_fc": FourConvolutionHead,
}


class Predictor(nn.Module):
    """Class scores (R, K + 1), background last, and box deltas (R, 4K) or (R, 4)."""

    def __init__(self, width: int, classes: int, class_agnostic: bool) -> None:
        super().__init__()
        self.scores = nn.Linear(width, classes + 1)
        self.deltas = nn.Linear(width, 4 if class_agnostic else 4 * classes)
        for layer, deviation in ((self.scores, 0.01), (self.deltas, 0.001)):
            nn.init.normal_(layer.weight, std=deviation)
            nn.init.zeros_(layer.bias)

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        return self.scores(features), self.deltas(features)


@torch.no_grad()
def choose_rois(
    proposals: Proposals,
    boxes: Tensor,
    labels: Tensor,
    ignore: Tensor,
    config: BoxConfig,
    background: int,
    generator: torch.Generator,
) -> tuple[Tensor, Tensor, Tensor]:
    """The RoIs that a training step learns from: boxes (R, 4), labels (R,), goal boxes (R, 4).

    The ground truth itself joins the proposals, so that there are positives from the first step.
    """
    candidates = torch.cat((proposals.boxes, boxes))
    matches = match(
        candidates,
        boxes,
        ignore,
        positive_iou=config.positive_iou,
        negative_iou=config.positive_iou,
        best_for_truth=False,
    )
    positive, negative = sample(matches, config.samples, config.positive_fraction, generator)
    rows = torch.cat((positive, negative))
    roi_labels = torch.full((len(rows),), background, dtype=torch.long, device=rows.device)
    roi_labels[: len(positive)] = labels[matches[positive]]
    goals = candidates[rows].clone()
    goals[: len(positive)] = boxes[matches[positive]]
    return candidates[rows], roi_labels, goals


def box_losses(
    scores: Tensor,
    deltas: Tensor,
    rois: Tensor,
    labels: Tensor,
    goals: Tensor,
    config: BoxConfig,
    counts: Sequence[int],
) -> tuple[Tensor, Tensor]:
    """Classification loss and box loss (Fast R-CNN, section 2.3).

    Both are means over pictures of the mean over a picture's RoIs; counts: the RoIs of each
    picture, R in all, in the order of the rows.
    """
    if len(labels) == 0:
        return scores.sum() * 0, deltas.sum() * 0
    share = torch.cat([rois.new_full((n,), 1 / max(n * len(counts), 1)) for n in counts])
    class_loss = (F.cross_entropy(scores.float(), labels, reduction="none") * share).sum()
    background = scores.shape[1] - 1
    positive = (labels != background).nonzero().flatten()
    rows = deltas.view(len(deltas), -1, 4).float()
    column = torch.zeros_like(labels) if config.class_agnostic else labels
    goal = box_ops.encode(goals[positive], rois[positive], config.coder_weights)
    box_loss = F.smooth_l1_loss(
        rows[positive, column[positive]], goal, beta=SMOOTH_L1_BETA, reduction="none"
    )
    return class_loss, (box_loss.sum(dim=1) * share[positive]).sum()


@torch.no_grad()
def choose_detections(
    scores: Tensor,
    deltas: Tensor,
    proposals: Proposals,
    roi_level: Tensor,
    size: tuple[int, int],
    config: BoxConfig,
    score_threshold: float,
) -> Detections:
    """Detections of one picture in network pixels, best first, from its R proposals.

    scores (R, K + 1) and deltas (R, 4K) as the predictor gives them; roi_level (R,) indices into
    the model's levels; size: (height, width) without padding. Every (proposal, class) above the
    threshold is a candidate; NMS runs within classes; the best `max_detections` stay, each with
    its proposal's row, found again as flat row // K.
    """
    classes = scores.shape[1] - 1
    # The background first, as torchvision has it: the order of a sum decides between equal scores.
    shares = torch.cat((scores[:, -1:], scores[:, :-1]), dim=1).float().softmax(dim=-1)[:, 1:]
    boxes = box_ops.decode(deltas.float(), proposals.boxes, config.coder_weights)
    boxes = box_ops.clip(boxes.expand(-1, classes, -1), size[1], size[0])
    flat = shares.reshape(-1)
    rows = (flat > score_threshold).nonzero().flatten()
    boxes = boxes.reshape(-1, 4)[rows]
    big = box_ops.large_enough(boxes, config.min_size)
    rows, boxes = rows[big], boxes[big]
    keep = torchvision.ops.batched_nms(boxes, flat[rows], rows % classes, config.nms_iou)
    keep = keep[: config.max_detections]
    rows = rows[keep]
    origin = torch.div(rows, classes, rounding_mode="floor")
    return Detections(
        boxes=boxes[keep],
        scores=flat[rows],
        labels=rows % classes,
        anchor_level=proposals.anchor_level[origin],
        roi_level=roi_level[origin],
        anchor_index=proposals.anchor_index[origin],
        anchors=proposals.anchors[origin],
        objectness=proposals.objectness[origin],
        proposals=proposals.boxes[origin],
    )
