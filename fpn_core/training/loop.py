"""The training loop: flat, exactly resumable, told by progress entries."""

import dataclasses
import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from torch import nn

from fpn_core.coco import CocoDataset, read_coco
from fpn_core.detector import Detector
from fpn_core.errors import TrainingError
from fpn_core.network import prepare_for_training
from fpn_core.training.checkpoint import RunFolder
from fpn_core.training.config import TrainConfig
from fpn_core.training.data import TrainingData
from fpn_core.training.optimiser import WeightAverage, make_optimizer, rate_at, set_rate
from fpn_core.training.start import starting_model

Report = Callable[[dict[str, Any]], None]
LOSS_WINDOW = 20  # steps between progress entries


@dataclasses.dataclass
class Run:
    """Everything that moves during training."""

    config: TrainConfig
    folder: RunFolder
    model: Detector
    data: TrainingData
    optimizer: torch.optim.Optimizer
    average: WeightAverage
    step: int = 0

    def state(self) -> dict[str, Any]:
        """What the checkpoint holds."""
        return {
            "step": self.step,
            "settings": _fixed_settings(self.config),
            "network": self.model.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average.state_dict(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to a checkpoint; the settings that shape the run must be the same."""
        wanted = _fixed_settings(self.config)
        changed = [k for k in wanted if state["settings"].get(k) != wanted[k]]
        if changed:
            held = ", ".join(f"{key}: {state['settings'].get(key)}" for key in changed)
            raise TrainingError(
                f"{self.folder.path}: holds a run with other settings ({held}); go on with those, "
                "or take another --out"
            )
        self.model.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average.load_state_dict(state["average"])
        self.step = state["step"]


def _fixed_settings(config: TrainConfig) -> dict[str, Any]:
    """The settings that a resumed run must share with its beginning."""
    free = {"out", "checkpoint_every", "evaluate_every", "val_data", "val_images", "threads"}
    values = dataclasses.asdict(config)
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items() if k not in free}


def train(config: TrainConfig, report: Report = lambda entry: None) -> Path:
    """Train, or go on with the run that `config.out` holds; returns the model file.

    `report` receives each progress entry. SIGTERM writes a checkpoint and ends the run.
    Raises TrainingError where the run cannot start, resume or go on.
    """
    if config.threads:
        torch.set_num_threads(config.threads)
    dataset = read_coco(config.data, config.images)
    if not dataset.pictures:
        raise TrainingError(f"{config.data}: no pictures to train on in {config.images}")
    run = _prepare(config, dataset)
    for problem in dataset.problems:
        report({"problem": problem})
    if run.step < run.data.steps:
        with _sigterm() as stopped:
            _run_steps(run, report, stopped)
    return _finish(run, dataset, report)


def _prepare(config: TrainConfig, dataset: CocoDataset) -> Run:
    model = starting_model(config, dataset).place("auto", "exact")
    model.train()
    model.network.backbone.freeze(config.frozen_stages, config.freeze_depthwise)
    prepare_for_training(model.network)
    run = Run(
        config,
        RunFolder(Path(config.out)),
        model,
        TrainingData(dataset, config, model.config.input),
        make_optimizer(model.network, config),
        WeightAverage(model.network, config.average_decay),
    )
    state = run.folder.load()
    if state is not None:
        run.restore(state)
    run.folder.forget_after(run.step)
    return run


def _run_steps(run: Run, report: Report, stopped: Callable[[], bool]) -> None:
    config, model = run.config, run.model
    parameters = [p for p in model.network.parameters() if p.requires_grad]
    device = model.device.torch
    totals: dict[str, float] = {}
    pictures, since = 0, time.monotonic()
    for plan, batch, targets in run.data.stream(run.step):
        rate = rate_at(plan.step, run.data.steps, config)
        set_rate(run.optimizer, rate)
        batch.pixels = batch.pixels.to(device, memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16, enabled=config.bf16):
            losses = model.losses_on(batch, targets, seed=config.seed * 1_000_003 + plan.step)
        loss = torch.stack(list(losses.values())).sum()
        values = {name: float(value.detach()) for name, value in losses.items()}
        total = float(loss.detach())
        if not math.isfinite(total):
            names = ", ".join(str(run.data.pictures[row].path) for row in plan.rows)
            raise TrainingError(
                f"step {plan.step}: the loss is {total} ({values}) on {names}; the last good "
                "checkpoint stays: check these pictures' boxes, or start again at a lower rate"
            )
        run.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, config.clip)
        run.optimizer.step()
        run.average.update(model.network)
        run.step = plan.step + 1
        pictures += len(plan.rows)
        for name, value in values.items():
            totals[name] = totals.get(name, 0.0) + value / LOSS_WINDOW
        if run.step % LOSS_WINDOW == 0:
            seconds = time.monotonic() - since
            entry = {
                "step": run.step,
                "steps": run.data.steps,
                "epoch": plan.epoch,
                "rate": rate,
                "loss": sum(totals.values()),
                **totals,
                "pictures_per_second": pictures / seconds,
            }
            run.folder.append(entry)
            report(entry)
            totals, pictures, since = {}, 0, time.monotonic()
        ends = stopped()
        if run.step % config.checkpoint_every == 0 or run.step == run.data.steps or ends:
            run.folder.save(run.state())
        if ends:
            raise TrainingError(
                f"{run.folder.path}: stopped at step {run.step} of {run.data.steps}; start it "
                "again to go on"
            )


def _finish(run: Run, dataset: CocoDataset, report: Report) -> Path:
    """Write the model with the averaged weights."""
    model = Detector(run.model.config, _provenance(run, dataset))
    model.network.load_state_dict(run.average.values)
    model.save(run.folder.model)
    report({"model": str(run.folder.model)})
    return run.folder.model


def _provenance(run: Run, dataset: CocoDataset) -> dict[str, Any]:
    return {
        "name": run.config.name or run.folder.path.resolve().name,
        "parent": run.config.start,
        "data": Path(run.config.data).name,
        "pictures": len(dataset.pictures),
        "date": datetime.now(UTC).date().isoformat(),
        "seed": run.config.seed,
        "steps": run.step,
        "settings": _fixed_settings(dataclasses.replace(run.config, data="", images="")),
    }


@contextmanager
def _sigterm() -> Iterator[Callable[[], bool]]:
    """Whether SIGTERM has arrived; the handler before is put back at the end."""
    arrived = []
    try:
        previous = signal.signal(signal.SIGTERM, lambda *_: arrived.append(True))
    except ValueError:  # only the main thread of a process may ask for signals
        yield lambda: False
        return
    try:
        yield lambda: bool(arrived)
    finally:
        signal.signal(signal.SIGTERM, previous)
