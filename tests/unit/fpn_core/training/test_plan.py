"""Which pictures a step sees, at which side: a pure function of the settings."""

import dataclasses
import threading
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from fpn_core.coco import CocoPicture, read_coco
from fpn_core.config import InputConfig
from fpn_core.training.config import TrainConfig
from fpn_core.training.data import READ_AHEAD, StepPlan, TrainingData, resized
from fpn_core.training.sampling import epoch_batches, repeat_factors
from tests.unit.fpn_core.training.small_run import small, small_settings

__all__ = ["small"]  # a fixture

INPUT = InputConfig(min_side=0, max_side=64)


def data_of(config: TrainConfig) -> TrainingData:
    return TrainingData(read_coco(config.data, config.images), config, INPUT)


def test_the_plan_is_the_same_whenever_it_is_asked(small: TrainConfig) -> None:
    config = dataclasses.replace(small, sides=(64, 96, 128), epochs=5.0)
    data = data_of(config)
    whole = list(data.plan(0))
    np.random.default_rng().random()  # no global state takes part
    np.random.seed(99)  # noqa: NPY002
    torch.manual_seed(99)
    assert list(data_of(config).plan(0)) == whole
    assert list(data.plan(7)) == whole[7:]
    assert [step.step for step in whole] == list(range(20))
    assert {step.side for step in whole} == {64, 96, 128}
    assert list(data_of(dataclasses.replace(config, seed=8)).plan(0)) != whole


def test_an_epoch_sees_every_picture_once_in_another_order(small: TrainConfig) -> None:
    epochs: dict[int, list[int]] = {}
    for step in data_of(small).plan(0):
        assert isinstance(step, StepPlan)
        epochs.setdefault(step.epoch, []).extend(step.rows)
    assert sorted(epochs) == [0, 1, 2]
    assert all(sorted(rows) == list(range(8)) for rows in epochs.values())
    assert epochs[0] != epochs[1]


def test_epochs_may_be_a_fraction(small: TrainConfig) -> None:
    assert data_of(dataclasses.replace(small, epochs=0.5)).steps == 2
    assert data_of(dataclasses.replace(small, epochs=0.01)).steps == 1


def test_loading_a_step_repeats(small: TrainConfig) -> None:
    config = dataclasses.replace(small, zoom=0.5, collage=0.3, sides=(64, 96))
    data = data_of(config)
    for step in list(data.plan(0))[:4]:
        (batch, targets), (again, same) = data.load(step), data_of(config).load(step)
        assert torch.equal(batch.pixels, again.pixels)
        assert batch.pixels.shape[2] <= step.side
        assert batch.pixels.shape[3] <= step.side
        for target, other in zip(targets, same, strict=True):
            assert torch.equal(target.boxes, other.boxes)


def test_the_stream_is_the_plan_loaded(small: TrainConfig) -> None:
    data = data_of(small)
    assert data.steps > READ_AHEAD
    streamed = list(data.stream(3))
    assert [plan for plan, _, _ in streamed] == list(data.plan(3))
    for plan, batch, targets in streamed:
        assert torch.equal(batch.pixels, data.load(plan)[0].pixels)
        assert len(targets) == len(plan.rows)


def test_a_stream_may_be_left_early(small: TrainConfig) -> None:
    stream = data_of(small).stream(0)
    next(stream)
    del stream  # returns: nothing is left waiting
    assert not [t for t in threading.enumerate() if t.name.startswith("read-ahead")]


def test_the_fingerprint_follows_what_is_annotated(small: TrainConfig, tmp_path: Path) -> None:
    first = data_of(small)
    assert data_of(small).fingerprint() == first.fingerprint()
    moved = small_settings(tmp_path / "elsewhere")
    assert data_of(moved).fingerprint() == first.fingerprint()
    first.pictures[3].boxes[0, 0] += 1
    assert data_of(small).fingerprint() != first.fingerprint()


def with_labels(*labels: int) -> CocoPicture:
    count = len(labels)
    return CocoPicture(
        id=1,
        file_name="a.png",
        path=Path("a.png"),
        width=10,
        height=10,
        boxes=np.zeros((count, 4), np.float32),
        labels=np.array(labels, dtype=np.int64),
        ignore=np.zeros(count, bool),
        annotation_ids=np.arange(count),
        areas=np.ones(count),
    )


def test_rare_classes_are_repeated_by_the_square_root() -> None:
    pictures = [with_labels(0)] * 14 + [with_labels(0, 1)] + [with_labels()]
    factors = repeat_factors(pictures, 3, balance=0.25)
    assert factors[:14].tolist() == [1.0] * 14
    assert factors[14] == pytest.approx(2.0)  # on 1 of 16: sqrt(0.25 * 16)
    assert factors[15] == 1.0
    assert repeat_factors(pictures, 3, balance=0.0).tolist() == [1.0] * 16


@given(
    st.lists(st.tuples(st.floats(1.0, 3.5), st.booleans()), min_size=1, max_size=40),
    st.integers(1, 9),
    st.integers(0, 5),
)
def test_batches_hold_each_picture_as_often_as_its_factor_says(
    pictures: list[tuple[float, bool]], batch: int, epoch: int
) -> None:
    factors = np.array([factor for factor, _ in pictures])
    is_wide = np.array([wide for _, wide in pictures])
    batches = epoch_batches(factors, is_wide, batch, seed=1, epoch=epoch)
    assert batches == epoch_batches(factors, is_wide, batch, seed=1, epoch=epoch)
    times = Counter(row for rows in batches for row in rows)
    for row, factor in enumerate(factors):
        assert times[row] in (int(np.floor(factor)), int(np.ceil(factor)))
    assert all(1 <= len(rows) <= batch for rows in batches)
    assert sum(len(rows) < batch for rows in batches) <= 1
    assert sum(len({bool(is_wide[row]) for row in rows}) == 2 for rows in batches) <= 1


def test_a_fractional_factor_is_met_on_average() -> None:
    wide = np.ones(1, bool)
    counts = [len(epoch_batches(np.array([1.25]), wide, 1, 0, epoch)) for epoch in range(400)]
    assert set(counts) == {1, 2}
    assert np.mean(counts) == pytest.approx(1.25, abs=0.07)


def test_another_side_keeps_the_rule() -> None:
    assert resized(INPUT, 0) is INPUT
    assert resized(INPUT, 96).max_side == 96
    paper = resized(InputConfig(min_side=800, max_side=1333), 600)
    assert (paper.min_side, paper.max_side) == (600, 1000)
