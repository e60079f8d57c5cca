"""The settings dialog: made from the table, live, and back to the defaults."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QSpinBox

from app.services.settings import Settings
from app.services.settings_table import GROUPS, SETTINGS
from app.views.settings_dialog import SettingsDialog
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

SHOWN = [setting for setting in SETTINGS if setting.group]


def open_settings(harness: Harness) -> SettingsDialog:
    harness.key(Qt.Key.Key_F2)
    dialog = harness.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    return dialog


def choose(dialog: SettingsDialog, key: str, value: object) -> None:
    field = dialog.fields[key]
    assert isinstance(field, QComboBox)
    field.setCurrentIndex(field.findData(value))
    field.activated.emit(field.currentIndex())


def test_every_setting_with_a_group_has_words_and_a_field(make_window: MakeHarness) -> None:
    dialog = open_settings(make_window())
    assert {setting.group for setting in SHOWN} <= {name for name, _title in GROUPS}
    assert set(dialog.fields) == {setting.key for setting in SHOWN}
    assert all(field.accessibleName() for field in dialog.fields.values())
    assert all(not s.choices or len(s.names) == len(s.choices) for s in SHOWN)


def test_what_is_changed_holds_at_once_and_at_the_next_start(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    dialog = open_settings(harness)
    choose(dialog, "theme", "light")
    assert harness.window.theme.choice == "light"
    assert harness.window.menus.actions["theme_light"].isChecked()
    cache = dialog.fields["picture_cache_mb"]
    assert isinstance(cache, QSpinBox)
    cache.setValue(128)
    assert harness.session.loader.cache.limit == 128_000_000
    sticky = dialog.fields["draw_sticky"]
    assert isinstance(sticky, QCheckBox)
    before = harness.session.settings["draw_sticky"]
    sticky.click()
    again = Settings(harness.session.settings.file)
    assert (again["theme"], again["draw_sticky"]) == ("light", not before)


def test_another_device_loads_the_model_there(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    dialog = open_settings(harness)
    choose(dialog, "device", "cpu")
    harness.wait(lambda: any(r["device"] == "cpu" for r in harness.plan.requests("load")))
    harness.settle()


def test_the_review_answer_is_the_projects(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    dialog = open_settings(harness)
    choose(dialog, "review_answer", "leave")
    assert harness.session.editor.review_answer == "leave"
    harness.session.save()
    assert '"review_answer"' not in harness.session.settings.file.read_text("utf-8")


@pytest.mark.parametrize("page", range(len(GROUPS)))
def test_a_page_goes_back_to_the_defaults(make_window: MakeHarness, page: int) -> None:
    harness = make_window()
    dialog = open_settings(harness)
    group = GROUPS[page][0]
    for setting in SHOWN:
        if setting.group == group:
            other = setting.choices[-1] if setting.choices else setting.least + 1
            value = not setting.default if isinstance(setting.default, bool) else other
            dialog.set_value(setting, value)
    widget = dialog.pages.widget(page)
    assert widget is not None
    reset = next(b for b in widget.findChildren(QPushButton) if b.text() == "Reset this page")
    reset.click()
    assert all(dialog.value(s) == s.default for s in SHOWN if s.group == group)


def test_a_setting_changed_elsewhere_shows(make_window: MakeHarness) -> None:
    harness = make_window()
    dialog = open_settings(harness)
    harness.window.menus.actions["theme_light"].trigger()
    field = dialog.fields["theme"]
    assert isinstance(field, QComboBox)
    assert field.currentData() == "light"


def test_a_second_time_brings_the_dialog_to_the_front(make_window: MakeHarness) -> None:
    harness = make_window()
    open_settings(harness)
    harness.window.menus.actions["settings"].trigger()
    assert len(harness.window.findChildren(SettingsDialog)) == 1
