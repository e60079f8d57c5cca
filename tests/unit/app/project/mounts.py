"""Small and read-only file systems, where this system lets a test make them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def _mounted(folder: Path, *arguments: str) -> Iterator[None]:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a file system takes root on Linux")
    folder.mkdir(exist_ok=True)
    made = subprocess.run(["mount", *arguments, str(folder)], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"mount is not allowed here: {made.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def small_disk(folder: Path, size: str = "1m") -> Iterator[None]:
    """A disk of its own at a folder, full after ``size``; skips the test where it cannot be."""
    with _mounted(folder, "-t", "tmpfs", "-o", f"size={size}", "tmpfs"):
        yield


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder as on a read-only disk, for root too; skips the test where it cannot be."""
    with _mounted(folder, "--bind", str(folder)):
        remounted = ["mount", "-o", "remount,ro,bind", str(folder)]
        if subprocess.run(remounted, capture_output=True).returncode:
            pytest.skip("a read-only mount is not allowed here")
        yield
