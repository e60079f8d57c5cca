"""Makes the memory that a model takes along, from the pictures that it has learnt from."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from fpn_core import boxes as box_ops
from fpn_core.coco import CocoPicture
from fpn_core.detector import Dense, Detector
from fpn_core.errors import PictureError
from fpn_core.matching import match
from fpn_core.media import read_picture
from fpn_core.memory import LIMIT_BYTES, Memory, balanced_rows, joined
from fpn_core.roi_align import roi_align

MOST_PICTURES = 600
OBJECTS, BACKGROUNDS, ANCHORS = 24, 12, 12  # rows of each kind that one picture gives

Report = Callable[[int, int], None]


@torch.no_grad()
def remember(
    model: Detector,
    pictures: Sequence[CocoPicture],
    seed: int,
    limit: int = LIMIT_BYTES,
    report: Report = lambda done, total: None,
) -> Memory | None:
    """What the model's last layers see on pictures whose labels are the model's; None without any.

    Of each picture come RoIs on its objects, the surest wrong ones, and anchors of both kinds.
    """
    random = np.random.default_rng(seed)
    rows = random.permutation(len(pictures))[:MOST_PICTURES]
    found: list[Memory] = []
    for number, row in enumerate(rows.tolist()):
        report(number, len(rows))
        picture = pictures[row]
        try:
            pixels = read_picture(picture.path)
        except PictureError:
            continue
        found.append(_of_picture(model, picture, pixels, torch.Generator().manual_seed(row)))
    report(len(rows), len(rows))
    if not found:
        return None
    whole = Memory(
        torch.cat([each.features for each in found]),
        torch.cat([each.labels for each in found]),
        torch.cat([each.patches for each in found]),
    )
    nothing = Memory(whole.features[:0], whole.labels[:0], whole.patches[:0])
    return joined(nothing, whole, limit)


def _of_picture(
    model: Detector, picture: CocoPicture, pixels: np.ndarray, generator: torch.Generator
) -> Memory:
    _, dense = model.detect_with_dense(pixels)
    boxes = torch.from_numpy(picture.boxes)
    scaled = box_ops.scale(boxes, *dense.batch.scales[0]).to(model.device.torch)
    real = torch.from_numpy(~picture.ignore)
    truth, ignore = scaled[real], scaled[~real]
    labels = torch.from_numpy(picture.labels)[real]
    proposals = model.propose_from(dense)[0].boxes
    matches = match(
        torch.cat((truth, proposals)),
        truth,
        ignore,
        positive_iou=0.5,
        negative_iou=0.3,
        best_for_truth=False,
    )
    candidates = torch.cat((truth, proposals))
    positive = (matches >= 0).nonzero().flatten()
    positive = positive[balanced_rows(matches[positive].cpu(), OBJECTS, generator)]
    negative = (matches == -1).nonzero().flatten()[:BACKGROUNDS]  # best first
    chosen = torch.cat((positive, negative))
    background = len(model.config.class_names)
    known = torch.full((len(chosen),), background)
    known[: len(positive)] = labels[matches[positive].cpu()]
    return Memory(_features(model, dense, candidates[chosen]), known, _patches(model, dense, truth))


def _features(model: Detector, dense: Dense, rois: Tensor) -> Tensor:
    """Box-head features (R, W) in bf16."""
    box = model.config.box
    pooled, _ = roi_align(
        [dense.maps[level] for level in box.roi_levels],
        [model.config.levels[level].stride for level in box.roi_levels],
        [rois],
        box,
        as_bag=model.mode == "fast",
    )
    features: Tensor = dense.network.box_head(pooled)
    return features.to("cpu", torch.bfloat16)


def _patches(model: Detector, dense: Dense, truth: Tensor) -> Tensor:
    """Patches (n, C, S, S) in bf16 around cells whose anchors hold objects, seem to, or do not."""
    logits = torch.cat(dense.logits, dim=1)[0].float()
    anchors = torch.cat(dense.anchors)
    matches = match(
        anchors,
        truth,
        truth[:0],
        positive_iou=model.config.rpn.positive_iou,
        negative_iou=model.config.rpn.negative_iou,
        best_for_truth=True,
    )
    chosen = []
    for kind in (matches >= 0, matches == -1):
        rows = kind.nonzero().flatten()
        chosen.append(rows[logits[rows].argsort(descending=True)[:ANCHORS]])
    step = max(len(anchors) // ANCHORS, 1)
    chosen.append(torch.arange(0, len(anchors), step, device=anchors.device))
    side = 2 * model.config.rpn.conv_depth + 1
    return torch.stack(
        [_patch(dense, int(row), side, model.config.anchors_per_cell) for row in torch.cat(chosen)]
    )


def _patch(dense: Dense, anchor: int, side: int, anchors_per_cell: int) -> Tensor:
    """The patch (C, side, side) around the cell of an anchor, zeros beyond its map."""
    level = 0
    while anchor >= len(dense.anchors[level]):
        anchor -= len(dense.anchors[level])
        level += 1
    features = dense.maps[level][0]
    y, x = divmod(anchor // anchors_per_cell, int(features.shape[2]))
    reach = side // 2
    padded = F.pad(features, [reach] * 4)
    return padded[:, y : y + side, x : x + side].to("cpu", torch.bfloat16).contiguous()
