"""Options that several commands share."""

from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from fpn_core.errors import FpnError
from fpn_core.media import PICTURE_SUFFIXES

ModelOption = Annotated[str, typer.Option("--model", help="Model name or .safetensors file")]
DeviceOption = Annotated[str, typer.Option("--device", help="auto, cpu, cuda, mps")]
ModeOption = Annotated[
    str | None, typer.Option("--mode", help="exact or fast; by default the model's own")
]
ThreadsOption = Annotated[
    int, typer.Option("--threads", min=0, help="Processor threads; 0: all that there are")
]

TensorboardOption = Annotated[
    bool, typer.Option("--tensorboard", help="Write RUN/tensorboard as well, for TensorBoard")
]


def checked_mode(name: str | None) -> Literal["exact", "fast"] | None:
    """The mode that was asked for. Raises FpnError for any other word."""
    if name not in (None, "exact", "fast"):
        raise FpnError(f"--mode {name}: take exact or fast")
    return cast(Literal["exact", "fast"] | None, name)


def check_output(option: str, target: Path | None, *inputs: Path) -> None:
    """Refuse, before any work, an output file that would take the place of a picture or an input.

    Raises FpnError naming the option and the file.
    """
    if target is None:
        return
    if target.suffix.lower() in PICTURE_SUFFIXES:
        raise FpnError(f"{option} {target}: is a picture's name; pictures are never written over")
    if target.resolve() in {given.resolve() for given in inputs}:
        raise FpnError(f"{option} {target}: is what is read; give another name")
