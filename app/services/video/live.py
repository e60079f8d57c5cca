"""A camera or a stream on the canvas: its newest picture, with the newest detections over it."""

import logging
import os
import tempfile
import threading
import time
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QObject, Qt, Signal, Slot

from app.domain.detections import DetectionSet
from app.services.detection_client import ServerState
from app.services.pixels import Pixels, as_image, as_pixels
from app.services.session import Session
from app.services.settings import projects_dir, write_atomically
from app.services.video.state import VideoState
from fpn_core.errors import FpnError
from fpn_core.video.live import LiveSource

log = logging.getLogger(__name__)
_WAIT_SECONDS = 0.2
_CAMERA_FOLDER = "camera"


class LiveView(QObject):
    """One source at a time, until another picture is shown. A thread turns its newest picture into
    pixels, and writes one to a file for the detector whenever that has answered."""

    _arrived = Signal(int)
    _written = Signal(int, str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self.document = session, session.document
        self._stop: threading.Event | None = None
        self._thread: threading.Thread | None = None
        self._source: LiveSource | None = None
        self._number = 0
        self._slot: Pixels | None = None
        self._told = self._wanted = False
        self._asked = ""
        self._found: DetectionSet | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._arrived.connect(self._take, queued)
        self._written.connect(self._ask, queued)
        session.client.finished.connect(self._take_detections)
        session.client.refused.connect(lambda path, message: self._answered(path))
        session.client.state_changed.connect(self._take_server)
        self.document.video_changed.connect(self._follow)

    def open(self, address: str) -> None:
        """Show what a camera (its number) or an address sees, in place of the picture shown."""
        self.stop()
        self.document.set_current(None)
        try:
            source = LiveSource(address)
        except FpnError as error:
            self.document.set_video(VideoState(address, live=True, trouble=str(error)))
            return
        self._folder = tempfile.TemporaryDirectory(prefix="pyramidlabel-")
        self._source, self._stop = source, threading.Event()
        self._number += 1
        self._slot, self._told, self._wanted, self._found = None, False, True, None
        self.document.set_video(VideoState(source.shown, live=True))
        self.document.begin_moving()
        self._thread = threading.Thread(
            target=self._run,
            args=(source, self._stop, self._number, self._folder.name),
            name="live-view",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """Look at the source no more."""
        if self._source is None or self._stop is None or self._thread is None:
            return
        self._stop.set()
        self._source.close()
        self._thread.join()
        self._number += 1
        self._source = self._stop = self._thread = self._slot = self._found = None
        self._asked = ""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def close(self) -> None:
        """End the thread."""
        self.stop()

    def keep_frame(self) -> Path | None:
        """Write what is seen as a PNG beside the project, and open it as a picture."""
        pixels, document = self._slot, self.document
        if pixels is None:
            return None
        listed = bool(document.pictures.paths)
        root = Path(document.project.root) if listed else projects_dir() / _CAMERA_FOLDER
        now = time.time()
        stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(now))
        file = root / f"camera-{stamp}-{int(now * 1000) % 1000:03d}.png"
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        pixels.sizes[0].save(buffer, "PNG")  # type: ignore[call-overload]
        try:
            root.mkdir(parents=True, exist_ok=True)
            write_atomically(file, bytes(data.data()))
        except OSError as error:
            text = self.tr("{path} could not be written: {reason}")
            document.tell(text.format(path=file, reason=error.strerror or error))
            return None
        if listed:
            document.set_pictures([*document.pictures.paths, str(file)], document.scanning)
            self._session.show(str(file))
        else:
            self._session.open([str(file)])
        document.tell(self.tr("Kept as {path}").format(path=file))
        return file

    # The thread

    def _run(self, source: LiveSource, stop: threading.Event, number: int, folder: str) -> None:
        seen, told, writes = -1, "", 0
        while not stop.is_set():
            if source.wait(seen, _WAIT_SECONDS):
                newest = source.newest()
                if newest is None or stop.is_set():
                    continue
                seen, _seconds, rgb = newest
                self._slot = as_pixels(source.shown, rgb)
                if self._wanted:
                    self._wanted = False
                    writes += 1
                    file = os.path.join(folder, f"{writes}.bmp")
                    as_image(rgb).save(file)
                    self._written.emit(number, file)
                if not self._told:
                    self._told = True
                    self._arrived.emit(number)
            elif source.state in ("ended", "failed", "waiting") and source.problem != told:
                told = source.problem
                self._arrived.emit(number)
                if source.state != "waiting":
                    return

    # On the window's thread

    @Slot(int)
    def _take(self, number: int) -> None:
        self._told = False
        source, pixels = self._source, self._slot
        if number != self._number or source is None:
            return
        if source.problem != self.document.video.trouble:
            self.document.change_video(trouble=source.problem)
        if pixels is not None and self.document.moving:
            first = self.document.pixels is None
            self.document.show_moving(pixels, self._found)
            if first:
                self.document.video_changed.emit()

    @Slot(int, str)
    def _ask(self, number: int, file: str) -> None:
        if number != self._number:
            return
        if self._session.client.state is ServerState.READY:
            self._asked = file
            self._session.client.detect(file)
        else:
            self._answered(file)

    def _take_detections(self, path: str, found: DetectionSet, milliseconds: float) -> None:
        if path == self._asked:
            self._found = found
            self.document.milliseconds = milliseconds
        self._answered(path)

    def _answered(self, path: str) -> None:
        """The detector can look at the next picture."""
        if self._folder is None or os.path.dirname(path) != self._folder.name:
            return
        self._asked = ""
        try:
            os.unlink(path)
        except OSError as error:
            log.debug("%s stays until the camera is left: %s", path, error)
        self._wanted = self._session.client.state is ServerState.READY

    def _take_server(self) -> None:
        """A model that is ready looks at the next picture; a request of before may be lost."""
        if self._source is not None and self._session.client.state is ServerState.READY:
            self._wanted = True

    def _follow(self) -> None:
        if not self.document.video.live:
            self.stop()
