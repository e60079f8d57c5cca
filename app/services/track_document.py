"""The document's side of tracks: those of the open video, and what they show on its frames.

On a frame that is current, ``annotations`` are its stored rows and, behind them, the boxes that are
computed from keyframes on other frames. Both are edited alike: `do` and `hold` turn an edit of what
is shown into one of what is stored.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.edits import Change, Edit
from app.domain.project.store import Project, ProjectError
from app.domain.project.videos import has_many_boxes, track_rows
from app.domain.records import Annotation, Picture
from app.domain.video.track_edits import Maker, bring_here, stored_edit, taken_away
from app.domain.video.tracks import Track, Tracks
from app.services.frame_document import FrameDocument
from fpn_core.video.frames import frame_path, split_frame

_MANY = 1000  # boxes; reading more would hold up the window


class TrackDocument(FrameDocument):
    """Knows the tracks of the open video, and which of them a person follows over the frames.

    ``followed`` are the tracks of the chosen boxes. They stay followed from frame to frame, also
    where they are not to be seen, until something else is chosen. ``merging`` is the one that
    waits for another one to be merged with.
    """

    chosen_changed = Signal()  # the chosen annotations
    tracks_changed = Signal()  # keyframes, which tracks are followed, which one waits
    tracks_wanted = Signal(str)  # a video with so many boxes that another thread is to read them

    chosen: tuple[int, ...]
    hidden: frozenset[int]
    hovered_annotation: int | None

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tracks = Tracks()
        self.tracks_read = True
        self.followed: tuple[int, ...] = ()
        self.merging: int | None = None
        self._tracks_of = ""
        self._computed: dict[int, Annotation] = {}

    # Reading

    def open_record(self, path: str | None) -> None:
        self.flush()
        frame = None if path is None else split_frame(path)
        if frame is not None:
            self._open_tracks(frame[0])
        elif not self.moving:
            self._open_tracks("")
        super().open_record(path)

    def reopen_record(self, path: str) -> None:
        self.flush()
        self._open_tracks("")
        super().reopen_record(path)

    def set_project(self, project: Project, problem: str = "") -> None:
        self.flush()
        self._open_tracks("")
        super().set_project(project, problem)

    def take_tracks(self, video: str, tracks: Tracks) -> None:
        """Take the tracks of a video, read by another thread."""
        if video != self._tracks_of:
            return
        self._put_tracks(tracks)
        self._add_computed()
        self._decide()
        self.annotations_changed.emit()
        self.tracks_changed.emit()

    def _open_tracks(self, video: str) -> None:
        if video == self._tracks_of:
            return
        self._tracks_of, self.tracks, self.tracks_read = video, Tracks(), True
        self.followed, self.merging = (), None
        if video:
            self._read_tracks()

    def _read_tracks(self) -> None:
        video = self._tracks_of
        try:
            if has_many_boxes(self.project, video, _MANY):
                self.tracks_read = False
                self.tracks_wanted.emit(video)
            else:
                self._put_tracks(Tracks(track_rows(self.project, video)))
        except ProjectError as error:
            self.tell(str(error))

    def _put_tracks(self, tracks: Tracks) -> None:
        self.tracks, self.tracks_read = tracks, True
        for edit in (self._waiting, self._held):  # what is seen is not stored yet
            if edit is not None:
                self.tracks = self._tracks_after(edit)

    # What is shown

    @property
    def maker(self) -> Maker:
        """What makes keyframes on the frames of the open video."""
        project, video = self.project, self._tracks_of
        return Maker(project.new_id, lambda n: project.picture(frame_path(video, n)).id)

    @property
    def frame_here(self) -> int | None:
        """The frame whose rows are shown and can be changed; None where there is none."""
        current = self.pictures.current
        frame = None if current is None or self.record is None else split_frame(current)
        return frame[1] if frame is not None and frame[0] == self._tracks_of else None

    def passing_rows(self) -> list[Annotation]:
        """A person's boxes on a frame that goes by: those of tracks, and the others."""
        state = self.video
        if not self.moving or state.path != self._tracks_of:
            return []
        return [*self.tracks.boxes_at(state.frame), *self.passing]

    def followed_tracks(self) -> list[Track]:
        """The tracks that are followed, in the order of choosing."""
        return [self.tracks[key] for key in self.followed if key in self.tracks]

    def _load_record(self, record: Picture | None) -> None:
        self._computed = {}
        super()._load_record(record)
        if self._add_computed():
            self._decide()

    def _add_computed(self) -> bool:
        """Put the computed rows of the frame behind the stored ones; whether there are any."""
        frame, record = self.frame_here, self.record
        rows: list[Annotation] = []
        if frame is not None and record is not None and len(self.tracks):
            rows = self.tracks.computed_at(frame, record.id)
        stored = {k: row for k, row in self.annotations.items() if k not in self._computed}
        self._computed = {row.id: row for row in rows}
        if rows or len(stored) != len(self.annotations):
            self.annotations = {**stored, **self._computed}
        return bool(rows)

    def _reload(self) -> None:
        if self._tracks_of:
            self._read_tracks()
        super()._reload()
        self.tracks_changed.emit()

    # Edits

    def do(self, edit: Edit) -> bool:
        stored = self._as_stored(edit)
        return stored is not None and super().do(stored)

    def hold(self, edit: Edit) -> bool:
        stored = self._as_stored(edit)
        if stored is None or not super().hold(stored):
            return False
        self.tracks_changed.emit()
        return True

    def taken_away(self, rows: Iterable[Annotation]) -> list[Change]:
        """What takes shown rows away from this frame; of tracks, from no other. Raises
        ProjectError."""
        frame = self.frame_here
        if frame is None:
            return [Change(row, None) for row in rows]
        return taken_away(self.maker, self.tracks, frame, rows)

    def brought_here(self, tracks: Iterable[int | None]) -> list[Change]:
        """What lets those of some tracks that are not to be seen on this frame be there."""
        frame, changes = self.frame_here, list[Change]()
        try:
            for key in dict.fromkeys(tracks):
                if frame is not None and key is not None and key in self.tracks:
                    edit = bring_here(self.maker, self.tracks[key], frame)
                    changes += () if edit is None else edit.changes
        except ProjectError as error:
            self.tell(str(error))
            return []
        return changes

    def _as_stored(self, edit: Edit) -> Edit | None:
        """What is stored where rows are edited as they are shown; None where that is nothing."""
        if not any(_in_track(change.before) for change in edit.changes):
            return edit
        if not self.tracks_read:
            self.tell(self.tr("The tracks of this video are still being read."))
            return None
        try:
            return stored_edit(self.maker, self.tracks, self.frame_here or 0, edit)
        except ProjectError as error:
            self.tell(str(error))
            return None

    def _happened(self, edit: Edit, saved: bool = True) -> None:
        computed, tracks = self._computed, self.tracks
        super()._happened(edit, saved)
        told = self.record is not None and self.record.id in edit.pictures()
        if self._computed != computed and not (told and edit.touches(Annotation)):
            self.annotations_changed.emit()
        if self.tracks is not tracks:
            self.tracks_changed.emit()

    def _apply(self, edit: Edit, deciding: bool = True) -> None:
        tracks, before = self.tracks, self.annotations
        self.tracks = self._tracks_after(edit)
        if self.tracks is tracks and not self._computed:
            super()._apply(edit, deciding)
            return
        if not self.tracks_read:  # what is being read may be from before
            self.tracks_wanted.emit(self._tracks_of)
        self.annotations = {k: row for k, row in before.items() if k not in self._computed}
        super()._apply(edit, deciding=False)
        self._add_computed()
        self._follow_edit(before, deciding)
        if deciding:
            self._decide()

    def _tracks_after(self, edit: Edit) -> Tracks:
        rows = [row for change in edit.changes for row in (change.before, change.after)]
        ids = {row.picture for row in rows if isinstance(row, Annotation) and _in_track(row)}
        if not ids or not self._tracks_of:
            return self.tracks
        return self.tracks.after(edit, self._frames_of(ids))

    def _frames_of(self, ids: Iterable[int]) -> dict[int, int]:
        """Frame numbers of those pictures that are frames of the open video."""
        video, found = self.project.relative_path(self._tracks_of), {}
        try:
            for picture in self.project.pictures(ids):
                frame = split_frame(picture.path)
                if frame is not None and frame[0] == video:
                    found[picture.id] = frame[1]
        except ProjectError as error:
            self.tell(str(error))
        return found

    # Choice

    def choose(self, ids: Iterable[int]) -> None:
        """Choose annotations by id; the document does it."""
        raise NotImplementedError

    def chosen_again(self) -> tuple[int, ...]:
        """The boxes of this frame that belong to followed tracks."""
        ids = {row.track: row.id for row in self.annotations.values() if row.track is not None}
        return tuple(ids[track] for track in self.followed if track in ids)

    def follow_choice(self) -> None:
        """Follow the tracks of what a person has chosen just now, and no others."""
        if self.moving:
            return
        before = self.followed, self.merging
        self.followed = self._chosen_tracks()
        if not self.chosen:
            self.merging = None
        if before != (self.followed, self.merging):
            self.tracks_changed.emit()

    def set_merging(self, track: int | None) -> None:
        """Let a track wait for the one to be merged with, or wait no more."""
        if track != self.merging:
            self.merging = track
            self.tracks_changed.emit()

    def _chosen_tracks(self) -> tuple[int, ...]:
        rows = (self.annotations[key] for key in self.chosen if key in self.annotations)
        found = [row.track for row in rows if row.track is not None and row.track in self.tracks]
        return tuple(dict.fromkeys(found))

    def _follow_edit(self, before: Mapping[int, Annotation], deciding: bool) -> None:
        """Let choice and cursor stay on boxes whose rows an edit has replaced by others."""
        new = [row for key, row in self.annotations.items() if key not in before]
        swap = {
            key: other
            for key, row in before.items()
            if key not in self.annotations and (other := _same_box(row, new)) is not None
        }
        moved = [swap.get(key, key) for key in self.chosen]
        chosen = tuple(dict.fromkeys(key for key in moved if key in self.annotations))
        self.hidden = frozenset(swap.get(key, key) for key in self.hidden)
        if self.hovered_annotation is not None:
            self.hovered_annotation = swap.get(self.hovered_annotation, self.hovered_annotation)
        changed, self.chosen = chosen != self.chosen, chosen
        tracks = self._chosen_tracks() or self.followed
        self.followed = tuple(key for key in tracks if key in self.tracks)
        if self.merging is not None and self.merging not in self.tracks:
            self.merging = None
        if changed and deciding:
            self.chosen_changed.emit()


def _in_track(row: Any) -> bool:
    return isinstance(row, Annotation) and row.track is not None


def _same_box(gone: Annotation, new: list[Annotation]) -> int | None:
    """The id of the row that has come in place of another: of its track, else at its place."""
    same = [row for row in new if row.track is not None and row.track == gone.track]
    there = same or [row for row in new if row.box == gone.box]
    return there[0].id if there else None
