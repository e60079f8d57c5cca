"""Where each detection comes from, computed again from its stored anchor index and proposal.

The computations here are written for one row at a time and share no code with the detector.
"""

import math

import numpy as np
import pytest
import torch
import torchvision

from fpn_core.detections import Detections
from fpn_core.detector import Dense, Detector, Mode
from fpn_core.preprocess import Batch
from tests.unit.fpn_core.tiny import picture, tiny_detector

STRIDES = (4, 8, 16, 32, 64)
SIZES = (8, 16, 32, 64, 128)
RATIOS = (0.5, 1.0, 2.0)

BATCHES = {
    "square": [(128, 128)],
    "wide": [(200, 60)],
    "tall and thin": [(7, 300)],
    "one pixel": [(1, 1)],
    "one row": [(90, 1)],
    "different sizes": [(128, 96), (64, 128), (300, 300), (31, 17)],
}


def grids(height: int, width: int) -> list[tuple[int, int]]:
    """(rows, columns) of P2..P6 for a padded input."""
    found = [(height // stride, width // stride) for stride in STRIDES[:4]]
    return [*found, (math.ceil(height / 64), math.ceil(width / 64))]


def level_and_anchor(index: int, height: int, width: int) -> tuple[int, list[float]]:
    """The level and the anchor (network pixels) that a row of all anchors stands for."""
    for level, (rows, columns) in enumerate(grids(height, width)):
        count = rows * columns * len(RATIOS)
        if index < count:
            cell, shape = divmod(index, len(RATIOS))
            y, x = divmod(cell, columns)
            half_width = SIZES[level] / math.sqrt(RATIOS[shape]) / 2
            half_height = SIZES[level] * math.sqrt(RATIOS[shape]) / 2
            x, y = x * STRIDES[level], y * STRIDES[level]
            return level, [x - half_width, y - half_height, x + half_width, y + half_height]
        index -= count
    raise AssertionError("the index is beyond the last anchor")


def decoded(
    deltas: list[float], anchor: list[float], weights: tuple[float, ...], size: tuple[int, int]
) -> list[float]:
    """A box from deltas, cut to the picture's (height, width)."""
    x1, y1, x2, y2 = anchor
    dx, dy, dw, dh = (value / weight for value, weight in zip(deltas, weights, strict=True))
    limit = math.log(1000 / 16)
    width = (x2 - x1) * math.exp(min(dw, limit))
    height = (y2 - y1) * math.exp(min(dh, limit))
    x = (x1 + x2) / 2 + dx * (x2 - x1)
    y = (y1 + y2) / 2 + dy * (y2 - y1)
    box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
    return [min(max(value, 0.0), size[1 - axis % 2]) for axis, value in enumerate(box)]


def pooled_level(proposal: list[float]) -> float:
    """Eq. 1 before it is floored: P(k) with k0 = 4 at 56 network pixels."""
    x1, y1, x2, y2 = proposal
    return 4 + math.log2(math.sqrt((x2 - x1) * (y2 - y1)) / 56)


def network_boxes(boxes: torch.Tensor, scale: tuple[float, float]) -> list[list[float]]:
    return [
        [x1 * scale[0], y1 * scale[1], x2 * scale[0], y2 * scale[1]]
        for x1, y1, x2, y2 in boxes.tolist()
    ]


def check_origin(rows: Detections, dense: Dense, number: int, tolerance: float) -> None:
    """Level, anchor, objectness, proposal and RoI level of every row of picture `number`."""
    height, width = dense.batch.pixels.shape[2:]
    scale, size = dense.batch.scales[number], dense.batch.sizes[number]
    logits = torch.cat(dense.logits, dim=1)[number].float()
    deltas = torch.cat(dense.deltas, dim=1)[number].float()
    assert logits.shape == (3 * sum(r * c for r, c in grids(height, width)),)
    anchors = network_boxes(rows.anchors, scale)
    proposals = network_boxes(rows.proposals, scale)
    for row in range(len(rows)):
        index = int(rows.anchor_index[row])
        level, anchor = level_and_anchor(index, height, width)
        assert int(rows.anchor_level[row]) == level
        assert anchors[row] == pytest.approx(anchor, abs=1e-2)
        assert float(rows.objectness[row]) == pytest.approx(
            1 / (1 + math.exp(-float(logits[index]))), abs=1e-5
        )
        proposal = decoded(deltas[index].tolist(), anchor, (1, 1, 1, 1), size)
        assert proposals[row] == pytest.approx(proposal, abs=tolerance)
        k = pooled_level(proposals[row])
        floors = {math.floor(k - 1e-4), math.floor(k + 1e-4)}
        assert int(rows.roi_level[row]) in {min(max(each, 2), 5) - 2 for each in floors}


def check_second_stage(
    model: Detector, rows: Detections, dense: Dense, number: int, tolerance: float
) -> None:
    """Class score and box of every row, from its stored proposal, RoI level and class alone."""
    scale, size = dense.batch.scales[number], dense.batch.sizes[number]
    proposals = network_boxes(rows.proposals, scale)
    boxes = network_boxes(rows.boxes, scale)
    for row in range(len(rows)):
        level, label = int(rows.roi_level[row]), int(rows.labels[row])
        roi = torch.tensor([[number, *proposals[row]]])
        maps = dense.maps[level].float()
        pooled = torchvision.ops.roi_align(maps, roi, 7, 1 / STRIDES[level], 2, True)
        with torch.no_grad():
            scores, deltas = dense.network.classify(pooled.to(dense.maps[level].dtype))
        share = scores[0].float().softmax(dim=0)[label]
        assert float(rows.scores[row]) == pytest.approx(float(share), abs=tolerance)
        own = deltas[0].float().reshape(-1, 4)[label].tolist()
        expected = decoded(own, proposals[row], (10, 10, 5, 5), size)
        assert boxes[row] == pytest.approx(expected, abs=100 * tolerance)


@pytest.fixture(scope="module", params=["exact", "fast"])
def model(request: pytest.FixtureRequest) -> Detector:
    mode: Mode = request.param
    return tiny_detector(mode=mode)


def detected(
    model: Detector, pictures: list[np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> tuple[list[Detections], Dense]:
    """Detections with the very dense part that they came from: in bf16 a second pass may differ."""
    passes: list[Dense] = []
    dense_on = model.dense_on

    def remembered(batch: Batch) -> Dense:
        passes.append(dense_on(batch))
        return passes[-1]

    with monkeypatch.context() as patch:
        patch.setattr(model, "dense_on", remembered)
        found = model.detect_batch(pictures)
    assert len(passes) == 1
    return found, passes[0]


@pytest.mark.parametrize("name", BATCHES)
def test_origin_computed_again_is_the_same(
    model: Detector, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = [picture(*size) for size in BATCHES[name]]
    found, dense = detected(model, pictures, monkeypatch)
    assert len(found) == len(pictures)
    for number, rows in enumerate(found):
        assert len(rows) > 0
        check_origin(rows, dense, number, 1e-2)
        check_second_stage(model, rows, dense, number, 1e-4 if model.mode == "exact" else 2e-2)


def test_detections_come_from_many_levels(model: Detector) -> None:
    """Else the test of their origin would say little."""
    rows = model.detect(picture(256, 200))
    assert len(set(rows.anchor_level.tolist())) >= 4
    assert len(set(rows.roi_level.tolist())) >= 3
    assert len(set(rows.labels.tolist())) == 3


def test_rows_are_ordered_bounded_and_inside_the_picture(model: Detector) -> None:
    rows = model.detect(picture(256, 100), score=0.2)
    scores = rows.scores.numpy()
    assert 0 < len(rows) <= model.config.box.max_detections
    assert bool(np.all(scores[:-1] >= scores[1:]))
    assert float(scores.min()) > 0.2
    assert bool((rows.boxes >= 0).all())
    assert bool((rows.boxes[:, 2] <= 256).all())
    assert bool((rows.boxes[:, 3] <= 100).all())
    for columns in (rows.boxes, rows.anchors, rows.proposals):
        assert columns.shape == (len(rows), 4)
        assert columns.device.type == "cpu"
