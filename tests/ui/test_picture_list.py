"""The list of pictures: states, marks, several rows, and what is said of them."""

import gc
import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from app.domain.editing import set_reviewed
from app.domain.picture_filter import PictureSort
from app.domain.project.store import Project
from app.domain.project.summaries import PictureState
from tests.ui.conftest import MakeHarness
from tests.ui.harness import BOXES, NO_KEYS, Harness, click_at, press_key

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def harness(window_of_six: Harness) -> Harness:
    return window_of_six


def click_row(harness: Harness, row: int, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    view = harness.window.picture_panel.list
    place = view.visualRect(view.model().index(row, 0)).center()
    click_at(view.viewport(), place, keys)


def selected(harness: Harness) -> list[str]:
    return [Path(each).name for each in harness.window.picture_panel.selected()]


def state(harness: Harness, number: int) -> PictureState:
    return harness.window.picture_panel.model.state_of(harness.path(number))


def reviewed(harness: Harness) -> list[int]:
    project = harness.document.project
    return [
        number
        for number, each in enumerate(harness.document.pictures.paths)
        if (record := project.find_picture(each)) is not None and record.reviewed
    ]


def test_states_follow_detections_edits_and_review(harness: Harness) -> None:
    model = harness.window.picture_panel.model
    words = model.state_text
    assert words(harness.path(0)) == "◔ detected · 3"
    assert words(harness.path(1)) == "○ new"
    harness.editor.draw((10, 10, 60, 60))
    harness.editor.answer_class("cat")
    assert words(harness.path(0)) == "◑ in work · 1"
    harness.session.picture_edits.mark([harness.path(0)], True)
    assert words(harness.path(0)) == "● reviewed · 1"
    harness.document.undo()
    harness.document.undo()
    assert words(harness.path(0)) == "◔ detected · 3"


def test_states_and_counts_are_there_after_a_restart(
    make_window: MakeHarness, six_pictures: Path
) -> None:
    first = make_window(six_pictures)
    first.key(Qt.Key.Key_D)
    first.settle()
    first.session.picture_edits.mark([first.path(3)], True)
    first.close()
    again = make_window(six_pictures / "pic_0.png")
    model = again.window.picture_panel.model
    again.wait(lambda: model.state_text(again.path(3)) == "● reviewed · 0")
    again.wait(lambda: model.state_text(again.path(1)) == "◔ detected · 3")
    again.document.set_score(0.25)
    assert model.state_text(again.path(1)) == "◔ detected · 4"
    assert len(again.plan.requests()) == 2


def test_a_click_shows_a_picture_and_ctrl_and_shift_only_select(harness: Harness) -> None:
    click_row(harness, 1)
    harness.settle()
    assert harness.name == "pic_1.png"
    click_row(harness, 3, SHIFT)
    click_row(harness, 5, CONTROL)
    click_row(harness, 2, CONTROL)
    assert harness.name == "pic_1.png"
    assert selected(harness) == ["pic_1.png", "pic_3.png", "pic_5.png"]
    harness.canvas.setFocus()
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert selected(harness) == ["pic_2.png"]


def test_the_selection_outlives_another_order_and_new_files(
    harness: Harness, six_pictures: Path
) -> None:
    click_row(harness, 1)
    click_row(harness, 3, SHIFT)
    harness.window.picture_panel.turn(descending=True)
    assert selected(harness) == ["pic_3.png", "pic_2.png", "pic_1.png"]
    more = [str(six_pictures / "pic_00.png"), *harness.document.pictures.paths]
    harness.document.set_pictures(more, scanning=False)
    assert selected(harness) == ["pic_3.png", "pic_2.png", "pic_1.png"]


def test_space_marks_all_selected_pictures_in_one_step(harness: Harness) -> None:
    panel = harness.window.picture_panel
    click_row(harness, 0)
    harness.key(Qt.Key.Key_A, CONTROL)
    assert len(selected(harness)) == 6
    harness.key(Qt.Key.Key_Space)
    assert reviewed(harness) == [0, 1, 2, 3, 4, 5]
    assert {state(harness, number) for number in range(6)} == {PictureState.REVIEWED}
    assert harness.window.status_bar.message.text() == "6 pictures marked reviewed"
    assert len(selected(harness)) == 6
    harness.document.undo()
    assert reviewed(harness) == []
    harness.document.redo()
    click_row(harness, 2)
    click_row(harness, 3, CONTROL)
    press_key(panel.list, Qt.Key.Key_Space, SHIFT)
    assert reviewed(harness) == [0, 1, 4, 5]
    harness.settle()


def test_space_on_one_row_reviews_it_with_its_detections_and_goes_on(harness: Harness) -> None:
    harness.editor.set_review_answer("accept")
    click_row(harness, 0)
    harness.key(Qt.Key.Key_Space)
    assert reviewed(harness) == [0]
    first = harness.document.project.picture(harness.path(0))
    assert len(harness.document.project.annotations(first.id)) == 3
    assert harness.name == "pic_1.png"
    assert harness.window.focusWidget() is harness.window.picture_panel.list
    harness.settle()
    harness.key(Qt.Key.Key_Space)
    assert reviewed(harness) == [0, 1]
    harness.settle()


def test_enter_goes_to_the_canvas(harness: Harness) -> None:
    click_row(harness, 2)
    click_row(harness, 4, CONTROL)
    harness.key(Qt.Key.Key_Return)
    assert harness.name == "pic_4.png"
    assert harness.canvas.hasFocus()
    harness.settle()


def test_flags_and_splits_by_the_menu(harness: Harness) -> None:
    view = harness.window.picture_panel.list
    click_row(harness, 1)
    harness.settle()
    click_row(harness, 2, SHIFT)
    place = view.visualRect(view.model().index(2, 0)).center()
    where = view.viewport().mapToGlobal(place)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, where)
    QApplication.sendEvent(view.viewport(), event)
    menu = harness.window.picture_menu.menu
    assert menu is not None
    assert menu.actions()[0].text() == "2 pictures selected"
    flag = harness.window.menus.actions["flag"]
    assert flag in menu.actions()
    press_key(menu, Qt.Key.Key_Escape)
    flag.trigger()
    harness.window.menus.actions["split_val"].trigger()
    records = [harness.document.project.find_picture(harness.path(n)) for n in range(4)]
    assert [each is not None and each.flagged for each in records] == [False, True, True, False]
    assert [each.split for each in records if each is not None and each.split] == ["val", "val"]
    model = harness.window.picture_panel.model
    assert model.marks(harness.path(1)) == ("ph.flag-fill",)
    tip = model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines()[1:] == ["detected · 3", "flagged", "split: val"]
    flag.trigger()
    assert model.marks(harness.path(1)) == ()
    harness.settle()


def test_a_note_is_written_on_all_that_is_selected(harness: Harness) -> None:
    note = harness.window.picture_panel.note
    click_row(harness, 1)
    click_row(harness, 2, SHIFT)
    harness.window.menus.actions["note"].trigger()
    assert harness.window.focusWidget() is note.note
    harness.qtbot.keyClicks(note.note, "blurred")
    harness.key(Qt.Key.Key_Return)
    project = harness.document.project
    assert [p.note for p in project.pictures() if p.note] == ["blurred", "blurred"]
    click_row(harness, 3)
    assert note.note.text() == ""
    harness.qtbot.keyClicks(note.note, "dark")
    click_row(harness, 1, CONTROL)  # what was typed is kept with the picture it was typed for
    assert project.picture(harness.path(3)).note == "dark"
    assert note.note.text() == ""
    assert note.note.placeholderText() == "Several notes"
    note.note.setFocus()
    harness.qtbot.keyClicks(note.note, "never")
    harness.key(Qt.Key.Key_Escape)
    harness.canvas.setFocus()
    assert project.picture(harness.path(1)).note == "blurred"
    harness.settle()


def test_the_flag_button_and_undo(harness: Harness) -> None:
    note = harness.window.picture_panel.note
    harness.click_widget(note.flag)
    record = harness.document.record
    assert record is not None
    assert record.flagged
    assert note.flag.isChecked()
    harness.document.undo()
    assert not note.flag.isChecked()


def test_next_previous_and_first_unreviewed(harness: Harness) -> None:
    harness.session.picture_edits.mark([harness.path(n) for n in (0, 1, 3)], True)
    names = []
    for key in (Qt.Key.Key_D, Qt.Key.Key_D, Qt.Key.Key_D, Qt.Key.Key_A, Qt.Key.Key_Home):
        harness.key(key, CONTROL | SHIFT)
        names.append(harness.name)
    assert names == ["pic_2.png", "pic_4.png", "pic_5.png", "pic_4.png", "pic_2.png"]
    harness.key(Qt.Key.Key_A, CONTROL | SHIFT)
    assert harness.name == "pic_2.png"
    assert "before this one" in harness.window.status_bar.message.text()
    harness.settle()


def test_pictures_are_sorted_by_boxes_and_by_time(harness: Harness, six_pictures: Path) -> None:
    panel = harness.window.picture_panel
    harness.plan.write(boxes={"*": BOXES[:1], "pic_2.png": BOXES})
    for number in (1, 2):
        harness.session.show(harness.path(number))
        harness.settle()
    panel.order(PictureSort.BOXES)
    shown = [Path(each).name for each in harness.document.pictures.shown]
    assert set(shown[:2]) == {"pic_0.png", "pic_2.png"}
    assert shown[2:] == ["pic_1.png", "pic_3.png", "pic_4.png", "pic_5.png"]
    assert "Number of boxes" in panel.sort.toolTip()
    panel.turn(descending=False)
    assert Path(harness.document.pictures.shown[0]).name == "pic_1.png"
    for number in range(6):
        os.utime(six_pictures / f"pic_{number}.png", (1000 - number, 1000 - number))
    panel.order(PictureSort.TIME)
    panel.turn(descending=False)
    harness.wait(lambda: harness.document.pictures.shown[0] == harness.path(5))
    assert harness.document.pictures.shown == list(reversed(harness.document.pictures.paths))


def test_what_is_missing_or_broken_is_said(make_window: MakeHarness, six_pictures: Path) -> None:
    (six_pictures / "pic_4.png").write_bytes(b"broken")
    with Project(six_pictures) as project:
        project.set_value("here", 1, keep=True)
    harness = make_window(six_pictures)
    model = harness.window.picture_panel.model
    harness.wait(lambda: model.words(harness.path(4)) == "cannot be read")
    assert model.index(4, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "pic_4.png, cannot be read"
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "pic_1.png, new"


def test_figures_of_many_pictures_are_left_to_themselves(
    make_window: MakeHarness, six_pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Project(six_pictures) as project:
        project.register(str(each) for each in six_pictures.glob("*.png"))
        project.set_value("known", True, keep=True)
    monkeypatch.setattr("app.services.picture_states._MANY", 5)
    harness = make_window(six_pictures)
    harness.wait(lambda: harness.session.states.complete)
    assert gc.get_freeze_count() > 0
    assert gc.isenabled()
    harness.session.states.reload()
    harness.wait(lambda: not harness.session.states.complete)
    harness.wait(lambda: harness.session.states.complete)
    harness.close()
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()


def test_the_next_unreviewed_is_found_before_the_states_are_read(
    make_window: MakeHarness, six_pictures: Path
) -> None:
    with Project(six_pictures) as project:
        records = project.register(str(six_pictures / f"pic_{n}.png") for n in range(4))
        edit = set_reviewed(records.values(), True)
        assert edit is not None
        project.do(edit)
    harness = make_window(six_pictures)
    harness.wait(lambda: harness.session.states.complete)
    harness.session.states.reload()
    assert not harness.session.states.complete
    assert harness.editor.next_unreviewed(1) == harness.path(4)
    assert harness.editor.first_unreviewed() == harness.path(4)
    assert harness.editor.next_unreviewed(-1) is None
