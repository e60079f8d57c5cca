"""The window survives its detection server."""

import os
import signal
from pathlib import Path

from PySide6.QtCore import Qt

from app.services.detection_client import ServerState
from tests.ui.conftest import MakeHarness


def test_a_killed_server_comes_back(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    first = harness.session.client.server_id()
    os.kill(first, signal.SIGKILL)
    harness.wait(lambda: harness.session.client.server_id() not in (0, first))
    assert "started again" in harness.window.status_bar.message.line
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert harness.name == "pic_2.png"
    assert len(harness.document.rows) == 3


def test_the_open_request_is_sent_once_more(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.plan.write(crash_on=["pic_2.png"], crash_times=1)
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert [r["file"] for r in harness.plan.requests()].count(str(pictures / "pic_2.png")) == 2
    assert len(harness.document.rows) == 3


def test_a_picture_that_ends_the_server_twice_is_left_out(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    harness.plan.write(crash_on=["pic_2.png"], crash_times=99)
    harness.key(Qt.Key.Key_D)
    harness.wait(lambda: "stopped twice on" in harness.document.detection_error)
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert harness.name == "pic_10.png"
    assert len(harness.document.rows) == 3


def test_a_server_that_never_lives_stays_off(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    names = [f"pic_{n}.png" for n in (1, 2, 10)]
    harness.plan.write(crash_on=names, crash_times=99)
    client = harness.session.client
    for _ in range(3):
        harness.key(Qt.Key.Key_I)
        harness.wait(lambda: not harness.document.detecting)
        if client.state is ServerState.FAILED:
            break
    harness.wait(lambda: client.state is ServerState.FAILED)
    assert "stopped 5 times" in harness.document.server_error
    assert not harness.document.detecting
    assert "stopped 5 times" in harness.document.detection_error
    harness.plan.write(crash_on=[])
    harness.key(Qt.Key.Key_I)
    harness.settle()
    assert len(harness.document.rows) == 3


def test_nonsense_from_the_server_is_not_used(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    bad = {**harness.plan.values["boxes"]["*"][0], "anchor_level": "P99"}
    harness.plan.write(boxes={"pic_2.png": [bad], "*": harness.plan.values["boxes"]["*"]})
    harness.key(Qt.Key.Key_D)
    harness.wait(lambda: "cannot be read" in harness.document.detection_error)
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert len(harness.document.rows) == 3
