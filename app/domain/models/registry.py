"""Changes the list of models: what is renamed, noted, deleted or restored changes in one move.

All of it is plain files, and any number of windows may work on them: every step holds the lock of
the folder, reads what is there at that moment, and puts a whole file or folder into its place.
"""

import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from app.domain.formats.writing import write_whole
from app.domain.models.listing import TRASH, Deleted, Listing, ModelReader
from app.domain.models.model import Model, Origin
from app.domain.project.upkeep import sync
from fpn_core.errors import ModelError
from fpn_core.model_entries import (
    ABOVE,
    ENTRY,
    MOST_TITLE,
    ModelEntry,
    is_key,
    is_title,
    read_entry,
)
from fpn_core.model_header import SUFFIX, content_key, read_model_header
from fpn_core.models import MODELS

log = logging.getLogger(__name__)
_LOCK = ".lock"
_WAIT_S, _OLD_S = 10.0, 60.0
_PART = ".adding-"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


_FOLDER_MODE = 0o777 & ~_umask()  # asked for once: asking sets it, for all threads


class Registry:
    """The models folder as something that can be changed. Every method may be called from any
    thread, and raises ModelError that says what could not be done; nothing has changed then."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reader = ModelReader(folder)

    def read(self) -> Listing:
        """All models as they are."""
        return self.reader.read()

    # Words of a person

    def rename(self, model: Model, title: str) -> None:
        """Give a model another title, which no other has."""
        title = " ".join(title.split())
        if not is_title(title):
            raise ModelError(f"A title is one line of 1 to {MOST_TITLE} characters")
        if model.origin in (Origin.EMBEDDED, Origin.FETCHED):
            raise ModelError(f"{model.title}: fpn-core knows this model by its name; it stays")
        with self.locked():
            other = self.read().called(title)
            if other is not None and other.id != model.id:
                raise ModelError(f"{title}: another model is called so; take another title")
            self._change(model, lambda entry: replace(entry, title=title))

    def set_note(self, model: Model, note: str) -> None:
        """Keep a note with a model."""
        with self.locked():
            self._change(model, lambda entry: replace(entry, note=note[:100_000]))

    def _change(self, model: Model, change: Callable[[ModelEntry], ModelEntry]) -> None:
        """Write an entry anew, from what it is now; a model without one gets it."""
        folder = model.folder or self.folder / model.id
        with told(folder):
            if model.folder is not None or (folder / ENTRY).exists():
                write_entry(folder, change(read_entry(folder)))
                return
            if not is_key(model.id):
                raise ModelError(f"{model.title}: {model.problem or 'its file cannot be read'}")
            with self.part() as place:
                write_entry(place, change(_entry_of(model, self.folder)))
                self.settle(place, folder)

    def repair(self, model: Model) -> None:
        """Write the damaged entry of a model anew, from its file."""
        folder = model.folder
        if folder is None or not model.problem:
            return
        header = read_model_header(model.file)
        with self.locked(), told(folder):
            key = content_key(model.file)
            title = header.provenance.get("name")
            wanted = title if isinstance(title, str) else model.file.stem
            free = self.free_title(wanted, but=model.id)
            entry = ModelEntry(key, free, model.file.name, added=now())
            target = self.folder / key
            if folder != target and target.exists():
                raise ModelError(f"{model.title}: the same model is in the list already")
            write_entry(folder, entry)
            if folder != target:
                folder.rename(target)

    def free_title(self, wanted: str, but: str = "") -> str:
        """A title that no model has yet, but for the one with an id: the one wanted, else with a
        number behind it."""
        plain = "".join(each if each.isprintable() else " " for each in wanted)
        plain = " ".join(plain.split())[: MOST_TITLE - 6].strip() or "model"
        taken = {each.title.casefold() for each in self.read().models if each.id != but}
        taken |= {model.name for model in MODELS}
        title, number = plain, 2
        while title.casefold() in taken:
            title, number = f"{plain} ({number})", number + 1
        return title

    # Deleting

    def delete(self, model: Model) -> Deleted:
        """Put a model with all that belongs to it aside; it can be restored.

        A file that is used where it lies stays there.
        """
        if not model.can_be_deleted:
            raise ModelError(f"{model.title} comes with the program and cannot be deleted")
        trash = self.folder / TRASH
        with self.locked(), told(model.file):
            trash.mkdir(parents=True, exist_ok=True)
            target = _free(trash, model.id if is_key(model.id) else "model")
            if model.origin in (Origin.FETCHED, Origin.IMPORTED):
                self._put_file_aside(model, target)
            elif model.folder is not None:
                model.folder.rename(target)
            os.utime(target)
        return Deleted(target, model.title, model.id, model.bytes)

    def _put_file_aside(self, model: Model, target: Path) -> None:
        """A file that lies in the models folder itself goes, with its entry, into one folder."""
        entry = replace(_entry_of(model, self.folder), key=content_key(model.file))
        with self.part() as place:
            write_entry(place, replace(entry, file=model.file.name))
            self.settle(place, target)
        model.file.rename(target / model.file.name)
        if model.folder is not None:
            shutil.rmtree(model.folder)  # what it said stands in the other one

    def restore(self, deleted: Deleted) -> str:
        """Bring a deleted model back; returns its id. One whose entry is damaged comes back as it
        is, to be repaired."""
        with self.locked(), told(deleted.folder):
            if not deleted.key:
                target = _free(self.folder, deleted.folder.name)
                deleted.folder.rename(target)
                return self.reader.model_in(target).id
            entry = read_entry(deleted.folder)
            if self.read().find(entry.key) is not None or (self.folder / entry.key).exists():
                raise ModelError(f"{deleted.title}: the same model is in the list already")
            title = self.free_title(entry.title)
            if entry.name:
                self._restore_named(deleted.folder, entry)
            else:
                write_entry(deleted.folder, replace(entry, title=title))
                deleted.folder.rename(self.folder / entry.key)
        return entry.key

    def _restore_named(self, folder: Path, entry: ModelEntry) -> None:
        (folder / entry.file).rename(self.folder / f"{entry.name}{SUFFIX}")
        write_entry(folder, replace(entry, file=""))
        folder.rename(self.folder / entry.key)

    def erase(self, deleted: Deleted) -> None:
        """Delete for good what was put aside."""
        if deleted.folder.parent != self.folder / TRASH:
            raise ModelError(f"{deleted.folder}: only deleted models can be deleted for good")
        with self.locked(), told(deleted.folder):
            gone = _free(self.folder, f"{_PART}erased")  # out of the list in one move
            deleted.folder.rename(gone)
            shutil.rmtree(gone)

    # Taking away

    def export(self, model: Model, target: Path, protected: Collection[Path] = ()) -> None:
        """Copy a model's file to a place of a person's choice.

        Never onto anything but a model file, nor onto one of the models themselves.
        """
        if target.suffix.lower() != SUFFIX:
            raise ModelError(f"{target.name}: a model file's name ends in {SUFFIX}")
        place = Path(os.path.realpath(target))
        inside = place.is_relative_to(os.path.realpath(self.folder))
        others = {os.path.realpath(each) for each in (model.file, *protected)}
        others |= {os.path.realpath(named.file) for named in MODELS}
        if inside or str(place) in others:
            raise ModelError(f"{target}: one of the models is there; choose another place")
        with told(target):
            part = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:80]}."))
            try:
                shutil.copyfile(model.file, part / target.name)
                sync(part / target.name)
                os.replace(part / target.name, target)
            finally:
                shutil.rmtree(part, ignore_errors=True)

    # The folder

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other windows from changing the list meanwhile."""
        with told(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self.folder / _LOCK), thread_local=False)
        try:
            lock.acquire(timeout=_WAIT_S)
        except Timeout:
            raise ModelError(
                f"{self.folder}: another window is changing the models; try again"
            ) from None
        except OSError as error:
            raise ModelError(f"{self.folder}: cannot be changed: {error.strerror}") from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def part(self) -> Iterator[Path]:
        """A hidden folder to fill, which `settle` makes a model; it goes if that does not happen.

        A lock beside it says that somebody is at work there.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(dir=self.folder, prefix=_PART))
        lock = _lock_beside(place)
        try:
            lock.acquire(timeout=_WAIT_S)
            yield place
        finally:
            lock.release()
            shutil.rmtree(place, ignore_errors=True)
            Path(lock.lock_file).unlink(missing_ok=True)

    def settle(self, place: Path, target: Path) -> None:
        """Let a filled folder appear, whole. Raises OSError where there is something already."""
        for each in place.rglob("*"):
            if each.is_file():
                sync(each)
        os.chmod(place, _FOLDER_MODE)  # a temporary one is closed to all others
        place.rename(target)
        _sync_folder(target.parent)

    def sweep(self) -> None:
        """Remove what a killed window has left half done."""
        left = [*self.folder.glob(f"{_PART}*")] if self.folder.is_dir() else []
        for place in left:
            try:
                self._sweep(place)
            except OSError as error:
                log.info("%s stays: %s", place, error)

    def _sweep(self, place: Path) -> None:
        if place.suffix == _LOCK:
            folder = place.with_suffix("")
            if not folder.exists() and _age_s(place) > _OLD_S:
                place.unlink(missing_ok=True)
            return
        if _age_s(place) < _OLD_S:  # it may be so young that its lock is still to come
            return
        lock = _lock_beside(place)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return
        shutil.rmtree(place, ignore_errors=True)
        lock.release()
        Path(lock.lock_file).unlink(missing_ok=True)


def write_entry(folder: Path, entry: ModelEntry) -> None:
    """Write `entry.json` in one move. Raises OSError."""
    write_whole(folder / ENTRY, [json.dumps(entry.content(), indent=1).encode()])


def _lock_beside(place: Path) -> FileLock:
    return FileLock(f"{place}{_LOCK}", thread_local=False)


def _age_s(place: Path) -> float:
    return time.time() - place.stat().st_mtime


def now() -> str:
    """The present moment as entries keep it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


@contextmanager
def told(place: Path) -> Iterator[None]:
    """Turn an error of the system into one that names the place and says what to do."""
    try:
        yield
    except OSError as error:
        why = error.strerror or error
        raise ModelError(
            f"{error.filename or place}: {why}; check the disk and its rights"
        ) from error


def _entry_of(model: Model, folder: Path) -> ModelEntry:
    """The entry of a model that may not have one yet."""
    if model.entry is not None:
        return model.entry
    if model.origin in (Origin.EMBEDDED, Origin.FETCHED):
        return ModelEntry(model.id, model.title, name=model.ref)
    inside = model.file.parent == folder
    file = f"{ABOVE}{model.file.name}" if inside else str(model.file)
    return ModelEntry(model.id, model.title, file)


def _free(folder: Path, name: str) -> Path:
    """A place in a folder that nothing has taken."""
    place, number = folder / name, 2
    while place.exists():
        place, number = folder / f"{name}-{number}", number + 1
    return place


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
