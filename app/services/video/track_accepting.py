"""Linked detections become tracks of a person: one, or all that are long and sure enough."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import overload

from PySide6.QtCore import QObject

from app.domain.accepting import origin_of
from app.domain.box_geometry import Size
from app.domain.detections import DetectionSet
from app.domain.project.store import Project, ProjectError
from app.domain.records import Annotation, Origin, ProjectClass
from app.domain.video.carrying import MOST_GAP, Accepted, accept_linked
from app.domain.video.carrying import Linked as Chain
from app.domain.video.linked import LinkedTrack, LinkedTracks
from app.domain.video.track_edits import Maker
from app.domain.video.tracks import Tracks
from app.services.background import BackgroundWorker
from app.services.editor import Editor
from fpn_core.video.frames import frame_path

log = logging.getLogger(__name__)
_KEPT_FRAMES = 256
_AT_ONCE = 3  # tracks that are accepted without letting a thread do it
_DIGITS = 4  # of a pixel, as the detector gives boxes


@dataclass(frozen=True)
class Counted:
    """What accepting would make: tracks, their keyframes, class names; and tracks left out because
    tracks of their class lie there already."""

    tracks: int
    keyframes: int
    classes: tuple[str, ...]
    left_out: int


class TrackAccepting(QObject):
    """Every acceptance is one step of the history."""

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.editor, self.document = editor, editor.document
        self._worker = BackgroundWorker("track-counting", parent=self)
        self._number = 0

    def close(self) -> None:
        """End the thread."""
        self._worker.close()

    def chosen(self, frames: int, score: float) -> list[LinkedTrack]:
        """Tracks over more than so many frames, somewhere as sure as a score, of shown classes."""
        links, hidden = self.document.links, self.document.view.hidden_classes
        if links is None:
            return []
        names = links.measure.model.class_names
        return [each for each in links.chosen(frames, score) if names[each.label] not in hidden]

    def count(self, tracks: Sequence[LinkedTrack], done: Callable[[Counted], None]) -> None:
        """Tell, a little later, what accepting these would make; only the last question counts."""
        links, kept = self.document.links, self.document.tracks
        self._number += 1
        number = self._number
        if links is None:
            return
        labels, _added = self._labels(links, tracks)

        def take(found: Counted | None, error: Exception | None) -> None:
            if number != self._number:
                return
            if found is None:
                log.warning("tracks are not counted: %s", error)
            else:
                done(found)

        self._worker.submit("count", lambda: _counted(links, tracks, labels, kept), take)

    def accept(self, tracks: Sequence[LinkedTrack]) -> int:
        """Turn linked tracks into tracks with few keyframes; how many that were."""
        document, links = self.document, self.document.links
        document.ask_still()
        if links is None or not tracks or document.apart.busy:
            return 0
        labels, added = self._labels(links, tracks)
        project, video, kept = document.project, document.video.path, document.tracks
        maker = Maker(project.new_id, lambda frame: project.picture(frame_path(video, frame)).id)
        origins = _Reader(project, video, links)
        size = _size(links)

        def work() -> Accepted:
            chains = [_chain(each, labels, _Origins(origins, each)) for each in tracks]
            gap = max(MOST_GAP, links.gap)
            return accept_linked(maker, kept, chains, size, most_gap=gap, added=added)

        try:
            few = len(tracks) <= _AT_ONCE
            text = self.tr("Accepting {count} tracks...").format(count=len(tracks))
            made = work() if few else document.apart.run(work, text)
        except ProjectError as error:
            document.tell(str(error))
            return 0
        return self._do(made, tracks)

    def _do(self, made: Accepted, tracks: Sequence[LinkedTrack]) -> int:
        document, here = self.document, self.document.record
        if made.edit is None:
            one = self.tr("This track is accepted already: one of its class lies there.")
            many = self.tr("These tracks are accepted already: others of their classes lie there.")
            document.tell(one if len(tracks) == 1 else many)
            return 0
        rows = [change.after for change in made.edit.changes]
        keyframes = sum(isinstance(each, Annotation) for each in rows)
        one = self.tr("Track accepted with {keyframes} keyframes")
        many = self.tr("{count} tracks accepted with {keyframes} keyframes")
        text = (one if made.tracks == 1 else many).format(count=made.tracks, keyframes=keyframes)
        edit = made.edit if here is None else replace(made.edit, picture=here.id)
        return made.tracks if self.editor.do_accepted(edit, text) else 0

    def _labels(
        self, links: LinkedTracks, tracks: Sequence[LinkedTrack]
    ) -> tuple[dict[int, int], list[ProjectClass]]:
        """Project's class ids by the model's labels, and classes to add."""
        names = links.measure.model.class_names
        labels = dict.fromkeys(each.label for each in tracks)
        by_name, added = self.editor.labels_named(names[label] for label in labels)
        return {label: by_name[names[label]] for label in labels}, added


def _size(links: LinkedTracks) -> Size:
    empty = links.measure.empty
    return empty.width, empty.height


def _chain(track: LinkedTrack, labels: dict[int, int], origins: Sequence[Origin]) -> Chain:
    boxes = track.boxes.round(_DIGITS)
    return Chain(labels[track.label], track.frames.tolist(), boxes, origins)


def _counted(
    links: LinkedTracks, tracks: Sequence[LinkedTrack], labels: dict[int, int], kept: Tracks
) -> Counted:
    maker = Maker(lambda: 0, lambda frame: frame)
    nobody = Origin("", "", 0.0, (0.0, 0.0, 0.0, 0.0))
    chains = [_chain(each, labels, [nobody] * len(each)) for each in tracks]
    gap = max(MOST_GAP, links.gap)
    made = accept_linked(maker, kept, chains, _size(links), most_gap=gap)
    changes = () if made.edit is None else made.edit.changes
    names = links.measure.model.class_names
    of_classes = {names[each.label] for each in tracks}
    return Counted(made.tracks, len(changes), tuple(sorted(of_classes)), made.left_out)


class _Reader:
    """Reads the detections of frames, some of which stay in memory."""

    def __init__(self, project: Project, video: str, links: LinkedTracks) -> None:
        self.links = links
        self._project, self._video = project, video
        self.found = lru_cache(_KEPT_FRAMES)(self._read)

    def _read(self, frame: int) -> DetectionSet | None:
        row = self._project.find_picture(frame_path(self._video, frame))
        key = self.links.measure.model.key
        try:
            return None if row is None else self._project.detections(row.id, key)
        except ProjectError as error:  # the track still has what an origin needs
            log.warning("%s", error)
            return None


class _Origins(Sequence[Origin]):
    """Where each detection of a track came from, read as it is asked for."""

    def __init__(self, reader: _Reader, track: LinkedTrack) -> None:
        self._reader, self._track = reader, track

    def __len__(self) -> int:
        return len(self._track)

    @overload
    def __getitem__(self, place: int) -> Origin: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Origin]: ...
    def __getitem__(self, place: int | slice) -> Origin | Sequence[Origin]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        track, row = self._track, int(self._track.rows[place])
        found = self._reader.found(int(track.frames[place]))
        if found is not None and row < len(found):
            return origin_of(found, row)
        model, rank = self._reader.links.measure.model, int(track.ranks[place])
        x1, y1, x2, y2 = track.boxes[place].round(_DIGITS).tolist()
        return Origin(
            model.key or model.name,
            model.class_names[track.label],
            float(track.scores[place]),
            (x1, y1, x2, y2),
            None if rank < 0 else model.levels[rank].name,
        )
