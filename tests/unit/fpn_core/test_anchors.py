"""Anchors: where they stand, how large they are, and which row is which."""

import math

import pytest
import torch

from fpn_core.anchors import all_anchors, base_anchors, level_strides
from fpn_core.config import DetectorConfig, LevelConfig, RpnConfig

CONFIG = DetectorConfig(class_names=("cat",))
GRIDS = [(16, 24), (8, 12), (4, 6), (2, 3), (1, 2)]


def test_the_papers_anchors_have_one_area_a_level_and_three_shapes() -> None:
    for level, side in zip(CONFIG.levels, (32, 64, 128, 256, 512), strict=True):
        anchors = base_anchors(level, CONFIG.rpn)
        sides = anchors[:, 2:] - anchors[:, :2]
        torch.testing.assert_close(sides.prod(dim=1), torch.full((3,), float(side**2)))
        torch.testing.assert_close(sides[:, 1] / sides[:, 0], torch.tensor([0.5, 1.0, 2.0]))
        torch.testing.assert_close(anchors[:, :2], -anchors[:, 2:])


def test_there_are_fifteen_anchors_over_the_levels() -> None:
    assert sum(len(base_anchors(level, CONFIG.rpn)) for level in CONFIG.levels) == 15
    assert CONFIG.anchors_per_cell == 3


def test_the_ratio_varies_slowest() -> None:
    level = LevelConfig("P5a", 32, (10.0, 20.0))
    widths = base_anchors(level, RpnConfig(anchor_ratios=(1.0, 4.0)))[:, 2] * 2
    assert widths.tolist() == [10.0, 20.0, 5.0, 10.0]


def test_rounded_anchors_are_torchvisions_whole_pixels() -> None:
    anchors = base_anchors(CONFIG.levels[0], RpnConfig(round_anchors=True))
    assert anchors.tolist() == [[-23, -11, 23, 11], [-16, -16, 16, 16], [-11, -23, 11, 23]]


def test_every_row_is_level_then_cell_then_shape() -> None:
    anchors = torch.cat(all_anchors(CONFIG, GRIDS, (64, 96)))
    assert len(anchors) == 3 * sum(rows * columns for rows, columns in GRIDS)
    row = 0
    for level, (rows, columns) in zip(CONFIG.levels, GRIDS, strict=True):
        for y in range(rows):
            for x in range(columns):
                for ratio in (0.5, 1.0, 2.0):
                    width = level.anchor_sizes[0] / math.sqrt(ratio)
                    height = level.anchor_sizes[0] * math.sqrt(ratio)
                    centre_x, centre_y = x * level.stride, y * level.stride
                    expected = [
                        centre_x - width / 2,
                        centre_y - height / 2,
                        centre_x + width / 2,
                        centre_y + height / 2,
                    ]
                    assert anchors[row].tolist() == pytest.approx(expected, abs=1e-3)
                    row += 1


def test_the_grid_rule_divides_the_padded_side_as_torchvision_does() -> None:
    config = DetectorConfig(class_names=("cat",), rpn=RpnConfig(anchor_stride="grid"))
    grids = [(200, 272), (100, 136), (50, 68), (25, 34), (13, 17)]
    strides = level_strides(config, grids, (800, 1088))
    assert strides == [(4, 4), (8, 8), (16, 16), (32, 32), (61, 64)]
    p6 = all_anchors(config, grids, (800, 1088))[-1]
    below = p6[17 * 3 + 1]  # the square one of the first cell of the second row
    assert below.tolist() == [-256, 61 - 256, 256, 61 + 256]
    assert level_strides(CONFIG, grids, (800, 1088))[-1] == (64, 64)
