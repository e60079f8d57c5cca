"""A detector small enough for tests, with random weights under which detections do appear."""

import numpy as np
import torch

from fpn_core.config import (
    BackboneConfig,
    BoxConfig,
    DetectorConfig,
    InputConfig,
    LevelConfig,
    PyramidConfig,
    RpnConfig,
)
from fpn_core.detector import Detector, Mode
from fpn_core.preprocess import to_batch

CLASSES = ("cat", "dog", "bus")
SIDE = 128
LEVELS = tuple(LevelConfig(f"P{k}", 2**k, (2.0 ** (k + 1),)) for k in range(2, 7))


def tiny_config(class_names: tuple[str, ...] = CLASSES) -> DetectorConfig:
    """ResNet-18 at side 128; anchors and Eq. 1 scaled with the side as in the presets."""
    return DetectorConfig(
        mode="exact",
        class_names=class_names,
        levels=LEVELS,
        input=InputConfig(min_side=0, max_side=SIDE),
        backbone=BackboneConfig("resnet18"),
        pyramid=PyramidConfig(channels=16),
        rpn=RpnConfig(pre_nms=(100, 40), post_nms=(100, 120)),
        box=BoxConfig(canonical_size=56.0, width=32, samples=32, max_detections=200),
    )


def picture(width: int, height: int, seed: int = 0) -> np.ndarray:
    """An RGB picture of coloured blocks and noise."""
    random = np.random.default_rng((seed, width, height))
    blocks = random.integers(0, 256, (height // 16 + 1, width // 16 + 1, 3))
    pixels = blocks.repeat(16, axis=0).repeat(16, axis=1)[:height, :width]
    noisy: np.ndarray = np.clip(pixels + random.integers(-20, 21, pixels.shape), 0, 255)
    return noisy.astype(np.uint8)


def tiny_detector(
    config: DetectorConfig | None = None, mode: Mode = "exact", seed: int = 0
) -> Detector:
    """A placed detector whose outputs spread as those of a trained one do."""
    torch.manual_seed(seed)
    model = Detector(config or tiny_config()).place("cpu", "exact")
    spread_outputs(model)
    return model.place("cpu", mode)


@torch.no_grad()
def spread_outputs(model: Detector) -> None:
    """Scale the last layers: objectness and class logits by 3 around 0, deltas by 0.3 and 1."""
    network = model.network
    batch = to_batch([picture(SIDE, SIDE, seed=1)], model.config.input)
    _, logits, deltas = network.dense(batch.pixels)
    network.rpn_head.objectness.weight.mul_(2.0 / torch.cat(logits, dim=1).std())
    network.rpn_head.deltas.weight.mul_(0.3 / torch.cat(deltas, dim=1).std())
    dense = model.dense_on(batch)
    boxes = [p.boxes for p in model.propose_from(dense)]
    scores, offsets, _ = model._classify(network, dense.maps, boxes, True)
    network.predictor.scores.weight.mul_(3.0 / scores.std())
    network.predictor.deltas.weight.mul_(1.0 / offsets.std())
