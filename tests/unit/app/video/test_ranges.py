"""Reviewed ranges of a video."""

from itertools import count, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.edits import Edit, put_row
from app.domain.records import FrameRange
from app.domain.video import ranges

spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: tuple(sorted(pair)))


def after(rows: list[FrameRange], edit: Edit | None) -> list[FrameRange]:
    there = {each.id: each for each in rows}
    for change in () if edit is None else edit.changes:
        assert change.before == there.get(change.row.id)
        put_row(there, change, FrameRange)
    return sorted(there.values(), key=lambda each: each.first)


@given(st.lists(st.tuples(st.booleans(), spans), max_size=12))
def test_ranges_hold_what_was_marked_and_never_touch(steps: list) -> None:
    ids = count(1)
    rows: list[FrameRange] = []
    wanted: set[int] = set()
    for marks, (first, last) in steps:
        change = ranges.mark if marks else ranges.unmark
        edit = change(lambda: next(ids), 3, rows, first, last)
        made = after(rows, edit)
        if edit is not None:
            assert after(made, edit.inverse()) == rows
        rows = made
        wanted = wanted | {*range(first, last + 1)} if marks else wanted - {*range(first, last + 1)}
        assert {n for n in range(50) if ranges.is_reviewed(rows, n)} == wanted
        assert ranges.reviewed_frames(rows, 50) == len(wanted)
        assert all(a.last + 1 < b.first for a, b in pairwise(rows))
        for n in range(50):
            found = ranges.range_at(rows, n)
            assert (found is not None) == (n in wanted)


def test_what_is_no_range_is_refused() -> None:
    with pytest.raises(ValueError, match="5 to 4"):
        ranges.mark(lambda: 1, 1, [], 5, 4)
    assert ranges.mark(lambda: 1, 1, [FrameRange(1, 1, 0, 9)], 3, 4) is None
    assert ranges.unmark(lambda: 1, 1, [FrameRange(1, 1, 0, 9)], 10, 12) is None


def test_seconds_that_are_reviewed() -> None:
    times = np.array([0.0, 0.5, 2.0, 3.0])
    rows = [FrameRange(1, 1, 1, 1), FrameRange(2, 1, 3, 3)]
    assert ranges.reviewed_seconds(rows, times, 3.25) == pytest.approx(1.75)
    assert ranges.reviewed_seconds(rows, np.zeros(0), 0) == 0


@given(
    st.lists(spans, max_size=3),
    st.sets(st.integers(0, 200), max_size=20),
    st.sets(st.integers(0, 200), max_size=5),
    st.floats(0.01, 2),
)
def test_training_frames_are_a_second_apart_and_none_fits_between(
    stretches: list, keyframes: set[int], chosen: set[int], pace: float
) -> None:
    rows = [FrameRange(n, 1, a * 5, b * 5) for n, (a, b) in enumerate(stretches)]
    times = np.asarray(np.arange(201) * pace, np.float64)
    found = ranges.training_frames(rows, keyframes, times, chosen)
    assert found == sorted(set(found))
    assert all(ranges.is_reviewed(rows, frame) for frame in found)
    for frame in found:
        others = [each for each in {*found, *chosen} if each != frame]
        assert all(abs(times[frame] - times[each]) >= 1 - 1e-5 for each in others)
    taken = times[sorted({*found, *chosen})]
    for frame in range(201):
        if ranges.is_reviewed(rows, frame) and frame not in {*found, *chosen}:
            assert np.abs(taken - times[frame]).min() < 1


def test_keyframes_come_before_others() -> None:
    times = np.arange(100) / 10
    rows = [FrameRange(1, 1, 0, 40)]
    assert ranges.training_frames(rows, [], times) == [0, 10, 20, 30, 40]
    assert ranges.training_frames(rows, [5, 7, 25], times) == [5, 15, 25, 35]
