"""The card explains boxes of a person: drawn ones by their best match, accepted ones by origin."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path) -> Harness:
    return make_window(pictures)


def test_a_drawn_box_shows_its_best_anchor_and_eq_1(harness: Harness) -> None:
    harness.editor.draw((60, 60, 124, 124), None)
    harness.editor.answer_class("cell")
    card = harness.window.levels_panel.card
    # 64 px are 128 network pixels: the anchor of P4 is as large; Eq. 1 goes one level finer.
    assert "P4" in card.value("anchor")
    assert "128 px, 1:1" in card.value("anchor")
    assert "P3" in card.value("roi")
    assert "a person drew it" in card.value("objectness")
    assert "128 × 128 network px" in card.value("proposal")
    assert "P3" in card.formula.text()
    legend = [row.accessibleName() for row in harness.window.levels_panel.legend.rows]
    assert legend[2] == "P4: 1, shown"  # the dog's alone: nothing fired for a drawn box


def test_an_accepted_box_shows_the_detection_it_came_from(harness: Harness) -> None:
    harness.document.select(1)
    harness.key(Qt.Key.Key_Return)
    made = next(iter(harness.document.annotations))
    harness.document.choose([made])
    card = harness.window.levels_panel.card
    assert "P3" in card.value("anchor")
    assert "accepted: cat 0.80" in card.value("anchor")
    assert card.value("objectness") == "0.87"
    assert "P2" in card.value("roi")
    assert "99 × 96 network px" in card.value("proposal")
