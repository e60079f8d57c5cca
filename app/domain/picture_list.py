"""The list of opened pictures: order, filter and place. Paths are plain strings, for 100,000."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_DIGITS = re.compile(r"(\d+)")


def natural_key(path: str) -> list[str]:
    """Sort key in which picture 2 comes before picture 10, whatever the case of letters."""
    parts = _DIGITS.split(path.casefold())
    return [part.rjust(24, "0") if index % 2 else part for index, part in enumerate(parts)]


@dataclass
class PictureList:
    """All opened pictures, those that the filter shows, and which one is current."""

    paths: list[str] = field(default_factory=list)
    filter_text: str = ""
    shown: list[str] = field(default_factory=list)
    current: str | None = None
    _rows: dict[str, int] = field(default_factory=dict)

    def replace(self, paths: Iterable[str]) -> None:
        """Take another list; the current picture stays current if it is still there."""
        self.paths = list(paths)
        self.set_filter(self.filter_text)
        if self.current is not None and self.current not in self._rows:
            self.current = self.current if self.current in set(self.paths) else None

    def set_filter(self, text: str) -> None:
        """Show only the pictures whose file name holds ``text``, whatever its case."""
        self.filter_text = text
        wanted = text.casefold().strip()
        if wanted:
            self.shown = [p for p in self.paths if wanted in os.path.basename(p).casefold()]
        else:
            self.shown = self.paths
        self._rows = {path: row for row, path in enumerate(self.shown)}

    def row_of(self, path: str | None) -> int | None:
        """Row of a picture among those shown."""
        return None if path is None else self._rows.get(path)

    def step(self, by: int) -> str | None:
        """The picture ``by`` rows further, at most the first or last; None for an empty list."""
        if not self.shown:
            return None
        row = self.row_of(self.current)
        if row is None:
            return self.shown[0]
        return self.shown[max(0, min(len(self.shown) - 1, row + by))]

    def neighbours(self, reach: int) -> list[str]:
        """The pictures around the current one, nearest first, the next before the previous."""
        row = self.row_of(self.current)
        if row is None:
            return []
        rows = [row + sign * step for step in range(1, reach + 1) for sign in (1, -1)]
        return [self.shown[each] for each in rows if 0 <= each < len(self.shown)]
