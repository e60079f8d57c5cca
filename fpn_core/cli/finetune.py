"""`fpn-core finetune`."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from fpn_core.cli.options import TensorboardOption
from fpn_core.config import from_dict, value_from_text
from fpn_core.errors import ConfigError, TrainingError
from fpn_core.finetuning.job import FinetuneConfig, Job, read_job
from fpn_core.runs import DATA, JOB, Entry, Event, Outcome

NICENESS = 10  # of runs that a window started: it stays quick meanwhile


def finetune(
    data: Annotated[Path | None, typer.Option(help="COCO file to train on")] = None,
    images: Annotated[Path | None, typer.Option(help="Folder of its pictures")] = None,
    val_data: Annotated[
        Path | None, typer.Option(help="COCO file of held-out pictures, which judge the model")
    ] = None,
    val_images: Annotated[
        Path | None, typer.Option(help="Folder of its pictures; by default --images")
    ] = None,
    model: Annotated[str, typer.Option(help="The model to start from: its name or file")] = "lite",
    out: Annotated[
        Path | None, typer.Option(help="Run folder; a run that it holds is gone on with")
    ] = None,
    job: Annotated[
        Path | None, typer.Option(help="A run folder with a job in it, in place of all the others")
    ] = None,
    classes: Annotated[
        str, typer.Option(help="keep the model's other classes, or only those of the data")
    ] = "keep",
    title: Annotated[str, typer.Option(help="What the new model is called")] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many pictures, drawn from --seed")
    ] = None,
    minutes: Annotated[float, typer.Option(help="How long; 0: by the number of pictures")] = 0.0,
    epochs: Annotated[float, typer.Option(help="Passes over the pictures, not --minutes")] = 0.0,
    seed: Annotated[int, typer.Option()] = 0,
    threads: Annotated[int, typer.Option(help="Processor threads; 0: all")] = 0,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="Any other setting, as in --set side=512")
    ] = None,
    tensorboard: TensorboardOption = False,
) -> None:
    """Fine-tune a model on few pictures; interrupted, the same command goes on where it stopped.

    The best model is RUN/model.safetensors. Exit code 1 where the run was cancelled.

    On many GPUs or machines: torchrun ... -m fpn_core finetune ...
    """
    if job is not None:
        if hasattr(os, "nice"):
            os.nice(NICENESS)
        _carry_out(job, tensorboard)
        return
    if data is None or images is None or out is None:
        raise ConfigError("--data, --images and --out are needed, or --job with a run folder")
    values = {"classes": classes, "minutes": minutes, "epochs": epochs, "seed": seed}
    config = _settings(values | {"threads": threads}, settings or [])
    new = Job(title or out.resolve().name, model, settings=config)
    make = partial(_make_job, out, new, data, images, val_data, val_images, limit)
    _carry_out(out, tensorboard, make)


def _carry_out(folder: Path, tensorboard: bool, make: Callable[[], None] = lambda: None) -> None:
    """Run the job of a folder, after `make` has made it."""
    from fpn_core import distributed
    from fpn_core.finetuning.run import finetune as run
    from fpn_core.training.tensorboard import with_tensorboard

    with (
        distributed.processes(),
        _Display(disable=not distributed.is_first()) as display,
        with_tensorboard(display.report, folder, tensorboard) as report,
    ):
        distributed.by_first(make)
        outcome = run(folder, report)
        if outcome is not Outcome.CANCELLED and distributed.is_first():
            print(folder / "model.safetensors")
    # torchrun would take another exit code for a failure, and start the run again.
    if outcome is Outcome.CANCELLED and not distributed.is_launched():
        raise typer.Exit(1)


def _settings(values: dict[str, Any], more: list[str]) -> FinetuneConfig:
    for text in more:
        values |= value_from_text(FinetuneConfig, text)
    return from_dict(FinetuneConfig, values)


def _make_job(
    folder: Path,
    job: Job,
    data: Path,
    images: Path,
    val_data: Path | None,
    val_images: Path | None,
    limit: int | None,
) -> None:
    """Write the job and its frozen data, unless the folder holds this very job already."""
    from fpn_core.finetuning.freezing import freeze

    if (folder / JOB).exists():
        there = read_job(folder)
        if (there.model, there.settings) != (job.model, job.settings):
            raise TrainingError(
                f"{folder}: holds a run with other settings ({there.model}, {there.settings}); go "
                "on with those, or take another --out"
            )
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingError(f"{folder}: cannot be written: {error}") from error
    config = job.settings
    freeze(folder / DATA, data, images, val_data, val_images,
           held_out=config.held_out, limit=limit, seed=config.seed)  # fmt: skip
    job.save(folder)


class _Display(Progress):
    """A bar with loss and speed; what the run has to say above it."""

    def __init__(self, disable: bool) -> None:
        super().__init__(
            TextColumn("{task.fields[place]}"),
            BarColumn(),
            TextColumn("{task.description}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=disable,
        )
        self._task = self.add_task("", total=None, place="reading")

    def report(self, entry: Entry) -> None:
        """Show a progress entry of the run."""
        show = _SHOWN.get(Event(entry["event"]))
        if show is not None:
            show(self, entry)

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        self.console.print(text, highlight=False)

    def phase(self, entry: Entry) -> None:
        """Work before and after training."""
        self.update(self._task, place=entry["phase"], completed=entry["done"], total=entry["total"])

    def step(self, entry: Entry) -> None:
        """How far training is."""
        place = f"step {entry['step']}/{entry['steps']}"
        text = f"loss {entry['loss']:.3f}  {entry['pictures_per_second']:.1f} pictures/s"
        self.update(
            self._task,
            description=text,
            place=place,
            completed=entry["step"],
            total=entry["steps"],
        )


def _plan(display: _Display, entry: Entry) -> None:
    display.say(
        f"{entry['pictures']} pictures, {len(entry['classes'])} classes "
        f"({len(entry['new_classes'])} new), {entry['held_out']} held out; trains "
        f"{', '.join(entry['parts'])} in {entry['steps']} steps of {entry['batch']} at side "
        f"{entry['side']}: {entry['text']}"
    )


def _judged(display: _Display, entry: Entry) -> None:
    ap50 = "unknown" if entry["AP50"] is None else f"{entry['AP50']:.3f}"
    display.say(f"step {entry['step']}, {entry['weights']}: AP50 {ap50}")


_SHOWN = {
    Event.PHASE: _Display.phase,
    Event.STEP: _Display.step,
    Event.PLAN: _plan,
    Event.JUDGED: _judged,
    Event.NOTE: lambda display, entry: display.say(entry["text"]),
    Event.PROBLEM: lambda display, entry: display.say(entry["text"]),
}
