"""Crops of boxes: made when first seen, several of a picture from one decoding, kept by bytes."""

import threading
from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from app.domain.byte_cache import ByteCache
from app.domain.records import Box
from app.services.background import BackgroundWorker
from app.services.pixels import as_image
from fpn_core import media

CONTEXT = 0.15
"""How much is seen around a box, as a share of its sides."""


@dataclass(frozen=True)
class Crop:
    """A crop, and where the box is in it: x1, y1, x2, y2 as shares of its sides."""

    pixmap: QPixmap
    inner: Box


class Crops(QObject):
    """Pictures of boxes by path and box; ``ready`` tells that some are there that were not."""

    ready = Signal()

    def __init__(self, side: int, cache_bytes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self.cache: ByteCache[Crop] = ByteCache(cache_bytes, _crop_bytes)
        self.broken: set[str] = set()
        self.decoded = 0
        self._lock = threading.Lock()
        self._wanted: dict[str, dict[str, Box]] = {}
        self._running: dict[str, set[str]] = {}
        self._to_start: dict[str, None] = {}
        self._worker = BackgroundWorker("crops", threads=2, parent=self)

    def get(self, path: str, box: Box) -> Crop | None:
        """The crop of a box, or None while it is not made (or cannot be); start() makes it."""
        key = crop_key(path, box)
        found = self.cache.get(key)
        if found is None and path not in self.broken and self._want(path, key, box):
            # On top, so that the latest wish is done first.
            self._to_start.pop(path, None)
            self._to_start[path] = None
        return found

    def _want(self, path: str, key: str, box: Box) -> bool:
        """Put a crop on the list, unless a thread is at work on it."""
        with self._lock:
            if key in self._running.get(path, ()):
                return False
            self._wanted.setdefault(path, {})[key] = box
            return True

    def start(self) -> None:
        """Make what was asked for: all crops of a picture from one decoding, the picture that was
        asked for last before the others."""
        for path in self._to_start:
            self._submit(path)
        self._to_start.clear()

    def keep_only(self, paths: Collection[str]) -> None:
        """Crops of other pictures that nobody has begun are not wanted any more."""
        with self._lock:
            for path in [path for path in self._wanted if path not in paths]:
                del self._wanted[path]
        self._worker.keep_waiting(lambda key: key in paths)

    def close(self) -> None:
        """Stop the threads."""
        self._worker.close()

    def _submit(self, path: str) -> None:
        self._worker.submit(
            path,
            lambda: self._make(path),
            lambda value, error: self._take(path, value, error),
        )

    def _make(self, path: str) -> dict[str, tuple[QImage, Box]]:
        """In a thread: every crop of the picture that is wanted by then."""
        with self._lock:
            boxes = self._wanted.pop(path, {})
            self._running.setdefault(path, set()).update(boxes)
        return crops_of(path, boxes, self.side) if boxes else {}

    def _take(
        self, path: str, made: dict[str, tuple[QImage, Box]] | None, error: Exception | None
    ) -> None:
        with self._lock:
            if made is None:
                self._running.pop(path, None)
            else:
                self._running.get(path, set()).difference_update(made)
        if made is None:
            self.broken.add(path)
        elif made:
            self.decoded += 1
            for key, (image, inner) in made.items():
                self.cache.put(key, Crop(QPixmap.fromImage(image), inner))
        self.ready.emit()


def crops_of(path: str, boxes: dict[str, Box], side: int) -> dict[str, tuple[QImage, Box]]:
    """Crops of a picture by key, with some of what is around, at most ``side`` pixels each.

    Raises:
        PictureError: the file cannot be read.
    """
    width, height = media.picture_size(path)
    smallest = min((max(b[2] - b[0], b[3] - b[1], 1.0) for b in boxes.values()), default=1.0)
    share = min(1.0, side / smallest)
    rgb = media.read_picture(path, min_side=int(min(width, height) * share) + 1)
    scale = rgb.shape[1] / width
    return {key: _cropped(rgb, box, scale, side) for key, box in boxes.items()}


def _cropped(rgb: media.Pixels, box: Box, scale: float, side: int) -> tuple[QImage, Box]:
    rect = seen_rect(box, scale).intersected(QRect(0, 0, rgb.shape[1], rgb.shape[0]))
    if rect.isEmpty():  # a box outside of its picture
        image = QImage(1, 1, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.black)
        return image, (0.0, 0.0, 1.0, 1.0)
    part = rgb[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]
    step = max(1, max(part.shape[:2]) // (2 * side))  # smooth scaling of the rest is enough
    image = as_image(part[::step, ::step])
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    x1, y1, x2, y2 = (part * scale for part in box)
    inner = (
        (x1 - rect.left()) / rect.width(),
        (y1 - rect.top()) / rect.height(),
        (x2 - rect.left()) / rect.width(),
        (y2 - rect.top()) / rect.height(),
    )
    return image.scaled(side, side, keep, smooth), inner


def seen_rect(box: Box, scale: float = 1.0) -> QRect:
    """The pixels that a crop shows: the box and some of what is around it."""
    x1, y1, x2, y2 = (part * scale for part in box)
    around = max(CONTEXT * max(x2 - x1, y2 - y1), 2.0)
    left, top = round(x1 - around), round(y1 - around)
    right, bottom = round(x2 + around), round(y2 + around)
    return QRect(left, top, max(right - left, 1), max(bottom - top, 1))


def crop_key(path: str, box: Box) -> str:
    """What a crop is kept under: another place is another crop."""
    return f"{path}|" + ",".join(f"{part:.2f}" for part in box)


def _crop_bytes(crop: Crop) -> int:
    return crop.pixmap.width() * crop.pixmap.height() * 4 + 400
