"""Detections of a file as plain JSON values, in upright picture pixels.

With the model object, an entry lets anyone recompute level, anchor and Eq. 1 of every box.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from fpn_core import boxes as box_ops
from fpn_core.detections import Detections
from fpn_core.detector import Detector
from fpn_core.errors import PictureError
from fpn_core.media import picture_size, read_picture
from fpn_core.preprocess import network_size, padded_side

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


def detect_file(model: Detector, file: str | Path, score: float | None = None) -> Entry:
    """Detect on a picture file. A file that cannot be read gives an entry with "error".

    In fast mode a large JPEG is decoded at a reduced scale, still at least twice as fine as the
    network's input.
    """
    path = Path(file)
    try:
        width, height = picture_size(path)
        hint = 2 * min(network_size(width, height, model.config.input))
        picture = read_picture(path, min_side=hint if model.mode == "fast" else None)
        return entry(model, path, (width, height), picture, model.detect(picture, score))
    except PictureError as error:
        return {"file": str(file), "error": str(error)}


def entry(
    model: Detector,
    file: Path,
    size: tuple[int, int],
    picture: np.ndarray,
    detections: Detections,
) -> Entry:
    """The JSON entry of a picture of full `size` (width, height), detected on `picture`."""
    width, height = size
    seen_height, seen_width = picture.shape[:2]
    network_width, network_height = network_size(seen_width, seen_height, model.config.input)
    divisor = model.config.input.divisor
    found = _scaled(detections, width / seen_width, height / seen_height)
    return {
        "file": str(file),
        "width": width,
        "height": height,
        "network": {
            "width": padded_side(network_width, divisor),
            "height": padded_side(network_height, divisor),
            "scale_x": network_width / width,
            "scale_y": network_height / height,
        },
        "detections": [_row(model, found, row) for row in range(len(found))],
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


def to_json(model: Detector, entries: list[Entry]) -> str:
    """detect's JSON object."""
    return json.dumps({"model": model_object(model), "images": entries}, ensure_ascii=False)
