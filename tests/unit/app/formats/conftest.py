"""Fixtures of the tests of label files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fpn_core.video import kept
from fpn_core.video.reader import close_readers
from tests.unit.app.formats.films import Film


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Indexes of videos are kept in a place of the test's own."""
    monkeypatch.setattr(kept, "cache_folder", lambda: tmp_path / "cache")
    kept.forget_memory()
    yield
    close_readers()


@pytest.fixture
def film(cache: None, tmp_path: Path) -> Iterator[Film]:
    """A film in a folder of its own."""
    film = Film(tmp_path / "photos")
    yield film
    film.project.close()
