"""Filters and orders of the list of pictures."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.picture_filter import (
    Arrangement,
    PictureFilter,
    PictureSort,
    box_count,
    shown_paths,
    sorted_paths,
    undetected_paths,
)
from app.domain.project.summaries import PictureState, PictureSummary
from app.domain.records import Picture

PATHS = [f"/p/pic_{number}.png" for number in range(8)]


def summary(number: int, **values: object) -> PictureSummary:
    own = {k: values.pop(k) for k in ("reviewed", "flagged", "note", "split") if k in values}
    return PictureSummary(Picture(number, PATHS[number], **own), **values)  # type: ignore[arg-type]


SUMMARIES = st.fixed_dictionaries(
    {},
    optional={
        path: st.builds(
            summary,
            st.just(number),
            reviewed=st.booleans(),
            flagged=st.booleans(),
            note=st.sampled_from(["", "Blurred", "pic"]),
            split=st.sampled_from(["", "train", "val"]),
            annotations=st.integers(0, 3),
            classes=st.frozensets(st.integers(1, 3)),
            detections=st.none() | st.integers(0, 9),
            uncertainty=st.none() | st.floats(0, 1),
            missing=st.booleans(),
        )
        for number, path in enumerate(PATHS)
    },
)
FILTERS = st.builds(
    PictureFilter,
    text=st.sampled_from(["", " PIC ", "3", "blur"]),
    states=st.frozensets(st.sampled_from(PictureState)),
    label=st.none() | st.integers(1, 3),
    class_name=st.sampled_from([None, "cat"]),
    level=st.sampled_from([None, "P3"]),
    flagged=st.booleans(),
    splits=st.frozensets(st.sampled_from(["", "train", "val", "test"])),
    undetected=st.booleans(),
    missing=st.booleans(),
    held_out=st.booleans(),
)
IDS = st.frozensets(st.integers(0, 7))
HABIT = settings(deadline=None, derandomize=True)


@HABIT
@given(SUMMARIES, FILTERS, IDS, IDS)
def test_a_filter_keeps_order_and_shows_what_each_part_shows_alone(
    summaries: dict[str, PictureSummary],
    wanted: PictureFilter,
    found: frozenset[int],
    held: frozenset[int],
) -> None:
    shown = shown_paths(PATHS, wanted, summaries, found, held)
    assert shown == [path for path in PATHS if path in set(shown)]
    parts = [
        PictureFilter(text=wanted.text),
        PictureFilter(states=wanted.states),
        PictureFilter(label=wanted.label, class_name=wanted.class_name, level=wanted.level),
        PictureFilter(flagged=wanted.flagged, missing=wanted.missing),
        PictureFilter(splits=wanted.splits, undetected=wanted.undetected),
        PictureFilter(held_out=wanted.held_out),
    ]
    alone = [set(shown_paths(PATHS, part, summaries, found, held)) for part in parts]
    assert set(shown) == set.intersection(*alone)


@HABIT
@given(
    SUMMARIES,
    st.sampled_from(PictureSort),
    st.dictionaries(st.sampled_from(PATHS), st.floats(0, 1e9)),
)
def test_an_order_loses_nothing_and_puts_what_is_unknown_last(
    summaries: dict[str, PictureSummary], order: PictureSort, times: dict[str, float]
) -> None:
    up = sorted_paths(PATHS, order, False, summaries, times)
    down = sorted_paths(PATHS, order, True, summaries, times)
    assert sorted(up) == sorted(down) == sorted(PATHS)
    if order is PictureSort.BOXES:
        for listed, sign in ((up, 1), (down, -1)):
            counts = [box_count(summaries.get(path)) for path in listed]
            known = [sign * count for count in counts if count is not None]
            assert known == sorted(known)
            assert counts[len(known) :] == [None] * (len(PATHS) - len(known))


def test_states_classes_and_notes() -> None:
    summaries = {
        PATHS[0]: summary(0, reviewed=True),
        PATHS[1]: summary(1, annotations=2, classes=frozenset({5}), note="Blurred sign"),
        PATHS[2]: summary(2, detections=4),
    }

    def shown(**values: object) -> list[str]:
        return shown_paths(PATHS[:4], PictureFilter(**values), summaries, {2}, {1})  # type: ignore[arg-type]

    assert shown(states=frozenset({PictureState.NEW})) == [PATHS[3]]
    assert shown(states=frozenset({PictureState.REVIEWED})) == [PATHS[0]]
    assert shown(text="blurred") == [PATHS[1]]
    assert shown(label=5) == [PATHS[1]]
    assert shown(label=5, class_name="sign") == [PATHS[1], PATHS[2]]
    assert shown(label=5, class_name="sign", level="P2") == [PATHS[2]]
    assert shown(undetected=True) == [PATHS[0], PATHS[1], PATHS[3]]
    assert shown(held_out=True) == [PATHS[1]]
    assert undetected_paths(PATHS[:4], Arrangement(), summaries) == [PATHS[0], PATHS[1], PATHS[3]]
    detected = PictureFilter(states=frozenset({PictureState.DETECTED}))
    assert undetected_paths(PATHS[:4], Arrangement(detected), summaries) == [PATHS[3]]
    by_class = PictureFilter(label=5, class_name="sign", text="3")
    assert undetected_paths(PATHS[:4], Arrangement(by_class), summaries) == [PATHS[3]]
    assert [box_count(summaries.get(path)) for path in PATHS[:4]] == [0, 2, 4, None]
