"""Drives the main window as a user does: real mouse and key events, and waits for what shows."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services.session import Session
from app.services.settings import Settings
from app.views.main_window import MainWindow
from app.views.theme import Theme

FAKE_SERVER = Path(__file__).with_name("fake_server.py")
TIMEOUT_MS = 30_000
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def row(
    category: str,
    score: float,
    box: Sequence[float],
    anchor_level: str,
    roi_level: str,
    proposal: Sequence[float] | None = None,
) -> dict[str, Any]:
    """One detection of the server's answer; boxes are x, y, width, height."""
    return {
        "bbox": list(box),
        "score": score,
        "category": category,
        "category_id": 1,
        "anchor_level": anchor_level,
        "roi_level": roi_level,
        "anchor_index": 7,
        "anchor": [box[0] - 4, box[1] - 4, box[2] + 8, box[3] + 8],
        "objectness": 0.87,
        "proposal": list(proposal or box),
    }


# One box a level, on 320 x 240 pictures; the two lowest scores lie under the default slider.
BOXES = [
    row("person", 0.97, (10, 10, 120, 200), "P6", "P5"),
    row("cat", 0.80, (40, 60, 40, 40), "P3", "P2", (40, 60, 49.5, 48)),
    row("dog", 0.60, (200, 30, 80, 80), "P4", "P3"),
    row("boat", 0.30, (220, 160, 20, 20), "P2", "P2"),
    row("car", 0.20, (150, 150, 50, 40), "P5", "P4"),
]


def press_key(widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press a key on a widget while other keys are held, and let all of them go."""
    QTest.keyClick(widget, key, held)
    _let_go()


def click_at(
    widget: QWidget, place: QPoint | None = None, held: Qt.KeyboardModifier = NO_KEYS
) -> None:
    """Click a place of a widget, or its middle, while keys are held, and let them go."""
    QTest.mouseClick(widget, LEFT, held, QPoint() if place is None else place)
    _let_go()


def _let_go() -> None:
    """Qt counts the keys held at QTest's last event as held for good: views then select more."""
    if QApplication.keyboardModifiers() != NO_KEYS:
        QTest.keyRelease(QWidget(), Qt.Key.Key_F35)


class Plan:
    """The plan file of the server without a model, and the log of requests beside it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.values: dict[str, Any] = {"boxes": {"*": BOXES}}
        self.write()

    def write(self, **values: Any) -> None:
        """Change the plan; the server reads it at every request."""
        self.values.update(values)
        self.file.write_text(json.dumps(self.values))

    def requests(self, op: str = "detect") -> list[dict[str, Any]]:
        """The requests that the server took, in order."""
        log = self.file.with_suffix(".log")
        lines = log.read_text().splitlines() if log.exists() else []
        return [each for each in map(json.loads, lines) if each["op"] == op]


class Harness:
    """The window, its parts, and the hands of a user."""

    def __init__(self, qtbot: QtBot, settings: Settings, plan: Plan) -> None:
        self.qtbot, self.plan = qtbot, plan
        self.session = Session(settings, self.server_command())
        self.window = MainWindow(self.session, Theme(settings["theme"]), QFont())
        self.document = self.session.document
        self.editor = self.session.editor
        self.canvas = self.window.canvas
        self._closed = False

    def server_command(self) -> list[str]:
        """The server that the window talks to."""
        return [sys.executable, str(FAKE_SERVER), str(self.plan.file)]

    def start(self, paths: Sequence[str]) -> None:
        """Show the window and open paths."""
        self.window.resize(1200, 760)
        self.window.show()
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)
        self.window.start(paths)

    def close(self) -> None:
        """Close the window as its button does."""
        if not self._closed:
            self._closed = True
            self.window.close()
            self.window.theme.deleteLater()
            self.window.deleteLater()
            self.session.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def wait(self, condition: Callable[[], Any]) -> None:
        """Let the window live until something is so."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=TIMEOUT_MS)

    def settle(self) -> None:
        """Wait for full pixels and detections of the current picture."""
        document = self.document
        self.wait(lambda: document.pixels is not None and not document.pixels.is_preview)
        self.wait(lambda: document.detections is not None and not document.detecting)
        self.wait(lambda: not self.canvas.boxes.moving)

    @property
    def name(self) -> str:
        """File name of the current picture."""
        return os.path.basename(self.document.pictures.current or "")

    def path(self, number: int) -> str:
        """The opened picture at a place, 0 for the first, whatever the list shows."""
        return self.document.pictures.paths[number]

    # Keys and mouse

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Press a key wherever the focus is."""
        press_key(self.window.focusWidget() or self.canvas, key, modifiers)

    def place(self, x: float, y: float) -> QPoint:
        """Where a point of the picture is in the canvas."""
        return self.canvas.viewportTransform().map(QPointF(x, y)).toPoint()

    def click(self, x: float, y: float, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Click a point of the picture."""
        click_at(self.canvas.viewport(), self.place(x, y), keys)

    def double_click(self, x: float, y: float) -> None:
        """Click a point of the picture twice, as systems report it."""
        self.click(x, y)
        QTest.mouseDClick(self.canvas.viewport(), LEFT, NO_KEYS, self.place(x, y))

    def click_widget(self, widget: QWidget, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Click the middle of a widget."""
        click_at(widget, held=modifiers)

    def hover(self, x: float, y: float) -> None:
        """Move the cursor to a point of the picture."""
        self._mouse(QEvent.Type.MouseMove, self.place(x, y), Qt.MouseButton.NoButton, False)

    def drag(
        self,
        start: QPoint,
        end: QPoint,
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = NO_KEYS,
    ) -> None:
        """Press, move in two steps, release; places are the viewport's."""
        self.press(start, button, keys)
        self.pull(start, end, button, keys)
        self.release(end, button, keys)

    def press(
        self, place: QPoint, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NO_KEYS
    ) -> None:
        """Press a button and hold it."""
        self._mouse(QEvent.Type.MouseButtonPress, place, button, True, keys)

    def pull(
        self,
        start: QPoint,
        end: QPoint,
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = NO_KEYS,
    ) -> None:
        """Move the mouse with a button held, in two steps."""
        for share in (0.5, 1.0):
            step = start + (end - start) * share
            self._mouse(QEvent.Type.MouseMove, step, button, True, keys)

    def release(
        self, place: QPoint, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NO_KEYS
    ) -> None:
        """Let a held button go."""
        self._mouse(QEvent.Type.MouseButtonRelease, place, button, False, keys)

    def drag_picture(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        keys: Qt.KeyboardModifier = NO_KEYS,
    ) -> None:
        """Drag from one point of the picture to another."""
        self.drag(self.place(*start), self.place(*end), LEFT, keys)

    def wheel(self, place: QPoint, turn: int, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Turn the wheel over a place of the viewport; 120 is one notch away from the user."""
        event = QWheelEvent(
            QPointF(place),
            QPointF(self.canvas.viewport().mapToGlobal(place)),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.canvas.viewport(), event)

    def _mouse(
        self,
        kind: QEvent.Type,
        place: QPoint,
        button: Qt.MouseButton,
        held: bool,
        keys: Qt.KeyboardModifier = NO_KEYS,
    ) -> None:
        moves = kind == QEvent.Type.MouseMove
        view = self.canvas.viewport()
        event = QMouseEvent(
            kind,
            QPointF(place),
            QPointF(view.mapToGlobal(place)),
            Qt.MouseButton.NoButton if moves else button,
            button if held else Qt.MouseButton.NoButton,
            keys,
        )
        QApplication.sendEvent(view, event)

    # What is to be seen

    def picture(self) -> QImage:
        """What the canvas shows."""
        return self.canvas.viewport().grab().toImage()

    def colours_near(self, x: float, y: float, reach: int = 6) -> set[str]:
        """Colours around a point of the picture, as "#rrggbb"."""
        shown, at = self.picture(), self.place(x, y)
        return {
            QColor(shown.pixel(at.x() + dx, at.y() + dy)).name()
            for dx in range(-reach, reach + 1)
            for dy in range(-reach, reach + 1)
        }

    def shows_box(self, colour: str, x: float, y: float, width: float) -> bool:
        """Whether the lower edge of a box, (x, y) to the right, has its colour; dashes count."""
        steps = range(2, int(width) - 2, 2)
        return any(colour.lower() in self.colours_near(x + step, y, 2) for step in steps)
