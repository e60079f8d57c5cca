"""`fpn-core models`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TransferSpeedColumn,
)
from rich.table import Table

from fpn_core.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fpn_core.models import NamedModel

_NOTE = 80  # characters of a person's note that the list shows

models = typer.Typer(help="List, describe and fetch models.", no_args_is_help=True)
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON")]


@models.command("list")
def list_models(as_json: JsonOption = False) -> None:
    """The models that have a name or that the window keeps: where, how large, their figures."""
    from fpn_core.models import MODELS

    rows = [*(_row(model) for model in MODELS), *_rows_of_the_user()]
    if as_json:
        print(json.dumps(rows, indent=1))
        return
    table = Table("name", "what", "where", "size", "figures")
    table.columns[0].no_wrap = True
    table.columns[1].min_width = 20
    for row in rows:
        size = f"{row['megabytes']:.0f} MB"
        table.add_row(row["name"], row["summary"], row["where"], size, _brief(row["figures"]))
    Console().print(table)
    print("To bring one in: fpn-core models fetch NAME. Its settings: fpn-core models show NAME")


@models.command("show")
def show_model(
    model: Annotated[str, typer.Argument(help="Model name, title or .safetensors file")],
    as_json: JsonOption = False,
) -> None:
    """Everything that a model says of itself: levels, classes, settings, origin, figures."""
    from fpn_core.config import to_dict
    from fpn_core.model_file import read_header
    from fpn_core.models import model_path

    file = model_path(model)
    config, provenance = read_header(file)
    settings = to_dict(config)
    if as_json:
        content = {"file": str(file), "config": settings, "provenance": provenance}
        print(json.dumps(content, indent=1))
        return
    table = Table("what", "value", title=str(file))
    for level in config.levels:
        sizes = ", ".join(f"{size:g}" for size in level.anchor_sizes)
        table.add_row(f"level {level.name}", f"stride {level.stride}, anchors {sizes}")
    hidden = set(config.hidden_classes)
    names = [name for row, name in enumerate(config.class_names) if row not in hidden]
    table.add_row(f"{len(names)} classes", ", ".join(names))
    for key, value in _flat(settings, skip=("levels", "class_", "hidden")):
        table.add_row(key, value)
    for key, value in _flat(provenance):
        table.add_row(key, value, style="bold")
    Console().print(table)


@models.command("fetch")
def fetch_model(
    name: Annotated[str, typer.Argument(help="r50-coco, r50-v2-coco or mobilenet-coco")],
) -> None:
    """Download a published model, check that it is the published one, and import it."""
    from fpn_core.importing.fetching import fetch
    from fpn_core.models import MODELS, named_model

    model = named_model(name)
    if model is None or model.published is None:
        names = ", ".join(m.name for m in MODELS if m.published is not None)
        raise ModelError(f"no model {name!r} to fetch; there are: {names}")
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    progress = Progress(
        *columns,
        TransferSpeedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with progress:
        task = progress.add_task(f"Fetching {name}", total=None)

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total or None)

        file, was_missing = fetch(model, report)
    print(f"{name}: {'fetched to' if was_missing else 'is already at'} {file}")


@models.command("remember")
def remember_objects(
    model: Annotated[str, typer.Argument(help="Model name or .safetensors file")],
    data: Annotated[Path, typer.Option(help="COCO file of pictures that it has learnt from")],
    images: Annotated[Path, typer.Option(help="Folder of the pictures")],
    out: Annotated[Path, typer.Option(help="The model file to write")],
    seed: Annotated[int, typer.Option()] = 0,
) -> None:
    """Give a model a memory of its classes, at most 5 MB, so that fine-tuning keeps them."""
    from fpn_core.coco import match_class_names, read_coco
    from fpn_core.finetuning.classes import plan_classes
    from fpn_core.finetuning.data import FinetuneData
    from fpn_core.finetuning.views import teaching_pictures
    from fpn_core.models import load_model
    from fpn_core.training.remembering import remember

    detector = load_model(model)
    dataset = read_coco(data, images)
    _, unknown = match_class_names(dataset.class_names, detector.config.class_names)
    if unknown:
        raise ModelError(
            f"{detector.name} does not know {', '.join(unknown)}; give the data it has learnt from"
        )
    plan = plan_classes(detector.config.class_names, dataset.class_names, "keep")
    known = FinetuneData(
        dataset.class_names, dataset.class_ids, dataset.pictures, (), {}, dataset.problems
    )
    console = Console(stderr=True)
    columns = (TextColumn("Remembering"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)
        detector.memory = remember(
            detector,
            teaching_pictures(known, plan, {}),
            seed,
            report=lambda done, total: progress.update(task, completed=done, total=total),
        )
    detector.save(out)
    print(out)


def _row(model: "NamedModel") -> dict[str, Any]:
    """One line of the list; `file` is null for a model that is not on this machine."""
    row: dict[str, Any] = {"name": model.name, "summary": model.summary}
    if model.published is not None and not model.file.is_file():
        figures = {"AP": model.published.ap}
        size = model.published.megabytes
        return row | {"where": "to fetch", "file": None, "megabytes": size, "figures": figures}
    return row | _facts(model.file, "with the program" if model.embedded else "fetched")


def _rows_of_the_user() -> "Iterator[dict[str, Any]]":
    """Models of the user's folder that have no name among the program's own."""
    from fpn_core.model_entries import loose_files, readable_entries
    from fpn_core.models import MODELS, fetched_folder

    folder = fetched_folder()
    notes = {entry.place(each): entry for each, entry in readable_entries(folder) if entry.file}
    named = {model.file for model in MODELS}
    for file in dict.fromkeys(
        [*(each for each in loose_files(folder) if each not in named), *notes]
    ):
        entry = notes.get(file)
        if file is not None:
            title = entry.title if entry else file.stem
            note = " ".join(entry.note.split()) if entry else ""
            yield {"name": title, "summary": note[:_NOTE]} | _facts(file, "kept by the window")


def _facts(file: "Path", where: str) -> dict[str, Any]:
    """What the list says of a model's file; one that cannot be read is damaged."""
    from fpn_core.model_header import read_model_header

    try:
        header = read_model_header(file)
        size = file.stat().st_size
    except (ModelError, OSError) as error:
        damage = {"error": str(error)}
        return {"where": "damaged", "file": None, "megabytes": 0, "figures": damage}
    figures = header.provenance.get("figures")
    return {
        "where": where,
        "file": str(file),
        "megabytes": round(size / 1e6, 1),
        "classes": len(header.class_names),
        "figures": figures if isinstance(figures, dict) else {},
    }


def _brief(figures: dict[str, Any]) -> str:
    """The figures that fit on a line: numbers and short texts, at the top alone."""
    return ", ".join(
        f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}"
        for key, value in figures.items()
        if isinstance(value, int | float | str)
    )


def _flat(values: dict[str, Any], skip: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Nested settings as (dotted name, text)."""
    rows: list[tuple[str, str]] = []
    for key, value in values.items():
        if key.startswith(skip) and skip:
            continue
        if isinstance(value, dict):
            rows += [(f"{key}.{inner}", text) for inner, text in _flat(value)]
        else:
            rows.append((key, str(value)))
    return rows
