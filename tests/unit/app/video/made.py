"""Tracks that the tests of videos start from, and rows that an edit leaves."""

from collections.abc import Iterable
from itertools import count

from hypothesis import strategies as st

from app.domain.edits import Edit, put_row
from app.domain.records import Annotation, Box
from app.domain.video.track_edits import Maker
from app.domain.video.tracks import Keyframe, Track, Tracks

PICTURES = 10_000
"""Frame n is the picture with this id + n."""

sides = st.floats(0, 500, allow_nan=False).map(lambda value: round(value, 2))
boxes = st.tuples(sides, sides, sides, sides)


def maker(first: int = 1000) -> Maker:
    """Ids from a number on."""
    ids = count(first)
    return Maker(lambda: next(ids), lambda frame: PICTURES + frame)


def keyframe(
    id: int, frame: int, box: Box = (0, 0, 10, 10), track: int | None = 1, **values: object
) -> Keyframe:
    row = Annotation(id, PICTURES + frame, 7, box, track=track, **values)  # type: ignore[arg-type]
    return Keyframe(frame, row)


@st.composite
def tracks(draw: st.DrawFn, id: int = 1, first_id: int = 1) -> Track:
    """A track of up to six keyframes on frames 0..40, with gaps."""
    frames = sorted(draw(st.sets(st.integers(0, 40), min_size=1, max_size=6)))
    return Track(
        id,
        tuple(
            keyframe(first_id + at, frame, draw(boxes), id, ends=draw(st.booleans()))
            for at, frame in enumerate(frames)
        ),
    )


def after(keyframes: Iterable[Keyframe], edit: Edit | None) -> list[Keyframe]:
    """The keyframes once an edit has happened."""
    rows = {each.row.id: each.row for each in keyframes}
    for change in () if edit is None else edit.changes:
        assert change.before == rows.get(change.row.id), "it must be as it was before"
        put_row(rows, change, Annotation)
    return [Keyframe(row.picture - PICTURES, row) for row in rows.values()]


def seen(keyframes: Iterable[Keyframe], frames: int = 60) -> list[dict[int | None, Box]]:
    """On each frame, the boxes that are seen by track id."""
    found = Tracks(keyframes)
    return [{row.track: row.box for row in found.boxes_at(frame)} for frame in range(frames)]


def by_id(keyframes: Iterable[Keyframe]) -> dict[int, Keyframe]:
    """To compare keyframes, whatever their order."""
    return {each.row.id: each for each in keyframes}


def frames_seen(keyframes: Iterable[Keyframe]) -> list[int]:
    """The frames on which anything is seen."""
    return [frame for frame, found in enumerate(seen(keyframes, 100)) if found]
