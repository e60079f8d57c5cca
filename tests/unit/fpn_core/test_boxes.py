"""Box arithmetic: laws that hold for all boxes, and worked examples."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from fpn_core import boxes as box_ops

PLACE = st.floats(-500, 1500, width=32)
SIDE = st.floats(0.5, 800, width=32)
WEIGHTS = st.sampled_from([(1.0, 1.0, 1.0, 1.0), (10.0, 10.0, 5.0, 5.0)])


@st.composite
def box_rows(draw: st.DrawFn, count: int | None = None, side: st.SearchStrategy = SIDE) -> Tensor:
    size = draw(st.integers(1, 6)) if count is None else count
    rows = draw(st.lists(st.tuples(PLACE, PLACE, side, side), min_size=size, max_size=size))
    return torch.tensor([(x, y, x + w, y + h) for x, y, w, h in rows]).reshape(-1, 4)


@st.composite
def box_pairs(draw: st.DrawFn) -> tuple[Tensor, Tensor]:
    count = draw(st.integers(1, 5))
    return draw(box_rows(count)), draw(box_rows(count))


@given(box_pairs(), WEIGHTS)
def test_decoding_brings_back_what_was_encoded(
    pair: tuple[Tensor, Tensor], weights: tuple[float, ...]
) -> None:
    boxes, anchors = pair
    ratio = (boxes[:, 2:] - boxes[:, :2]) / (anchors[:, 2:] - anchors[:, :2])
    fits = (ratio.log().amax(dim=1) < box_ops.MAX_LOG_SCALE).nonzero().flatten()
    boxes, anchors = boxes[fits], anchors[fits]
    decoded = box_ops.decode(box_ops.encode(boxes, anchors, weights), anchors, weights)
    assert decoded.shape == (len(boxes), 1, 4)
    torch.testing.assert_close(decoded[:, 0], boxes, rtol=1e-4, atol=2e-2)


@given(box_pairs())
def test_iou_is_symmetric_and_a_share(pair: tuple[Tensor, Tensor]) -> None:
    first, second = pair
    forward = box_ops.iou(first, second)
    assert torch.equal(forward, box_ops.iou(second, first).T)
    assert bool(((forward >= 0) & (forward <= 1 + 1e-6)).all())
    own = box_ops.iou(first, first).diagonal()
    torch.testing.assert_close(own, torch.ones_like(own))


@given(box_rows(), st.floats(1, 1000), st.floats(1, 1000))
def test_clipping_twice_is_clipping_once(boxes: Tensor, width: float, height: float) -> None:
    once = box_ops.clip(boxes, width, height)
    assert torch.equal(box_ops.clip(once, width, height), once)
    edge = torch.tensor((width, height, width, height))
    assert bool(((once >= 0) & (once <= edge)).all())
    assert bool((once[:, 2:] >= once[:, :2]).all())


@given(box_rows(), box_rows())
def test_a_region_covers_a_share_of_a_box(boxes: Tensor, regions: Tensor) -> None:
    share = box_ops.covered(boxes, regions)
    assert bool(((share >= 0) & (share <= 1 + 1e-4)).all())
    torch.testing.assert_close(box_ops.covered(boxes, boxes), torch.ones(len(boxes)))


def test_iou_of_worked_examples() -> None:
    square = torch.tensor([[0.0, 0.0, 10.0, 10.0]])
    others = torch.tensor(
        [
            [5.0, 0.0, 15.0, 10.0],
            [10.0, 0.0, 20.0, 10.0],
            [2.0, 2.0, 7.0, 6.0],
            [3.0, 3.0, 3.0, 9.0],
        ]
    )
    expected = torch.tensor([[50 / 150, 0.0, 20 / 100, 0.0]])
    torch.testing.assert_close(box_ops.iou(square, others), expected)
    point = torch.tensor([[3.0, 3.0, 3.0, 3.0]])
    assert box_ops.iou(point, point).item() == 0.0


def test_encoding_of_a_worked_example() -> None:
    anchor = torch.tensor([[0.0, 0.0, 10.0, 20.0]])
    box = torch.tensor(
        [[5.0, 10.0, 25.0, 20.0]]
    )  # centre moved by (10, 5), twice as wide, half as high
    deltas = box_ops.encode(box, anchor, (10.0, 10.0, 5.0, 5.0))
    expected = torch.tensor([[10.0, 2.5, 5 * math.log(2), 5 * math.log(0.5)]])
    torch.testing.assert_close(deltas, expected)


def test_a_side_grows_at_most_62_and_a_half_times() -> None:
    anchor = torch.tensor([[0.0, 0.0, 16.0, 16.0]])
    decoded = box_ops.decode(torch.tensor([[0.0, 0.0, 50.0, 50.0]]), anchor, (1.0, 1.0, 1.0, 1.0))
    torch.testing.assert_close(decoded[0, 0], torch.tensor([-492.0, -492.0, 508.0, 508.0]))


def test_each_anchor_decodes_every_class() -> None:
    anchors = torch.tensor([[0.0, 0.0, 4.0, 4.0], [10.0, 10.0, 14.0, 18.0]])
    deltas = torch.zeros(2, 12)
    deltas[1, 4] = 1.0  # the second class of the second anchor moves right by its width
    decoded = box_ops.decode(deltas, anchors, (1.0, 1.0, 1.0, 1.0))
    assert decoded.shape == (2, 3, 4)
    assert decoded[1].tolist() == [[10, 10, 14, 18], [14, 10, 18, 18], [10, 10, 14, 18]]


@pytest.mark.parametrize("classes", [1, 20])
def test_no_boxes_go_everywhere(classes: int) -> None:
    none = torch.zeros(0, 4)
    some = torch.tensor([[0.0, 0.0, 2.0, 2.0]])
    decoded = box_ops.decode(torch.zeros(0, 4 * classes), none, (1.0, 1.0, 1.0, 1.0))
    assert decoded.shape == (0, classes, 4)
    assert box_ops.encode(none, none, (1.0, 1.0, 1.0, 1.0)).shape == (0, 4)
    assert box_ops.iou(none, some).shape == (0, 1)
    assert box_ops.covered(some, none).tolist() == [0.0]
    assert box_ops.covered(none, some).shape == (0,)
    assert box_ops.clip(none, 5, 5).shape == (0, 4)
    assert box_ops.large_enough(none, 1).shape == (0,)


def test_scaling_and_size() -> None:
    boxes = torch.tensor([[1.0, 2.0, 3.0, 8.0]])
    assert box_ops.scale(boxes, 2.0, 0.5).tolist() == [[2.0, 1.0, 6.0, 4.0]]
    assert box_ops.area(boxes).tolist() == [12.0]
    assert box_ops.large_enough(boxes, 2.0).tolist() == [True]
    assert box_ops.large_enough(boxes, 2.5).tolist() == [False]
