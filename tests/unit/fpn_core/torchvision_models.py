"""torchvision detectors with random weights under which detections do appear, for parity tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from torch import Tensor, nn
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone
from torchvision.models.detection.faster_rcnn import FasterRCNN, FastRCNNPredictor, TwoMLPHead
from torchvision.models.detection.roi_heads import RoIHeads
from torchvision.models.detection.rpn import RegionProposalNetwork
from torchvision.ops import FrozenBatchNorm2d
from torchvision.ops import boxes as boxes_module
from torchvision.ops.poolers import LevelMapper

NORMS = (nn.BatchNorm2d, FrozenBatchNorm2d)


def small_model(
    classes: int = 3, norm: type[nn.Module] = nn.BatchNorm2d, sides: tuple[int, int] = (96, 160)
) -> FasterRCNN:
    """ResNet-18 with FPN and a narrow head: quick to write, read and run."""
    torch.manual_seed(1)
    backbone = resnet_fpn_backbone(backbone_name="resnet18", weights=None, norm_layer=norm)
    model = FasterRCNN(
        backbone,
        min_size=sides[0],
        max_size=sides[1],
        box_head=TwoMLPHead(256 * 49, 32),
        box_predictor=FastRCNNPredictor(32, classes + 1),
    )
    return model.eval()


def picture(width: int, height: int, seed: int = 0) -> np.ndarray:
    """An RGB picture with structure at several scales."""
    generator = np.random.default_rng(seed)
    image = np.zeros((height, width, 3))
    for cell in (4, 16, 64):
        coarse = generator.uniform(0, 255, (height // cell + 1, width // cell + 1, 3))
        image += np.kron(coarse, np.ones((cell, cell, 1)))[:height, :width] / 3
    return image.astype(np.uint8)


def as_input(image: np.ndarray) -> Tensor:
    """The picture as torchvision takes it: (3, H, W), 0..1."""
    return torch.from_numpy(image).permute(2, 0, 1).float() / 255


def randomise(model: FasterRCNN, seed: int = 0) -> FasterRCNN:
    """Random norms, and heads scaled so that the outputs have the spread of a trained detector's.

    Every batch-norm statistic differs from its default, so that one that is lost or swapped shows.
    """
    generator = torch.Generator().manual_seed(seed)
    model.eval()
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, NORMS):
                for name, low, high in (
                    ("weight", 0.3, 0.7),
                    ("bias", -0.3, 0.3),
                    ("running_mean", -0.3, 0.3),
                    ("running_var", 0.5, 2.0),
                ):
                    getattr(module, name).uniform_(low, high, generator=generator)
            elif isinstance(module, nn.Conv2d | nn.Linear) and module.bias is not None:
                module.bias.uniform_(-0.1, 0.1, generator=generator)
        heads = (
            (model.rpn.head.cls_logits, 2.0),
            (model.rpn.head.bbox_pred, 0.3),
            (model.roi_heads.box_predictor.cls_score, 1.5),
            (model.roi_heads.box_predictor.bbox_pred, 1.0),
        )
        for layer, spread in heads:  # in this order: each depends on the ones before
            _scale(model, layer, spread)
    return model


def _scale(model: FasterRCNN, layer: nn.Conv2d | nn.Linear, spread: float) -> None:
    """Give each output of the layer mean 0 and the spread over what one picture shows it."""
    seen: list[Tensor] = []
    hook = layer.register_forward_hook(
        lambda *call: seen.append(call[2].transpose(0, 1).flatten(1))
    )
    model([as_input(picture(200, 160))])
    hook.remove()
    values = torch.cat(seen, dim=1)
    factor = spread / values.std(dim=1)
    assert layer.bias is not None
    layer.bias.copy_((layer.bias - values.mean(dim=1)) * factor)
    layer.weight *= factor.reshape(-1, *[1] * (layer.weight.dim() - 1))


@dataclass
class Levels:
    """Of each detection of one picture: anchor level (N,) and RoI level (N,) as torchvision had
    them, and the proposal (N, 4) in network pixels."""

    anchor_level: Tensor
    roi_level: Tensor
    proposals: Tensor


@contextmanager
def recording() -> Iterator[list[Levels]]:
    """Collects the levels of every picture that torchvision detects on, which it throws away."""
    found: list[Levels] = []
    anchor_levels: list[Tensor] = []
    roi_levels: list[Tensor] = []
    filter_proposals = RegionProposalNetwork.filter_proposals
    map_levels = LevelMapper.__call__
    postprocess = RoIHeads.postprocess_detections
    batched_nms = boxes_module.batched_nms

    def filtered(self: RegionProposalNetwork, *arguments: Any) -> Any:
        anchor_levels.clear()

        def nms(boxes: Tensor, scores: Tensor, levels: Tensor, threshold: float) -> Tensor:
            keep = batched_nms(boxes, scores, levels, threshold)
            anchor_levels.append(levels[keep])
            return keep

        with patch.object(boxes_module, "batched_nms", nms):
            return filter_proposals(self, *arguments)

    def mapped(self: LevelMapper, boxes: list[Tensor]) -> Tensor:
        levels = map_levels(self, boxes)
        roi_levels[:] = levels.split([len(rows) for rows in boxes])
        return levels

    def finished(
        self: RoIHeads, logits: Tensor, deltas: Tensor, rois: list[Tensor], sizes: Any
    ) -> Any:
        boxes, scores, labels = postprocess(self, logits, deltas, rois, sizes)
        counts = [len(rows) for rows in rois]
        shares = logits.softmax(-1).split(counts)
        decoded = self.box_coder.decode(deltas, rois).split(counts)
        for n, size in enumerate(sizes):
            every = boxes_module.clip_boxes_to_image(decoded[n], size)
            same = (shares[n][:, labels[n]] == scores[n]) & (every[:, labels[n]] == boxes[n]).all(
                -1
            )  # (proposals, detections)
            assert bool((same.sum(0) == 1).all())
            row = same.int().argmax(0)
            found.append(Levels(anchor_levels[n][row], roi_levels[n][row], rois[n][row]))
        return boxes, scores, labels

    with (
        patch.object(RegionProposalNetwork, "filter_proposals", filtered),
        patch.object(LevelMapper, "__call__", mapped),
        patch.object(RoIHeads, "postprocess_detections", finished),
    ):
        yield found
