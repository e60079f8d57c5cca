"""Brings models into the list: files from anywhere, and what finished runs have made.

A file is copied, so that it stays when the place it came from goes; a model appears with all that
belongs to it in one move, or not at all.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from app.domain.formats.labels import Step, no_step
from app.domain.models.registry import Registry, now, told, write_entry
from app.domain.models.run_files import check_finished, copy_run
from fpn_core.errors import ModelError
from fpn_core.model_entries import RUN, ModelEntry, is_key
from fpn_core.model_header import SUFFIX, content_key, read_model_header
from fpn_core.runs import MODEL, RunFolder

_CHUNK = 1 << 20
_KEY_DIGITS = 32


@dataclass(frozen=True)
class Added:
    """What came of adding: the model's id, and whether it had been in the list before.

    ``problems`` are lines about what could not be brought along.
    """

    id: str
    title: str
    was_there: bool = False
    problems: tuple[str, ...] = ()


def add_file(registry: Registry, source: Path, step: Step = no_step) -> Added:
    """Copy a model file into the list. ``step`` hears bytes done and in all.

    Raises ModelError where it is no model file, or cannot be copied.
    """
    header = read_model_header(source)
    named = header.provenance.get("name")
    of_run = source.name == MODEL and isinstance(named, str)  # all runs call theirs so
    title = str(named) if of_run else source.stem
    with told(registry.folder), registry.part() as place:
        key = _copy(source, place / _file_name(title), step)
        read_model_header(place / _file_name(title))  # it may have been written meanwhile
        return _settle(
            registry, place, ModelEntry(key, title, _file_name(title), source=str(source))
        )


def link(registry: Registry, source: Path) -> Added:
    """Put a model file into the list that is used where it lies. Raises ModelError."""
    read_model_header(source)
    file = source.absolute()
    with told(registry.folder), registry.part() as place:
        entry = ModelEntry(content_key(file), file.stem, str(file), source=str(file))
        return _settle(registry, place, entry)


def add_run(registry: Registry, folder: Path, step: Step = no_step) -> Added:
    """Copy the model of a finished run into the list, with what judged it and what it was made of.

    Where its model is in the list already, what is missing of the run is added to it. Raises
    ModelError where the run has not ended, or ended without a model.
    """
    job = check_finished(folder)
    source = RunFolder(folder).model
    header = read_model_header(source)
    named = header.provenance.get("name")
    title = job.title or (named if isinstance(named, str) else folder.name)
    with told(registry.folder), registry.part() as place:
        key = _copy(source, place / _file_name(title), step)
        problems = copy_run(folder, place / RUN, registry.folder / key / RUN)
        entry = ModelEntry(key, title, _file_name(title), source=str(folder))
        added = _settle(registry, place, entry, tuple(problems))
        if added.was_there and (place / RUN).is_dir():
            _add_run_files(registry, place / RUN, key)
        return added


def _settle(
    registry: Registry, place: Path, entry: ModelEntry, problems: tuple[str, ...] = ()
) -> Added:
    """Give the filled folder its entry and let it appear, unless its model is there."""
    with registry.locked():
        there = registry.read().find(entry.key)
        if there is not None:
            return Added(there.id, there.title, was_there=True, problems=problems)
        target = registry.folder / entry.key
        if target.exists():
            raise ModelError(
                f"{target}: the same model is there, damaged; repair or delete it first"
            )
        title = registry.free_title(entry.title)
        write_entry(
            place, ModelEntry(entry.key, title, entry.file, added=now(), source=entry.source)
        )
        registry.settle(place, target)
    return Added(entry.key, title, problems=problems)


def _add_run_files(registry: Registry, files: Path, key: str) -> None:
    """The run of a model that came as a plain file before."""
    with registry.locked():
        folder = registry.folder / key
        if is_key(key) and folder.is_dir() and not (folder / RUN).exists():
            registry.settle(files, folder / RUN)


def _copy(source: Path, target: Path, step: Step) -> str:
    """Copy a file; the key of what was copied."""
    digest, total, done = hashlib.sha256(), source.stat().st_size, 0
    with source.open("rb") as there, target.open("wb") as here:
        while chunk := there.read(_CHUNK):
            digest.update(chunk)
            here.write(chunk)
            done += len(chunk)
            step(done, total)
    return digest.hexdigest()[:_KEY_DIGITS]


def _file_name(title: str) -> str:
    """A file name after a title, which every system takes."""
    plain = re.sub(r"[^\w.-]+", "-", title).strip("-.")[:60]
    return f"{plain or 'model'}{SUFFIX}"
