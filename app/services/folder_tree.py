"""The pictures of folders and sub-folders, looked at again and again at little cost."""

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from app.domain.picture_list import natural_sort
from app.domain.project.media_files import is_there, stamp_of
from app.services.folder_scan import folder_entries, is_picture_name
from fpn_core.video.frames import file_of

# File systems tell times of change in steps of up to two seconds: what was listed so soon after a
# change may have changed once more without another time.
_COARSE_NS = 2_000_000_000
# A file that was changed longer ago than this is not being written any more (nanoseconds).
_QUIET_NS = 2_000_000_000
# An empty one may wait this long for its first bytes.
_EMPTY_NS = 20_000_000_000
# One that changed lately counts as whole when two looks this far apart (seconds) saw it the same.
_REST = 0.4
_LONGEST_WAIT = 1.5


@dataclass(frozen=True)
class Place:
    """What was opened: a folder with its sub-folders, or without them, or a single file."""

    path: str
    deep: bool = True


def places_of(given: Sequence[str]) -> list[Place]:
    """What to look at for opened paths: a single picture stands for its folder, as in a scan."""
    paths = [os.path.abspath(file_of(path)) for path in given]
    if len(paths) == 1 and os.path.isfile(paths[0]) and is_picture_name(paths[0]):
        folder, name = os.path.split(paths[0])
        hidden = [Place(paths[0])] if name.startswith(".") else []
        return [*hidden, Place(folder, deep=False)]
    return [Place(path) for path in paths]


@dataclass
class _Folder:
    stamp: int
    listed: int
    paths: list[str]
    folders: list[str]


class FolderTree:
    """Lists folders again only where their time of change says so. One thread at a time."""

    def __init__(self, places: Iterable[Place], listed: Iterable[str] = ()) -> None:
        """``listed``: pictures as a scan has found them; their order need not be found again."""
        self.places = list(places)
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for path in listed:
            groups[os.path.dirname(path)].append(path)
        self._folders = {
            folder: _Folder(stamp=-1, listed=-1, paths=paths, folders=[])
            for folder, paths in groups.items()
        }
        self._lists: list[list[str]] = []
        self._found: list[str] = []

    @property
    def folders(self) -> list[str]:
        """All folders that were there at the last look, parents before children."""
        return list(self._folders)

    def renew(self, stop: threading.Event) -> list[str]:
        """The pictures that are there, folder by folder in natural order; the same list as before
        where nothing has changed."""
        before, self._folders = self._folders, {}
        lists: list[list[str]] = []
        seen: set[tuple[int, int]] = set()
        for place in self.places:
            waiting = [place.path]
            while waiting and not stop.is_set():
                folder = self._look(waiting.pop(), before, seen, stop)
                if folder is not None:
                    lists.append(folder.paths)
                    waiting.extend(reversed(folder.folders) if place.deep else ())
            if not os.path.isdir(place.path) and is_there(place.path):
                lists.append([place.path])
        if lists != self._lists:  # most are the very same objects, which costs nothing to compare
            self._lists = lists
            self._found = list(dict.fromkeys(path for each in lists for path in each))
        return self._found

    def _look(
        self,
        path: str,
        before: dict[str, _Folder],
        seen: set[tuple[int, int]],
        stop: threading.Event,
    ) -> _Folder | None:
        known = before.get(path)
        try:
            status = os.stat(path)
            identity = (status.st_dev, status.st_ino)
            if not os.path.isdir(path) or identity in seen:
                return None
            seen.add(identity)
            trusted = known is not None and known.listed - known.stamp > _COARSE_NS
            if known is None or not trusted or known.stamp != status.st_mtime_ns:
                known = _listed(path, status.st_mtime_ns, known, stop)
        except OSError:  # gone, or not to be read: nothing to see in it
            return None
        self._folders[path] = known
        return known


def _listed(path: str, stamp: int, known: _Folder | None, stop: threading.Event) -> _Folder:
    at = time.time_ns()
    names, folders = folder_entries(path, stop)
    paths = [os.path.join(path, name) for name in names]
    if known is not None and set(paths) == set(known.paths):
        paths = known.paths  # the same, and in order already
    else:
        paths = [os.path.join(path, name) for name in natural_sort(names)]
    return _Folder(stamp, at, paths, natural_sort(folders))


@dataclass
class _Appeared:
    first: float
    since: float
    state: tuple[int, int]


@dataclass
class Settling:
    """What has just appeared or vanished, until it is sure.

    A file that is being written is taken when two looks have seen it the same; one that is gone
    is let go when two looks have missed it, since some programs save by removing and writing anew.
    While something vanishes, what appears waits a little: it may be the same under another name.
    """

    listed: list[str] = field(default_factory=list)
    clock: Callable[[], float] = time.monotonic
    _new: dict[str, _Appeared] = field(default_factory=dict)
    _gone: dict[str, float] = field(default_factory=dict)
    _seen: Sequence[str] = ()

    @property
    def unsure(self) -> bool:
        """Whether another look, soon, is needed."""
        return bool(self._new or self._gone)

    def take(self, found: Sequence[str]) -> bool:
        """Take what a look has found; whether ``listed`` is another list by that."""
        if not self.unsure and (found is self._seen or found == self.listed):
            return False
        self._seen = found
        known, there = set(self.listed), set(found)
        self._gone = {path: since for path, since in self._gone.items() if path not in there}
        self._new = {path: seen for path, seen in self._new.items() if path in there}
        kept = [path for path in self.listed if path not in there and not self._is_gone(path)]
        sure = [path for path in found if path in known or self._is_whole(path)]
        merged = merge(sure, kept)
        changed = merged != self.listed
        self.listed = merged
        return changed

    def _is_whole(self, path: str) -> bool:
        try:
            status = stamp_of(path)
        except OSError:  # gone again
            return False
        state = (status.size, status.mtime)
        now, age = self.clock(), time.time_ns() - status.mtime
        seen = self._new.setdefault(path, _Appeared(now, now, state))
        if seen.state != state or (not status.size and age < _EMPTY_NS):
            seen.since, seen.state = now, state
        whole = (status.size and age > _QUIET_NS) or now - seen.since >= _REST
        if not whole or (self._gone and now - seen.first < _LONGEST_WAIT):
            return False
        del self._new[path]
        return True

    def _is_gone(self, path: str) -> bool:
        now = self.clock()
        if now - self._gone.setdefault(path, now) < _REST:
            return False
        del self._gone[path]
        return True


def merge(found: Sequence[str], others: Iterable[str]) -> list[str]:
    """A list in its order, with other paths where their names belong in their folder; paths of
    folders that the list does not have come at the end."""
    more: defaultdict[str, list[str]] = defaultdict(list)
    have = set(found)
    for path in others:
        if path not in have:
            more[os.path.dirname(path)].append(path)
    if not more:
        return list(found)
    groups: dict[str, list[str]] = {}
    for path in found:
        folder = os.path.dirname(path)
        groups.setdefault(folder, []).append(path)
    for folder in natural_sort(more):
        group = groups.setdefault(folder, [])
        group[:] = natural_sort([*group, *more[folder]])
    return [path for group in groups.values() for path in group]
