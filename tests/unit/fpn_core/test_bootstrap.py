"""Average precision on pictures drawn again: at the first draw it is COCO's own."""

import numpy as np
import pytest

from fpn_core.evaluation.average_precision import AREA_RANGES, CocoRun
from fpn_core.evaluation.bootstrap import (
    DRAWS,
    Outcomes,
    average_precisions,
    draw_pictures,
    interval,
    mean_of_classes,
)
from fpn_core.evaluation.rows import Found, Judged, Truth


def judged(pictures: int, seed: int, noise: float) -> list[Judged]:
    """Random objects of two classes, and detections that are off by `noise` of their side."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(pictures):
        count = int(random.integers(0, 6))
        corner = random.uniform(0, 300, (count, 2))
        sides = random.uniform(10, 150, (count, 2))
        boxes = np.concatenate((corner, corner + sides), axis=1)
        labels = random.integers(0, 2, count)
        none = np.zeros(count, np.int64)
        crowd = random.random(count) < 0.1
        truth = Truth(boxes, labels, crowd, sides.prod(axis=1), none, none)
        kept = random.random(count) < 0.8
        moved = boxes[kept] + noise * np.tile(sides[kept], 2) * random.uniform(
            -1, 1, (int(kept.sum()), 4)
        )
        extra = random.integers(0, 4)
        wrong = np.concatenate((random.uniform(0, 200, (extra, 2)), np.full((extra, 2), 260.0)), 1)
        found_boxes = np.concatenate((moved, wrong))
        scores = random.random(len(found_boxes))
        order = np.argsort(-scores)
        found_labels = np.concatenate((labels[kept], random.integers(0, 2, extra)))
        nothing = np.zeros(len(order), np.int64)
        found = Found(found_boxes[order], scores[order], found_labels[order], nothing, nothing)
        rows.append(Judged(number + 1, truth, found))
    return rows


@pytest.mark.parametrize("seed", range(4))
def test_each_picture_once_gives_cocos_figures(seed: int) -> None:
    run = CocoRun(judged(20, seed, 0.2), [0, 1])
    once = np.ones((1, 20))
    figures = run.class_figures()
    for row in (0, 1):
        for only_50, name in ((True, "AP50"), (False, "AP")):
            value = average_precisions(run.outcomes(0, row, only_50=only_50), once)[0]
            assert value == pytest.approx(getattr(figures[row], name), abs=1e-9)
    for number in range(1, len(AREA_RANGES)):
        each = [average_precisions(run.outcomes(number, r, only_50=True), once) for r in (0, 1)]
        assert mean_of_classes(each)[0] == pytest.approx(run.range_figures(number).AP50, abs=1e-9)


def test_a_picture_drawn_twice_counts_as_two() -> None:
    pictures = judged(6, 1, 0.2)
    run = CocoRun(pictures, [0, 1])
    weights = np.array([[2.0, 0, 1, 1, 0, 1]])
    twice = [pictures[0], Judged(77, pictures[0].truth, pictures[0].found), *pictures[2:4]]
    copied = CocoRun([*twice, pictures[5]], [0, 1])
    for row in (0, 1):
        drawn = average_precisions(run.outcomes(0, row, only_50=True), weights)[0]
        assert drawn == pytest.approx(copied.class_figures()[row].AP50, abs=1e-9)


def test_the_first_draw_is_every_picture_once() -> None:
    weights = draw_pictures(9, 50)
    assert weights.shape == (51, 9)
    assert weights[0].tolist() == [1.0] * 9
    assert set(weights.sum(axis=1).tolist()) == {9.0}
    assert (weights == draw_pictures(9, 50)).all()


def test_an_interval_holds_a_real_difference_and_not_a_made_up_one() -> None:
    def draws(noise: float, seed: int) -> np.ndarray:
        run = CocoRun(judged(60, 5, noise), [0, 1])
        weights = draw_pictures(60, DRAWS, seed)
        return mean_of_classes(
            [average_precisions(run.outcomes(0, r, only_50=True), weights) for r in (0, 1)]
        )

    low, high = interval(draws(0.6, 0), draws(0.05, 0))
    assert low is not None
    assert high is not None
    assert 0.1 < low < high
    same = interval(draws(0.2, 0), draws(0.2, 0))
    assert same == (0.0, 0.0)


def test_without_objects_there_is_no_figure() -> None:
    none = np.zeros((1, 0), np.bool_)
    outcomes = Outcomes(np.zeros(0), np.zeros(0, np.int64), none, none, np.zeros(3, np.int64))
    assert np.isnan(average_precisions(outcomes, np.ones((2, 3)))).all()
    assert interval(np.full(DRAWS + 1, np.nan), np.zeros(DRAWS + 1)) == (None, None)
    assert len(mean_of_classes([])) == 0
