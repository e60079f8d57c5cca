"""`fpn-core eval`."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from fpn_core.cli.options import (
    DeviceOption,
    ModelOption,
    ModeOption,
    ThreadsOption,
    check_output,
    checked_mode,
)
from fpn_core.files import write_bytes

if TYPE_CHECKING:
    from fpn_core.coco import CocoDataset
    from fpn_core.detector import Detector
    from fpn_core.evaluation import Figures, LevelFigures
    from fpn_core.evaluation.results import CocoResults

PROBLEMS_SHOWN = 10
AREAS = ("", "_small", "_medium", "_large")
PRECISION = ("AP", "AP50", "AP75", "AP_small", "AP_medium", "AP_large")
RECALL = ("AR_1", "AR_10", "AR_100")


def evaluate(
    data: Annotated[Path, typer.Option(help="COCO file with the ground truth")],
    images: Annotated[Path, typer.Option(help="Folder of its pictures")],
    model: ModelOption = "lite",
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write all figures to this file")
    ] = None,
    coco_results: Annotated[
        Path | None,
        typer.Option(help="Write the detections to this file, in COCO's format and the data's ids"),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only the first so many pictures")
    ] = None,
    score: Annotated[
        float,
        typer.Option(
            min=0.0,
            max=1.0,
            help="Lowest score that counts; average precision only falls with higher ones",
        ),
    ] = 0.01,
    mean_of: Annotated[
        str | None, typer.Option(help="Print the mean AP50 of these classes, comma-separated")
    ] = None,
    device: DeviceOption = "auto",
    mode: ModeOption = None,
    threads: ThreadsOption = 0,
) -> None:
    """Judge a model on a COCO data set: average precision, levels, proposals, time.

    Exit code 1 when some pictures could not be read, 2 when nothing could be done.

    On many GPUs or machines: torchrun ... -m fpn_core eval ...
    """
    chosen_mode = checked_mode(mode)
    check_output("--json", json_file, data)
    check_output("--coco-results", coco_results, data)

    import torch

    from fpn_core import distributed
    from fpn_core.coco import read_coco
    from fpn_core.evaluation.results import CocoResults
    from fpn_core.models import load_model

    if threads:
        torch.set_num_threads(threads)
    dataset = read_coco(data, images)
    with distributed.processes():
        detector = load_model(model, device, chosen_mode)
        results = CocoResults(dataset, detector)
        figures = _run(detector, dataset, limit, score, results)
        if distributed.is_first():
            _deliver(figures, results, mean_of, json_file, coco_results)
    if figures.failed:
        raise typer.Exit(1)


def _deliver(
    figures: "Figures",
    results: "CocoResults",
    mean_of: str | None,
    json_file: Path | None,
    coco_results: Path | None,
) -> None:
    _print(figures)
    if mean_of is not None:
        _print_mean(figures, [name.strip() for name in mean_of.split(",")])
    _complain(figures, results)
    if json_file is not None:
        write_bytes(json_file, _as_json(figures.to_json()))
    if coco_results is not None:
        write_bytes(coco_results, _as_json(results.rows))


def _run(
    detector: "Detector",
    dataset: "CocoDataset",
    limit: int | None,
    score: float,
    results: "CocoResults",
) -> "Figures":
    """The evaluation, shared by all processes, with a progress bar."""
    from fpn_core import distributed
    from fpn_core.evaluation import evaluate_model

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    progress = Progress(
        *columns,
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not distributed.is_first(),
    )
    with progress:
        task = progress.add_task(f"Evaluating {detector.name}", total=None)
        return evaluate_model(
            detector,
            dataset,
            limit=limit,
            score=score,
            report=lambda done, total: progress.update(task, completed=done, total=total),
            keep=results.add,
            together=True,
        )


def _as_json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, allow_nan=False).encode()


def _print(figures: "Figures") -> None:
    console = Console()
    console.print(_overall(figures, PRECISION, f"{figures.model} on {figures.pictures} pictures"))
    console.print(_overall(figures, RECALL, "Average recall"))
    console.print(_classes(figures))
    console.print(_levels(figures.per_level["anchor"], "By anchor level, the level that fired"))
    console.print(_levels(figures.per_level["roi"], "By RoI level, the level that pooled"))
    if figures.proposals is not None:
        console.print(_proposals(figures))
    if figures.ms_per_picture is not None:
        where = f"{figures.device}, {figures.mode}"
        console.print(f"{figures.ms_per_picture:.1f} ms a picture ({where})", highlight=False)
    console.print(
        f"AP is the mean over IoU .50:.05:.95; detections with a score above {figures.score:g} "
        "count. A level is judged on its own truths: those whose best-matching anchor is of the "
        "level, or, for the RoI level, whose Eq. 1 gives it. Its boxes are the detections with a "
        f"score of at least {figures.shown_score:g}.",
        highlight=False,
    )


def _print_mean(figures: "Figures", classes: list[str]) -> None:
    from fpn_core.evaluation import mean_ap50

    mean = _share(mean_ap50(figures, classes))
    Console().print(f"mean AP50 of {len(classes)} classes: {mean}", highlight=False)


def _overall(figures: "Figures", names: Sequence[str], title: str) -> Table:
    table = Table(title=title, title_justify="left")
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_row(*(_share(getattr(figures, name)) for name in names))
    return table


def _classes(figures: "Figures") -> Table:
    table = Table("class", title="By class", title_justify="left")
    for name in ("AP", "AP50", "boxes"):
        table.add_column(name, justify="right")
    for name, row in figures.per_class.items():
        table.add_row(name, _share(row.AP), _share(row.AP50), str(row.boxes))
    return table


def _levels(levels: "dict[str, LevelFigures]", title: str) -> Table:
    table = Table("level", title=title, title_justify="left")
    for name in ("AP", "AP50", "recall", "truths", "share", "boxes", "share"):
        table.add_column(name, justify="right")
    truths = sum(row.ground_truths for row in levels.values())
    for name, row in levels.items():
        table.add_row(
            name,
            *(_share(value) for value in (row.AP, row.AP50, row.recall)),
            str(row.ground_truths),
            _percent(row.ground_truths / truths if truths else None),
            str(row.detections),
            _percent(row.share),
        )
    return table


def _proposals(figures: "Figures") -> Table:
    assert figures.proposals is not None
    table = Table("proposals", title="Average recall of proposals", title_justify="left")
    for name in ("all", "small", "medium", "large"):
        table.add_column(name, justify="right")
    for limit in (100, 1000):
        values = (getattr(figures.proposals, f"AR_{limit}{area}") for area in AREAS)
        table.add_row(str(limit), *map(_share, values))
    table.caption = f"the model itself uses {figures.proposals.used}"
    return table


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _complain(figures: "Figures", results: "CocoResults") -> None:
    """What was left out or failed, one line each, on stderr."""
    lines = list(figures.problems[:PROBLEMS_SHOWN])
    if len(figures.problems) > PROBLEMS_SHOWN:
        lines.append(f"and {len(figures.problems) - PROBLEMS_SHOWN} more problems of the data")
    if figures.unmatched_classes:
        names = ", ".join(figures.unmatched_classes)
        lines.append(f"classes that {figures.model} does not know, left out: {names}")
    if results.left_out:
        lines.append(f"{results.left_out} detections are of classes that the data does not have")
    for line in [*lines, *figures.failed]:
        print(f"fpn-core: {line}", file=sys.stderr)
