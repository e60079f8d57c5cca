"""The sides of reviewed pictures as a project keeps them: looked at, decided, never changed."""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.formats.labels import Step, no_step
from app.domain.formats.sizes import quick_size
from app.domain.project.relink import FileFacts, put_facts, read_facts
from app.domain.project.rows import path_text
from app.domain.project.store import Project
from app.domain.training.held_out import (
    HELD,
    LEFT_OUT,
    TRAINED,
    Candidate,
    Sides,
    decide_sides,
)
from app.domain.training.likeness import Look, look_at
from fpn_core.errors import FpnError

IMPORTED_SPLIT, IMPORTED_TRAIN = "imported_split", "imported_train"
"""Under these keys a project remembers that labels came with held-out pictures of their own, or
with training pictures alone: those then are all there is, and some of them have to be held out."""

_KEPT_AT_ONCE, _ROWS_AT_ONCE = 64, 500
_REVIEWED = """
SELECT p.id, p.path, p.split, f.size, f.mtime, f.hash,
       (SELECT GROUP_CONCAT(DISTINCT a.label) FROM annotations a
        WHERE a.picture = p.id AND NOT a.flags & 7)
FROM pictures p LEFT JOIN files f ON f.picture = p.id WHERE p.reviewed ORDER BY p.id
"""
_KNOWN = "SELECT hash, held, captured, likeness FROM held_out"
_TWO_TO_64 = 1 << 64


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A reviewed picture: its id, absolute path, split, and what is known of its file."""

    id: int
    path: str
    split: str
    facts: FileFacts | None
    classes: frozenset[int]


def reviewed_pictures(project: Project) -> list[Reviewed]:
    """All reviewed pictures by id; classes are those of boxes that are not ignored."""
    out = []
    for key, path, split, size, mtime, content, labels in project.query(_REVIEWED):
        facts = None if content is None else FileFacts(size, mtime, content)
        classes = frozenset(map(int, labels.split(","))) if labels else frozenset()
        out.append(Reviewed(key, project.absolute_path(path_text(path)), split, facts, classes))
    return out


def is_split_imported(project: Project, pictures: Iterable[Reviewed]) -> bool:
    """Whether held-out pictures came with imported labels, and are there."""
    marked = bool(project.value(IMPORTED_SPLIT, False))
    return marked and any(each.split == HELD for each in pictures)


def has_train_alone(project: Project) -> bool:
    """Whether the split "train" came with labels that held nothing out, and decides nothing."""
    return bool(project.value(IMPORTED_TRAIN, False) and not project.value(IMPORTED_SPLIT, False))


def note_imported_split(project: Project, splits: Collection[str]) -> None:
    """Remember what splits labels came with. Raises SaveError."""
    if HELD in splits:
        project.set_value(IMPORTED_SPLIT, True)
    elif TRAINED in splits:
        project.set_value(IMPORTED_TRAIN, True)


def settle_sides(
    project: Project, pictures: Sequence[Reviewed], step: Step = no_step
) -> dict[int, bool]:
    """Whether each picture is held out, by id; what was not decided before is decided and kept.

    Pictures whose files cannot be read are not decided, and those left out of training neither:
    they are not in the answer. Reads the files that are not known yet.

    Raises:
        SaveError: the decision cannot be kept.
        StoppedError: by ``step``; what was read until then is kept.
    """
    as_it_is = is_split_imported(project, pictures)
    if has_train_alone(project):
        pictures = [replace(p, split="") if p.split == TRAINED else p for p in pictures]
    decided, looks = known_sides(project)
    hashes: dict[int, bytes] = {}
    fresh: dict[int, FileFacts] = {}
    new_looks: dict[bytes, Look] = {}
    for at, each in enumerate(pictures):
        step(at, len(pictures))
        if each.split == LEFT_OUT:
            continue
        try:
            facts = _current_facts(each, fresh)
            if not as_it_is and facts.hash not in looks:
                looks[facts.hash] = new_looks[facts.hash] = look_at(each.path)
        except (OSError, FpnError):  # gathering the pictures says so
            continue
        hashes[each.id] = facts.hash
        if len(fresh) + len(new_looks) >= _KEPT_AT_ONCE:
            _keep(project, fresh, new_looks)
    _keep(project, fresh, new_looks)
    there = [each for each in pictures if each.id in hashes]
    candidates = [Candidate(hashes[each.id], each.classes, each.split) for each in there]
    new = decide_sides(candidates, decided, looks, as_it_is)
    keep_sides(project, new)
    sides = {**decided, **new}
    return {each.id: each.split == HELD if each.split else sides[hashes[each.id]] for each in there}


def known_sides(project: Project) -> tuple[Sides, dict[bytes, Look]]:
    """What is decided by content hash, and how the pictures look that were looked at."""
    sides: Sides = {}
    looks: dict[bytes, Look] = {}
    for content, held, captured, likeness in project.query(_KNOWN):
        if held is not None:
            sides[content] = bool(held)
        looks[content] = Look(captured, None if likeness is None else likeness % _TWO_TO_64)
    return sides, looks


def keep_sides(project: Project, sides: Mapping[bytes, bool]) -> None:
    """Keep decisions; one that is there already stays. Raises SaveError."""
    items = list(sides.items())
    for start in range(0, len(items), _ROWS_AT_ONCE):  # between two, an edit may come
        some = items[start : start + _ROWS_AT_ONCE]
        hashes = tuple(content for content, _held in some)
        marks = ", ".join("?" * len(some))
        with project.transaction() as db:
            rows = db.execute(f"{_KNOWN} WHERE hash IN ({marks})", hashes).fetchall()
            there = {row[0]: row for row in rows}
            new = [_decided(there.get(content), content, held) for content, held in some]
            db.executemany("DELETE FROM held_out WHERE hash = ?", [row[:1] for row in new])
            db.executemany("INSERT INTO held_out VALUES (?, ?, ?, ?)", new)


def _decided(row: tuple[Any, ...] | None, content: bytes, held: bool) -> tuple[Any, ...]:
    _hash, before, captured, likeness = row or (content, None, None, None)
    return content, int(held) if before is None else before, captured, likeness


def _current_facts(picture: Reviewed, fresh: dict[int, FileFacts]) -> FileFacts:
    """What the file holds now; read where that is not known, or has changed.

    Raises:
        OSError: it is not there, or cannot be read.
        PictureError: it is no picture.
    """
    status, known = os.stat(picture.path), picture.facts
    if known is not None and (known.size, known.mtime) == (status.st_size, status.st_mtime_ns):
        return known
    width, height = quick_size(picture.path)
    read = read_facts(picture.path)
    assert read is not None, "nothing stops it"
    fresh[picture.id] = replace(read, width=width, height=height)
    return read


def _keep(project: Project, fresh: dict[int, FileFacts], looks: dict[bytes, Look]) -> None:
    """Keep what was read, and begin anew."""
    if fresh:
        put_facts(project, fresh)
    if looks:
        rows = [(h, each.captured, _signed(each.likeness)) for h, each in looks.items()]
        with project.transaction() as db:
            db.executemany("INSERT INTO held_out VALUES (?, NULL, ?, ?)", rows)
    fresh.clear()
    looks.clear()


def _signed(likeness: int | None) -> int | None:
    """64 bits as SQLite's whole numbers have them."""
    if likeness is None:
        return None
    return likeness - _TWO_TO_64 if likeness >= _TWO_TO_64 // 2 else likeness
