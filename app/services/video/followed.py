"""The track that the level timeline shows: that of the box chosen last, until another one is."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.domain.box_geometry import iou
from app.domain.decisions import SAME_OBJECT_IOU
from app.domain.records import Annotation, Box
from app.domain.video.level_path import LevelPath, path_of_linked, path_of_track
from app.domain.video.linked import LinkedTrack, Measure
from app.domain.video.listed import SAME_BOX, own_track_of
from app.services.document import Document
from app.services.video.videos import Videos


@dataclass(frozen=True, eq=False)
class Subject:
    """A track and its levels: of linked detections by ``number``, or of a person by ``track``."""

    name: str
    path: LevelPath
    measure: Measure
    number: int | None = None
    track: int | None = None


class FollowedTrack(QObject):
    """Follows the selection; frames that go by leave it as it is."""

    changed = Signal()

    def __init__(self, document: Document, videos: Videos, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self._videos = document, videos
        self.subject: Subject | None = None
        self.note = ""
        self._video = ""
        self._wanted: tuple[int, int | None, int | None] | None = None  # frame, number, track
        document.selection_changed.connect(self._take_choice)
        document.chosen_changed.connect(self._take_choice)
        document.links_changed.connect(self._take_links)
        document.tracks_changed.connect(self._take_links)
        document.video_changed.connect(self._take_video)
        document.detections_changed.connect(self._select_wanted)

    # What a person asks for

    @property
    def linked(self) -> LinkedTrack | None:
        """The linked track of the selected detection, or that which is shown."""
        links, subject = self.document.links, self.subject
        if links is None or subject is None or subject.number is None:
            return None
        return links.by_number.get(subject.number)

    def pick(self, number: int) -> None:
        """Go to the first frame of a linked track and select it there."""
        links = self.document.links
        track = None if links is None else links.by_number.get(number)
        if track is not None:
            self._show(self._of_number(number))
            self.go_to(int(track.frames[0]))

    def pick_own(self, id: int) -> None:
        """Go to the first frame of a person's track and select its box there."""
        tracks = self.document.tracks
        if id in tracks:
            self._show(self._of_track(id))
            self._go_to(tracks[id].frames[0], None, id)

    def go_to(self, frame: int) -> None:
        """Go to a frame, and select there what is shown, if it is there."""
        subject = self.subject
        if subject is None:
            self._go_to(frame, None, None)
        else:
            self._go_to(frame, subject.number, subject.track)

    def _go_to(self, frame: int, number: int | None, track: int | None) -> None:
        self.document.ask_still()
        self._wanted = (frame, number, track)
        if self.document.video.frame == frame:
            self._select_wanted()
        else:
            self._videos.go_to(frame)

    def _select_wanted(self) -> None:
        """Select what was asked for, as soon as its frame stands still with its detections."""
        document, wanted = self.document, self._wanted
        if wanted is None or document.moving or document.detections is None:
            return
        frame, number, track = wanted
        if document.video.frame != frame:
            self._wanted = None
            return
        self._wanted = None
        if track is not None:
            rows = [each.id for each in document.annotations.values() if each.track == track]
            document.choose(rows[:1])
        elif number is not None:
            self._select_row(frame, number)

    def _select_row(self, frame: int, number: int) -> None:
        document, links = self.document, self.document.links
        track = None if links is None else links.by_number.get(number)
        place = None if track is None else track.place_of(frame)
        if track is None or place is None:
            return
        row = int(track.rows[place])
        if row in document.rows:
            document.select(row)
            return
        x1, y1, x2, y2 = track.boxes[place].tolist()
        covering = self._covering((x1, y1, x2, y2))
        if covering is not None:
            document.choose((covering.id,))
        else:
            text = self.tr("The detection of track {number} is hidden here: by score, class, level")
            document.tell(text.format(number=number + 1))

    def _covering(self, box: Box) -> Annotation | None:
        """The annotation of this frame that lies on a box."""
        there = [(iou(each.box, box), each.id) for each in self.document.annotations.values()]
        best = max(there, default=(0.0, 0))
        return self.document.annotations[best[1]] if best[0] >= SAME_OBJECT_IOU else None

    # What is shown

    def _take_choice(self) -> None:
        document = self.document
        if not document.in_video or document.moving:
            return
        chosen = document.chosen_annotations()
        if len(chosen) == 1:
            self._show(self._of_annotation(chosen[0]))
        elif document.selected is not None and document.detections is not None:
            numbers = document.track_numbers(document.detections)
            number = -1 if numbers is None else int(numbers[document.selected])
            self._show(self._of_number(number))

    def _take_video(self) -> None:
        if self.document.video.path != self._video:
            self._video, self._wanted = self.document.video.path, None
            self._show(None)
        elif self._wanted is not None and self.document.video.playing:
            self._wanted = None

    def _take_links(self) -> None:
        """More is linked or accepted: what is shown may have grown, become the person's, or be
        gone."""
        subject = self.subject
        found = None if subject is None else self._as_it_is(subject)
        self._show(found)
        if found is None:
            self._take_choice()

    def _as_it_is(self, subject: Subject) -> Subject | None:
        if subject.number is None:
            return None if subject.track is None else self._of_track(subject.track)
        linked = self.linked
        own = None if linked is None else own_track_of(linked, self.document.tracks)
        return self._of_number(subject.number) if own is None else self._of_track(own.id)

    def _show(self, subject: Subject | None) -> None:
        self.subject = subject
        self.note = "" if subject is not None else self._why_nothing()
        self.changed.emit()

    def _why_nothing(self) -> str:
        document = self.document
        if document.links is None:
            return self.tr("Detect some frames (Ctrl+Alt+I): then it shows which levels fire.")
        if document.selected is None and not document.chosen:
            return self.tr("Click a box to see which level fires for it over time.")
        return self.tr("This box belongs to no track: no other frame has it.")

    def _of_number(self, number: int) -> Subject | None:
        links = self.document.links
        track = None if links is None else links.by_number.get(number)
        if links is None or track is None:
            return None
        name = f"#{number + 1} {links.measure.model.class_names[track.label]}"
        return Subject(name, path_of_linked(track, links.gap), links.measure, number=number)

    def _of_track(self, id: int) -> Subject | None:
        document = self.document
        measure = None if document.links is None else document.links.measure
        if measure is None and document.detections is not None:
            measure = Measure.of(document.detections)
        if measure is None or id not in document.tracks:
            return None
        track = document.tracks[id]
        known = document.classes.get(track.label)
        name = "" if known is None else known.name
        return Subject(name, path_of_track(track, measure), measure, track=id)

    def _of_annotation(self, row: Annotation) -> Subject | None:
        """The track of a box, or that of the detection that it came from."""
        if row.track is not None:
            return self._of_track(row.track)
        found = self.document.detections
        if row.origin is None or found is None or not len(found):
            return None
        off = np.abs(found.boxes - np.array(row.origin.box)).max(axis=1)
        numbers = self.document.track_numbers(found)
        if numbers is None or not np.isfinite(off).any() or np.nanmin(off) > SAME_BOX:
            return None
        return self._of_number(int(numbers[int(np.nanargmin(off))]))
