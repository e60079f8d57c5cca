"""`fpn-core import`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import track

from fpn_core.errors import ConfigError, PictureError
from fpn_core.media import find_pictures, read_picture

if TYPE_CHECKING:
    import numpy as np

    from fpn_core.importing.imported import Imported


def import_model(
    file: Annotated[Path, typer.Argument(help="Checkpoint: .pth, .pt, .pkl or .safetensors")],
    layout: Annotated[str, typer.Option(help="Who wrote it: torchvision or detectron2")],
    out: Annotated[Path, typer.Option(help="The model file to write, M.safetensors")],
    arch: Annotated[
        str | None,
        typer.Option(
            help="r50, r50-v2, r101, mobilenet, mobilenet-320, ...; by default from the shapes"
        ),
    ] = None,
    classes: Annotated[
        str | None,
        typer.Option(help="Class names: cat,dog,... or a file with one a line, or a COCO .json"),
    ] = None,
    anchors: Annotated[
        str | None,
        typer.Option(help="Anchor sizes, one group a level: 32,64,128,256,512 or 24+32,48+64,..."),
    ] = None,
    ratios: Annotated[
        str | None, typer.Option(help="Anchor ratios, height / width: 0.5,1,2")
    ] = None,
    min_size: Annotated[int | None, typer.Option(help="Short side in network pixels")] = None,
    max_size: Annotated[int | None, typer.Option(help="Long side at most")] = None,
    bn_eps: Annotated[
        float | None,
        typer.Option(
            help="Epsilon of the backbone's batch norms. By default 1e-5, but 0 for a ResNet-50 v1 "
            "of torchvision with frozen norms and COCO's 91 rows, as its COCO_V1 weights need it; "
            "weights fine-tuned from those need 0 as well"
        ),
    ] = None,
    verify: Annotated[
        Path | None,
        typer.Option(help="Run torchvision beside the result on this folder's pictures"),
    ] = None,
) -> None:
    """Bring in another program's checkpoint as a model file that describes itself.

    With --verify, exit code 1 when the two differ by more than rounding.
    """
    from fpn_core.importing.imported import import_checkpoint
    from fpn_core.importing.shapes import ImportOptions

    if out.suffix != ".safetensors":
        raise ConfigError(f"--out {out}: a model file's name ends in .safetensors")
    if out.exists() and file.exists() and out.samefile(file):
        raise ConfigError(f"--out {out}: is the checkpoint itself; give another name")
    if verify is not None and layout != "torchvision":
        raise ConfigError("--verify runs torchvision, so it is for --layout torchvision alone")
    pictures = find_pictures([verify]) if verify is not None else []
    options = ImportOptions(arch, classes, anchors, ratios, min_size, max_size, bn_eps)
    imported = import_checkpoint(file, layout, options)
    imported.model.save(out)
    for note in imported.notes:
        print(f"fpn-core: {file.name}: {note}", file=sys.stderr)
    config = imported.model.config
    shown = len(config.class_names) - len(config.hidden_classes)
    print(f"{out}: {imported.arch}, {shown} classes, levels {_level_names(imported)}")
    if verify is not None and not _verify(imported, pictures):
        raise typer.Exit(1)


def _level_names(imported: "Imported") -> str:
    return ", ".join(level.name for level in imported.model.config.levels)


def _verify(imported: "Imported", pictures: list[Path]) -> bool:
    """Print the largest difference; whether it is within rounding."""
    from fpn_core.importing.verify import BOX_TOLERANCE, SCORE_TOLERANCE, compare, torchvision_model

    difference = compare(imported.model, torchvision_model(imported), _read(pictures))
    found = "differs from torchvision"
    if difference.pictures == 0:
        found = "no picture to compare on"
    elif difference.tolerable:
        found = "equals torchvision"
    print(
        f"{found}: pictures {difference.pictures}, detections {difference.detections}, "
        f"{difference.unmatched} without a partner; largest difference {difference.box:.2g} px "
        f"(tolerance {BOX_TOLERANCE:g}), {difference.score:.2g} in score "
        f"(tolerance {SCORE_TOLERANCE:g})"
    )
    return difference.tolerable and difference.pictures > 0


def _read(pictures: list[Path]) -> "Iterator[np.ndarray]":
    console = Console(stderr=True)
    shown = track(
        pictures,
        "Running torchvision",
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    for path in shown:
        try:
            yield read_picture(path)
        except PictureError as error:
            print(f"fpn-core: {error}", file=sys.stderr)
