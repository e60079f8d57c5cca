"""The figures of reviewed frames of videos, without looking at a single one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from app.domain.detections import IntArray
from app.domain.project.store import Project
from app.domain.project.videos import annotation_rows, frame_ids
from app.domain.training.held_out import LEFT_OUT
from app.domain.training.held_stretches import split_and_content
from app.domain.training.reviewed import frames_that_train, is_taught, reviewed_videos
from app.domain.video.segments import segment_key, segment_of
from app.domain.video.tracks import Keyframe, Tracks
from fpn_core.errors import PictureError
from fpn_core.video.index import VideoIndex
from fpn_core.video.kept import index_of

_DECIDED = "SELECT hash, held FROM held_out WHERE held IS NOT NULL"


@dataclass
class FrameFacts:
    """Reviewed frames: how many by split and by whether they are held out (None: not decided), and
    of those not in the split "test" boxes and frames by class."""

    sides: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    boxes: Counter[int] = field(default_factory=Counter)
    frames: Counter[int] = field(default_factory=Counter)


def frame_facts(project: Project) -> FrameFacts:
    """The figures of all videos; those that cannot be read have none. Raises ProjectError."""
    out = FrameFacts()
    videos = reviewed_videos(project)
    decided = dict(project.query(_DECIDED)) if videos else {}
    for video, key in videos.items():
        try:
            index = index_of(video)
        except PictureError:  # the run says so
            continue
        numbers = frames_that_train(project, video, key, index)
        splits = _splits(project, video, key, numbers)
        _count_sides(out, project, key, index, splits, decided)
        taught = [number for number in numbers if splits[number] != LEFT_OUT]
        _count_boxes(out, annotation_rows(project, video), np.array(taught, np.int64))
    return out


def _splits(project: Project, video: str, key: int, numbers: list[int]) -> dict[int, str]:
    known = frame_ids(project, video)
    whole = project.picture_of(key).split
    own = {each.id: each.split for each in project.pictures(known.values())}
    return {number: own.get(known.get(number, 0), "") or whole for number in numbers}


def _count_sides(
    out: FrameFacts,
    project: Project,
    key: int,
    index: VideoIndex,
    splits: Mapping[int, str],
    decided: Mapping[bytes, int],
) -> None:
    _split, content = split_and_content(project, key)
    for number, split in splits.items():
        segment = segment_of(index.time_of(number), index.duration)
        held = None if content is None else decided.get(segment_key(content, segment))
        out.sides[split, held] += 1


def _count_boxes(out: FrameFacts, rows: list[Keyframe], frames: IntArray) -> None:
    """Boxes on some frames, ascending: of tracks by the stretches on which they are seen."""
    on: dict[int, set[int]] = {}
    for track in Tracks(rows):
        if not is_taught(track.keyframes[0].row):
            continue
        for first, last in track.spans:
            low, high = np.searchsorted(frames, [first, last + 1])
            out.boxes[track.label] += int(high - low)
            on.setdefault(track.label, set()).update(frames[low:high].tolist())
    there = set(frames.tolist())
    for each in rows:
        if each.row.track is None and each.frame in there and is_taught(each.row):
            out.boxes[each.row.label] += 1
            on.setdefault(each.row.label, set()).add(each.frame)
    out.frames.update({label: len(numbers) for label, numbers in on.items()})
