"""Every picture once, those in sight first, then from a place on; and how long it takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.folder_queue import FolderQueue, Pace

NAMES = [f"pic_{number}.png" for number in range(12)]
some = st.lists(st.sampled_from(NAMES), max_size=5)
steps = st.one_of(
    st.tuples(st.just("take"), some),
    st.tuples(st.just("drop"), some),
    st.tuples(st.just("go"), some),
    st.tuples(st.just("back"), some),
    st.tuples(st.just("add"), some),
)


@given(some, st.lists(steps, max_size=30))
def test_a_picture_is_out_or_left(first: list[str], work: list[tuple[str, list[str]]]) -> None:
    queue = FolderQueue(first)
    known, left = list(dict.fromkeys(first)), set(first)
    for what, names in work:
        if what == "take":
            taken = queue.take(names)
            seen = [name for name in names if name in left]
            assert taken in left if left else taken is None
            assert not seen or taken == seen[0]
            left.discard(str(taken))
        elif what == "drop":
            assert [queue.drop(name) for name in dict.fromkeys(names)] == [
                name in left for name in dict.fromkeys(names)
            ]
            left -= set(names)
        elif what == "go":
            queue.go_on_from(names[0] if names else None)
        elif what == "back":
            queue.put_back(names)
            left |= set(names) & set(known)
        else:
            queue.add(names)
            fresh = [name for name in dict.fromkeys(names) if name not in known]
            known += fresh
            left |= set(fresh)
        assert len(queue) == len(left)
        assert list(queue.paths) == known


def test_it_goes_on_from_the_current_picture_and_then_around() -> None:
    queue = FolderQueue(NAMES, start=NAMES[9])
    order = [queue.take([NAMES[3]] if step == 1 else []) for step in range(12)]
    rest = [name for name in (*NAMES[10:], *NAMES[:9]) if name != NAMES[3]]
    assert order == [NAMES[9], NAMES[3], *rest]
    assert queue.take() is None
    assert FolderQueue().take() is None
    assert FolderQueue(NAMES, start="elsewhere").take() == NAMES[0]


def test_time_follows_the_latest_pictures() -> None:
    pace = Pace()
    assert pace.seconds_for(10) is None
    pace.step(5.0)
    assert pace.seconds_for(10) is None
    for step in range(50):
        pace.step(100.0 + 2 * step)
    assert pace.seconds_for(10) == pytest.approx(20.0)
    pace.rest()
    assert pace.seconds_for(10) is None
