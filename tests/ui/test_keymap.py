"""Keys: presets, keys of one's own, other alphabets, and text in fields."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.views.keyboard import latin_sequence
from app.views.keys_page import KeysPage
from app.views.settings_dialog import SettingsDialog
from tests.ui.conftest import MakeHarness
from tests.ui.harness import NO_KEYS, Harness, press_key

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
SCAN = {"D": 40, "A": 38, "1": 10}  # evdev + 8
VIRTUAL = {"D": 0x44, "A": 0x41, "1": 0x31}
MAC = {"D": 2, "A": 0, "1": 18}


def press(
    widget: QWidget,
    key: int,
    text: str,
    place: str,
    held: Qt.KeyboardModifier = NO_KEYS,
) -> None:
    """Press a key as the system reports it: what it types, and its place on the keyboard."""
    virtual = (MAC if sys.platform == "darwin" else VIRTUAL)[place]
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, held, SCAN[place], virtual, 0, text)
        QApplication.sendEvent(widget, event)


def keys_page(harness: Harness) -> KeysPage:
    harness.window.menus.actions["settings"].trigger()
    dialog = harness.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    dialog.pages.setCurrentWidget(dialog.keys)
    return dialog.keys


def keys_of(harness: Harness, action: str) -> list[str]:
    return [key.toString() for key in harness.window.menus.actions[action].shortcuts()]


@pytest.mark.parametrize(
    ("key", "text"), [(0x3147, "ㅇ"), (0x0412, "в"), (0x03B4, "δ")], ids=["ko", "ru", "el"]
)
def test_d_goes_on_in_every_alphabet(
    make_window: MakeHarness, pictures: Path, key: int, text: str
) -> None:
    harness = make_window(pictures)
    press(harness.canvas, key, text, "D")
    assert harness.name == "pic_2.png"
    harness.window.picture_panel.list.setFocus()
    press(harness.window.picture_panel.list, key, text, "D")
    assert harness.name == "pic_10.png"


def test_a_field_takes_other_alphabets_as_text(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    field = harness.window.picture_panel.filter
    field.setFocus()
    press(field, 0x0412, "в", "D")
    assert (field.text(), harness.name) == ("в", "pic_1.png")


@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
def test_places_are_known_on_every_system(system: str) -> None:
    virtual = {"win32": VIRTUAL, "darwin": MAC}.get(system, VIRTUAL)
    event = QKeyEvent(QEvent.Type.KeyPress, 0x3147, CONTROL, SCAN["D"], virtual["D"], 0, "ㅇ")
    found = latin_sequence(event, system)
    assert found is not None
    assert found.toString() == "Ctrl+D"
    # The digit row of a French keyboard types & without Shift.
    event = QKeyEvent(QEvent.Type.KeyPress, ord("&"), NO_KEYS, SCAN["1"], virtual["1"], 0, "&")
    digit = latin_sequence(event, system)
    assert digit is not None
    assert digit.toString() == "1"
    latin = QKeyEvent(QEvent.Type.KeyPress, ord("Q"), NO_KEYS, SCAN["A"], virtual["A"], 0, "q")
    assert latin_sequence(latin, system) is None


def test_letters_digits_and_altgr_are_text_in_fields(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    field = harness.window.picture_panel.filter
    field.setFocus()
    QTest.keyClicks(field, "da1+-xw")
    assert field.text() == "da1+-xw"
    # AltGr comes as Ctrl+Alt: the field has to claim the key before any shortcut does.
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_At, CONTROL | ALT, "@")
    event.ignore()
    QApplication.sendEvent(field, event)
    assert event.isAccepted()
    field.clear()
    harness.key(Qt.Key.Key_K, CONTROL)
    assert harness.window.findChild(QWidget, "popup") is not None


@pytest.mark.parametrize("name", ["labelimg", "labelme", "cvat", "x-anylabeling"])
def test_a_preset_gives_its_keys_at_once(
    make_window: MakeHarness, pictures: Path, name: str
) -> None:
    harness = make_window(pictures)
    page = keys_page(harness)
    page.presets.setCurrentIndex(page.presets.findData(name))
    page.presets.activated.emit(page.presets.currentIndex())
    key = Qt.Key.Key_F if name == "cvat" else Qt.Key.Key_D
    press_key(harness.canvas, key)
    assert harness.name == "pic_2.png"
    assert harness.session.settings["keymap"] == name


def test_a_key_is_recorded_and_works(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    page = keys_page(harness)
    page.choose("next")
    page.recorder.click()
    press_key(page.recorder, Qt.Key.Key_J, SHIFT)
    assert keys_of(harness, "next") == ["D", "Shift+J"]
    assert not page.recorder.isChecked()
    press_key(harness.canvas, Qt.Key.Key_J, SHIFT)
    assert harness.name == "pic_2.png"
    page.reset.click()
    assert keys_of(harness, "next") == ["D"]


def test_a_key_that_is_taken_names_who_has_it(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    page = keys_page(harness)
    page.choose("detect")
    page.recorder.click()
    press_key(page.recorder, Qt.Key.Key_D)
    assert page.warning.text() == "D is taken: Next picture"
    assert keys_of(harness, "detect") == ["I"]
    page.take_over.click()
    assert keys_of(harness, "detect") == ["I", "D"]
    assert keys_of(harness, "next") == []
    page.reset_all.click()
    assert (keys_of(harness, "detect"), keys_of(harness, "next")) == (["I"], ["D"])


def test_waiting_for_a_key_ends_with_esc_or_elsewhere(make_window: MakeHarness) -> None:
    harness = make_window()
    page = keys_page(harness)
    harness.wait(page.isActiveWindow)
    page.choose("next")
    page.recorder.click()
    press_key(page.recorder, Qt.Key.Key_Escape)
    assert not page.recorder.isChecked()
    page.recorder.click()
    page.search.setFocus()
    assert not page.recorder.isChecked()
    assert page.window().isVisible()


def test_actions_are_found_by_name_and_key(make_window: MakeHarness) -> None:
    page = keys_page(make_window())
    everything = page.list.topLevelItemCount()
    page.search.setText("ctrl+k")
    assert page.list.topLevelItemCount() == 1
    assert page.action == "commands"
    page.search.setText("")
    assert page.list.topLevelItemCount() == everything


def test_removed_keys_stay_removed_at_the_next_start(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    page = keys_page(harness)
    page.choose("detect")
    page.remove.click()
    assert keys_of(harness, "detect") == []
    harness.close()
    assert keys_of(make_window(), "detect") == []
