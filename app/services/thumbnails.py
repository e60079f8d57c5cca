"""Small pictures for the list: made when a row is first seen, kept within a byte limit."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from app.domain.byte_cache import ByteCache
from app.services.background import BackgroundWorker
from app.services.pixels import read_thumbnail
from fpn_core.video.frames import is_video_name
from fpn_core.video.sequences import is_animation

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
        self.animated: set[str] = set()  # pictures by their name that are videos
        self._worker = BackgroundWorker("thumbnails", parent=self)
        self._order: dict[str, None] = {}

    def get(self, path: str) -> QPixmap | None:
        """The thumbnail, or None while it is being made (or cannot be)."""
        found = self.cache.get(path)
        if found is None and path not in self.broken and path not in self._order:
            self._request(path)
        return found

    def is_film(self, path: str) -> bool:
        """Whether a picture is known to be a video."""
        return is_video_name(path) or path in self.animated

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
            lambda: (read_thumbnail(path, side), is_animation(path)),
            lambda made, error: self._take(path, made),
        )

    def _take(self, path: str, made: tuple[QImage, bool] | None) -> None:
        self._order.pop(path, None)
        if made is None or made[0].isNull():
            self.broken.add(path)
        else:
            self.cache.put(path, QPixmap.fromImage(made[0]))
            if made[1]:
                self.animated.add(path)
        self.ready.emit(path)
