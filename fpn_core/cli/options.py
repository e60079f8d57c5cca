"""Options that several commands share."""

from typing import Annotated, Literal, cast

import typer

from fpn_core.errors import FpnError

ModelOption = Annotated[str, typer.Option("--model", help="Model name or .safetensors file")]
DeviceOption = Annotated[str, typer.Option("--device", help="auto, cpu, cuda, mps")]
ModeOption = Annotated[
    str | None, typer.Option("--mode", help="exact or fast; by default the model's own")
]
ThreadsOption = Annotated[
    int, typer.Option("--threads", min=0, help="Processor threads; 0: all that there are")
]


def checked_mode(name: str | None) -> Literal["exact", "fast"] | None:
    """The mode that was asked for. Raises FpnError for any other word."""
    if name not in (None, "exact", "fast"):
        raise FpnError(f"--mode {name}: take exact or fast")
    return cast(Literal["exact", "fast"] | None, name)
