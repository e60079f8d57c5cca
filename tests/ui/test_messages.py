"""The last messages of the status bar can be read again."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.views.messages import MOST, MessagesDialog
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness


def listed(dialog: MessagesDialog) -> list[str]:
    """What can be read, without the times."""
    return [line for line in dialog.page.toPlainText().splitlines() if ":" not in line and line]


def dialog_of(harness: Harness) -> MessagesDialog | None:
    return harness.window.findChild(MessagesDialog)


def test_a_click_on_the_message_lists_the_last_ones(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    harness.key(Qt.Key.Key_A)
    first = "This is the first picture."
    assert harness.window.status_bar.message.line == first
    harness.document.tell("two\nlines")
    harness.click_widget(harness.window.status_bar.message)
    dialog = dialog_of(harness)
    assert dialog is not None
    assert dialog.isVisible()
    assert listed(dialog)[:2] == ["two lines", first]
    harness.document.tell("a third")  # it follows while it is open
    assert listed(dialog)[0] == "a third"
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[1] for line in lines] == listed(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    harness.wait(lambda: dialog_of(harness) is None)


def test_help_messages_opens_one_list_of_fifty(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    for number in range(MOST + 20):
        harness.document.tell(f"message {number}")
    harness.document.tell(f"message {MOST + 19}")  # told again: listed once
    harness.window.menus.actions["messages"].trigger()
    harness.window.menus.actions["messages"].trigger()
    dialog = dialog_of(harness)
    assert dialog is not None
    assert len(harness.window.findChildren(MessagesDialog)) == 1
    assert listed(dialog) == [f"message {number}" for number in range(MOST + 19, 19, -1)]


def test_a_message_that_has_faded_can_still_be_read(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    harness.document.tell("soon gone")
    harness.document.tell("")
    harness.click_widget(harness.window.status_bar.message)
    dialog = dialog_of(harness)
    assert dialog is not None
    assert listed(dialog)[0] == "soon gone"
