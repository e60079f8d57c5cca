"""Filters of the list of pictures: the box at the funnel, chips, and what is not detected yet."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget

from app.domain.edits import Change, Edit
from app.domain.picture_filter import PictureFilter, PictureSort
from app.domain.project.store import Project
from app.domain.project.summaries import PictureState
from app.domain.training.reviewed import reviewed_pictures
from app.domain.training.sides import settle_sides
from tests.ui.conftest import MakeHarness
from tests.ui.harness import BOXES, LEFT, Harness, row


@pytest.fixture
def harness(window_of_six: Harness) -> Harness:
    return window_of_six


def shown(harness: Harness) -> list[int]:
    """Numbers of the pictures in the list."""
    model = harness.window.picture_panel.model
    return [int(model.index(n, 0).data()[4:-4]) for n in range(model.rowCount())]


def open_filters(harness: Harness) -> QWidget:
    panel = harness.window.picture_panel
    harness.click_widget(panel.funnel)
    harness.wait(panel.popup.isVisible)
    return panel.popup


def click_filter(harness: Harness, box: QWidget) -> None:
    """Open the filters, click a check box on its mark, close them again."""
    popup = open_filters(harness)
    QTest.mouseClick(box, LEFT, pos=QPoint(10, box.height() // 2))
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    harness.window.activateWindow()
    harness.wait(harness.window.isActiveWindow)


def choose(combo: QComboBox, text: str) -> None:
    """Choose an entry by the keyboard, as a person does."""
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Home)
    for _step in range(combo.count()):
        if combo.currentText() == text:
            return
        QTest.keyClick(combo, Qt.Key.Key_Down)
    assert combo.currentText() == text


def chips(harness: Harness) -> list[str]:
    return [each.text() for each in harness.window.picture_panel.chips.buttons]


def test_states_are_filtered_and_a_chip_takes_the_filter_away(harness: Harness) -> None:
    panel = harness.window.picture_panel
    harness.session.picture_edits.mark([harness.path(3), harness.path(4)], True)
    click_filter(harness, panel.popup.states[PictureState.REVIEWED])
    assert shown(harness) == [3, 4]
    click_filter(harness, panel.popup.states[PictureState.NEW])
    assert shown(harness) == [1, 2, 3, 4, 5]
    assert chips(harness) == ["New", "Reviewed"]
    assert panel.number.text() == "5 / 6"
    harness.click_widget(panel.chips.buttons[1])
    assert shown(harness) == [1, 2, 5]
    assert chips(harness) == ["New"]
    harness.window.menus.actions["clear_filters"].trigger()
    assert shown(harness) == [0, 1, 2, 3, 4, 5]
    assert not panel.chips.isVisible()


def test_class_level_and_score_of_detections(harness: Harness) -> None:
    panel = harness.window.picture_panel
    low = row("boat", 0.40, (10, 10, 40, 40), "P2", "P2")
    harness.plan.write(boxes={"*": BOXES[:1], "pic_2.png": BOXES[1:2], "pic_3.png": [low]})
    for number in (1, 2, 3):
        harness.session.show(harness.path(number))
        harness.settle()
    harness.wait(lambda: harness.path(3) in harness.session.states.summaries)
    popup = open_filters(harness)
    choose(panel.popup.classes, "person")
    assert 1 in shown(harness)
    assert not {2, 3, 4, 5} & set(shown(harness))
    choose(panel.popup.classes, "Any")
    choose(panel.popup.levels, "P2")
    assert set(shown(harness)) <= {0, 3}
    assert 3 in shown(harness)
    choose(panel.popup.levels, "Any")
    panel.popup.lowest.setFocus()
    panel.popup.lowest.selectAll()
    harness.qtbot.keyClicks(panel.popup.lowest, "0.35")
    QTest.keyClick(panel.popup.lowest, Qt.Key.Key_Return)
    panel.popup.highest.selectAll()
    harness.qtbot.keyClicks(panel.popup.highest, "0.45")
    QTest.keyClick(panel.popup.highest, Qt.Key.Key_Return)
    assert shown(harness) == [3]
    assert chips(harness) == ["Score 0.35 to 0.45"]
    harness.click_widget(panel.popup.clear)
    assert len(shown(harness)) == 6
    QTest.keyClick(popup, Qt.Key.Key_Escape)


def test_held_out_pictures_by_decision_and_by_hand(harness: Harness) -> None:
    panel, edits = harness.window.picture_panel, harness.session.picture_edits
    project = harness.document.project
    edits.mark([harness.path(number) for number in range(5)], reviewed=True)
    click_filter(harness, panel.popup.held_out)
    assert shown(harness) == [], "nothing is decided yet"
    assert chips(harness) == ["Held out"]
    panel.clear_filters()
    decided = settle_sides(project, reviewed_pictures(project))
    judges = {project.path_of(id) for id, held in decided.items() if held}
    edits.set_split([harness.path(4)], "val")
    click_filter(harness, panel.popup.held_out)
    expected = {n for n in range(5) if harness.path(n) in judges} | {4}
    assert set(shown(harness)) == expected
    assert len(expected) < 5
    edits.set_split([harness.path(4)], "test")
    harness.session.states.update()
    assert set(shown(harness)) == expected - {4}


def test_class_of_annotations_flag_split_and_note(harness: Harness) -> None:
    panel = harness.window.picture_panel
    harness.editor.draw((10, 10, 60, 60))
    harness.editor.answer_class("zebra")
    edits = harness.session.picture_edits
    edits.flag([harness.path(1), harness.path(2)], True)
    edits.set_split([harness.path(2), harness.path(5)], "val")
    edits.set_note([harness.path(4)], "Fog")
    open_filters(harness)
    choose(panel.popup.classes, "zebra")
    assert shown(harness) == [0]
    choose(panel.popup.classes, "Any")
    panel.popup.close()
    click_filter(harness, panel.popup.flagged)
    click_filter(harness, panel.popup.splits["val"])
    assert shown(harness) == [2]
    assert chips(harness) == ["Split val", "Flagged"]
    panel.clear_filters()
    panel.filter.setFocus()
    harness.qtbot.keyClicks(panel.filter, "fog")
    harness.wait(lambda: shown(harness) == [4])


def test_what_is_not_detected_yet_can_be_detected(harness: Harness) -> None:
    panel = harness.window.picture_panel
    open_filters(harness)
    choose(panel.popup.classes, "cat")
    panel.popup.close()
    assert shown(harness) == [0]
    assert "5 not detected yet" in panel.undetected.text()
    assert "Detect" in panel.undetected.text()
    panel.undetected.linkActivated.emit("detect")
    assert "Detect" not in panel.undetected.text()
    harness.wait(lambda: shown(harness) == [0, 1, 2, 3, 4, 5])
    assert not panel.undetected.isVisible()
    assert not panel.outdated.isVisible()


def test_the_filters_open_by_key(harness: Harness) -> None:
    popup = harness.window.picture_panel.popup
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    harness.key(Qt.Key.Key_L, keys)
    assert popup.isVisible()
    first = popup.states[PictureState.NEW]
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Space)
    assert shown(harness) == [1, 2, 3, 4, 5]
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_an_order_by_the_model_says_what_has_no_place_yet(harness: Harness) -> None:
    panel = harness.window.picture_panel
    panel.order(PictureSort.UNCERTAINTY)
    assert "5 not detected yet" in panel.undetected.text()
    panel.order(PictureSort.NAME)
    assert not panel.undetected.isVisible()


def test_rows_stay_where_they_are_until_the_list_is_asked_for_again(harness: Harness) -> None:
    panel = harness.window.picture_panel
    harness.session.picture_edits.mark([harness.path(4)], True)
    click_filter(harness, panel.popup.states[PictureState.NEW])
    click_filter(harness, panel.popup.states[PictureState.DETECTED])
    assert shown(harness) == [0, 1, 2, 3, 5]
    assert not panel.outdated.isVisible()
    harness.editor.set_review_answer("leave")
    harness.canvas.setFocus()
    harness.key(Qt.Key.Key_Space)
    harness.settle()
    assert harness.name == "pic_1.png"
    assert shown(harness) == [0, 1, 2, 3, 5]
    assert panel.outdated.isVisible()
    harness.key(Qt.Key.Key_A)  # what was just reviewed can still be gone back to
    assert harness.name == "pic_0.png"
    panel.outdated.linkActivated.emit("update")
    assert shown(harness) == [1, 2, 3, 5]
    assert not panel.outdated.isVisible()
    harness.settle()


def test_filters_that_leave_nothing_say_so(harness: Harness) -> None:
    panel = harness.window.picture_panel
    click_filter(harness, panel.popup.missing)
    assert shown(harness) == []
    harness.session.open([str(Path(harness.path(0)).parent)])
    label = harness.window.notice.label
    harness.wait(lambda: "No picture passes the filters" in label.text())
    label.linkActivated.emit("clear_filters")
    assert shown(harness) == [0, 1, 2, 3, 4, 5]
    assert harness.name == "pic_0.png"
    harness.settle()


def test_another_project_begins_without_filters(harness: Harness, tmp_path: Path) -> None:
    panel = harness.window.picture_panel
    click_filter(harness, panel.popup.states[PictureState.REVIEWED])
    other = tmp_path / "other"
    other.mkdir()
    Image.new("RGB", (320, 240)).save(other / "pic_7.png")
    harness.session.open([str(other)])
    harness.settle()
    assert shown(harness) == [7]
    assert chips(harness) == []


def test_a_filter_chosen_before_the_figures_are_read_holds(
    make_window: MakeHarness, six_pictures: Path
) -> None:
    with Project(six_pictures) as project:
        project.set_value("here", 1, keep=True)
        record = project.picture(str(six_pictures / "pic_2.png"))
        project.do(Edit("", (Change(record, replace(record, reviewed=True)),)))
    harness = make_window(six_pictures, settle=False)
    states = harness.session.states
    states.set_filter(PictureFilter(states=frozenset({PictureState.REVIEWED})))
    harness.wait(lambda: states.complete)
    harness.wait(lambda: shown(harness) == [2])
    harness.settle()
