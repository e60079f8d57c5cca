"""Which stretches of a video judge models, as far as that is decided."""

import numpy as np

from app.domain.detections import BoolArray
from app.domain.project.rows import path_text
from app.domain.project.store import Project
from app.domain.project.videos import frame_bounds
from app.domain.training.held_out import HELD, LEFT_OUT, Sides
from app.domain.video.segments import segment_key, segment_of, segment_seconds
from app.domain.video.tracks import Span
from fpn_core.video.frames import split_frame
from fpn_core.video.index import VideoIndex

_VIDEO = """
SELECT p.split, f.hash FROM pictures p LEFT JOIN files f ON f.picture = p.id WHERE p.id = ?
"""
_PINNED = "SELECT path, split FROM pictures WHERE path >= ? AND path < ? AND split != ''"
_AT_ONCE = 500


def held_out_stretches(project: Project, video: str, index: VideoIndex) -> tuple[Span, ...]:
    """First and last frames of the stretches that judge and never train, in their order.

    ``video`` is an absolute path. A person's word for the whole video or for one frame of a segment
    goes before what was decided, as in `sides`. Raises ProjectError.
    """
    row = project.find_picture(video)
    if row is None or not len(index):
        return ()
    split, content = split_and_content(project, row.id)
    whole = (0, len(index) - 1)
    if split:
        return (whole,) if split == HELD else ()
    count = segment_of(index.duration, index.duration) + 1
    pinned = _pinned(project, video, index)
    decided = {} if content is None else _decided(project, content, count)
    held = np.array([pinned.get(n, decided.get(n, False)) for n in range(count)], bool)
    length = segment_seconds(index.duration)
    segments = np.minimum(index.times // length, count - 1).astype(np.int64)
    return _spans(held[segments])


def split_and_content(project: Project, key: int) -> tuple[str, bytes | None]:
    """The split of a video's own row, "" for none, and the hash of its file, None where that is not
    known. Raises ProjectError."""
    ((split, content),) = project.query(_VIDEO, (key,))
    return split, content


def _pinned(project: Project, video: str, index: VideoIndex) -> dict[int, bool]:
    found: dict[int, bool] = {}
    for path, split in project.query(_PINNED, frame_bounds(project, video)):
        parts = split_frame(path_text(path))
        if parts is not None and parts[1] < len(index) and split != LEFT_OUT:
            segment = segment_of(index.time_of(parts[1]), index.duration)
            found.setdefault(segment, split == HELD)
    return found


def _decided(project: Project, content: bytes, count: int) -> dict[int, bool]:
    keys = [segment_key(content, segment) for segment in range(count)]
    sides: Sides = {}
    for start in range(0, count, _AT_ONCE):
        some = tuple(keys[start : start + _AT_ONCE])
        marks = ", ".join("?" * len(some))
        sql = f"SELECT hash, held FROM held_out WHERE held IS NOT NULL AND hash IN ({marks})"
        sides |= {key: bool(held) for key, held in project.query(sql, some)}
    return {segment: sides[key] for segment, key in enumerate(keys) if key in sides}


def _spans(marks: BoolArray) -> tuple[Span, ...]:
    """Where marks hold without a gap."""
    edges = np.flatnonzero(np.diff(marks.astype(np.int8), prepend=0, append=0))
    return tuple((int(first), int(end) - 1) for first, end in edges.reshape(-1, 2))
