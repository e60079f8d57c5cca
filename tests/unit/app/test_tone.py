"""Tables that change how a picture is shown."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.tone import Tone, tone_table, window_table

HABIT = settings(deadline=None, derandomize=True)


def test_plain_changes_nothing() -> None:
    assert Tone().plain
    assert tone_table(Tone()).tolist() == list(range(256))


@HABIT
@given(st.integers(-100, 99), st.integers(-100, 100))
def test_brighter_is_never_darker_and_order_stays(brightness: int, contrast: int) -> None:
    table = tone_table(Tone(brightness, contrast)).astype(int)
    assert (np.diff(table) >= 0).all()
    assert (tone_table(Tone(brightness + 1, contrast)) >= table).all()


def test_the_ends_of_the_sliders() -> None:
    assert (tone_table(Tone(brightness=100)) == 255).all()
    assert (tone_table(Tone(brightness=-100)) == 0).all()
    assert len(np.unique(tone_table(Tone(contrast=-100)))) == 1


@HABIT
@given(st.integers(0, 65535), st.integers(0, 65535))
def test_a_window_runs_from_black_to_white(low: int, high: int) -> None:
    table = window_table(low, high)
    assert table.shape == (65536,)
    assert (np.diff(table.astype(int)) >= 0).all()
    assert table[low] == 0
    if high > low:
        assert table[high] == 255
