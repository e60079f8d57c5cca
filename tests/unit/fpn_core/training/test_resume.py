"""A run that is killed goes on as if it had never stopped."""

import dataclasses
import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from fpn_core.errors import TrainingError
from fpn_core.runs import CHECKPOINT, RunFolder
from fpn_core.training import loop
from fpn_core.training.checkpoint import load_checkpoint, save_checkpoint
from fpn_core.training.config import TrainConfig
from fpn_core.training.optimiser import WeightAverage
from fpn_core.training.train import train
from tests.source_tree import ROOT
from tests.unit.fpn_core.training.small_run import make_data, small, whole

__all__ = ["small", "whole"]  # fixtures

CHILD = """
import json, os, signal, sys
from pathlib import Path
from fpn_core import config
from fpn_core.training.config import TrainConfig
from fpn_core.training.train import train
from fpn_core.training.optimiser import WeightAverage
from tests.unit.fpn_core.training.small_run import small_preset

config.PRESETS["small"] = small_preset
settings, deadly = json.loads(sys.argv[1]), int(sys.argv[2])
steps, update = [0], WeightAverage.update

def dying(self, network):
    update(self, network)
    steps[0] += 1
    if steps[0] == deadly:
        os.kill(os.getpid(), getattr(signal, sys.argv[3]))

WeightAverage.update = dying
settings["drops"], settings["sides"] = tuple(settings["drops"]), tuple(settings["sides"])
train(TrainConfig(**settings))
"""


def in_a_child(config: TrainConfig, deadly: int, name: str) -> subprocess.CompletedProcess:
    """The run in a process of its own that gets the signal in the middle of a step."""
    return subprocess.run(
        [sys.executable, "-c", CHILD, json.dumps(dataclasses.asdict(config)), str(deadly), name],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def assert_same_weights(first: Path, second: Path) -> None:
    one, other = load_file(first), load_file(second)
    assert set(one) == set(other)
    for name, value in one.items():
        torch.testing.assert_close(other[name], value, atol=1e-6, rtol=0, msg=name)


def stop_after(monkeypatch: pytest.MonkeyPatch, steps: int, error: BaseException) -> None:
    """Let the run break off in the middle of its step number `steps`."""
    done = [0]
    update = WeightAverage.update

    def breaking(self: WeightAverage, network: Any) -> None:
        update(self, network)
        done[0] += 1
        if done[0] == steps:
            raise error

    monkeypatch.setattr(WeightAverage, "update", breaking)


@pytest.mark.parametrize(
    "kills", [1, pytest.param(5, marks=pytest.mark.slow)], ids=["one kill", "five kills"]
)
def test_a_killed_run_ends_with_the_weights_of_one_that_was_not(
    small: TrainConfig, tmp_path: Path, kills: int
) -> None:
    varied = dataclasses.replace(small, zoom=0.3, collage=0.3, sides=(64, 96))
    uninterrupted = train(dataclasses.replace(varied, out=str(tmp_path / "whole")))
    for attempt in range(kills):
        config = dataclasses.replace(varied, out=str(tmp_path / f"killed {attempt}"))
        deadly = random.randrange(config.checkpoint_every + 1, 12)
        result = in_a_child(config, deadly, "SIGKILL")
        assert result.returncode == -signal.SIGKILL, result.stderr
        folder = RunFolder(Path(config.out))
        state = load_checkpoint(folder)
        assert state is not None
        assert state["step"] == (deadly - 1) // 4 * 4
        assert not folder.model.exists()
        with folder.progress.open("a") as progress:
            progress.write('{"step": 1, "lo')  # as a kill in the middle of a line leaves it
        assert_same_weights(uninterrupted, train(config))
        told = [entry["step"] for entry in folder.entries() if "loss" in entry]
        assert told == sorted(set(told))  # more than the last where steps take seconds
        assert told[-1] == 12


def test_sigterm_writes_a_checkpoint_and_says_how_to_go_on(small: TrainConfig, whole: Path) -> None:
    result = in_a_child(small, 3, "SIGTERM")
    assert result.returncode == 1
    assert "stopped at step 3 of 12; start it again to go on" in result.stderr
    state = load_checkpoint(RunFolder(Path(small.out)))
    assert state is not None
    assert state["step"] == 3
    assert_same_weights(whole, train(small))


def test_sigterm_in_the_last_step_still_gives_the_model(
    small: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = WeightAverage.update

    def signalled(self: WeightAverage, network: Any) -> None:
        update(self, network)
        if self.updates == 12:
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(WeightAverage, "update", signalled)
    before = signal.getsignal(signal.SIGTERM)
    assert train(small).is_file()
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_finished_run_is_not_trained_again(small: TrainConfig) -> None:
    first = train(small)
    content = load_file(first)
    entries: list[dict[str, Any]] = []
    second = train(small, entries.append)
    assert second == first
    assert [e for e in entries if "loss" in e] == []
    for name, value in load_file(second).items():
        assert torch.equal(value, content[name])


def test_other_settings_are_refused_and_named(small: TrainConfig) -> None:
    train(dataclasses.replace(small, epochs=0.5))
    with pytest.raises(TrainingError, match=r"other settings \(epochs: 0.5, rate: 0.002\).*--out"):
        train(dataclasses.replace(small, rate=0.5))


def test_how_often_to_write_may_change(small: TrainConfig) -> None:
    train(dataclasses.replace(small, epochs=0.5))
    train(dataclasses.replace(small, epochs=0.5, checkpoint_every=50, threads=1))


def test_settings_that_a_checkpoint_does_not_know_count_as_their_default(
    small: TrainConfig,
) -> None:
    config = dataclasses.replace(small, epochs=0.5)
    train(config)
    folder = RunFolder(Path(small.out))
    state = load_checkpoint(folder)
    assert state is not None
    del state["settings"]["collage"], state["data"], state["judge"], state["halvings"]
    save_checkpoint(folder, state)
    train(config)
    with pytest.raises(TrainingError, match=r"other settings \(collage: 0.0\)"):
        train(dataclasses.replace(config, collage=0.5))


def test_changed_data_are_refused(small: TrainConfig) -> None:
    config = dataclasses.replace(small, epochs=0.5)
    train(config)
    make_data(Path(small.images), count=7)
    with pytest.raises(TrainingError, match=r"data\.json has changed since this run began"):
        train(config)


def test_a_broken_checkpoint_is_named(small: TrainConfig) -> None:
    folder = RunFolder(Path(small.out))
    folder.path.mkdir()
    (folder.path / CHECKPOINT).write_bytes(b"no checkpoint")
    with pytest.raises(TrainingError, match=r"checkpoint\.pt: no readable checkpoint"):
        train(small)


def test_a_checkpoint_runs_no_code(small: TrainConfig, tmp_path: Path) -> None:
    class Harmful:
        def __reduce__(self) -> tuple:
            return (Path.touch, (tmp_path / "harm",))

    folder = RunFolder(Path(small.out))
    folder.path.mkdir()
    torch.save({"step": 1, "network": Harmful()}, folder.path / CHECKPOINT)
    with pytest.raises(TrainingError, match="no readable checkpoint"):
        train(small)
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("call", [1, 2])
def test_a_full_disk_keeps_the_last_checkpoint(
    small: TrainConfig, whole: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    plain, calls = torch.save, [0]

    def full(state: Any, file: Path) -> None:
        calls[0] += 1
        if calls[0] == call:
            file.write_bytes(b"the part that still fitted")
            raise OSError(28, "No space left on device")
        plain(state, file)

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(TrainingError, match=r"cannot be written \(.*No space left.*free space"):
        train(small)
    folder = RunFolder(Path(small.out))
    state = load_checkpoint(folder)
    assert (state["step"] if state else 0) == 4 * (call - 1)
    assert list(folder.path.glob(".*.part")) == []
    assert_same_weights(whole, train(small))


def test_an_error_in_the_middle_leaves_a_run_that_goes_on(
    small: TrainConfig, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        stop_after(broken, 7, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            train(small)
    assert_same_weights(whole, train(small))


def test_progress_of_steps_that_are_done_again_is_dropped(
    small: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "LOSS_WINDOW", 1)
    with monkeypatch.context() as broken:
        stop_after(broken, 7, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            train(small)
    folder = RunFolder(Path(small.out))
    assert [e["step"] for e in folder.entries()] == [1, 2, 3, 4, 5, 6]
    train(small)
    assert [e["step"] for e in folder.entries() if "loss" in e] == list(range(1, 13))
