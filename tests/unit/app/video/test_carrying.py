"""Boxes carried over frames: few keyframes, near to where the boxes were."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.domain.records import Box, Origin, ProjectClass
from app.domain.video.carrying import Linked, accept_linked, copies, propagate, thinned
from app.domain.video.tracks import Track, Tracks
from tests.unit.app.video.made import (
    PICTURES,
    after,
    boxes,
    by_id,
    frames_seen,
    keyframe,
    maker,
    seen,
    tracks,
)


@given(
    st.lists(boxes, min_size=1, max_size=30), st.sampled_from([0.0, 1.0, 20.0]), st.integers(1, 5)
)
def test_lines_between_kept_boxes_pass_all_others(
    path: list[Box], tolerance: float, pace: int
) -> None:
    table = np.array(path)
    frames = list(range(0, pace * len(path), pace))
    kept = thinned(frames, table, tolerance)
    assert kept[0] == 0
    assert kept[-1] == len(path) - 1
    for side in range(4):
        line = np.interp(frames, [frames[each] for each in kept], table[kept, side])
        assert np.abs(line - table[:, side]).max() <= tolerance + 1e-6


def test_a_straight_way_needs_two_keyframes() -> None:
    table = np.arange(40.0)[:, None] * [1, 0.5, 1, 0.5]
    assert thinned(range(40), table) == [0, 39]


@given(tracks(), st.integers(0, 40), st.integers(1, 10), boxes)
def test_a_propagated_box_lies_on_its_frames_and_the_rest_stays(
    track: Track, frame: int, count: int, box: Box
) -> None:
    row = track.at(frame, PICTURES + frame)
    if row is None:
        return
    x1, y1, x2, y2 = box
    way = {frame + at: (x1 + at, y1, x2 + 500, y2 + 500) for at in range(1, count + 1)}
    edit = propagate(maker(), Tracks(track.keyframes), row, frame, way, None)
    made = after(track.keyframes, edit)
    wanted = seen(track.keyframes)
    for at, each in enumerate(seen(made)):
        if at in way:
            assert np.abs(np.subtract(each[1], way[at])).max() <= 1 + 1e-6
        elif wanted[at]:
            assert np.allclose(each[1], wanted[at][1], atol=1e-6)
        else:
            assert not each
    assert edit is not None
    assert by_id(after(made, edit.inverse())) == by_id(track.keyframes)


def test_a_copied_box_starts_a_track_with_two_keyframes() -> None:
    alone = keyframe(1, 4, track=None)
    way = copies(alone.row.box, 4, 20, 12)
    assert list(way) == list(range(5, 12))
    edit = propagate(maker(), Tracks(), alone.row, 4, way, (100, 100))
    made = after([alone], edit)
    assert sorted(each.frame for each in made) == [4, 11]
    assert frames_seen(made) == list(range(4, 12))
    assert propagate(maker(), Tracks(), alone.row, 4, {}, None) is None


def linked(frames: list[int], shift: float = 0.0) -> Linked:
    table = np.array([[n, shift, n + 20, shift + 20] for n in frames], np.float64)
    origins = [Origin("m", "cat", 0.5 + n / 1000, (n, shift, n + 20, shift + 20)) for n in frames]
    return Linked(7, frames, table, origins)


def test_accepted_detections_keep_where_they_came_from() -> None:
    link = linked([0, 3, 6, 9, 60, 63])
    new = ProjectClass(7, "cat", "#ff0000", 0)
    done = accept_linked(maker(), Tracks(), [link], (640, 480), added=[new])
    assert done.edit is not None
    assert (done.tracks, done.left_out) == (1, 0)
    assert done.edit.changes[0].after == new
    made = after([], done.edit)
    assert sorted(each.frame for each in made) == [0, 9, 60, 63]
    assert all(each.row.origin == link.origins[link.frames.index(each.frame)] for each in made)
    assert frames_seen(made) == [
        *range(10),
        *range(60, 64),
    ]
    again = accept_linked(maker(), Tracks(made), [link, linked([0, 3, 6], 200)], None)
    assert (again.tracks, again.left_out) == (1, 1)


def test_boxes_without_a_place_are_left_out() -> None:
    link = linked([0, 1, 2])
    link.boxes[1] = np.nan
    done = accept_linked(maker(), Tracks(), [link], (640, 480))
    assert sorted(each.frame for each in after([], done.edit)) == [0, 2]
