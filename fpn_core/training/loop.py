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
from torch import Tensor, nn

from fpn_core.coco import CocoDataset, read_coco
from fpn_core.detector import Detector
from fpn_core.device import dtype_for
from fpn_core.errors import TrainingError
from fpn_core.network import prepare_for_training
from fpn_core.preprocess import Batch
from fpn_core.runs import Event, Outcome, RunFolder
from fpn_core.targets import Target
from fpn_core.training.checkpoint import load_checkpoint, save_checkpoint
from fpn_core.training.config import TrainConfig
from fpn_core.training.data import StepPlan, TrainingData
from fpn_core.training.judge import Judge
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
    judge: Judge | None = None
    step: int = 0

    def tell(self, entry: dict[str, Any], report: Report) -> None:
        """Add an entry to the progress on disk and report it."""
        self.folder.append(entry)
        report(entry)

    def state(self) -> dict[str, Any]:
        """What the checkpoint holds."""
        return {
            "step": self.step,
            "settings": _fixed_settings(self.config),
            "network": self.model.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average.state_dict(),
            "best": self.judge.best if self.judge else -1.0,
            "data": self.data.fingerprint(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to a checkpoint; the settings that shape the run must be the same."""
        wanted = _fixed_settings(self.config)
        began = _fixed_settings(TrainConfig()) | state["settings"]
        changed = [k for k in wanted if began[k] != wanted[k]]
        if changed:
            held = ", ".join(f"{key}: {began[key]}" for key in changed)
            raise TrainingError(
                f"{self.folder.path}: holds a run with other settings ({held}); go on with those, "
                "or take another --out"
            )
        if state.get("data", self.data.fingerprint()) != self.data.fingerprint():
            raise TrainingError(
                f"{self.folder.path}: {self.config.data} has changed since this run began; put "
                "it back, or take another --out"
            )
        self.model.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average.load_state_dict(state["average"])
        self.step = state["step"]
        if self.judge:
            self.judge.best = state.get("best", -1.0)


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
    with RunFolder(Path(config.out)).held():
        run = _prepare(config, dataset)
        for problem in dataset.problems if run.step == 0 else ():
            run.tell({"event": Event.PROBLEM, "text": problem}, report)
        if run.step < run.data.steps:
            with _sigterm() as stopped:
                _run_steps(run, report, stopped)
        return _finish(run, report)


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
        Judge.of(config, model.config),
    )
    state = load_checkpoint(run.folder)
    if state is not None:
        run.restore(state)
    run.folder.forget_after(run.step)
    return run


def _run_steps(run: Run, report: Report, stopped: Callable[[], bool]) -> None:
    config, steps = run.config, run.data.steps
    window = _Window()
    for plan, batch, targets in run.data.stream(run.step):
        rate = rate_at(plan.step, steps, config)
        set_rate(run.optimizer, rate)
        losses = _learn(run, plan, batch, targets)
        run.step = plan.step + 1
        window.add(losses, len(plan.rows))
        for problem in run.data.fresh_problems():
            run.tell({"event": Event.PROBLEM, "step": run.step, "text": problem}, report)
        if run.step % LOSS_WINDOW == 0 or run.step == steps:
            place = {"step": run.step, "steps": steps, "epoch": plan.epoch, "rate": rate}
            run.tell({"event": Event.STEP} | place | window.close(), report)
        if run.judge and run.step < steps and _is_judged(run):
            _judge(run, {"average": run.average.values}, report)
        ends = stopped()
        if run.step % config.checkpoint_every == 0 or run.step == steps or ends:
            save_checkpoint(run.folder, run.state())
        if ends and run.step < steps:
            raise TrainingError(
                f"{run.folder.path}: stopped at step {run.step} of {steps}; start it again to go on"
            )


def _learn(run: Run, plan: StepPlan, batch: Batch, targets: list[Target]) -> dict[str, float]:
    """One step of the weights; returns the losses."""
    model, config = run.model, run.config
    device = model.device.torch
    batch.pixels = batch.pixels.to(device, memory_format=torch.channels_last)
    pays = config.bf16 and dtype_for(device, batch.pixels) == torch.bfloat16
    with torch.autocast(device.type, torch.bfloat16, enabled=pays):
        losses = model.losses_on(batch, targets, seed=config.seed * 1_000_003 + plan.step)
    loss = torch.stack(list(losses.values())).sum()
    values = {name: float(value.detach()) for name, value in losses.items()}
    total = sum(values.values())
    if not math.isfinite(total):
        raise _not_finite(run, plan, f"the loss is {total} ({values})")
    run.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    norm = float(nn.utils.clip_grad_norm_(model.network.parameters(), config.clip))
    if not math.isfinite(norm):
        raise _not_finite(run, plan, f"the gradient is {norm}")
    run.optimizer.step()
    run.average.update(model.network)
    return values


def _not_finite(run: Run, plan: StepPlan, what: str) -> TrainingError:
    names = ", ".join(str(run.data.pictures[row].path) for row in plan.rows)
    return TrainingError(
        f"step {plan.step}: {what} on {names}; the last good checkpoint stays: check these "
        "pictures' boxes, or start again at a lower rate"
    )


class _Window:
    """Mean losses and speed over the steps since the last progress entry."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._steps: list[dict[str, float]] = []
        self._pictures = 0
        self._since = time.monotonic()

    def add(self, losses: dict[str, float], pictures: int) -> None:
        self._steps.append(losses)
        self._pictures += pictures

    def close(self) -> dict[str, float]:
        """The entry's figures; the window begins anew."""
        means = {
            name: sum(step[name] for step in self._steps) / len(self._steps)
            for name in self._steps[0]
        }
        speed = self._pictures / max(time.monotonic() - self._since, 1e-9)
        self._begin()
        return {"loss": sum(means.values()), **means, "pictures_per_second": speed}


def _is_judged(run: Run) -> bool:
    """Whether the held-out pictures are due, every so many epochs; 0 is at the end only."""
    every = run.config.evaluate_every
    return every > 0 and run.step % max(1, round(every * run.data.steps_per_epoch)) == 0


def _judge(run: Run, candidates: dict[str, dict[str, Tensor]], report: Report) -> None:
    """Evaluate weights on the held-out pictures; the best so far become the model file."""
    assert run.judge is not None
    for name, weights in candidates.items():
        better = run.judge.is_best(weights)
        figures = run.judge.figures
        entry = {
            "event": Event.JUDGED,
            "step": run.step,
            "weights": name,
            "AP": figures["AP"],
            "AP50": figures["AP50"],
        }
        run.tell(entry, report)
        if better:
            _save(run, weights, figures)


def _finish(run: Run, report: Report) -> Path:
    """Write the model: the averaged weights, or what the held-out pictures say is best."""
    if run.judge:
        raw = run.model.network.state_dict()
        _judge(run, {"average": run.average.values, "last": raw}, report)
    else:
        _save(run, run.average.values, {})
    end = {"event": Event.END, "outcome": Outcome.DONE, "model": str(run.folder.model)}
    run.tell(end, report)
    return run.folder.model


def _save(run: Run, weights: dict[str, Tensor], figures: dict[str, Any]) -> None:
    settings = _fixed_settings(dataclasses.replace(run.config, data="", images=""))
    provenance = {
        "name": run.config.name or run.folder.path.resolve().name,
        "parent": run.config.start,
        "data": Path(run.config.data).name,
        "pictures": len(run.data.pictures),
        "date": datetime.now(UTC).date().isoformat(),
        "seed": run.config.seed,
        "steps": run.step,
        "settings": settings,
        "figures": figures,
    }
    model = Detector(run.model.config, provenance)
    model.network.load_state_dict(weights)
    model.save(run.folder.model)


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
