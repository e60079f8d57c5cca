"""The losses of a detector on pictures whose objects are known.

Each is a mean over pictures of the mean over a picture's samples, and what is sampled on a picture
depends on its own seed alone: a batch that is split over steps or processes gives the same sum.
B: pictures, R: RoIs, K: foreground classes; row K of the scores is the background.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from fpn_core.box_head import box_losses, choose_rois
from fpn_core.config import DetectorConfig
from fpn_core.detections import Proposals
from fpn_core.matching import match
from fpn_core.rpn import propose, rpn_losses
from fpn_core.targets import Target

APART_IOU = 0.3  # a rejected box that overlaps every annotation by less is background

Classify = Callable[[list[Tensor]], tuple[Tensor, Tensor]]


@dataclass
class Lesson:
    """What the second stage learns from one picture; boxes in network pixels.

    rois (R, 4), labels (R,) 0..K, goals (R, 4); wrong (W, 4) and wrong_labels (W,): RoIs of which
    is only known that they are not of that class.
    """

    rois: Tensor
    labels: Tensor
    goals: Tensor
    wrong: Tensor
    wrong_labels: Tensor


def detector_losses(
    config: DetectorConfig,
    logits: list[Tensor],
    deltas: list[Tensor],
    anchors: list[Tensor],
    sizes: list[tuple[int, int]],
    truth: Sequence[Target],
    classify: Classify,
    seeds: Sequence[int],
) -> dict[str, Tensor]:
    """rpn_objectness, rpn_box, box_class, box_regression, and box_rejected where there is any.

    logits, deltas, anchors: one a level, as `Network.dense` and `all_anchors` give them; sizes:
    (height, width) of each picture without padding; truth: in network pixels; seeds: one for each
    picture. `classify` pools the RoIs of each picture and gives class scores (R, K + 1) and deltas
    (R, 4K) of all of them.
    """
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    rpn_objectness, rpn_box = rpn_losses(
        logits, deltas, anchors, [(t.boxes, t.ignore) for t in truth], config.rpn, generators
    )
    proposals = propose(logits, deltas, anchors, sizes, config.rpn, training=True)
    lessons = [
        choose_lesson(rows, target, config, generator)
        for rows, target, generator in zip(proposals, truth, generators, strict=True)
    ]
    scores, box_deltas = classify([torch.cat((each.rois, each.wrong)) for each in lessons])
    taught, wrong = _split(lessons, scores.device)
    box_class, box_regression = box_losses(
        scores[taught],
        box_deltas[taught],
        torch.cat([each.rois for each in lessons]),
        torch.cat([each.labels for each in lessons]),
        torch.cat([each.goals for each in lessons]),
        config.box,
        [len(each.rois) for each in lessons],
    )
    losses = {
        "rpn_objectness": rpn_objectness,
        "rpn_box": rpn_box,
        "box_class": box_class,
        "box_regression": box_regression,
    }
    if len(wrong):
        labels = torch.cat([each.wrong_labels for each in lessons])
        share = torch.cat(
            [each.wrong.new_full((len(each.wrong),), 1 / _samples(each)) for each in lessons]
        )
        losses["box_rejected"] = (_not_of_class(scores[wrong], labels) * share).sum() / len(truth)
    return losses


@torch.no_grad()
def choose_lesson(
    proposals: Proposals, target: Target, config: DetectorConfig, generator: torch.Generator
) -> Lesson:
    """What one picture teaches the second stage.

    A rejected box far from every annotation is a sure negative, whatever is sampled besides; one
    that overlaps an annotation teaches only that it is not of the rejected class.
    """
    background = len(config.class_names)
    rois, labels, goals = choose_rois(
        proposals, target.boxes, target.labels, target.ignore, config.box, background, generator
    )
    near = match(
        target.rejected,
        target.boxes,
        target.ignore[:0],
        positive_iou=APART_IOU,
        negative_iou=APART_IOU,
        best_for_truth=False,
    )
    apart = target.rejected[near < 0]
    known = (near >= 0) & (target.rejected_labels >= 0)
    return Lesson(
        torch.cat((rois, apart)),
        torch.cat((labels, labels.new_full((len(apart),), background))),
        torch.cat((goals, apart)),
        target.rejected[known],
        target.rejected_labels[known],
    )


def _samples(lesson: Lesson) -> int:
    return max(len(lesson.rois) + len(lesson.wrong), 1)


def _split(lessons: Sequence[Lesson], device: torch.device) -> tuple[Tensor, Tensor]:
    """Rows of the scores of taught RoIs and of wrong ones, which follow them picture by picture."""
    taught: list[int] = []
    wrong: list[int] = []
    for each in lessons:
        for rows, count in ((taught, len(each.rois)), (wrong, len(each.wrong))):
            first = len(taught) + len(wrong)
            rows.extend(range(first, first + count))
    return torch.tensor(taught, device=device).long(), torch.tensor(wrong, device=device).long()


def _not_of_class(scores: Tensor, labels: Tensor) -> Tensor:
    """-log(1 - p) (W,) of the class that each row is not, from scores (W, K + 1)."""
    logits = scores.float()
    own = torch.zeros_like(logits, dtype=torch.bool)
    own[torch.arange(len(labels), device=logits.device), labels] = True
    others = logits.masked_fill(own, -torch.inf).logsumexp(dim=1)
    return logits.logsumexp(dim=1) - others
