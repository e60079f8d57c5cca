"""Finding pictures again whose files were renamed or moved, by size and content.

The slow half works on plain data and runs in any thread; `apply_matches` then changes the project:

    task = relink_task(project, found_paths)  # any thread: one look at the file system
    matches = match_files(task, stopped)  # any thread: reads the candidates
    apply_matches(project, matches)  # the thread that edits

For that the project must have learned the pictures' content while the files were there:
`unread_pictures`, `read_facts` and `put_facts`, in the same way.
"""

import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from app.domain.project.errors import ProjectError
from app.domain.project.rows import path_column, path_text
from app.domain.project.store import Project
from app.domain.records import Picture

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What tells a picture's file from others: bytes, time of change (ns), content, pixels."""

    size: int
    mtime: int
    hash: bytes
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class MissingPicture:
    """A picture whose file is gone; size and hash are None where they were never learned."""

    id: int
    path: str
    size: int | None
    hash: bytes | None


@dataclass(frozen=True)
class RelinkTask:
    """Pictures to find, and files that belong to no picture with work in it."""

    missing: tuple[MissingPicture, ...]
    candidates: tuple[str, ...]


def read_facts(path: str, stopped: Callable[[], bool] = lambda: False) -> FileFacts | None:
    """Facts of a file; None where ``stopped`` said so meanwhile. Raises OSError."""
    digest = blake2b(digest_size=16)
    with open(path, "rb") as file:
        status = os.fstat(file.fileno())
        while block := file.read(_BLOCK):
            if stopped():
                return None
            digest.update(block)
    return FileFacts(status.st_size, status.st_mtime_ns, digest.digest())


def unread_pictures(project: Project, among: Container[int] | None = None) -> dict[int, str]:
    """Pictures whose content is not known, or whose file has changed since: id to path.

    ``among`` are the ids to look at, None for all: a file is asked for each.
    """
    rows = project.query(
        "SELECT p.id, p.path, f.size, f.mtime FROM pictures p LEFT JOIN files f ON f.picture = p.id"
    )
    unread = {}
    for key, column, size, mtime in rows:
        if among is not None and key not in among:
            continue
        path = project.absolute_path(path_text(column))
        try:
            status = os.stat(path)
        except OSError:  # missing: nothing to read
            continue
        if (status.st_size, status.st_mtime_ns) != (size, mtime):
            unread[key] = path
    return unread


def put_facts(project: Project, facts: Mapping[int, FileFacts]) -> None:
    """Keep facts by picture id. Raises SaveError."""
    rows = [
        (key, each.size, each.mtime, each.hash, each.width, each.height)
        for key, each in facts.items()
    ]
    with project.transaction() as db:
        db.executemany("REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", rows)


def missing_pictures(
    project: Project, among: Container[int] | None = None
) -> tuple[MissingPicture, ...]:
    """Pictures whose files are not there; ``among`` as for `unread_pictures`."""
    rows = project.query(
        "SELECT p.id, p.path, f.size, f.hash FROM pictures p LEFT JOIN files f ON f.picture = p.id"
    )
    found = (
        (key, project.absolute_path(path_text(path)), *rest)
        for key, path, *rest in rows
        if among is None or key in among
    )
    return tuple(MissingPicture(*each) for each in found if not os.path.exists(each[1]))


def relink_task(project: Project, found_paths: Iterable[str]) -> RelinkTask:
    """What is missing, and which of the found files may be it. Notes what is missing."""
    worked_on = project.worked_on()
    missing = missing_pictures(project, worked_on)
    project.missing = frozenset(each.id for each in missing)
    if not missing:
        return RelinkTask((), ())
    taken = set(worked_on.values())
    return RelinkTask(missing, tuple(path for path in found_paths if path not in taken))


def match_files(task: RelinkTask, stopped: Callable[[], bool] = lambda: False) -> dict[int, str]:
    """Files with the content of missing pictures, by picture id; reads only those of equal size.

    Of several with the same content, the one that kept its name is taken first, then the one in
    the same folder. Files that cannot be read are no match.
    """
    by_size: defaultdict[int, list[MissingPicture]] = defaultdict(list)
    for each in task.missing:
        if each.size is not None and each.hash is not None:
            by_size[each.size].append(each)
    by_hash: defaultdict[bytes, list[str]] = defaultdict(list)
    for path in task.candidates:
        if stopped():
            return {}
        facts = _facts_of_size(path, by_size, stopped)
        if facts is not None:
            by_hash[facts.hash].append(path)
    return dict(_pairs(by_size, by_hash))


def _facts_of_size(
    path: str, sizes: Mapping[int, object], stopped: Callable[[], bool]
) -> FileFacts | None:
    try:
        return read_facts(path, stopped) if os.stat(path).st_size in sizes else None
    except OSError:  # gone again, or not ours to read: no match
        return None


def _pairs(
    by_size: Mapping[int, list[MissingPicture]], by_hash: Mapping[bytes, list[str]]
) -> Iterator[tuple[int, str]]:
    wanted: defaultdict[bytes, list[MissingPicture]] = defaultdict(list)
    for group in by_size.values():
        for each in group:
            wanted[each.hash or b""].append(each)
    for content, pictures in wanted.items():
        files = by_hash.get(content, [])
        likeness = sorted(
            ((_unlike(each.path, path), each.id, path) for each in pictures for path in files),
        )
        ids: set[int] = set()
        paths: set[str] = set()
        for _rank, key, path in likeness:
            if key not in ids and path not in paths:
                ids.add(key)
                paths.add(path)
                yield key, path


def _unlike(old: str, path: str) -> int:
    same_name = os.path.basename(old) == os.path.basename(path)
    same_folder = os.path.dirname(old) == os.path.dirname(path)
    return 0 if same_name else 1 if same_folder else 2


def apply_matches(project: Project, matches: Mapping[int, str]) -> int:
    """Give pictures their found paths, as facts: no step of the undo history. Returns how many.

    Raises:
        ProjectError: a path belongs to another picture with work in it; nothing has changed.
        SaveError: the paths cannot be saved; nothing has changed.
    """
    moves = [(project.picture_of(key), path) for key, path in matches.items()]
    with project.transaction() as db:
        for picture, path in moves:
            _take_path(project, db, picture, path)
    project.forget_steps()
    project.missing -= matches.keys()
    return len(moves)


def _take_path(project: Project, db: sqlite3.Connection, picture: Picture, path: str) -> None:
    """Move a picture to a path; a blank picture registered there takes the old one in exchange."""
    column = path_column(project.relative_path(path))
    row = db.execute("SELECT id FROM pictures WHERE path=?", (column,)).fetchone()
    if row is not None and row[0] == picture.id:
        return
    if row is not None:
        if not project.summary(row[0]).is_blank:
            raise ProjectError(f"{path} is a picture of the project already, with work in it")
        db.execute("UPDATE pictures SET path=? WHERE id=?", (f"\0{row[0]}", row[0]))
        db.execute("DELETE FROM files WHERE picture=?", (row[0],))
        db.execute("DELETE FROM detections WHERE picture=?", (row[0],))
        db.execute("DELETE FROM detection_parts WHERE picture=?", (row[0],))
    db.execute("UPDATE pictures SET path=? WHERE id=?", (column, picture.id))
    if row is not None:
        old = path_column(picture.path)
        db.execute("UPDATE pictures SET path=? WHERE id=?", (old, row[0]))


def locate(project: Project, picture_id: int, path: str) -> None:
    """Say where the file of a picture is. Raises as `apply_matches`."""
    apply_matches(project, {picture_id: path})


def locate_folder(project: Project, old: str, new: str) -> int:
    """Say where a folder of missing pictures is; those that are there are taken, and counted.

    Raises as `apply_matches`.
    """
    matches = {}
    for each in missing_pictures(project):
        if Path(each.path).is_relative_to(old):
            path = os.path.join(new, os.path.relpath(each.path, old))
            if os.path.isfile(path):
                matches[each.id] = path
    return apply_matches(project, matches)


def relink(project: Project, found_paths: Iterable[str]) -> int:
    """Find moved pictures among files, all at once; returns how many were found."""
    return apply_matches(project, match_files(relink_task(project, found_paths)))
