"""Links the detections of the open video into tracks, in a thread, again as more are found."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.domain.decisions import Decision, decide
from app.domain.detections import BoolArray, DetectionSet
from app.domain.edits import Edit
from app.domain.geometry import centred_in
from app.domain.project.store import Project, ProjectError
from app.domain.project.videos import annotation_rows, frame_ids, rejection_rows
from app.domain.records import Annotation, Rejection
from app.domain.video.linked import (
    FoundRows,
    LinkedTracks,
    LinkingStoppedError,
    Measure,
    link_found,
)
from app.domain.video.tracks import Keyframe, Tracks
from app.domain.view_filter import ColourBy
from app.services.background import BackgroundWorker, now_and_then
from app.services.document import Document
from app.services.timers import quiet_timer
from fpn_core.video.frames import split_frame

log = logging.getLogger(__name__)
_REST_MS = 1000
_READING = 0.5  # share of the work that is reading, as a person is told


@dataclass(frozen=True, eq=False)
class Asked:
    """All that a job needs; ``known`` are the frames that need not be read again."""

    project: Project
    video: str
    key: str
    score: float
    known: Mapping[int, FoundRows]
    measure: Measure | None
    before: LinkedTracks | None


@dataclass(frozen=True, eq=False)
class Linked:
    """What a job gives: tracks, None where nothing is detected, and the frames that it has read."""

    links: LinkedTracks | None
    measure: Measure | None = None
    read: Mapping[int, FoundRows] = field(default_factory=dict)


class Linking(QObject):
    """Keeps ``document.links`` those of the open video.

    ``progress`` is a share (0..1) while a job is under way, else None. ``stopped`` says that a
    person has stopped it: nothing is linked then until somebody asks for it.
    """

    changed = Signal()  # progress, stopped
    _told = Signal(int, float)

    def __init__(
        self, document: Document, model_key: Callable[[], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.document, self._model_key = document, model_key
        self.progress: float | None = None
        self.stopped = False
        self._video = self._key = ""
        self._found: dict[int, FoundRows] = {}
        self._measure: Measure | None = None
        self._score = -1.0
        self._number = 0
        self._stop = threading.Event()
        self._busy = self._again = False
        self._began = 0.0
        self._worker = BackgroundWorker("video-linking", threads=2, parent=self)
        self._rest = quiet_timer(self, _REST_MS, self._start)
        self._told.connect(self._take_progress, Qt.ConnectionType.QueuedConnection)
        document.video_changed.connect(self._follow)
        document.project_changed.connect(self._reload)
        document.server_changed.connect(self._take_model)
        document.view_changed.connect(self._take_view)
        document.edited.connect(self._take_edit)
        document.current_changed.connect(self._leave_tracks)

    # What others ask for

    def link_again(self) -> None:
        """Link now, whether or not it was stopped."""
        self.stopped = False
        self._start()

    def stop(self) -> None:
        """Give up the job under way; what was linked before stays."""
        if self.progress is not None:
            self._leave_job()
            self.stopped = True
            self.changed.emit()

    def take(self, path: str, found: DetectionSet) -> None:
        """A frame was detected just now."""
        parts = split_frame(path)
        if parts is None or parts[0] != self._video or found.model.key != self._key:
            return
        self._found[parts[1]] = FoundRows.of(found)
        if self._measure is None:
            self._measure = Measure.of(found)
        self._soon()

    def take_kept(self, found: list[tuple[int, DetectionSet]]) -> None:
        """Detections that were read from the project, frame by frame; at the end of them, an empty
        list, the linking begins."""
        for frame, each in found:
            if each.model.key == self._key and frame not in self._found:
                self._found[frame] = FoundRows.of(each)
                self._measure = self._measure or Measure.of(each)
        if not found:
            self._start()

    def close(self) -> None:
        """End the threads; the project can be closed then."""
        self._rest.stop()
        self._leave_job()
        self._worker.close()

    # The document

    def _follow(self) -> None:
        state = self.document.video
        video = "" if state.live else state.path
        if video != self._video:
            self._video = video
            self._reload()

    def _reload(self) -> None:
        self._leave_job()
        self._rest.stop()
        self._found, self._measure = {}, None
        self._key, self.stopped = self._model_key(), False
        self.document.set_links(None)
        self.changed.emit()

    def _leave_tracks(self) -> None:
        """Pictures have no tracks that colours could tell."""
        document, current = self.document, self.document.pictures.current
        by_track = document.view.colour_by is ColourBy.TRACK
        if by_track and current is not None and split_frame(current) is None:
            document.set_colour_by(ColourBy.ANCHOR)
            document.tell(self.tr("Pictures have no tracks: colours tell the level that fired."))

    def _take_model(self) -> None:
        if self._video and self._model_key() != self._key:
            self._reload()

    def _take_view(self) -> None:
        if self._video and self.document.view.score != self._score:
            self._soon()

    def _take_edit(self, edit: Edit) -> None:
        if not self._video:
            return
        rows = [each for change in edit.changes for each in (change.before, change.after)]
        boxes = [each for each in rows if isinstance(each, Annotation)]
        if edit.touches(Rejection) or any(each.ignore or each.crowd for each in boxes):
            self._soon()

    # Jobs

    def _soon(self) -> None:
        """Link after a rest: at once a long video would be linked all the time."""
        if self._busy:
            self._again = True
        elif not self.stopped and not self._rest.isActive():
            self._rest.start()

    def _leave_job(self) -> None:
        self._stop.set()
        self._stop = threading.Event()
        self._number += 1
        self._busy = self._again = False
        self.progress = None

    def _start(self) -> None:
        if not self._video or not self._key or self.stopped:
            return
        if self._busy:
            self._again = True
            return
        self._rest.stop()
        document = self.document
        self._busy, self.progress, self._began = True, 0.0, time.monotonic()
        self._score = document.view.score
        asked = Asked(
            document.project, self._video, self._key, self._score, dict(self._found),
            self._measure, document.links,
        )  # fmt: skip
        number, stop = self._number, self._stop
        tell = now_and_then(lambda share: self._told.emit(number, share))

        self._worker.submit(
            "link",
            lambda: linked(asked, tell, stop.is_set),
            lambda done, error: self._take(number, done, error),
        )

    @Slot(int, float)
    def _take_progress(self, number: int, share: float) -> None:
        if number == self._number and self._busy:
            self.progress = share
            self.changed.emit()

    def _take(self, number: int, done: Linked | None, error: Exception | None) -> None:
        if number != self._number or isinstance(error, LinkingStoppedError):
            return
        self._busy, self.progress = False, None
        if done is None:
            log.warning("detections of %s are not linked: %s", self._video, error)
        else:
            self._measure = self._measure or done.measure
            self._found = {**done.read, **self._found}
            self.document.set_links(done.links)
        self.changed.emit()
        if self._again:
            self._again = False
            # A long video is not to be linked all the time while frame after frame is detected.
            took = 1000 * (time.monotonic() - self._began)
            self._rest.start(max(_REST_MS, round(2 * took)))


def linked(asked: Asked, told: Callable[[float], object], stopped: Callable[[], bool]) -> Linked:
    """Read what is not known yet of the video's detections, and link them.

    Raises:
        ProjectError: the project cannot be read.
        LinkingStoppedError: ``stopped`` has said so.
    """
    project, key = asked.project, asked.key
    ids, seen = frame_ids(project, asked.video), project.detected(key)
    missing = [(f, id) for f, id in ids.items() if f not in asked.known and id in seen]
    read: dict[int, FoundRows] = {}
    measure = asked.measure
    reading = _READING if len(missing) > len(asked.known) else 0.0
    for done, (frame, id) in enumerate(missing):
        if stopped():
            raise LinkingStoppedError
        told(reading * done / len(missing))
        found = _detections(project, id, key)
        if found is not None:
            read[frame] = FoundRows.of(found)
            measure = measure or Measure.of(found)
    every = {**read, **asked.known}
    if measure is None or not every:
        return Linked(None, measure, read)
    out = _left_out(asked, ids, every)
    links = link_found(
        every, measure, asked.score, out, asked.before,
        lambda share: told(reading + (1 - reading) * share), stopped,
    )  # fmt: skip
    return Linked(links, measure, read)


def _detections(project: Project, id: int, key: str) -> DetectionSet | None:
    try:
        return project.detections(id, key)
    except ProjectError as error:  # one that cannot be read is detected again
        log.warning("%s", error)
        return None


def _left_out(
    asked: Asked, ids: Mapping[int, int], every: Mapping[int, FoundRows]
) -> dict[int, BoolArray]:
    """Rows that a person has rejected, or that lie in ignored regions, by frame."""
    project = asked.project
    rejected = rejection_rows(project, asked.video)
    rows = annotation_rows(project, asked.video)
    ignored = [each for each in rows if each.row.ignore or each.row.crowd]
    alone: dict[int, list[Annotation]] = {}
    for each in ignored:
        alone.setdefault(each.frame, []).append(each.row)
    tracks = Tracks(each for each in _of_ignored_tracks(rows))
    video = project.find_picture(asked.video)
    own = () if video is None else project.annotations(video.id)
    whole = [each.box for each in own if each.ignore]
    names = {each.id: each.name for each in project.classes.values()}
    out: dict[int, BoolArray] = {}
    for frame, found in every.items():
        shown = [*alone.get(frame, ()), *(tracks.computed_at(frame) if len(tracks) else ())]
        against = rejected.get(frame, ())
        if not shown and not against and not whole:
            continue
        regions = [*whole, *(each.box for each in shown if each.ignore)]
        marks = centred_in(found.boxes, regions)
        id = ids.get(frame)
        kept = _detections(project, id, asked.key) if id and (shown or against) else None
        if kept is not None and len(kept) == len(marks):
            marks |= decide(kept, shown, against, names) != Decision.UNDECIDED
        if marks.any():
            out[frame] = marks
    return out


def _of_ignored_tracks(rows: list[Keyframe]) -> list[Keyframe]:
    ids = {each.row.track for each in rows if each.row.ignore and each.row.track is not None}
    return [each for each in rows if each.row.track in ids]
