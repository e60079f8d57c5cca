"""The text of a COCO file, and the ids of its rows."""

import json
from collections.abc import Iterable
from typing import Any

from app.domain.formats.labels import Step

ROWS = ("images", "annotations", "categories")
_STEP = 1000


def json_text(content: dict[str, Any], step: Step) -> str:
    """The content as JSON, made in pieces: between them other threads have their turn."""
    parts = []
    for key, value in content.items():
        if key not in ROWS:
            parts.append(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
            continue
        rows = []
        for at in range(0, len(value), _STEP):
            step(at, len(value))
            piece = json.dumps(value[at : at + _STEP], ensure_ascii=False)
            rows.append(piece[1:-1])
        parts.append(f"{json.dumps(key)}: [{', '.join(rows)}]")
    return f"{{{', '.join(parts)}}}"


class RowIds:
    """Gives rows the ids that they have, and others to those that have none or share one."""

    def __init__(self, given: Iterable[Any]) -> None:
        self._next = max((id for id in given if isinstance(id, int) and id > 0), default=0) + 1
        self._taken: set[int] = set()

    def take(self, id: object) -> int:
        """The id of a row that had that one, or none."""
        if not isinstance(id, int) or isinstance(id, bool) or id in self._taken:
            id, self._next = self._next, self._next + 1
        self._taken.add(id)
        return id
