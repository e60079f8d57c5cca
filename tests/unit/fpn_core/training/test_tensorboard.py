"""A run's progress in TensorBoard's event files."""

import dataclasses
import math
import sys
from pathlib import Path
from typing import Any

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from fpn_core.cli.main import main
from fpn_core.runs import Event, RunFolder
from fpn_core.training import loop
from fpn_core.training.config import TrainConfig
from fpn_core.training.optimiser import WeightAverage
from fpn_core.training.tensorboard import FOLDER, with_tensorboard
from fpn_core.training.train import train
from tests.unit.fpn_core.training.small_run import small

__all__ = ["small"]  # a fixture


def watched(config: TrainConfig) -> list[dict[str, Any]]:
    """Train with event files; what the report heard."""
    heard: list[dict[str, Any]] = []
    with with_tensorboard(heard.append, Path(config.out), wanted=True) as report:
        train(config, report)
    return heard


def shown(config: TrainConfig) -> dict[str, list[tuple[int, float]]]:
    """The curves that TensorBoard draws: (step, value) by tag."""
    events = EventAccumulator(str(Path(config.out) / FOLDER))
    events.Reload()
    tags = events.Tags()["scalars"]
    return {tag: [(e.step, e.value) for e in events.Scalars(tag)] for tag in tags}


def test_curves_are_those_of_the_progress(
    small: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "LOSS_WINDOW", 4)
    monkeypatch.setattr(loop, "ENTRY_SECONDS", math.inf)
    heard = watched(dataclasses.replace(small, val_data=small.data, evaluate_every=1.0))
    assert heard == RunFolder(Path(small.out)).entries()
    curves = shown(small)
    steps = [entry for entry in heard if entry["event"] == Event.STEP]
    assert [entry["step"] for entry in steps] == [4, 8, 12]
    judged = [e for e in heard if e["event"] == Event.JUDGED and e["weights"] == "average"]
    for tag, name, told in [
        ("loss/loss", "loss", steps),
        ("loss/rpn_box", "rpn_box", steps),
        ("rate", "rate", steps),
        ("AP50/average", "AP50", judged),
    ]:
        assert [step for step, _ in curves[tag]] == [entry["step"] for entry in told]
        assert [value for _, value in curves[tag]] == pytest.approx([e[name] for e in told])
    assert {"AP/raw", "AP50 of red/average", "pictures_per_second"} <= set(curves)


def test_a_resumed_run_goes_on_where_its_curves_break_off(
    small: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "LOSS_WINDOW", 1)
    with monkeypatch.context() as broken:
        update = WeightAverage.update

        def breaking(self: WeightAverage, network: Any) -> None:
            update(self, network)
            if self.updates == 7:
                raise KeyboardInterrupt

        broken.setattr(WeightAverage, "update", breaking)
        with pytest.raises(KeyboardInterrupt):
            watched(small)
    assert [step for step, _ in shown(small)["rate"]] == [1, 2, 3, 4, 5, 6]
    watched(small)
    assert [step for step, _ in shown(small)["rate"]] == list(range(1, 13))


def test_nothing_is_written_unless_asked_for(small: TrainConfig) -> None:
    heard: list[dict[str, Any]] = []
    with with_tensorboard(heard.append, Path(small.out), wanted=False) as report:
        train(dataclasses.replace(small, epochs=0.5), report)
    assert heard
    assert not (Path(small.out) / FOLDER).exists()


@pytest.mark.parametrize("command", ["train", "finetune"])
def test_where_it_is_missing_the_command_says_how_to_get_it(
    small: TrainConfig,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    command: str,
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    options = ["--data", small.data, "--images", small.images, "--out", small.out]
    monkeypatch.setattr(sys, "argv", ["fpn-core", command, *options, "--tensorboard"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert "pip install 'pyramidlabel[tensorboard]'" in capsys.readouterr().err
    assert not Path(small.out).exists()
