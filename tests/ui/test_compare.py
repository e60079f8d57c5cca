"""The three-way view: agreed, only model, only person, on the canvas and as counts."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.domain.comparison import COMPARE_COLOURS, Compare
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

BOTH, MODEL, PERSON = (
    COMPARE_COLOURS[mode] for mode in (Compare.AGREED, Compare.ONLY_MODEL, Compare.ONLY_PERSON)
)


@pytest.fixture
def compared(make_window: MakeHarness, pictures: Path) -> Harness:
    """A cat that both have, a person and a dog of the model, and a cow of the person alone."""
    harness = make_window(pictures)
    editor = harness.session.editor
    editor.relabel_to_name("cat")
    editor.draw((40, 60, 80, 100))
    harness.document.choose(())
    editor.relabel_to_name("cow")
    editor.draw((250, 150, 300, 220))
    harness.document.choose(())
    harness.canvas.setFocus()
    harness.key(Qt.Key.Key_M)
    return harness


def texts(harness: Harness) -> list[str]:
    buttons = harness.window.compare_strip.buttons.values()
    return [" ".join(button.text().split()) for button in buttons]


def shown(harness: Harness) -> tuple[bool, bool, bool]:
    """Whether the box of both, one of the model, and the person's are drawn in their colours."""
    harness.canvas.viewport().repaint()
    return (
        harness.shows_box(BOTH, 40, 100, 40),
        harness.shows_box(MODEL, 200, 110, 80),
        harness.shows_box(PERSON, 250, 220, 50),
    )


def test_all_three_with_their_counts(compared: Harness) -> None:
    assert compared.window.compare_strip.isVisible()
    assert texts(compared) == ["All 4", "Agreed 1", "Only model 2", "Only person 1"]
    assert shown(compared) == (True, True, True)
    legend = compared.window.levels_panel.legend
    said = " ".join(label.text() for label in legend.findChildren(QLabel) if label.isVisible())
    assert "Colours show who has a box" in said


@pytest.mark.parametrize(
    ("mode", "seen"),
    [
        (Compare.AGREED, (True, False, False)),
        (Compare.ONLY_MODEL, (False, True, False)),
        (Compare.ONLY_PERSON, (False, False, True)),
    ],
)
def test_one_of_the_three_alone(
    compared: Harness, mode: Compare, seen: tuple[bool, bool, bool]
) -> None:
    compared.click_widget(compared.window.compare_strip.buttons[mode])
    assert shown(compared) == seen
    assert compared.window.menus.actions["compare"].isChecked()


def test_the_selected_detection_keeps_its_colour_of_the_comparison(compared: Harness) -> None:
    compared.document.show_origin(False)
    (dog,) = (row for row in compared.document.rows.tolist() if row == 2)
    compared.document.select(dog)
    compared.hover(300, 20)
    assert compared.shows_box(MODEL, 200, 110, 80)
    assert compared.canvas.chosen.shown.boxes[0].colour == MODEL


def test_a_relabelled_detection_agrees_no_more(compared: Harness) -> None:
    compared.document.select(2)
    assert compared.session.editor.relabel_to_name("wolf")
    assert texts(compared) == ["All 5", "Agreed 1", "Only model 2", "Only person 2"]


def test_counts_follow_edits(compared: Harness) -> None:
    compared.document.select(int(compared.document.rows[0]))
    compared.session.editor.accept_selected()
    assert texts(compared) == ["All 4", "Agreed 2", "Only model 1", "Only person 1"]
    compared.session.editor.reject([int(compared.document.rows[0])])
    assert texts(compared) == ["All 3", "Agreed 2", "Only model 0", "Only person 1"]
    compared.document.set_score(0.99)
    assert texts(compared) == ["All 3", "Agreed 0", "Only model 0", "Only person 3"]


def test_it_goes_on_with_the_next_picture_and_ends(compared: Harness) -> None:
    compared.session.step(1)
    compared.settle()
    assert texts(compared) == ["All 3", "Agreed 0", "Only model 3", "Only person 0"]
    compared.click_widget(compared.window.compare_strip.off)
    assert not compared.window.compare_strip.isVisible()
    assert len(compared.document.rows) == 3
    assert not compared.window.menus.actions["compare"].isChecked()
