"""Pictures decoded in threads while the network is at work on the ones before them."""

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from fpn_core.detector import Detector
from fpn_core.entries import Seen, read_for
from fpn_core.media import picture_size
from fpn_core.video.frames import split_frame

# What is larger is decoded when its turn comes, so that few large pictures are in memory at once.
_MOST_PIXELS = 50_000_000
_MOST_THREADS = 8


class ReadAhead:
    """A few pictures that are decoded before they are asked for."""

    def __init__(self, threads: int = 0) -> None:
        self.threads = threads or max(1, min(_MOST_THREADS, (os.cpu_count() or 2) - 1))
        self._pool = ThreadPoolExecutor(self.threads, "read-ahead")
        # Frames in their order, each decoded from where the one before it ended.
        self._frames = ThreadPoolExecutor(1, "frames-ahead")
        self._begun: dict[str, Future[Seen | None]] = {}

    @property
    def reach(self) -> int:
        """How many pictures ahead are worth preparing."""
        return self.threads + 1

    def prepare(self, model: Detector, files: Sequence[str]) -> None:
        """Begin with these files, in this order; those begun before and not among them go."""
        for file in [file for file in self._begun if file not in files]:
            self._begun.pop(file).cancel()
        for file in files:
            if file not in self._begun:
                pool = self._frames if split_frame(file) else self._pool
                self._begun[file] = pool.submit(_read_small, model, file)

    def read(self, model: Detector, file: str) -> Seen:
        """A picture as the model sees it, decoded ahead or here and there.

        Raises PictureError for a file that cannot be read.
        """
        begun = self._begun.pop(file, None)
        seen = None if begun is None else begun.result()
        return read_for(model, file) if seen is None else seen

    def clear(self) -> None:
        """Forget what was begun, as when another model sees pictures in another size."""
        for begun in self._begun.values():
            begun.cancel()
        self._begun.clear()

    def close(self) -> None:
        """End the threads after the pictures that they are at."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._frames.shutdown(wait=False, cancel_futures=True)


def _read_small(model: Detector, file: str) -> Seen | None:
    width, height = picture_size(file)
    return read_for(model, file) if width * height <= _MOST_PIXELS else None
