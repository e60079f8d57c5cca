"""`fpn-core detect`."""

import io
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from fpn_core.errors import FpnError
from fpn_core.files import write_bytes
from fpn_core.media import read_picture

if TYPE_CHECKING:
    from fpn_core.detector import Detector

Entry = dict[str, Any]


def detect(
    paths: PathsArgument,
    model: ModelOption = "lite",
    score: Annotated[float, typer.Option(min=0.0, max=1.0, help="Lowest score to keep")] = 0.5,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write all detections, with levels, to this file")
    ] = None,
    draw: Annotated[
        Path | None, typer.Option(help="Write annotated pictures with a legend to this folder")
    ] = None,
    device: DeviceOption = "auto",
    mode: ModeOption = None,
    threads: ThreadsOption = 0,
) -> None:
    """Detect objects and say which pyramid level found each.

    Exit code 1 when some pictures could not be read, 2 when nothing could be done.
    """
    check_output("--json", json_file)
    pictures, problems = given_pictures(paths)
    if draw is not None and draw.resolve() in {p.parent.resolve() for p in pictures}:
        raise FpnError(f"--draw {draw}: holds the pictures themselves; choose another folder")
    detector = chosen_model(model, device, mode, threads)
    entries = problems + list(
        track(
            _detect_all(detector, pictures, score),
            description=f"Detecting with {detector.name}",
            total=len(pictures),
            console=Console(stderr=True),
            transient=True,
        )
    )
    if json_file is not None:
        from fpn_core.entries import to_json

        write_bytes(json_file, to_json(detector, entries).encode())
    if draw is not None:
        _draw(detector, entries, draw, score)
    _print_table(detector, entries)
    end_for(entries)


def _detect_all(detector: "Detector", pictures: list[Path], score: float) -> Iterator[Entry]:
    """An entry for each picture, the next file being read while one is detected on."""
    from fpn_core.entries import detect_file

    with ThreadPoolExecutor(1, "touch-ahead") as pool:
        for number, picture in enumerate(pictures):
            if number + 1 < len(pictures):
                pool.submit(_touch, pictures[number + 1])
            yield detect_file(detector, picture, score)


def _touch(path: Path) -> None:
    """Bring a file into the system's cache, so that a slow disk works while the model does."""
    with path.open("rb") as stream:
        while stream.read(1 << 20):
            pass


def _draw(detector: "Detector", entries: list[Entry], folder: Path, score: float) -> None:
    """Annotated copies as PNG; files of the same name from several folders get numbers."""
    from fpn_core.drawing import draw_detections
    from fpn_core.entries import model_object

    levels = model_object(detector)["levels"]
    taken: Counter[str] = Counter()
    for entry in entries:
        if "error" in entry:
            continue
        source = Path(entry["file"])
        taken[source.stem] += 1
        number = f"-{taken[source.stem]}" if taken[source.stem] > 1 else ""
        target = folder / f"{source.stem}{number}.png"
        drawn = draw_detections(read_picture(source), entry, levels, score=score)
        write_bytes(target, _as_png(drawn))


def _as_png(pixels: Any) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format="PNG")
    return stream.getvalue()


def _print_table(detector: "Detector", entries: list[Entry]) -> None:
    names = [level.name for level in detector.config.levels]
    table = Table(title=f"{detector.name}: detections by the level that fired")
    table.add_column("picture", overflow="fold")
    for name in names:
        table.add_column(name, justify="right")
    table.add_column("found")
    for entry in entries:
        if "error" in entry:
            table.add_row(Path(entry["file"]).name, *["" for _ in names], "could not be read")
            continue
        rows = entry["detections"]
        levels = Counter(row["anchor_level"] for row in rows)
        classes = Counter(row["category"] for row in rows)
        found = ", ".join(f"{count} {name}" for name, count in classes.most_common())
        counts = [str(levels[name] or "") for name in names]
        table.add_row(Path(entry["file"]).name, *counts, found or "nothing")
    Console().print(table)
