"""Detects all pictures of the list in the background, and keeps what is found with the project."""

import logging
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.domain.detections import DetectionSet
from app.domain.folder_queue import FolderProgress, FolderQueue, FolderState, Pace
from app.domain.project.store import ProjectError
from app.services.detection_client import DetectionClient, ServerState
from app.services.document import Document
from app.services.folder_wish import FolderWish, recall_wish, remember_wish
from app.services.timers import quiet_timer
from fpn_core.video.frames import is_video_name, split_frame

log = logging.getLogger(__name__)

# Enough that the server always has pictures to decode ahead, on any number of cores.
_UNDER_WAY = max(4, min(12, (os.cpu_count() or 2) + 3))
_MOST_UNSAVED = 200
# What may be done on the UI thread in one go, in seconds; the rest waits for the next turn.
_SLICE = 0.006
_SAVE_PAUSE_MS = 150
_TELL_PAUSE_MS = 100
_SWEEP_PAUSE_MS = 12
_DEADLY = 2


class FolderDetection(QObject):
    """The background job of a folder; ``document.folder`` says how far it is.

    Pictures that the model has done are skipped, so that going on after a restart costs nothing.
    The wish itself is kept with the project: what was running when the window closed goes on when
    it opens again, what was paused waits. Another model begins anew with what it has not done.
    """

    stored = Signal(list)  # [(picture, DetectionSet)] that the project keeps from now on
    failures_changed = Signal()
    shown = Signal(object)  # a picture of the failures that a person wants to see

    def __init__(
        self, document: Document, client: DetectionClient, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.document, self._client = document, client
        self.seen: Callable[[], Sequence[str]] = lambda: ()
        self.failures: dict[str, str] = {}
        self._project = document.project
        self._state, self._note = FolderState.OFF, ""
        self._all = True
        self._listed: list[str] | None = None
        self._clear()
        self._saving = quiet_timer(self, _SAVE_PAUSE_MS, self._save)
        self._pumping = quiet_timer(self, 0, self._pump)
        self._telling = quiet_timer(self, _TELL_PAUSE_MS, self._tell)
        self._sweeping = quiet_timer(self, _SWEEP_PAUSE_MS, self._sweep)
        client.state_changed.connect(self._take_server)
        client.folder_finished.connect(self._take_found)
        client.folder_refused.connect(self._take_failure)
        client.folder_interrupted.connect(self._take_interruption)
        document.project_changed.connect(self._take_project)
        document.pictures_changed.connect(self._take_pictures)
        document.current_changed.connect(self._follow)

    def _clear(self) -> None:
        self._queue = FolderQueue()
        self._pace = Pace()
        self._key = ""
        self._detected: set[int] = set()
        self._done = 0
        self._under_way: set[str] = set()
        self._unsaved: deque[tuple[str, DetectionSet]] = deque()
        self._suspects: deque[str] = deque()
        self._deaths: Counter[str] = Counter()
        self._swept = 0
        self.failures.clear()

    # What a person asks for

    def start(self, paths: Sequence[str] = ()) -> None:
        """Detect these pictures or frames, or the pictures of the list, with all shown new files as
        well; videos are left out."""
        pictures = self.document.pictures
        wanted = paths or pictures.shown
        if not wanted:
            return
        if self._client.state is ServerState.FAILED:
            self._client.start()
        every = len(wanted) == len(pictures.paths) and split_frame(wanted[0]) is None
        if all(map(is_video_name, wanted)):
            self.document.tell(self.tr("A video is detected from its own menu, Video."))
            return
        self._begin(wanted, every)
        self._remember()

    def pause(self) -> None:
        """Ask for no more pictures; what is under way is still kept."""
        if self._state is FolderState.RUNNING:
            self._rest("")
            self._remember()

    def resume(self) -> None:
        """Go on after a pause."""
        if self._state is FolderState.PAUSED:
            self._state, self._note = FolderState.RUNNING, ""
            self._remember()
            self._save()
            if self._client.state is ServerState.FAILED:
                self._client.start()
            self._take_server()

    def cancel(self) -> None:
        """Give up what is left; what was found stays with the project."""
        self._save_all()
        self._stop()
        self._remember()

    def dismiss(self) -> None:
        """Put the word that it is finished away."""
        if self._state is FolderState.FINISHED:
            self._stop()

    def retry(self) -> None:
        """Try the pictures that failed once more."""
        again = list(self.failures)
        self.failures.clear()
        self._deaths.clear()
        self.failures_changed.emit()
        self._queue.put_back(again)
        if again and self._state is not FolderState.OFF:
            self._state, self._note = FolderState.RUNNING, ""
            self._remember()
            self._take_server()

    def close(self) -> None:
        """Keep what has come so far; the wish stays with the project."""
        for timer in (self._pumping, self._telling, self._sweeping):
            timer.stop()
        self._save_all()
        self._state = FolderState.OFF

    def skip(self, path: str, found: DetectionSet) -> None:
        """A picture was detected because somebody looked at it; it is not done again."""
        if self._state is not FolderState.OFF and found.model.key == self._key:
            self._settle(path)

    def _remember(self) -> None:
        """The wish outlives the window, until it is fulfilled or given up."""
        paused = self._state is FolderState.PAUSED
        wanted = paused or self._state is FolderState.RUNNING
        wish = FolderWish(self._queue.paths, self._all, paused) if wanted else None
        remember_wish(self._project, wish)

    def _recall(self) -> None:
        wish = recall_wish(self._project, self.document.pictures.paths)
        if wish is not None:
            self._begin(wish.pictures, wish.every)
            if wish.paused:
                self._rest("")

    # Going on

    def _begin(self, paths: Sequence[str], every: bool) -> None:
        self._save_all()
        self._client.forget_folder()
        self._clear()
        pictures = (path for path in paths if not is_video_name(path))
        self._queue = FolderQueue(pictures, self.document.pictures.current)
        self._all = every
        self._state, self._note = FolderState.RUNNING, ""
        self.failures_changed.emit()
        self._take_server()
        self._tell()

    def _rest(self, note: str) -> None:
        self._state, self._note = FolderState.PAUSED, note
        self._pace.rest()
        self._tell()

    def _stop(self) -> None:
        self._client.forget_folder()
        self._clear()
        self._state, self._note = FolderState.OFF, ""
        self.failures_changed.emit()
        self._tell()

    def _take_server(self) -> None:
        """The server is ready, loads a model, or has failed."""
        if self._state is not FolderState.RUNNING:
            return
        model = self._client.model
        if self._client.state is ServerState.FAILED:
            self._rest(self._client.error)
        elif self._client.state is not ServerState.READY or model is None:
            self._note = self.tr("Waiting for the model...")
            self._pace.rest()
            self._tell()
        else:
            self._note = ""
            if model.key != self._key:
                self._take_model(model.key)
            self._pumping.start()

    def _take_model(self, key: str) -> None:
        """Skip what this model has done, and nothing else."""
        self._save_all()
        begun_anew = bool(self._key)
        self._key, self._done, self._swept = key, 0, 0
        self._detected = self._project.detected(key)
        if begun_anew:
            self._client.forget_folder()
            self._under_way.clear()
            self._suspects.clear()
            self.failures.clear()
            self.failures_changed.emit()
            self._queue.put_back(self._queue.paths)
        if self._detected:
            self._sweeping.start()

    def _pump(self) -> None:
        """Keep the server supplied."""
        ready = self._client.state is ServerState.READY and bool(self._key)
        if self._state is not FolderState.RUNNING or not ready:
            return
        end = time.monotonic() + _SLICE
        seen = self.seen()
        # After a crash one picture at a time goes, until the one that did it is known.
        most = 1 if self._suspects or self._suspected() else _UNDER_WAY
        while len(self._under_way) < most and len(self._unsaved) < _MOST_UNSAVED:
            if time.monotonic() > end:
                self._pumping.start()
                return
            path = self._suspects.popleft() if self._suspects else self._queue.take(seen)
            if path is None:
                break
            if self._is_detected(path):
                self._done += 1
                continue
            self._under_way.add(path)
            self._client.detect_in_folder(path)
        if not self._under_way and not self._queue and not self._suspects:
            self._finish()
        self._tell_soon()

    def _suspected(self) -> bool:
        return any(path in self._deaths for path in self._under_way)

    def _is_detected(self, path: str) -> bool:
        known = self._project.find_picture(path) if self._detected else None
        return known is not None and known.id in self._detected

    def _sweep(self) -> None:
        """Find what is done already, a little at a time, so that the figures are right."""
        end = time.monotonic() + _SLICE
        paths = self._queue.paths
        while self._swept < len(paths) and time.monotonic() < end:
            path = paths[self._swept]
            self._swept += 1
            if self._is_detected(path):
                self._settle(path)
        self._tell_soon()
        if self._swept < len(paths) and self._state is not FolderState.OFF:
            self._sweeping.start()

    def _settle(self, path: str) -> None:
        if self._queue.drop(path):
            self._done += 1
            self._pumping.start()

    def _finish(self) -> None:
        self._save_all()
        if self._state is FolderState.RUNNING:
            self._state = FolderState.FINISHED
            self._remember()
            self._tell()

    # What the server says

    def _take_found(self, path: str, found: DetectionSet) -> None:
        self._under_way.discard(path)
        self._deaths.pop(path, None)
        self._unsaved.append((path, found))
        self._done += 1
        self._pace.step(time.monotonic())
        if not self._saving.isActive():
            self._saving.start(_SAVE_PAUSE_MS)
        self._pumping.start()

    def _take_failure(self, path: str, message: str) -> None:
        self._under_way.discard(path)
        self._fail(path, message)
        self._pumping.start()

    def _fail(self, path: str, message: str) -> None:
        self.failures[path] = message
        self.failures_changed.emit()
        self._tell_soon()

    def _take_interruption(self, paths: list[str]) -> None:
        """The server died: one of these may be why. Twice, and alone: it is."""
        self._under_way.difference_update(paths)
        self._deaths.update(paths)
        for path in paths:
            if len(paths) == 1 and self._deaths[path] >= _DEADLY:
                self._fail(path, self.tr("The detector stopped on it twice."))
            else:
                self._suspects.append(path)
        self._take_server()

    # The document

    def _take_project(self) -> None:
        """Another project is open: what came for the one before is kept there."""
        self._save_all()
        self._stop()
        self._project = self.document.project
        self._listed = None

    def _take_pictures(self) -> None:
        document = self.document
        if document.scanning or document.pictures.paths is self._listed:
            return
        self._listed = document.pictures.paths
        if self._state is FolderState.OFF:
            self._recall()
        elif self._all:
            self._queue.add(path for path in self._listed if not is_video_name(path))
            if self._state is FolderState.FINISHED and self._queue:
                self._state = FolderState.RUNNING
                self._remember()
            self._take_server()
            self._tell_soon()

    def _follow(self) -> None:
        self._queue.go_on_from(self.document.pictures.current)

    # Keeping

    def _save(self) -> None:
        """Keep what has come, a little at a time."""
        if self._keep_until(time.monotonic() + _SLICE):
            self._pumping.start()
            if self._unsaved:
                self._saving.start(0)
        self._tell_soon()

    def _save_all(self) -> None:
        self._saving.stop()
        self._keep_until(float("inf"))

    def _keep_until(self, end: float) -> bool:
        """Keep results until a time; whether nothing went wrong."""
        kept: list[tuple[str, DetectionSet]] = []
        fine = True
        while self._unsaved and fine and time.monotonic() < end:
            fine = self._keep_first()
            if fine:
                kept.append(self._unsaved.popleft())
        if kept:
            self.stored.emit(kept)
        return fine

    def _keep_first(self) -> bool:
        path, found = self._unsaved[0]
        try:
            picture = self._project.picture(path)
            self._project.put_detections(picture.id, found, keep=True)
        except ProjectError as error:
            log.warning("detections of %s are not kept: %s", path, error)
            if self._state in (FolderState.RUNNING, FolderState.FINISHED):
                self._rest(str(error))
            return False
        if found.model.key == self._key:
            self._detected.add(picture.id)
        return True

    # Telling

    def _tell_soon(self) -> None:
        if not self._telling.isActive():
            self._telling.start()

    def _tell(self) -> None:
        total = len(self._queue.paths)
        left = total - self._done - len(self.failures)
        running = self._state is FolderState.RUNNING
        self.document.set_folder(
            FolderProgress(
                state=self._state,
                total=total,
                done=self._done,
                failed=len(self.failures),
                seconds_left=self._pace.seconds_for(left) if running else None,
                note=self._note,
            )
        )
