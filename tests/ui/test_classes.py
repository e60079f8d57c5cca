"""The Classes tab: the project's own list, changed by mouse and keys, every change undoable."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtWidgets import QColorDialog, QDialog, QFileDialog, QLineEdit, QMenu

from app.views.class_dialogs import LeaveDialog, ModelClassesDialog
from app.views.class_list import swatch_rect
from app.views.classes_panel import ClassesPanel
from tests.ui.conftest import MakeHarness
from tests.ui.harness import NO_KEYS, Harness, click_at, press_key

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def opened(make_window: MakeHarness, pictures: Path) -> Harness:
    harness = make_window(pictures)
    harness.window.tabs.setCurrentWidget(harness.window.classes_panel)
    return harness


def panel_of(harness: Harness) -> ClassesPanel:
    return harness.window.classes_panel


def add(harness: Harness, *names: str) -> None:
    for name in names:
        field = panel_of(harness).add_field
        field.setFocus()
        harness.qtbot.keyClicks(field, name)
        press_key(field, Qt.Key.Key_Return)


def names(harness: Harness) -> list[str]:
    return [each.name for each in harness.document.classes.values()]


def place_of(harness: Harness, row: int) -> QPoint:
    view = panel_of(harness).list
    return view.visualRect(view.model().index(row, 0)).center()


def click_row(harness: Harness, row: int, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
    view = panel_of(harness).list
    click_at(view.viewport(), place_of(harness, row), modifiers)


def draw(harness: Harness, *boxes: tuple[float, float, float, float]) -> None:
    for box in boxes:
        assert harness.session.editor.draw(box) is not None


def counts(harness: Harness) -> dict[str, int]:
    panel = panel_of(harness)
    return {row.name: panel.edits.counts.get(row.id, 0) for row in panel.model.rows}


def dialog_of(harness: Harness, kind: type[QDialog]) -> QDialog:
    found: list[QDialog] = []

    def there() -> bool:
        found[:] = [each for each in panel_of(harness).findChildren(kind) if each.isVisible()]
        return bool(found)

    harness.wait(there)
    return found[0]


def choose(menu: QMenu, text: str) -> None:
    menu.aboutToShow.emit()
    action = next(each for each in menu.actions() if each.text().startswith(text))
    assert action.isEnabled()
    action.trigger()


def test_without_classes_it_says_what_to_do(opened: Harness) -> None:
    panel = panel_of(opened)
    assert panel.hint.isVisible()
    assert "Draw a box with W" in panel.hint.text()
    assert names(opened) == []
    add(opened, "cat")
    assert panel.list.isVisible()


def test_classes_are_added_by_typing_and_names_are_there_once(opened: Harness) -> None:
    add(opened, "cat", " red  cell ")
    assert names(opened) == ["cat", "red cell"]
    assert [each.hotkey for each in opened.document.classes.values()] == [1, 2]
    add(opened, "CAT")
    panel = panel_of(opened)
    assert "There is a class “cat” already" in panel.error.text()
    assert panel.error.isVisible()
    opened.qtbot.keyClicks(panel.add_field, "x")
    assert not panel.error.isVisible()


def test_typing_is_completed_from_the_model(opened: Harness) -> None:
    field = panel_of(opened).add_field
    field.setFocus()
    opened.qtbot.keyClicks(field, "bo")
    completer = field.completer()
    assert completer.completionCount() == 1
    assert completer.currentCompletion() == "boat"
    popup = completer.popup()
    assert popup is not None
    popup.hide()


def test_a_click_makes_a_class_current_or_relabels_what_is_chosen(opened: Harness) -> None:
    add(opened, "cat", "dog")
    click_row(opened, 0)
    document = opened.document
    cat, dog = document.classes
    assert document.current_class == cat
    draw(opened, (10, 10, 60, 60), (100, 20, 160, 80))
    assert counts(opened) == {"cat": 2, "dog": 0}
    document.choose(document.annotations)
    click_row(opened, 1)
    assert {each.label for each in document.annotations.values()} == {dog}
    assert counts(opened) == {"cat": 0, "dog": 2}
    document.undo()
    assert counts(opened) == {"cat": 2, "dog": 0}


def test_a_name_is_changed_in_place(opened: Harness) -> None:
    add(opened, "cat", "dog")
    view = panel_of(opened).list
    click_row(opened, 1)
    view.setFocus()
    press_key(view, Qt.Key.Key_F2)
    field = view.findChild(QLineEdit)
    assert field is not None
    field.selectAll()
    opened.qtbot.keyClicks(field, "hound")
    press_key(field, Qt.Key.Key_Return)
    opened.wait(lambda: names(opened) == ["cat", "hound"])
    opened.document.undo()
    assert names(opened) == ["cat", "dog"]


def test_order_and_keys_by_keyboard(opened: Harness) -> None:
    add(opened, "a", "b", "c")
    view = panel_of(opened).list
    click_row(opened, 2)
    view.setFocus()
    press_key(view, Qt.Key.Key_Up, ALT)
    assert names(opened) == ["a", "c", "b"]
    press_key(view, Qt.Key.Key_Up, ALT)
    press_key(view, Qt.Key.Key_Up, ALT)
    assert names(opened) == ["c", "a", "b"]
    press_key(view, Qt.Key.Key_Down, ALT)
    assert names(opened) == ["a", "c", "b"]
    press_key(view, Qt.Key.Key_7, CONTROL)
    assert {each.name: each.hotkey for each in opened.document.classes.values()} == {
        "a": 1, "c": 7, "b": 2,
    }  # fmt: skip
    assert [row.name for row in panel_of(opened).model.rows] == ["a", "c", "b"]


def test_order_by_dragging(opened: Harness) -> None:
    add(opened, "a", "b", "c", "d")
    model = panel_of(opened).model
    data: QMimeData = model.mimeData([model.index(0), model.index(2)])
    action = Qt.DropAction.MoveAction
    assert not model.dropMimeData(data, action, 4, 0, model.index(-1))
    assert names(opened) == ["b", "d", "a", "c"]
    opened.document.undo()
    assert names(opened) == ["a", "b", "c", "d"]


def test_a_swatch_asks_for_a_colour(opened: Harness) -> None:
    add(opened, "cat")
    view = panel_of(opened).list
    place = swatch_rect(view.visualRect(view.model().index(0, 0))).center()
    click_at(view.viewport(), place)
    dialog = dialog_of(opened, QColorDialog)
    assert isinstance(dialog, QColorDialog)
    dialog.setCurrentColor("#123456")
    dialog.accept()
    (row,) = opened.document.classes.values()
    assert row.colour == "#123456"


def test_deleting_shows_what_goes_and_is_one_step(opened: Harness) -> None:
    add(opened, "cat", "dog")
    click_row(opened, 0)
    draw(opened, (10, 10, 60, 60), (100, 20, 160, 80))
    opened.key(Qt.Key.Key_D)
    opened.settle()
    draw(opened, (30, 30, 90, 90))
    opened.document.choose(())
    click_row(opened, 0)
    view = panel_of(opened).list
    view.setFocus()
    press_key(view, Qt.Key.Key_Delete)
    dialog = dialog_of(opened, LeaveDialog)
    assert isinstance(dialog, LeaveDialog)
    assert dialog.words.text() == "“cat”: 3 boxes on 2 pictures."
    assert dialog.move_boxes.isChecked(), "boxes are kept unless a person says otherwise"
    dialog.delete_boxes.click()
    opened.click_widget(dialog.button)
    assert names(opened) == ["dog"]
    assert not opened.document.annotations
    assert counts(opened) == {"dog": 0}
    opened.document.undo()
    assert names(opened) == ["cat", "dog"]
    assert counts(opened) == {"cat": 3, "dog": 0}


def test_a_class_without_boxes_goes_without_a_question(opened: Harness) -> None:
    add(opened, "cat", "dog")
    click_row(opened, 1)
    view = panel_of(opened).list
    view.setFocus()
    press_key(view, Qt.Key.Key_Delete)
    assert names(opened) == ["cat"]


def test_merging_moves_the_boxes(opened: Harness) -> None:
    add(opened, "cat", "dog", "cow")
    click_row(opened, 0)
    draw(opened, (10, 10, 60, 60))
    opened.document.choose(())
    click_row(opened, 1, CONTROL)
    panel = panel_of(opened)
    assert len(panel.list.selected_ids()) == 2
    choose(panel.change_menu, "Merge")
    dialog = dialog_of(opened, LeaveDialog)
    assert isinstance(dialog, LeaveDialog)
    assert dialog.words.text() == "“cat”, “dog”: 1 box on 1 picture."
    opened.click_widget(dialog.button)
    assert names(opened) == ["cow"]
    assert counts(opened) == {"cow": 1}
    opened.document.undo()
    assert counts(opened) == {"cat": 1, "dog": 0, "cow": 0}


def test_the_models_classes_come_only_by_choice(opened: Harness) -> None:
    add(opened, "Dog")
    choose(panel_of(opened).import_menu, "From the model (4)")
    dialog = dialog_of(opened, ModelClassesDialog)
    assert isinstance(dialog, ModelClassesDialog)
    assert not dialog.button.isEnabled()
    items = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert items == ["person", "car", "cat", "boat"]
    opened.qtbot.keyClicks(dialog.filter, "ca")
    everything = next(b for b in dialog.findChildren(type(dialog.button)) if b.text() == "All")
    opened.click_widget(everything)
    assert dialog.button.text() == "Take 2 classes"
    opened.click_widget(dialog.button)
    assert names(opened) == ["Dog", "car", "cat"]
    opened.document.undo()
    assert names(opened) == ["Dog"]


def test_a_list_in_a_file_is_imported(opened: Harness, tmp_path: Path) -> None:
    file = tmp_path / "data.yaml"
    file.write_text("names:\n  0: cat\n  1: dog\n")
    choose(panel_of(opened).import_menu, "From a file")
    dialog = dialog_of(opened, QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.close()
    dialog.fileSelected.emit(str(file))
    assert names(opened) == ["cat", "dog"]
    panel_of(opened).edits.import_file(str(tmp_path / "gone.txt"))
    assert "gone.txt cannot be read" in panel_of(opened).error.text()


def test_the_single_class_switch(opened: Harness) -> None:
    panel = panel_of(opened)
    opened.click_widget(panel.single)
    if not opened.session.editor.single_class:  # a box wider than its text takes clicks at its left
        click_at(panel.single, QPoint(8, panel.single.height() // 2))
    assert opened.session.editor.single_class
    draw(opened, (10, 10, 60, 60))
    assert names(opened) == ["object"]


def test_another_project_brings_its_own_classes(opened: Harness, tmp_path: Path) -> None:
    add(opened, "cat")
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.png").write_bytes((tmp_path / "pictures" / "pic_1.png").read_bytes())
    opened.session.open([str(other)])
    opened.settle()
    assert panel_of(opened).model.rows == []
    assert panel_of(opened).hint.isVisible()
    opened.session.open([str(tmp_path / "pictures")])
    opened.settle()
    assert [row.name for row in panel_of(opened).model.rows] == ["cat"]
