"""A camera on the canvas: its newest picture, boxes over it, a picture kept, what goes wrong."""

import contextlib
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtTest import QTest

from app.views.video.stream_dialog import StreamDialog
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness, Plan, row
from tests.ui.videos import VideoHands, numbered


class Camera(ThreadingHTTPServer):
    """Sends numbered pictures as Motion JPEG until it is told to end; all else is not found."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.over = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/mjpeg"


class _Answer(BaseHTTPRequestHandler):
    server: Camera

    def do_GET(self) -> None:
        if self.path != "/mjpeg":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # whoever looked has gone
            number = 0
            while not self.server.over.wait(0.03):
                data = io.BytesIO()
                Image.fromarray(numbered(number % 256, (320, 240))).save(data, "JPEG", quality=95)
                head = (
                    f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {data.tell()}\r\n\r\n"
                )
                self.wfile.write(head.encode() + data.getvalue() + b"\r\n")
                number += 1

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def camera() -> Iterator[Camera]:
    """A camera on this machine."""
    server = Camera()
    thread = threading.Thread(target=server.serve_forever, name="camera")
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def look_at(harness: Harness, address: str) -> VideoHands:
    """Open an address by the dialog."""
    harness.window.menus.actions["open_stream"].trigger()
    dialog = harness.window.findChild(StreamDialog)
    assert isinstance(dialog, StreamDialog)
    edit = dialog.address.lineEdit()
    assert edit is not None
    edit.selectAll()
    QTest.keyClicks(edit, address)
    dialog.start.click()
    return VideoHands(harness)


def ended(harness: Harness) -> bool:
    """Whether nothing of the camera is left running."""
    return not [each for each in threading.enumerate() if each.name in ("live-view", "live video")]


def test_the_newest_picture_is_shown_with_boxes(
    make_window: MakeHarness, camera: Camera, plan: Plan
) -> None:
    plan.write(boxes={"*": [row("car", 0.9, (10, 10, 60, 60), "P4", "P3")]})
    harness = make_window(settle=False)
    hands = look_at(harness, camera.address)
    document = hands.document
    seen: list[int] = []
    document.frame_shown.connect(lambda: seen.append(hands.number))
    hands.wait(lambda: len(set(seen)) >= 4)
    hands.wait(lambda: document.detections is not None and len(document.rows) == 1)
    assert not harness.window.notice.isVisible()
    assert hands.timeline.isVisible()
    assert not hands.timeline.strip.isVisible()
    assert hands.timeline.buttons["keep_frame"].isVisible()
    harness.close()
    hands.wait(lambda: ended(harness))


def test_a_kept_picture_is_opened_beside_the_project(
    make_window: MakeHarness, camera: Camera, pictures: Path
) -> None:
    harness = make_window(pictures)
    hands = look_at(harness, camera.address)
    hands.wait(lambda: hands.document.moving and hands.document.pixels is not None)
    hands.run("keep_frame")
    harness.settle()
    assert harness.name.startswith("camera-")
    file = pictures / harness.name
    with Image.open(file) as image:
        assert image.size == (320, 240)
    assert not hands.document.video.live
    hands.wait(lambda: ended(harness))
    assert len(hands.document.pictures.paths) == 4


def test_what_cannot_be_opened_says_why(make_window: MakeHarness, camera: Camera) -> None:
    harness = make_window(settle=False)
    look_at(harness, camera.address.replace("mjpeg", "nothing"))
    harness.wait(lambda: "there is no such page" in harness.window.notice.label.text())
    look_at(harness, "not an address")
    harness.wait(lambda: "no camera" in harness.window.notice.label.text())
    assert harness.window.notice.isVisible()
    harness.close()
    harness.wait(lambda: ended(harness))


def test_passwords_are_not_remembered(make_window: MakeHarness, camera: Camera) -> None:
    harness = make_window(settle=False)
    hands = look_at(harness, camera.address.replace("//", "//me:secret@"))
    hands.wait(lambda: hands.document.video.live)
    assert harness.session.settings["recent_streams"] == [camera.address]
    assert "secret" not in hands.document.video.path
    harness.close()
    hands.wait(lambda: ended(harness))
