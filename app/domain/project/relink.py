"""Finding pictures again whose files were renamed or moved, by size and content.

The slow half works on plain data and runs in any thread; `apply_matches` then changes the project:

    task = relink_task(project, found_paths)  # any thread: one look at the file system
    matches = match_files(task, stopped)  # any thread: reads the candidates
    apply_matches(project, matches)  # the thread that edits

For that the project must have learned the pictures' content while the files were there:
`unread_pictures`, `read_facts` and `put_facts`, in the same way.

All frames of a video have one file, the video's: what is known of it stands in the video's own row,
and when the video is found again, its frames go along.
"""

import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from app.domain.project.errors import ProjectError
from app.domain.project.media_files import is_there, stamp_of
from app.domain.project.rows import path_column, path_text
from app.domain.project.store import Project
from app.domain.project.summaries import WORKED_ON_SQL
from app.domain.project.videos import bounds
from app.domain.records import Picture
from fpn_core.video.frames import file_of, is_video_name, split_frame
from fpn_core.video.sequences import files_of, is_sequence

_BLOCK = 1 << 20
_LOOKED_AT = 64  # blocks of a long video, which would take minutes to read


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
    """Facts of the file behind a picture; None where ``stopped`` said so meanwhile.

    Of a video longer than 64 MiB the content is 64 blocks that lie evenly over it. Raises OSError.
    """
    path = file_of(path)
    if is_sequence(path):
        return _facts_of_sequence(path)
    digest = blake2b(digest_size=16)
    with open(path, "rb") as file:
        status = os.fstat(file.fileno())
        for start in _blocks(status.st_size, is_video_name(path)):
            if stopped():
                return None
            file.seek(start)
            digest.update(file.read(_BLOCK))
    return FileFacts(status.st_size, status.st_mtime_ns, digest.digest())


def _facts_of_sequence(pattern: str) -> FileFacts:
    """Numbered pictures are known by their count, their names and bytes, and the first of them.

    Raises OSError.
    """
    stamp, digest = stamp_of(pattern), blake2b(digest_size=16)
    files = files_of(pattern)
    for file in files:
        digest.update(f"{file.name} {file.stat().st_size} ".encode("utf-8", "surrogateescape"))
    digest.update(files[0].read_bytes())
    return FileFacts(stamp.size, stamp.mtime, digest.digest())


def _blocks(size: int, video: bool) -> Iterable[int]:
    """Where the blocks start that are read of a file."""
    if not video or size <= _LOOKED_AT * _BLOCK:
        return range(0, size, _BLOCK)
    return [(size - _BLOCK) * place // (_LOOKED_AT - 1) for place in range(_LOOKED_AT)]


@dataclass(slots=True)
class KnownFile:
    """A file of the project: id and absolute path of its own row, what is known of its content,
    and the ids of its frames, where it is a video."""

    id: int
    path: str
    size: int | None
    mtime: int | None
    hash: bytes | None
    frames: list[int] = field(default_factory=list)


_FILES = """
SELECT p.id, p.path, f.size, f.mtime, f.hash FROM pictures p LEFT JOIN files f ON f.picture = p.id
"""


def known_files(project: Project, among: Container[int] | None = None) -> list[KnownFile]:
    """The files of pictures, each once; ``among``: only of pictures with these ids."""
    files: dict[str, KnownFile] = {}
    frames: list[tuple[str, int]] = []
    for key, column, *facts in project.query(_FILES):
        path = path_text(column)
        frame = split_frame(path)
        if frame is None:
            files[path] = KnownFile(key, project.absolute_path(path), *facts)
        else:
            frames.append((frame[0], key))
    for path, key in frames:
        if path in files:
            files[path].frames.append(key)
    if among is None:
        return list(files.values())
    wanted = (
        each
        for each in files.values()
        if each.id in among or any(key in among for key in each.frames)
    )
    return list(wanted)


def unread_pictures(project: Project, among: Container[int] | None = None) -> dict[int, str]:
    """Pictures whose content is not known, or whose file has changed since: id to path.

    ``among`` are the ids to look at, None for all: a file is asked for each, and for all frames of
    a video one, which is then in the answer by the video's own row.
    """
    unread = {}
    for each in known_files(project, among):
        try:
            stamp = stamp_of(each.path)
        except OSError:  # missing: nothing to read
            continue
        if (each.size, each.mtime) != (stamp.size, stamp.mtime):
            unread[each.id] = each.path
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
    """Pictures whose files are not there, a video once; ``among`` as for `unread_pictures`."""
    return tuple(
        as_missing(each) for each in known_files(project, among) if not is_there(each.path)
    )


def as_missing(file: KnownFile) -> MissingPicture:
    """A file that is not there."""
    return MissingPicture(file.id, file.path, file.size, file.hash)


def ids_of(files: Iterable[KnownFile]) -> frozenset[int]:
    """Ids of all pictures that have these files, frames among them."""
    return frozenset(key for each in files for key in (each.id, *each.frames))


def relink_task(project: Project, found_paths: Iterable[str]) -> RelinkTask:
    """What is missing, and which of the found files may be it. Notes what is missing."""
    worked_on = project.worked_on()
    gone = [each for each in known_files(project, worked_on) if not is_there(each.path)]
    project.missing = ids_of(gone)
    if not gone:
        return RelinkTask((), ())
    taken = set(map(file_of, worked_on.values()))
    free = tuple(path for path in found_paths if path not in taken)
    return RelinkTask(tuple(map(as_missing, gone)), free)


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

    Videos are given by their own rows; their frames go along.

    Raises:
        ProjectError: a path belongs to another picture with work in it; nothing has changed.
        SaveError: the paths cannot be saved; nothing has changed.
    """
    moves = [(project.picture_of(key), path) for key, path in matches.items()]
    moved: set[int] = set(matches)
    with project.transaction() as db:
        for picture, path in moves:
            moved.update(_take_path(project, db, picture, path))
    project.forget_steps()
    project.missing -= moved
    return len(moves)


def _take_path(
    project: Project, db: sqlite3.Connection, picture: Picture, path: str
) -> Sequence[int]:
    """Move a picture to a path, and with a video its frames, whose ids are returned."""
    old, new = path_column(picture.path), path_column(project.relative_path(path))
    if old == new:
        return ()
    frames = _frames(db, old)
    there = {path_text(column): key for key, column in _frames(db, new)}
    row = db.execute("SELECT id FROM pictures WHERE path=?", (new,)).fetchone()
    _check_free(db, path, [*there.values(), *(row or ())])
    _swap(db, picture.id, old, new, None if row is None else row[0])
    start = len(picture.path)
    for key, column in frames:
        after = path_text(new) + path_text(column)[start:]
        _swap(db, key, column, path_column(after), there.get(after))
    return [key for key, _column in frames]


def _frames(db: sqlite3.Connection, video: str | bytes) -> list[tuple[int, str | bytes]]:
    """(id, path) of the frames of a video, as the project keeps its path."""
    sql = "SELECT id, path FROM pictures WHERE path >= ? AND path < ?"
    rows = db.execute(sql, bounds(video)).fetchall()
    return [(key, column) for key, column in rows if split_frame(path_text(column)) is not None]


def _check_free(db: sqlite3.Connection, path: str, ids: Sequence[int]) -> None:
    """See that nobody has worked on the pictures that are at a path. Raises ProjectError."""
    if not ids:
        return
    marks = ", ".join(map(str, ids))
    if db.execute(f"{WORKED_ON_SQL} AND id IN ({marks})").fetchone() is not None:
        raise ProjectError(f"{path} is a picture of the project already, with work in it")


def _swap(
    db: sqlite3.Connection, key: int, old: str | bytes, new: str | bytes, other: int | None
) -> None:
    """Move a picture; a blank one that is registered there takes the old path in exchange."""
    if other is not None:
        db.execute("UPDATE pictures SET path=? WHERE id=?", (f"\0{other}", other))
        for table in ("files", "detections", "detection_parts"):
            db.execute(f"DELETE FROM {table} WHERE picture=?", (other,))
    db.execute("UPDATE pictures SET path=? WHERE id=?", (new, key))
    if other is not None:
        db.execute("UPDATE pictures SET path=? WHERE id=?", (old, other))


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
            if is_there(path) and not os.path.isdir(path):
                matches[each.id] = path
    return apply_matches(project, matches)


def relink(project: Project, found_paths: Iterable[str]) -> int:
    """Find moved pictures among files, all at once; returns how many were found."""
    return apply_matches(project, match_files(relink_task(project, found_paths)))
