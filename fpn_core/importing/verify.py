"""Runs torchvision's own detector beside an imported one and measures how far they are apart."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
import torchvision
from torch import Tensor, nn
from torchvision.models.detection import FasterRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.models.detection.faster_rcnn import (
    FastRCNNConvFCHead,
    FastRCNNPredictor,
    TwoMLPHead,
)
from torchvision.models.detection.rpn import RPNHead
from torchvision.ops import FrozenBatchNorm2d, MultiScaleRoIAlign

from fpn_core import boxes as box_ops
from fpn_core.backbone import MOBILENET, build_backbone
from fpn_core.config import DetectorConfig
from fpn_core.detections import Detections
from fpn_core.detector import Detector
from fpn_core.errors import ModelError
from fpn_core.importing.imported import Imported

BOX_TOLERANCE = 1e-3  # picture pixels
SCORE_TOLERANCE = 1e-5
SAME_BOX_IOU = 0.5


@dataclass
class Difference:
    """The largest difference over some pictures.

    `unmatched`: detections of either side without one of the same class and place on the other.
    """

    pictures: int = 0
    detections: int = 0
    unmatched: int = 0
    box: float = 0.0
    score: float = 0.0

    @property
    def tolerable(self) -> bool:
        """Whether both are the same to rounding."""
        return self.unmatched == 0 and self.box <= BOX_TOLERANCE and self.score <= SCORE_TOLERANCE

    def add(self, ours: Detections, theirs: dict[str, Tensor]) -> None:
        """Take one picture's detections into account."""
        rows = _partners(ours, theirs)
        matched = rows >= 0
        self.pictures += 1
        self.detections += len(theirs["boxes"])
        used = len(set(rows[matched].tolist()))
        self.unmatched += int((~matched).sum()) + len(theirs["boxes"]) - used
        if used:
            boxes, scores = theirs["boxes"][rows[matched]], theirs["scores"][rows[matched]]
            self.box = max(self.box, float((ours.boxes[matched] - boxes).abs().max()))
            self.score = max(self.score, float((ours.scores[matched] - scores).abs().max()))


def torchvision_model(imported: Imported) -> FasterRCNN:
    """torchvision's detector with the checkpoint's own weights, loaded under their own names.

    `imported` is of torchvision's layout. Raises ModelError where torchvision cannot load it.
    """
    config, checkpoint = imported.model.config, imported.checkpoint
    rpn, box, channels = config.rpn, config.box, config.pyramid.channels
    model = FasterRCNN(
        _pyramid(config),
        min_size=config.input.min_side,
        max_size=config.input.max_side,
        rpn_anchor_generator=AnchorGenerator(
            tuple(level.anchor_sizes for level in config.levels),
            (rpn.anchor_ratios,) * len(config.levels),
        ),
        rpn_head=RPNHead(channels, config.anchors_per_cell, rpn.conv_depth),
        rpn_pre_nms_top_n_test=rpn.pre_nms[1],
        rpn_post_nms_top_n_test=rpn.post_nms[1],
        rpn_score_thresh=rpn.score_threshold,
        box_roi_pool=MultiScaleRoIAlign(["0", "1", "2", "3"], box.pooled_size, box.sampling_ratio),
        box_head=_box_head(config),
        box_predictor=FastRCNNPredictor(box.width, len(config.class_names) + 1),
        box_score_thresh=box.score_threshold,
    )
    missing, unknown = model.load_state_dict(checkpoint.tensors, strict=False)
    missing = [name for name in missing if not name.endswith("num_batches_tracked")]
    if missing or unknown:
        raise ModelError(f"{checkpoint.file}: torchvision misses {missing}, knows no {unknown}")
    return model.eval()


def compare(ours: Detector, theirs: FasterRCNN, pictures: Iterable[np.ndarray]) -> Difference:
    """The difference over upright RGB uint8 pictures, one at a time, on the CPU in exact mode."""
    ours.place("cpu", "exact")
    hidden = torch.tensor(ours.config.hidden_classes, dtype=torch.long) + 1
    difference = Difference()
    for picture in pictures:
        values = torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1).float() / 255
        with torch.inference_mode():
            found = theirs([values])[0]
        shown = ~torch.isin(found["labels"], hidden)
        difference.add(ours.detect(picture), {name: rows[shown] for name, rows in found.items()})
    return difference


def _pyramid(config: DetectorConfig) -> BackboneWithFPN:
    """torchvision's backbone with FPN, made of torchvision's parts."""
    base = FrozenBatchNorm2d if config.backbone.norm_order == "frozen" else nn.BatchNorm2d
    norm = functools.partial(base, eps=config.backbone.norm_eps or 0.0)
    ours = build_backbone(config.backbone)
    name = "mobilenet_v3_large" if config.backbone.name == MOBILENET else config.backbone.name
    network = torchvision.models.get_model(name, weights=None, norm_layer=norm)
    return BackboneWithFPN(
        network.features if config.backbone.name == MOBILENET else network,
        {stage: str(number) for number, stage in enumerate(ours.stages)},
        list(ours.channels),
        config.pyramid.channels,
        norm_layer=nn.BatchNorm2d if config.pyramid.norm else None,
    )


def _box_head(config: DetectorConfig) -> nn.Module:
    channels, side, width = config.pyramid.channels, config.box.pooled_size, config.box.width
    if config.box.head == "two_fc":
        return TwoMLPHead(channels * side**2, width)
    shape = (channels, side, side)
    return FastRCNNConvFCHead(shape, [channels] * 4, [width], norm_layer=nn.BatchNorm2d)


def _partners(ours: Detections, theirs: dict[str, Tensor]) -> Tensor:
    """For each of our detections the row of theirs of its class and place, or -1.

    NMS leaves one at most; ranks do not count, since equal scores may change places.
    """
    if len(ours) == 0 or len(theirs["boxes"]) == 0:
        return torch.full((len(ours),), -1)
    overlap = box_ops.iou(ours.boxes, theirs["boxes"])
    same_class = ours.labels[:, None] + 1 == theirs["labels"][None, :]
    best, row = torch.where(same_class, overlap, torch.zeros(())).max(dim=1)
    return torch.where(best >= SAME_BOX_IOU, row, torch.full_like(row, -1))
