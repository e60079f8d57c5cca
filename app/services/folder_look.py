"""One look at the opened folders: what is listed, what is missing, and what was found again."""

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.project.relink import (
    MissingPicture,
    RelinkTask,
    match_files,
    missing_pictures,
    relink_task,
)
from app.domain.project.store import Project
from app.domain.project.worked import worked_pictures
from app.services.folder_tree import FolderTree, Place, Settling, merge, places_of
from fpn_core.video.frames import file_of


@dataclass(frozen=True)
class Look:
    """What a look has found. ``paths`` is the whole list with the missing ones in their places;
    ``others`` are those of it that the project has from other folders."""

    paths: list[str]
    others: list[str]
    missing: tuple[MissingPicture, ...]
    matches: dict[int, str]
    folders: list[str]
    unsure: bool


class FolderLook:
    """Looks again and again at what was opened; one job at a time uses it, in any thread."""

    def __init__(self, given: Sequence[str], listed: Sequence[str], project: Project) -> None:
        self.project = project
        self._given = places_of(given)
        self._tree = FolderTree(self._given, listed)
        self._settling = Settling(list(listed))
        self._missing: tuple[MissingPicture, ...] = ()
        self._others: list[str] = []
        self._asked = True
        self._last: Look | None = None
        self._tried: tuple[frozenset[int], set[str]] = (frozenset(), set())

    def take(self, stop: threading.Event, ask: bool, more: Sequence[str] = ()) -> Look | None:
        """Look once; None where ``stop`` came meanwhile, the look before where all is as it was.

        ``ask``: ask the project anew which pictures it knows. ``more``: files to look at from now
        on, wherever they are. Raises ProjectError.
        """
        self._asked |= ask
        own = [Place(path) for path in more if not self._opened(path)]
        self._tree.places.extend(own)
        found = self._tree.renew(stop)
        if stop.is_set():
            return None
        was_unsure = self._settling.unsure
        matches: dict[int, str] = {}
        changed = self._settling.take(found) or self._asked
        last, folders, unsure = self._last, self._tree.folders, self._settling.unsure
        same = last is not None and not last.matches and last.folders == folders
        if same and not (changed or was_unsure or unsure):
            return last
        if changed:
            self._asked = False
            matches = self._ask_project(stop)
        gone = dict.fromkeys(
            file_of(each.path) for each in self._missing if self._belongs(each.path)
        )
        paths = merge(self._settling.listed, [*self._others, *gone])
        self._last = Look(paths, self._others, self._missing, matches, folders, unsure)
        return self._last

    def _ask_project(self, stop: threading.Event) -> dict[int, str]:
        """Learn what is missing and what belongs to the folder from elsewhere; find files again."""
        worked = worked_pictures(self.project, self._settling.listed)
        task = worked.task
        self._missing = task.missing
        self._others = self._from_elsewhere(worked.outside)
        ids = frozenset(each.id for each in task.missing)
        before, tried = self._tried
        if not ids <= before:
            tried = set()
        fresh = tuple(path for path in task.candidates if path not in tried)
        matches = match_files(RelinkTask(task.missing, fresh), stop.is_set)
        self._tried = (ids, tried.union(fresh))
        return matches

    def _from_elsewhere(self, outside: Sequence[str]) -> list[str]:
        """Pictures with work in them that the folder's project has from other folders."""
        if not any(place.deep and self._is_root(place.path) for place in self._given):
            return []
        gone = {each.path for each in self._missing}
        listed = set(self._settling.listed) if outside else set()
        rows = dict.fromkeys(file_of(path) for path in outside if path not in gone)
        return [path for path in rows if path not in listed and path not in gone]

    def _is_root(self, path: str) -> bool:
        return os.path.normpath(path) == os.path.normpath(self.project.root)

    def _belongs(self, path: str) -> bool:
        """Whether a picture of the project is one of those that were opened."""
        whole = any(place.deep and self._is_root(place.path) for place in self._given)
        return whole or self._opened(path)

    def _opened(self, path: str) -> bool:
        return any(_holds(place, path) for place in self._tree.places)


def _holds(place: Place, path: str) -> bool:
    if path == place.path:
        return True
    if place.deep:
        return path.startswith(os.path.join(place.path, ""))
    return os.path.dirname(path) == place.path


def moved_by(project: Project, old: str, new: str) -> dict[int, str]:
    """Missing pictures that a known move explains: that from the path ``old`` to ``new``.

    What the ends of both paths share stayed as it was; the rest is the folder that moved.
    Raises ProjectError.
    """
    old_folder, new_folder = os.path.dirname(old), os.path.dirname(new)
    while os.path.basename(old_folder) and (
        os.path.basename(old_folder) == os.path.basename(new_folder)
    ):
        old_folder, new_folder = os.path.dirname(old_folder), os.path.dirname(new_folder)
    start = os.path.join(old_folder, "")
    matches = {}
    for each in missing_pictures(project):
        path = os.path.join(new_folder, each.path[len(start) :])
        if each.path == old:
            matches[each.id] = new
        elif each.path.startswith(start) and os.path.isfile(path):
            matches[each.id] = path
    return matches


def found_in(
    project: Project, wanted: MissingPicture, folder: str, stop: threading.Event
) -> dict[int, str]:
    """Missing pictures that are in a folder: by the names of one move, else by their content.

    Raises ProjectError.
    """
    parts = wanted.path.split(os.sep)
    tails = [os.path.join(folder, *parts[at:]) for at in range(1, len(parts))]
    there = next((path for path in tails if os.path.isfile(path)), None)
    matches = {} if there is None else moved_by(project, wanted.path, there)
    below = FolderTree([Place(folder)]).renew(stop)
    task = relink_task(project, below)
    taken = set(matches.values())
    rest = RelinkTask(
        tuple(each for each in task.missing if each.id not in matches),
        tuple(path for path in task.candidates if path not in taken),
    )
    return match_files(rest, stop.is_set) | matches
