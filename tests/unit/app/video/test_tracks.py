"""Where tracks are, by their keyframes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.edits import Change, Edit
from app.domain.video.tracks import Track, Tracks, between, boxes_at, is_computed
from tests.unit.app.video.made import PICTURES, boxes, keyframe, seen, tracks


@given(tracks())
def test_keyframes_are_exact_and_others_on_the_line_between_them(track: Track) -> None:
    for here, there in zip(track.keyframes, track.keyframes[1:], strict=False):
        assert track.at(here.frame) is here.row
        for frame in range(here.frame + 1, there.frame):
            row = track.at(frame, 5)
            assert (row is None) == here.row.ends
            if row is None:
                continue
            share = (frame - here.frame) / (there.frame - here.frame)
            for low, high, value in zip(here.row.box, there.row.box, row.box, strict=True):
                assert value == pytest.approx(low + share * (high - low), abs=1e-9)
            assert (row.id, row.picture, row.track, row.label) == (-1, 5, 1, 7)
            assert is_computed(row)


@given(tracks())
def test_spans_say_where_a_track_is_seen(track: Track) -> None:
    inside = {frame for low, high in track.spans for frame in range(low, high + 1)}
    for frame in range(-2, 50):
        assert track.is_seen(frame) == (frame in inside) == (track.at(frame) is not None)


@given(boxes, boxes, st.floats(0, 1))
def test_a_box_between_two_stays_between_them(
    a: tuple[float, ...], b: tuple[float, ...], share: float
) -> None:
    box = between(a, b, share)  # type: ignore[arg-type]
    for low, high, value in zip(a, b, box, strict=True):
        assert min(low, high) - 1e-9 <= value <= max(low, high) + 1e-9
    assert between(a, b, 0) == a  # type: ignore[arg-type]
    assert between(a, b, 1) == b  # type: ignore[arg-type]


def test_flags_points_and_attributes_come_from_the_keyframe_before() -> None:
    ring = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0))
    first = keyframe(1, 0, occluded=True, attributes={"a": "b"}, points=(ring,))
    row = boxes_at([first, keyframe(2, 10, (20, 20, 40, 40))], 5)[0]
    assert (row.occluded, row.truncated) == (True, False)
    assert row.attributes == {"a": "b"}
    assert row.box == (10.0, 10.0, 25.0, 25.0)
    assert row.points == (((10.0, 10.0), (25.0, 10.0), (25.0, 25.0)),)


def test_rows_of_no_track_are_left_out_and_two_on_a_frame_count_once() -> None:
    rows = [keyframe(1, 0, track=None), keyframe(3, 2, (1, 1, 2, 2)), keyframe(2, 2)]
    assert [row.id for row in boxes_at(rows, 2)] == [2]
    assert boxes_at(rows, 0) == []


def test_tracks_follow_an_edit() -> None:
    rows = [keyframe(1, 0), keyframe(2, 10), keyframe(3, 0, track=9)]
    frames = {PICTURES + frame: frame for frame in range(30)}
    new = keyframe(4, 20)
    edit = Edit("", (Change(rows[1].row, None), Change(None, new.row)))
    both = Tracks(rows)
    made = both.after(edit, frames)
    assert made[1].frames == (0, 20)
    assert made[9] is both[9]
    assert seen([*rows[::2], new]) == [
        {row.track: row.box for row in made.boxes_at(frame)} for frame in range(60)
    ]
    back = made.after(edit.inverse(), frames)
    assert back[1] == both[1]
    gone = back.after(Edit("", (Change(rows[2].row, None),)), frames)
    assert [each.id for each in gone] == [1]
    assert gone.after(Edit("", (Change(keyframe(8, 1, track=None).row, None),)), frames) is gone
