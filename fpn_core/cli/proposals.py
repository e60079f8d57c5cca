"""`fpn-core proposals`."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from fpn_core.cli.options import (
    DeviceOption,
    ModelOption,
    ModeOption,
    PathsArgument,
    ThreadsOption,
    check_output,
    chosen_model,
    end_for,
    given_pictures,
)
from fpn_core.files import write_bytes

_MOST = 2000


def proposals(
    paths: PathsArgument,
    model: ModelOption = "lite",
    limit: Annotated[int, typer.Option(min=1, max=_MOST, help="Proposals a picture")] = 100,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the proposals, with levels, to this file")
    ] = None,
    device: DeviceOption = "auto",
    mode: ModeOption = None,
    threads: ThreadsOption = 0,
) -> None:
    """Show where objects of any class may be: the RPN's proposals after NMS.

    Exit code 1 when some pictures could not be read, 2 when nothing could be done.
    """
    check_output("--json", json_file)
    pictures, entries = given_pictures(paths)
    detector = chosen_model(model, device, mode, threads)

    from fpn_core.entries import model_object, propose_file

    console = Console(stderr=True)
    entries += [
        propose_file(detector, picture, limit)
        for picture in track(pictures, "Looking for objects", console=console, transient=True)
    ]
    if json_file is not None:
        content = {"model": model_object(detector), "images": entries}
        write_bytes(json_file, json.dumps(content, ensure_ascii=False).encode())
    _print_table([level.name for level in detector.config.levels], entries)
    end_for(entries)


def _print_table(levels: list[str], entries: list[dict[str, object]]) -> None:
    table = Table(title="Proposals by the level whose anchor gave them")
    table.add_column("picture", overflow="fold")
    for name in (*levels, "surest"):
        table.add_column(name, justify="right")
    for entry in entries:
        rows = entry.get("proposals")
        if not isinstance(rows, list):
            continue
        fired = [row["level"] for row in rows]
        counts = [str(fired.count(name) or "") for name in levels]
        surest = f"{rows[0]['objectness']:.2f}" if rows else ""
        table.add_row(Path(str(entry["file"])).name, *counts, surest)
    Console().print(table)
