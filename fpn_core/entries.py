"""Detections and proposals of a file as plain JSON values, in upright picture pixels.

With the model object, an entry lets anyone recompute level, anchor and Eq. 1 of every box.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from fpn_core import boxes as box_ops
from fpn_core.detections import Detections
from fpn_core.detector import Dense, Detector
from fpn_core.errors import PictureError
from fpn_core.media import picture_size, read_picture
from fpn_core.preprocess import network_size, padded_side, to_batch

Entry = dict[str, Any]
DIGITS = 4  # of a pixel; scores get twice as many


def model_object(model: Detector) -> dict[str, Any]:
    """The model as detect's JSON and the detection server name it."""
    config = model.config
    hidden = set(config.hidden_classes)
    return {
        "name": model.name,
        "key": model.key,
        "levels": [
            {"name": v.name, "stride": v.stride, "anchor_sizes": list(v.anchor_sizes)}
            for v in config.levels
        ],
        "canonical_size": config.box.canonical_size,
        "k0": config.box.k0,
        "k_min": config.box.k_min,
        "roi_levels": list(config.box.roi_levels),
        "anchor_ratios": list(config.rpn.anchor_ratios),
        "class_names": [n for i, n in enumerate(config.class_names) if i not in hidden],
    }


@dataclass(frozen=True)
class Seen:
    """A picture file as a model sees it: full upright size, and pixels (H, W, 3) that a large JPEG
    may give at a reduced scale."""

    file: str
    width: int
    height: int
    pixels: np.ndarray

    @property
    def reduction(self) -> tuple[float, float]:
        """Full picture pixels for one of `pixels`, in x and y."""
        height, width = self.pixels.shape[:2]
        return self.width / width, self.height / height


def read_for(model: Detector, file: str | Path) -> Seen:
    """Read a picture for a model. Raises PictureError.

    In fast mode a large JPEG is decoded at a reduced scale, still at least twice as fine as the
    network's input.
    """
    width, height = picture_size(file)
    hint = 2 * min(network_size(width, height, model.config.input))
    pixels = read_picture(file, min_side=hint if model.mode == "fast" else None)
    return Seen(str(file), width, height, pixels)


def detect_file(model: Detector, file: str | Path, score: float | None = None) -> Entry:
    """Detect on a picture file. A file that cannot be read gives an entry with "error"."""
    try:
        seen = read_for(model, file)
    except PictureError as error:
        return {"file": str(file), "error": str(error)}
    return entry(model, seen, model.detect(seen.pixels, score))


def propose_file(model: Detector, file: str | Path, limit: int) -> Entry:
    """The RPN's proposals on a picture file; a file that cannot be read gives an "error"."""
    try:
        seen = read_for(model, file)
    except PictureError as error:
        return {"file": str(file), "error": str(error)}
    return proposals_entry(model, seen, look(model, seen), limit)


def look(model: Detector, seen: Seen) -> Dense:
    """The dense part on a picture, from which proposals and detections both follow."""
    return model.dense_on(to_batch([seen.pixels], model.config.input, model.device.torch))


def proposals_entry(model: Detector, seen: Seen, dense: Dense, limit: int) -> Entry:
    """The JSON entry of the best `limit` proposals after NMS, surest first."""
    rpn = model.config.rpn
    per_level = (rpn.pre_nms[0], max(rpn.pre_nms[1], limit))
    chosen = replace(rpn, pre_nms=per_level, post_nms=(rpn.post_nms[0], limit))
    found = model.propose_from(dense, chosen)[0].to("cpu")
    (scale_x, scale_y), (reduced_x, reduced_y) = dense.batch.scales[0], seen.reduction
    boxes = box_ops.scale(found.boxes, reduced_x / scale_x, reduced_y / scale_y)
    corners = box_ops.clip(boxes, seen.width, seen.height).tolist()
    sure, ranks = found.objectness.tolist(), found.anchor_level.tolist()
    return {
        **_head(model, seen),
        "proposals": [
            {
                "bbox": _xywh(box),
                "objectness": round(objectness, 2 * DIGITS),
                "level": _level_name(model, rank),
            }
            for box, objectness, rank in zip(corners, sure, ranks, strict=True)
        ],
    }


def entry(model: Detector, seen: Seen, detections: Detections) -> Entry:
    """The JSON entry of the detections on a picture."""
    found = _scaled(detections, *seen.reduction)
    rows = [_row(model, found, row) for row in range(len(found))]
    return {**_head(model, seen), "detections": rows}


def _head(model: Detector, seen: Seen) -> Entry:
    seen_height, seen_width = seen.pixels.shape[:2]
    network_width, network_height = network_size(seen_width, seen_height, model.config.input)
    divisor = model.config.input.divisor
    return {
        "file": seen.file,
        "width": seen.width,
        "height": seen.height,
        "network": {
            "width": padded_side(network_width, divisor),
            "height": padded_side(network_height, divisor),
            "scale_x": network_width / seen.width,
            "scale_y": network_height / seen.height,
        },
    }


def _scaled(found: Detections, scale_x: float, scale_y: float) -> Detections:
    if scale_x == 1 and scale_y == 1:
        return found
    changed = found[slice(None)]
    for name in ("boxes", "anchors", "proposals"):
        setattr(changed, name, box_ops.scale(getattr(found, name), scale_x, scale_y))
    return changed


def _row(model: Detector, found: Detections, row: int) -> dict[str, Any]:
    config = model.config
    label = int(found.labels[row])
    return {
        "bbox": _xywh(found.boxes[row].tolist()),
        "score": round(float(found.scores[row]), 2 * DIGITS),
        "category": config.class_names[label],
        "category_id": config.class_ids[label] if config.class_ids else label,
        "anchor_level": _level_name(model, int(found.anchor_level[row])),
        "roi_level": _level_name(model, int(found.roi_level[row])),
        "anchor_index": int(found.anchor_index[row]),
        "anchor": _xywh(found.anchors[row].tolist()),
        "objectness": round(float(found.objectness[row]), 2 * DIGITS),
        "proposal": _xywh(found.proposals[row].tolist()),
    }


def _level_name(model: Detector, level: int) -> str | None:
    return None if level < 0 else str(model.config.levels[level].name)


def _xywh(box: list[float]) -> list[float]:
    x1, y1, x2, y2 = box
    return [round(value, DIGITS) for value in (x1, y1, x2 - x1, y2 - y1)]
