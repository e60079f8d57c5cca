"""Reads the list of models: embedded and fetched ones, those with an entry, and deleted ones."""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.domain.formats.writing import write_whole
from app.domain.models.model import Model, Origin
from fpn_core.errors import ModelError
from fpn_core.model_entries import (
    ABOVE,
    RUN,
    ModelEntry,
    entry_folders,
    is_key,
    is_title,
    loose_files,
    read_entry,
)
from fpn_core.model_header import SUFFIX, ModelHeader, content_key, read_model_header
from fpn_core.models import MODELS, named_model

log = logging.getLogger(__name__)
TRASH = ".trash"
_KEYS = ".keys.json"
_MOST_KEYS = 2000
Stamp = tuple[int, int]  # size in bytes, time of change in ns


@dataclass(frozen=True)
class Deleted:
    """A model that waits to be restored or deleted for good; ``folder`` holds what is left of it,
    and ``title`` is its own or, where its entry is damaged, the name of that folder."""

    folder: Path
    title: str
    key: str = ""
    bytes: int = 0


@dataclass(frozen=True)
class Listing:
    """All models at one moment, and the deleted ones, the latest first."""

    models: tuple[Model, ...] = ()
    deleted: tuple[Deleted, ...] = ()

    def find(self, id: str) -> Model | None:
        """The model with an id."""
        return next((each for each in self.models if each.id == id), None)

    def called(self, title: str) -> Model | None:
        """The model with a title, whatever the case of letters."""
        wanted = title.casefold()
        return next((each for each in self.models if each.title.casefold() == wanted), None)


@dataclass
class ModelReader:
    """Reads a models folder again and again; what has not changed is not read twice.

    Keys of files that have no entry are kept in a file of the folder, since they cost a look at
    every byte.
    """

    folder: Path
    _headers: dict[Path, tuple[Stamp, ModelHeader | ModelError]] = field(default_factory=dict)
    _keys: dict[str, list[Any]] = field(default_factory=dict)

    def read(self) -> Listing:
        """The list as it is. What cannot be read is in it, with its problem."""
        if not self._keys:
            self._keys = _kept_keys(self.folder / _KEYS)
        before = dict(self._keys)
        models = list(self._models())
        if self._keys != before and self.folder.is_dir():
            self._keep_keys()
        return Listing(tuple(models), tuple(self._deleted()))

    def model_in(self, folder: Path) -> Model:
        """The model whose entry is in a folder; a damaged one has its problem."""
        try:
            entry = read_entry(folder)
        except ModelError as error:
            return _damaged(folder, str(error))
        place = entry.place(folder)
        named = named_model(entry.name)
        if place is None and named is None:
            return _damaged(folder, f"{folder}: no model is called {entry.name!r}", entry)
        file = named.file if place is None and named is not None else place
        assert file is not None, "an entry has a name or a file"
        return self._described(_origin(entry, folder), file, folder, entry)

    def _models(self) -> Iterator[Model]:
        """Each model once; a second one with the same content is there with its problem."""
        folders = [(self.model_in(folder), folder) for folder in entry_folders(self.folder)]
        # Another window may have taken one away meanwhile: that is no damage.
        with_entry = [model for model, folder in folders if model.usable or folder.is_dir()]
        plain = []
        for origin, file in (*_named_files(), *_loose(self.folder)):
            own = next((each for each in with_entry if each.file == file), None)
            if own is not None:
                with_entry.remove(own)
            plain.append(own or self._described(origin, file))
        seen: dict[str, Model] = {}
        for model in (*plain, *with_entry):
            first = seen.setdefault(model.id, model)
            if first is model:
                yield model
                continue
            problem = f"{model.file}: the same model as {first.title}; delete one of them"
            other = f"copy:{model.folder or model.file}"
            yield replace(model, id=other, problem=model.problem or problem)

    def _described(
        self,
        origin: Origin,
        file: Path,
        folder: Path | None = None,
        entry: ModelEntry | None = None,
    ) -> Model:
        named = next((model.name for model in MODELS if model.file == file), "")
        title = named or (entry.title if entry is not None else _title_of(file))
        problem, header, key, stamp = "", None, "" if entry is None else entry.key, (0, 0)
        try:
            stamp = _stamp(file)
            key = key or self._key(file, stamp)
            header = self._header(file, stamp)
        except ModelError as error:
            problem = str(error)
        except OSError as error:
            problem = f"{file}: cannot be read ({error.strerror})"
        return Model(
            id=key or f"file:{file}",
            ref=named or str(file),
            title=title,
            origin=origin,
            file=file,
            folder=folder,
            entry=entry,
            header=header,
            problem=problem,
            bytes=stamp[0],
            changed=stamp[1] / 1e9,
        )

    def _header(self, file: Path, stamp: Stamp) -> ModelHeader:
        known = self._headers.get(file)
        if known is None or known[0] != stamp:
            try:
                found: ModelHeader | ModelError = read_model_header(file)
            except ModelError as error:
                found = error
            known = self._headers[file] = (stamp, found)
        if isinstance(known[1], ModelError):
            raise known[1]
        return known[1]

    def _key(self, file: Path, stamp: Stamp) -> str:
        known = self._keys.get(str(file))
        if known is None or known[:2] != list(stamp):
            known = self._keys[str(file)] = [*stamp, content_key(file)]
        return str(known[2])

    def _keep_keys(self) -> None:
        kept = {name: row for name, row in self._keys.items() if os.path.exists(name)}
        try:
            write_whole(self.folder / _KEYS, [json.dumps(kept).encode()])
        except (OSError, UnicodeEncodeError) as error:
            log.info("keys of models are found anew next time: %s", error)

    def _deleted(self) -> Iterator[Deleted]:
        places = entry_folders(self.folder / TRASH)
        for place in sorted(places, key=_time_of_change, reverse=True):
            try:
                size = sum(_size(each) for each in place.rglob("*"))
            except OSError:  # another window is at it
                continue
            try:
                entry = read_entry(place)
            except ModelError:
                yield Deleted(place, place.name, bytes=size)
            else:
                yield Deleted(place, entry.title, entry.key, size)


def _named_files() -> Iterator[tuple[Origin, Path]]:
    for model in MODELS:
        if model.embedded is not None:
            yield Origin.EMBEDDED, model.file
    for model in MODELS:
        if model.embedded is None and model.file.is_file():
            yield Origin.FETCHED, model.file


def _loose(folder: Path) -> Iterator[tuple[Origin, Path]]:
    named = {model.file for model in MODELS}
    for file in loose_files(folder):
        if file not in named:
            yield Origin.IMPORTED, file


def _origin(entry: ModelEntry, folder: Path) -> Origin:
    named = named_model(entry.name)
    if named is not None and not entry.file:
        return Origin.EMBEDDED if named.embedded is not None else Origin.FETCHED
    if entry.file.startswith(ABOVE):
        return Origin.IMPORTED
    if os.path.isabs(entry.file):
        return Origin.LINKED
    return Origin.RUN if (folder / RUN).is_dir() else Origin.ADDED


def _title_of(file: Path) -> str:
    return file.stem if is_title(file.stem) else file.name.strip()[:80] or "model"


def _damaged(folder: Path, problem: str, entry: ModelEntry | None = None) -> Model:
    files = sorted(folder.glob(f"*{SUFFIX}"))
    file = files[0] if files else folder / "model.safetensors"
    plain = files[0].stem if files else folder.name
    title = plain if entry is None else entry.title
    return Model(f"folder:{folder.name}", str(file), title, Origin.ADDED, file, folder, entry,
                 problem=problem)  # fmt: skip


def _stamp(file: Path) -> Stamp:
    found = file.stat()
    return found.st_size, found.st_mtime_ns


def _time_of_change(place: Path) -> int:
    try:
        return _stamp(place)[1]
    except OSError:
        return 0


def _size(file: Path) -> int:
    try:
        return file.stat().st_size if file.is_file() else 0
    except OSError:
        return 0


def _kept_keys(file: Path) -> dict[str, list[Any]]:
    """Keys by path, as far as they can be used."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    rows = content.items() if isinstance(content, dict) else ()
    return {
        name: row
        for name, row in list(rows)[:_MOST_KEYS]
        if isinstance(row, list) and len(row) == 3 and isinstance(row[2], str) and is_key(row[2])
    }
