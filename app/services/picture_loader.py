"""Decodes pictures off the UI thread: the newest request first, neighbours ahead of time."""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QObject, Signal

from app.domain.byte_cache import ByteCache
from app.services.background import BackgroundWorker
from app.services.pixels import Pixels, read_pixels, read_preview
from fpn_core.video.reader import close_readers


class PictureLoader(QObject):
    """Turns paths into Pixels. Signals speak only of the picture asked for last."""

    loaded = Signal(object)  # Pixels: first perhaps a preview, then the full ones
    failed = Signal(object, str)  # path, message

    def __init__(self, cache_bytes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cache: ByteCache[Pixels] = ByteCache(cache_bytes, Pixels.byte_count)
        self._worker = BackgroundWorker("pictures", threads=2, parent=self)
        self._wanted: str | None = None
        self._neighbours: Sequence[str] = ()
        self._running: set[str] = set()

    def request(self, path: str, neighbours: Sequence[str]) -> None:
        """Ask for a picture; then its neighbours are decoded into the cache."""
        self._wanted, self._neighbours = path, neighbours
        keep = {path, *neighbours}
        self._worker.keep_waiting(lambda key: self._still_wanted(key, keep))
        cached = self.cache.get(path)
        if cached is not None:
            self.loaded.emit(cached)
            self._prefetch()
            return
        self._start(path)
        # On top of the stack, since it is there in a fraction of the time.
        self._worker.submit(("preview", path), lambda: read_preview(path), self._take_preview)

    def keep(self, pixels: Pixels) -> None:
        """Take pixels that were decoded elsewhere, so that they are there when asked for."""
        self.cache.put(pixels.path, pixels)

    def forget(self, path: str) -> None:
        """Read a picture from disk again when it is next asked for."""
        self.cache.discard(path)

    def close(self) -> None:
        """Stop the threads, and let go of videos that were read."""
        self._worker.close()
        close_readers()

    def _still_wanted(self, key: Hashable, keep: set[str]) -> bool:
        path = str(key[1]) if isinstance(key, tuple) else ""
        if path not in keep:
            self._running.discard(path)
        return path in keep

    def _start(self, path: str) -> None:
        self._running.add(path)
        self._worker.submit(
            ("full", path),
            lambda: read_pixels(path),
            lambda value, error: self._take(path, value, error),
        )

    def _take_preview(self, pixels: Pixels | None, error: Exception | None) -> None:
        late = pixels is None or pixels.path != self._wanted or pixels.path in self.cache
        if not late:
            self.loaded.emit(pixels)

    def _take(self, path: str, pixels: Pixels | None, error: Exception | None) -> None:
        self._running.discard(path)
        if pixels is not None and not pixels.is_preview:
            self.cache.put(path, pixels)
        if path != self._wanted:
            return
        if pixels is not None:
            self.loaded.emit(pixels)
        else:
            self.failed.emit(path, str(error))
        self._prefetch()

    def _prefetch(self) -> None:
        # The nearest is put on the stack last, so that it is decoded first.
        for path in reversed(self._neighbours):
            if path not in self.cache and path not in self._running:
                self._start(path)
