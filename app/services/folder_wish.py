"""The wish to have a folder detected, kept with the project until it is fulfilled or given up."""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.project.store import Project, ProjectError

log = logging.getLogger(__name__)
_KEY = "folder_detection"
# A list beyond this is not worth remembering name by name: it is asked for again.
_MOST_NAMES = 20_000


@dataclass(frozen=True)
class FolderWish:
    """Pictures to detect; ``every``: all of the list, those that come later included."""

    pictures: Sequence[str]
    every: bool
    paused: bool


def remember_wish(project: Project, wish: FolderWish | None) -> None:
    """Keep a wish with the project, or forget the one that is kept."""
    value = None
    if wish is not None and (wish.every or len(wish.pictures) <= _MOST_NAMES):
        root = os.path.join(project.root, "")
        names = None if wish.every else [path.removeprefix(root) for path in wish.pictures]
        value = {"paused": wish.paused, "pictures": names}
    try:
        if value != project.value(_KEY, None):
            project.set_value(_KEY, value)
    except ProjectError as error:
        log.info("the wish to detect the folder is not remembered: %s", error)


def recall_wish(project: Project, listed: Sequence[str]) -> FolderWish | None:
    """The wish that a project keeps, as far as its pictures are in the list."""
    kept = project.value(_KEY, None)
    if not isinstance(kept, dict) or not listed:
        return None
    paused, names = bool(kept.get("paused")), kept.get("pictures")
    if not isinstance(names, list):
        return FolderWish(listed, True, paused)
    there = set(listed)
    paths = [os.path.join(project.root, str(name)) for name in names]
    return FolderWish([path for path in paths if path in there], False, paused)
