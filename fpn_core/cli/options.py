"""Options that several commands share, and what they come to."""

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from fpn_core.errors import FpnError, PictureError
from fpn_core.media import PICTURE_SUFFIXES, find_pictures
from fpn_core.video.frames import VIDEO_SUFFIXES

if TYPE_CHECKING:
    from fpn_core.detector import Detector

PathsArgument = Annotated[list[Path], typer.Argument(help="Pictures, or folders of pictures")]
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


def chosen_model(name: str, device: str, mode: str | None, threads: int) -> "Detector":
    """The model that the options ask for. Raises FpnError where it cannot be had."""
    checked = checked_mode(mode)

    import torch

    from fpn_core.models import load_model

    if threads:
        torch.set_num_threads(threads)
    return load_model(name, device, checked)


def given_pictures(paths: list[Path]) -> tuple[list[Path], list[dict[str, Any]]]:
    """The pictures of the paths, and an entry with an error for each path that is no picture.

    Raises FpnError where there is neither.
    """
    found: list[Path] = []
    problems: list[dict[str, Any]] = []
    for path in paths:
        try:
            found += find_pictures([path])
        except PictureError as error:
            problems.append({"file": str(path), "error": str(error)})
    if not found and not problems:
        raise FpnError(f"no pictures in {', '.join(map(str, paths))}; name files or folders")
    return list(dict.fromkeys(found)), problems


def end_for(entries: Iterable[Mapping[str, Any]]) -> None:
    """Say which entries have an error, and end with code 1 where there are any."""
    failed = [entry["error"] for entry in entries if "error" in entry]
    for problem in failed:
        print(f"fpn-core: {problem}", file=sys.stderr)
    if failed:
        raise typer.Exit(1)


def check_output(option: str, target: Path | None, *inputs: Path) -> None:
    """Refuse, before any work, an output file that would take the place of a picture, an input, a
    folder or a device.

    Raises FpnError naming the option and the file.
    """
    if target is None:
        return
    for kind, suffixes in (("picture", PICTURE_SUFFIXES), ("video", VIDEO_SUFFIXES)):
        if target.suffix.lower() in suffixes:
            raise FpnError(f"{option} {target}: is a {kind}'s name; {kind}s are never written over")
    if os.path.exists(target) and not os.path.isfile(target):  # these never raise
        raise FpnError(f"{option} {target}: is no file that can be replaced; give another name")
    if target.resolve() in {given.resolve() for given in inputs}:
        raise FpnError(f"{option} {target}: is what is read; give another name")
