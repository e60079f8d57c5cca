"""First hints: one at a time, gone once used or closed, back by the setting."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from app.views.settings_dialog import SettingsDialog
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

CONTROL = Qt.KeyboardModifier.ControlModifier


def hint(harness: Harness) -> str:
    shown = harness.window.hints
    return shown.hint.id if shown.hint is not None and shown.isVisible() else ""


def test_hints_come_with_the_work_and_go_when_used(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    assert hint(harness) == "draw"
    assert harness.window.hints.label.text().startswith("W,")
    harness.document.select(int(harness.document.rows[0]))
    assert hint(harness) == "accept"
    harness.key(Qt.Key.Key_Return)
    harness.document.select(None)
    assert hint(harness) == "undo"
    harness.key(Qt.Key.Key_Z, CONTROL)
    assert hint(harness) == "draw"
    harness.key(Qt.Key.Key_W)
    assert harness.session.settings["hints_seen"] == ["accept", "undo", "draw"]


def test_a_hint_is_closed_and_stays_closed(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.click_widget(harness.window.hints.close_button)
    assert hint(harness) == ""
    harness.close()
    assert hint(make_window(pictures)) == ""


def test_hints_are_switched_off_and_shown_again(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.click_widget(harness.window.hints.close_button)
    harness.window.menus.actions["settings"].trigger()
    dialog = harness.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    switch = dialog.fields["hints"]
    assert isinstance(switch, QCheckBox)
    for on in (False, True):
        switch.click()
        assert harness.session.settings["hints"] is on
    assert hint(harness) == "draw"


def test_a_hint_names_the_key_that_the_action_has(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.session.settings["keymap"] = "cvat"
    assert harness.window.hints.label.text().startswith("N,")
    harness.session.settings["keys"] = {"draw": []}
    assert hint(harness) == ""
