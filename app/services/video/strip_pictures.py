"""Small frames for the timeline: made in a thread, the newest asked for first, kept by bytes."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from app.domain.byte_cache import ByteCache
from app.services.background import BackgroundWorker
from app.services.pixels import small_image
from fpn_core.video.frames import frame_path
from fpn_core.video.index import VideoIndex
from fpn_core.video.reader import VideoReader

_CACHE_BYTES = 24_000_000
_MOST_WAITING = 40


class StripPictures(QObject):
    """Pictures of frames at a height, by video and frame; ``ready`` tells when one is there."""

    ready = Signal()

    def __init__(self, height: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.height = height
        self._cache: ByteCache[QPixmap] = ByteCache(
            _CACHE_BYTES, lambda pixmap: pixmap.width() * pixmap.height() * 4 + 200
        )
        self._worker = BackgroundWorker("video-strip", parent=self)
        self._reader: VideoReader | None = None
        self._order: dict[str, None] = {}
        self._broken: set[str] = set()

    def get(self, video: str, index: VideoIndex, frame: int) -> QPixmap | None:
        """The picture of a frame, or of the keyframe before it; None while it is being made."""
        path = frame_path(video, index.keyframe_before(frame))
        found = self._cache.get(path)
        if found is None and path not in self._order and path not in self._broken:
            self._request(path, video, index, index.keyframe_before(frame))
        return found

    def clear(self) -> None:
        """Another video is shown, or its file has changed."""
        self._order.clear()
        self._broken.clear()
        self._cache.clear()
        self._worker.keep_waiting(lambda key: False)
        self._worker.submit("close", self._close_reader, lambda value, error: None)

    def close(self) -> None:
        """End the thread."""
        self._worker.close()
        self._close_reader()

    def _request(self, path: str, video: str, index: VideoIndex, frame: int) -> None:
        self._order[path] = None
        while len(self._order) > _MOST_WAITING:
            del self._order[next(iter(self._order))]
        self._worker.keep_waiting(lambda key: key in self._order)

        def work() -> QImage:
            if self._reader is None or self._reader.path != video:
                self._close_reader()
                self._reader = VideoReader(video, index, kept_bytes=0)
            return small_image(self._reader.read_alone(frame), self.height)

        self._worker.submit(path, work, lambda image, error: self._take(path, image))

    def _take(self, path: str, image: QImage | None) -> None:
        if path not in self._order:  # of the video before
            return
        del self._order[path]
        if image is None:
            self._broken.add(path)
        else:
            self._cache.put(path, QPixmap.fromImage(image))
            self.ready.emit()

    def _close_reader(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()
