"""Live sources: a server that sends pictures, one that ends, and ones that are not there."""

import contextlib
import io
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from fpn_core.errors import PictureError
from fpn_core.video import live
from fpn_core.video.live import LiveSource, is_live_address
from tests.unit.fpn_core.video.made_videos import make_video, number_in, picture_of
from tests.unit.fpn_core.video.rtsp_camera import rtsp_camera

PATIENCE = 60.0  # seconds; nothing here takes more than a few


class Camera(ThreadingHTTPServer):
    """A camera on this machine: /stream.ts sends a file and ends, /mjpeg sends a picture for each
    that `more` lets through, /silent says nothing, all else is not found."""

    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.content = content
        self.more = threading.Semaphore(0)
        self.over = threading.Event()
        self.visits = 0

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{path}"


class Answer(BaseHTTPRequestHandler):
    server: Camera

    def do_GET(self) -> None:
        with contextlib.suppress(ConnectionError):  # whoever looked has gone
            self._answer()

    def _answer(self) -> None:
        self.server.visits += 1
        if self.path == "/stream.ts":
            self._head("video/mp2t")
            self.wfile.write(self.server.content)
        elif self.path == "/mjpeg":
            self._head("multipart/x-mixed-replace; boundary=next")
            self._send_pictures()
        elif self.path == "/silent":
            self.server.over.wait()
        else:
            self.send_error(401 if self.path == "/secret" else 404)

    def _head(self, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()

    def _send_pictures(self) -> None:
        number = 0
        while not self.server.over.is_set():
            if not self.server.more.acquire(timeout=0.1):
                continue
            stream = io.BytesIO()
            Image.fromarray(picture_of(number)).save(stream, format="JPEG", quality=95)
            data = stream.getvalue()
            head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
            self.wfile.write(head.encode() + data + b"\r\n")
            number += 1

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[Camera]:
    content = make_video(tmp_path / "a.ts", count=30).read_bytes()
    server = Camera(content)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


def ended(source: LiveSource) -> bool:
    """Whether a source that is closed lets its thread end."""
    source.close()
    source._thread.join(PATIENCE)
    return not source.running


def until(source: LiveSource, *states: str) -> None:
    """Wait for one of some states."""
    with source._changed:
        assert source._changed.wait_for(lambda: source.state in states, PATIENCE)


def test_the_newest_picture_is_kept_and_its_number_grows(camera: Camera) -> None:
    source = LiveSource(camera.address("mjpeg"))
    seen: list[int] = []
    for _ in range(20):  # FFmpeg looks at some pictures before it gives the first
        camera.more.release(8)
        if not source.wait(seen[-1] if seen else -1, 0.5):
            continue
        newest = source.newest()
        assert newest is not None
        number, seconds, pixels = newest
        assert number_in(pixels) is not None
        assert pixels.flags.writeable
        assert seconds >= 0
        seen.append(number)
        if len(seen) == 3:
            break
    assert len(seen) == 3
    assert seen == sorted(set(seen))
    assert (source.state, source.problem) == ("live", "")
    camera.more.release(8)
    assert ended(source)
    assert source.state == "closed"


def test_a_stream_that_ends_is_connected_to_again(
    camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PAUSES", (0.01, 0.02))
    source = LiveSource(camera.address("stream.ts"))
    assert source.wait(95, PATIENCE), "more pictures than the stream has in one go"
    newest = source.newest()
    assert newest is not None
    assert number_in(newest[2]) is not None
    assert camera.visits >= 4
    assert ended(source)


def test_after_the_end_it_says_so_while_it_waits(camera: Camera) -> None:
    source = LiveSource(camera.address("stream.ts"))
    until(source, "waiting")
    address = camera.address("stream.ts")
    assert source.problem == f"{address}: has ended, or was disconnected; trying again in 1 s"
    newest = source.newest()
    assert newest is not None, "the last picture stays"
    assert number_in(newest[2]) == 29
    assert ended(source)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nowhere", "there is no such page"),
        ("secret", "asks for user and password"),
        ("silent", "no answer within 0.5 s"),
    ],
)
def test_what_a_server_refuses_is_one_clear_line(
    camera: Camera, monkeypatch: pytest.MonkeyPatch, path: str, words: str
) -> None:
    monkeypatch.setattr(live, "TIMEOUT", 0.5)
    source = LiveSource(camera.address(path).replace("//", "//me:hidden@"))
    until(source, "waiting")
    assert source.problem.startswith(f"{camera.address(path)}: {words}")
    assert "hidden" not in source.problem
    assert source.newest() is None
    assert ended(source)


def test_an_rtsp_camera_that_drops_is_connected_to_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PAUSES", (0.01, 0.02))
    with rtsp_camera(tmp_path) as camera:
        source = LiveSource(camera.address("secret", "me:word@"))
        assert source.wait(70, PATIENCE), f"{source.problem}: no more pictures than of one visit"
        newest = source.newest()
        assert newest is not None
        assert number_in(newest[2]) is not None
        assert camera.visits >= 3
        assert "word" not in source.shown
        assert ended(source)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("lost", "there is no such page"),
        ("secret", "asks for user and password; write them as rtsp://user:password@host"),
        ("silent", "no answer within 0.5 s"),
        ("stuck", "no answer within 0.5 s"),
    ],
)
def test_what_an_rtsp_camera_refuses_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, words: str
) -> None:
    monkeypatch.setattr(live, "TIMEOUT", 0.5)
    with rtsp_camera(tmp_path) as camera:
        source = LiveSource(camera.address(path))
        until(source, "waiting")
        assert source.problem.startswith(f"{camera.address(path)}: {words}")
        assert (source.newest() is not None) == (path == "stuck")
        assert ended(source)


def test_a_closed_port_is_tried_again_with_growing_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PAUSES", (0.01, 0.02, 0.04))
    told: list[str] = []
    tell = LiveSource._tell

    def listening(self: LiveSource, state: live.State, problem: str) -> None:
        told.append(problem)
        tell(self, state, problem)
        if len(told) == 4:
            self._closing.set()

    monkeypatch.setattr(LiveSource, "_tell", listening)
    with socket.socket() as taken:  # nobody else gets the port, and nobody listens there
        taken.bind(("127.0.0.1", 0))
        source = LiveSource(f"http://127.0.0.1:{taken.getsockname()[1]}/a.ts")
        source._thread.join(PATIENCE)
    assert not source.running
    assert all("refused the connection" in problem for problem in told)
    assert [problem.rsplit("in ", 1)[1] for problem in told] == [
        "0.01 s",
        "0.02 s",
        *["0.04 s"] * 2,
    ]


def test_a_webcam_that_is_not_there_is_said_so() -> None:
    source = LiveSource("/dev/video97")
    until(source, "failed")
    assert source.problem.startswith("/dev/video97: no such webcam; ")
    assert not source.wait(-1, PATIENCE), "it is clear that none will come"
    assert ended(source)


@pytest.fixture
def webcam(monkeypatch: pytest.MonkeyPatch) -> None:
    """Webcam 0 is a device of FFmpeg's own, without hardware; it is unplugged after a second."""
    device = live._Place("testsrc=size=96x64:rate=25:duration=1,realtime", "lavfi", {})
    monkeypatch.setattr(live, "_webcam", lambda number: device)


def test_a_webcam_is_shown_until_it_is_unplugged(webcam: None) -> None:
    source = LiveSource(0)
    assert source.wait(-1, PATIENCE)
    newest = source.newest()
    assert newest is not None
    assert newest[2].shape == (64, 96, 3)
    assert (source.state, source.problem) == ("live", "")
    until(source, "ended")
    assert source.problem == "0: has ended, or was disconnected"
    last = source.newest()
    assert last is not None, "the last picture stays"
    assert last[0] == 24
    source._thread.join(PATIENCE)
    assert not source.running, "it is not looked for by itself"


def test_addresses() -> None:
    for address in ("0", "12", "/dev/video0", "rtsp://a/b", "HTTP://a:80/c", "https://u:p@h/x"):
        assert is_live_address(address), address
    for address in ("clip.mp4", "file:///etc/passwd", "", "-1", "12345", "concat:a|b", "/tmp/x"):
        assert not is_live_address(address), address
        with pytest.raises(PictureError, match="no camera; give"):
            LiveSource(address)
    assert live.shown_address("rtsp://me:secret@host:554/x?a=b@c") == "rtsp://host:554/x?a=b@c"
