"""Training on whole pictures, from ImageNet weights, from nothing, or on from a model."""

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from fpn_core import distributed
from fpn_core.coco import CocoDataset, read_coco
from fpn_core.detector import Detector
from fpn_core.device import dtype_for
from fpn_core.errors import TrainingError
from fpn_core.model_file import read_model
from fpn_core.network import prepare_for_training
from fpn_core.preprocess import Batch
from fpn_core.runs import CHECKPOINT, Event, Outcome, RunFolder
from fpn_core.targets import Target
from fpn_core.training.config import TrainConfig
from fpn_core.training.data import StepPlan, TrainingData
from fpn_core.training.judge import Judge
from fpn_core.training.loop import Report, Run, keep_best, run_steps
from fpn_core.training.optimiser import WeightAverage, make_optimizer
from fpn_core.training.remembering import remember
from fpn_core.training.start import starting_model


@dataclass(frozen=True)
class PictureChunk:
    """Pictures that are padded to a common size, with what is known of them; `first` is the place
    in the step of the first one."""

    batch: Batch
    targets: list[Target]
    first: int = 0

    @property
    def pictures(self) -> int:
        return len(self.targets)

    def halves(self) -> "Sequence[PictureChunk]":
        """The same pictures in two chunks, or in one where there is but one picture."""
        if self.pictures <= 1:
            return [self]
        half = self.pictures // 2
        return [self._part(slice(0, half)), self._part(slice(half, None))]

    def _part(self, rows: slice) -> "PictureChunk":
        batch = Batch(self.batch.pixels[rows], self.batch.sizes[rows], self.batch.scales[rows])
        return PictureChunk(batch, self.targets[rows], self.first + (rows.start or 0))


@dataclass
class PictureTask:
    """Every weight that is not frozen learns from whole pictures."""

    model: Detector
    data: TrainingData
    bf16: bool

    @property
    def steps(self) -> int:
        return self.data.steps

    @property
    def steps_per_epoch(self) -> int:
        return self.data.steps_per_epoch

    def stream(self, first: int) -> Iterator[tuple[StepPlan, list[PictureChunk]]]:
        """All pictures of a step are padded alike, whichever process sees them."""
        for plan, batch, targets in self.data.stream(first):
            size = distributed.largest(*batch.padded)
            first_place = distributed.share(len(plan.rows)).start
            own = PictureChunk(batch.padded_to(*size), targets, first_place) if targets else None
            yield plan, [own] if own else []

    def losses(self, chunk: PictureChunk, seed: int) -> dict[str, Tensor]:
        batch, device = chunk.batch, self.model.device.torch
        batch.pixels = batch.pixels.to(device, memory_format=torch.channels_last)
        pays = self.bf16 and dtype_for(device, batch.pixels) == torch.bfloat16
        with torch.autocast(device.type, torch.bfloat16, enabled=pays):
            return self.model.losses_on(batch, chunk.targets, seed + chunk.first)

    def step_losses(self, plan: StepPlan) -> dict[str, Tensor]:
        return {}

    def fresh_problems(self) -> list[str]:
        return self.data.fresh_problems()

    def names(self, plan: StepPlan) -> str:
        return ", ".join(str(self.data.pictures[row].path) for row in plan.rows)

    def fingerprint(self) -> str:
        return self.data.fingerprint()


def train(config: TrainConfig, report: Report = lambda entry: None) -> Path:
    """Train, or go on with the run that `config.out` holds; returns the model file.

    `report` receives each progress entry. SIGTERM writes a checkpoint and ends the run. Where a
    watcher wished for an end without a model, there is no file. Raises TrainingError where the run
    cannot start, resume or go on.
    """
    if config.threads:
        torch.set_num_threads(config.threads)
    dataset = read_coco(config.data, config.images)
    if not dataset.pictures:
        raise TrainingError(f"{config.data}: no pictures to train on in {config.images}")
    folder = RunFolder(Path(config.out))
    with ExitStack() as stack:
        distributed.by_first(lambda: stack.enter_context(_begun(folder)))
        run = _prepare(config, dataset, folder, report)
        for problem in dataset.problems if run.step == 0 else ():
            run.tell(Event.PROBLEM, text=problem)
        outcome = run_steps(run)
        if outcome is not Outcome.CANCELLED:
            keep_best(run)
        distributed.by_first(_end, run, outcome, dataset)
        return folder.model


@contextmanager
def _begun(folder: RunFolder) -> Iterator[None]:
    """Hold the folder; without a checkpoint nothing counts that an earlier run told in it."""
    with folder.held():
        if not (folder.path / CHECKPOINT).exists():
            folder.forget_after(0)
        yield


def _end(run: Run, outcome: Outcome, dataset: CocoDataset) -> None:
    """Let the model remember its classes, for who goes on from it without these pictures; or take
    it away where that was wished for."""
    folder, kept = run.folder, outcome is not Outcome.CANCELLED
    if kept:
        model = read_model(folder.model).place()
        model.memory = remember(model, dataset.pictures, run.config.seed)
        model.save(folder.model)
    else:
        folder.model.unlink(missing_ok=True)
    run.tell(Event.END, outcome=outcome, model=str(folder.model) if kept else None)
    folder.forget_wish()


def _prepare(config: TrainConfig, dataset: CocoDataset, folder: RunFolder, report: Report) -> Run:
    model = starting_model(config, dataset).place("auto", "exact")
    model.train()
    model.network.backbone.freeze(config.frozen_stages, config.freeze_depthwise)
    prepare_for_training(model.network)
    average_gradients = distributed.averaging(model.network)
    data = TrainingData(dataset, config, model.config.input)
    run = Run(
        config,
        folder,
        model,
        PictureTask(model, data, config.bf16),
        make_optimizer(model.network, config),
        WeightAverage(model.network, config.average_decay),
        average_gradients,
        _fixed_settings(config),
        _provenance,
        Judge.of(config, data.steps_per_epoch),
        report=report,
    )
    run.restore(_fixed_settings(TrainConfig()))
    return run


def _fixed_settings(config: TrainConfig) -> dict[str, Any]:
    """The settings that a resumed run must share with its beginning."""
    free = {"out", "checkpoint_every", "evaluate_every", "val_data", "val_images"}
    free |= {"threads", "micro_batch"}
    values = dataclasses.asdict(config)
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items() if k not in free}


def _provenance(run: Run, figures: dict[str, Any]) -> dict[str, Any]:
    config, data = run.config, run.task.data  # type: ignore[attr-defined]
    return {
        "name": config.name or run.folder.path.resolve().name,
        "parent": config.start,
        "data": Path(config.data).name,
        "pictures": len(data.pictures),
        "date": datetime.now(UTC).date().isoformat(),
        "seed": config.seed,
        "steps": run.step,
        "settings": _fixed_settings(dataclasses.replace(config, data="", images="")),
        "figures": figures,
    }
