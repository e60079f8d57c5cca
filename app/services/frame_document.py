"""The document's side of video: which one is open, frames that go by, ignored regions of a video.

While a video plays or is scrubbed, frames go by in a light way: ``pixels`` and ``detections`` are
those of each frame and ``frame_shown`` is all that is told; rows of the project, settings and the
detector are left alone. Whatever shows another picture in the full way ends that.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.domain.decisions import Decision, decide
from app.domain.detections import DetectionSet, IntArray
from app.domain.edits import Edit
from app.domain.picture_list import PictureList
from app.domain.project.store import ProjectError
from app.domain.records import Annotation
from app.domain.video.linked import LinkedTracks
from app.domain.video.regions import leave_out
from app.domain.video.tracks import Tracks
from app.services.pixels import Pixels
from app.services.video.state import NO_VIDEO, VideoState
from app.services.work_document import WorkDocument
from fpn_core.video.frames import file_of, frame_path, split_frame


class FrameDocument(WorkDocument):
    """Knows the open video; what a picture is, the document itself knows."""

    video_changed = Signal()  # another video is open, or more is known of it, or it moves otherwise
    frame_shown = Signal()  # in the light way: pixels and detections of another frame
    still_wanted = Signal()  # something needs the frame to stand still, as any other picture
    regions_changed = Signal()  # the ignored regions of the whole video
    links_changed = Signal()  # detections linked over the frames

    pictures: PictureList
    pixels: Pixels | None
    detections: DetectionSet | None
    tracks: Tracks  # of a person, in the open video

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.video = NO_VIDEO
        self.moving = False
        self.passing: tuple[Annotation, ...] = ()  # boxes of no track, of the frame that goes by
        self.regions: tuple[Annotation, ...] = ()
        self.region: int | None = None  # id of the chosen one
        self._row_of_video: int | None = None
        self.links: LinkedTracks | None = None

    def set_video(self, state: VideoState) -> None:
        """Another video is open, or none, or something of it is otherwise."""
        if state != self.video:
            self.video = state
            self.video_changed.emit()

    def change_video(self, **values: Any) -> None:
        """Change some fields of the open video's state."""
        self.set_video(replace(self.video, **values))

    @property
    def in_video(self) -> bool:
        """Whether what is shown is a frame of a video, or a live picture."""
        return bool(self.video.path)

    @property
    def file_row(self) -> int | None:
        """Id of the row that the file of the current picture is known by: of a frame its video's
        own."""
        return self._row_of_video or (None if self.record is None else self.record.id)

    def beside(self, by: int) -> str | None:
        """The picture so many rows further in the list; in a video the frame so many further. The
        last or the first where there are none beyond; None where nothing is open."""
        state = self.video
        if not state.path or state.live:
            return self.pictures.step(by)
        return frame_path(state.path, min(max(state.frame + by, 0), max(state.count - 1, 0)))

    # Frames that go by

    def begin_moving(self) -> None:
        """Frames go by from now on: nothing of the project's rows is shown or can be changed."""
        if self.moving:
            return
        self.flush()
        self.moving = True
        self._leave_rows()
        self.open_record(None)
        self._record_loaded()

    def show_moving(
        self, pixels: Pixels, found: DetectionSet | None, boxes: Sequence[Annotation] = ()
    ) -> None:
        """Show a frame that goes by, with the newest detections that there are for it, and a
        person's boxes that belong to no track."""
        parts = split_frame(pixels.path)
        self.passing = tuple(boxes)
        if parts is not None:
            self.pictures.current = pixels.path
            self.video = replace(self.video, frame=parts[1])
        self.pixels = pixels
        if found is not self.detections:
            self._put_moving(found)
        self.frame_shown.emit()

    def _goes_on_in_video(self, path: str | None) -> bool:
        """Whether a path is a frame of the video that is shown: until its pixels are there, those
        of the frame before stay on the canvas."""
        shown = self.pixels
        if path is None or shown is None or split_frame(path) is None:
            return False
        return file_of(path) == file_of(shown.path) and split_frame(shown.path) is not None

    def ask_still(self) -> None:
        """Let the frame that is shown stand still, before something is done to it."""
        if self.moving:
            self.still_wanted.emit()

    def _leave_rows(self) -> None:
        """Choose, select and hide nothing; the document does it."""
        raise NotImplementedError

    def _leave_choice(self) -> None:
        """Choose and select nothing; the document does it."""
        raise NotImplementedError

    def _put_moving(self, found: DetectionSet | None) -> None:
        """Take detections without telling anybody but those who hear of the frame."""
        raise NotImplementedError

    # Tracks

    def set_links(self, links: LinkedTracks | None) -> None:
        """Take detections that are linked over the frames."""
        self.links = links
        self.links_changed.emit()

    def track_numbers(self, found: DetectionSet) -> IntArray | None:
        """The number of the linked track of each detection on a frame, -1 for none; None where
        nothing is linked."""
        parts, links = split_frame(found.file), self.links
        if parts is None or links is None or parts[0] != self.video.path:
            return None
        if found.model.key != links.measure.model.key:
            return None
        return links.numbers_on(parts[1], len(found))

    def _cover_by_passing(self, found: DetectionSet, decisions: IntArray) -> IntArray:
        """Decisions in a frame that goes by: what lies on a person's box is decided. A frame that
        stands still has all of them among its annotations."""
        parts = split_frame(found.file) if self.moving else None
        if parts is None or parts[0] != self.video.path:
            return decisions
        shown = self.tracks.boxes_at(parts[1])
        if parts[1] == self.video.frame:
            shown += self.passing
        if not shown:
            return decisions
        covered = decide(found, shown, (), self.class_names()) == Decision.COVERED
        return np.where(covered, int(Decision.COVERED), decisions)

    # Regions of the whole video that are left out

    def _load_regions(self, path: str | None) -> None:
        """Take the ignored regions of the video that a path belongs to."""
        before, self.regions, self._row_of_video = self.regions, (), None
        if path is not None and split_frame(path) is not None:
            try:
                row = self.project.find_picture(file_of(path))
                if row is not None:
                    self._row_of_video = row.id
                    rows = self.project.annotations(row.id)
                    self.regions = tuple(each for each in rows if each.ignore)
            except ProjectError as error:
                self.tell(str(error))
        if before != self.regions:
            if self.region not in {each.id for each in self.regions}:
                self.region = None
            self.regions_changed.emit()

    def choose_region(self, id: int | None) -> None:
        """Choose one of the ignored regions, or none; no box stays chosen beside it."""
        if id is not None and id not in {each.id for each in self.regions}:
            id = None
        if id == self.region:
            return
        self.region = id
        if id is not None:
            self._leave_choice()
        self.regions_changed.emit()

    def _apply(self, edit: Edit, deciding: bool = True) -> None:
        before, row = self.regions, self._row_of_video
        if edit.touches(Annotation) and (row is None or row in edit.pictures()):
            self._load_regions(self.pictures.current)
        super()._apply(edit, deciding)
        if deciding and before != self.regions:
            self._decide()

    def _leave_regions_out(self, found: DetectionSet, decisions: IntArray) -> IntArray:
        """Decisions in a frame: what has its centre in an ignored region, of the frame or of the
        whole video, needs none; what lies on a person's box is decided."""
        decisions = self._cover_by_passing(found, decisions)
        ignored = [each for each in self.annotations.values() if each.ignore]
        regions = [*self.regions, *ignored] if self.video.path else []
        return leave_out(found, decisions, regions)
