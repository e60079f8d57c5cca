"""The trainable part of a detector: backbone, pyramid, RPN head, box head and predictor."""

import copy

import torch
from torch import Tensor, nn

from fpn_core.backbone import build_backbone
from fpn_core.box_head import HEADS, Predictor
from fpn_core.config import DetectorConfig
from fpn_core.norms import absorb_norms, fold_norms, freeze_norms
from fpn_core.pyramid import build_pyramid
from fpn_core.rpn import RpnHead


class Network(nn.Module):
    """B: pictures, R: RoIs, L: levels, A: anchors a cell, K: classes."""

    def __init__(self, config: DetectorConfig) -> None:
        super().__init__()
        width = config.pyramid.channels
        self.backbone = build_backbone(config.backbone)
        self.pyramid = build_pyramid(self.backbone.channels, config.pyramid)
        self.rpn_head = RpnHead(width, config.anchors_per_cell, config.rpn.conv_depth)
        self.box_head = HEADS[config.box.head](width, config.box)
        self.predictor = Predictor(
            config.box.width, len(config.class_names), config.box.class_agnostic
        )
        for part in (self.pyramid, self.box_head):
            freeze_norms(part, as_batch_norm=True)  # torchvision's "v2" alone has norms here

    def dense(self, pixels: Tensor) -> tuple[list[Tensor], list[Tensor], list[Tensor]]:
        """Everything that does not depend on proposals.

        (B, 3, H, W) -> L maps (B, C, H_l, W_l), objectness logits (B, N_l), deltas (B, N_l, 4).
        """
        maps = self.pyramid(self.backbone(pixels))
        logits, deltas = self.rpn_head(maps)
        return maps, logits, deltas

    def classify(self, pooled: Tensor) -> tuple[Tensor, Tensor]:
        """(R, C, S, S) -> class scores (R, K + 1), background last, and deltas (R, 4K)."""
        scores, deltas = self.predictor(self.box_head(pooled))
        return scores, deltas


def fast_copy(network: Network, dtype: torch.dtype) -> Network:
    """A copy for inference alone: frozen norms folded, channels last, weights in `dtype`."""
    quick = copy.deepcopy(network).eval().requires_grad_(False)
    fold_norms(quick)
    return quick.to(dtype).to(memory_format=torch.channels_last)


def prepare_for_training(network: Network) -> None:
    """Lay the network out for training on a CPU or GPU: norms absorbed, channels last."""
    absorb_norms(network)
    network.to(memory_format=torch.channels_last)
