"""Makes the folder of a run: everything it needs is in it, or nothing is there."""

import contextlib
import dataclasses
import os
import re
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.detections import ModelInfo
from app.domain.formats.labels import Step, no_step
from app.domain.project.store import Project
from app.domain.training.data_file import Written, write_data
from app.domain.training.facts import job_facts
from app.domain.training.frame_files import FRAMES, FrameFiles
from app.domain.training.gather import Gathering
from app.domain.training.held_out import LEFT_OUT
from app.domain.training.reviewed import Reviewed, reviewed_pictures, used_ids
from app.domain.training.sides import settle_sides
from fpn_core.errors import TrainingError
from fpn_core.finetuning.job import FinetuneConfig, Job
from fpn_core.runs import DATA

MAKING = ".making-"  # how the folder of a run is called until it is complete
_NUMBERED = re.compile(r"(\d+)-")
_MOST_PROBLEMS = 50
_MOST_TRIES = 100


class RunError(Exception):
    """A run that cannot be made, or packed; the message says why and what to do."""


@dataclass(frozen=True)
class Order:
    """What a person has ordered.

    ``model`` is the parent's name or file; detections of ``info`` from ``score`` up were shown;
    ``any_class``: see Gathering; ``made``: when, ISO 8601.
    """

    title: str
    model: str
    info: ModelInfo
    score: float
    settings: FinetuneConfig
    made: str
    any_class: bool = False


@dataclass(frozen=True)
class Made:
    """A run's folder, what its data holds, and one line for each thing that was left out."""

    folder: Path
    number: int
    written: Written
    problems: tuple[str, ...]


def make_run(
    project: Project,
    order: Order,
    runs: Path,
    looking: Step = no_step,
    writing: Step = no_step,
) -> Made:
    """Make a run's folder in ``runs``, under the next number, complete or not at all.

    ``looking`` hears of pictures that are looked at, ``writing`` of those that are written; either
    may raise StoppedError.

    Raises:
        RunError: nothing can be learnt from, or the folder cannot be written.
        ProjectError: the project cannot be read or written.
    """
    with naming(runs):
        runs.mkdir(parents=True, exist_ok=True)
        _remove_halves(runs)
    with in_the_making(runs) as folder:
        written, problems = _write(project, order, folder, looking, writing)
        with naming(runs):
            number, place = _appear(folder, runs, order.title)
    return Made(place, number, written, tuple(problems))


def repeat_run(job: Job, data: Path, model: str, runs: Path) -> Path:
    """Make the folder of a run that does again what another one did, from its frozen data and
    ``model``, the parent's name or file. Raises RunError where it cannot be written."""
    with naming(runs):
        runs.mkdir(parents=True, exist_ok=True)
    with in_the_making(runs) as folder:
        with naming(runs):
            try:
                os.link(data, folder / DATA)  # nothing ever writes into it
            except OSError:
                shutil.copyfile(data, folder / DATA)
        with naming(runs):
            _repeat_frames(data.parent / FRAMES, folder / FRAMES)
            dataclasses.replace(job, model=model, data=DATA, plan={}).save(folder)
            return _appear(folder, runs, job.title)[1]


def _repeat_frames(source: Path, target: Path) -> None:
    """Take the frames of another run. Raises OSError."""
    if not source.is_dir():
        return
    target.mkdir()
    for file in source.iterdir():
        try:
            os.link(file, target / file.name)
        except OSError:
            shutil.copyfile(file, target / file.name)


@contextmanager
def in_the_making(parent: Path, before: str = MAKING, after: str = "") -> Iterator[Path]:
    """A folder under a name that says it is not complete; what is left of it at the end is
    removed."""
    with naming(parent):
        folder = parent / f"{before}{uuid.uuid4().hex[:6]}{after}"
        folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(
    project: Project, order: Order, folder: Path, looking: Step, writing: Step
) -> tuple[Written, list[str]]:
    pictures = reviewed_pictures(project)
    held = settle_sides(project, pictures, looking)
    gathering = Gathering(project, order.info, order.score, order.any_class)
    categories = gathering.categories()
    ids = used_ids(pictures, held, LEFT_OUT)
    frames = FrameFiles(folder, gathering.problems)
    # Where frames are written, each picture is a step of its own: their files take the time.
    steps = (no_step, writing) if any(each.is_frame for each in pictures) else (writing, no_step)
    taught = gathering.pictures(ids, categories, steps[0])
    taught = frames.written(taught, len(ids), steps[1])
    with naming(folder.parent):
        written = write_data(folder / DATA, taught, held, categories, frames.name_of)
    check_written(written, pictures, gathering.problems)
    with naming(folder.parent):
        job_of(project, order, written, gathering.problems).save(folder)
    return written, gathering.problems


def check_written(written: Written, pictures: Sequence[Reviewed], problems: Sequence[str]) -> None:
    """See that there is something to learn from. Raises RunError."""
    first = f" The first problem: {problems[0]}" if problems else ""
    if not written.pictures:
        raise RunError(f"None of the {len(pictures)} reviewed pictures can be used.{first}")
    if not written.trained:
        raise RunError(
            "Every usable picture is held out, and none is left to train on: review more pictures."
            + first
        )
    if not written.boxes:
        raise RunError(f"No reviewed picture has a box: draw or accept some.{first}")


def job_of(project: Project, order: Order, written: Written, problems: Sequence[str]) -> Job:
    """What the run is asked to do, with facts for whoever looks at it later."""
    facts = job_facts(project, order.info.class_names)
    about = {
        "project": str(project.file or project.root),
        "project_uid": project.uid,
        "pictures": written.trained,
        "held_out": written.held_out,
        "boxes": written.boxes,
        "ignored": written.ignored,
        "rejected": written.rejected,
        "classes": [each.name for each in facts.classes],
        "new_classes": [each.name for each in facts.new],
        "model_name": order.info.name,
        "problems": list(problems[:_MOST_PROBLEMS]),
        "problem_count": len(problems),
    }
    return Job(
        title=order.title,
        model=order.model,
        model_key=order.info.key,
        settings=order.settings,
        made=order.made,
        about=about,
    )


def _appear(folder: Path, runs: Path, title: str) -> tuple[int, Path]:
    """Give a complete folder its number and name. Raises OSError."""
    number = 1 + max(run_numbers(runs), default=0)
    for _try in range(_MOST_TRIES):
        place = runs / f"{number}-{folder_name(title)}"
        taken = number in run_numbers(runs)
        if not taken:
            os.rename(folder, place)
            return number, place
        number += 1
    raise RunError(f"{runs}: no free number for a run; look what fills this folder")


def run_numbers(runs: Path) -> set[int]:
    """Numbers of the runs in a folder, whatever has become of them."""
    try:
        names = os.listdir(runs)
    except OSError:  # no folder, no runs
        return set()
    return {int(found.group(1)) for name in names if (found := _NUMBERED.match(name))}


def folder_name(title: str) -> str:
    """A title as a part of a folder's name on any system."""
    return re.sub(r"[^\w.-]+", "-", title).strip("-. ")[:60] or "run"


def _remove_halves(runs: Path) -> None:
    """What a crash has left of folders in the making."""
    for half in runs.glob(f"{MAKING}*"):
        shutil.rmtree(half, ignore_errors=True)


@contextmanager
def naming(place: Path) -> Iterator[None]:
    """Turn the system's errors into one message that names the place and says what to do."""
    try:
        yield
    except (OSError, TrainingError) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        why = getattr(cause, "strerror", None) or str(error)
        raise RunError(
            f"{place}: the run's folder cannot be written ({why}). Free some space, or check the "
            "permissions of this place; nothing was started"
        ) from error


def remove_all_but(folder: Path, kept: Sequence[str]) -> None:
    """Remove what is in a run's folder but for some names; what cannot be removed stays."""
    for entry in folder.iterdir():
        if entry.name in kept:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                entry.unlink()
