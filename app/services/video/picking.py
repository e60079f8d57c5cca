"""Frames picked to be labelled: finding them in a thread, and the list that a person goes through.

The list is kept with the project by the id of the video's own row, so that it survives a restart
and a video that was moved.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.domain.project.store import Project, ProjectError
from app.domain.project.videos import annotated_frames, doubts, reviewed_frames
from app.domain.video.picking import Choice, Picked, pick_by_value, pick_evenly
from app.domain.video.scenes import Stretch, change_by_frame
from app.services.background import BackgroundWorker, now_and_then
from app.services.document import Document
from app.services.pixels import time_of_change
from fpn_core.errors import FpnError, VideoStoppedError

log = logging.getLogger(__name__)
PICKED = "picked_frames"  # of the project's values: frames by the id of their video's row


class Way(Enum):
    """What frames are picked by."""

    EVEN = "even"
    SCENE = "scene"
    DOUBT = "doubt"


@dataclass(frozen=True)
class PickRequest:
    """So many frames of the open video, from ``first`` to ``last``, both of them among it."""

    way: Way
    count: int
    first: int
    last: int


@dataclass(frozen=True)
class Proposal:
    """What a request comes to. ``known``: frames that were looked at for it; ``apart``: seconds
    between the nearest two, 0 where there are not two."""

    request: PickRequest
    picked: Picked
    known: int = 0
    apart: float = 0.0


class FramePicking(QObject):
    """``document.video.picked`` is the list of the open video."""

    proposed = Signal(object)  # Proposal
    progressed = Signal(float)  # share (0..1) of the video that is read for it
    failed = Signal(str)  # one line
    wanted = Signal(int)  # a frame to go to
    _told = Signal(int, float)

    def __init__(
        self,
        document: Document,
        place: Callable[[], int],
        model_key: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        """``place`` gives the frame that is shown, or is about to be."""
        super().__init__(parent)
        self.document, self._place, self._model_key = document, place, model_key
        self._worker = BackgroundWorker("picking", parent=self)
        self._stop = threading.Event()
        self._number = 0
        self._lists: dict[str, tuple[int, ...]] = {}
        self._video, self._row = "", ""
        self._scenes: tuple[tuple[object, ...], dict[int, float]] = ((), {})
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        document.project_changed.connect(self._take_project)
        document.video_changed.connect(self._follow)

    # Finding frames

    def propose(self, request: PickRequest) -> None:
        """Find frames; ``proposed`` or ``failed`` follows. The request before is given up."""
        self.give_up()
        self.document.flush()
        state = self.document.video
        if state.index is None:
            return
        number, stop = self._number, self._stop
        stretch = Stretch(state.path, state.index, request.first, request.last)
        project, key = self.document.project, self._model_key()
        progress = now_and_then(lambda share: self._told.emit(number, share))

        def work() -> Proposal:
            choice = choice_of(project, stretch, request.count)
            values: dict[int, float] = {}
            if request.way is Way.DOUBT:
                values = doubts(project, stretch.video, key)
            elif request.way is Way.SCENE:
                values = self._changes(stretch, progress, stop.is_set)
            return _proposal(request, choice, values)

        self._worker.submit("pick", work, lambda value, error: self._take(number, value, error))

    def give_up(self) -> None:
        """End the search that is under way."""
        self._stop.set()
        self._stop = threading.Event()
        self._number += 1

    def _changes(
        self, stretch: Stretch, progress: Callable[[float], None], stopped: Callable[[], bool]
    ) -> dict[int, float]:
        """Scene changes, read once as long as the stretch and the file are the same."""
        stamp = time_of_change(stretch.video)
        of = (stretch.video, stamp, len(stretch.index), stretch.first, stretch.last)
        if self._scenes[0] != of:
            self._scenes = (of, change_by_frame(stretch, progress, stopped))
        return self._scenes[1]

    @Slot(int, float)
    def _tell(self, number: int, share: float) -> None:
        if number == self._number:
            self.progressed.emit(share)

    def _take(self, number: int, value: Proposal | None, error: Exception | None) -> None:
        if number != self._number or isinstance(error, VideoStoppedError):
            return
        if value is not None:
            self.proposed.emit(value)
        elif isinstance(error, FpnError | ProjectError | OSError):
            self.failed.emit(str(error))
        elif error is not None:
            raise error

    # The list

    def take(self, frames: tuple[int, ...]) -> None:
        """These frames are to be labelled, in place of those picked before; go to the first."""
        self._keep(tuple(sorted(frames)))
        if frames:
            self.wanted.emit(min(frames))

    def clear(self) -> None:
        """No frame is picked any more."""
        self._keep(())

    def step(self, by: int) -> None:
        """Go to the next picked frame (``by`` > 0), or to the one before."""
        frames, here = self.document.video.picked, self._place()
        beyond = [f for f in frames if f > here] if by > 0 else [f for f in frames if f < here]
        if beyond:
            self.wanted.emit(beyond[0] if by > 0 else beyond[-1])
        elif frames:
            last, first = (
                self.tr("No picked frame comes after this one."),
                self.tr("No picked frame comes before this one."),
            )
            self.document.tell(last if by > 0 else first)

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        self._worker.close()

    def _keep(self, frames: tuple[int, ...]) -> None:
        document = self.document
        path, project = document.video.path, document.project
        if not path:
            return
        try:
            self._video, self._row = path, str(project.picture(path).id)
            self._lists.pop(self._row, None)
            if frames:
                self._lists[self._row] = frames
            project.set_value(PICKED, {id: list(of) for id, of in self._lists.items()}, keep=True)
        except ProjectError as error:
            log.warning("picked frames are not kept: %s", error)
            document.tell(str(error))
        document.change_video(picked=frames)

    def _take_project(self) -> None:
        self._lists = _readable(self.document.project.value(PICKED, {}))
        self._video = ""
        self._follow()

    def _follow(self) -> None:
        state = self.document.video
        if state.path != self._video:
            self._video, self._row = state.path, ""
            if state.path and not state.live and self._lists:
                self._row = self._row_of(state.path)
        picked = self._lists.get(self._row, ())
        if picked != state.picked and not state.live:
            self.document.change_video(picked=picked)

    def _row_of(self, video: str) -> str:
        try:
            row = self.document.project.find_picture(video)
        except ProjectError as error:
            log.warning("picked frames of %s are not known: %s", video, error)
            return ""
        return "" if row is None else str(row.id)


def choice_of(project: Project, stretch: Stretch, count: int) -> Choice:
    """What there is to pick from in a stretch of a video, by frames counted from its first on.

    Raises ProjectError.
    """
    first, last = stretch.first, stretch.last
    row = project.find_picture(stretch.video)
    ranges = () if row is None else project.frame_ranges(row.id)
    known = {*annotated_frames(project, stretch.video), *reviewed_frames(project, stretch.video)}
    return Choice(
        count,
        stretch.index.times[first : last + 1],
        [
            replace(each, first=max(each.first, first) - first, last=each.last - first)
            for each in ranges
            if each.last >= first and each.first <= last
        ],
        [frame - first for frame in sorted(known) if first <= frame <= last],
    )


def _proposal(request: PickRequest, choice: Choice, values: dict[int, float]) -> Proposal:
    first, last = request.first, request.last
    inside = {frame - first: each for frame, each in values.items() if first <= frame <= last}
    even = request.way is Way.EVEN
    found = pick_evenly(choice) if even else pick_by_value(choice, inside)
    frames = tuple(frame + first for frame in found.frames)
    gaps = np.diff(choice.times[list(found.frames)])
    known = len(choice.times) if even else len(inside)
    apart = float(gaps.min()) if len(gaps) else 0.0
    return Proposal(request, replace(found, frames=frames), known, apart)


def _readable(stored: Any) -> dict[str, tuple[int, ...]]:
    """Lists of frames as the project keeps them; what is none is left out."""
    if not isinstance(stored, dict):
        return {}
    return {
        str(id): tuple(sorted(of))
        for id, of in stored.items()
        if isinstance(of, list) and of and all(isinstance(each, int) and each >= 0 for each in of)
    }
