"""The wish to have a folder detected, kept with the project until it is fulfilled or given up."""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.project.store import Project, ProjectError
from fpn_core.video.frames import file_of, frame_path, split_frame

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
    if wish is not None:
        root = os.path.join(project.root, "")
        names = None if wish.every else [path.removeprefix(root) for path in wish.pictures]
        kept = None if names is None else folded(names)
        if kept is None or len(kept) <= _MOST_NAMES:
            value = {"paused": wish.paused, "pictures": kept}
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
    paths = [os.path.join(project.root, str(name)) for name in unfolded(names)]
    return FolderWish([path for path in paths if file_of(path) in there], False, paused)


def folded(names: Sequence[str]) -> list[Any]:
    """Names, with frames of a video at equal steps as one [video, first, last, step]."""
    out: list[Any] = []
    for name in names:
        parts, run = split_frame(name), out[-1] if out else None
        if parts is None:
            out.append(name)
        elif isinstance(run, list) and run[0] == parts[0] and _goes_on(run, parts[1]):
            run[3] = run[3] or parts[1] - run[2]
            run[2] = parts[1]
        else:
            out.append([parts[0], parts[1], parts[1], 0])
    return out


def unfolded(kept: Sequence[Any]) -> list[str]:
    """The names that `folded` has made shorter; what is nothing of the kind is left out."""
    names = []
    for each in kept:
        if isinstance(each, str):
            names.append(each)
        elif isinstance(each, list) and [type(part) for part in each] == [str, int, int, int]:
            video, first, last, step = each
            if 0 <= first <= last:
                names += [frame_path(video, n) for n in range(first, last + 1, max(step, 1))]
    return names


def _goes_on(run: list[Any], frame: int) -> bool:
    _video, _first, last, step = run
    return bool(frame > last and step in (0, frame - last))
