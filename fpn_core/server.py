"""The detection server: JSON-lines requests on one stream, replies with the same ids on another.

It keeps a window responsive and safe: a fault in torch ends this process and not the window.
Whose turn it is says `fpn_core.inbox`. Pictures of background channels are decoded ahead; of the
picture that somebody looks at, the dense part is kept, so that proposals cost no second pass.
"""

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

import torch

from fpn_core.detector import Dense, Detector
from fpn_core.entries import Seen, entry, look, model_object, proposals_entry, read_for
from fpn_core.errors import FpnError
from fpn_core.inbox import BACKGROUND, Inbox, Message
from fpn_core.models import load_model
from fpn_core.read_ahead import ReadAhead
from fpn_core.video.frames import file_of
from fpn_core.video.kept import stamp_of_file

NICENESS = 5
MOST_PROPOSALS = 2000


@dataclass(frozen=True)
class Looked:
    """The picture that somebody looks at, as the network saw it; `stamp` changes with the file."""

    file: str
    stamp: tuple[int, int]
    seen: Seen
    dense: Dense


class Server:
    """Answers requests one after the other, with one model loaded at a time."""

    def __init__(self, inbox: Inbox, output: TextIO) -> None:
        self._inbox = inbox
        self._output = output
        self._model: Detector | None = None
        self._failure = "no model is loaded"
        self._ahead = ReadAhead()
        self._looked: Looked | None = None
        self._operations: dict[str, Callable[[Message], Message]] = {
            "detect": self._detect,
            "load": self._load_requested,
            "proposals": self._propose,
            "ping": lambda request: {"result": {}},
        }

    def run(self, model: str, device: str) -> None:
        """Load the model, then answer until "quit" or the end of the requests."""
        try:
            self._load(model, device)
            self._serve()
        finally:
            self._ahead.close()

    def _serve(self) -> None:
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
        model, file = self._asked(request)
        start = time.perf_counter()
        if request.get("channel") in BACKGROUND:
            seen = self._read_ahead(model, file)
            found = model.detect(seen.pixels, request.get("score"))
        else:
            seen = read_for(model, file)
            found, dense = model.detect_with_dense(seen.pixels, request.get("score"))
            self._looked = Looked(file, _stamp(file), seen, dense)
        result = entry(model, seen, found)
        return {"result": result, "ms": round(1000 * (time.perf_counter() - start), 1)}

    def _propose(self, request: Message) -> Message:
        model, file = self._asked(request)
        limit = request.get("limit", model.config.rpn.post_nms[1])
        if not isinstance(limit, int) or not 0 < limit <= MOST_PROPOSALS:
            return {"error": f"limit: expected 1 to {MOST_PROPOSALS}, found {limit!r}"}
        looked, stamp = self._looked, _stamp(file)
        if looked is None or (looked.file, looked.stamp) != (file, stamp):
            seen = read_for(model, file)
            looked = self._looked = Looked(file, stamp, seen, look(model, seen))
        return {"result": proposals_entry(model, looked.seen, looked.dense, limit)}

    def _asked(self, request: Message) -> tuple[Detector, str]:
        """The model and the file of a request. Raises FpnError where one is missing."""
        file = request.get("file")
        if self._model is None:
            raise FpnError(self._failure)
        if not isinstance(file, str):
            raise FpnError(f"file: expected a path, found {file!r}")
        return self._model, file

    def _read_ahead(self, model: Detector, file: str) -> Seen:
        coming = [r.get("file") for r in self._inbox.coming(self._ahead.reach)]
        self._ahead.prepare(model, [file, *(each for each in coming if isinstance(each, str))])
        return self._ahead.read(model, file)

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
        self._ahead.clear()
        self._looked = None
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


def _stamp(file: str) -> tuple[int, int]:
    """What changes when a file is written anew, of a frame its video; zeros where there is none."""
    try:
        _, size, changed = stamp_of_file(file_of(file))
    except FpnError:
        return 0, 0
    return changed, size


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
