"""The Objects tab: the choice in the table, what is set on boxes, accepting by buttons."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from app.domain.records import Annotation
from app.views.objects_panel import ObjectsPanel
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path) -> Harness:
    made = make_window(pictures)
    made.window.tabs.setCurrentWidget(made.window.objects_panel)
    editor = made.window.editor
    editor.relabel_to_name("pen")
    editor.relabel_to_name("cup")
    editor.draw((20, 20, 60, 80))
    editor.draw((150, 120, 200, 180))
    made.document.choose(())
    return made


def panel(harness: Harness) -> ObjectsPanel:
    return harness.window.objects_panel


def rows(harness: Harness) -> list[Annotation]:
    return list(harness.document.annotations.values())


def cells(harness: Harness) -> list[list[str]]:
    model = panel(harness).annotations.model()
    return [[model.index(r, c).data() for c in range(3)] for r in range(model.rowCount())]


def type_into(table: QTableWidget, text: str) -> None:
    """Write the value of the first attribute."""
    cell = table.item(0, 1)
    assert cell is not None
    cell.setText(text)


def test_the_table_names_class_size_and_what_is_set(harness: Harness) -> None:
    assert cells(harness) == [["cup", "40 × 60", ""], ["cup", "50 × 60", ""]]
    first = rows(harness)[0].id
    harness.window.editor.set_flag([first], "difficult", True)
    harness.window.editor.set_attribute([first], "pose", "left")
    assert cells(harness)[0][2] == "Difficult, pose: left"


def test_table_and_document_share_the_choice(harness: Harness) -> None:
    table = panel(harness).annotations
    table.selectRow(1)
    assert list(harness.document.chosen) == [rows(harness)[1].id]
    table.selectAll()
    assert len(list(harness.document.chosen)) == 2
    harness.document.choose([rows(harness)[0].id])
    assert [index.row() for index in table.selectionModel().selectedRows()] == [0]
    # Selecting in the other table clears this one.
    panel(harness).table.selectRow(0)
    assert not harness.document.chosen
    assert table.selectionModel().selectedRows() == []


def test_details_show_for_chosen_boxes_alone(harness: Harness) -> None:
    details = panel(harness).details
    assert details.isHidden()
    panel(harness).annotations.selectRow(0)
    assert details.isVisible()
    assert details.classes.currentText() == "cup"
    harness.window.menus.actions["single_class"].trigger()
    assert not details.classes.isVisible()


def test_flags_go_to_all_chosen_in_one_step(harness: Harness) -> None:
    details = panel(harness).details
    harness.window.editor.set_flag([rows(harness)[0].id], "crowd", True)
    panel(harness).annotations.selectAll()
    crowd = details.flags["crowd"]
    assert crowd.checkState() == Qt.CheckState.PartiallyChecked
    harness.click_widget(crowd)
    assert [each.crowd for each in rows(harness)] == [True, True]
    assert crowd.checkState() == Qt.CheckState.Checked
    harness.key(KEY.Key_Z, CONTROL)
    assert [each.crowd for each in rows(harness)] == [True, False]


@pytest.mark.parametrize(
    "name", ["crowd", "difficult", "truncated", "occluded", "ignore", "locked"]
)
def test_every_flag_can_be_set_and_taken_back(harness: Harness, name: str) -> None:
    panel(harness).annotations.selectRow(0)
    box = panel(harness).details.flags[name]
    box.click()
    assert getattr(rows(harness)[0], name)
    box.click()
    assert not getattr(rows(harness)[0], name)


def test_hidden_is_no_edit(harness: Harness) -> None:
    steps = harness.document.project.undo_edit
    panel(harness).annotations.selectRow(0)
    panel(harness).details.flags["hidden"].click()
    assert harness.document.hidden == {rows(harness)[0].id}
    assert harness.document.project.undo_edit == steps
    assert cells(harness)[0][2] == "Hidden"


def test_the_class_of_the_chosen_boxes(harness: Harness) -> None:
    panel(harness).annotations.selectAll()
    classes = panel(harness).details.classes
    classes.setCurrentIndex(classes.findText("pen"))
    classes.activated.emit(classes.currentIndex())
    assert [cell[0] for cell in cells(harness)] == ["pen", "pen"]


def test_attributes_are_typed_into_the_table(harness: Harness) -> None:
    panel(harness).annotations.selectRow(0)
    table = panel(harness).details.attributes
    assert table.rowCount() == 1
    table.setItem(0, 0, QTableWidgetItem("pose"))
    assert rows(harness)[0].attributes == {}
    type_into(table, "left")
    assert rows(harness)[0].attributes == {"pose": "left"}
    assert table.rowCount() == 2
    type_into(table, "")
    assert rows(harness)[0].attributes == {}
    assert table.rowCount() == 1


def test_detections_are_decided_by_buttons_and_keys(harness: Harness) -> None:
    table = panel(harness).table
    assert not panel(harness).accept.isEnabled()
    table.selectRow(0)
    harness.click_widget(panel(harness).reject)
    assert len(harness.document.rejections) == 1
    assert harness.document.selected == 1
    harness.click_widget(panel(harness).accept)
    assert len(rows(harness)) == 3
    table.setFocus()
    harness.wait(lambda: harness.window.menus.actions["accept"].isEnabled())
    harness.key(KEY.Key_Return)
    assert len(rows(harness)) == 4
    assert len(harness.document.rows) == 0


def test_a_rejection_is_taken_back_by_its_button(harness: Harness) -> None:
    panel(harness).table.selectRow(0)
    harness.click_widget(panel(harness).reject)
    harness.window.menus.actions["show_rejected"].trigger()
    panel(harness).table.selectRow(0)
    assert panel(harness).reject.text() == "Take back"
    harness.click_widget(panel(harness).reject)
    assert harness.document.rejections == ()


def test_delete_works_in_the_table(harness: Harness) -> None:
    table = panel(harness).annotations
    table.selectRow(0)
    table.setFocus()
    harness.wait(lambda: harness.window.menus.actions["delete"].isEnabled())
    harness.key(KEY.Key_Delete)
    assert len(rows(harness)) == 1
