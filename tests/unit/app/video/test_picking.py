"""Frames that are picked to be labelled."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.records import FrameRange
from app.domain.video.picking import (
    Choice,
    Shortage,
    pick_by_change,
    pick_by_value,
    pick_evenly,
    scene_changes,
)

TIMES = np.arange(600) / 20  # 30 seconds


def test_even_steps() -> None:
    picked = pick_evenly(Choice(3, TIMES))
    assert picked.frames == (100, 300, 500)
    assert picked.shortage is Shortage.NONE


def test_reviewed_ranges_and_labelled_frames_are_passed_over() -> None:
    choice = Choice(4, TIMES, [FrameRange(1, 1, 0, 299)], [310])
    picked = pick_evenly(choice)
    assert len(picked.frames) == 4
    assert min(picked.frames) >= 330
    all_of_it = pick_evenly(Choice(40, TIMES))
    assert (len(all_of_it.frames), all_of_it.shortage) == (30, Shortage.TOO_SHORT)
    rest = pick_evenly(Choice(20, TIMES, [FrameRange(1, 1, 0, 299)]))
    assert (len(rest.frames), rest.shortage) == (15, Shortage.REVIEWED)


def test_the_most_uncertain_frames() -> None:
    values = {0: 0.1, 100: 0.9, 110: 0.95, 300: 0.5, 599: float("nan"), 7000: 1.0}
    assert pick_by_value(Choice(2, TIMES), values).frames == (110, 300)
    few = pick_by_value(Choice(9, TIMES), values)
    assert (few.frames, few.shortage) == ((0, 110, 300), Shortage.FEW_VALUES)


def test_scenes_that_change() -> None:
    random = np.random.default_rng(0)
    scenes = [random.integers(0, 120 + 60 * n, (18, 32), np.uint8) for n in range(3)]
    frames = list(range(0, 600, 20))
    shown = [scenes[(frame >= 200) + (frame >= 440)] for frame in frames]
    assert pick_by_change(Choice(3, TIMES), frames, shown).frames == (0, 200, 440)
    values = scene_changes(shown)
    assert values[1] == 0
    assert (values <= 1).all()
    assert len(scene_changes([])) == 0


@given(
    st.integers(0, 50), st.floats(0.02, 1.5), st.integers(0, 300),
    st.dictionaries(st.integers(0, 300), st.floats(0, 1)),
    st.tuples(st.integers(0, 300), st.integers(0, 300)).map(sorted),
)  # fmt: skip
def test_picked_frames_are_a_second_apart(
    count: int, pace: float, frames: int, values: dict[int, float], range: list[int]
) -> None:
    times = np.asarray(np.arange(frames) * pace, np.float64)
    reviewed = FrameRange(1, 1, *range)
    choice = Choice(count, times, [reviewed])
    for picked in (pick_evenly(choice), pick_by_value(choice, values)):
        assert len(picked.frames) <= count
        assert list(picked.frames) == sorted(set(picked.frames))
        assert all(not reviewed.first <= frame <= reviewed.last for frame in picked.frames)
        assert (np.diff(times[list(picked.frames)]) >= 1 - 1e-5).all()
        assert (len(picked.frames) == count) == (picked.shortage is Shortage.NONE)
    assert pick_evenly(choice) == pick_evenly(choice)


@pytest.mark.parametrize("count", [0, -1])
def test_none_is_picked_where_none_is_wanted(count: int) -> None:
    assert pick_evenly(Choice(count, TIMES)).frames == ()
    assert pick_by_value(Choice(count, TIMES), {1: 1.0}).frames == ()
