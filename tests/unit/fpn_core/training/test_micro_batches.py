"""A step in parts is the step: because the settings say so, or because memory ran out."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from fpn_core.config import from_dict
from fpn_core.detector import Detector
from fpn_core.errors import ConfigError, TrainingError
from fpn_core.preprocess import Batch
from fpn_core.runs import Event, RunFolder
from fpn_core.targets import Target
from fpn_core.training.checkpoint import load_checkpoint
from fpn_core.training.config import TrainConfig
from fpn_core.training.train import train
from tests.unit.fpn_core.training.small_run import small

__all__ = ["small"]  # a fixture


def sizes_of_batches(monkeypatch: pytest.MonkeyPatch, memory: int = 99) -> list[int]:
    """How many pictures went through the network at a time; more than `memory` do not fit."""
    sizes: list[int] = []
    plain = Detector.losses_on

    def losses_on(
        self: Detector, batch: Batch, targets: Sequence[Target], seed: int = 0
    ) -> dict[str, Tensor]:
        sizes.append(len(targets))
        losses = plain(self, batch, targets, seed)
        if len(targets) > memory:
            raise torch.OutOfMemoryError
        return losses

    monkeypatch.setattr(Detector, "losses_on", losses_on)
    return sizes


def assert_same_run(one: TrainConfig, other: TrainConfig) -> None:
    """The same losses and weights but for rounding."""
    losses = [
        [e["loss"] for e in RunFolder(Path(each.out)).entries() if e["event"] == Event.STEP]
        for each in (one, other)
    ]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    first, second = (load_file(Path(each.out) / "model.safetensors") for each in (one, other))
    for name, value in first.items():
        if value.dtype == torch.float32:
            torch.testing.assert_close(second[name], value, atol=1e-5, rtol=0, msg=name)


@pytest.fixture
def whole(small: TrainConfig, tmp_path: Path) -> TrainConfig:
    """6 steps on 4 pictures."""
    config = dataclasses.replace(small, batch=4, out=str(tmp_path / "whole"))
    train(config)
    return config


@pytest.mark.parametrize(("most", "seen"), [(1, {1}), (2, {2}), (3, {2}), (4, {4}), (9, {4})])
def test_micro_batches_add_up_to_the_batch(
    small: TrainConfig,
    whole: TrainConfig,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    seen: set[int],
) -> None:
    sizes = sizes_of_batches(monkeypatch)
    config = dataclasses.replace(small, batch=4, micro_batch=most)
    train(config)
    assert set(sizes) == seen
    assert sum(sizes) == 6 * 4
    assert_same_run(whole, config)


def test_a_run_may_go_on_with_other_micro_batches(small: TrainConfig) -> None:
    config = dataclasses.replace(small, epochs=0.5)
    train(config)
    train(dataclasses.replace(config, micro_batch=1))


def test_without_memory_it_goes_on_with_half_as_many_pictures(
    small: TrainConfig, whole: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = sizes_of_batches(monkeypatch, memory=1)
    config = dataclasses.replace(small, batch=4)
    entries: list[dict[str, Any]] = []
    train(config, entries.append)
    assert sizes == [4, 2, *[1] * 24]
    notes = [entry for entry in entries if entry["event"] == Event.NOTE]
    assert [entry["step"] for entry in notes] == [0, 0]
    assert "half as many pictures" in notes[0]["text"]
    assert_same_run(whole, config)
    state = load_checkpoint(RunFolder(Path(config.out)))
    assert state is not None
    assert state["halvings"] == 2


def test_without_memory_for_one_picture_it_says_what_to_do(
    small: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes_of_batches(monkeypatch, memory=0)
    message = r"step 0: out of memory with one picture at a time.*take a smaller input side"
    with pytest.raises(TrainingError, match=message):
        train(small)


@pytest.mark.parametrize("name", ["micro_batch", "rate_batch"])
def test_fewer_than_none_are_refused(name: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} -1 must be 0 or above"):
        from_dict(TrainConfig, {name: -1})
