"""The training loop: flat, exactly resumable, told by progress entries, led by wishes.

What is learnt from is a `Task`: whole pictures, or features that were computed before. A step's
pictures are shared by the processes of the run and come in chunks, each of which goes through the
network by itself; gradients add up. Only the first process writes files.
"""

import math
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from fpn_core import distributed
from fpn_core.detector import Detector
from fpn_core.errors import RunInterruptedError, TrainingError
from fpn_core.runs import Entry, Event, Outcome, RunFolder, Wish
from fpn_core.training.checkpoint import load_checkpoint, save_checkpoint
from fpn_core.training.config import TrainConfig
from fpn_core.training.data import StepPlan
from fpn_core.training.judge import Judge
from fpn_core.training.optimiser import WeightAverage, rate_at, set_rate
from fpn_core.training.window import LossWindow

Report = Callable[[Entry], None]
LOSS_WINDOW = 20  # steps between progress entries, at most
ENTRY_SECONDS = 1.0  # a step that ends so long after the last entry makes one
PAUSE_S = 0.2  # how often a paused run looks for a wish
SEEDS_A_STEP = 4099  # each picture of a step has its own; no step has more pictures


class Chunk(Protocol):
    """Pictures of a step that go through the network together."""

    @property
    def pictures(self) -> int: ...

    def halves(self) -> "Sequence[Chunk]":
        """The same pictures in two chunks, or in one where there is but one picture."""
        ...


class Task(Protocol):
    """What a run learns from, and how; a function of the settings and the step."""

    @property
    def steps(self) -> int: ...

    @property
    def steps_per_epoch(self) -> int: ...

    def stream(self, first: int) -> Iterator[tuple[StepPlan, Sequence[Chunk]]]:
        """This process's chunks of each step from `first` to the last."""
        ...

    def losses(self, chunk: Any, seed: int) -> dict[str, Tensor]:
        """Means over the chunk's pictures; the seed of each is `seed` plus its place in the step,
        however the step is divided."""
        ...

    def step_losses(self, plan: StepPlan) -> dict[str, Tensor]:
        """Losses that the step has besides those of its pictures."""
        ...

    def fresh_problems(self) -> list[str]:
        """One line for each problem since the last call."""
        ...

    def names(self, plan: StepPlan) -> str:
        """What the step's pictures are called."""
        ...

    def fingerprint(self) -> str:
        """A hash of what is learnt from."""
        ...


@dataclass
class Run:
    """Everything that moves during training.

    `settings` must be the same when a run is gone on with; `describe` gives the provenance of the
    model that is saved. `halvings`: how often chunks are halved, since memory ran out.
    `average_gradients` makes each gradient the mean of those of all processes.
    """

    config: TrainConfig
    folder: RunFolder
    model: Detector
    task: Task
    optimizer: torch.optim.Optimizer
    average: WeightAverage
    average_gradients: Callable[[], None]
    settings: dict[str, Any]
    describe: Callable[["Run", dict[str, Any]], dict[str, Any]]
    judge: Judge | None = None
    step: int = 0
    halvings: int = 0
    report: Report = field(default=lambda entry: None)
    told: set[str] = field(default_factory=set, init=False, repr=False)

    def tell(self, event: Event, **values: Any) -> None:
        """Add an entry to the progress on disk and report it."""
        if distributed.is_first():
            entry = {"event": event, **values}
            self.folder.append(entry)
            self.report(entry)

    def tell_problems(self, lines: Sequence[str]) -> None:
        """Tell what no process has told before."""
        for line in lines:
            if line not in self.told:
                self.told.add(line)
                self.tell(Event.PROBLEM, step=self.step, text=line)

    def save(self) -> None:
        """Write the checkpoint."""
        distributed.by_first(lambda: save_checkpoint(self.folder, self.state()))

    def state(self) -> dict[str, Any]:
        """What the checkpoint holds."""
        return {
            "step": self.step,
            "settings": self.settings,
            "network": self.model.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average.state_dict(),
            "judge": self.judge.state() if self.judge else {},
            "halvings": self.halvings,
            "data": self.task.fingerprint(),
        }

    def restore(self, defaults: dict[str, Any]) -> None:
        """Go back to the folder's checkpoint, if there is one; the settings must be the same.

        `defaults` stand for settings that the checkpoint does not know.
        """
        state = distributed.by_first(load_checkpoint, self.folder)
        if state is not None:
            self._check(state, defaults)
            self.model.network.load_state_dict(state["network"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.average.load_state_dict(state["average"])
            self.step, self.halvings = state["step"], state.get("halvings", 0)
            if self.judge:
                self.judge.restore(state.get("judge", {}))
            distributed.by_first(self.folder.forget_after, self.step)

    def _check(self, state: dict[str, Any], defaults: dict[str, Any]) -> None:
        began = defaults | state["settings"]
        changed = [k for k in self.settings if began.get(k) != self.settings[k]]
        if changed:
            held = ", ".join(f"{key}: {began.get(key)}" for key in changed)
            raise TrainingError(
                f"{self.folder.path}: holds a run with other settings ({held}); go on with those, "
                "or take another --out"
            )
        if state.get("data", self.task.fingerprint()) != self.task.fingerprint():
            raise TrainingError(
                f"{self.folder.path}: {self.config.data} has changed since this run began; put "
                "it back, or take another --out"
            )

    def save_model(self, weights: dict[str, Tensor], figures: dict[str, Any]) -> None:
        """Write the model file with these weights."""
        model = Detector(self.model.config, self.describe(self, figures), self.model.memory)
        model.network.load_state_dict(weights)
        distributed.by_first(model.save, self.folder.model)


def run_steps(run: Run) -> Outcome:
    """Learn until the last step, an early end, or a wish. SIGTERM writes a checkpoint and ends.

    All processes end after the same step. Raises TrainingError where it cannot go on.
    """
    steps, window = run.task.steps, LossWindow()
    if run.step >= steps or (run.judge and run.judge.is_exhausted):
        return Outcome.DONE
    if distributed.count() > run.config.batch:
        text = "there are more processes than pictures in a batch: take a larger one, or fewer"
        run.tell(Event.NOTE, step=run.step, text=text)
    with _sigterm() as stopped:
        for plan, chunks in run.task.stream(run.step):
            rate = rate_at(plan.step, steps, run.config)
            set_rate(run.optimizer, rate)
            losses = one_step(run, plan, chunks)
            run.step = plan.step + 1
            window.add(losses, len(plan.rows))
            is_late = window.is_late(ENTRY_SECONDS)
            if run.step % LOSS_WINDOW == 0 or run.step == steps or is_late:
                place = {"step": run.step, "steps": steps, "epoch": plan.epoch, "rate": rate}
                run.tell(Event.STEP, **place, **window.close(steps - run.step))
            if run.judge and run.step < steps and run.judge.is_due(run.step):
                judge(run, {"average": run.average.values})
            ends, wish = _hear(run, stopped)
            if run.step % run.config.checkpoint_every == 0 or run.step == steps or ends or wish:
                run.save()
            if wish is Wish.PAUSE:
                ends, wish = _wait(run, stopped)
                window.rest()
            if wish in (Wish.STOP, Wish.CANCEL):
                return Outcome.STOPPED if wish is Wish.STOP else Outcome.CANCELLED
            if ends and run.step < steps:
                raise RunInterruptedError(
                    f"{run.folder.path}: stopped at step {run.step} of {steps}; start it again to "
                    "go on"
                )
            if run.judge and run.judge.is_exhausted:
                break
    return Outcome.DONE


def _hear(run: Run, stopped: Callable[[], bool]) -> tuple[bool, Wish | None]:
    """Whether the system told some process to end, and what the watcher wishes."""
    wish = run.folder.wish() if distributed.is_first() else None
    words = distributed.everyones((stopped(), wish, run.task.fresh_problems()))
    run.tell_problems([line for _, _, problems in words for line in problems])
    return any(ends for ends, _, _ in words), words[0][1]


def _wait(run: Run, stopped: Callable[[], bool]) -> tuple[bool, Wish | None]:
    """Rest while the wish is to pause; what is to be done then, as `_hear` gives it."""
    run.tell(Event.PAUSED, step=run.step)
    while True:
        ends, wish = _hear(run, stopped)
        if ends or wish is not Wish.PAUSE:
            run.tell(Event.RESUMED, step=run.step)
            return ends, wish
        time.sleep(PAUSE_S)


def one_step(run: Run, plan: StepPlan, chunks: Sequence[Chunk]) -> dict[str, float]:
    """One step of the weights on the chunks of all processes; returns its losses."""
    losses = _gradients(run, plan, chunks)
    run.average_gradients()
    norm = float(nn.utils.clip_grad_norm_(run.model.network.parameters(), run.config.clip))
    if not math.isfinite(norm):
        raise _not_finite(run, plan, f"the gradient is {norm}")
    run.optimizer.step()
    run.average.update(run.model.network)
    return losses


def _gradients(run: Run, plan: StepPlan, chunks: Sequence[Chunk]) -> dict[str, float]:
    """Compute the gradients of this process's chunks; returns the losses of the whole step.

    Where memory runs out in any process, all of them go on with smaller chunks.
    """
    while True:
        run.optimizer.zero_grad(set_to_none=True)
        outcomes = distributed.together(_gradients_of, run, plan, _parts(run, chunks))
        losses = [each for each in outcomes if each is not None]
        if len(losses) == len(outcomes):
            names = dict.fromkeys(name for each in losses for name in each)
            return {name: sum(each.get(name, 0.0) for each in losses) for name in names}
        run.optimizer.zero_grad(set_to_none=True)
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        run.halvings += 1
        text = "out of memory; going on with half as many pictures at a time"
        run.tell(Event.NOTE, step=plan.step, text=text)


def _parts(run: Run, chunks: Sequence[Chunk]) -> Sequence[Chunk]:
    """The chunks, divided as the settings ask for and as memory turned out to allow."""
    parts, most = list(chunks), run.config.micro_batch
    while most and any(part.pictures > most for part in parts):
        parts = [half for part in parts for half in part.halves()]
    for _ in range(run.halvings):
        parts = [half for part in parts for half in part.halves()]
    return parts


def _gradients_of(run: Run, plan: StepPlan, parts: Sequence[Chunk]) -> dict[str, float] | None:
    """Compute the gradients of chunks; returns their part of the losses, None without memory."""
    try:
        values: dict[str, float] = {}
        seed = (run.config.seed * 1_000_003 + plan.step) * SEEDS_A_STEP
        for part in parts:
            losses = run.task.losses(part, seed)
            _add_gradients(run, plan, losses, part.pictures / len(plan.rows), values)
        if distributed.is_first():
            _add_gradients(run, plan, run.task.step_losses(plan), 1.0, values)
        return values
    except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
        if not _is_out_of_memory(error):
            raise
        if max((part.pictures for part in parts), default=0) <= 1:
            raise TrainingError(
                f"{run.folder.path}: step {plan.step}: out of memory with one picture at a "
                "time; the last good checkpoint stays: close other programs, or take a "
                "smaller input side"
            ) from error
    return None  # outside of the handler: the error holds frames whose memory is wanted back


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return "can't allocate memory" in str(error)  # of torch's allocator for the CPU


def _add_gradients(
    run: Run, plan: StepPlan, losses: dict[str, Tensor], share: float, values: dict[str, float]
) -> None:
    if not losses:
        return
    # The mean over the processes is taken later; what is wanted is the sum.
    loss = torch.stack(list(losses.values())).sum() * (share * distributed.count())
    for name, value in losses.items():
        values[name] = values.get(name, 0.0) + share * float(value.detach())
    if not math.isfinite(sum(values.values())):
        raise _not_finite(run, plan, f"the loss is {sum(values.values())} ({values})")
    if loss.requires_grad:
        loss.backward()


def _not_finite(run: Run, plan: StepPlan, what: str) -> TrainingError:
    return TrainingError(
        f"step {plan.step}: {what} on {run.task.names(plan)}; the last good checkpoint stays: "
        "check these pictures' boxes, or start again at a lower rate"
    )


def judge(run: Run, candidates: dict[str, dict[str, Tensor]]) -> None:
    """Evaluate weights on the held-out pictures; the best so far become the model file."""
    assert run.judge is not None
    for name, weights in candidates.items():
        better, figures = run.judge.look(run.model, weights)
        run.tell(Event.JUDGED, step=run.step, weights=name, best=better, **figures)
        if better:
            run.save_model(weights, run.judge.figures)


def keep_best(run: Run) -> None:
    """Write the model: the averaged weights, or what the held-out pictures say is best."""
    if run.judge:
        judge(run, {"average": run.average.values, "raw": run.model.network.state_dict()})
    else:
        run.save_model(run.average.values, {})


@contextmanager
def _sigterm() -> Iterator[Callable[[], bool]]:
    """Whether SIGTERM has arrived; the handler before is put back at the end."""
    arrived: list[bool] = []
    try:
        previous = signal.signal(signal.SIGTERM, lambda *_: arrived.append(True))
    except ValueError:  # only the main thread of a process may ask for signals
        yield lambda: False
        return
    try:
        yield lambda: bool(arrived)
    finally:
        signal.signal(signal.SIGTERM, previous)
