"""Keys that change boxes: class, copy and paste, propagate, hide, lock, nudge, select all."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication

from app.domain.box_clipboard import MIME
from app.domain.records import Annotation, Box
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FIRST, SECOND = (20.0, 20.0, 60.0, 80.0), (150.0, 120.0, 200.0, 180.0)


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path) -> Harness:
    """Two boxes of class "cup" on the first picture; classes cup (1) and pen (2); no detections."""
    made = make_window(settle=False)
    made.plan.write(boxes={"*": []})
    made.session.open([str(pictures)])
    made.settle()
    made.canvas.setFocus()
    made.window.editor.relabel_to_name("pen")
    made.window.editor.relabel_to_name("cup")
    made.window.editor.draw(FIRST)
    made.window.editor.draw(SECOND)
    made.document.choose(())
    return made


def rows(harness: Harness) -> list[Annotation]:
    return list(harness.document.annotations.values())


def boxes(harness: Harness) -> list[Box]:
    return [each.box for each in rows(harness)]


def names(harness: Harness) -> list[str]:
    of = harness.document.class_names()
    return [of[each.label] for each in rows(harness)]


def choose(harness: Harness, *places: int) -> None:
    harness.document.choose(rows(harness)[place].id for place in places)
    harness.wait(lambda: harness.window.menus.actions["delete"].isEnabled() == bool(places))


def told(harness: Harness) -> list[str]:
    messages: list[str] = []
    harness.document.told.connect(messages.append)
    return messages


def test_digits_set_the_class_of_the_chosen_boxes_or_the_current_one(harness: Harness) -> None:
    messages = told(harness)
    choose(harness, 0, 1)
    harness.key(KEY.Key_1)
    assert names(harness) == ["pen", "pen"]
    harness.key(KEY.Key_Z, CONTROL)
    assert names(harness) == ["cup", "cup"]
    choose(harness)
    harness.key(KEY.Key_1)
    assert names(harness) == ["cup", "cup"]
    assert messages[-1] == "Boxes are drawn as pen."
    harness.window.editor.draw((100, 20, 130, 60))
    assert names(harness)[-1] == "pen"
    harness.key(KEY.Key_7)
    assert messages[-1] == "No class has the key 7."


def test_digits_typed_into_a_field_stay_there(harness: Harness) -> None:
    choose(harness, 0)
    harness.window.focus_filter()
    harness.key(KEY.Key_1)
    assert harness.window.picture_panel.filter.text() == "1"
    assert names(harness) == ["cup", "cup"]


def test_the_current_class_is_kept_with_the_project(
    harness: Harness, make_window: MakeHarness, pictures: Path
) -> None:
    harness.key(KEY.Key_1)
    harness.close()
    again = make_window(pictures)
    current = again.document.current_class
    assert current is not None
    assert again.document.class_names()[current] == "pen"


def test_select_all_and_delete_is_one_step(harness: Harness) -> None:
    harness.key(KEY.Key_A, CONTROL)
    assert len(harness.document.chosen) == 2
    harness.wait(lambda: harness.window.menus.actions["delete"].isEnabled())
    harness.key(KEY.Key_Delete)
    assert rows(harness) == []
    harness.key(KEY.Key_Z, CONTROL)
    assert boxes(harness) == [FIRST, SECOND]


def test_duplicate_makes_a_chosen_copy_beside(harness: Harness) -> None:
    choose(harness, 0)
    harness.key(KEY.Key_D, CONTROL)
    assert boxes(harness)[2] == (30, 30, 70, 90)
    assert harness.document.chosen == (rows(harness)[2].id,)


def test_copy_and_paste_within_and_across_pictures(harness: Harness) -> None:
    choose(harness, 0, 1)
    harness.key(KEY.Key_C, CONTROL)
    harness.key(KEY.Key_V, CONTROL)
    assert len(rows(harness)) == 4
    assert boxes(harness)[2] == (30, 30, 70, 90)
    harness.key(KEY.Key_D)
    harness.settle()
    harness.key(KEY.Key_V, CONTROL)
    assert boxes(harness) == [FIRST, SECOND]
    assert names(harness) == ["cup", "cup"]
    assert len(harness.document.chosen) == 2
    harness.key(KEY.Key_Z, CONTROL)
    assert rows(harness) == []


def test_pasting_into_another_project_brings_the_class(
    harness: Harness, tmp_path: Path, pictures: Path
) -> None:
    choose(harness, 0)
    harness.key(KEY.Key_C, CONTROL)
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.png").write_bytes((pictures / "pic_2.png").read_bytes())
    harness.session.open([str(other)])
    harness.settle()
    assert harness.document.classes == {}
    messages = told(harness)
    harness.key(KEY.Key_V, CONTROL)
    assert names(harness) == ["cup"]
    assert messages[-1] == "Class cup added"
    harness.key(KEY.Key_Z, CONTROL)
    assert harness.document.classes == {}


@pytest.mark.parametrize("text", ["", "<html>", '{"format": "pyramidlabel boxes", "boxes": [1]}'])
def test_a_strange_clipboard_does_no_harm(harness: Harness, text: str) -> None:
    data = QMimeData()
    data.setData(MIME, text.encode() or b"\xff\xfe\x00")
    QGuiApplication.clipboard().setMimeData(data)
    messages = told(harness)
    harness.key(KEY.Key_V, CONTROL)
    assert len(rows(harness)) == 2
    assert "clipboard" in messages[-1]


def test_the_boxes_of_the_picture_before_are_pasted_once(harness: Harness) -> None:
    messages = told(harness)
    harness.key(KEY.Key_V, CONTROL | SHIFT)
    assert messages[-1] == "There is no picture before this one."
    harness.key(KEY.Key_D)
    harness.settle()
    harness.key(KEY.Key_V, CONTROL | SHIFT)
    assert boxes(harness) == [FIRST, SECOND]
    harness.key(KEY.Key_V, CONTROL | SHIFT)
    assert len(rows(harness)) == 2
    assert messages[-1] == "All boxes of the picture before are here already."


def test_propagate_copies_to_the_next_picture_and_goes_there(harness: Harness) -> None:
    choose(harness, 1)
    harness.key(KEY.Key_B, CONTROL)
    assert harness.name == "pic_2.png"
    assert boxes(harness) == [SECOND]
    harness.settle()
    harness.key(KEY.Key_Z, CONTROL)
    assert rows(harness) == []
    assert harness.name == "pic_2.png"


def test_h_hides_the_chosen_and_control_h_all(harness: Harness) -> None:
    choose(harness, 0)
    harness.key(KEY.Key_H)
    assert harness.document.hidden == {rows(harness)[0].id}
    assert harness.document.chosen == ()
    harness.wait(lambda: harness.window.menus.actions["hide"].isEnabled())
    harness.key(KEY.Key_H)
    assert not harness.document.hidden
    harness.key(KEY.Key_H, CONTROL)
    assert len(harness.document.hidden) == 2
    harness.key(KEY.Key_H, CONTROL)
    assert not harness.document.hidden


def test_a_locked_box_is_not_moved_or_deleted_until_unlocked(harness: Harness) -> None:
    messages = told(harness)
    choose(harness, 0)
    harness.key(KEY.Key_L)
    assert rows(harness)[0].locked
    harness.key(KEY.Key_Delete)
    harness.key(KEY.Key_Right)
    assert boxes(harness)[0] == FIRST
    assert messages[-1] == "A locked box stays as it is; L unlocks it."
    harness.key(KEY.Key_L)
    harness.key(KEY.Key_Delete)
    assert boxes(harness) == [SECOND]


def test_a_run_of_arrows_is_one_step(harness: Harness) -> None:
    choose(harness, 0)
    steps = harness.document.project.undo_edit
    for _press in range(3):
        harness.key(KEY.Key_Right)
    harness.key(KEY.Key_Down, SHIFT)
    assert boxes(harness)[0] == (23, 30, 63, 90)
    assert harness.document.project.undo_edit == steps
    harness.key(KEY.Key_Z, CONTROL)
    assert boxes(harness)[0] == FIRST
    harness.key(KEY.Key_Y, CONTROL)
    assert boxes(harness)[0] == (23, 30, 63, 90)


def test_arrows_that_rest_are_saved_by_themselves(harness: Harness) -> None:
    choose(harness, 0)
    harness.key(KEY.Key_Left, CONTROL)
    harness.wait(lambda: harness.document.held is None)
    record = harness.document.record
    assert record is not None
    assert harness.document.project.annotations(record.id)[0].box == (20, 20, 59, 80)


def test_arrows_followed_by_another_picture_are_saved(harness: Harness) -> None:
    choose(harness, 0)
    harness.key(KEY.Key_Up)
    harness.key(KEY.Key_D)
    harness.key(KEY.Key_A)
    assert boxes(harness)[0] == (20, 19, 60, 79)


def test_arrows_on_another_choice_begin_another_step(harness: Harness) -> None:
    choose(harness, 0)
    harness.key(KEY.Key_Right)
    choose(harness, 1)
    harness.key(KEY.Key_Right)
    harness.key(KEY.Key_Z, CONTROL)
    assert boxes(harness) == [(21, 20, 61, 80), SECOND]
