"""Linked detections: which belong together, how tracks are numbered, and the way over levels."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.detections import Level, ModelInfo
from app.domain.records import Annotation, Box, Origin
from app.domain.video.level_path import LevelPath, level_lanes, path_of_linked, path_of_track
from app.domain.video.linked import (
    FoundRows,
    LinkedTrack,
    LinkedTracks,
    LinkingStoppedError,
    Measure,
    link_found,
)
from app.domain.video.listed import accepted_numbers, listed_tracks
from app.domain.video.tracks import Keyframe, Track, Tracks
from tests.ui.linked_videos import found_on, near_car

MODEL = ModelInfo(
    "lite",
    tuple(Level(f"P{k}", 2.0**k, (2.0 ** (k + 3),)) for k in range(2, 7)),
    ("person", "car"),
    224.0,
    4,
    key="k",
)
Rows = list[tuple[str, float, Box]]


def linked(frames: dict[int, Rows], score: float = 0.5, **values: object) -> LinkedTracks:
    sets = {frame: found_on(MODEL, rows) for frame, rows in frames.items()}
    found = {frame: FoundRows.of(each) for frame, each in sets.items()}
    measure = Measure.of(next(iter(sets.values())))
    return link_found(found, measure, score, **values)  # type: ignore[arg-type]


def box(x: float, y: float = 100.0, side: float = 40.0) -> Box:
    return x, y, x + side, y + side


def test_a_car_that_comes_near_climbs_the_levels_in_order() -> None:
    links = linked({frame: [("car", 0.9, near_car(frame))] for frame in range(40)})
    (track,) = links.tracks
    path = path_of_linked(track, links.gap)
    assert path.levels_in_order() == [0, 1, 2, 3]
    assert path.fired.all()
    assert path.sizes[0] == pytest.approx(28)
    assert path.sizes[-1] == pytest.approx(300)
    steps = path.steps()
    assert (steps[0].first, steps[-1].last) == (0, 39)
    assert all(a.last + 1 == b.first for a, b in itertools.pairwise(steps))


def test_doubtful_detections_carry_a_track_on_and_start_none() -> None:
    scores = [0.9, 0.9, 0.2, 0.1, 0.9]
    links = linked({n: [("car", s, box(10 + n))] for n, s in enumerate(scores)})
    assert [each.frames.tolist() for each in links.tracks] == [[0, 1, 2, 3, 4]]
    assert not linked({n: [("car", 0.3, box(10))] for n in range(9)}).tracks
    assert len(linked({n: [("car", 0.3, box(10))] for n in range(9)}, score=0.3)) == 1


def test_rows_that_are_left_out_belong_to_no_track() -> None:
    rows = {n: [("car", 0.9, box(10)), ("car", 0.8, box(300))] for n in range(6)}
    out = {n: np.array([False, True]) for n in range(6)}
    (track,) = linked(rows, left_out=out).tracks
    assert track.boxes[:, 0].tolist() == [10.0] * 6
    links = linked(rows, left_out=out)
    assert links.numbers_on(3, 2).tolist() == [0, -1]
    assert links.numbers_on(99, 2).tolist() == [-1, -1]


def test_tracks_keep_their_numbers_when_more_is_linked() -> None:
    late = {n: [("car", 0.9, box(10 + n))] for n in range(60, 70)}
    before = linked(late)
    assert [each.number for each in before.tracks] == [0]
    early = {n: [("car", 0.9, box(300 + n))] for n in range(10)}
    after = linked({**early, **late}, before=before)
    numbers = {each.number: int(each.frames[0]) for each in after.tracks}
    assert numbers == {0: 60, 1: 0}


@given(st.sets(st.integers(0, 60), min_size=2), st.sets(st.integers(0, 60)))
def test_every_detection_has_the_number_of_its_track(a: set[int], b: set[int]) -> None:
    rows: dict[int, Rows] = {}
    for frame in a:
        rows.setdefault(frame, []).append(("car", 0.9, box(10 + frame / 4)))
    for frame in b:
        rows.setdefault(frame, []).append(("person", 0.8, box(300 - frame / 4)))
    links = linked(rows)
    again = linked(rows, before=links)
    assert [each.number for each in again.tracks] == [each.number for each in links.tracks]
    for track in links.tracks:
        assert (np.diff(track.frames) > 0).all()
        for frame, row in zip(track.frames.tolist(), track.rows.tolist(), strict=True):
            assert links.numbers_on(frame, len(rows[frame]))[row] == track.number
        for step in path_of_linked(track, links.gap).steps():
            assert step.first <= step.last


def test_long_and_sure_tracks_are_chosen() -> None:
    rows: dict[int, Rows] = {n: [("car", 0.9, box(10))] for n in range(30)}
    for n in range(5):
        rows[n].append(("person", 0.6, box(300)))
    links = linked(rows)
    assert len(links.chosen(0, 0.5)) == 2
    assert [len(each) for each in links.chosen(5, 0.5)] == [30]
    assert [len(each) for each in links.chosen(0, 0.7)] == [30]
    assert [len(each) for each in links.longest_first] == [30, 5]


def test_linking_can_be_stopped() -> None:
    with pytest.raises(LinkingStoppedError):
        linked({0: [("car", 0.9, box(1))], 1: [("car", 0.9, box(1))]}, stopped=lambda: True)


def test_the_levels_of_a_persons_track_fired_at_its_origins_and_fit_elsewhere() -> None:
    measure = Measure.of(found_on(MODEL, [("car", 0.9, box(0))]))
    origin = Origin("k", "car", 0.8, box(0, side=150), anchor_level="P6")
    start = Annotation(1, 1, 7, box(0, side=16), track=5, origin=origin)
    end = Annotation(2, 3, 7, box(0, side=128), track=5)
    path = path_of_track(Track(5, (Keyframe(2, start), Keyframe(10, end))), measure)
    assert path.frames.tolist() == list(range(2, 11))
    assert path.fired.tolist() == [True] + [False] * 8
    assert path.ranks[0] == 4
    assert path.scores[0] == 0.8
    assert np.isnan(path.scores[1:]).all()
    assert path.ranks[-1] == 3
    assert (np.diff(path.ranks[1:]) >= 0).all()


def path(frames: list[int], ranks: list[int], gap: int) -> LevelPath:
    ones = np.ones(len(frames))
    columns = np.array(frames, np.int64), np.array(ranks, np.int64)
    return LevelPath(*columns, ones, ones, ones > 0, gap)


def test_a_gap_that_is_too_long_is_not_bridged() -> None:
    there = path([0, 5, 20, 25], [1, 1, 1, 2], gap=6)
    assert [(s.first, s.last, s.rank) for s in there.steps()] == [
        (0, 5, 1),
        (20, 24, 1),
        (25, 25, 2),
    ]
    assert [there.place_at(frame) for frame in (0, 3, 5, 6, 19, 22, 25, 26)] == [
        0, 0, 1, None, None, 2, 3, None
    ]  # fmt: skip


@given(st.lists(st.floats(1, 2000), min_size=1))
def test_sizes_lie_on_the_lane_whose_anchors_are_as_large(sizes: list[float]) -> None:
    anchors = [32.0, 64.0, 128.0, 256.0, 512.0]
    lanes = level_lanes(np.array(sizes), anchors)
    assert ((lanes >= -0.5) & (lanes <= 4.5)).all()
    assert level_lanes(np.array(anchors), anchors).tolist() == pytest.approx([0, 1, 2, 3, 4])
    order = np.argsort(sizes)
    assert (np.diff(lanes[order]) >= -1e-9).all()
    assert level_lanes(np.array(sizes), [64.0, 64.0]).tolist() == [0.5] * len(sizes)


def own_track(id: int, boxes: dict[int, Box], accepted: bool) -> list[Keyframe]:
    keyframes = []
    for frame, each in boxes.items():
        origin = Origin("lite", "car", 0.9, each) if accepted else None
        row = Annotation(10 * id + frame, frame, 1, each, origin=origin, track=id)
        keyframes.append(Keyframe(frame, row))
    return keyframes


def test_the_list_has_a_persons_tracks_first_and_none_twice() -> None:
    links = linked(
        {n: [("car", 0.9, box(10 + n)), ("car", 0.9, box(300 + n))] for n in range(8)}
        | {n: [("person", 0.9, box(10 + n))] for n in range(20, 40)}
    )
    assert len(links) == 3
    near = next(each for each in links.tracks if each.boxes[0][0] == 10)
    short = own_track(1, {0: box(10), 7: box(17)}, accepted=True)
    long = own_track(2, {0: box(10), 90: box(17)}, accepted=False)
    tracks = Tracks([*short, *long])
    assert accepted_numbers(tracks, links) == {near.number}
    rows = listed_tracks(tracks, links)
    assert [each.id for each in rows[:2] if isinstance(each, Track)] == [2, 1]
    assert [len(each) for each in rows[2:] if isinstance(each, LinkedTrack)] == [20, 8]
    assert listed_tracks(tracks, None) == rows[:2]
    assert accepted_numbers(Tracks(), links) == frozenset()


def test_an_origin_on_another_frame_or_place_accepts_nothing() -> None:
    links = linked({n: [("car", 0.9, box(10 + n))] for n in range(0, 20, 2)})
    between = Tracks(own_track(1, {1: box(10), 3: box(12)}, accepted=True))
    beside = Tracks(own_track(1, {2: box(13), 40: box(12)}, accepted=True))
    assert not accepted_numbers(between, links)
    assert not accepted_numbers(beside, links)
    there = Tracks(own_track(1, {-5: box(0), 18: box(28)}, accepted=True))
    assert accepted_numbers(there, links) == {links.tracks[0].number}
