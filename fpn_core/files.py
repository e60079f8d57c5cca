"""Writing files so that a reader sees the old content or the new, never a part."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from fpn_core.errors import FpnError


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary path in the target's folder; on success it is synced and takes its name.

    On any error the temporary file is removed and the target stays as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(target: Path, content: bytes) -> None:
    """Write a whole file in one move. Raises FpnError where that cannot be done."""
    with _naming(target), replacing(target) as temporary:
        temporary.write_bytes(content)


class TextFile:
    """A file of text that is written piece by piece; `writing_text` makes one."""

    def __init__(self, target: Path, stream: TextIO) -> None:
        self._target = target
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a piece; how long it is. Raises FpnError where that cannot be done."""
        with _naming(self._target):
            return self._stream.write(text)


@contextmanager
def writing_text(target: Path) -> Iterator[TextFile]:
    """A file of UTF-8 for the time of a `with`, at whose end it takes its name, save on an error.
    Raises FpnError where it cannot be written."""
    with (
        _naming(target),
        replacing(target) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as stream,
    ):
        yield TextFile(target, stream)


@contextmanager
def _naming(target: Path) -> Iterator[None]:
    """Name the file in an error of writing it."""
    try:
        yield
    except OSError as error:
        raise FpnError(f"{target}: cannot be written: {error}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
