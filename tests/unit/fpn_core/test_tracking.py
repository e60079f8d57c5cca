"""Detections are linked over frames into tracks."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpn_core.tracking import NONE, LinkSettings, _linked, link, link_each

SIDE = 20.0


def box(x: float, y: float, side: float = SIDE) -> list[float]:
    return [x, y, x + side, y + side]


def frame(number: int, *rows: tuple[list[float], float], label: int = 0) -> Any:
    return number, [row[0] for row in rows], [row[1] for row in rows], [label] * len(rows)


def test_objects_that_cross_keep_their_tracks() -> None:
    frames = [
        frame(n, (box(4 * n, 100 + n), 0.9), (box(160 - 4 * n, 100 + 0.5 * n), 0.8))
        for n in range(40)
    ]
    ids = link(frames)
    assert [each.tolist() for each in ids] == [[0, 1]] * 40


def test_a_gap_is_bridged_and_a_long_one_is_not() -> None:
    there = [n for n in range(80) if not 20 <= n < 35]
    frames = [frame(n, (box(3 * n, 50), 0.9)) if n in there else frame(n) for n in range(80)]
    assert {int(each[0]) for each in link(frames) if len(each)} == {0}
    short = link(frames, LinkSettings(lost=10))
    assert {int(each[0]) for each in short if len(each)} == {0, 1}
    # Frames that were never looked at are the same gap.
    assert [each.tolist() for each in link([frames[n] for n in there])] == [[0]] * len(there)


def test_doubtful_detections_carry_a_track_and_start_none() -> None:
    scores = [0.9] * 5 + [0.2] * 10 + [0.9] * 5
    frames = [
        frame(n, (box(2 * n, 0), score), (box(300, 300), 0.3)) for n, score in enumerate(scores)
    ]
    assert [each.tolist() for each in link(frames)] == [[0, NONE]] * 20


def test_false_positives_make_no_tracks() -> None:
    random = np.random.default_rng(3)
    frames = [
        frame(n, (box(2 * n, 0), 0.9), (box(*(1000 + 40 * random.permutation(200)[:2])), 0.9))
        for n in range(30)
    ]
    ids = link(frames)
    assert all(each[0] == 0 for each in ids)
    assert sum(each[1] != NONE for each in ids) == 0


def test_every_tenth_frame_will_do() -> None:
    frames = [
        frame(n, (box(0.6 * n, 10, 60), 0.9), (box(700 - 0.6 * n, 200, 60), 0.9))
        for n in range(0, 600, 10)
    ]
    assert [each.tolist() for each in link(frames)] == [[0, 1]] * 60


def test_speed_is_in_frames_whatever_their_pace() -> None:
    numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 17, 18, 26, 27, 35]
    frames = [frame(n, (box(8 * n, 0, 40), 0.9)) for n in numbers]
    assert {int(each[0]) for each in link(frames)} == {0}


def test_classes_are_linked_by_themselves() -> None:
    frames = [(n, [box(n, 0), box(n, 0)], [0.9, 0.9], [0, n % 2]) for n in range(1, 20, 2)]
    ids = link(frames)
    assert all(sorted(each.tolist()) == [0, 1] for each in ids)
    assert len({int(each[1]) for each in ids}) == 1


def test_broken_input() -> None:
    with pytest.raises(ValueError, match="frame 3 comes after frame 3"):
        link([frame(3), frame(3)])
    with pytest.raises(ValueError, match="1 boxes, 2 scores"):
        link([(0, [box(0, 0)], [0.5, 0.5], [0])])
    ids = link([frame(n, (box(0, 0), 0.9), (box(float("nan"), 0), 0.9)) for n in range(3)])
    assert [each.tolist() for each in ids] == [[0, NONE]] * 3
    assert link([]) == []


numbers = st.floats(0, 100).map(lambda value: round(value, 3))
rows = st.lists(
    st.tuples(
        numbers, numbers, st.floats(1, 60), st.floats(0, 1).map(lambda v: round(v, 4)),
        st.integers(0, 1),
    ),
    max_size=6,
    unique_by=lambda row: row[:2],
)  # fmt: skip


@given(st.lists(rows, max_size=8), st.integers(1, 7), st.randoms(use_true_random=False))
def test_no_track_is_twice_on_a_frame_and_the_order_of_rows_does_not_matter(
    content: list[list[tuple[float, ...]]], pace: int, random: Any
) -> None:
    frames: list[Any] = []
    mixed: list[Any] = []
    orders: list[list[int]] = []
    for at, each in enumerate(content):
        order = list(range(len(each)))
        random.shuffle(order)
        orders.append(order)
        for out, some in ((frames, each), (mixed, [each[place] for place in order])):
            boxes = [box(x, y, side) for x, y, side, _score, _label in some]
            out.append((at * pace, boxes, [row[3] for row in some], [row[4] for row in some]))
    ids = link(frames)
    labels: dict[int, int] = {}
    for found, each in zip(ids, frames, strict=True):
        linked = found[found != NONE].tolist()
        assert len(linked) == len(set(linked))
        for track, label in zip(found.tolist(), each[3], strict=True):
            assert track == NONE or labels.setdefault(track, label) == label
    for found, other, order in zip(ids, link(mixed), orders, strict=True):
        assert found[order].tolist() == other.tolist()
    every = [int(track) for found in ids for track in found if track != NONE]
    assert sorted(set(every)) == list(range(len(set(every))))
    assert all(every.count(track) >= 2 for track in set(every))


@given(
    st.lists(rows, max_size=12),
    st.lists(st.integers(1, 9), min_size=12, max_size=12),
    st.integers(1, 4),
    st.integers(1, 12),
)
def test_frame_by_frame_is_as_all_at_once(
    content: list[list[tuple[float, ...]]], paces: list[int], least: int, lost: int
) -> None:
    settings = LinkSettings(least=least, lost=lost, high=0.3, new=0.3)
    numbers = np.cumsum(paces).tolist()
    frames: list[Any] = [
        (
            number,
            [box(*row[:3]) for row in each],
            [row[3] for row in each],
            [row[4] for row in each],
        )
        for number, each in zip(numbers, content, strict=False)
    ]
    raw = [ids for ids, _alive in _linked(frames, settings)]
    every = np.concatenate([np.zeros(0, np.int64), *raw])
    counts = np.bincount(every[every >= 0])
    kept = [id for id in range(len(counts)) if counts[id] >= least]
    expected = [[kept.index(id) if id in kept else NONE for id in ids] for ids in raw]
    assert [ids.tolist() for ids in link_each(frames, settings)] == expected
    assert [ids.tolist() for ids in link(frames, settings)] == expected


@pytest.mark.parametrize(("least", "behind"), [(1, 0), (2, 1), (4, 12)])
def test_a_frame_is_known_soon(least: int, behind: int) -> None:
    random = np.random.default_rng(1)
    taken = 0

    def frames() -> Any:
        nonlocal taken
        for number in range(200):
            taken += 1
            strays = [(box(*random.uniform(0, 2000, 2)), 0.9) for _ in range(3)]
            yield frame(number, (box(2 * number, 0), 0.9), *strays)

    settings = LinkSettings(least=least, lost=10)
    for known, ids in enumerate(link_each(frames(), settings), 1):
        assert len(ids) == 4
        assert taken - known <= behind
    assert known == 200
