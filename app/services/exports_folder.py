"""The folder that exports are proposed in: scans leave it out, so that what was exported does not
come back as pictures to label, train and judge with."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

EXPORTS_FOLDER = "PyramidLabel exports"


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
