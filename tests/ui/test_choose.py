"""Choosing boxes: by clicks, rubber band and keys; locked, hidden and ignored ones; the menu."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path) -> Harness:
    """A large annotation over a small one, one beside them; detections from 0.5 up."""
    harness = make_window(pictures)
    harness.editor.relabel_to_name("cell")
    for box in ((150, 100, 300, 230), (160, 180, 180, 200), (170, 20, 190, 60)):
        harness.editor.draw(box)
    harness.document.choose(())
    return harness


def ids(harness: Harness) -> list[int]:
    return list(harness.document.annotations)


def chosen(harness: Harness) -> tuple[int, ...]:
    return harness.document.chosen


def test_a_click_takes_the_smallest_and_clicks_there_go_through_all(harness: Harness) -> None:
    large, small, _other = ids(harness)
    harness.click(165, 190)
    assert chosen(harness) == (small,)
    harness.click(165, 190)
    assert chosen(harness) == (large,)
    harness.click(165, 190)
    assert chosen(harness) == (small,)
    harness.click(250, 150)
    assert chosen(harness) == (large,)
    harness.click(5, 235)
    assert chosen(harness) == ()


def test_keys_go_through_the_boxes_over_one_place(harness: Harness) -> None:
    large, small, other = ids(harness)
    harness.canvas.setFocus()
    harness.hover(165, 190)
    for wanted in (small, large, small):
        harness.key(Qt.Key.Key_BracketRight)
        assert chosen(harness) == (wanted,)
    harness.hover(5, 235)  # elsewhere: those over the chosen box, and back again
    for key, wanted in (
        (Qt.Key.Key_BracketRight, large),
        (Qt.Key.Key_BracketLeft, small),
        (Qt.Key.Key_BracketLeft, large),
    ):
        harness.key(key)
        assert chosen(harness) == (wanted,)
    harness.document.choose((other,))
    harness.key(Qt.Key.Key_BracketRight)
    assert chosen(harness) == (other,)  # alone there
    harness.document.choose(())
    harness.key(Qt.Key.Key_BracketRight)
    assert chosen(harness) == ()


def test_keys_go_on_to_detections(harness: Harness) -> None:
    harness.canvas.setFocus()
    harness.hover(60, 80)  # the cat on the person
    harness.key(Qt.Key.Key_BracketLeft)
    assert harness.document.selected == 0
    harness.key(Qt.Key.Key_BracketLeft)
    assert harness.document.selected == 1


def test_annotations_win_over_detections(harness: Harness) -> None:
    harness.editor.draw((5, 5, 135, 215))  # larger than the cat at 40, 60, 40 x 40
    mine = ids(harness)[-1]
    harness.document.choose(())
    harness.click(60, 80)
    assert chosen(harness) == (mine,)
    assert harness.document.selected is None
    harness.click(60, 80)
    assert chosen(harness) == ()
    assert harness.document.selected == 1


def test_control_click_adds_and_takes_away(harness: Harness) -> None:
    large, small, other = ids(harness)
    harness.click(165, 190)
    harness.click(180, 40, CONTROL)
    assert chosen(harness) == (small, other)
    harness.click(165, 190, CONTROL)
    assert chosen(harness) == (other,)
    harness.click(5, 235, CONTROL)
    assert chosen(harness) == (other,)
    assert large in ids(harness)


def test_a_rubber_band_takes_what_lies_in_it(harness: Harness) -> None:
    _large, small, other = ids(harness)
    start, end = harness.place(145, 10), harness.place(200, 210)
    harness.press(start, keys=SHIFT)
    harness.pull(start, end, keys=SHIFT)
    bands = [harness.canvas.chosen.shown.band]
    harness.release(end, keys=SHIFT)
    bands.append(harness.canvas.chosen.shown.band)
    assert [band is not None for band in bands] == [True, False]
    assert set(harness.document.chosen) == {small, other}


def test_escape_ends_a_rubber_band(harness: Harness) -> None:
    start, end = harness.place(145, 10), harness.place(200, 210)
    harness.press(start, keys=SHIFT)
    harness.pull(start, end, keys=SHIFT)
    harness.key(Qt.Key.Key_Escape)
    harness.release(end, keys=SHIFT)
    assert chosen(harness) == ()


def test_dragging_beside_boxes_moves_the_view(harness: Harness) -> None:
    before = harness.canvas.centre()
    harness.drag(harness.place(5, 235), harness.place(5, 235) + QPoint(40, -30))
    assert harness.canvas.centre() != before
    assert chosen(harness) == ()


def test_tab_goes_through_all_boxes(harness: Harness) -> None:
    seen = []
    for _step in range(3 + len(harness.document.rows)):
        harness.key(Qt.Key.Key_Tab)
        seen.append(harness.document.chosen or harness.document.selected)
    assert seen[:3] == [(each,) for each in ids(harness)]
    assert seen[3:] == harness.document.rows.tolist()
    harness.key(Qt.Key.Key_Tab, SHIFT)
    assert harness.document.selected == harness.document.rows[-2]


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete(harness: Harness, key: Qt.Key) -> None:
    large, small, other = ids(harness)
    harness.click(165, 190)
    harness.key(key)
    assert ids(harness) == [large, other]
    harness.key(Qt.Key.Key_Z, CONTROL)
    assert ids(harness) == [large, small, other]


def test_hovering_marks_the_box_that_a_click_takes(harness: Harness) -> None:
    _large, small, _other = ids(harness)
    harness.hover(165, 190)
    assert harness.document.hovered_annotation == small
    hovered = harness.canvas.chosen.shown.hovered
    assert hovered is not None
    assert hovered.key == small
    harness.click(165, 190)
    harness.hover(170, 190)
    assert harness.canvas.viewport().cursor().shape() == Qt.CursorShape.SizeAllCursor
    harness.hover(5, 235)
    assert harness.document.hovered_annotation is None


def test_hidden_boxes_are_neither_seen_nor_clicked(harness: Harness) -> None:
    large, small, _other = ids(harness)
    harness.click(165, 190)
    harness.key(Qt.Key.Key_H)
    assert small not in harness.canvas.annotations.rows.keys
    harness.click(165, 190)
    assert chosen(harness) == (large,)


def test_ignored_and_locked_boxes_look_so(harness: Harness) -> None:
    harness.click(250, 150)
    before = harness.colours_near(240, 150, 12)
    harness.window.menus.actions["ignore"].trigger()
    harness.document.choose(())
    assert harness.canvas.annotations.rows.colours[0] == "#B9BEC6"
    assert len(harness.colours_near(240, 150, 12)) > 1  # hatched
    harness.document.choose(ids(harness)[:1])
    harness.key(Qt.Key.Key_L)
    harness.document.choose(())
    assert harness.canvas.annotations.rows.colours[0] == "#B9BEC6"
    assert before


def test_the_menu_is_about_what_is_chosen(harness: Harness) -> None:
    harness.editor.relabel_to_name("nut")
    harness.click(165, 190)
    menu = harness.window.canvas_menu.build()
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts[:2] == ["Class", "Attributes"]
    classes = menu.actions()[0].menu()
    assert isinstance(classes, QMenu)
    assert classes.actions()[0].isChecked()
    classes.actions()[1].trigger()
    row = harness.document.chosen_annotations()[0]
    assert harness.document.classes[row.label].name == "nut"
    flags = menu.actions()[1].menu()
    assert isinstance(flags, QMenu)
    flags.actions()[0].trigger()
    assert harness.document.chosen_annotations()[0].difficult
    menu.deleteLater()
    harness.click(60, 80)
    assert harness.document.selected is not None
    menu = harness.window.canvas_menu.build()
    assert "Accept the detection" in [action.text() for action in menu.actions()]
    menu.deleteLater()


def test_space_reviews_at_its_release_unless_a_drag_followed(harness: Harness) -> None:
    harness.document.set_score(1.0)
    start = harness.place(60, 80)
    harness.qtbot.keyPress(harness.canvas, Qt.Key.Key_Space)
    harness.drag(start, start + QPoint(30, 10))
    harness.qtbot.keyRelease(harness.canvas, Qt.Key.Key_Space)
    assert harness.document.record is not None
    assert not harness.document.record.reviewed
    path = harness.document.pictures.current
    assert path is not None
    harness.qtbot.keyPress(harness.canvas, Qt.Key.Key_Space)
    assert harness.document.pictures.current == path
    harness.qtbot.keyRelease(harness.canvas, Qt.Key.Key_Space)
    record = harness.document.project.find_picture(path)
    assert record is not None
    assert record.reviewed
