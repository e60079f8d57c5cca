"""A camera that speaks RTSP (RFC 2326) on this machine, H.264 within the connection (RFC 6184)."""

import base64
import contextlib
import re
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import av

from tests.unit.fpn_core.video.made_videos import make_video

_KIND = 96  # the first payload type that has no fixed meaning
_CLOCK = 90_000
_SDP = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\n"
    f"m=video 0 RTP/AVP {_KIND}\r\nc=IN IP4 127.0.0.1\r\na=rtpmap:{_KIND} H264/{_CLOCK}\r\n"
    f"a=fmtp:{_KIND} packetization-mode=1\r\na=control:track1\r\n"
)


class RtspCamera(socketserver.ThreadingTCPServer):
    """Sends its frames once after each PLAY, and hangs up.

    Of /secret it asks for user "me" and password "word"; to /silent it says nothing; /lost is not
    found; of /stuck it sends half, and stays. `visits` counts connections that were played.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Path, frames: int = 30) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        file = make_video(folder / "sent.h264", count=frames, gop=5)
        with av.open(str(file)) as container:
            self.units = [_units(bytes(p)) for p in container.demux(video=0) if p.size]
        self.over = threading.Event()
        self.visits = 0

    def address(self, path: str, login: str = "") -> str:
        return f"rtsp://{login}127.0.0.1:{self.server_address[1]}/{path}"


class _Talk(socketserver.StreamRequestHandler):
    server: RtspCamera

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # whoever looked has gone
            for method, url, head in self._requests():
                if not self._answer(method, url, head):
                    return

    def _requests(self) -> Iterator[tuple[str, str, dict[str, str]]]:
        while line := self.rfile.readline().decode().strip():
            method, url, _ = line.split(" ")
            head = {}
            while field := self.rfile.readline().decode().strip():
                name, _, value = field.partition(":")
                head[name.lower()] = value.strip()
            yield method, url, head

    def _answer(self, method: str, url: str, head: dict[str, str]) -> bool:
        """Answer a request; False where that ends the talk."""
        page = re.sub(r"^rtsp://[^/]*/", "", url).split("/")[0]
        login = base64.b64encode(b"me:word").decode()
        if page == "silent":
            self.server.over.wait()
            return False
        if method == "OPTIONS":
            self._say(head, "200 OK", "Public: DESCRIBE, SETUP, PLAY, TEARDOWN")
        elif page == "secret" and head.get("authorization") != f"Basic {login}":
            self._say(head, "401 Unauthorized", 'WWW-Authenticate: Basic realm="camera"')
        elif page == "lost":
            self._say(head, "404 Not Found")
        elif method == "DESCRIBE":
            self._say(head, "200 OK", f"Content-Base: {url}/", "Content-Type: application/sdp")
        elif method == "SETUP" and "TCP" not in head["transport"]:
            self._say(head, "461 Unsupported Transport")
        elif method == "SETUP":
            self._say(head, "200 OK", f"Transport: {head['transport']}", "Session: 1")
        elif method == "PLAY":
            self._say(head, "200 OK", "Session: 1")
            self._send(stuck=page == "stuck")
            return False
        else:
            self._say(head, "200 OK")
        return method != "TEARDOWN"

    def _say(self, head: dict[str, str], status: str, *fields: str) -> None:
        body = _SDP if any("sdp" in field for field in fields) else ""
        lines = [f"RTSP/1.0 {status}", f"CSeq: {head['cseq']}", *fields]
        lines += [f"Content-Length: {len(body)}"] if body else []
        self.wfile.write(("\r\n".join(lines) + "\r\n\r\n" + body).encode())

    def _send(self, stuck: bool) -> None:
        self.server.visits += 1
        sequence = 0
        for number, units in enumerate(self.server.units):
            if stuck and number == len(self.server.units) // 2:
                self.server.over.wait()
            for unit in units:
                last = 0x80 if unit is units[-1] else 0
                stamp = number * _CLOCK // 25
                packet = struct.pack(">BBHII", 0x80, last | _KIND, sequence, stamp, 1) + unit
                self.wfile.write(struct.pack(">cBH", b"$", 0, len(packet)) + packet)
                sequence += 1
            if self.server.over.wait(0.005):
                return
        self.connection.shutdown(socket.SHUT_RDWR)


def _units(packet: bytes) -> list[bytes]:
    """The NAL units of a packet with start codes."""
    return [unit for unit in re.split(rb"\x00\x00\x00?\x01", packet) if unit]


@contextlib.contextmanager
def rtsp_camera(folder: Path) -> Iterator[RtspCamera]:
    """A camera for the time of a `with`."""
    server = RtspCamera(folder)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
