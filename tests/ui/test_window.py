"""The window itself: themes, memory of the last time, menus and commands, help, names."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QMessageBox,
    QSlider,
    QTextBrowser,
    QToolButton,
    QWidget,
)

from app.services.errors import ErrorHook
from app.views.actions import ACTIONS
from app.views.actions.levels import LEVEL_ROWS
from app.views.command_list import CommandList
from app.views.error_dialog import ErrorDialogs
from app.views.help_dialog import help_text, keys_text
from app.views.theme import DARK, LIGHT, Colours
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

CONTROL = Qt.KeyboardModifier.ControlModifier


def corner_colour(harness: Harness) -> str:
    panel = harness.window.picture_panel
    shown = harness.window.grab().toImage()
    at = panel.mapTo(harness.window, panel.rect().bottomLeft())
    return QColor(shown.pixel(at.x() + 4, at.y() - 4)).name()


@pytest.mark.parametrize(("theme", "colours"), [("dark", DARK), ("light", LIGHT)])
def test_the_theme_colours_the_window(
    make_window: MakeHarness, pictures: Path, theme: str, colours: object
) -> None:
    harness = make_window(pictures, theme=theme)
    expected = DARK if theme == "dark" else LIGHT
    assert corner_colour(harness) == expected.panel.lower()
    shown = harness.picture()
    assert QColor(shown.pixel(2, 2)).name() == expected.canvas.lower()
    other = "light" if theme == "dark" else "dark"
    harness.window.menus.actions[f"theme_{other}"].trigger()
    assert corner_colour(harness) == (LIGHT if theme == "dark" else DARK).panel.lower()


def test_the_next_start_goes_on_where_this_one_ended(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    harness.key(Qt.Key.Key_D)
    harness.settle()
    for _notch in range(5):
        harness.wheel(harness.place(80, 60), 120)
    harness.document.set_score(0.35)
    harness.key(Qt.Key.Key_C)
    zoom, centre = harness.canvas.zoom, harness.canvas.centre()
    harness.close()
    again = make_window()
    again.settle()
    again.wait(lambda: again.canvas.zoom == pytest.approx(zoom))
    assert again.name == "pic_2.png"
    assert again.canvas.centre() == pytest.approx(centre, abs=2 / zoom)
    assert again.document.view.score == pytest.approx(0.35)
    assert again.document.view.colour_by.value == "roi"


def test_every_action_stands_in_a_menu(make_window: MakeHarness) -> None:
    harness = make_window()
    menus = harness.window.menuBar().findChildren(QMenu) + harness.window.findChildren(QMenu)
    listed = {action for menu in menus for action in menu.actions()}
    missing = [n for n, action in harness.window.menus.actions.items() if action not in listed]
    assert not missing


def test_no_key_is_given_twice(make_window: MakeHarness) -> None:
    harness = make_window()
    keys = [
        key.toString()
        for action in harness.window.findChildren(QAction)
        if action.objectName()
        for key in action.shortcuts()
    ]
    assert len(keys) == len(set(keys))
    assert {"D", "A", "I", "C", "F", "Ctrl+F", "Ctrl+0", "Ctrl+K", "F1", "Alt+2"} <= set(keys)


def test_actions_are_off_while_they_make_no_sense(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window()
    actions = harness.window.menus.actions
    assert not actions["next"].isEnabled()
    assert not actions["detect"].isEnabled()
    assert not actions["export_picture"].isEnabled()
    harness.session.open([str(pictures)])
    harness.settle()
    assert actions["next"].isEnabled()
    assert actions["export_picture"].isEnabled()


def test_the_command_list_finds_and_runs(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.key(Qt.Key.Key_K, CONTROL)
    found = harness.window.findChild(CommandList)
    assert found is not None
    assert found.count() > 20
    harness.qtbot.keyClicks(found.field, "size actual")
    assert found.count() == 1
    harness.qtbot.keyClick(found.field, Qt.Key.Key_Return)
    assert harness.canvas.zoom == 1.0


def test_help_lists_every_key(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.key(Qt.Key.Key_F1)
    page = harness.window.findChild(QTextBrowser)
    assert page is not None
    text = page.toPlainText()
    assert "The detector looks at a picture on several maps" in text
    table = keys_text(harness.window).splitlines()
    specs = [spec for spec in ACTIONS if spec.keys and spec not in LEVEL_ROWS]
    rows = {f"| {', '.join(f'`{key}`' for key in s.keys)} | {s.title} |" for s in specs}
    levels = {f"| `Alt+{rank + 2}` | Show P{rank + 2} |" for rank in range(5)}
    assert set(table[4:]) == rows | levels
    assert all(spec.title in text for spec in specs)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_help_names_no_key_that_does_nothing(language: str) -> None:
    given = {key for spec in ACTIONS for key in (*spec.keys, *(spec.video or ()))}
    # Those that are no shortcuts but held, or mean something on the canvas alone.
    held = {"Alt", "Ctrl", "Shift", "Space", "Tab", "Shift+Tab", "Esc"}
    named = {
        each
        for each in re.findall("`([^`]+)`", help_text(language))
        if not re.match(r"\.|k =", each)
    }
    assert named <= given | held
    assert {"I", "C", "Shift+P", "Ctrl+K", "Ctrl+L"} <= named


def test_a_narrow_window_keeps_every_tool(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    bar = harness.window.tool_bar
    buttons = [each for each in bar.findChildren(QToolButton) if each.accessibleName()]
    assert len(buttons) == 5
    harness.window.resize(800, 560)
    harness.wait(lambda: bar.width() == 800)
    harness.wait(lambda: all(each.isVisible() for each in [*buttons, bar.slider, bar.colours]))
    assert all(bar.rect().contains(each.geometry()) for each in buttons)
    words = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    assert not all(each.toolButtonStyle() == words for each in buttons)
    harness.window.resize(1200, 760)
    harness.wait(lambda: all(each.toolButtonStyle() == words for each in buttons))


@pytest.mark.parametrize(("theme", "colours"), [("dark", DARK), ("light", LIGHT)])
def test_icons_can_be_seen_on_what_they_lie_on(
    make_window: MakeHarness, pictures: Path, theme: str, colours: Colours
) -> None:
    harness = make_window(pictures, theme=theme)
    icons = [
        (harness.window.menus.actions["detect"].icon(), colours.text),
        (harness.window.tool_bar.detect.icon(), colours.on_accent),
    ]
    for icon, colour in icons:
        shown = icon.pixmap(32, 32).toImage()
        places = ((x, y) for x in range(shown.width()) for y in range(shown.height()))
        seen = {
            shown.pixelColor(*at).name() for at in places if shown.pixelColor(*at).alpha() > 250
        }
        assert seen == {colour.lower()}


def test_about_says_model_and_device(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.window.menus.actions["about"].trigger()
    box = harness.window.findChild(QMessageBox)
    assert box is not None
    assert "Model: lite" in box.text()
    device = harness.document.device
    assert device is not None
    assert f"CPU · bf16 · {device.reason}<" in box.text()
    box.close()


def test_f6_goes_through_the_panels(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    seen = []
    for _press in range(3):
        harness.key(Qt.Key.Key_F6)
        seen.append(harness.window.focusWidget())
    legend = harness.window.levels_panel.legend
    assert seen == [harness.window.picture_panel.list, legend.rows[0], harness.canvas]


def test_f6_goes_into_every_tab(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    window = harness.window

    def entered(tab: QWidget) -> QWidget | None:
        window.tabs.setCurrentWidget(tab)
        window.picture_panel.list.setFocus()
        harness.key(Qt.Key.Key_F6)
        return window.focusWidget()

    assert entered(window.classes_panel) is window.classes_panel.add_field
    assert entered(window.dataset_panel) is window.tabs.tabBar()
    harness.editor.relabel_to_name("cup")
    for _same in range(2):  # a likely mistake
        harness.editor.draw((20, 20, 80, 90))
    assert entered(window.objects_panel) is window.objects_panel.annotations
    assert entered(window.classes_panel) is window.classes_panel.list
    window.tabs.setCurrentWidget(window.dataset_panel)
    harness.wait(window.dataset_panel.mistakes.isVisible)
    assert entered(window.dataset_panel) is window.dataset_panel.mistakes


def test_what_takes_focus_has_an_accessible_name(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    kinds = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QSlider)
    nameless = [
        widget
        for widget in harness.window.findChildren(QWidget)
        if isinstance(widget, kinds)
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not re.match("qt_|^ScrollLeft|^ScrollRight", widget.objectName())
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
        and widget.isVisible()
    ]
    assert not nameless


def test_an_error_that_nobody_caught_opens_a_report(make_window: MakeHarness) -> None:
    harness = make_window()
    hook = ErrorHook()
    dialogs = ErrorDialogs(hook, harness.window)
    try:
        raise ValueError("box 3: width -4")
    except ValueError as error:
        hook._take(type(error), error, error.__traceback__)
    harness.wait(lambda: dialogs.box is not None)
    assert dialogs.box is not None
    assert "box 3: width -4" in dialogs.box.text()
    copy = next(b for b in dialogs.box.buttons() if b.text() == "Copy report")
    copy.click()
    assert "Traceback" in QApplication.clipboard().text()
    dialogs.close()
