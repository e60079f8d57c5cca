"""By keyboard and screen reader: every widget that takes the focus has a name, Tab goes round."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QGroupBox,
    QLineEdit,
    QMenu,
    QSplitter,
    QTabBar,
    QTabWidget,
    QWidget,
)

from app.views.actions import ACTIONS
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

# Actions that open a dialog of the program's own (others ask the system for a file).
DIALOGS = ("settings", "help", "commands", "about")


def takes_focus(widget: QWidget) -> bool:
    return widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus


def has_name(widget: QWidget) -> bool:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    title = widget.title() if isinstance(widget, QGroupBox) else ""
    return bool(widget.accessibleName() or text or title)


def is_part(widget: QWidget) -> bool:
    """Parts of Qt's own widgets, which speak for themselves: the field of a spin box, tabs."""
    parents = (QComboBox, QAbstractSpinBox)
    inner = isinstance(widget.parentWidget(), parents) and isinstance(widget, QLineEdit)
    buttons = re.match("qt_|ScrollLeft|ScrollRight", widget.objectName()) is not None
    parent = widget.parentWidget()
    viewport = isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget
    return inner or buttons or viewport or type(widget) in (QSplitter, QTabBar, QTabWidget)


def nameless(top: QWidget) -> list[str]:
    widgets = [top, *top.findChildren(QWidget)]
    return [
        f"{type(each).__name__} {each.objectName()!r} in {type(each.parent()).__name__}"
        for each in widgets
        if each is not top and takes_focus(each) and not is_part(each) and not has_name(each)
    ]


def test_everything_in_the_window_has_a_name(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.click(60, 80)
    tabs = harness.window.tabs
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        QApplication.processEvents()
        assert not nameless(harness.window), tabs.tabText(place)


@pytest.mark.parametrize("name", DIALOGS)
def test_everything_in_a_dialog_has_a_name(
    make_window: MakeHarness, pictures: Path, name: str
) -> None:
    harness = make_window(pictures)
    harness.window.menus.actions[name].trigger()
    dialogs = [each for each in harness.window.findChildren(QDialog) if each.isVisible()]
    assert dialogs
    for dialog in dialogs:
        assert dialog.windowTitle() or dialog.accessibleName()
        assert not nameless(dialog)
        dialog.close()


def test_tab_goes_round_and_leaves_nothing_out(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.window.menus.actions["settings"].trigger()
    dialog = next(each for each in harness.window.findChildren(QDialog) if each.isVisible())
    harness.wait(dialog.isActiveWindow)
    seen = round_trip(dialog)
    wanted = {
        each
        for each in dialog.findChildren(QWidget)
        if takes_focus(each) and not is_part(each) and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    assert wanted <= seen


def round_trip(top: QWidget) -> set[QWidget]:
    """Every widget that Tab comes to, until it is back at the first."""
    seen: set[QWidget] = set()
    while True:
        top.focusNextChild()
        focus = top.focusWidget()
        if focus is None or focus in seen:
            return seen
        seen.add(focus)


def test_every_action_can_be_reached_through_a_menu(make_window: MakeHarness) -> None:
    harness = make_window()
    reached: set[str] = set()
    for action in harness.window.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        reached |= names_below(menu)
    assert {spec.id for spec in ACTIONS} <= reached


def names_below(menu: QMenu) -> set[str]:
    found: set[str] = set()
    for action in menu.actions():
        below = action.menu()
        found |= names_below(below) if isinstance(below, QMenu) else {action.objectName()}
    return found


def test_no_text_of_the_window_is_cut_at_its_smallest(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness: Harness = make_window(pictures)
    harness.window.resize(1024, 700)
    QApplication.processEvents()
    for bar in (harness.window.tool_bar, harness.window.menuBar()):
        buttons = [b for b in bar.findChildren(QAbstractButton) if b.isVisible() and b.text()]
        assert all(b.width() >= b.minimumSizeHint().width() for b in buttons)
