"""A ground truth's level: its best anchor's, and Eq. 1's."""

import dataclasses

import pytest
import torch
from torch import Tensor

from fpn_core.anchors import all_anchors
from fpn_core.evaluation.levels import best_anchor_levels, eq1_levels
from tests.unit.fpn_core.evaluation_cases import SIDE, tiny_config

CONFIG = tiny_config()
GRIDS = [(SIDE // level.stride, SIDE // level.stride) for level in CONFIG.levels]
ANCHORS = all_anchors(CONFIG, GRIDS, (SIDE, SIDE))


def centred(width: float, height: float) -> Tensor:
    return torch.tensor([[64 - width / 2, 64 - height / 2, 64 + width / 2, 64 + height / 2]])


@pytest.mark.parametrize("level", range(5))
def test_a_box_like_an_anchor_is_of_its_level(level: int) -> None:
    assert best_anchor_levels(ANCHORS[level], ANCHORS).tolist() == [level] * len(ANCHORS[level])


def test_sizes_between_levels_go_to_the_nearer_one() -> None:
    boxes = torch.cat([centred(side, side) for side in (2.0, 10.0, 13.0, 21.0, 27.0, 400.0)])
    assert best_anchor_levels(boxes, ANCHORS).tolist() == [0, 0, 1, 1, 2, 4]


def test_many_boxes_at_once_are_the_same_as_one_by_one() -> None:
    generator = torch.Generator().manual_seed(0)
    corners = torch.rand(1500, 2, generator=generator) * 100
    boxes = torch.cat((corners, corners + 2 + 60 * torch.rand(1500, 2, generator=generator)), 1)
    together = best_anchor_levels(boxes, ANCHORS)
    alone = torch.cat([best_anchor_levels(box[None], ANCHORS) for box in boxes[::50]])
    assert together[::50].tolist() == alone.tolist()
    assert len(together.unique()) > 2


def test_no_boxes_have_no_levels() -> None:
    assert best_anchor_levels(torch.zeros(0, 4), ANCHORS).tolist() == []
    assert eq1_levels(torch.zeros(0, 4), CONFIG.box).tolist() == []


def test_eq1_of_the_box_itself() -> None:
    # canonical size 56 pools from P4, index 2; each doubling is one level coarser
    sides = (3.0, 27.9, 28.0, 55.9, 56.0, 111.0, 112.0, 500.0)
    boxes = torch.cat([centred(side, side) for side in sides])
    assert eq1_levels(boxes, CONFIG.box).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_eq1_gives_indices_into_the_models_levels() -> None:
    box = dataclasses.replace(CONFIG.box, roi_levels=(2, 4), k_min=4)
    boxes = torch.cat([centred(56.0, 56.0), centred(112.0, 112.0)])
    assert eq1_levels(boxes, box).tolist() == [2, 4]
