"""What a finished run leaves behind: what is kept of it with its model, and how that is read."""

import json
import logging
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.domain.models.facts import number_of, share_of, text_of, whole_of
from fpn_core.errors import ModelError, TrainingError
from fpn_core.finetuning.job import Job, read_job
from fpn_core.runs import DATA, DETECTIONS, JOB, LOG, PROGRESS, REPORT, Event, Outcome, RunFolder

log = logging.getLogger(__name__)
_AS_THEY_ARE = (PROGRESS, REPORT, DETECTIONS, LOG)
_ENDED_WELL = (Outcome.DONE, Outcome.STOPPED)
_MOST_DATA = 500_000_000  # bytes of a data file that is kept
_MOST_POINTS = 2000  # of a curve


def is_run(folder: Path) -> bool:
    """Whether a folder is that of a run."""
    return (folder / JOB).is_file() and (folder / PROGRESS).is_file()


def check_finished(folder: Path) -> Job:
    """The job of a run that has ended with a model. Raises ModelError that says what to do."""
    run = RunFolder(folder)
    if not is_run(folder):
        raise ModelError(f"{folder}: no folder of a run; it holds {JOB} and {PROGRESS}")
    try:
        job = read_job_or_raise(folder)
    except ValueError as error:
        raise ModelError(str(error)) from error
    if run.is_alive():
        raise ModelError(f"{folder}: the run {job.title} is still at work; stop it, or wait for it")
    ends = [entry for entry in _entries(folder) if entry.get("event") == Event.END]
    outcome = ends[-1].get("outcome") if ends else None
    if outcome is None:
        raise ModelError(
            f"{folder}: the run {job.title} was interrupted; let it go on, or add its "
            f"{run.model.name} as a file"
        )
    if outcome not in _ENDED_WELL or not run.model.is_file():
        why = text_of(ends[-1].get("text"))
        raise ModelError(f"{folder}: the run {job.title} ended without a model. {why}".rstrip())
    return job


def copy_run(source: Path, target: Path, place: Path) -> list[str]:
    """Copy what is worth keeping of a run into a new folder, which will be at ``place``.

    The frozen data comes along with absolute names, and pictures that lie in the run's folder, such
    as frames of a video; so the run can be repeated when that folder is gone. Lines about what
    could not be kept.
    """
    target.mkdir()
    problems = []
    for name in _AS_THEY_ARE:
        if (source / name).is_file():
            shutil.copyfile(source / name, target / name)
    try:
        _copy_data(source, target, place)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        (target / JOB).unlink(missing_ok=True)
        (target / DATA).unlink(missing_ok=True)
        log.info("%s: its data is not kept", source, exc_info=error)
        problems.append(f"{source}: its data is not kept, so it cannot be repeated: {error!r:.200}")
    return problems


def _copy_data(source: Path, target: Path, place: Path) -> None:
    job = read_job_or_raise(source)
    data = source / job.data
    if data.stat().st_size > _MOST_DATA:
        raise ValueError(f"{data} is larger than {_MOST_DATA} bytes")
    content = json.loads(data.read_bytes())
    images = os.path.normpath(source / job.images)
    for row in content["images"]:
        path = os.path.normpath(os.path.join(images, row["file_name"]))
        row["file_name"] = _brought_along(path, source, target, place)
    (target / DATA).write_text(json.dumps(content), encoding="utf-8")
    replace(job, data=DATA, images="").save(target)


def _brought_along(path: str, source: Path, target: Path, place: Path) -> str:
    """The path of a picture from now on: its own, or that of a link to one inside the run."""
    inside = os.path.join(os.path.normpath(source), "")
    if not path.startswith(inside):
        return path
    name = path.removeprefix(inside)
    made = target / name
    made.parent.mkdir(parents=True, exist_ok=True)
    if not made.exists():
        try:
            os.link(path, made)  # nothing ever writes into it
        except OSError:
            shutil.copyfile(path, made)
    return str(place / name)


def read_job_or_raise(folder: Path) -> Job:
    """The job in a folder. Raises ValueError."""
    try:
        return read_job(folder)
    except (TrainingError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())[:500]) from error


@dataclass(frozen=True)
class Repeat:
    """What it takes to do a run again: its job, the folder that holds it, and the data file."""

    job: Job
    folder: Path
    data: Path


def repeat_of(folder: Path) -> Repeat | None:
    """How a kept run can be repeated; None where that was not kept."""
    try:
        job = read_job_or_raise(folder)
    except ValueError:
        return None
    data = folder / job.data
    return Repeat(job, folder, data) if data.is_file() else None


@dataclass(frozen=True)
class Curves:
    """How a run went: (step, value) points of the loss and of AP50 on the held-out pictures."""

    loss: tuple[tuple[float, float], ...] = ()
    ap50: tuple[tuple[float, float], ...] = ()


def read_curves(folder: Path) -> Curves:
    """The curves of a run's folder; empty ones where there are none. At most some thousand
    points each, evenly chosen."""
    loss, ap50 = [], []
    for entry in _entries(folder):
        step = whole_of(entry.get("step"))
        if step is None:
            continue
        if entry.get("event") == Event.STEP:
            value = number_of(entry.get("loss"))
            loss += [(float(step), value)] if value is not None else []
        elif entry.get("event") == Event.JUDGED:
            value = share_of(entry.get("AP50"))
            ap50 += [(float(step), value)] if value is not None else []
    return Curves(_thinned(loss), _thinned(ap50))


def _entries(folder: Path) -> list[dict[str, Any]]:
    try:
        return RunFolder(folder).entries()
    except RecursionError:  # a line that no run has written
        return []


def _thinned(points: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    every = -(-len(points) // _MOST_POINTS)
    return tuple(points[::every]) if every > 1 else tuple(points)
