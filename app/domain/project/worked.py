"""Which pictures have work in them: those that are searched for when their files are gone."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.project.media_files import is_there
from app.domain.project.relink import MissingPicture, RelinkTask
from app.domain.project.rows import path_column, path_text
from app.domain.project.store import Project
from app.domain.project.videos import frame_ids
from fpn_core.video.frames import file_of

_WORKED_SQL = """
SELECT p.id, p.path, f.size, f.hash FROM pictures p LEFT JOIN files f ON f.picture = p.id
WHERE p.reviewed OR p.flagged OR p.note <> '' OR p.split <> ''
   OR p.id IN (SELECT picture FROM annotations) OR p.id IN (SELECT picture FROM rejections)
   OR p.id IN (SELECT picture FROM frame_ranges)
"""
_VIDEO_SQL = """
SELECT p.id, p.path, f.size, f.hash FROM pictures p LEFT JOIN files f ON f.picture = p.id
WHERE p.path = ?
"""


@dataclass(frozen=True)
class Worked:
    """What is to be done about pictures with work in them, and the paths of those of them that lie
    outside of the project's folder, missing or not. A video stands once for all of its frames."""

    task: RelinkTask
    outside: tuple[str, ...]


def worked_ids(project: Project) -> list[int]:
    """Ids of the pictures in which somebody has done something, the video's own for frames. Raises
    ProjectError."""
    return [row[0] for row in _worked_files(project)]


def file_ids(project: Project, ids: Iterable[int]) -> dict[int, int]:
    """By picture id, the id of the row that its file is known by: the video's own for a frame,
    else the same. Ids of no picture are left out. Raises ProjectError."""
    videos: dict[str, int | None] = {}
    found = {}
    for picture in project.pictures(ids):
        video = file_of(picture.path)
        if video == picture.path:
            found[picture.id] = picture.id
            continue
        if video not in videos:
            row = project.find_picture(project.absolute_path(video))
            videos[video] = None if row is None else row.id
        key = videos[video]
        if key is not None:
            found[picture.id] = key
    return found


def worked_pictures(
    project: Project, listed: list[str], exists: Callable[[str], bool] = is_there
) -> Worked:
    """Pictures with work in them, what of them is missing, and which listed files may be it.

    Files that are listed are there; for the others ``exists`` is asked. Notes what is missing.
    Much faster than `relink_task` in a project of 100,000 pictures. Raises ProjectError.
    """
    there, taken = set(listed), set[str]()
    outside, missing = [], []
    inside = os.path.join(project.root, "")
    gone: set[int] = set()
    for key, column, size, content in _worked_files(project):
        path = project.absolute_path(path_text(column))
        taken.add(path)
        if not path.startswith(inside):
            outside.append(path)
        if path not in there and not exists(path):
            missing.append(MissingPicture(key, path, size, content))
            gone.update((key, *frame_ids(project, path).values()))
    project.missing = frozenset(gone)
    candidates = tuple(path for path in listed if path not in taken) if missing else ()
    return Worked(RelinkTask(tuple(missing), candidates), tuple(outside))


def _worked_files(project: Project) -> Iterator[tuple[Any, ...]]:
    """Id, path, size and hash of the files of worked pictures, each once."""
    own: dict[str, tuple[Any, ...]] = {}
    videos: dict[str, None] = {}
    for row in project.query(_WORKED_SQL):
        path = path_text(row[1])
        video = file_of(path)
        if video == path:
            own[path] = row
        else:
            videos[video] = None
    yield from own.values()
    for video in videos:
        if video not in own:
            yield from project.query(_VIDEO_SQL, (path_column(video),))
