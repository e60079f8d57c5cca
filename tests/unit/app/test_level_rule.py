"""Eq. 1 and the anchor, recomputed for the card."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.detections import (
    AnswerError,
    DetectionSet,
    FloatArray,
    IntArray,
    parse_detections,
    parse_model,
)
from app.domain.level_rule import (
    explain_anchor,
    explain_drawn_roi,
    explain_roi_level,
    level_step,
    match_anchor,
    matching_ranks,
    pooling_ranks,
)
from app.views.why_card import formula_text

MODEL = parse_model(
    {
        "name": "paper",
        "levels": [
            {"name": f"P{k}", "stride": 2**k, "anchor_sizes": [2 ** (k + 3)]} for k in range(2, 7)
        ],
        "canonical_size": 224,
        "k0": 4,
        "class_names": ["cat", "dog"],
    }
)


def detections(scale: float = 1.0, **changes: Any) -> DetectionSet:
    row = {
        "bbox": [10, 20, 30, 40],
        "score": 0.9,
        "category": "dog",
        "anchor_level": "P4",
        "roi_level": "P3",
        "anchor": [0, 0, 128, 128],
        "objectness": 0.97,
        "proposal": [0, 0, 112, 112],
        **changes,
    }
    network = {"scale_x": scale, "scale_y": scale}
    answer = {"file": "a.jpg", "width": 640, "height": 480, "network": network}
    return parse_detections({**answer, "detections": [row]}, MODEL)


@pytest.mark.parametrize(
    ("width", "height", "k", "pooled", "clamped"),
    [
        (224, 224, 4, "P4", False),
        (112, 112, 3, "P3", False),
        (223, 223, 3, "P3", False),
        (448, 112, 4, "P4", False),
        (99, 96, 2, "P2", False),
        (20, 20, 0, "P2", True),
        (1000, 1000, 6, "P5", True),
    ],
)
def test_eq_1(width: float, height: float, k: int, pooled: str, clamped: bool) -> None:
    found = detections(proposal=[5, 5, width, height], roi_level=pooled)
    reason = explain_roi_level(found, 0)
    assert reason is not None
    assert (reason.k, reason.level, reason.clamped) == (k, pooled, clamped)


# Boxes come in ten-thousandths of a pixel.
SIDES = st.integers(40_000, 20_000_000).map(lambda parts: parts / 10_000)


@given(SIDES, SIDES, st.floats(0.1, 8))
def test_eq_1_works_in_network_pixels(width: float, height: float, scale: float) -> None:
    found = detections(scale, proposal=[0, 0, width, height])
    reason = explain_roi_level(found, 0)
    assert reason is not None
    assert reason.width == pytest.approx(width * scale)
    side = math.sqrt(width * height) * scale
    assert reason.shift == pytest.approx(math.log2(side / 224), abs=1e-6)
    assert reason.k <= 4 + reason.shift + 2e-6
    assert reason.k > 3 + reason.shift - 2e-6


def test_a_detection_without_levels_has_no_reasons() -> None:
    found = detections(
        anchor_level=None, roi_level=None, anchor=None, proposal=None, objectness=None
    )
    assert explain_roi_level(found, 0) is None
    assert explain_anchor(found, 0) is None
    assert level_step(found, 0) is None


@pytest.mark.parametrize(
    ("box", "ratio"),
    [([0, 0, 128, 128], "1:1"), ([0, 0, 181, 91], "2:1"), ([0, 0, 91, 181], "1:2")],
)
def test_the_anchor_in_words(box: list[float], ratio: str) -> None:
    reason = explain_anchor(detections(anchor=box), 0)
    assert reason is not None
    assert (reason.level, reason.size, reason.ratio) == ("P4", 128, ratio)
    assert reason.objectness == 0.97


def test_the_formula_says_that_k_was_clamped() -> None:
    reason = explain_roi_level(detections(proposal=[0, 0, 20, 20], roi_level="P2"), 0)
    assert reason is not None
    assert formula_text(reason).splitlines() == [
        "k = ⌊4 + log₂(√(20·20) / 224)⌋",
        "  = ⌊4 − 3.49⌋ = 0",
        "  → P2, the nearest level that pools",
    ]


@pytest.mark.parametrize(
    "changes", [{"category": "cow"}, {"roi_level": "P9"}, {"bbox": [1, 2]}, {"score": "high"}]
)
def test_rows_that_make_no_sense_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(AnswerError):
        detections(**changes)


def test_rows_come_out_best_first() -> None:
    found = detections()
    assert found.boxes.tolist() == [[10, 20, 40, 60]]
    assert found.class_name(0) == "dog"
    assert found.level_name(found.roi_ranks[0]) == "P3"


def every_anchor(found: DetectionSet) -> tuple[FloatArray, IntArray]:
    """All anchors of a picture in picture pixels, and their ranks, made the slow way."""
    boxes, ranks = [], []
    width, height = found.width * found.scale_x, found.height * found.scale_y
    for rank, level in enumerate(found.model.levels):
        for ratio in (0.5, 1.0, 2.0):
            half_w = level.anchor_sizes[0] / math.sqrt(ratio) / 2
            half_h = level.anchor_sizes[0] * math.sqrt(ratio) / 2
            for y in np.arange(math.ceil(height / level.stride)) * level.stride:
                for x in np.arange(math.ceil(width / level.stride)) * level.stride:
                    boxes.append((x - half_w, y - half_h, x + half_w, y + half_h))
                    ranks.append(rank)
    scale = np.array([found.scale_x, found.scale_y] * 2)
    return np.array(boxes) / scale, np.array(ranks, np.int64)


def overlaps(box: FloatArray, others: FloatArray) -> FloatArray:
    low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=1)
    areas = (others[:, 2:] - others[:, :2]).prod(axis=1)
    return shared / ((box[2:] - box[:2]).prod() + areas - shared)


ANCHORS, RANKS = every_anchor(detections(0.5))


@given(
    st.floats(0, 600), st.floats(0, 440), st.floats(1, 500), st.floats(1, 400)
)  # in a picture of 640 x 480, whose network pixels are twice as large
def test_a_drawn_box_has_the_level_of_its_best_anchor(
    x: float, y: float, width: float, height: float
) -> None:
    found, box = detections(0.5), np.array((x, y, x + width, y + height))
    match = match_anchor(found, box)
    assert match is not None
    among_all = overlaps(box, ANCHORS)
    assert match.iou == pytest.approx(among_all.max(), abs=1e-9)
    assert match.rank in RANKS[among_all >= among_all.max() - 1e-9]
    assert matching_ranks(found, box[None]).tolist() == [match.rank]
    assert match.level == found.model.levels[match.rank].name


@pytest.mark.parametrize(
    ("side", "level", "k"),
    [(224, "P4", 4), (111, "P2", 2), (112, "P3", 3), (10, "P2", -1), (1000, "P5", 6)],
)
def test_eq_1_of_a_drawn_box(side: float, level: str, k: int) -> None:
    found, box = detections(2.0), np.array((5.0, 5.0, 5 + side / 2, 5 + side / 2))
    reason = explain_drawn_roi(found, box)
    assert reason is not None
    assert (reason.level, reason.k) == (level, k)
    rank = int(pooling_ranks(found, box[None])[0])
    assert found.model.levels[rank].name == level


def test_a_model_that_says_which_levels_pool_is_believed() -> None:
    answer = {
        "name": "mobile",
        "levels": [{"name": n, "stride": 32, "anchor_sizes": [32, 512]} for n in ("P5a", "P5b")],
        "canonical_size": 224,
        "k_min": 5,
        "roi_levels": [0],
        "class_names": ["cat"],
    }
    found = replace(detections(), model=parse_model(answer))
    boxes = np.array([(0.0, 0, 5, 5), (0, 0, 500, 500)])
    assert pooling_ranks(found, boxes).tolist() == [0, 0]
    assert matching_ranks(found, np.empty((0, 4))).tolist() == []
