"""Undo: across pictures, across a restart; and edits that cannot be saved for a while."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from app.domain.edits import Edit
from app.domain.project.store import Project, SaveError
from app.services import project_document
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BOX, OTHER = (150.0, 120.0, 180.0, 150.0), (20.0, 150.0, 60.0, 200.0)


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path) -> Harness:
    made = make_window(pictures)
    made.canvas.setFocus()
    made.window.editor.relabel_to_name("cup")
    return made


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """While ["full"], no edit can be saved."""
    state = {"full": False}
    do = Project.do

    def fake(self: Project, edit: Edit) -> None:
        if state["full"]:
            raise SaveError("/photos/photos.pyramid: the disk is full; free some space")
        do(self, edit)

    monkeypatch.setattr(Project, "do", fake)
    monkeypatch.setattr(project_document, "RETRY_MS", 50)
    return state


def boxes(harness: Harness) -> list[tuple[float, ...]]:
    return [each.box for each in harness.document.annotations.values()]


def told(harness: Harness) -> list[str]:
    messages: list[str] = []
    harness.document.told.connect(messages.append)
    return messages


def test_undo_goes_to_the_picture_it_changes_first(harness: Harness) -> None:
    harness.window.editor.draw(BOX)
    harness.key(KEY.Key_D)
    harness.settle()
    messages = told(harness)
    harness.key(KEY.Key_Z, CONTROL)
    assert harness.name == "pic_1.png"
    assert boxes(harness) == [BOX]
    assert messages[-1] == "Here is what undo takes back: Draw a box. Press again to undo it."
    harness.key(KEY.Key_Z, CONTROL)
    assert boxes(harness) == []
    assert messages[-1] == "Undone: Draw a box"
    harness.key(KEY.Key_D)
    harness.key(KEY.Key_Z, CONTROL | SHIFT)
    assert harness.name == "pic_1.png"
    assert boxes(harness) == []
    harness.key(KEY.Key_Z, CONTROL | SHIFT)
    assert boxes(harness) == [BOX]


def step_texts(harness: Harness) -> tuple[str, str]:
    """What the Edit menu calls undo and redo when it is opened."""
    actions = harness.window.menus.actions
    harness.window.menus.menus["edit"].aboutToShow.emit()
    return actions["undo"].text(), actions["redo"].text()


def test_the_menu_names_the_step(harness: Harness) -> None:
    assert step_texts(harness) == ("Undo: Add class “cup”", "Redo")
    harness.window.editor.draw(BOX)
    harness.window.editor.draw(OTHER)
    assert step_texts(harness) == ("Undo: Draw a box", "Redo")
    harness.window.editor.choose_all()
    harness.window.editor.nudge(1, 0)  # seen, and saved a moment later
    assert step_texts(harness)[0] == "Undo: Move 2 boxes"
    harness.key(KEY.Key_Z, CONTROL)
    assert step_texts(harness) == ("Undo: Draw a box", "Redo: Move 2 boxes")
    found = [each.text() for each in harness.window.menus.everything()]
    assert "Redo: Move 2 boxes" in found


def test_the_menu_names_the_edit_that_waits(harness: Harness, full_disk: dict[str, bool]) -> None:
    full_disk["full"] = True
    harness.window.editor.draw(BOX)
    assert step_texts(harness)[0] == "Undo: Draw a box"
    harness.document.give_up()
    assert step_texts(harness)[0] == "Undo: Add class “cup”"


def test_undo_where_the_picture_is_gone_does_not_wait_for_it(
    harness: Harness, pictures: Path
) -> None:
    harness.window.editor.draw(BOX)
    harness.key(KEY.Key_D)
    harness.settle()
    (pictures / "pic_1.png").unlink()
    messages = told(harness)
    harness.key(KEY.Key_Z, CONTROL)
    assert messages[-1] == "Undone: Draw a box"
    assert harness.name == "pic_2.png"


def test_undo_survives_a_restart(
    harness: Harness, make_window: MakeHarness, pictures: Path
) -> None:
    harness.window.editor.draw(BOX)
    harness.window.editor.draw(OTHER)
    harness.key(KEY.Key_Z, CONTROL)
    harness.close()
    again = make_window(pictures)
    again.canvas.setFocus()
    assert boxes(again) == [BOX]
    again.key(KEY.Key_Y, CONTROL)
    assert boxes(again) == [BOX, OTHER]
    for _press in range(3):
        again.key(KEY.Key_Z, CONTROL)
    assert boxes(again) == []
    assert again.document.classes == {}
    messages = told(again)
    again.key(KEY.Key_Z, CONTROL)
    assert messages == ["Nothing to undo."]


def test_an_edit_that_cannot_be_saved_waits_and_is_saved_later(
    harness: Harness, full_disk: dict[str, bool]
) -> None:
    harness.document._retry.setInterval(50)
    messages = told(harness)
    full_disk["full"] = True
    harness.window.editor.draw(BOX)
    # It is seen, and the canvas says that it is not saved.
    assert boxes(harness) == [BOX]
    assert "disk is full" in harness.document.unsaved
    assert "disk is full" in harness.window.notice.label.text()
    assert harness.window.notice.isVisible()
    # Nothing else is taken meanwhile.
    harness.window.editor.draw(OTHER)
    assert boxes(harness) == [BOX]
    # Other pictures can be looked at; the edit stays with its own.
    harness.key(KEY.Key_D)
    assert boxes(harness) == []
    harness.key(KEY.Key_A)
    assert boxes(harness) == [BOX]
    full_disk["full"] = False
    harness.wait(lambda: harness.document.unsaved == "")
    record = harness.document.record
    assert record is not None
    assert [each.box for each in harness.document.project.annotations(record.id)] == [BOX]
    assert messages[-1] == "Saved."
    assert boxes(harness) == [BOX]
    harness.window.editor.draw(OTHER)
    assert boxes(harness) == [BOX, OTHER]


def test_the_next_edit_tries_to_save_the_one_before(
    harness: Harness, full_disk: dict[str, bool]
) -> None:
    full_disk["full"] = True
    harness.window.editor.draw(BOX)
    full_disk["full"] = False
    harness.window.editor.draw(OTHER)
    assert boxes(harness) == [BOX, OTHER]
    assert harness.document.unsaved == ""


def test_an_unsaved_class_and_its_box_stay_together(
    harness: Harness, full_disk: dict[str, bool]
) -> None:
    full_disk["full"] = True
    harness.window.editor.draw(BOX)
    harness.document.give_up()
    assert boxes(harness) == []
    assert harness.document.unsaved == ""
    harness.document.select(1)
    harness.key(KEY.Key_Return)  # a cat, which is no class yet
    assert sorted(harness.document.class_names().values()) == ["cat", "cup"]
    harness.key(KEY.Key_Z, CONTROL)  # takes back what waits
    assert list(harness.document.class_names().values()) == ["cup"]
    assert boxes(harness) == []
    assert harness.document.unsaved == ""


def test_closing_with_an_unsaved_edit_warns(
    harness: Harness, full_disk: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Close]

    def warning(_parent: object, _title: str, text: str, *_rest: object) -> object:
        asked.append(text)
        return answers.pop(0)

    monkeypatch.setattr(QMessageBox, "warning", warning)
    full_disk["full"] = True
    harness.window.editor.draw(BOX)
    harness.window.close()
    assert harness.window.isVisible()
    assert "disk is full" in asked[0]
    harness.close()
    assert not answers


def test_a_project_that_another_window_holds_can_be_looked_at(
    harness: Harness, make_window: MakeHarness, pictures: Path
) -> None:
    harness.window.editor.draw(BOX)
    other = make_window(pictures)
    messages = told(other)
    assert boxes(other) == [BOX]
    other.window.editor.draw(OTHER)
    assert boxes(other) == [BOX]
    assert "open elsewhere" in messages[-1]
    assert other.document.unsaved == ""


def test_a_project_file_that_is_none_is_named_and_no_edit_is_lost_into_it(
    make_window: MakeHarness, pictures: Path
) -> None:
    broken = pictures / "pictures.pyramid"
    broken.write_bytes(b"no database at all, but longer than a header of one " * 40)
    before = broken.read_bytes()
    harness = make_window(pictures)
    messages = told(harness)
    assert "pictures.pyramid" in harness.window.notice.label.text()
    harness.window.editor.relabel_to_name("cup")
    harness.window.editor.draw(BOX)
    assert boxes(harness) == []
    assert "pictures.pyramid" in messages[-1]
    harness.close()
    assert broken.read_bytes() == before


def test_another_folder_is_not_opened_over_an_unsaved_edit(
    harness: Harness, full_disk: dict[str, bool], tmp_path: Path
) -> None:
    full_disk["full"] = True
    harness.window.editor.draw(BOX)
    before = harness.document.project
    harness.session.open([str(tmp_path)])
    assert harness.document.project is before
    assert boxes(harness) == [BOX]
    full_disk["full"] = False
