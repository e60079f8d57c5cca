"""`pyramidlabel convert`: labels of one format, or of a project, written in another."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app.domain.formats.labels import FormatError, LabelSet, Options, Step, no_step
from app.domain.formats.project_labels import ExportChoice, labels_of_project
from app.domain.formats.project_tracks import write_videos
from app.domain.formats.splits import split_labels
from app.domain.formats.table import FORMATS, lost_in, read_found, recognise
from app.domain.formats.video_table import VIDEO_FORMATS
from app.domain.formats.writing import Output
from app.domain.project.errors import ProjectError
from app.domain.project.places import project_in
from app.domain.project.store import SUFFIX, Project
from fpn_core.video.frames import split_frame

_MOST_PROBLEMS = 20
OK, PROBLEMS, FAILED = 0, 3, 1
# Choices that videos with tracks do not have, as they are where they are not given.
_OF_PICTURES = {"images": "", "voc_one_based": False, "split": None, "copy_pictures": False,
                "with_detections": None}  # fmt: skip


def run(arguments: Sequence[str]) -> int:
    """Convert; returns 0, 3 where rows had to be left out or changed, 1 where nothing was written.

    Wrong usage exits with 2, as argparse does.
    """
    options = _parse(arguments)
    try:
        return _convert(options)
    except (FormatError, ProjectError) as error:
        print(f"pyramidlabel convert: {error}", file=sys.stderr)
        return FAILED
    except OSError as error:
        print(f"pyramidlabel convert: {error.filename}: {error.strerror}", file=sys.stderr)
        return FAILED


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="pyramidlabel convert",
        description="Write labels in another format. IN is a label file, a folder of them (the "
        "format is found by itself), or a project (.pyramid, or the folder that holds it). coco "
        "writes a .json file, the others a folder. cvat-video and mot are written of a project: "
        "its videos with their tracks, one to OUT, several into it.",
        epilog="Exit codes: 0 all is written; 3 it is written, and some rows were left out or "
        "changed, each with one line; 1 nothing is written; 2 wrong usage.",
    )
    parser.add_argument("source", metavar="IN", type=Path)
    parser.add_argument("target", metavar="OUT", type=Path)
    parser.add_argument("--images", metavar="DIR", default="", help="the folder of the pictures")
    parser.add_argument(
        "--to", required=True, choices=[*FORMATS, *VIDEO_FORMATS], help="format to write"
    )
    parser.add_argument(
        "--voc-one-based", action="store_true", help="VOC counts pixels from 1, as in its devkit"
    )
    parser.add_argument(
        "--split", type=_share, metavar="SHARE", help="share of train (0.8) where no split is given"
    )
    parser.add_argument("--seed", type=int, default=0, help="another split of the same share")
    parser.add_argument("--copy-pictures", action="store_true", help="copy the pictures too")
    parser.add_argument("--all-problems", action="store_true", help="print every problem line")
    project = parser.add_argument_group("where IN is a project")
    choice = project.add_mutually_exclusive_group()
    choice.add_argument("--reviewed-only", action="store_true", help="reviewed pictures (default)")
    choice.add_argument("--all", action="store_true", help="every picture with annotations too")
    project.add_argument(
        "--with-detections",
        type=_share,
        metavar="SCORE",
        help="also pictures that are not reviewed, with undecided detections from this score up, "
        "of the model that ran last",
    )
    return parser.parse_args(arguments)


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def _convert(given: argparse.Namespace) -> int:
    if given.to in VIDEO_FORMATS:
        return _convert_videos(given)
    options = Options(given.images, given.voc_one_based, given.copy_pictures)
    if given.images and not os.path.isdir(given.images):
        raise FormatError(f"{given.images}: no such folder; give the folder of the pictures")
    labels, inputs, source = _read(given, options)
    if given.split is not None:
        split_labels(labels, given.split, given.seed)
    format = FORMATS[given.to]
    out = Output(inputs)
    _check_target(given, out, inputs)
    format.write(labels, given.target, options, out, _progress("writing"))
    _summarise(labels, out, source, given)
    return PROBLEMS if labels.problems or out.problems else OK


def _convert_videos(given: argparse.Namespace) -> int:
    format, file = VIDEO_FORMATS[given.to], _project_file(given.source)
    if file is None:
        raise FormatError(
            f"{given.source}: {given.to} is written of a project; give a {SUFFIX} file, or the "
            "folder that holds it"
        )
    for name, value in _OF_PICTURES.items():
        if getattr(given, name) != value:
            raise FormatError(f"--{name.replace('_', '-')}: {given.to} has no such choice")
    out = Output([file])
    _check_target(given, out, [file])
    with Project(file) as project:
        done = write_videos(project, format, given.target, not given.all, out, _progress("writing"))
    _show_problems(out.problems, given)
    for each in done:
        print(f"{each.target}: {each.tracks} tracks, {each.boxes} boxes")
        for name, count in each.lost.items():
            print(f"not held by {format.name}: {count} {name}")
    print(f"{given.target}: {out.files} files written")
    return PROBLEMS if out.problems else OK


def _read(given: argparse.Namespace, options: Options) -> tuple[LabelSet, list[Path], str]:
    file = _project_file(given.source)
    if file is not None:
        with Project(file) as project:
            return _read_project(project, given), [file], "project"
    found = recognise(given.source)
    labels = read_found(found, options, _progress("reading"))
    return labels, [*found.files, *_lists_beside(found.top)], found.format.name


def _project_file(source: Path) -> Path | None:
    """The project that IN is, or that a folder holds: it, not labels beside it, is the truth."""
    if source.is_dir():
        return project_in(source)
    if source.suffix != SUFFIX:
        return None
    if not source.is_file():
        raise FormatError(f"{source}: no such file; check the path")
    return source


def _read_project(project: Project, given: argparse.Namespace) -> LabelSet:
    key = ""
    if given.with_detections is not None:
        key = project.latest_model_key()
        info = project.model_info(key)
        if info is None:
            raise FormatError(
                f"{given.source}: has no detections; detect in the window first, or leave out "
                "--with-detections"
            )
        print(f"detections of {info.name}")
    choice = ExportChoice(not given.all, given.with_detections, key)
    return labels_of_project(project, choice, _progress("reading"))


def _lists_beside(top: Path) -> list[Path]:
    return [top / name for name in ("classes.txt", "data.yaml", "labels.txt")]


def _check_target(given: argparse.Namespace, out: Output, inputs: list[Path]) -> None:
    """Refuse before anything is written. Raises FormatError."""
    out.check(given.target)
    one_file = given.target.suffix.lower() in (".json", ".xml")
    if given.target.is_file() and not one_file:
        raise FormatError(f"{given.target}: is a file; {given.to} is written into a folder")
    if one_file and given.target.is_dir():
        raise FormatError(f"{given.target}: is a folder; give another name")


def _progress(word: str) -> Step:
    if not sys.stderr.isatty():
        return no_step

    def show(done: int, total: int) -> None:
        if done % 100 == 0:
            print(f"\r{word} {done}/{total} ", end="", file=sys.stderr, flush=True)

    return show


def _show_problems(problems: Sequence[str], given: argparse.Namespace) -> None:
    shown = problems if given.all_problems else problems[:_MOST_PROBLEMS]
    for line in shown:
        print(line, file=sys.stderr)
    if len(problems) > len(shown):
        print(f"and {len(problems) - len(shown)} more (--all-problems)", file=sys.stderr)


def _summarise(labels: LabelSet, out: Output, source: str, given: argparse.Namespace) -> None:
    problems = [*labels.problems, *out.problems]
    _show_problems(problems, given)
    print(
        f"{source}: {len(labels.pictures)} pictures, {labels.box_count} boxes, "
        f"{len(labels.classes)} classes"
    )
    if labels.outlines:
        print(f"{labels.outlines} polygons shown as boxes")
    if labels.others:
        print(f"{labels.others} shapes that are no boxes kept as they are")
    for name, count in lost_in(labels, FORMATS[given.to]).items():
        print(f"not held by {FORMATS[given.to].name}: {count} {name}")
    frames = sum(split_frame(picture.path) is not None for picture in labels.pictures)
    if frames and not given.copy_pictures:
        print(f"{frames} of them are frames of videos; --copy-pictures writes them as PNG")
    copied = f", {out.copied} pictures copied" if out.copied else ""
    print(f"{given.target}: {out.files} files written{copied}")
    if problems:
        print(f"{len(problems)} problems")
