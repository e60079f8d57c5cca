"""detectron2's Faster R-CNN on R50-FPN, written out plainly over a dictionary of its weights.

Nothing of `fpn_core` is used here: it is what an imported model is compared with. The settings
are those of detectron2's model zoo.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor
from torchvision.ops import batched_nms, roi_align

Weights = dict[str, Tensor]
BLOCKS = (3, 4, 6, 3)
WIDTH, HIDDEN = 64, 48  # of the pyramid and of the box head, narrower than the zoo's
MEAN_BGR = (103.53, 116.28, 123.675)
SIZES, RATIOS = (32, 64, 128, 256, 512), (0.5, 1.0, 2.0)
STRIDES = (4, 8, 16, 32, 64)
LIMIT = math.log(1000.0 / 16)


@dataclass
class Found:
    """Detections of one picture, best first, and the levels (0 = P2) that they came from."""

    boxes: Tensor
    scores: Tensor
    labels: Tensor
    anchor_level: Tensor
    roi_level: Tensor


def random_weights(classes: int, seed: int = 0) -> Weights:
    """A checkpoint in detectron2's layout with random values."""
    generator = torch.Generator().manual_seed(seed)
    weights: Weights = {}

    def convolution(name: str, inputs: int, outputs: int, size: int, norm: bool) -> None:
        scale = math.sqrt(2 / (inputs * size * size))
        shape = (outputs, inputs, size, size)
        weights[f"{name}.weight"] = torch.randn(shape, generator=generator) * scale
        if not norm:
            weights[f"{name}.bias"] = torch.randn(outputs, generator=generator) * 0.1
            return
        for key, low, high in (
            ("weight", 0.4, 0.8),
            ("bias", -0.3, 0.3),
            ("running_mean", -0.3, 0.3),
            ("running_var", 0.5, 2.0),
        ):
            values = torch.empty(outputs).uniform_(low, high, generator=generator)
            weights[f"{name}.norm.{key}"] = values

    def linear(name: str, inputs: int, outputs: int) -> None:
        values = torch.randn((outputs, inputs), generator=generator)
        weights[f"{name}.weight"] = values / math.sqrt(inputs)
        weights[f"{name}.bias"] = torch.zeros(outputs)

    convolution("backbone.bottom_up.stem.conv1", 3, 64, 7, True)
    weights["backbone.bottom_up.stem.conv1.weight"] /= 60  # pixels reach 255
    inputs = 64
    for stage, count in enumerate(BLOCKS, start=2):
        middle, outputs = 64 * 2 ** (stage - 2), 256 * 2 ** (stage - 2)
        for block in range(count):
            name = f"backbone.bottom_up.res{stage}.{block}"
            convolution(f"{name}.conv1", inputs, middle, 1, True)
            convolution(f"{name}.conv2", middle, middle, 3, True)
            convolution(f"{name}.conv3", middle, outputs, 1, True)
            if block == 0:
                convolution(f"{name}.shortcut", inputs, outputs, 1, True)
            inputs = outputs
        convolution(f"backbone.fpn_lateral{stage}", outputs, WIDTH, 1, False)
        convolution(f"backbone.fpn_output{stage}", WIDTH, WIDTH, 3, False)
    head = "proposal_generator.rpn_head"
    convolution(f"{head}.conv", WIDTH, WIDTH, 3, False)
    convolution(f"{head}.objectness_logits", WIDTH, 3, 1, False)
    convolution(f"{head}.anchor_deltas", WIDTH, 12, 1, False)
    linear("roi_heads.box_head.fc1", WIDTH * 49, HIDDEN)
    linear("roi_heads.box_head.fc2", HIDDEN, HIDDEN)
    linear("roi_heads.box_predictor.cls_score", HIDDEN, classes + 1)
    linear("roi_heads.box_predictor.bbox_pred", HIDDEN, classes * 4)
    return weights


def spread_heads(weights: Weights, picture: np.ndarray, sides: tuple[int, int]) -> None:
    """Scale the last layers so that their outputs have the spread of a trained detector's."""
    for name, spread in (
        ("proposal_generator.rpn_head.objectness_logits", 2.0),
        ("proposal_generator.rpn_head.anchor_deltas", 0.3),
        ("roi_heads.box_predictor.cls_score", 1.5),
        ("roi_heads.box_predictor.bbox_pred", 1.0),
    ):
        outputs: dict[str, Tensor] = {}
        detect(weights, picture, sides, outputs)
        values = outputs[name]
        factor = spread / values.std(dim=0)
        bias = weights[f"{name}.bias"]
        weights[f"{name}.bias"] = (bias - values.mean(dim=0)) * factor
        shape = (-1, *[1] * (weights[f"{name}.weight"].dim() - 1))
        weights[f"{name}.weight"] = weights[f"{name}.weight"] * factor.reshape(shape)


def detect(
    weights: Weights,
    picture: np.ndarray,
    sides: tuple[int, int],
    outputs: dict[str, Tensor] | None = None,
) -> Found:
    """Detections on an RGB picture; `outputs` takes the last layers' outputs, a row an output."""
    taken = {} if outputs is None else outputs
    pixels, size = _input(picture, sides)
    maps = _pyramid(weights, pixels)
    boxes, levels = _proposals(weights, maps, size, taken)
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    roi_levels = torch.floor(4 + torch.log2(torch.sqrt(area) / 224 + 1e-8)).clamp(2, 5).long() - 2
    pooled = torch.zeros(len(boxes), WIDTH, 7, 7)
    for level in range(4):
        rows = (roi_levels == level).nonzero().flatten()
        rois = torch.cat((torch.zeros(len(rows), 1), boxes[rows]), dim=1)
        pooled[rows] = roi_align(maps[level], rois, 7, 1 / STRIDES[level], 0, True)
    hidden = F.relu(_linear(weights, "roi_heads.box_head.fc1", pooled.flatten(1)))
    hidden = F.relu(_linear(weights, "roi_heads.box_head.fc2", hidden))
    taken["roi_heads.box_predictor.cls_score"] = logits = _linear(
        weights, "roi_heads.box_predictor.cls_score", hidden
    )
    taken["roi_heads.box_predictor.bbox_pred"] = deltas = _linear(
        weights, "roi_heads.box_predictor.bbox_pred", hidden
    )
    shares = logits.softmax(dim=1)[:, :-1]
    moved = _moved(boxes, deltas.view(len(boxes), -1, 4), (10, 10, 5, 5))
    moved = _clipped(moved, size)
    row, label = (shares > 0.05).nonzero().unbind(1)
    keep = batched_nms(moved[row, label], shares[row, label], label, 0.5)[:100]
    row, label = row[keep], label[keep]
    factors = torch.tensor([picture.shape[1] / size[1], picture.shape[0] / size[0]] * 2)
    return Found(
        moved[row, label] * factors, shares[row, label], label, levels[row], roi_levels[row]
    )


def _input(picture: np.ndarray, sides: tuple[int, int]) -> tuple[Tensor, tuple[int, int]]:
    """BGR pixels (1, 3, H, W) padded to 32, and (height, width) without the padding."""
    height, width = picture.shape[:2]
    scale = sides[0] / min(height, width)
    wanted = [height * scale, width * scale]
    if max(wanted) > sides[1]:
        wanted = [side * sides[1] / max(wanted) for side in wanted]
    new_height, new_width = (int(side + 0.5) for side in wanted)
    image = Image.fromarray(picture).resize((new_width, new_height), Image.Resampling.BILINEAR)
    values = torch.from_numpy(np.array(image)[:, :, ::-1].copy()).permute(2, 0, 1).float()
    values = values - torch.tensor(MEAN_BGR)[:, None, None]
    padding = (0, -new_width % 32, 0, -new_height % 32)
    return F.pad(values, padding)[None], (new_height, new_width)


def _convolution(weights: Weights, name: str, x: Tensor, stride: int = 1) -> Tensor:
    kernel = weights[f"{name}.weight"]
    x = F.conv2d(x, kernel, weights.get(f"{name}.bias"), stride, kernel.shape[-1] // 2)
    if f"{name}.norm.weight" not in weights:
        return x
    mean, variance = weights[f"{name}.norm.running_mean"], weights[f"{name}.norm.running_var"]
    scale, shift = weights[f"{name}.norm.weight"], weights[f"{name}.norm.bias"]
    return F.batch_norm(x, mean, variance, scale, shift, eps=1e-5)


def _linear(weights: Weights, name: str, x: Tensor) -> Tensor:
    return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _pyramid(weights: Weights, pixels: Tensor) -> list[Tensor]:
    """P2..P6. The stride of a bottleneck is on its first convolution."""
    x = F.relu(_convolution(weights, "backbone.bottom_up.stem.conv1", pixels, 2))
    x = F.max_pool2d(x, 3, 2, 1)
    features = []
    for stage, count in enumerate(BLOCKS, start=2):
        for block in range(count):
            name = f"backbone.bottom_up.res{stage}.{block}"
            stride = 2 if block == 0 and stage > 2 else 1
            y = F.relu(_convolution(weights, f"{name}.conv1", x, stride))
            y = F.relu(_convolution(weights, f"{name}.conv2", y))
            y = _convolution(weights, f"{name}.conv3", y)
            if block == 0:
                x = _convolution(weights, f"{name}.shortcut", x, stride)
            x = F.relu(x + y)
        features.append(x)
    maps: list[Tensor] = []
    above: Tensor | None = None
    for stage in (5, 4, 3, 2):
        merged = _convolution(weights, f"backbone.fpn_lateral{stage}", features[stage - 2])
        if above is not None:
            merged = merged + F.interpolate(above, scale_factor=2.0, mode="nearest")
        above = merged
        maps.insert(0, _convolution(weights, f"backbone.fpn_output{stage}", merged))
    return [*maps, F.max_pool2d(maps[-1], 1, 2)]


def _proposals(
    weights: Weights, maps: list[Tensor], size: tuple[int, int], taken: dict[str, Tensor]
) -> tuple[Tensor, Tensor]:
    """Boxes (N, 4), best first, and the level (N,) of the anchor behind each."""
    head = "proposal_generator.rpn_head"
    boxes, scores, levels = [], [], []
    every: dict[str, list[Tensor]] = {"objectness_logits": [], "anchor_deltas": []}
    for level, features in enumerate(maps):
        hidden = F.relu(_convolution(weights, f"{head}.conv", features))
        parts = {k: _convolution(weights, f"{head}.{k}", hidden)[0] for k in every}
        for key, values in parts.items():
            every[key].append(values.flatten(1).T)
        logits = parts["objectness_logits"].permute(1, 2, 0).flatten()
        deltas = parts["anchor_deltas"].permute(1, 2, 0).reshape(-1, 4)
        best, rows = logits.topk(min(1000, len(logits)))
        anchors = _anchors(level, features.shape[2], features.shape[3])
        boxes.append(_clipped(_moved(anchors[rows], deltas[rows, None], (1, 1, 1, 1))[:, 0], size))
        scores.append(best)
        levels.append(torch.full((len(rows),), level))
    taken.update({f"{head}.{key}": torch.cat(values) for key, values in every.items()})
    all_boxes, all_scores, all_levels = torch.cat(boxes), torch.cat(scores), torch.cat(levels)
    full = (all_boxes[:, 2] > all_boxes[:, 0]) & (all_boxes[:, 3] > all_boxes[:, 1])
    all_boxes, all_scores, all_levels = all_boxes[full], all_scores[full], all_levels[full]
    keep = batched_nms(all_boxes, all_scores, all_levels, 0.7)[:1000]
    return all_boxes[keep], all_levels[keep]


def _anchors(level: int, rows: int, columns: int) -> Tensor:
    """Row by row, at each cell the three shapes; not rounded."""
    shapes = []
    for ratio in RATIOS:
        width = math.sqrt(SIZES[level] ** 2 / ratio)
        height = ratio * width
        shapes.append([-width / 2, -height / 2, width / 2, height / 2])
    y, x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    corners = torch.stack((x, y, x, y), dim=-1).float() * STRIDES[level]
    return (corners[:, :, None] + torch.tensor(shapes)).reshape(-1, 4)


def _moved(boxes: Tensor, deltas: Tensor, weights: tuple[float, ...]) -> Tensor:
    """Boxes (N, K, 4) from boxes (N, 4) and deltas (N, K, 4)."""
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    centre_x, centre_y = boxes[:, 0] + 0.5 * width, boxes[:, 1] + 0.5 * height
    dx, dy, dw, dh = (deltas[..., n] / weights[n] for n in range(4))
    x = dx * width[:, None] + centre_x[:, None]
    y = dy * height[:, None] + centre_y[:, None]
    w = dw.clamp(max=LIMIT).exp() * width[:, None]
    h = dh.clamp(max=LIMIT).exp() * height[:, None]
    return torch.stack((x - 0.5 * w, y - 0.5 * h, x + 0.5 * w, y + 0.5 * h), dim=-1)


def _clipped(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    limits = torch.tensor([size[1], size[0]] * 2, dtype=torch.float32)
    return torch.minimum(boxes.clamp(min=0), limits)
