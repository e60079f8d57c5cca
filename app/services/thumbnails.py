"""Small pictures for the list: made when a row is first seen, kept within a byte limit."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from app.domain.byte_cache import ByteCache
from app.services.background import BackgroundWorker
from app.services.pixels import read_thumbnail

# Rows that were scrolled past and never made are not worth making later.
_MOST_WAITING = 60


def _pixmap_bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4 + 200


class Thumbnails(QObject):
    """Thumbnails by path; ``ready`` tells when one that was missing is there."""

    ready = Signal(object)

    def __init__(self, side: int, cache_bytes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self.cache: ByteCache[QPixmap] = ByteCache(cache_bytes, _pixmap_bytes)
        self.broken: set[str] = set()
        self._worker = BackgroundWorker("thumbnails", parent=self)
        self._order: dict[str, None] = {}

    def get(self, path: str) -> QPixmap | None:
        """The thumbnail, or None while it is being made (or cannot be)."""
        found = self.cache.get(path)
        if found is None and path not in self.broken and path not in self._order:
            self._request(path)
        return found

    def forget(self, path: str) -> None:
        """Make a thumbnail anew: its file has changed."""
        self.cache.discard(path)
        self.broken.discard(path)
        self.ready.emit(path)

    def close(self) -> None:
        """Stop the thread."""
        self._worker.close()

    def _request(self, path: str) -> None:
        self._order[path] = None
        while len(self._order) > _MOST_WAITING:
            del self._order[next(iter(self._order))]
        self._worker.keep_waiting(lambda key: key in self._order)
        side = self.side
        self._worker.submit(
            path,
            lambda: read_thumbnail(path, side),
            lambda image, error: self._take(path, image),
        )

    def _take(self, path: str, image: QImage | None) -> None:
        self._order.pop(path, None)
        if image is None or image.isNull():
            self.broken.add(path)
        else:
            self.cache.put(path, QPixmap.fromImage(image))
        self.ready.emit(path)
