"""A look at the pictures before training: are their objects proposed, and how large are they?"""

import dataclasses
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from fpn_core import boxes as box_ops
from fpn_core.coco import CocoPicture
from fpn_core.config import DetectorConfig
from fpn_core.detector import Detector
from fpn_core.errors import PictureError
from fpn_core.media import read_picture
from fpn_core.preprocess import network_scale
from fpn_core.training.data import resized

KEPT_SCORE = 0.3  # detections of kept classes from this score up are ignored regions
ANNOTATED_IOU = 0.5  # unless an annotation lies there
MEASURED = 60  # pictures on which recall is measured; more tell little more
SMALL_PX = 12.0  # network pixels: objects with a smaller side are hardly found by any level
MANY_SMALL = 0.1  # share of small objects from which a larger input pays
SIDE_STEPS = (1.0, 4 / 3, 5 / 3, 2.0)
ANCHOR_FACTORS = (1.0, 0.5, 0.7, 1.4, 2.0)
FIT_IOU = 0.4  # of an object with the anchor that fits it best; below it none does
MANY_UNFIT, BETTER_FIT = 0.3, 0.1  # share of objects that no anchor fits, and a clear change of it
MORE_PROPOSALS = 300

Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Survey:
    """recall: share (0..1) of the objects that proposals cover at IoU 0.5, None without objects;
    kept: by picture id, boxes (N, 4) in its pixels where the parent finds kept classes; seconds:
    that it takes to read a picture and detect on it."""

    recall: float | None
    kept: dict[int, Tensor]
    seconds: float


def survey(
    parent: Detector,
    pictures: Sequence[CocoPicture],
    kept_labels: Sequence[int],
    report: Report = lambda done, total: None,
) -> Survey:
    """Run the parent over the pictures: all of them where it has kept classes, else some.

    kept_labels: in the parent's own labels. Pictures that cannot be read are passed over.
    """
    looked = pictures if kept_labels else pictures[:MEASURED]
    found, objects = 0, 0
    kept: dict[int, Tensor] = {}
    labels = torch.tensor(list(kept_labels), dtype=torch.long)
    times: list[float] = []
    for number, picture in enumerate(looked):
        report(number, len(looked))
        start = time.perf_counter()
        try:
            pixels = read_picture(picture.path)
        except PictureError:
            continue
        detections, dense = parent.detect_with_dense(pixels, KEPT_SCORE)
        times.append(time.perf_counter() - start)
        truth = torch.from_numpy(picture.boxes[~picture.ignore])
        if number < MEASURED and len(truth):
            scale_x, scale_y = dense.batch.scales[0]
            boxes = box_ops.scale(truth, scale_x, scale_y)
            proposals = parent.propose_from(dense)[0].boxes.cpu()
            best = box_ops.iou(boxes, proposals).amax(dim=1) if len(proposals) else boxes[:, 0] * 0
            found += int((best >= 0.5).sum())
            objects += len(truth)
        rows = detections.boxes[torch.isin(detections.labels, labels)]
        if len(rows) and len(truth):
            rows = rows[box_ops.iou(rows, truth).amax(dim=1) < ANNOTATED_IOU]
        if len(rows):
            kept[picture.id] = rows
    report(len(looked), len(looked))
    seconds = statistics.median(times) if times else 0.0
    return Survey(found / objects if objects else None, kept, seconds)


def fitted(
    config: DetectorConfig, pictures: Sequence[CocoPicture], side: int, *, free: bool
) -> DetectorConfig:
    """The config with the input side and the anchors that the pictures' objects ask for.

    side: network pixels, as the longer side where the config goes by it; 0 decides by the share of
    objects under SMALL_PX. `free` false leaves all but a side that is asked for as it is: other
    classes rely on it.
    """
    if side:
        return dataclasses.replace(config, input=resized(config.input, side))
    if not free:
        return config
    sides = _network_sides(config, pictures)
    if not len(sides):
        return config
    shorter = sides.min(axis=1)
    factor = next(
        (step for step in SIDE_STEPS if (shorter * step < SMALL_PX).mean() <= MANY_SMALL),
        SIDE_STEPS[-1],
    )
    factor = min(factor, _largest_factor(config, pictures))
    divisor = config.input.divisor
    own = config.input.min_side or config.input.max_side
    wanted = max(own, math.floor(own * factor / divisor) * divisor)
    larger = dataclasses.replace(config, input=resized(config.input, wanted if wanted > own else 0))
    return _with_anchors(larger, sides * (wanted / own))


def with_more_proposals(
    config: DetectorConfig, recall: float | None, enough: float
) -> DetectorConfig:
    """The config with more proposals at inference where the RPN's recall is low."""
    before, used = config.rpn.post_nms
    if recall is None or recall >= enough or used >= MORE_PROPOSALS:
        return config
    pre = (config.rpn.pre_nms[0], max(config.rpn.pre_nms[1], MORE_PROPOSALS))
    rpn = dataclasses.replace(config.rpn, pre_nms=pre, post_nms=(before, MORE_PROPOSALS))
    return dataclasses.replace(config, rpn=rpn)


def _network_sides(config: DetectorConfig, pictures: Sequence[CocoPicture]) -> np.ndarray:
    """(N, 2) width and height of all objects in network pixels."""
    found = [
        (p.boxes[~p.ignore, 2:] - p.boxes[~p.ignore, :2])
        * network_scale(p.width, p.height, config.input)
        for p in pictures
    ]
    return np.concatenate(found) if found else np.zeros((0, 2))


def _largest_factor(config: DetectorConfig, pictures: Sequence[CocoPicture]) -> float:
    """By how much the input may grow before most pictures would be enlarged beyond themselves."""
    scales = [network_scale(p.width, p.height, config.input) for p in pictures]
    return max(1.0, 1.0 / float(np.median(scales)))


def _with_anchors(config: DetectorConfig, sides: np.ndarray) -> DetectorConfig:
    """Other anchor sizes where none of the config's fit many of the objects' sides (N, 2)."""
    unfit = [_unfit(config, sides, factor) for factor in ANCHOR_FACTORS]
    best = int(np.argmin(unfit))
    if unfit[0] <= MANY_UNFIT or unfit[best] > unfit[0] - BETTER_FIT:
        return config
    levels = tuple(
        dataclasses.replace(
            level, anchor_sizes=tuple(size * ANCHOR_FACTORS[best] for size in level.anchor_sizes)
        )
        for level in config.levels
    )
    return dataclasses.replace(config, levels=levels)


def _unfit(config: DetectorConfig, sides: np.ndarray, factor: float) -> float:
    """Share of objects whose IoU is below FIT_IOU with every anchor laid on their middle."""
    sizes = np.array([size for level in config.levels for size in level.anchor_sizes]) * factor
    ratios = np.sqrt(np.array(config.rpn.anchor_ratios))
    anchors = np.stack([np.outer(sizes, 1 / ratios).ravel(), np.outer(sizes, ratios).ravel()], 1)
    shared = np.minimum(sides[:, None], anchors[None]).prod(axis=2)
    union = sides.prod(axis=1)[:, None] + anchors.prod(axis=1)[None] - shared
    return float(((shared / union).max(axis=1) < FIT_IOU).mean())
