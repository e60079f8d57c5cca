"""Errors in slots, in timers and in events all come to the one door, and the window lives."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.services.errors import ErrorHook
from app.start import facts_of
from app.views.error_dialog import ErrorDialogs
from tests.ui.conftest import MakeHarness
from tests.ui.harness import NO_KEYS


@pytest.fixture
def hook() -> Iterator[ErrorHook]:
    made = ErrorHook()
    made.install()
    yield made
    made.uninstall()


def test_slots_timers_and_gestures_reach_the_door(
    make_window: MakeHarness, pictures: Path, hook: ErrorHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    caught: list[str] = []
    hook.caught.connect(caught.append)
    harness.document.told.connect(lambda _text: 1 // 0)
    harness.document.tell("a slot")
    assert "ZeroDivisionError" in caught[-1]
    QTimer.singleShot(0, harness.window, lambda: [][1])
    harness.wait(lambda: "IndexError" in caught[-1])
    monkeypatch.setattr(harness.canvas, "show_cursor", lambda: int("press"))
    # Posted as the system does it: nobody waits for the event.
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, NO_KEYS)
    QApplication.postEvent(harness.canvas, press)
    harness.wait(lambda: "invalid literal" in caught[-1])
    monkeypatch.undo()
    assert len(caught) == 3
    harness.key(Qt.Key.Key_F11)
    harness.wait(harness.window.isFullScreen)


def test_a_hundred_errors_open_one_dialog(make_window: MakeHarness, hook: ErrorHook) -> None:
    harness = make_window()
    said: list[str] = []
    dialogs = ErrorDialogs(hook, harness.window, said.append)
    harness.document.zoomed.connect(lambda: 1 // 0)
    for _time in range(100):
        harness.document.zoomed.emit()
    harness.wait(lambda: dialogs.box is not None and len(said) == 6)
    assert "64 times" in said[-1]
    first = dialogs.box
    dialogs.close()
    harness.wait(lambda: dialogs.box is None)
    harness.document.zoomed.emit()
    QApplication.processEvents()
    assert first is not None
    assert dialogs.box is None


def test_the_report_names_model_and_device(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    assert facts_of(harness.session).startswith("model: lite, device: cpu, bf16")
