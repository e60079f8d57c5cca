"""Any object: proposals as thin outlines; a click makes the best one under it an annotation."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from app.domain.proposals import Proposals
from fpn_core.levels import colour_of_rank
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

BOXES = [(40, 40, 120, 120), (60, 60, 100, 100), (200, 100, 260, 180)]


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path) -> Harness:
    harness = make_window(pictures)
    harness.document.set_score(1.0)
    harness.editor.relabel_to_name("cell")
    harness.document.set_proposals(
        Proposals(
            model="fake",
            boxes=np.array(BOXES, np.float64),
            objectness=np.array([0.9, 0.8, 0.7]),
            ranks=np.array([2, 1, 0], np.int64),
            level_names=("P2", "P3", "P4", "P5", "P6"),
        )
    )
    return harness


def best(harness: Harness) -> int | None:
    return harness.canvas.proposals.best


def test_outlines_in_the_colours_of_their_levels(harness: Harness) -> None:
    for rank, (x1, _y1, x2, y2) in zip((2, 1, 0), BOXES, strict=True):
        assert harness.shows_box(colour_of_rank(rank), x1, y2, x2 - x1)


def test_the_best_one_under_the_cursor_stands_out(harness: Harness) -> None:
    harness.hover(80, 80)
    assert best(harness) == 1  # the middle of both: nearly as sure, and smaller
    harness.hover(50, 80)
    assert best(harness) == 0
    harness.hover(230, 140)
    assert best(harness) == 2
    harness.hover(300, 230)
    assert best(harness) is None


def test_a_click_picks_it(harness: Harness) -> None:
    harness.click(230, 140)
    (made,) = harness.document.annotations.values()
    assert list(made.box) == list(BOXES[2])
    assert harness.document.classes[made.label].name == "cell"
    assert made.origin is not None
    assert made.origin.anchor_level == "P2"
    harness.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not harness.document.annotations


def test_a_drag_moves_the_view_and_escape_ends_it(harness: Harness) -> None:
    before = harness.canvas.centre()
    harness.drag(harness.place(230, 140), harness.place(230, 140) + QPoint(50, 20))
    assert harness.canvas.centre() != before
    assert not harness.document.annotations
    harness.key(Qt.Key.Key_Escape)
    assert harness.document.proposals is None
    assert not harness.shows_box(colour_of_rank(0), 200, 180, 60)
