"""The folder of a project's exports. Whoever looks for pictures or labels in folders leaves it out,
so that what was exported does not come back to be labelled, trained and judged with."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

EXPORTS_FOLDER = "PyramidLabel exports"


def is_left_out(name: str) -> bool:
    """Whether a folder with this name is left out of searches: exports, and hidden ones."""
    return name.startswith(".") or name == EXPORTS_FOLDER


def make_way(target: Path) -> None:
    """Make the folder of a file where that is the one that is proposed. Raises OSError."""
    if target.parent.name == EXPORTS_FOLDER:
        target.parent.mkdir(exist_ok=True)


@contextlib.contextmanager
def offered(beside: Path) -> Iterator[Path]:
    """The folder in ``beside``, for the time of a question that needs it to be there; it goes again
    where it stays empty. ``beside`` itself where it cannot be made."""
    folder = beside / EXPORTS_FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        yield beside
        return
    try:
        yield folder
    finally:
        with contextlib.suppress(OSError):  # not empty
            folder.rmdir()
