"""`fpn-core compare`."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from fpn_core.cli.options import DeviceOption, ThreadsOption, check_output


def compare(
    before: Annotated[str, typer.Argument(help="A model's name or file")],
    after: Annotated[str, typer.Argument(help="The model to hold against it")],
    data: Annotated[Path, typer.Option(help="COCO file with the ground truth")],
    images: Annotated[Path, typer.Option(help="Folder of its pictures")],
    split: Annotated[
        str, typer.Option(help="Only pictures that the file marks as this split, as in val")
    ] = "",
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the comparison to this file")
    ] = None,
    detections: Annotated[
        Path | None, typer.Option(help="Write what both models find to this file; with --json")
    ] = None,
    device: DeviceOption = "auto",
    threads: ThreadsOption = 0,
) -> None:
    """Compare two models on the same pictures: each figure with its boxes and how sure it is.

    A difference counts only beyond its interval (95 %, paired bootstrap over pictures).
    """
    check_output("--json", json_file, data)
    check_output("--detections", detections, data)

    import torch

    from fpn_core.coco import coco_dataset, load_json_object
    from fpn_core.errors import AnnotationError, ConfigError
    from fpn_core.evaluation.compare import compare_models
    from fpn_core.finetuning.data import rows_of
    from fpn_core.models import load_model

    if detections is not None and json_file is None:
        raise ConfigError("--detections goes with --json: the report says what they are of")
    if threads:
        torch.set_num_threads(threads)
    content = load_json_object(data)
    content["annotations"] = [r for r in rows_of(content, "annotations") if not r.get("rejected")]
    content["categories"] = [r for r in rows_of(content, "categories") if not r.get("kept")]
    if split:
        content["images"] = [r for r in rows_of(content, "images") if r.get("split") == split]
        if not content["images"]:
            raise AnnotationError(f"{data}: no picture is marked as split {split!r}")
    dataset = coco_dataset(content, data, images)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        task = progress.add_task("Comparing", total=None)
        compared = compare_models(
            load_model(before, device),
            load_model(after, device),
            dataset,
            report=lambda done, total: progress.update(task, completed=done, total=total),
        )
    _print(compared.report)
    if json_file is not None:
        compared.save_as(json_file, detections)


def _print(report: dict[str, Any]) -> None:
    names = [report[side]["name"] for side in ("before", "after")]
    table = Table("", *names, "change", "95 %", "boxes", "", title_justify="left")
    for row in report["rows"]:
        interval = "" if row["low"] is None else f"{row['low']:+.3f} .. {row['high']:+.3f}"
        known = row["before"] is not None and row["after"] is not None
        table.add_row(
            f"{row['name']} {row['kind']}".strip(),
            *(_share(row[side]) for side in ("before", "after")),
            f"{row['after'] - row['before']:+.3f}" if known else "",
            interval,
            str(row["boxes"]),
            row["verdict"],
        )
    Console().print(table)
    for line in report["warnings"]:
        print(line)
    print(f"{report['pictures']} pictures: {report['verdict']}")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
