"""Follows boxes over the next frames of the open video in a thread; what comes out is one edit."""

import threading
from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.domain.edit_words import edit_text
from app.domain.edits import Edit, joined
from app.domain.project.store import ProjectError
from app.domain.records import Annotation, Box
from app.domain.video.carrying import copies, propagate
from app.domain.video.flow import Grey, follow_all, grey
from app.services.background import BackgroundWorker, now_and_then
from app.services.document import Document
from fpn_core.errors import FpnError, VideoStoppedError
from fpn_core.video.index import VideoIndex
from fpn_core.video.reader import VideoReader

Path = dict[int, Box]
"""Where a box is, by frame."""


class BoxFollower(QObject):
    """The chosen boxes of the frame that is shown go on over the frames after it.

    They become tracks where they are none, with no more keyframes than needed. While it is
    ``busy``, asking again does nothing.
    """

    progressed = Signal(int)  # frames that are done
    finished = Signal(bool)  # whether anything was done; what it was is told

    _told = Signal(int, int)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._worker: BackgroundWorker | None = None
        self._stop = threading.Event()
        self._number = 0
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether boxes are being followed."""
        return self._worker is not None

    def copy(self, count: int) -> bool:
        """The chosen boxes are on so many next frames what they are here."""
        frame, frames = self.document.frame_here, self.document.video.count
        rows = self.document.chosen_annotations()
        if frame is None:
            return False
        return self._take_paths(
            rows, {row.id: copies(row.box, frame, count, frames) for row in rows}
        )

    def follow(self, count: int) -> None:
        """Look where the chosen boxes are on so many next frames, by optical flow."""
        state, frame = self.document.video, self.document.frame_here
        rows = self.document.chosen_annotations()
        if frame is None or state.index is None or not rows or self.busy:
            return
        self._number += 1
        self._stop = threading.Event()
        self._worker = BackgroundWorker("video-following", parent=self)
        number, stop, index, path = self._number, self._stop, state.index, state.path
        last = min(frame + count, state.count - 1)
        boxes = {row.id: row.box for row in rows}
        progress = now_and_then(lambda done: self._told.emit(number, done))

        def work() -> dict[int, Path]:
            paths: dict[int, Path] = {key: {} for key in boxes}
            greys = _greys(path, index, range(frame, last + 1), stop)
            for at, there in enumerate(follow_all(greys, boxes), frame + 1):
                for key, box in there.items():
                    paths[key][at] = box
                progress(at - frame)
            return paths

        self._worker.submit(
            "follow", work, lambda paths, error: self._take(number, rows, last, paths, error)
        )

    def cancel(self) -> None:
        """Leave everything as it was."""
        self._stop.set()
        self._number += 1
        self._end()

    def close(self) -> None:
        """End the thread."""
        self.cancel()

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()
            worker.deleteLater()

    @Slot(int, int)
    def _tell(self, number: int, done: int) -> None:
        if number == self._number:
            self.progressed.emit(done)

    def _take(
        self,
        number: int,
        rows: Sequence[Annotation],
        last: int,
        paths: Mapping[int, Path] | None,
        error: Exception | None,
    ) -> None:
        if number != self._number:
            return
        self._end()
        done = False
        if isinstance(error, FpnError | OSError) and not isinstance(error, VideoStoppedError):
            self.document.tell(str(error))
        elif error is not None and not isinstance(error, VideoStoppedError):
            raise error
        elif paths is not None:
            done = self._take_paths(rows, paths)
            self._tell_how_far(paths, last)
        self.finished.emit(done)

    def _take_paths(self, rows: Sequence[Annotation], paths: Mapping[int, Path]) -> bool:
        document, frame = self.document, self.document.frame_here
        there = document.annotations
        if frame is None or any(there.get(row.id) != row for row in rows):
            return False
        size, maker, tracks = document.picture_size, document.maker, document.tracks
        try:
            found = [propagate(maker, tracks, row, frame, paths[row.id], size) for row in rows]
        except ProjectError as error:
            document.tell(str(error))
            return False
        made: list[Edit] = [edit for edit in found if edit is not None]
        if not made:
            return False
        return document.do(joined(edit_text("track_propagate", len(made)), made, made[0].picture))

    def _tell_how_far(self, paths: Mapping[int, Path], last: int) -> None:
        document = self.document
        reached = [max(path, default=document.video.frame) for path in paths.values()]
        if all(end == last for end in reached):
            text = self.tr("Followed to frame {frame}.").format(frame=f"{last:,}")
        else:
            text = self.tr(
                "Lost after frame {frame}: go there, put the box right and follow on."
            ).format(frame=f"{min(reached):,}")
        document.tell(text)


def _greys(path: str, index: VideoIndex, frames: range, stop: threading.Event) -> Iterator[Grey]:
    reader = VideoReader(path, index)
    try:
        for frame in frames:
            if stop.is_set():
                return
            yield grey(reader.read(frame, stop.is_set))
    finally:
        reader.close()
