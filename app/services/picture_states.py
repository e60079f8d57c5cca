"""What the list of pictures knows: figures of every picture, kept up to date, and its order."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.domain.edits import Edit
from app.domain.folder_queue import FolderState
from app.domain.models.held_out import held_out_ids
from app.domain.picture_filter import (
    Arrangement,
    PictureFilter,
    is_undetected,
    shown_paths,
    undetected_paths,
)
from app.domain.project.store import ProjectError
from app.domain.project.summaries import PictureSummary
from app.domain.project.summary_stretches import summary_stretches
from app.domain.records import Annotation, FrameRange, Picture, Rejection
from app.services.background import BackgroundWorker
from app.services.collector import settle, unsettle, without_collector
from app.services.document import Document
from app.services.file_times import read_times
from app.services.timers import quiet_timer
from app.services.video.tally import VideoTallies
from fpn_core.video.frames import file_of, is_video_name, split_frame

log = logging.getLogger(__name__)

# What may be done on the UI thread in one go, in seconds; the rest waits for the next turn.
_SLICE = 0.004
_BEGIN_PAUSE_MS = 100
_PAUSE_MS = 20
_MOST_ONE_BY_ONE = 200
_IN_PICTURES = Annotation | Rejection | FrameRange
_MANY = 20_000  # figures that hold up the window where the collector looks through them


class PictureStates(QObject):
    """Fills ``document.pictures.summaries`` and arranges the list by them.

    They are read a little at a time once the first picture is shown, and after that only those of
    pictures that an edit or a detection touches. An edit never moves rows: the list is
    ``outdated`` then, until a person asks for it again or another arrangement is chosen.
    """

    changed = Signal()  # all figures are there, or are read anew
    updated = Signal(list)  # paths whose figures have changed
    outdated_changed = Signal()

    def __init__(
        self, document: Document, model_key: Callable[[], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.document, self._model_key = document, model_key
        self.summaries: dict[str, PictureSummary] = {}
        document.pictures.summaries = self.summaries
        self._videos = VideoTallies(lambda id: document.project.frame_ranges(id))
        self.outdated = False
        self.undetected: dict[str, None] = {}
        self._paths: dict[int, str] = {}
        self.key = ""  # of the model whose detections the figures speak of
        self._root = str(document.project.root)
        self._stretches: Iterator[list[tuple[str, PictureSummary]]] | None = None
        self._reading = ExitStack()
        self._settled = False
        self._seen: dict[str, None] = {}  # detected just now
        self._folder_state = FolderState.OFF
        self._listed: list[str] | None = None
        self._timed: list[str] | None = None
        self._worker = BackgroundWorker("picture-times", parent=self)
        self._loading = quiet_timer(self, 0, self._load)
        self._following = quiet_timer(self, _PAUSE_MS, self._follow)
        self._connect()

    def _connect(self) -> None:
        document = self.document
        document.project_changed.connect(self._take_project)
        document.pictures_changed.connect(self._take_list)
        document.server_changed.connect(self._take_model)
        document.edited.connect(self._take_edit)
        document.counted.connect(self._take_detected)
        document.folder_changed.connect(self._take_folder)

    @property
    def complete(self) -> bool:
        """Whether the figures of all pictures are there."""
        return self.document.pictures.complete

    @property
    def loading(self) -> bool:
        """Whether the figures of all pictures are being read."""
        return self._stretches is not None or self._loading.isActive()

    def close(self) -> None:
        """Read nothing more, and end the thread."""
        for timer in (self._loading, self._following):
            timer.stop()
        self._stop_reading()
        self._unsettle()
        self._worker.close()

    # Arranging

    @property
    def arrangement(self) -> Arrangement:
        """What the list shows, and in what order."""
        return self.document.pictures.arrangement

    def arrange(self, arrangement: Arrangement) -> None:
        """Show other pictures, or the same in another order. What needs figures that are not all
        read yet is arranged again once they are."""
        self._follow_all()
        document, wanted = self.document, arrangement.filter
        found = self._asked(wanted.asks_detections, lambda: self._find(wanted))
        held = self._asked(wanted.held_out, lambda: held_out_ids(document.project))
        document.arrange_pictures(arrangement, found, held)
        self._arranged()
        pictures = document.pictures
        if pictures.current is None and pictures.shown and not document.scanning:
            document.wanted.emit(pictures.shown[0])

    def set_filter(self, wanted: PictureFilter) -> None:
        """Show other pictures in the same order."""
        self.arrange(replace(self.arrangement, filter=wanted))

    def update(self) -> None:
        """Arrange the list anew, by what its pictures have become."""
        self.arrange(self.arrangement)

    def _arranged(self) -> None:
        self._set_outdated(False)
        arrangement, pictures = self.arrangement, self.document.pictures
        wanted = self.complete and arrangement.needs_detections
        found = undetected_paths(pictures.paths, arrangement, self.summaries) if wanted else ()
        self.undetected = {path: None for path in found if not is_video_name(path)}
        scanned = not self.document.scanning and self._timed is not pictures.paths
        if arrangement.needs_times and scanned:
            self._read_times(pictures.paths)
        self.changed.emit()

    def _asked(self, wanted: bool, ask: Callable[[], Iterable[int]]) -> frozenset[int]:
        """The project's answer; none where the filter does not ask, or nothing can be read."""
        try:
            return frozenset(ask()) if wanted else frozenset()
        except ProjectError as error:
            self.document.tell(str(error))
            return frozenset()

    def _find(self, wanted: PictureFilter) -> set[int]:
        """Pictures with detections as wanted; a video where one of its frames has them."""
        name, level, score = wanted.class_name, wanted.level, wanted.score
        project, key = self.document.project, self.key
        found = project.find(model_key=key, class_name=name, level=level, score=score)
        frames = [path for id in found if split_frame(path := self._paths.get(id, ""))]
        videos = (self.summaries.get(path) for path in {file_of(path) for path in frames})
        return found | {each.picture.id for each in videos if each is not None}

    def _set_outdated(self, outdated: bool) -> None:
        if outdated != self.outdated:
            self.outdated = outdated
            self.outdated_changed.emit()

    def record_of(self, path: str) -> Picture | None:
        """What a person has said of a picture; None where the project does not know it."""
        summary, document = self.summaries.get(path), self.document
        if path == document.pictures.current and document.record is not None:
            return document.record
        return None if summary is None else summary.picture

    # Times of files, in a thread: a slow disk may take its time

    def _read_times(self, paths: list[str]) -> None:
        self._timed = paths
        self._worker.submit("times", lambda: read_times(paths), self._take_times)

    def _take_times(self, times: dict[str, float] | None, error: Exception | None) -> None:
        if times is None:
            log.warning("times of the pictures are not known: %s", error)
            return
        self.document.pictures.times = times
        if self.arrangement.needs_times:
            self.update()

    # Reading the figures of all pictures

    def reload(self) -> None:
        """Read the figures of all pictures anew, as after an import or a search for files."""
        self._stop_reading()
        self._paths = {}
        self.document.pictures.complete = False
        self._loading.start(_BEGIN_PAUSE_MS)

    def _take_project(self) -> None:
        self._forget()
        root = str(self.document.project.root)
        if root != self._root:
            self._root = root
            self.document.pictures.arrange(replace(self.arrangement, filter=PictureFilter()))
        self.changed.emit()

    def _take_model(self) -> None:
        if self._model_key() != self.key and (self.complete or self._stretches is not None):
            self.reload()

    def _forget(self) -> None:
        self._loading.stop()
        self._stop_reading()
        self._unsettle()
        self.document.pictures.complete = False
        self.summaries, self._paths = {}, {}
        self._videos.clear()
        self.document.pictures.summaries, self.document.pictures.reviewed = self.summaries, set()
        self._seen.clear()
        self.undetected = {}

    def _take_list(self) -> None:
        """Begin once the first picture is shown; see what is to be known of a list that grew."""
        paths = self.document.pictures.paths
        if not paths or paths is self._listed:
            return
        self._listed = paths
        if not self.complete and self._stretches is None and not self._loading.isActive():
            self._loading.start(_BEGIN_PAUSE_MS)
        elif self.complete:
            self._arranged()

    def _load(self) -> None:
        self._loading.setInterval(0)
        if self._stretches is None:
            self.key = self._model_key()
            self._stretches = summary_stretches(self.document.project, self.key)
            self._reading.enter_context(without_collector())
        end = time.monotonic() + _SLICE
        try:
            while time.monotonic() < end:
                stretch = next(self._stretches, None)
                if stretch is None:
                    self._loaded()
                    return
                for path, summary in stretch:
                    self._note(path, summary)
        except ProjectError as error:
            self.document.tell(str(error))
            self._stop_reading()
            return
        self._loading.start()

    def _stop_reading(self) -> None:
        self._stretches = None
        self._reading.close()

    def _unsettle(self) -> None:
        if self._settled:
            unsettle()
            self._settled = False

    def _loaded(self) -> None:
        if len(self.summaries) > _MANY:
            settle()
            self._settled = True
        self._stop_reading()
        self._sum_up()
        self.document.pictures.complete = True
        if self.arrangement.needs_summaries:
            self.update()
        else:
            self._arranged()

    # Keeping them up to date

    def _take_edit(self, edit: Edit) -> None:
        rows = [change.row for change in edit.changes]
        boxes = {row.picture for row in rows if isinstance(row, _IN_PICTURES)}
        if len(boxes) > _MOST_ONE_BY_ONE:
            self.reload()
        else:
            self._read(boxes)
        self._take_records({row.id: row for row in rows if isinstance(row, Picture)})

    def _take_records(self, records: dict[int, Picture]) -> None:
        """Take the rows of pictures as they are, without asking the project for 100,000."""
        project, paths = self.document.project, []
        for record in records.values():
            path = self._paths.get(record.id) or project.absolute_path(record.path)
            own = self._videos.own(path) if path in self._videos else self.summaries.get(path)
            before = own or PictureSummary(record)
            self._put(path, replace(before, picture=record))
            paths.append(path)
        self._tell(paths)

    def _take_detected(self, path: str) -> None:
        self._seen[path] = None
        if not self._following.isActive():
            self._following.start()

    def _follow(self) -> None:
        """Read the figures of pictures that were detected just now, a little at a time."""
        end = time.monotonic() + _SLICE
        paths = []
        while self._seen and time.monotonic() < end:
            path = next(iter(self._seen))
            del self._seen[path]
            if self._read_one(path):
                paths.append(path)
        self._tell(paths)
        if self._seen:
            self._following.start()

    def _read_one(self, path: str) -> bool:
        """Read the figures of a picture; whether they have changed."""
        project, known = self.document.project, self.summaries.get(path)
        try:
            record = project.find_picture(path) if known is None else known.picture
            if record is None:
                return False
            summary = project.summary(record.id, self.key or self._model_key())
        except ProjectError as error:
            log.warning("the state of %s is not known: %s", path, error)
            return False
        if summary == known:
            return False
        self._put(path, summary)
        return True

    def _read(self, ids: Iterable[int]) -> None:
        project = self.document.project
        paths = []
        for id in ids:
            path = self._paths.get(id)
            path = project.path_of(id) if path is None else path
            if self._read_one(path):
                paths.append(path)
        self._tell(paths)

    def _note(self, path: str, summary: PictureSummary) -> None:
        self._paths[summary.picture.id] = path
        video = file_of(path)
        if video not in self._videos and (video != path or is_video_name(path)):
            self._videos.begin(video, self.summaries.get(video))
        if not self._videos.take(path, summary) or video != path:
            self._set_summary(path, summary)

    def _sum_up(self) -> list[str]:
        """Bring the figures of videos up to date with those of their frames."""
        changed = self._videos.settle()
        for video, summary in changed:
            self._set_summary(video, summary)
        return [video for video, _summary in changed]

    def _set_summary(self, path: str, summary: PictureSummary) -> None:
        self.summaries[path] = summary
        if summary.picture.reviewed:
            self.document.pictures.reviewed.add(path)
        else:
            self.document.pictures.reviewed.discard(path)

    def _put(self, path: str, summary: PictureSummary) -> None:
        self._note(path, summary)
        if not is_undetected(summary):
            self.undetected.pop(path, None)

    def _tell(self, paths: list[str]) -> None:
        if not paths:
            return
        paths = [*paths, *(video for video in self._sum_up() if video not in paths)]
        self._check([path for path in paths if split_frame(path) is None])
        self.updated.emit(paths)

    def _check(self, paths: Sequence[str]) -> None:
        """Whether rows would come, go or move if the list were arranged now."""
        arrangement, pictures = self.arrangement, self.document.pictures
        if self.outdated or not arrangement.needs_summaries:
            return
        if arrangement.sorts_by_detections or arrangement.filter.asks_detections:
            self._set_outdated(True)
            return
        passing = set(shown_paths(paths, arrangement.filter, self.summaries, held=pictures.held))
        self._set_outdated(
            any((path in passing) != (pictures.row_of(path) is not None) for path in paths)
        )

    def _take_folder(self) -> None:
        """When folder detection is done, nobody works on the rows that it has changed."""
        before, self._folder_state = self._folder_state, self.document.folder.state
        if before is FolderState.RUNNING and self._folder_state is FolderState.FINISHED:
            self._follow_all()
            if self.outdated:
                self.update()

    def _follow_all(self) -> None:
        while self._seen:
            self._follow()
