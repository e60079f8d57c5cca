"""What `detect` says in the end: how many boxes each level gave on each picture and video."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.table import Table

from fpn_core.cli.inputs import Entry, Target


@dataclass
class _Counts:
    """Of a picture, or of all frames of a video."""

    frames: int = 0
    read: int = 0
    levels: Counter[str | None] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        self.frames += 1
        if "error" not in entry:
            self.read += 1
            self.levels.update(row["anchor_level"] for row in entry["detections"])
            self.classes.update(row["category"] for row in entry["detections"])

    def cells(self, levels: Sequence[str]) -> list[str]:
        if not self.read:
            return [*("" for _ in levels), "could not be read"]
        found = ", ".join(f"{count} {name}" for name, count in self.classes.most_common())
        return [*(str(self.levels[name] or "") for name in levels), found or "nothing"]


class Summary:
    """Counts what is found, and says at once what could not be read. failed: whether anything."""

    def __init__(self) -> None:
        self.failed = False
        self._alone: dict[str, _Counts] = {}
        self._videos: dict[str, _Counts] = {}

    def take(self, target: Target | None, entry: Entry) -> None:
        """Count an entry; a problem of a whole file has no target."""
        if "error" in entry:
            self.say([entry["error"]])
        group, name = self._alone, entry["file"]
        if "video" in entry:
            group, name = self._videos, entry["video"]
        group.setdefault(name, _Counts()).add(entry)

    def say(self, problems: Iterable[str]) -> None:
        """Tell of problems."""
        for problem in problems:
            self.failed = True
            print(f"fpn-core: {problem}", file=sys.stderr)

    def table(self, model: str, levels: Sequence[str]) -> Table:
        """A row for each picture, and one for all frames of a video together."""
        table = Table(title=f"{model}: detections by the level that fired")
        table.add_column("picture", overflow="fold")
        for name in levels:
            table.add_column(name, justify="right")
        table.add_column("found")
        for file, counts in self._alone.items():
            if file not in self._videos:  # what is wrong with a video as a whole was told of
                table.add_row(Path(file).name, *counts.cells(levels))
        for video, counts in self._videos.items():
            title = f"{Path(video).name} ({counts.frames} frames)"
            table.add_row(title, *counts.cells(levels))
        return table
