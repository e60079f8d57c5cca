"""The detection server: JSON-lines requests on one stream, replies with the same ids on another.

It keeps a window responsive and safe: a fault in torch ends this process and not the window.
Requests that name a channel replace earlier ones of that channel that have not begun.
"""

import contextlib
import json
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TextIO

import torch

from fpn_core.detector import Detector
from fpn_core.entries import detect_file, model_object
from fpn_core.errors import FpnError
from fpn_core.models import load_model

Message = dict[str, Any]
NICENESS = 5


class Inbox:
    """Requests in order of arrival, filled by a thread that reads lines until the stream ends."""

    def __init__(self, stream: TextIO) -> None:
        self._waiting: deque[Message | None] = deque()
        self._changed = threading.Condition()
        threading.Thread(target=self._read, args=(stream,), name="inbox", daemon=True).start()

    def take(self) -> tuple[Message, bool] | None:
        """The next request and whether a later one replaces it; None when the stream has ended."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting))
            request = self._waiting.popleft()
            if request is None:
                return None
            channel = request.get("channel")
            later = (r for r in self._waiting if r is not None)
            return request, channel is not None and any(r.get("channel") == channel for r in later)

    def _read(self, stream: TextIO) -> None:
        for line in stream:
            if line.strip():
                self._put(_parse(line))
        self._put(None)

    def _put(self, request: Message | None) -> None:
        with self._changed:
            self._waiting.append(request)
            self._changed.notify()


def _parse(line: str) -> Message:
    try:
        request = json.loads(line)
    except ValueError as error:
        return {"op": "unreadable", "why": f"no JSON: {error}"}
    if not isinstance(request, dict):
        return {"op": "unreadable", "why": f"expected an object, found {type(request).__name__}"}
    return request


class Server:
    """Answers requests one after the other, with one model loaded at a time."""

    def __init__(self, inbox: Inbox, output: TextIO) -> None:
        self._inbox = inbox
        self._output = output
        self._model: Detector | None = None
        self._failure = "no model is loaded"
        self._operations: dict[str, Callable[[Message], Message]] = {
            "detect": self._detect,
            "load": self._load_requested,
            "ping": lambda request: {"result": {}},
        }

    def run(self, model: str, device: str) -> None:
        """Load the model, then answer until "quit" or the end of the requests."""
        self._load(model, device)
        while (taken := self._inbox.take()) is not None:
            request, replaced = taken
            if request.get("op") == "quit":
                return
            answer = {"dropped": True} if replaced else self._answer(request)
            self._send({"id": request.get("id"), **answer})

    def _answer(self, request: Message) -> Message:
        name = request.get("op")
        operation = self._operations.get(str(name))
        if operation is None:
            known = ", ".join([*self._operations, "quit"])
            return {"error": request.get("why") or f"unknown op {name!r}; there are: {known}"}
        try:
            return operation(request)
        except FpnError as error:
            return {"error": str(error)}
        except Exception as error:
            print(f"request {request!r}: {error!r}", file=sys.stderr, flush=True)
            return {"error": f"{request.get('file', name)}: {type(error).__name__}: {error}"}

    def _detect(self, request: Message) -> Message:
        if self._model is None:
            return {"error": self._failure}
        file = request.get("file")
        if not isinstance(file, str):
            return {"error": f"file: expected a path, found {file!r}"}
        start = time.perf_counter()
        result = detect_file(self._model, file, request.get("score"))
        if "error" in result:
            return {"error": result["error"]}
        return {"result": result, "ms": round(1000 * (time.perf_counter() - start), 1)}

    def _load_requested(self, request: Message) -> Message:
        problem = self._load(str(request.get("model", "lite")), str(request.get("device", "auto")))
        return {"error": problem} if problem else {"result": {}}

    def _load(self, name: str, device: str) -> str | None:
        """Load a model and tell so; where that fails, the one before stays. Returns the problem."""
        self._send({"event": "loading", "model": name})
        try:
            model = load_model(name, device)
        except Exception as error:
            problem = str(error) if isinstance(error, FpnError) else f"{name}: {error!r}"
            self._failure = problem
            self._send({"event": "failed", "error": problem})
            return problem
        self._model = model
        self._send(
            {
                "event": "ready",
                "model": model_object(model),
                "device": str(model.device.torch),
                "device_reason": model.device.reason,
                "dtype": model.dtype_name,
            }
        )
        return None

    def _send(self, message: Message) -> None:
        self._output.write(json.dumps(message, ensure_ascii=False) + "\n")
        self._output.flush()


def serve(model: str = "lite", device: str = "auto") -> None:
    """Serve on standard input and output, at low priority, leaving a core to the window.

    Whatever else prints goes to standard error, so that replies stay whole lines.
    """
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
    output = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    requests = os.fdopen(os.dup(sys.stdin.fileno()), encoding="utf-8", errors="replace")
    # A broken pipe means that the window is gone, and with it the work.
    with contextlib.suppress(BrokenPipeError):
        Server(Inbox(requests), output).run(model, device)
