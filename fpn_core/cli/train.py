"""`fpn-core train`."""

import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from fpn_core.cli.options import TensorboardOption
from fpn_core.config import PRESETS, from_dict, value_from_text
from fpn_core.errors import ConfigError
from fpn_core.runs import Event
from fpn_core.training.config import TrainConfig


def train(
    config: Annotated[Path | None, typer.Option(help="Settings in a TOML file")] = None,
    data: Annotated[str | None, typer.Option(help="COCO file to train on")] = None,
    images: Annotated[str | None, typer.Option(help="Folder of its pictures")] = None,
    val_data: Annotated[str | None, typer.Option(help="COCO file that judges the model")] = None,
    val_images: Annotated[
        str | None, typer.Option(help="Folder of its pictures; by default --images")
    ] = None,
    out: Annotated[
        str | None, typer.Option(help="Run folder; a run that it holds is gone on with")
    ] = None,
    preset: Annotated[str | None, typer.Option(help=f"One of {', '.join(PRESETS)}")] = None,
    start: Annotated[
        str | None, typer.Option(help="imagenet, random, or a model's name or file")
    ] = None,
    epochs: Annotated[float | None, typer.Option(help="Passes over the pictures")] = None,
    batch: Annotated[int | None, typer.Option(help="Pictures a step")] = None,
    rate: Annotated[float | None, typer.Option(help="Learning rate of a whole batch")] = None,
    seed: Annotated[int | None, typer.Option()] = None,
    threads: Annotated[int | None, typer.Option(help="Processor threads; 0: all")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="Any other setting, as in --set zoom=0.3")
    ] = None,
    tensorboard: TensorboardOption = False,
) -> None:
    """Train a detector; interrupted, the same command goes on exactly where it stopped.

    On many GPUs or machines: torchrun ... -m fpn_core train ...
    """
    given = {
        "data": data,
        "images": images,
        "val_data": val_data,
        "val_images": val_images,
        "out": out,
        "preset": preset,
        "start": start,
        "epochs": epochs,
        "batch": batch,
        "rate": rate,
        "seed": seed,
        "threads": threads,
    }
    values = _from_file(config) | {k: v for k, v in given.items() if v is not None}
    for text in settings or []:
        values |= value_from_text(TrainConfig, text)
    chosen = from_dict(TrainConfig, values)
    for name in ("data", "images"):
        if not getattr(chosen, name):
            raise ConfigError(f"--{name} is missing: the COCO file and the folder of its pictures")
    _carry_out(chosen, tensorboard)


def _carry_out(config: TrainConfig, tensorboard: bool) -> None:
    from fpn_core import distributed
    from fpn_core.training.tensorboard import with_tensorboard
    from fpn_core.training.train import train as run

    with (
        distributed.processes(),
        _Display(disable=not distributed.is_first()) as display,
        with_tensorboard(display.report, Path(config.out), tensorboard) as report,
    ):
        model = run(config, report)
        if distributed.is_first():
            print(model)


def _from_file(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: no readable TOML: {error}") from error


class _Display(Progress):
    """A bar with loss, rate and speed; problems of the data above it."""

    def __init__(self, disable: bool) -> None:
        super().__init__(
            TextColumn("step {task.completed}/{task.total}"),
            BarColumn(),
            TextColumn("{task.description}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=disable,
        )
        self._task = self.add_task("reading the data", total=None)

    def report(self, entry: dict[str, Any]) -> None:
        """Show a progress entry of the run."""
        event = entry["event"]
        if event == Event.PROBLEM:
            self.console.print(entry["text"], highlight=False)
        elif event == Event.STEP:
            text = (
                f"loss {entry['loss']:.3f}  rate {entry['rate']:.1e}  "
                f"{entry['pictures_per_second']:.1f} pictures/s"
            )
            self.update(self._task, description=text, completed=entry["step"], total=entry["steps"])
        elif event == Event.JUDGED:
            self.console.print(f"step {entry['step']}: AP50 {entry['AP50']:.3f}", highlight=False)
