"""The pictures of a run, with all that is known of them, in fixed variations.

What a view shows is a function of the seed, the picture and the view's number: view 0 is the
picture as it is, view 1 its mirror image, the others vary in part and colours, too.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from fpn_core.boxes import iou
from fpn_core.coco import NO_ID, CocoPicture, match_class_names
from fpn_core.finetuning.classes import ClassPlan
from fpn_core.finetuning.data import FinetuneData, Rejected
from fpn_core.targets import UNKNOWN, Target
from fpn_core.training.augment import Sample, crop, mirror, read_sample, recolour
from fpn_core.training.config import TrainConfig

# Labels of rows that are marked "ignore", which have no class to learn: regions, and rejected
# boxes, whose class a view's target gets back from it.
_REGION = -1
_REJECTED = -3  # of class 0; then downwards, and one up for UNKNOWN


def teaching_pictures(
    data: FinetuneData, plan: ClassPlan, kept: dict[int, Tensor]
) -> tuple[CocoPicture, ...]:
    """The pictures to train on with the model's labels, kept: (N, 4) regions by picture id.

    A region where the parent finds a kept class teaches nothing, unless a person has rejected it.
    """
    return tuple(
        _with_regions(picture, plan, kept.get(picture.id), data.rejected.get(picture.id))
        for picture in data.training
    )


def _with_regions(
    picture: CocoPicture, plan: ClassPlan, kept: Tensor | None, rejected: Rejected | None
) -> CocoPicture:
    label_of = np.array(plan.label_of, np.int64)
    labels = [np.where(picture.ignore, _REGION, label_of[picture.labels])]
    boxes = [picture.boxes]
    if kept is not None:
        regions = kept.numpy()
        if rejected is not None:
            regions = regions[~_overlap(regions, rejected.boxes)]
        boxes.append(regions)
        labels.append(np.full(len(regions), _REGION))
    if rejected is not None:
        rows, _ = match_class_names(rejected.names, plan.names)
        boxes.append(rejected.boxes)
        labels.append(_REJECTED - rows)
    all_boxes = np.concatenate(boxes).astype(np.float32)
    all_labels = np.concatenate(labels)
    added = len(all_labels) - len(picture.labels)
    sides = all_boxes[:, 2:] - all_boxes[:, :2]
    return dataclasses.replace(
        picture,
        boxes=all_boxes,
        labels=all_labels,
        ignore=all_labels < 0,
        annotation_ids=np.concatenate((picture.annotation_ids, np.full(added, NO_ID))),
        areas=sides.prod(axis=1).astype(np.float64),
    )


def _overlap(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Which boxes (N, 4) overlap some of the others (M, 4) by IoU 0.5 or more: bool (N,)."""
    if not len(boxes) or not len(others):
        return np.zeros(len(boxes), np.bool_)
    overlap = iou(torch.from_numpy(boxes), torch.from_numpy(others))
    return (overlap.amax(dim=1) >= 0.5).numpy()


class Views:
    """Variations of pictures; `problems` has a line for each file that could not be read."""

    def __init__(self, pictures: Sequence[CocoPicture], config: TrainConfig) -> None:
        self.pictures = pictures
        self.config = config
        self.problems: dict[str, str] = {}

    def view(self, row: int, number: int) -> tuple[np.ndarray, Target]:
        """Pixels (H, W, 3) and target, in their pixels, of a view of the picture of a row."""
        sample = read_sample(self.pictures, row, self.problems)
        random = np.random.default_rng((self.config.seed, row, number, 4))
        varied = number > 1
        if varied and random.random() < self.config.zoom:
            sample = crop(sample, random)
        if self.config.flip and (number == 1 or (varied and random.random() < 0.5)):
            sample = mirror(sample)
        if varied and self.config.colour > 0:
            sample.pixels = recolour(sample.pixels, self.config.colour, random)
        return sample.pixels, _target(sample)


def _target(sample: Sample) -> Target:
    labels = sample.labels
    rejected = sample.ignore & (labels <= _REJECTED - UNKNOWN)
    regions = sample.ignore & ~rejected
    boxes = torch.from_numpy(np.ascontiguousarray(sample.boxes, dtype=np.float32))
    classes = torch.from_numpy(np.ascontiguousarray(labels)).long()
    return Target(
        boxes[~sample.ignore],
        classes[~sample.ignore],
        boxes[regions],
        boxes[rejected],
        _REJECTED - classes[rejected],
    )
