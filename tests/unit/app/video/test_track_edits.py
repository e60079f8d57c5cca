"""Edits of tracks: each does what it says on its frames, and nothing on the others."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import editing
from app.domain.edits import Edit
from app.domain.records import Annotation, Box
from app.domain.video import track_edits as edits
from app.domain.video.tracks import Track, Tracks, is_computed
from tests.unit.app.video.made import (
    PICTURES,
    after,
    by_id,
    frames_seen,
    keyframe,
    maker,
    seen,
    tracks,
)

frames = st.integers(-1, 42)
EDITS: dict[str, Callable[[Track, int], Edit | None]] = {
    "add": lambda track, frame: edits.add_keyframe(maker(), track, frame),
    "remove": lambda track, frame: edits.remove_keyframe(track, frame),
    "hide": lambda track, frame: edits.hide_frame(maker(), track, frame),
    "cut": lambda track, frame: edits.cut(maker(), track, frame),
    "delete": lambda track, frame: edits.delete_track(track),
    "split": lambda track, frame: edits.split(maker(), track, frame),
    "relabel": lambda track, frame: edits.relabel_track(track, 9),
}


def near(a: list[dict[int | None, Box]], b: list[dict[int | None, Box]]) -> bool:
    return all(
        x.keys() == y.keys() and all(x[key] == pytest.approx(y[key], abs=1e-6) for key in x)
        for x, y in zip(a, b, strict=True)
    )


@pytest.mark.parametrize("kind", EDITS)
@given(track=tracks(), frame=frames)
def test_undo_takes_an_edit_back(kind: str, track: Track, frame: int) -> None:
    edit = EDITS[kind](track, frame)
    if edit is not None:
        made = after(track.keyframes, edit)
        assert by_id(after(made, edit.inverse())) == by_id(track.keyframes)
        assert edit.picture is not None


@given(tracks(), frames)
def test_a_new_keyframe_moves_nothing(track: Track, frame: int) -> None:
    made = after(track.keyframes, edits.add_keyframe(maker(), track, frame))
    assert near(seen(made), seen(track.keyframes))
    computed = track.is_seen(frame) and track.keyframe_at(frame) is None
    assert len(made) == len(track.keyframes) + computed


@given(tracks(), frames)
def test_this_frame_is_hidden_and_no_other(track: Track, frame: int) -> None:
    made = seen(after(track.keyframes, edits.hide_frame(maker(), track, frame)))
    wanted = seen(track.keyframes)
    if frame >= 0:
        wanted[frame] = {}
    assert near(made, wanted)


@given(tracks(), frames)
def test_a_cut_keeps_what_was_before(track: Track, frame: int) -> None:
    made = seen(after(track.keyframes, edits.cut(maker(), track, frame)))
    wanted = seen(track.keyframes)
    assert near(made, [each if at < frame else {} for at, each in enumerate(wanted)])


@given(tracks(), frames)
def test_split_and_merge_give_the_same_boxes(track: Track, frame: int) -> None:
    edit = edits.split(maker(), track, frame)
    empty = frame <= track.frames[0] or frame > track.frames[-1]
    assert (edit is None) == empty
    if edit is None:
        return
    made = after(track.keyframes, edit)
    first, rest = Tracks(made)
    wanted = seen(track.keyframes)
    for at, boxes in enumerate(seen(made)):
        assert list(boxes.values()) == [pytest.approx(b, abs=1e-6) for b in wanted[at].values()]
        assert list(boxes) == ([first.id if at < frame else rest.id] if boxes else [])
    merged = edits.merge(maker(2000), first, rest)
    assert merged.frames_left_out == 0
    assert near(seen(after(made, merged.edit)), wanted)


@given(tracks(1, 1), tracks(2, 50))
def test_of_two_merged_tracks_the_kept_one_wins(kept: Track, other: Track) -> None:
    both = [*kept.keyframes, *other.keyframes]
    merged = edits.merge(maker(), kept, other)
    before = seen(both)
    wanted = [{1: each.get(1, each.get(2))} if each else {} for each in before]
    made = after(both, merged.edit)
    assert near(seen(made), wanted)  # type: ignore[arg-type]
    assert merged.frames_left_out == sum(len(each) == 2 for each in before)
    assert by_id(after(made, merged.edit.inverse())) == by_id(both)


def test_a_merge_may_fill_the_gap_between_two_tracks() -> None:
    kept = Track(1, (keyframe(1, 0), keyframe(2, 4, ends=True), keyframe(3, 6)))
    other = Track(2, (keyframe(4, 10, (40, 0, 50, 10), 2),))
    both = [*kept.keyframes, *other.keyframes]
    made = after(both, edits.merge(maker(), kept, other, fill=True).edit)
    assert frames_seen(made) == [
        0,
        1,
        2,
        3,
        4,
        *range(6, 11),
    ]
    assert seen(made)[8] == {1: (20, 0, 30, 10)}
    apart = after(both, edits.merge(maker(), kept, other).edit)
    assert frames_seen(apart) == [0, 1, 2, 3, 4, 6, 10]


def test_the_last_keyframe_takes_its_track_along() -> None:
    track = Track(1, (keyframe(1, 3),))
    edit = edits.remove_keyframe(track, 3)
    assert after(track.keyframes, edit) == []
    assert edits.remove_keyframe(track, 4) is None


def test_a_gap_stays_when_the_keyframe_before_it_goes() -> None:
    track = Track(1, (keyframe(1, 0), keyframe(2, 5, ends=True), keyframe(3, 10)))
    made = after(track.keyframes, edits.remove_keyframe(track, 5))
    assert frames_seen(made) == [0, 10]


def test_a_box_starts_a_track() -> None:
    alone = keyframe(1, 4, track=None)
    edit = edits.start_track(maker(), alone.row)
    assert seen(after([alone], edit))[4] == {1000: (0, 0, 10, 10)}
    assert edits.start_track(maker(), keyframe(1, 4).row) is None


def shown() -> tuple[list, Tracks]:
    rows = [keyframe(1, 0), keyframe(2, 10, (10, 0, 20, 10)), keyframe(5, 5, track=None)]
    return rows, Tracks(rows)


def test_a_moved_computed_box_becomes_a_keyframe() -> None:
    rows, all_tracks = shown()
    row = all_tracks.boxes_at(5, PICTURES + 5)[0]
    assert is_computed(row)
    edit = editing.place_boxes([row, rows[2].row], {row.id: (0, 50, 10, 60), 5: (1, 1, 9, 9)}, None)
    assert edit is not None
    stored = edits.stored_edit(maker(), all_tracks, 5, edit)
    made = after(rows, stored)
    assert seen(made)[5] == {1: (0, 50, 10, 60)}
    assert {each.row.box for each in made if each.row.track is None} == {(1, 1, 9, 9)}
    assert stored is not None
    assert by_id(after(made, stored.inverse())) == by_id(rows)


def test_the_class_of_one_box_is_that_of_the_whole_track() -> None:
    rows, all_tracks = shown()
    for frame in (0, 5):
        row = all_tracks.boxes_at(frame)[0]
        edit = editing.relabel([row], 8)
        assert edit is not None
        made = after(rows, edits.stored_edit(maker(), all_tracks, frame, edit))
        assert [(each.row.id, each.row.label) for each in made] == [(1, 8), (2, 8), (5, 7)]


def test_a_deleted_computed_box_is_hidden_on_its_frame() -> None:
    rows, all_tracks = shown()
    edit = editing.delete(all_tracks.boxes_at(5))
    assert edit is not None
    made = after(rows, edits.stored_edit(maker(), all_tracks, 5, edit))
    assert frames_seen(made) == [*range(5), *range(6, 11)]


def test_a_copy_of_a_keyframe_belongs_to_no_track() -> None:
    rows, _tracks = shown()
    for edit in (
        editing.duplicate(lambda: 99, [rows[0].row], None),
        editing.paste(lambda: 99, PICTURES + 1, [rows[0].row], None),
    ):
        assert edit is not None
        assert seen(after(rows, edit)) == seen(rows)


@given(tracks(), frames)
def test_a_track_is_brought_to_any_frame(track: Track, frame: int) -> None:
    if frame < 0:
        return
    edit = edits.bring_here(maker(), track, frame)
    assert (edit is None) == track.is_seen(frame)
    if edit is None:
        return
    (now,) = Tracks(after(track.keyframes, edit))
    assert now.keyframe_at(frame) is not None
    for other in track.frames:
        assert now.at(other) == track.at(other)
    made = now.at(frame)
    assert made is not None
    if frame > track.frames[-1]:
        last = track.keyframes[-1].row
        assert made.box == last.box
        assert now.is_seen(track.frames[-1] + 1) == (frame == track.frames[-1] + 1 or not last.ends)
    elif frame < track.frames[0]:
        assert made.box == track.keyframes[0].row.box
    else:
        assert all(now.is_seen(each) for each in range(frame, next_of(track, frame) + 1))


def next_of(track: Track, frame: int) -> int:
    return next(each for each in track.frames if each > frame)


@given(tracks(), frames)
def test_a_track_ends_on_a_frame_and_goes_on(track: Track, frame: int) -> None:
    ended = edits.set_ends(maker(), track, frame, True)
    if not track.is_seen(frame):
        assert ended is None
        return
    (now,) = Tracks(after(track.keyframes, ended)) if ended is not None else (track,)
    later = [each for each in now.frames if each > frame]
    hidden = range(frame + 1, later[0] if later else frame + 9)
    assert now.is_seen(frame)
    assert not any(now.is_seen(each) for each in hidden)
    again = edits.set_ends(maker(), now, frame, False)
    assert again is not None
    (back,) = Tracks(after(now.keyframes, again))
    assert all(back.is_seen(each) for each in hidden) or not later


def test_rows_that_change_their_track_are_stored_as_they_are() -> None:
    kept, other = Track(1, (keyframe(1, 0),)), Track(2, (keyframe(2, 8, track=2),))
    relabelled = edits.relabel_track(other, 5)
    (other,) = Tracks(after(other.keyframes, relabelled))
    assert (kept.label, other.label) == (7, 5)
    merged = edits.merge(maker(), kept, other).edit
    both = Tracks([*kept.keyframes, *other.keyframes])
    assert edits.stored_edit(maker(), both, 0, merged) == merged
    (now,) = Tracks(after([*kept.keyframes, *other.keyframes], merged))
    assert {each.row.label for each in now.keyframes} == {7}


def test_the_only_keyframe_stays_as_a_box() -> None:
    alone = Track(1, (keyframe(1, 3),))
    edit = edits.leave_track(alone, 3)
    assert edit is not None
    row = edit.changes[0].after
    assert isinstance(row, Annotation)
    assert (row.track, row.ends) == (None, False)
    both = Track(1, (*alone.keyframes, keyframe(2, 5)))
    assert edits.leave_track(both, 3) is None
    assert edits.leave_track(alone, 4) is None
