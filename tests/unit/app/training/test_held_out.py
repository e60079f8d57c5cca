"""Sides of pictures: a fifth is held out, nothing moves, twins stay together."""

import dataclasses
from collections import Counter
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from app.domain.training.held_out import (
    MOST,
    Candidate,
    Sides,
    decide_sides,
    wanted_number,
)
from app.domain.training.likeness import Look

hashes = st.binary(min_size=16, max_size=16)
looks = st.one_of(
    st.just(Look()),
    st.builds(Look, captured=st.integers(0, 60).map(float)),
    st.builds(Look, likeness=st.sampled_from([0b1111, 0b111, 1 << 63, (1 << 64) - 1])),
)
pictures = st.builds(
    Candidate,
    hashes,
    st.frozensets(st.integers(1, 4), max_size=3),
    st.sampled_from(["", "", "", "", "train", "val", "test"]),
)


def plain(count: int, classes: Iterable[int] = (1,), start: int = 0) -> list[Candidate]:
    kinds = frozenset(classes)
    return [Candidate(bytes([7, n // 256, n % 256]), kinds) for n in range(start, start + count)]


def decide(
    candidates: list[Candidate], decided: Sides | None = None, near: dict[bytes, Look] | None = None
) -> Sides:
    return decide_sides(candidates, decided or {}, near or {})


def held(sides: Sides) -> int:
    return sum(sides.values())


def test_about_a_fifth_is_held_out_at_least_one_of_two_and_at_most_400() -> None:
    counts = {n: held(decide(plain(n))) for n in (1, 2, 3, 10, 64, 100, 5000)}
    assert counts == {1: 0, 2: 1, 3: 1, 10: 2, 64: 13, 100: 20, 5000: MOST}


@given(st.lists(st.lists(pictures, max_size=12), max_size=5), st.data())
def test_adding_pictures_never_moves_one(
    rounds: list[list[Candidate]], data: st.DataObject
) -> None:
    """Job after job with more pictures, and with boxes that change: what was decided stays."""
    there: dict[bytes, Candidate] = {}
    near: dict[bytes, Look] = {}
    decided: Sides = {}
    for added in rounds:
        for each in added:
            there.setdefault(each.hash, each)
            near.setdefault(each.hash, data.draw(looks))
        before = dict(decided)
        new = decide_sides(there.values(), decided, near)
        assert not new.keys() & before.keys()
        decided |= new
        pinned = {h for h, each in there.items() if each.split}
        assert decided.keys() == there.keys() - pinned
        there = {h: dataclasses.replace(each, classes=frozenset({1})) for h, each in there.items()}


@given(st.lists(pictures, max_size=30, unique_by=lambda each: each.hash), st.data())
def test_shares_classes_and_twins(candidates: list[Candidate], data: st.DataObject) -> None:
    candidates = [dataclasses.replace(each, split="") for each in candidates]
    near = {each.hash: data.draw(looks) for each in candidates}
    sides = decide(candidates, None, near)
    total = len(candidates)
    assert sides.keys() == {each.hash for each in candidates}
    if total >= 2:
        assert 1 <= held(sides) < total
    lonely = [each for each in candidates if near[each.hash] == Look()]
    if len(lonely) == total:
        assert_classes_are_served(candidates, sides)
        assert held(sides) <= max(1.5 * wanted_number(total), 5)


def assert_classes_are_served(candidates: list[Candidate], sides: Sides) -> None:
    count = Counter(label for each in candidates for label in each.classes)
    judged = Counter(label for each in candidates if sides[each.hash] for label in each.classes)
    for label, pictures_with in count.items():
        if pictures_with >= 5:
            assert judged[label] < pictures_with
    by_number = [label for label, number in count.items() if number >= 5]
    for label in by_number:
        only_with_starving = all(
            any(count[other] - judged[other] <= 1 for other in each.classes)
            for each in candidates
            if label in each.classes and not sides[each.hash]
        )
        assert judged[label] or only_with_starving


def test_a_rare_class_on_five_pictures_is_judged() -> None:
    for start in range(0, 60, 7):
        rare = plain(5, (1, 2), start)
        common = plain(60, (1,), 100)
        sides = decide(rare + common)
        assert 1 <= sum(sides[each.hash] for each in rare) <= 4


def test_near_pictures_stay_on_one_side() -> None:
    candidates = plain(40)
    near = {each.hash: Look(captured=10.0 * (at // 4)) for at, each in enumerate(candidates)}
    sides = decide(candidates, None, near)
    for start in range(0, 40, 4):
        assert len({sides[each.hash] for each in candidates[start : start + 4]}) == 1
    assert held(sides) == 8


def test_a_new_picture_follows_its_twin_of_an_earlier_job() -> None:
    first = plain(10)
    decided = decide(first)
    twins = plain(10, (1,), 50)
    near = {each.hash: Look(captured=100.0 * at) for at, each in enumerate(first)}
    near |= {each.hash: Look(captured=100.0 * at + 1) for at, each in enumerate(twins)}
    sides = decide(first + twins, decided, near)
    assert [sides[each.hash] for each in twins] == [decided[each.hash] for each in first]


def test_a_burst_that_is_everything_is_divided_and_goes_on_to_be() -> None:
    burst = {each.hash: Look(captured=0.0) for each in plain(200)}
    decided = decide(plain(100), None, burst)
    assert held(decided) == 20
    assert held(decide(plain(200), decided, burst)) == 20


def test_pins_hold_and_count() -> None:
    pinned = [dataclasses.replace(each, split="val") for each in plain(3)]
    kept = [dataclasses.replace(each, split="train") for each in plain(3, (1,), 10)]
    tested = [dataclasses.replace(each, split="test") for each in plain(30, (1,), 20)]
    sides = decide([*pinned, *kept, *tested, *plain(14, (1,), 100)])
    assert len(sides) == 14
    assert held(sides) == 1, "20 pictures, 4 wanted, 3 pinned"


def test_a_split_that_suffices_is_used_as_it_is() -> None:
    pinned = [dataclasses.replace(each, split="val") for each in plain(5)]
    assert held(decide([*pinned, *plain(15, (1, 2), 100)])) == 0


def test_an_imported_split_is_used_as_it_is_however_small() -> None:
    pinned = [dataclasses.replace(each, split="val") for each in plain(1)]
    candidates = [*pinned, *plain(50, (1,), 100)]
    assert held(decide_sides(candidates, {}, {}, as_it_is=True)) == 0
    assert held(decide(candidates)) > 0


def test_copies_of_one_file_are_one_picture() -> None:
    twice = [*plain(10), *plain(10)]
    assert decide(twice) == decide(plain(10))


def test_the_last_picture_of_a_class_trains() -> None:
    single = [Candidate(bytes([0, n]), frozenset({n})) for n in range(8)]
    common = plain(12, (99,))
    sides = decide(single + common)
    assert not any(sides[each.hash] for each in single)
    assert held(sides) == 4
