"""What a person does to tracks of a video, and the question that deleting one of their boxes asks.

All of it is about the tracks that are followed, those of the chosen boxes, on the frame that is
shown; see `app.services.track_document`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer

from app.domain import editing
from app.domain.edit_words import edit_text
from app.domain.edits import Edit
from app.domain.project.errors import ProjectError
from app.domain.records import Annotation
from app.domain.video import track_edits
from app.domain.video.track_edits import Maker
from app.domain.video.tracks import Keyframe, Track
from app.services.document import Document
from app.services.editor.boxes import BoxEdits

DELETE_SCOPE = "track_delete"
"""Of the project's values: which of DELETE_SCOPES was meant last."""
THIS, ONWARD, WHOLE = "frame", "onward", "track"
_Delete = Callable[[Maker, Track, int], Edit | None]
_DELETES: dict[str, tuple[str, _Delete]] = {
    THIS: ("track_hide", track_edits.hide_frame),
    ONWARD: ("track_cut", track_edits.cut),
    WHOLE: ("track_delete", lambda maker, track, frame: track_edits.delete_track(track)),
}
DELETE_SCOPES: tuple[str, ...] = tuple(_DELETES)


@dataclass(frozen=True)
class DeleteQuestion:
    """Boxes of tracks are to be deleted: where? Answer with answer_delete(). ``scope`` is the
    answer that was given last."""

    tracks: int
    frame: int
    scope: str


class TrackEdits(BoxEdits):
    """Starts, keys, ends, splits, merges and deletes tracks; each is one step of undo."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(document, parent)
        document.chosen_changed.connect(self._merge_soon)

    # Keyframes

    def start_track(self) -> bool:
        """The chosen boxes that belong to no track become the first keyframes of tracks."""
        rows = [row for row in self.document.chosen_annotations() if row.track is None]
        maker = self.document.maker
        return self._do_all(
            "track_start", lambda: [track_edits.start_track(maker, r) for r in rows]
        )

    def toggle_keyframe(self) -> bool:
        """Boxes of tracks become keyframes of this frame; where all are, they are computed again.
        A track that is not to be seen here is from here on; other boxes start tracks."""
        document, frame = self.document, self.document.frame_here
        rows, tracks = document.chosen_annotations(), document.followed_tracks()
        if frame is None:
            return False
        if any(row.track is None for row in rows):
            return self.start_track()
        there = [track for track in tracks if track.keyframe_at(frame) is not None]
        if there and len(there) == len(tracks):
            return self._do_all("track_unkey", lambda: [_without_key(t, frame) for t in there])
        maker = document.maker
        done = self._do_all(
            "track_keyframe",
            lambda: [
                track_edits.add_keyframe(maker, track, frame)
                or track_edits.bring_here(maker, track, frame)
                for track in tracks
            ],
        )
        if done and not document.chosen:
            document.choose(document.chosen_again())
        return done

    def toggle_end(self) -> bool:
        """The followed tracks are not to be seen from the next frame until their next keyframes;
        where that is so already, they go on."""
        frame = self.document.frame_here
        tracks = seen_here(self.document)
        if frame is None or not tracks:
            return False
        ends, maker = not all(ends_at(track, frame) for track in tracks), self.document.maker
        kind = "track_cut" if ends else "track_go_on"
        return self._do_all(
            kind, lambda: [track_edits.set_ends(maker, track, frame, ends) for track in tracks]
        )

    # Parts of tracks

    def split_track(self) -> bool:
        """From this frame on, the followed tracks are others."""
        frame, maker = self.document.frame_here, self.document.maker
        if frame is None:
            return False
        tracks = self.document.followed_tracks()
        done = self._do_all(
            "track_split", lambda: [track_edits.split(maker, track, frame) for track in tracks]
        )
        if not done:
            self.document.tell(self.tr("Nothing to split: the track begins or ends here."))
        return done

    def merge_track(self) -> bool:
        """Two chosen boxes become one track; of one, the track waits for the box that is chosen
        next, on whatever frame. Asked again, it waits no more."""
        document, rows = self.document, self.document.chosen_annotations()
        if document.merging is not None:
            document.set_merging(None)
            return False
        tracks = document.followed_tracks()
        if len(rows) > 1 and tracks:
            other = next((row for row in rows if row.track != tracks[0].id), None)
            return other is not None and self._merge(tracks[0], other)
        if tracks:
            document.set_merging(tracks[0].id)
            document.tell(self.tr("Select the box to merge with, on any frame; Esc leaves it."))
        return False

    def _merge_soon(self) -> None:
        if self.document.merging is not None:  # once the click that chooses is over
            QTimer.singleShot(0, self, self._merge_with_chosen)

    def _merge_with_chosen(self) -> None:
        document = self.document
        rows = [row for row in document.chosen_annotations() if row.track != document.merging]
        if document.merging is None or document.merging not in document.tracks or not rows:
            return
        kept = document.tracks[document.merging]
        document.set_merging(None)
        self._merge(kept, rows[-1])

    def _merge(self, kept: Track, row: Annotation) -> bool:
        document, frame = self.document, self.document.frame_here
        if frame is None:
            return False
        known = row.track is not None and row.track in document.tracks
        other = document.tracks[row.track or 0] if known else Track(0, (Keyframe(frame, row),))
        left_out = [0]

        def edits() -> list[Edit]:
            merged = track_edits.merge(document.maker, kept, other)
            left_out[0] = merged.frames_left_out
            return [merged.edit]

        if not self._do_all("track_merge", edits):
            return False
        self._tell_merged(left_out[0])
        return True

    def _tell_merged(self, left_out: int) -> None:
        if not left_out:
            self.document.tell(self.tr("Merged."))
            return
        text = (
            self.tr("Merged. On 1 frame both were there: the first one stays.")
            if left_out == 1
            else self.tr("Merged. On {count} frames both were there: the first one stays.")
        )
        self.document.tell(text.format(count=f"{left_out:,}"))

    # Deleting

    def delete_chosen(self) -> bool:
        """Delete the chosen boxes; locked ones stay. Where boxes of tracks are among them, it is
        asked where these are to go."""
        rows = self.document.chosen_annotations()
        asked, frame = self._to_ask_for(rows), self.document.frame_here
        if not asked or frame is None:
            return super().delete_chosen()
        self._tell_locked(rows)
        self.asks.emit(DeleteQuestion(len(asked), frame, self._last_scope()))
        return False

    def answer_delete(self, scope: str) -> bool:
        """The answer to the question, one of DELETE_SCOPES: it is remembered, and the chosen boxes
        are deleted; other boxes than those of tracks on this frame."""
        if scope not in _DELETES:
            raise ValueError(f"no part of a track that can be deleted: {scope!r}")
        self.document.remember(DELETE_SCOPE, scope)
        return self.delete_tracks(scope)

    def delete_tracks(self, scope: str) -> bool:
        """Delete the chosen boxes, of tracks in one of DELETE_SCOPES, as one step."""
        document, frame = self.document, self.document.frame_here
        rows = [row for row in document.chosen_annotations() if not row.locked]
        tracks = [document.tracks[r.track] for r in rows if r.track in document.tracks and r.track]
        plain = [row for row in rows if row.track not in document.tracks]
        kind, delete = _DELETES[scope]
        if frame is None or not tracks:
            return False
        maker = document.maker
        return self._do_all(
            "delete" if plain else kind,
            lambda: [editing.delete(plain), *(delete(maker, track, frame) for track in tracks)],
            len(rows),
        )

    def _to_ask_for(self, rows: Iterable[Annotation]) -> list[Track]:
        """Tracks of rows that are there on other frames, too."""
        tracks = self.document.tracks
        found = [tracks[r.track] for r in rows if not r.locked and r.track and r.track in tracks]
        return [track for track in found if track.frames[0] != track.frames[-1]]

    def _last_scope(self) -> str:
        scope = self.document.project.value(DELETE_SCOPE, THIS)
        return scope if scope in _DELETES else THIS

    def _do_all(
        self, kind: str, edits: Callable[[], Iterable[Edit | None]], count: int | None = None
    ) -> bool:
        """Edits as one step of this frame; whether there was any."""
        try:
            made = [edit for edit in edits() if edit is not None]
        except ProjectError as error:
            self.document.tell(str(error))
            return False
        if not made:
            return False
        text = edit_text(kind, len(made) if count is None else count)
        changes = tuple(change for edit in made for change in edit.changes)
        return self._do(replace(made[0], text=text, changes=changes, picture=self._picture))


def _without_key(track: Track, frame: int) -> Edit | None:
    return track_edits.leave_track(track, frame) or track_edits.remove_keyframe(track, frame)


def ends_at(track: Track, frame: int) -> bool:
    """Whether a track is marked to be seen no more after a frame."""
    row = track.keyframe_at(frame)
    return row is not None and row.ends


def seen_here(document: Document) -> list[Track]:
    """The followed tracks that are to be seen on the frame that is shown."""
    frame = document.frame_here
    tracks = document.followed_tracks()
    return [] if frame is None else [track for track in tracks if track.is_seen(frame)]
