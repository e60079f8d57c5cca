"""`fpn-core detect`."""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from fpn_core.cli.inputs import Inputs, Target, given_inputs, parsed_choice, say_plan
from fpn_core.cli.options import (
    DeviceOption,
    ModelOption,
    ModeOption,
    ThreadsOption,
    check_output,
    chosen_model,
    end_for,
)
from fpn_core.errors import FpnError, PictureError
from fpn_core.files import write_bytes
from fpn_core.media import read_picture
from fpn_core.video.frames import VIDEO_SUFFIXES
from fpn_core.video.writing import WRITTEN_SUFFIX

if TYPE_CHECKING:
    from fpn_core.detector import Detector

Entry = dict[str, Any]


def detect(
    paths: Annotated[list[Path], typer.Argument(help="Pictures, videos, or folders of pictures")],
    model: ModelOption = "lite",
    score: Annotated[float, typer.Option(min=0.0, max=1.0, help="Lowest score to keep")] = 0.5,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write all detections, with levels, to this file")
    ] = None,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help="Write one row for each box to this file")
    ] = None,
    draw: Annotated[
        Path | None,
        typer.Option(
            help="Write annotated pictures with a legend to this folder; "
            "or, for a name that ends in .mp4, an annotated copy of the one given video"
        ),
    ] = None,
    every: Annotated[
        str, typer.Option(help="Of a video: every so many frames (10), or seconds (0.5s)")
    ] = "1",
    first: Annotated[int, typer.Option("--from", min=0, help="Of a video: the first frame")] = 0,
    last: Annotated[
        int | None, typer.Option("--to", min=0, help="Of a video: the last frame")
    ] = None,
    tracks: Annotated[
        bool,
        typer.Option("--track", help="Of videos: number objects over the frames they are seen on"),
    ] = False,
    device: DeviceOption = "auto",
    mode: ModeOption = None,
    threads: ThreadsOption = 0,
) -> None:
    """Detect objects and say which pyramid level found each.

    With --track, each detection on a frame has the number of its object in its video: in --json
    and --csv, and before the class where it is drawn. Frames are numbered from 0;
    clip.mp4#frame=12 is a single one, and shot_%04d.png are numbered pictures at 25 frames a
    second. Exit code 1 when some pictures could not be read, 2 when nothing could be done.
    """
    choice = parsed_choice(every, first, last)
    inputs = given_inputs(paths, choice)
    check_output("--json", json_file)
    check_output("--csv", csv_file)
    _check_drawing(inputs, draw)
    if tracks and not inputs.videos:
        raise FpnError("--track: objects are numbered over frames, and no video is given")
    say_plan(inputs.videos)
    detector = chosen_model(model, device, mode, threads)
    entries = list(inputs.problems)
    with ExitStack() as stack:
        sinks = _sinks(stack, detector, inputs, draw, last, score)
        found: Iterable[tuple[Target, Entry]] = _detect_all(detector, inputs.targets, score)
        if tracks:
            found = _with_tracks(detector, inputs.targets, score)
        for target, entry in found:
            entries.append(target.named(entry))
            for sink in sinks:
                sink.take(target, entries[-1])
    _write_files(detector, entries, json_file, csv_file, tracks)
    _print_table(detector, entries)
    end_for([*entries, *({"error": each} for sink in sinks for each in sink.problems)])


def _check_drawing(inputs: Inputs, draw: Path | None) -> None:
    """Refuse, before any work, drawings that cannot be, or take the place of what is read."""
    if draw is None:
        return
    if draw.is_dir() or draw.suffix.lower() not in VIDEO_SUFFIXES:
        if draw.resolve() in inputs.folders:
            raise FpnError(f"--draw {draw}: holds the pictures themselves; choose another folder")
        return
    if not _is_video(draw):
        raise FpnError(f"--draw {draw}: give a folder, or a name that ends in {WRITTEN_SUFFIX}")
    if draw.resolve() in {Path(video.path).resolve() for video in inputs.videos}:
        raise FpnError(f"--draw {draw}: is what is read; give another name")
    if len(inputs.videos) != 1:
        raise FpnError(
            f"--draw {draw}: is a copy of one video, and {len(inputs.videos)} are given; give one, "
            "or a folder to draw in"
        )
    if any(target.video is None for target in inputs.targets):
        raise FpnError(
            f"--draw {draw}: is a copy of one video, and pictures are given as well; give a folder "
            "to draw in"
        )


def _is_video(draw: Path) -> bool:
    """Whether a video is to be drawn, and not pictures in a folder."""
    return draw.suffix.lower() == WRITTEN_SUFFIX and not draw.is_dir()


def _write_files(
    detector: "Detector",
    entries: list[Entry],
    json_file: Path | None,
    csv_file: Path | None,
    tracks: bool,
) -> None:
    if json_file is not None:
        from fpn_core.entries import to_json

        write_bytes(json_file, to_json(detector, entries).encode())
    if csv_file is not None:
        from fpn_core.cli.outputs import to_csv

        write_bytes(csv_file, to_csv(entries, tracks).encode())


def _sinks(
    stack: ExitStack,
    detector: "Detector",
    inputs: Inputs,
    draw: Path | None,
    last: int | None,
    score: float,
) -> list[Any]:
    """What takes each picture as soon as it is detected on."""
    if draw is None:
        return []
    from fpn_core.cli.outputs import Drawings, annotated_video
    from fpn_core.entries import model_object

    levels = model_object(detector)["levels"]
    if _is_video(draw):
        made = annotated_video(draw, inputs.videos[0], last, levels, score)
        return [stack.enter_context(made)]
    return [Drawings(draw, levels, score)]


def _detect_all(
    detector: "Detector", targets: list[Target], score: float
) -> Iterator[tuple[Target, Entry]]:
    """An entry for each picture, the next one being read while one is detected on."""
    from fpn_core.entries import detect_file

    shown = track(
        targets,
        description=f"Detecting with {detector.name}",
        console=Console(stderr=True),
        transient=True,
    )
    with ThreadPoolExecutor(1, "touch-ahead") as pool:
        for number, target in enumerate(shown):
            if number + 1 < len(targets):
                pool.submit(_touch, targets[number + 1])
            yield target, detect_file(detector, target.file, score)


def _with_tracks(
    detector: "Detector", targets: list[Target], score: float
) -> list[tuple[Target, Entry]]:
    """Entries with the numbers of tracks; these are known once all frames were looked at."""
    from fpn_core.cli.tracks import LOWEST, add_tracks

    found = list(_detect_all(detector, targets, min(score, LOWEST)))
    add_tracks(found, score)
    return found


def _touch(target: Target) -> None:
    """Bring a file into the system's cache, so that a slow disk works while the model does; a
    frame is decoded, and the reader of its video keeps it."""
    if target.video is not None:
        with suppress(PictureError):  # told of when it is its turn
            read_picture(target.file)
        return
    with open(target.file, "rb") as stream:
        while stream.read(1 << 20):
            pass


def _print_table(detector: "Detector", entries: list[Entry]) -> None:
    names = [level.name for level in detector.config.levels]
    table = Table(title=f"{detector.name}: detections by the level that fired")
    table.add_column("picture", overflow="fold")
    for name in names:
        table.add_column(name, justify="right")
    table.add_column("found")
    for title, group in _by_file(entries):
        read = [entry for entry in group if "error" not in entry]
        if not read:
            table.add_row(title, *["" for _ in names], "could not be read")
            continue
        rows = [row for entry in read for row in entry["detections"]]
        levels = Counter(row["anchor_level"] for row in rows)
        classes = Counter(row["category"] for row in rows)
        found = ", ".join(f"{count} {name}" for name, count in classes.most_common())
        counts = [str(levels[name] or "") for name in names]
        table.add_row(title, *counts, found or "nothing")
    Console().print(table)


def _by_file(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    """The rows of the table: a picture each, and all frames of a video together."""
    videos: dict[str, list[Entry]] = {}
    for entry in entries:
        if "video" in entry:
            videos.setdefault(entry["video"], []).append(entry)
    # What is wrong with a video as a whole is told of at the end.
    alone = [e for e in entries if "video" not in e and e["file"] not in videos]
    frames = [(f"{Path(v).name} ({len(group)} frames)", group) for v, group in videos.items()]
    return [(Path(entry["file"]).name, [entry]) for entry in alone] + frames
