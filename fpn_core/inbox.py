"""Requests of the detection server in the order in which they are answered.

Somebody waits for an answer on most channels; on a background channel nobody does, so its requests
are answered while there is no other, whatever the order of arrival.
"""

import json
import threading
from collections import deque
from itertools import islice
from typing import Any, TextIO

Message = dict[str, Any]
BACKGROUND = frozenset({"folder"})


class Inbox:
    """Waiting requests, filled by a thread that reads lines until the stream ends."""

    def __init__(self, stream: TextIO) -> None:
        self._urgent: deque[Message | None] = deque()
        self._background: deque[Message] = deque()
        self._changed = threading.Condition()
        threading.Thread(target=self._read, args=(stream,), name="inbox", daemon=True).start()

    def take(self) -> tuple[Message, bool] | None:
        """The next request and whether a later one replaces it; None when the stream has ended.

        A request that names a channel replaces earlier ones of that channel, save on background
        channels, where each stands for itself. What waits there at the end is left undone.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._urgent or self._background)
            if not self._urgent:
                return self._background.popleft(), False
            request = self._urgent.popleft()
            if request is None:
                return None
            channel = request.get("channel")
            later = (r for r in self._urgent if r is not None)
            return request, channel is not None and any(r.get("channel") == channel for r in later)

    def coming(self, count: int) -> list[Message]:
        """The next requests of background channels, which stay where they are."""
        with self._changed:
            return list(islice(self._background, count))

    def _read(self, stream: TextIO) -> None:
        for line in stream:
            if line.strip():
                self._put(_parse(line))
        self._put(None)

    def _put(self, request: Message | None) -> None:
        with self._changed:
            channel = None if request is None else request.get("channel")
            if request is not None and isinstance(channel, str) and channel in BACKGROUND:
                self._background.append(request)
            else:
                self._urgent.append(request)
            self._changed.notify()


def _parse(line: str) -> Message:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"op": "unreadable", "why": f"no JSON: {error}"}
    if not isinstance(request, dict):
        return {"op": "unreadable", "why": f"expected an object, found {type(request).__name__}"}
    return request
