"""The sides of reviewed pictures as a project keeps them: looked at, decided, never changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.formats.labels import Step, no_step
from app.domain.formats.sizes import quick_size
from app.domain.project.media_files import stamp_of
from app.domain.project.relink import FileFacts, put_facts, read_facts
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
from app.domain.training.reviewed import Reviewed
from app.domain.video.segments import is_guarded, segment_key
from fpn_core.errors import FpnError

IMPORTED_SPLIT, IMPORTED_TRAIN = "imported_split", "imported_train"
"""Under these keys a project remembers that labels came with held-out pictures of their own, or
with training pictures alone: those then are all there is, and some of them have to be held out."""

_KEPT_AT_ONCE, _ROWS_AT_ONCE = 64, 500
_KNOWN = "SELECT hash, held, captured, likeness FROM held_out"
_TWO_TO_64 = 1 << 64


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

    Frames of a video go with their segment (see `segments`). Pictures whose files cannot be read
    are not decided, and those left out of training neither: they are not in the answer, nor are
    frames too near to others on the other side. Reads the files that are not known yet.

    Raises:
        SaveError: the decision cannot be kept.
        StoppedError: by ``step``; what was read until then is kept.
    """
    as_it_is = is_split_imported(project, pictures)
    if has_train_alone(project):
        pictures = [replace(p, split="") if p.split == TRAINED else p for p in pictures]
    decided, looks = known_sides(project)
    reading = _Reading(project, looks, as_it_is)
    for at, each in enumerate(pictures):
        step(at, len(pictures))
        if each.split != LEFT_OUT:
            reading.take(each)
    reading.keep()
    hashes = reading.hashes
    there = [each for each in pictures if each.id in hashes]
    candidates = [Candidate(hashes[each.id], each.classes, each.split) for each in there]
    new = decide_sides(candidates, decided, looks, as_it_is)
    keep_sides(project, new)
    pinned = {each.hash: each.split == HELD for each in reversed(candidates) if each.split}
    sides = {**decided, **new}
    of_segments = {**sides, **pinned}
    return {
        each.id: _side(each, hashes[each.id], sides, pinned)
        for each in there
        if not _is_near_others(each, reading.contents, of_segments)
    }


def _side(picture: Reviewed, key: bytes, sides: Sides, pinned: Sides) -> bool:
    """A person's word goes first, for one frame as for all of its segment."""
    if picture.place is not None:
        return pinned.get(key, sides.get(key, False))
    if picture.split:
        return picture.split == HELD
    return sides.get(key, pinned.get(key, False))


def _is_near_others(picture: Reviewed, contents: Mapping[int, bytes], sides: Sides) -> bool:
    place = picture.place
    if place is None:
        return False
    content = contents[picture.id]
    return is_guarded(
        place.seconds, place.duration, lambda segment: sides.get(segment_key(content, segment))
    )


class _Reading:
    """Reads what is not known of pictures, and keeps it now and then.

    ``hashes``: what each picture, by id, is decided by; ``contents``: the content of its file.
    """

    def __init__(self, project: Project, looks: dict[bytes, Look], as_it_is: bool) -> None:
        self._project, self._looks, self._as_it_is = project, looks, as_it_is
        self._fresh: dict[int, FileFacts] = {}
        self._new_looks: dict[bytes, Look] = {}
        self._files: dict[int, FileFacts | None] = {}  # of videos, which many frames have
        self.hashes: dict[int, bytes] = {}
        self.contents: dict[int, bytes] = {}

    def take(self, picture: Reviewed) -> None:
        """Learn a picture; one that cannot be read is passed over: gathering says so."""
        try:
            content = self._content(picture)
            if content is None:
                return
            key = content
            if picture.place is not None:
                key = segment_key(content, picture.place.segment)
            elif not self._as_it_is and content not in self._looks:
                self._looks[content] = self._new_looks[content] = look_at(picture.path)
        except (OSError, FpnError):
            return
        self.hashes[picture.id], self.contents[picture.id] = key, content
        if len(self._fresh) + len(self._new_looks) >= _KEPT_AT_ONCE:
            self.keep()

    def keep(self) -> None:
        """Keep what was read. Raises SaveError."""
        _keep(self._project, self._fresh, self._new_looks)

    def _content(self, picture: Reviewed) -> bytes | None:
        if not picture.is_frame:
            return _current_facts(picture, self._fresh).hash
        if picture.place is None:
            return None
        if picture.file not in self._files:
            self._files[picture.file] = None
            self._files[picture.file] = _current_facts(picture, self._fresh)
        facts = self._files[picture.file]
        return None if facts is None else facts.hash


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
    stamp, known = stamp_of(picture.path), picture.facts
    if known is not None and (known.size, known.mtime) == (stamp.size, stamp.mtime):
        return known
    width, height = quick_size(picture.path)
    read = read_facts(picture.path)
    assert read is not None, "nothing stops it"
    fresh[picture.file] = replace(read, width=width, height=height)
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
