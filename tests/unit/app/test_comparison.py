"""The three-way view: what is shown, in which colours, and how much there is of each."""

import itertools

import numpy as np
import pytest

from app.domain.comparison import COMPARE_COLOURS, Compare, compare
from app.domain.records import Annotation
from app.domain.view_filter import ViewFilter
from fpn_core.levels import LEVEL_COLOURS, NO_LEVEL_COLOUR
from tests.unit.app.test_class_palette import distance
from tests.unit.app.test_gallery import NAMES, found

SEEN = found(((0, 0, 20, 20), 0.9, 0), ((50, 50, 70, 70), 0.8, 1), ((30, 0, 40, 10), 0.3, 0))
MINE = {
    11: Annotation(11, 5, 1, (1, 0, 20, 20)),
    12: Annotation(12, 5, 2, (60, 0, 80, 30)),
    13: Annotation(13, 5, 1, (80, 80, 90, 90), ignore=True),
}


@pytest.mark.parametrize(
    ("mode", "rows", "shown"),
    [
        (Compare.ALL, [1], {11, 12, 13}),
        (Compare.AGREED, [], {11}),
        (Compare.ONLY_MODEL, [1], set()),
        (Compare.ONLY_PERSON, [], {12}),
    ],
)
def test_each_mode_shows_its_boxes(mode: Compare, rows: list[int], shown: set[int]) -> None:
    told = compare(mode, SEEN, ViewFilter(0.5), MINE, [], NAMES)
    assert told is not None
    assert told.rows.tolist() == rows
    colours = told.colours(MINE.values())
    assert set(colours) == shown
    assert told.counts == {
        Compare.ALL: 3, Compare.AGREED: 1, Compare.ONLY_MODEL: 1, Compare.ONLY_PERSON: 1,
    }  # fmt: skip
    if mode is Compare.ALL:
        assert colours[11] == COMPARE_COLOURS[Compare.AGREED]
        assert colours[12] == COMPARE_COLOURS[Compare.ONLY_PERSON]
        assert colours[13] == NO_LEVEL_COLOUR


def test_the_slider_decides_what_the_model_has() -> None:
    told = compare(Compare.ALL, SEEN, ViewFilter(0.1), MINE, [], NAMES)
    assert told is not None
    np.testing.assert_array_equal(told.rows, [1, 2])


def test_without_detections_there_is_nothing_to_compare() -> None:
    assert compare(Compare.ALL, None, ViewFilter(), MINE, [], NAMES) is None
    assert compare(Compare.OFF, SEEN, ViewFilter(), MINE, [], NAMES) is None


@pytest.mark.parametrize(("eyes", "least"), [("normal", 0.1), ("protan", 0.06), ("deutan", 0.06)])
def test_its_colours_are_told_apart_from_each_other_and_from_levels(
    eyes: str, least: float
) -> None:
    mine = list(COMPARE_COLOURS.values())
    others = [level.hex for level in LEVEL_COLOURS]
    pairs = [*itertools.combinations(mine, 2), *itertools.product(mine, others)]
    assert min(distance(a, b, eyes) for a, b in pairs) >= least
