"""What is known of a picture, and how it comes into network pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from fpn_core import boxes as box_ops
from fpn_core.errors import AnnotationError
from fpn_core.preprocess import Batch

UNKNOWN = -1  # the class of a rejected box that is none of the model's
SMALLEST = 1e-2  # network pixels: what is smaller still is no object to learn from


def _no_boxes() -> Tensor:
    return torch.zeros(0, 4)


def _no_labels() -> Tensor:
    return torch.zeros(0, dtype=torch.long)


@dataclass
class Target:
    """What is known of one picture, in upright picture pixels.

    boxes (T, 4) x1 y1 x2 y2; labels (T,) 0..K-1; ignore (I, 4): regions that teach nothing.
    rejected (J, 4), rejected_labels (J,) 0..K-1 or UNKNOWN: boxes that a person said are no objects
    of these classes.
    """

    boxes: Tensor
    labels: Tensor
    ignore: Tensor
    rejected: Tensor = field(default_factory=_no_boxes)
    rejected_labels: Tensor = field(default_factory=_no_labels)

    @classmethod
    def empty(cls) -> "Target":
        """A picture without objects."""
        return cls(_no_boxes(), _no_labels(), _no_boxes())


def in_network_pixels(targets: Sequence[Target], batch: Batch, classes: int) -> list[Target]:
    """The targets of a batch in network pixels, on its device.

    They are checked on their own device. Raises AnnotationError for a row that is no box of one of
    the classes.
    """
    if len(targets) != len(batch.scales):
        raise AnnotationError(f"{len(batch.scales)} pictures, but {len(targets)} targets")
    moved, device = [], batch.pixels.device
    for picture, (target, scale) in enumerate(zip(targets, batch.scales, strict=True)):
        _check(target, picture, classes)
        boxes = box_ops.scale(target.boxes, *scale)
        seen = box_ops.large_enough(boxes, SMALLEST)
        rejected = box_ops.scale(target.rejected, *scale)
        wrong = box_ops.large_enough(rejected, SMALLEST)
        moved.append(
            Target(
                boxes[seen].to(device),
                target.labels[seen].to(device),
                box_ops.scale(target.ignore, *scale).to(device),
                rejected[wrong].to(device),
                target.rejected_labels[wrong].to(device),
            )
        )
    return moved


def _check(target: Target, picture: int, classes: int) -> None:
    """AnnotationError for the first row of the picture's target that is no box of a class."""
    boxes, labels = target.boxes, target.labels
    if len(boxes) != len(labels):
        raise AnnotationError(f"picture {picture}: {len(boxes)} boxes, but {len(labels)} labels")
    no_box = (~torch.isfinite(boxes).all(dim=1)) | ~box_ops.large_enough(boxes, 1e-6)
    if bool(no_box.any()):
        row = int(no_box.nonzero()[0])
        raise AnnotationError(
            f"picture {picture}, box {row}: {boxes[row].tolist()} is no box (x1 y1 x2 y2 with "
            "x2 > x1, y2 > y1); correct it or leave it out"
        )
    no_class = (labels < 0) | (labels >= classes)
    if bool(no_class.any()):
        row = int(no_class.nonzero()[0])
        raise AnnotationError(
            f"picture {picture}, box {row}: class {int(labels[row])} is none of this model's "
            f"0..{classes - 1}"
        )
