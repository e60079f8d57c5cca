"""The region proposal network: one shared head, the choice of proposals, its losses."""

import dataclasses
import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from fpn_core.config import RpnConfig
from fpn_core.detections import Proposals
from fpn_core.rpn import RpnHead, propose, rpn_losses

CONFIG = RpnConfig(pre_nms=(4, 3), post_nms=(4, 3))
NONE = torch.zeros(0, 4)


def level(boxes: list[list[float]], logits: list[float]) -> tuple[Tensor, Tensor, Tensor]:
    """One picture's logits, no deltas, and anchors of a level."""
    anchors = torch.tensor(boxes, dtype=torch.float32)
    return torch.tensor([logits]), torch.zeros(1, len(boxes), 4), anchors


def chosen(*levels: tuple[Tensor, Tensor, Tensor], config: RpnConfig = CONFIG) -> Proposals:
    logits, deltas, anchors = (list(part) for part in zip(*levels, strict=True))
    return propose(logits, deltas, anchors, [(100, 100)], config)[0]


def at(x: float, y: float, side: float = 10.0) -> list[float]:
    return [x, y, x + side, y + side]


def test_one_head_serves_all_levels_cell_by_cell() -> None:
    torch.manual_seed(0)
    head = RpnHead(4, 3)
    maps = [torch.randn(2, 4, 6, 8), torch.randn(2, 4, 3, 4)]
    logits, deltas = head(maps)
    assert [tuple(part.shape) for part in logits] == [(2, 144), (2, 36)]
    assert [tuple(part.shape) for part in deltas] == [(2, 144, 4), (2, 36, 4)]
    for features, flat, moved in zip(maps, logits, deltas, strict=True):
        hidden = F.relu(head.conv[0](features))
        objectness, boxes = head.objectness(hidden), head.deltas(hidden)
        columns = features.shape[3]
        for picture, y, x, shape in ((0, 0, 0, 0), (1, 2, 3, 1), (1, 1, 2, 2)):
            row = (y * columns + x) * 3 + shape
            assert flat[picture, row].item() == objectness[picture, shape, y, x].item()
            expected = boxes[picture, 4 * shape : 4 * shape + 4, y, x]
            assert torch.equal(moved[picture, row], expected)
    assert len(list(head.parameters())) == 6


def test_a_deeper_head() -> None:
    assert len(RpnHead(4, 3, conv_depth=2).conv) == 2


def test_the_best_of_each_level_go_on_with_their_origin() -> None:
    fine = level([at(0, 0), at(20, 0), at(40, 0), at(60, 0)], [0.0, 3.0, -1.0, 2.0])
    coarse = level([at(0, 50, 30), at(40, 50, 30)], [1.0, -2.0])
    config = dataclasses.replace(CONFIG, pre_nms=(2, 2), post_nms=(9, 9))
    rows = chosen(fine, coarse, config=config)
    assert rows.anchor_index.tolist() == [1, 3, 4, 5]
    assert rows.anchor_level.tolist() == [0, 0, 1, 1]
    assert rows.objectness.tolist() == pytest.approx(
        [1 / (1 + math.exp(-logit)) for logit in (3.0, 2.0, 1.0, -2.0)]
    )
    assert torch.equal(rows.boxes, rows.anchors)
    assert rows.boxes[2].tolist() == at(0, 50, 30)


def test_the_best_over_all_levels_stay() -> None:
    fine = level([at(0, 0), at(20, 0)], [0.0, 3.0])
    coarse = level([at(0, 50, 30), at(40, 50, 30)], [1.0, 2.0])
    assert chosen(fine, coarse).anchor_index.tolist() == [1, 3, 2]


def test_nms_runs_within_levels() -> None:
    fine = level([at(0, 0), at(1, 0)], [3.0, 2.0])  # IoU 9 / 11
    coarse = level([at(0, 0), at(50, 50)], [1.0, 0.0])
    assert chosen(fine, coarse).anchor_index.tolist() == [0, 2, 3]
    looser = dataclasses.replace(CONFIG, nms_iou=0.9)
    assert chosen(fine, coarse, config=looser).anchor_index.tolist() == [0, 1, 2]


def test_proposals_are_decoded_then_cut_to_their_own_picture() -> None:
    logits, deltas, anchors = level([at(0, 0), at(85, 85, 30)], [0.0, 1.0])
    deltas[0, 0] = torch.tensor([0.5, 0.0, math.log(2.0), 0.0])
    two = [torch.cat((logits, logits))], [torch.cat((deltas, deltas))], [anchors]
    first, second = propose(*two, [(100, 100), (90, 12)], CONFIG)
    assert first.boxes.tolist() == [[85, 85, 100, 100], [0, 0, 20, 10]]
    assert second.boxes.tolist() == [[0, 0, 12, 10]]  # the other lies outside and has no side left
    assert first.anchors.tolist() == [at(85, 85, 30), at(0, 0)]


def test_training_and_inference_take_their_own_counts() -> None:
    anchors = [at(12 * n, 0) for n in range(6)]
    logits, deltas, boxes = level(anchors, [float(n) for n in range(6)])
    counts = [
        len(propose([logits], [deltas], [boxes], [(100, 100)], CONFIG, training=training)[0])
        for training in (True, False)
    ]
    assert counts == [4, 3]


def test_deltas_that_are_no_numbers_propose_nothing() -> None:
    logits, deltas, anchors = level([at(0, 0), at(20, 0)], [1.0, 2.0])
    deltas[0, 1] = torch.nan
    assert chosen((logits, deltas, anchors)).anchor_index.tolist() == [0]


def test_given_boxes_have_no_anchor() -> None:
    rows = Proposals.given(torch.tensor([at(3, 3)]))
    assert rows.anchor_index.tolist() == [-1]
    assert rows.anchor_level.tolist() == [-1]
    assert rows.objectness.tolist() == [1.0]


def losses(
    logits: Tensor, deltas: Tensor, anchors: Tensor, boxes: Tensor, ignore: Tensor = NONE
) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    config = dataclasses.replace(CONFIG, samples=8)
    return rpn_losses([logits], [deltas], [anchors], [(boxes, ignore)], config, [generator])


def test_losses_of_a_worked_example() -> None:
    """One positive, two negatives, one between the thresholds that counts for nothing."""
    anchors = torch.tensor([at(0, 0), at(50, 0), at(70, 0), [0.0, 0.0, 10.0, 5.0]])
    logits = torch.tensor([[1.0, -2.0, 0.5, 9.0]])
    deltas = torch.zeros(1, 4, 4)
    deltas[0, 0] = torch.tensor([0.3, 0.0, 0.0, 0.05])
    deltas[0, 1:] = 7.0
    objectness, box = losses(logits, deltas, anchors, torch.tensor([at(1, 0)]))
    terms = [math.log1p(math.exp(-1.0)), math.log1p(math.exp(-2.0)), math.log1p(math.exp(0.5))]
    assert objectness.item() == pytest.approx(sum(terms) / 3, rel=1e-5)
    # Goal (0.1, 0, 0, 0): off by 0.2, above beta = 1/9, and by 0.05, below it.
    assert box.item() == pytest.approx((0.2 - 0.5 / 9 + 0.5 * 0.05**2 * 9) / 3, rel=1e-4)


def test_losses_without_anything_to_learn_from_are_zero_and_have_gradients() -> None:
    logits = torch.tensor([[1.0]], requires_grad=True)
    deltas = torch.ones(1, 1, 4, requires_grad=True)
    everything = torch.tensor([[0.0, 0.0, 100.0, 100.0]])
    objectness, box = losses(logits, deltas, torch.tensor([at(0, 0)]), NONE, everything)
    assert objectness.item() == box.item() == 0.0
    (objectness + box).backward()
    assert logits.grad is not None
    assert float(logits.grad) == 0.0


def test_losses_are_means_over_all_pictures() -> None:
    anchors = torch.tensor([at(0, 0), at(50, 0)])
    logits, deltas = torch.tensor([[0.0, 0.0], [0.0, 0.0]]), torch.zeros(2, 2, 4)
    truth = [(torch.tensor([at(0, 0)]), NONE), (NONE, NONE)]
    generators = [torch.Generator().manual_seed(place) for place in range(2)]
    objectness, box = rpn_losses([logits], [deltas], [anchors], truth, CONFIG, generators)
    assert objectness.item() == pytest.approx(math.log(2.0))
    assert box.item() == 0.0
