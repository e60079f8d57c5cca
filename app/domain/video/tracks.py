"""Tracks: one object over the frames of a video, given by keyframes.

A track is its keyframes, annotations that share a track id and a class. Between two of them the
box lies on the line from one to the other; that is computed here and never stored. After a
keyframe that ``ends``, the track is not to be seen until its next keyframe; before the first and
after the last one it is not there.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from app.domain.editing import with_box
from app.domain.edits import Edit
from app.domain.records import Annotation, Box

Span = tuple[int, int]
"""First and last frame, both of them among it."""


@dataclass(frozen=True, slots=True)
class Keyframe:
    """An annotation of a frame, with the number of the frame."""

    frame: int
    row: Annotation


def between(a: Box, b: Box, share: float) -> Box:
    """The box at a share (0..1) of the way from one to another; exact at both ends."""
    if share <= 0:
        return a
    if share >= 1:
        return b
    x1, y1, x2, y2 = (p + (q - p) * share for p, q in zip(a, b, strict=True))
    return x1, y1, x2, y2


def shown_id(track: int) -> int:
    """The id of a track's computed boxes: none that a stored row can have."""
    return -track


def is_computed(row: Annotation) -> bool:
    """Whether a row is computed from the keyframes around it, and not stored."""
    return row.track is not None and row.id == shown_id(row.track)


@dataclass(frozen=True)
class Track:
    """Keyframes of one track by frame; of several on one frame, that with the lowest id counts."""

    id: int
    keyframes: tuple[Keyframe, ...]

    @cached_property
    def frames(self) -> tuple[int, ...]:
        """Frames of the keyframes, ascending."""
        return tuple(each.frame for each in self.keyframes)

    @property
    def label(self) -> int:
        """Class of the track: that of its first keyframe."""
        return self.keyframes[0].row.label

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Stretches of frames on which the track is to be seen, in their order."""
        spans, start = [], self.frames[0]
        for here, after in zip(self.keyframes, self.keyframes[1:], strict=False):
            if here.row.ends and after.frame > here.frame + 1:
                spans.append((start, here.frame))
                start = after.frame
        return (*spans, (start, self.frames[-1]))

    def keyframe_at(self, frame: int) -> Annotation | None:
        """The keyframe on a frame; None where there is none."""
        place = bisect_left(self.frames, frame)
        if place < len(self.frames) and self.frames[place] == frame:
            return self.keyframes[place].row
        return None

    def at(self, frame: int, picture: int = 0) -> Annotation | None:
        """The row on a frame: the keyframe, else one that is computed, else None.

        A computed row has `shown_id`, the picture id that is given, class and flags of the
        keyframe before, and no origin.
        """
        place = bisect_right(self.frames, frame) - 1
        if place < 0:
            return None
        before = self.keyframes[place]
        if before.frame == frame:
            return before.row
        if before.row.ends or place + 1 == len(self.keyframes):
            return None
        after = self.keyframes[place + 1]
        share = (frame - before.frame) / (after.frame - before.frame)
        row = with_box(before.row, between(before.row.box, after.row.box, share))
        return replace(row, id=shown_id(self.id), picture=picture, origin=None, extra={})

    def is_seen(self, frame: int) -> bool:
        """Whether the track is to be seen on a frame."""
        place = bisect_right(self.frames, frame) - 1
        if place < 0:
            return False
        before = self.keyframes[place]
        going_on = not before.row.ends and place + 1 < len(self.keyframes)
        return before.frame == frame or going_on


class Tracks:
    """All tracks of a video, by id; rows that belong to none are left out. Never changes."""

    def __init__(self, keyframes: Iterable[Keyframe] = ()) -> None:
        found: defaultdict[int, dict[int, Keyframe]] = defaultdict(dict)
        for each in sorted(keyframes, key=lambda each: (each.frame, each.row.id)):
            if each.row.track is not None:
                found[each.row.track].setdefault(each.frame, each)
        self._tracks = {key: Track(key, tuple(found[key].values())) for key in sorted(found)}

    def __len__(self) -> int:
        return len(self._tracks)

    def __iter__(self) -> Iterator[Track]:
        return iter(self._tracks.values())

    def __contains__(self, track: object) -> bool:
        return track in self._tracks

    def __getitem__(self, track: int) -> Track:
        """Raises KeyError for a track that is not there."""
        return self._tracks[track]

    def boxes_at(self, frame: int, picture: int = 0) -> list[Annotation]:
        """What is to be seen on a frame: its keyframes as stored, and computed rows."""
        return [row for each in self if (row := each.at(frame, picture)) is not None]

    def computed_at(self, frame: int, picture: int = 0) -> list[Annotation]:
        """Only the computed rows of a frame, beside those that are stored."""
        return [row for row in self.boxes_at(frame, picture) if is_computed(row)]

    def after(self, edit: Edit, frame_of: Mapping[int, int]) -> "Tracks":
        """The tracks once an edit has happened; ``frame_of`` gives the frame numbers of the
        video's pictures by id, those that the edit has made among them."""
        changed = [each for each in edit.changes if isinstance(each.row, Annotation)]
        rows = [row for each in changed for row in (each.before, each.after)]
        touched = {row.track for row in rows if isinstance(row, Annotation)} - {None}
        if not touched:
            return self
        kept = {each.row.id: each for key in touched & set(self._tracks) for each in self._of(key)}
        for change in changed:
            row = change.after
            kept.pop(change.row.id, None)
            if isinstance(row, Annotation) and row.picture in frame_of and row.track is not None:
                kept[row.id] = Keyframe(frame_of[row.picture], row)
        made = Tracks(kept.values())
        out = Tracks()
        both = {k: v for k, v in self._tracks.items() if k not in touched} | made._tracks
        out._tracks = dict(sorted(both.items()))
        return out

    def _of(self, track: int | None) -> tuple[Keyframe, ...]:
        return () if track is None else self._tracks[track].keyframes


def boxes_at(keyframes: Iterable[Keyframe], frame: int, picture: int = 0) -> list[Annotation]:
    """What the tracks of some keyframes show on a frame; see `Tracks.boxes_at`."""
    return Tracks(keyframes).boxes_at(frame, picture)
