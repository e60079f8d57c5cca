"""`fpn-core detect`."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import track

from fpn_core.cli.inputs import Entry, Inputs, Target, given_inputs, parsed_choice, say_plan
from fpn_core.cli.options import (
    DeviceOption,
    ModelOption,
    ModeOption,
    ThreadsOption,
    chosen_model,
)
from fpn_core.cli.outputs import Outputs
from fpn_core.cli.summary import Summary
from fpn_core.errors import FpnError, PictureError
from fpn_core.media import read_picture

if TYPE_CHECKING:
    from fpn_core.detector import Detector


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
    inputs = given_inputs(paths, parsed_choice(every, first, last))
    outputs = Outputs(json_file, csv_file, draw, last, score, tracks)
    outputs.check(inputs, model)
    if tracks and not inputs.videos:
        raise FpnError("--track: objects are numbered over frames, and no video is given")
    say_plan(inputs.videos)
    detector = chosen_model(model, device, mode, threads)
    summary = _streamed(detector, inputs, outputs)
    levels = [level.name for level in detector.config.levels]
    Console().print(summary.table(detector.name, levels))
    if summary.failed:
        raise typer.Exit(1)


def _streamed(detector: "Detector", inputs: Inputs, outputs: Outputs) -> Summary:
    """Detect, and write what is found entry by entry."""
    from fpn_core.entries import model_object

    summary = Summary()
    with outputs.opened(model_object(detector), inputs, summary.say) as sinks:
        for target, entry in chain(
            ((None, problem) for problem in inputs.problems),
            _found(detector, inputs, outputs.score, outputs.tracks),
        ):
            for sink in (summary, *sinks):
                sink.take(target, entry)
    return summary


def _found(
    detector: "Detector", inputs: Inputs, score: float, tracks: bool
) -> Iterator[tuple[Target, Entry]]:
    """What is found on each target, one after the other, with the numbers of objects."""
    if not tracks:
        return _detected(detector, inputs, score)
    from fpn_core.cli.tracks import LOWEST, with_tracks

    return with_tracks(_detected(detector, inputs, min(score, LOWEST)), score)


def _detected(detector: "Detector", inputs: Inputs, score: float) -> Iterator[tuple[Target, Entry]]:
    """An entry for each target, the next one being read while one is detected on."""
    from fpn_core.entries import detect_file

    shown: Iterable[Target] = track(
        inputs.targets(),
        description=f"Detecting with {detector.name}",
        total=len(inputs),
        console=Console(stderr=True),
        transient=True,
    )
    following = inputs.targets()
    next(following, None)
    ahead: Future[None] | None = None
    with ThreadPoolExecutor(1, "touch-ahead") as pool:
        for target in shown:
            if ahead is not None:
                wait((ahead,))
            after = next(following, None)
            ahead = None if after is None else pool.submit(_touch, after)
            yield target, target.named(detect_file(detector, target.file, score))


def _touch(target: Target) -> None:
    """Bring a file into the system's cache, so that a slow disk works while the model does; a
    frame is decoded, and the reader of its video keeps it."""
    with suppress(PictureError, OSError):  # told of when it is its turn
        if target.video is not None:
            read_picture(target.file)
            return
        with open(target.file, "rb") as stream:
            while stream.read(1 << 20):
                pass
