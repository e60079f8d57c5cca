"""The field for a class at the box: completion, keys, the first box of a project, and the mouse."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.views.class_entry import ClassEntry
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path) -> Harness:
    harness = make_window(pictures)
    harness.document.set_score(1.0)
    return harness


@pytest.fixture
def chosen(harness: Harness) -> Harness:
    """Classes cell, cellar and nut; one chosen box, a cell."""
    for name in ("cell", "cellar", "nut"):
        harness.editor.relabel_to_name(name)
    harness.document.set_current_class(next(iter(harness.document.classes)))
    harness.editor.draw((60, 50, 120, 110))
    return harness


def entry(harness: Harness) -> ClassEntry:
    return harness.window.class_entry


def names(harness: Harness) -> list[str]:
    return [each.name for each in harness.document.classes.values()]


def label(harness: Harness) -> str:
    (row,) = harness.document.annotations.values()
    return harness.document.classes[row.label].name


def type_text(harness: Harness, text: str) -> None:
    harness.qtbot.keyClicks(entry(harness).line, text)


def test_the_first_box_of_a_project_asks_for_its_class(harness: Harness) -> None:
    harness.key(Qt.Key.Key_W)
    harness.drag_picture((60, 50), (160, 120))
    assert entry(harness).isVisible()
    assert entry(harness).line.hasFocus()
    assert not harness.document.annotations
    assert harness.canvas.chosen.shown.drawn is not None  # still to be seen
    type_text(harness, "blob")
    harness.key(Qt.Key.Key_Return)
    assert not entry(harness).isVisible()
    assert harness.canvas.hasFocus()
    assert label(harness) == "blob"
    assert names(harness) == ["blob"]
    harness.drag_picture((200, 50), (260, 120))  # the second one is not asked about
    assert len(harness.document.annotations) == 2
    assert not entry(harness).isVisible()


def test_escape_takes_the_first_box_back(harness: Harness) -> None:
    harness.key(Qt.Key.Key_W)
    harness.drag_picture((60, 50), (160, 120))
    type_text(harness, "bl")
    harness.key(Qt.Key.Key_Escape)
    assert not harness.document.annotations
    assert names(harness) == []
    assert harness.canvas.chosen.shown.drawn is None


def test_another_picture_takes_the_question_back(harness: Harness) -> None:
    harness.key(Qt.Key.Key_W)
    harness.drag_picture((60, 50), (160, 120))
    harness.session.step(1)
    assert not entry(harness).isVisible()
    harness.settle()
    assert not harness.document.annotations


@pytest.mark.parametrize("how", ["key", "enter", "mouse"])
def test_it_opens_at_the_chosen_box(chosen: Harness, how: str) -> None:
    if how == "key":
        chosen.key(Qt.Key.Key_E, CONTROL)
    elif how == "enter":
        chosen.key(Qt.Key.Key_Return)
    else:
        chosen.double_click(90, 80)
    field = entry(chosen)
    assert field.isVisible()
    assert field.line.selectedText() == "cell"
    box = chosen.canvas.screen_rect((60, 50, 120, 110))
    assert abs(field.x() - box.left()) < 2
    assert 0 < field.y() - box.bottom() < 20
    chosen.key(Qt.Key.Key_Escape)
    assert label(chosen) == "cell"


def test_typing_completes(chosen: Harness) -> None:
    chosen.key(Qt.Key.Key_E, CONTROL)
    type_text(chosen, "nu")
    chosen.key(Qt.Key.Key_Return)
    assert label(chosen) == "nut"


def test_the_exact_name_wins_and_arrows_choose(chosen: Harness) -> None:
    chosen.key(Qt.Key.Key_E, CONTROL)
    type_text(chosen, "cell")
    rows = [entry(chosen).list.item(at).text() for at in range(entry(chosen).list.count())]
    assert rows == ["cell", "cellar"]
    chosen.key(Qt.Key.Key_Down)
    chosen.key(Qt.Key.Key_Return)
    assert label(chosen) == "cellar"


def test_a_further_class_that_is_the_beginning_of_another(chosen: Harness) -> None:
    chosen.key(Qt.Key.Key_E, CONTROL)
    type_text(chosen, "ce")
    chosen.key(Qt.Key.Key_Up)  # from the first to the last: the text itself
    assert entry(chosen).list.currentItem().text() == "Add class “ce”"
    chosen.key(Qt.Key.Key_Return)
    assert label(chosen) == "ce"
    assert names(chosen) == ["cell", "cellar", "nut", "ce"]
    chosen.key(Qt.Key.Key_Z, CONTROL)  # one step: class and label
    assert label(chosen) == "cell"
    assert names(chosen) == ["cell", "cellar", "nut"]


def test_tab_completes_without_taking(chosen: Harness) -> None:
    chosen.key(Qt.Key.Key_E, CONTROL)
    type_text(chosen, "n")
    chosen.key(Qt.Key.Key_Tab)
    assert entry(chosen).line.text() == "nut"
    assert entry(chosen).isVisible()
    assert label(chosen) == "cell"


def test_a_class_of_the_model_is_proposed_not_added(chosen: Harness) -> None:
    chosen.key(Qt.Key.Key_E, CONTROL)
    type_text(chosen, "bo")
    item = entry(chosen).list.item(0)
    assert item.text() == "boat  (the model's)"
    chosen.key(Qt.Key.Key_Return)
    assert names(chosen) == ["cell", "cellar", "nut", "boat"]


def test_a_click_takes_a_row_and_a_click_elsewhere_leaves(chosen: Harness) -> None:
    chosen.key(Qt.Key.Key_E, CONTROL)
    rows = entry(chosen).list
    chosen.qtbot.mouseClick(
        rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(rows.item(2)).center()
    )
    assert label(chosen) == "nut"
    chosen.key(Qt.Key.Key_E, CONTROL)
    chosen.window.picture_panel.list.setFocus()
    assert not entry(chosen).isVisible()


def test_relabelling_a_detection_accepts_it(harness: Harness) -> None:
    harness.document.set_score(0.5)
    harness.double_click(240, 70)
    assert entry(harness).line.text() == "dog"
    type_text(harness, "fox")
    harness.key(Qt.Key.Key_Return)
    assert label(harness) == "fox"
    (row,) = harness.document.annotations.values()
    assert row.origin is not None
    assert row.origin.class_name == "dog"


def test_keys_of_the_window_stay_out_of_the_field(chosen: Harness) -> None:
    chosen.key(Qt.Key.Key_E, CONTROL)
    before = chosen.document.pictures.current
    type_text(chosen, "d1 wx")
    assert entry(chosen).line.text() == "d1 wx"
    assert chosen.document.pictures.current == before
    assert not chosen.document.drawing
    assert label(chosen) == "cell"
