"""Tracks and frames of videos in label files: what COCO says of them, and what comes back.

The row of a picture says `video` and `frame`, that of a box `track_id`, and `track_ends` where the
track is not to be seen after it until its next box. A file that says 0 there knows of no end; one
that says nothing leaves it to its frames.
"""

import itertools
import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.edits import Change
from app.domain.formats.labels import LabelPicture
from app.domain.records import Annotation
from fpn_core.video.frames import split_frame

VIDEO, FRAME, TRACK, ENDS = "video", "frame", "track_id", "track_ends"
KEYS = frozenset({VIDEO, FRAME, TRACK, ENDS})
_COCO = "coco"

_Key = tuple[str, Any, int]  # video, the file's own track id, class


def with_frame(extra: dict[str, Any], path: str) -> dict[str, Any]:
    """What stands beside a picture, with its video and number where it is a frame."""
    frame = split_frame(path)
    if frame is None:
        return extra
    name = os.path.basename(frame[0]) if os.path.isabs(frame[0]) else frame[0]
    return {**extra, _COCO: {**extra.get(_COCO, {}), VIDEO: name, FRAME: frame[1]}}


def with_track(row: Annotation) -> Mapping[str, Any]:
    """What stands beside a box, with its track."""
    own = dict(row.extra.get(_COCO, {}))
    said = own.keys() & {TRACK, ENDS}
    if row.track is None and not said:
        return row.extra
    kept = {key: value for key, value in own.items() if key not in said}
    if row.track is not None:
        kept[TRACK] = row.track
        kept |= {ENDS: 1} if row.ends else {}
    return {**row.extra, _COCO: kept}


def track_mark(track: int, ends: bool) -> dict[str, Any]:
    """What stands beside a box of a file that knows its tracks and where they end."""
    return {_COCO: {TRACK: track, ENDS: int(ends)}}


class ImportedTracks:
    """Gives imported boxes tracks of their own, by what their files say."""

    def __init__(self, new_id: Callable[[], int]) -> None:
        self._new_id = new_id
        self._ids: dict[_Key, int] = {}
        self._frames: defaultdict[str, list[int]] = defaultdict(list)  # by video
        self._places: dict[int, tuple[str, int]] = {}  # by picture id
        self._told: set[int] = set()  # ids of rows whose file says whether the track ends

    def joined(self, picture: LabelPicture, changes: Sequence[Change]) -> list[Change]:
        """The new boxes of a picture, with their tracks where it is a frame."""
        frame = split_frame(picture.path)
        if frame is None:
            return list(changes)
        self._frames[frame[0]].append(frame[1])
        return [self._with_track(each, frame) for each in changes]

    def _with_track(self, change: Change, frame: tuple[str, int]) -> Change:
        row = change.after
        own = row.extra.get(_COCO, {}) if isinstance(row, Annotation) else {}
        if not isinstance(row, Annotation) or not isinstance(own.get(TRACK), int | str):
            return change
        self._places[row.picture] = frame
        key = (frame[0], own[TRACK], row.label)
        if key not in self._ids:
            self._ids[key] = self._new_id()
        kept = {name: value for name, value in own.items() if name not in (TRACK, ENDS)}
        extra = (
            {**row.extra, _COCO: kept}
            if kept
            else {name: value for name, value in row.extra.items() if name != _COCO}
        )
        if ENDS in own:
            self._told.add(row.id)
        made = replace(row, track=self._ids[key], ends=bool(own.get(ENDS)), extra=extra)
        return Change(None, made)

    def ended(self, changes: Sequence[Change]) -> list[Change]:
        """All changes, with the ends of tracks where files say nothing of them: before an imported
        frame that shows none of it."""
        rows: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for at, change in enumerate(changes):
            row = change.after
            if isinstance(row, Annotation) and row.track is not None:
                rows[row.track].append((self._places[row.picture][1], at))
        out = list(changes)
        for keyframes in rows.values():
            keyframes.sort()
            first = out[keyframes[0][1]].after
            assert isinstance(first, Annotation), "rows of tracks are annotations"
            imported = sorted(set(self._frames[self._places[first.picture][0]]))
            following = dict(itertools.pairwise(imported))
            for (frame, at), (after, _at) in itertools.pairwise(keyframes):
                row = out[at].after
                if not isinstance(row, Annotation) or row.id in self._told:
                    continue
                if following.get(frame, after) < after:
                    out[at] = Change(None, replace(row, ends=True))
        return out
