"""Talks to the detection server: JSON lines over pipes, ids, newest wins, restarted if it dies."""

import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal

from app.domain.detections import (
    AnswerError,
    DetectionSet,
    ModelInfo,
    parse_detections,
    parse_model,
)
from app.domain.proposals import Proposals, parse_proposals
from app.domain.view_filter import LOWEST_SCORE
from app.services.timers import quiet_timer

log = logging.getLogger(__name__)
_MOST_DEATHS = 5
_FIRST_PAUSE_MS = 200
_MOST_SENDS = 2
_GOODBYE_MS = 1500
_VIEW, _OBJECTS, _FOLDER = "view", "objects", "folder"  # channels; the folder's is the background


class ServerState(StrEnum):
    """What the detection server is doing."""

    OFF = "off"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True)
class Device:
    """Where the model runs, and why there."""

    name: str
    dtype: str
    reason: str

    @property
    def short_dtype(self) -> str:
        """The number format as people write it: bf16, fp32."""
        return self.dtype.replace("bfloat", "bf").replace("float", "fp")


@dataclass
class _Request:
    line: dict[str, Any]
    sends: int = 0
    file: str = field(default="")

    @property
    def channel(self) -> str:
        return str(self.line.get("channel", ""))


def server_command() -> list[str]:
    """The command that starts fpn_core's detection server with this Python."""
    return [sys.executable, "-P", "-m", "fpn_core", "serve"]


class DetectionClient(QObject):
    """The window's only way to the detector.

    A request that a dead server left open is sent once more; one that a server died of twice is
    given up with a message. After several deaths in a row the server stays off until asked for.

    Pictures of a folder go by a channel of their own, which the server serves while nobody waits.
    Several are under way at once; those that a dead server left open come back as interrupted.
    """

    state_changed = Signal()
    # Pictures are objects: a file's name need not be what Qt can keep in a string.
    finished = Signal(object, object, float)  # picture, DetectionSet, milliseconds
    refused = Signal(object, str)  # picture, one line
    proposed = Signal(object, object)  # picture, Proposals
    not_proposed = Signal(object, str)  # picture, one line
    folder_finished = Signal(object, object)  # picture, DetectionSet
    folder_refused = Signal(object, str)  # picture, one line
    folder_interrupted = Signal(list)  # pictures, in the order of asking
    loaded = Signal(str)  # the model asked for, as it was asked for
    load_failed = Signal(str, str)  # the model asked for, one line
    notice = Signal(str)

    def __init__(
        self, command: Sequence[str], model: str, device: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._command = list(command)
        self.model_name, self.device_choice = model, device
        self.state = ServerState.OFF
        self.error = ""
        self.model: ModelInfo | None = None
        self.device: Device | None = None
        self._process: QProcess | None = None
        self._buffer = b""
        self._requests: dict[int, _Request] = {}
        self._last_id = 0
        self._deaths = 0
        self._closing = False
        self.loaded_name = ""  # what the loaded model was asked for as
        self.loading_name = ""  # what the server has begun to load last
        self._restart = quiet_timer(self, _FIRST_PAUSE_MS, self.start)

    def start(self) -> None:
        """Start the server, unless it runs; open requests go to it."""
        if self._process is not None or self._closing:
            return
        process = QProcess(self)
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_log)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._not_started)
        self._process, self._buffer, self.loaded_name = process, b"", ""
        self._set_state(ServerState.LOADING)
        options = ["--model", self.model_name, "--device", self.device_choice]
        process.start(self._command[0], [*self._command[1:], *options])
        for request in list(self._requests.values()):
            self._send(request)

    def detect(self, file: str) -> None:
        """Ask for the detections of a picture; an earlier picture still waiting is dropped."""
        self._forget(_VIEW)
        line = {"op": "detect", "file": file, "score": LOWEST_SCORE, "channel": _VIEW}
        self._ask(_Request(line, file=file))

    def propose(self, file: str, limit: int) -> None:
        """Ask where any object may be on a picture; what was asked before is dropped."""
        self._forget(_OBJECTS)
        line = {"op": "proposals", "file": file, "limit": limit, "channel": _OBJECTS}
        self._ask(_Request(line, file=file))

    def detect_in_folder(self, file: str) -> None:
        """Ask for the detections of a picture that nobody looks at."""
        line = {"op": "detect", "file": file, "score": LOWEST_SCORE, "channel": _FOLDER}
        self._ask(_Request(line, file=file))

    def folder_requests(self) -> int:
        """How many pictures of a folder are under way."""
        return sum(request.channel == _FOLDER for request in self._requests.values())

    def forget_folder(self) -> None:
        """Drop the folder's requests; answers that still come are not used."""
        self._forget(_FOLDER)

    def forget_proposals(self) -> None:
        """Wait for proposals no more."""
        self._forget(_OBJECTS)

    def _forget(self, channel: str) -> None:
        for number in [n for n, r in self._requests.items() if r.channel == channel]:
            del self._requests[number]

    def load(self, model: str) -> None:
        """Ask for another model: a name or a model file."""
        running = self._process is not None
        log.info("model %s in place of %s", model, self.model_name)
        self.model_name = model
        if running:
            self._ask(_Request({"op": "load", "model": model, "device": self.device_choice}))
        else:
            self._deaths = 0
            self.start()

    def server_id(self) -> int:
        """Process id of the server; 0 while there is none."""
        return 0 if self._process is None else int(self._process.processId())

    def close(self) -> None:
        """End the server: asked first, killed if it does not listen."""
        self._closing = True
        self._restart.stop()
        process, self._process = self._process, None
        if process is None:
            return
        process.blockSignals(True)
        if process.state() != QProcess.ProcessState.NotRunning:
            process.write(b'{"id": 0, "op": "quit"}\n')
            process.closeWriteChannel()
            if not process.waitForFinished(_GOODBYE_MS):
                process.kill()
                process.waitForFinished()
        process.deleteLater()

    def _ask(self, request: _Request) -> None:
        self._last_id += 1
        request.line["id"] = self._last_id
        self._requests[self._last_id] = request
        if self._process is None and not self._restart.isActive():
            self._deaths = 0
            self.start()
        elif self._process is not None:
            self._send(request)

    def _send(self, request: _Request) -> None:
        request.sends += 1
        if self._process is not None:
            self._process.write(json.dumps(request.line).encode() + b"\n")

    def _read(self) -> None:
        if self._process is None:
            return
        self._buffer += bytes(self._process.readAllStandardOutput().data())
        *lines, self._buffer = self._buffer.split(b"\n")
        for line in lines:
            if not line.strip():
                continue
            try:
                self._take(json.loads(line))
            except (AnswerError, ValueError, TypeError, AttributeError) as error:
                log.warning("the detection server's answer is not used: %s", error)

    def _read_log(self) -> None:
        if self._process is not None:
            text = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
            for line in text.splitlines():
                log.info("server: %s", line)

    def _take(self, answer: dict[str, Any]) -> None:
        if "event" in answer:
            self._take_event(answer)
            return
        request = self._requests.pop(answer.get("id") or 0, None)
        if request is None or answer.get("dropped"):
            return
        self._deaths = 0
        if request.line["op"] == "load":
            self._take_load(request, answer)
        elif "error" in answer:
            self._refuse(request, str(answer["error"]))
        else:
            self._take_result(request, answer)

    def _take_load(self, request: _Request, answer: dict[str, Any]) -> None:
        if "error" in answer:
            if self.model_name == request.line["model"]:  # or another is asked for meanwhile
                self.model_name = self.loaded_name or self.model_name
            self.load_failed.emit(request.line["model"], str(answer["error"]))
        else:
            self.loaded.emit(request.line["model"])

    def _take_result(self, request: _Request, answer: dict[str, Any]) -> None:
        result = answer["result"]
        if "error" in result:
            self._refuse(request, str(result["error"]))
            return
        try:
            if self.model is None:
                raise AnswerError("the server sent an answer before it named its model")
            if request.channel == _OBJECTS:
                proposals: Proposals = parse_proposals(result, self.model)
                self.proposed.emit(request.file, proposals)
                return
            found: DetectionSet = parse_detections(result, self.model)
        except AnswerError as error:
            self._refuse(request, f"{request.file}: {error}")
            return
        if request.channel == _FOLDER:
            self.folder_finished.emit(request.file, found)
        else:
            self.finished.emit(request.file, found, float(answer.get("ms", 0.0)))

    def _refuse(self, request: _Request, message: str) -> None:
        refused = {_FOLDER: self.folder_refused, _OBJECTS: self.not_proposed}
        refused.get(request.channel, self.refused).emit(request.file, message)

    def _take_event(self, answer: dict[str, Any]) -> None:
        event = answer["event"]
        if event == "loading":
            self.loading_name = str(answer.get("model", self.model_name))
            self._set_state(ServerState.LOADING)
        elif event == "ready":
            self.model = parse_model(answer["model"])
            self.device = Device(
                str(answer.get("device", "cpu")),
                str(answer.get("dtype", "")),
                str(answer.get("device_reason") or ""),
            )
            self.loaded_name = self.loading_name
            self._set_state(ServerState.READY)
        elif event == "failed":
            self.error = str(answer.get("error", ""))
            # A server that had a model before keeps it.
            self._set_state(ServerState.READY if self.loaded_name else ServerState.FAILED)

    def _set_state(self, state: ServerState) -> None:
        self.state = state
        self.state_changed.emit()

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._ended()

    def _ended(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        log.info("the detection server ended with %s", process.exitCode())
        process.deleteLater()
        self._deaths += 1
        interrupted = [r.file for r in self._requests.values() if r.channel == _FOLDER]
        self._forget(_FOLDER)
        self._give_up_deadly()
        if self._deaths >= _MOST_DEATHS:
            self._stay_off()
        else:
            self._set_state(ServerState.LOADING)
            self.notice.emit(self.tr("The detector stopped and is being started again."))
            self._restart.start(_FIRST_PAUSE_MS * 2 ** (self._deaths - 1))
        if interrupted:
            self.folder_interrupted.emit(interrupted)

    def _give_up_deadly(self) -> None:
        for number, request in list(self._requests.items()):
            if request.sends >= _MOST_SENDS:
                del self._requests[number]
                name = request.file or request.line.get("model", "")
                message = self.tr("The detector stopped twice on {name}; it is left out.")
                self._refuse(request, message.format(name=name))

    def _stay_off(self) -> None:
        waiting, self._requests = list(self._requests.values()), {}
        self.error = self.tr(
            "The detector stopped {count} times. Press I to try again; the log has its last words."
        ).format(count=self._deaths)
        for request in waiting:
            self._refuse(request, self.error)
        self._set_state(ServerState.FAILED)
        self.notice.emit(self.error)
