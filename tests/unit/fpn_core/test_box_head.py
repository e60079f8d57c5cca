"""The second stage: RoIs to learn from, its losses, and the choice of detections."""

import dataclasses
import math

import pytest
import torch
from torch import Tensor

from fpn_core.box_head import (
    HEADS,
    Predictor,
    box_losses,
    choose_detections,
    choose_rois,
)
from fpn_core.config import BoxConfig
from fpn_core.detections import Detections, Proposals

CONFIG = BoxConfig(width=8, samples=4, positive_fraction=0.5)
NONE = torch.zeros(0, 4)


def at(x: float, y: float = 0.0, side: float = 10.0) -> list[float]:
    return [x, y, x + side, y + side]


def given(*boxes: list[float]) -> Proposals:
    rows = Proposals.given(torch.tensor(boxes).reshape(-1, 4))
    rows.anchor_index = torch.arange(len(boxes)) + 100
    rows.anchor_level = torch.arange(len(boxes)) % 5
    rows.objectness = torch.linspace(0.9, 0.5, len(boxes))
    return rows


def detections(
    scores: Tensor, deltas: Tensor, rows: Proposals, config: BoxConfig = CONFIG, score: float = 0.05
) -> Detections:
    levels = torch.arange(len(rows)) % 4
    return choose_detections(scores, deltas, rows, levels, (100, 100), config, score)


def logits(*shares: list[float]) -> Tensor:
    return torch.tensor(shares).log()


@pytest.mark.parametrize("name", HEADS)
def test_heads_give_one_row_a_roi(name: str) -> None:
    torch.manual_seed(0)
    head = HEADS[name](6, CONFIG).eval()
    assert head(torch.randn(5, 6, 7, 7)).shape == (5, 8)
    assert head(torch.zeros(0, 6, 7, 7)).shape == (0, 8)


def test_the_predictor_has_background_last() -> None:
    predictor = Predictor(8, 3, class_agnostic=False)
    scores, deltas = predictor(torch.randn(5, 8))
    assert scores.shape == (5, 4)
    assert deltas.shape == (5, 12)
    assert Predictor(8, 3, class_agnostic=True)(torch.randn(5, 8))[1].shape == (5, 4)


def test_each_class_of_each_proposal_is_a_candidate_with_its_origin() -> None:
    rows = given(at(0), at(50))
    scores = logits([0.30, 0.60, 0.10], [0.04, 0.02, 0.94])
    found = detections(scores, torch.zeros(2, 8), rows)
    assert found.labels.tolist() == [1, 0]
    assert found.scores.tolist() == pytest.approx([0.6, 0.3])
    assert found.anchor_index.tolist() == [100, 100]
    assert found.proposals.tolist() == [at(0), at(0)]
    lower = detections(scores, torch.zeros(2, 8), rows, score=0.03)
    assert lower.anchor_index.tolist() == [100, 100, 101]
    assert lower.roi_level.tolist() == [0, 0, 1]
    assert lower.anchor_level.tolist() == [0, 0, 1]
    assert lower.objectness.tolist() == pytest.approx([0.9, 0.9, 0.5])


def test_nms_runs_within_classes() -> None:
    rows = given(at(0), at(1), at(2))
    scores = logits([0.8, 0.1, 0.1], [0.7, 0.2, 0.1], [0.1, 0.8, 0.1])
    found = detections(scores, torch.zeros(3, 8), rows, score=0.15)
    assert list(zip(found.labels.tolist(), found.anchor_index.tolist(), strict=True)) == [
        (0, 100),
        (1, 102),
    ]


def test_boxes_are_decoded_by_class_and_cut_to_the_picture() -> None:
    deltas = torch.zeros(1, 8)
    deltas[0, 4] = 5.0  # class 1: half a width to the right
    deltas[0, 0] = -10.0  # class 0: a width to the left, out of the picture
    found = detections(logits([0.45, 0.45, 0.1]), deltas, given(at(0)))
    assert found.labels.tolist() == [1]
    assert found.boxes.tolist() == [[5.0, 0.0, 15.0, 10.0]]


def test_at_most_so_many_detections() -> None:
    rows = given(*(at(15.0 * n) for n in range(6)))
    scores = logits(*([0.3 + 0.1 * n, 0.1, 0.6 - 0.1 * n] for n in range(5)), [0.2, 0.1, 0.7])
    few = dataclasses.replace(CONFIG, max_detections=3)
    found = detections(scores, torch.zeros(6, 8), rows, few, score=0.15)
    assert found.anchor_index.tolist() == [104, 103, 102]


@pytest.mark.parametrize("agnostic", [False, True])
def test_no_proposals_no_detections(agnostic: bool) -> None:
    config = dataclasses.replace(CONFIG, class_agnostic=agnostic)
    columns = 4 if agnostic else 8
    found = detections(torch.zeros(0, 3), torch.zeros(0, columns), given(), config)
    assert len(found) == 0
    assert found.boxes.shape == (0, 4)


def roi_choice(rows: Proposals, boxes: Tensor, labels: Tensor, ignore: Tensor = NONE) -> tuple:
    generator = torch.Generator().manual_seed(0)
    return choose_rois(rows, boxes, labels, ignore, CONFIG, 2, generator)


def test_rois_to_learn_from_and_their_goals() -> None:
    rows = given(at(1), at(60), at(80))
    boxes = torch.tensor([at(0), at(30)])
    rois, labels, goals = roi_choice(rows, boxes, torch.tensor([1, 0]))
    assert labels.tolist()[2:] == [2, 2]  # background, after the two that the fraction allows
    by_roi = {
        tuple(r): (label, g)
        for r, label, g in zip(rois.tolist(), labels.tolist(), goals.tolist(), strict=True)
    }
    assert {tuple(at(60)), tuple(at(80))} < set(by_roi)
    for roi, (label, goal) in by_roi.items():
        if label != 2:
            assert (label, goal) == ((1, at(0)) if roi[0] < 10 else (0, at(30)))


def test_the_ground_truth_is_a_proposal_too() -> None:
    rois, labels, goals = roi_choice(given(), torch.tensor([at(0)]), torch.tensor([1]))
    assert rois.tolist() == goals.tolist() == [at(0)]
    assert labels.tolist() == [1]


def test_ignore_regions_are_no_background() -> None:
    region = torch.tensor([[50.0, 0.0, 100.0, 100.0]])
    rois, labels, _ = roi_choice(
        given(at(60), at(20)), NONE, torch.zeros(0, dtype=torch.long), region
    )
    assert rois.tolist() == [at(20)]
    assert labels.tolist() == [2]


def test_losses_of_a_worked_example() -> None:
    scores = logits([0.5, 0.25, 0.25], [0.2, 0.2, 0.6])
    deltas = torch.zeros(2, 8)
    deltas[0, 4:] = 99.0  # the other class's deltas do not count
    rois = torch.tensor([at(0), at(50)])
    goals = torch.tensor([at(1), at(50)])
    labels = torch.tensor([0, 2])
    class_loss, box_loss = box_losses(scores, deltas, rois, labels, goals, CONFIG, [2])
    assert class_loss.item() == pytest.approx(-(math.log(0.5) + math.log(0.6)) / 2)
    # Off by 0.1 widths, times the coder's weight 10; smooth L1 with beta 1/9, over both RoIs.
    assert box_loss.item() == pytest.approx((1.0 - 0.5 / 9) / 2)


def test_class_agnostic_losses_use_the_one_box() -> None:
    config = dataclasses.replace(CONFIG, class_agnostic=True)
    rois = torch.tensor([at(0)])
    arguments = (rois, torch.tensor([1]), torch.tensor([at(1)]), config, [1])
    _, loss = box_losses(logits([0.5, 0.25, 0.25]), torch.zeros(1, 4), *arguments)
    assert loss.item() == pytest.approx(1.0 - 0.5 / 9)


@pytest.mark.parametrize("labels", [[], [2, 2]])
def test_losses_without_positives(labels: list[int]) -> None:
    count = len(labels)
    scores = torch.zeros(count, 3, requires_grad=True)
    deltas = torch.ones(count, 8, requires_grad=True)
    boxes = torch.tensor([at(0)] * count).reshape(-1, 4)
    class_loss, box_loss = box_losses(
        scores, deltas, boxes, torch.tensor(labels, dtype=torch.long), boxes, CONFIG, [count]
    )
    assert box_loss.item() == 0.0
    assert class_loss.item() == pytest.approx(math.log(3) if labels else 0.0)
    (class_loss + box_loss).backward()
