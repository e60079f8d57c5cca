"""Pictures of a camera: a webcam, or one that sends over the network.

A thread of its own reads, and keeps the newest picture only, so that nobody who looks falls behind.
"""

import contextlib
import errno
import re
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from fpn_core.errors import PictureError
from fpn_core.video.library import pyav
from fpn_core.video.pixels import reformatter, shape_of, upright

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

Pixels = npt.NDArray[np.uint8]
# opening: not heard of yet. live: pictures come. waiting: trying again soon. ended, failed: for
# good; `problem` says why. closed: by whoever opened it.
State = Literal["opening", "live", "waiting", "ended", "failed", "closed"]

_PLATFORM: str = sys.platform

TIMEOUT = 10.0  # seconds to wait for a camera to answer, or to send a picture
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds before each attempt to connect again

# Schemes, and what may be read on their behalf: a playlist must not name files of this machine.
_HTTP = "http,https,httpproxy,tcp,tls,crypto"
_RTSP = "rtsp,rtp,srtp,udp,tcp,tls,http,https,httpproxy,crypto"
_SCHEMES = {
    "http": _HTTP,
    "https": _HTTP,
    "rtsp": _RTSP,
    "rtsps": _RTSP,
    "rtmp": "rtmp,tcp,crypto,ffrtmphttp,ffrtmpcrypt,http",
    "udp": "udp",
    "rtp": "rtp,udp",
    "srt": "srt",
    "tcp": "tcp",
}


@dataclass(frozen=True)
class _Place:
    """How FFmpeg opens an address."""

    name: str
    device: str | None  # the input device that reads it; None for the network
    options: dict[str, str]


@dataclass
class _Newest:
    number: int
    seconds: float
    frame: "VideoFrame"
    pixels: Pixels | None = None


class LiveSource:
    """A camera whose newest picture is at hand.

    address: the number of a webcam, a device such as /dev/video0, or an rtsp or http address (user
    and password in it are never shown). Raises PictureError for what is none of these; what goes
    wrong later is in `state` and `problem`.
    """

    def __init__(self, address: str | int) -> None:
        self._place = _place_of(str(address).strip())
        self.shown = shown_address(str(address).strip())
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._newest: _Newest | None = None
        self._count = 0
        self._began = 0.0
        self._state: State = "opening"
        self._problem = ""
        self._thread = threading.Thread(target=self._run, name="live video", daemon=True)
        self._thread.start()

    @property
    def state(self) -> State:
        """Where it stands."""
        return self._state

    @property
    def problem(self) -> str:
        """What is wrong, naming the address and what to do; "" while pictures come."""
        return self._problem

    @property
    def running(self) -> bool:
        """Whether the thread is still there; after close() it ends with the picture it is at, or
        after TIMEOUT where none comes."""
        return self._thread.is_alive()

    def newest(self) -> tuple[int, float, Pixels] | None:
        """The newest picture: its number, counted from 0 over all that arrived, the seconds from
        the first to it, and RGB uint8 (H, W, 3), upright. None before the first.

        Numbers that were never asked for are skipped.
        """
        with self._changed:
            newest = self._newest
        if newest is None:
            return None
        if newest.pixels is None:
            newest.pixels = upright(newest.frame, shape_of(newest.frame), reformatter())
        return newest.number, newest.seconds, newest.pixels

    def wait(self, after: int, seconds: float) -> bool:
        """Wait until there is a picture with a number above `after`, or until it is clear that none
        will come, at most some seconds. Returns whether there is one."""
        with self._changed:
            self._changed.wait_for(lambda: self._count - 1 > after or self._over, seconds)
            return self._count - 1 > after

    def close(self) -> None:
        """End it, without waiting for the thread."""
        self._closing.set()
        self._tell("closed", "")

    @property
    def _over(self) -> bool:
        return self._state in ("ended", "failed", "closed")

    def _run(self) -> None:
        attempt = 0
        while not self._closing.is_set():
            before = self._count
            try:
                self._receive()
                problem, state = self._lost(None, True)
            except Exception as error:  # whatever a driver or a server comes up with
                problem, state = self._lost(error, self._count > before)
            if self._place.device is not None:
                self._tell(state, problem)
                return
            attempt = 0 if self._count > before else attempt + 1
            pause = PAUSES[min(attempt, len(PAUSES)) - 1 if attempt else 0]
            self._tell("waiting", f"{problem}; trying again in {pause:g} s")
            self._closing.wait(pause)

    def _lost(self, error: Exception | None, had_pictures: bool) -> tuple[str, State]:
        """What to say of an attempt that is over. Servers and drivers that stop sending do not
        agree on how to say so."""
        av = pyav()

        silent = isinstance(error, av.error.ExitError)
        if error is None or (had_pictures and not silent):
            return f"{self.shown}: has ended, or was disconnected", "ended"
        return f"{self.shown}: {_why(error, self._place)}", "failed"

    def _receive(self) -> None:
        """Read pictures until the stream ends or somebody closes it. Raises whatever goes wrong."""
        av = pyav()

        with self._opened() as container:
            for packet in container.demux(_stream_of(container)):
                with contextlib.suppress(av.error.InvalidDataError, EOFError):
                    for frame in packet.decode():
                        self._arrived(frame)
                if self._closing.is_set():
                    return

    def _opened(self) -> "InputContainer":
        av = pyav()

        place, begun = self._place, time.monotonic()
        try:
            return av.open(
                place.name, "r", place.device, container_options=place.options, timeout=TIMEOUT
            )
        except av.error.InvalidDataError as error:
            if time.monotonic() - begun < TIMEOUT:
                raise
            # An RTSP camera that says nothing is told of as if it had said something wrong.
            raise TimeoutError from error

    def _arrived(self, frame: "VideoFrame") -> None:
        at = time.monotonic()
        with self._changed:
            if self._closing.is_set():
                return
            if self._count == 0:
                self._began = at
            self._newest = _Newest(self._count, at - self._began, frame)
            self._count += 1
            self._state, self._problem = "live", ""
            self._changed.notify_all()

    def _tell(self, state: State, problem: str) -> None:
        with self._changed:
            if self._state != "closed":
                self._state, self._problem = state, problem
            self._changed.notify_all()


def is_live_address(address: str) -> bool:
    """Whether a text is the address of a camera: a number, a device, or a network address."""
    try:
        _place_of(address.strip())
    except PictureError:
        return False
    return True


def cameras() -> list[str]:
    """The webcams that are connected, as addresses for LiveSource."""
    if _PLATFORM == "linux":
        found = [path.name for path in Path("/dev").glob("video*")]
        numbers = sorted(int(name[5:]) for name in found if name[5:].isdecimal())
        return [f"/dev/video{number}" for number in numbers]
    return [str(number) for number in range(len(_device_names()))]


def shown_address(address: str) -> str:
    """An address without user and password, for messages and titles."""
    return re.sub(r"^([a-z]+://)[^/@]*@", r"\1", address, flags=re.IGNORECASE)


def _place_of(address: str) -> _Place:
    """Raises PictureError for what is no address of a camera."""
    scheme = urlsplit(address).scheme.lower() if "://" in address else ""
    if scheme in _SCHEMES:
        options = {"protocol_whitelist": _SCHEMES[scheme], "fflags": "nobuffer"}
        options["fpsprobesize"] = "0"  # nobody needs its rate, and a second would go by for it
        if scheme in ("rtsp", "rtsps"):
            options["rtsp_flags"] = "prefer_tcp"  # over UDP, lost packets smear the picture
        return _Place(address, None, options)
    if address.isdecimal() and address.isascii() and len(address) < 4:
        return _webcam(int(address))
    if re.fullmatch(r"/dev/[\w/.:-]+", address) and _PLATFORM == "linux":
        return _Place(address, "v4l2", {})
    raise PictureError(
        f"{shown_address(address)}: no camera; give the number of a webcam, such as 0, a device "
        "such as /dev/video0, or an address that begins with rtsp:// or http://"
    )


def _webcam(number: int) -> _Place:
    if _PLATFORM == "linux":
        return _Place(f"/dev/video{number}", "v4l2", {})
    if _PLATFORM == "darwin":
        return _Place(f"{number}:none", "avfoundation", {"framerate": "30"})
    names = _device_names()
    if number >= len(names):
        raise PictureError(f"{number}: no such webcam; {_there_are(names)}")
    return _Place(f"video={names[number]}", "dshow", {})


def _device_names() -> list[str]:
    """The names of the webcams where they have no device files."""
    kind = "avfoundation" if _PLATFORM == "darwin" else "dshow"
    try:
        return [
            d.name for d in pyav().device.enumerate_input_devices(kind) if "video" in d.media_types
        ]
    except (OSError, ValueError):
        return []


def _stream_of(container: "InputContainer") -> "VideoStream":
    if not container.streams.video:
        raise PictureError("sends no pictures; check the address")
    return container.streams.video[0]


def _why(error: Exception, place: _Place) -> str:
    """What went wrong, and what to do."""
    av = pyav()

    if isinstance(error, PictureError):
        return str(error)
    for kinds, text in (
        ((av.error.ExitError, TimeoutError), f"no answer within {TIMEOUT:g} s; {_CHECK}"),
        (av.error.ConnectionRefusedError, "refused the connection; check the address and the port"),
        ((av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError), _ASKS),
        (av.error.HTTPNotFoundError, "there is no such page; check what follows the host"),
        (av.error.InvalidDataError, "sends no video that can be read; check the address"),
        (PermissionError, "no permission to use it; add yourself to the group `video`"),
    ):
        if isinstance(error, kinds):
            return text
    if place.device is not None:
        if isinstance(error, FileNotFoundError):
            return f"no such webcam; {_there_are(cameras())}"
        if getattr(error, "errno", None) == errno.EBUSY:
            return "in use by another program; close that one"
    reason = getattr(error, "strerror", None) or str(error)
    return f"cannot be opened ({' '.join(str(reason).split())}); {_CHECK}"


_CHECK = "check that it is on and connected"
_ASKS = "asks for user and password; write them as rtsp://user:password@host"


def _there_are(names: list[str]) -> str:
    return f"connected are: {', '.join(names)}" if names else "none is connected"
