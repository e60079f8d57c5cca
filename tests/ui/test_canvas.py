"""Zoom and pan of the canvas."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from app.services.detection_client import ServerState
from tests.ui.conftest import MakeHarness
from tests.ui.harness import MIDDLE, Harness, row

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path) -> Harness:
    return make_window(pictures)


def under(harness: Harness, place: QPoint) -> QPointF:
    inverse, _ok = harness.canvas.viewportTransform().inverted()
    return inverse.map(QPointF(place))


@pytest.mark.parametrize("keys", [Qt.KeyboardModifier.NoModifier, CONTROL])
def test_the_wheel_zooms_at_the_cursor(harness: Harness, keys: Qt.KeyboardModifier) -> None:
    place = harness.place(80, 60)
    before, zoom = under(harness, place), harness.canvas.zoom
    for turn in (120, 120, 120, -120):
        harness.wheel(place, turn, keys)
    after = under(harness, place)
    assert harness.canvas.zoom == pytest.approx(zoom * 1.25**2)
    # One screen pixel is the finest step of a scrolled view.
    reach = 1.5 / harness.canvas.zoom
    assert abs(after.x() - before.x()) <= reach
    assert abs(after.y() - before.y()) <= reach


def test_shift_wheel_goes_sideways(harness: Harness) -> None:
    place, zoom = harness.place(80, 60), harness.canvas.zoom
    before = under(harness, place)
    harness.wheel(place, -120, SHIFT)
    after = under(harness, place)
    assert harness.canvas.zoom == zoom
    assert after.x() > before.x()
    assert after.y() == before.y()


def test_fit_and_actual_size(harness: Harness) -> None:
    fitting = harness.canvas.zoom
    harness.key(Qt.Key.Key_0, CONTROL)
    assert harness.canvas.zoom == 1.0
    assert harness.window.status_bar.zoom.text() == "100 %"
    harness.key(Qt.Key.Key_Plus, CONTROL)
    assert harness.canvas.zoom == pytest.approx(1.25)
    harness.key(Qt.Key.Key_Minus, CONTROL)
    assert harness.canvas.zoom == pytest.approx(1.0)
    harness.key(Qt.Key.Key_F)
    assert harness.canvas.zoom == pytest.approx(fitting)
    corner, end = harness.place(0, 0), harness.place(320, 240)
    view = harness.canvas.viewport().rect()
    assert view.contains(corner)
    assert view.contains(end)


def test_fit_follows_the_window(harness: Harness) -> None:
    before = harness.canvas.zoom
    harness.window.resize(900, 600)
    harness.wait(lambda: harness.canvas.zoom < before)
    assert harness.canvas.viewport().rect().contains(harness.place(320, 240))


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, MIDDLE])
def test_dragging_moves_the_picture(harness: Harness, button: Qt.MouseButton) -> None:
    start = harness.place(300, 225)  # beside all boxes
    grabbed = under(harness, start)
    end = start + QPoint(-120, -70)
    harness.drag(start, end, button)
    moved = under(harness, end)
    assert moved.x() == pytest.approx(grabbed.x(), abs=0.6)
    assert moved.y() == pytest.approx(grabbed.y(), abs=0.6)
    assert harness.document.selected is None


def test_space_and_drag_moves_even_over_boxes(harness: Harness) -> None:
    start = harness.place(60, 80)
    grabbed = under(harness, start)
    harness.qtbot.keyPress(harness.canvas, Qt.Key.Key_Space)
    harness.click(60, 80)
    harness.drag(start, start + QPoint(50, 30))
    harness.qtbot.keyRelease(harness.canvas, Qt.Key.Key_Space)
    assert under(harness, start + QPoint(50, 30)).x() == pytest.approx(grabbed.x(), abs=0.6)
    assert harness.document.selected is None


def test_space_ends_with_the_focus(harness: Harness) -> None:
    harness.qtbot.keyPress(harness.canvas, Qt.Key.Key_Space)
    harness.window.picture_panel.list.setFocus()
    harness.canvas.setFocus()
    harness.click(60, 80)
    assert harness.document.selected == 1


def test_the_cursor_is_shown_in_picture_pixels(harness: Harness) -> None:
    harness.hover(123, 45)
    x, y = harness.window.status_bar.place.text().removeprefix("x ").split("  y ")
    assert abs(int(x) - 123) <= 1
    assert abs(int(y) - 45) <= 1
    harness.hover(-5, 10)
    assert harness.window.status_bar.place.text() == ""


def test_many_boxes_are_plain_only_while_moving(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(settle=False)
    boxes = [row("car", 0.9, (i % 30 * 10, i // 30 * 10, 8, 8), "P2", "P2") for i in range(600)]
    harness.plan.write(boxes={"*": boxes})
    harness.session.open([str(pictures)])
    harness.wait(lambda: harness.document.server_state is ServerState.READY)
    harness.settle()
    painted = []
    for turn in (0, 120, 0):
        if turn:
            harness.wheel(harness.place(160, 120), turn)
        else:
            harness.wait(lambda: not harness.canvas.boxes.moving)
        harness.picture()
        painted.append(harness.canvas.boxes.painted_plain)
    assert painted == [False, True, False]
