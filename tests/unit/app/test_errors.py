"""One door for errors: logged, brought to a dialog once, with a report that names nobody."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.services import errors


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[errors.ErrorHook]:
    monkeypatch.setenv("HOME", str(tmp_path / "anna"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "anna" / "state"))
    made = errors.ErrorHook(lambda: "device: CPU")
    yield made
    made.uninstall()


def fail(hook: errors.ErrorHook, message: str) -> None:
    try:
        raise ValueError(message)
    except ValueError as error:
        hook._take(type(error), error, error.__traceback__)


def test_the_same_error_is_brought_once(hook: errors.ErrorHook) -> None:
    caught: list[str] = []
    repeated: list[int] = []
    hook.caught.connect(caught.append)
    hook.repeated.connect(lambda _text, times: repeated.append(times))
    for number in range(100):
        fail(hook, f"picture {number}")
    assert len(caught) == 1
    assert repeated == [2, 4, 8, 16, 32, 64]


def test_a_report_has_what_helps_and_no_home(hook: errors.ErrorHook, tmp_path: Path) -> None:
    assert errors.start_log() is None
    logging.getLogger("app").info("opened %s", Path.home() / "pictures" / "a.jpg")
    caught: list[str] = []
    hook.caught.connect(caught.append)
    fail(hook, "box 3: width -4")
    errors.stop_log()
    assert "PySide6" in caught[0]
    assert "device: CPU" in caught[0]
    assert "opened ~/pictures/a.jpg" in caught[0]
    assert caught[0].rstrip().endswith("ValueError: box 3: width -4")
    assert str(tmp_path / "anna") not in caught[0]


def test_errors_of_threads_come_to_the_same_door(hook: errors.ErrorHook) -> None:
    caught: list[str] = []
    hook.caught.connect(caught.append, Qt.ConnectionType.DirectConnection)
    hook.install()
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    assert "ZeroDivisionError" in caught[0]
