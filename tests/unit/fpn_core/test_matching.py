"""Who answers for which ground truth, and which of them a step learns from."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from fpn_core import boxes as box_ops
from fpn_core import matching
from fpn_core.matching import IGNORED, NEGATIVE, match, sample

NONE = torch.zeros(0, 4)


def rpn_match(candidates: Tensor, truth: Tensor, ignore: Tensor = NONE) -> list[int]:
    found = match(
        candidates, truth, ignore, positive_iou=0.7, negative_iou=0.3, best_for_truth=True
    )
    return found.tolist()


def box_match(candidates: Tensor, truth: Tensor, ignore: Tensor = NONE) -> list[int]:
    found = match(
        candidates, truth, ignore, positive_iou=0.5, negative_iou=0.5, best_for_truth=False
    )
    return found.tolist()


def wide(width: float, left: float = 0.0) -> list[float]:
    """A box 10 high: with wide(10) its IoU is min / max of the widths."""
    return [left, 0.0, left + width, 10.0]


def test_thresholds_of_a_worked_example() -> None:
    candidates = torch.tensor([wide(8), wide(5), wide(1), wide(10)])
    assert rpn_match(candidates, torch.tensor([wide(10)])) == [0, IGNORED, NEGATIVE, 0]
    assert box_match(candidates, torch.tensor([wide(10)])) == [0, 0, NEGATIVE, 0]


def test_thresholds_belong_to_the_higher_side() -> None:
    candidates = torch.tensor([wide(5), wide(2.5)])
    found = match(
        candidates,
        torch.tensor([wide(10)]),
        NONE,
        positive_iou=0.5,
        negative_iou=0.25,
        best_for_truth=False,
    )
    assert found.tolist() == [0, IGNORED]


def test_a_candidate_takes_its_best_ground_truth() -> None:
    truth = torch.tensor([wide(10), wide(9)])
    assert rpn_match(torch.tensor([wide(10), wide(8.9)]), truth) == [0, 1]


def test_the_highest_iou_for_a_ground_truth_is_positive_whatever_it_is() -> None:
    candidates = torch.tensor([wide(2), wide(1), wide(2)])
    truth = torch.tensor([wide(10)])
    assert rpn_match(candidates, truth) == [0, NEGATIVE, 0]  # both that tie
    assert box_match(candidates, truth) == [NEGATIVE] * 3


def test_a_ground_truth_that_nothing_touches_has_no_candidate() -> None:
    assert rpn_match(torch.tensor([wide(10), wide(3)]), torch.tensor([wide(10, left=50)])) == [
        NEGATIVE,
        NEGATIVE,
    ]


def test_the_rescued_candidate_keeps_its_own_best_ground_truth() -> None:
    """As in torchvision: a candidate that is some truth's best still learns its own best truth."""
    candidates = torch.tensor([wide(10)])
    truth = torch.tensor([wide(9), wide(2)])
    assert rpn_match(candidates, truth) == [0]


def test_no_ground_truth_and_no_candidates() -> None:
    candidates = torch.tensor([wide(10), wide(4)])
    assert rpn_match(candidates, NONE) == [NEGATIVE, NEGATIVE]
    assert rpn_match(NONE, candidates) == []
    assert rpn_match(NONE, NONE, candidates) == []


def test_ignore_regions_hide_negatives_alone() -> None:
    region = torch.tensor([[0.0, 0.0, 6.0, 10.0]])
    candidates = torch.tensor([wide(10), wide(5, left=4), wide(4, left=1), wide(12.5)])
    # covered 0.6, 0.4, 1.0, 0.48
    assert rpn_match(candidates, NONE, region) == [IGNORED, NEGATIVE, IGNORED, NEGATIVE]
    assert rpn_match(candidates, torch.tensor([wide(10)]), region)[0] == 0


@given(
    st.lists(st.tuples(*[st.integers(0, 30)] * 2, *[st.integers(1, 30)] * 2), max_size=12),
    st.lists(st.tuples(*[st.integers(0, 30)] * 2, *[st.integers(1, 30)] * 2), max_size=5),
)
def test_match_equals_its_definition(first: list, second: list) -> None:
    candidates, truth = (
        torch.tensor([(x, y, x + w, y + h) for x, y, w, h in rows], dtype=torch.float32).view(-1, 4)
        for rows in (first, second)
    )
    found = rpn_match(candidates, truth)
    table = box_ops.iou(candidates, truth).tolist()
    highest = [max((row[t] for row in table), default=0.0) for t in range(len(truth))]
    for row, result in zip(table, found, strict=True):
        best = max(row, default=0.0)
        rescued = any(value == highest[t] > 0 for t, value in enumerate(row))
        if best >= 0.7 or rescued:
            assert row[result] == best
        else:
            assert result == (IGNORED if best >= 0.3 else NEGATIVE)


def test_parts_of_the_matrix_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = torch.Generator().manual_seed(0)
    corner = torch.rand(300, 2, generator=generator) * 80
    boxes = torch.cat((corner, corner + 1 + 30 * torch.rand(300, 2, generator=generator)), dim=1)
    whole = rpn_match(boxes[:250], boxes[250:], boxes[:5])
    monkeypatch.setattr(matching, "CELLS", 200)
    assert rpn_match(boxes[:250], boxes[250:], boxes[:5]) == whole
    assert {IGNORED, NEGATIVE} < set(whole)


def test_five_thousand_truths_fill_a_bounded_part_of_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    largest = 0
    plain = box_ops.iou

    def watched(first: Tensor, second: Tensor) -> Tensor:
        nonlocal largest
        largest = max(largest, len(first) * len(second))
        return plain(first, second)

    monkeypatch.setattr(box_ops, "iou", watched)
    generator = torch.Generator().manual_seed(0)
    corner = torch.rand(5_000, 2, generator=generator) * 1000
    truth = torch.cat((corner, corner + 20), dim=1)
    found = rpn_match(truth[:1_500], truth)
    assert 0 < largest <= matching.CELLS
    assert found == list(range(1_500))


@given(st.lists(st.integers(-2, 3), max_size=60), st.integers(1, 30), st.floats(0, 1))
def test_sampling_keeps_its_promises(rows: list[int], count: int, share: float) -> None:
    matches = torch.tensor(rows, dtype=torch.long)
    positive, negative = sample(matches, count, share, torch.Generator().manual_seed(3))
    again = sample(matches, count, share, torch.Generator().manual_seed(3))
    assert torch.equal(positive, again[0])
    assert torch.equal(negative, again[1])
    positives = sum(row >= 0 for row in rows)
    negatives = sum(row == NEGATIVE for row in rows)
    assert len(positive) == min(positives, int(count * share))
    assert len(negative) == min(negatives, count - len(positive))
    assert bool((matches[positive] >= 0).all())
    assert bool((matches[negative] == NEGATIVE).all())
    assert len(set(positive.tolist() + negative.tolist())) == len(positive) + len(negative)


def test_sampling_draws_others_from_another_seed() -> None:
    matches = torch.full((1000,), NEGATIVE)
    _, first = sample(matches, 50, 0.5, torch.Generator().manual_seed(1))
    _, second = sample(matches, 50, 0.5, torch.Generator().manual_seed(2))
    assert set(first.tolist()) != set(second.tolist())
