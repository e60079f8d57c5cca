"""The undo history as rows of the table `edits`: compact JSON, compressed where that pays."""

import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.edits import Change, Edit
from app.domain.project.errors import ProjectError
from app.domain.project.rows import TABLE_OF_KIND, Row, Table, path_text
from app.domain.records import Record

_COMPRESS_ABOVE = 2048
_MOST_JSON = 1 << 30  # a compressed row that claims more is no history of ours

Packed = str | bytes


def pack_side(rows: Iterable[tuple[Table, Row | None]]) -> Packed:
    """One side of an edit, row by row, None where there is none."""
    listed = [None if row is None else [table.kind, *row] for table, row in rows]
    text = json.dumps(listed, separators=(",", ":"), default=path_text)
    return text if len(text) < _COMPRESS_ABOVE else zlib.compress(text.encode(), 1)


def unpack_edit(text: str, picture: int | None, before: Any, after: Any) -> Edit:
    """The edit of a history row. Raises ProjectError for a row that holds none."""
    try:
        sides = [_records(_json(side)) for side in (before, after)]
        if len(sides[0]) != len(sides[1]):
            raise ValueError("its two sides differ in length")
        changes = tuple(map(Change, *sides))
        return Edit(str(text), changes, picture if isinstance(picture, int) else None)
    except (
        ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError,
        zlib.error, ProjectError,
    ) as error:  # fmt: skip
        raise ProjectError(f"step {text!r} of the undo history cannot be read: {error}") from error


def _json(side: Any) -> Any:
    if isinstance(side, bytes):
        inflate = zlib.decompressobj()
        data = inflate.decompress(side, _MOST_JSON)
        if inflate.unconsumed_tail or not inflate.eof:
            raise ValueError("it is cut short or too long")
        return json.loads(data)
    return json.loads(side)


def _records(rows: Sequence[Any]) -> list[Record | None]:
    return [None if row is None else TABLE_OF_KIND[row[0]].record(row[1:]) for row in rows]
