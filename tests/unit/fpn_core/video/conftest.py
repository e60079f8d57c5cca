"""Tests of video keep their indexes in a cache folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fpn_core.video import kept
from fpn_core.video.reader import close_readers


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of kept indexes: empty, as is the memory of them."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(kept, "cache_folder", lambda: folder)
    kept.forget_memory()
    yield folder
    close_readers()
