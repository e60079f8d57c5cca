"""What a project knows of the frames of one video: each is a picture with a path of its own.

The paths of a video's frames lie side by side in the index of the table `pictures`, so that all of
them are read by one search, however many pictures the project has. All functions may be called
from any thread and raise ProjectError where the file cannot be read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.domain.detections import IntArray
from app.domain.project.reading import ProjectReader
from app.domain.project.rows import ANNOTATIONS, REJECTIONS, path_column, path_text
from app.domain.records import Rejection
from app.domain.video.tracks import Keyframe
from fpn_core.video.frames import file_of, is_video_name, split_frame

_HERE = "p.path >= ? AND p.path < ?"
_MARK = "#frame="
_COLUMNS = ", ".join(f'a."{column}"' for column in ANNOTATIONS.columns)
_ROWS = f"""
SELECT p.path, {_COLUMNS} FROM pictures p JOIN annotations a ON a.picture = p.id
WHERE {_HERE} {{more}}
"""
_REJECTED = f"""
SELECT p.path, {", ".join(f'r."{column}"' for column in REJECTIONS.columns)}
FROM pictures p JOIN rejections r ON r.picture = p.id
WHERE {_HERE}
"""
_PARTS = f"""
SELECT p.path, d.count, t.level, t.count
FROM pictures p JOIN detections d ON d.picture = p.id AND d.model = ?
LEFT JOIN detection_parts t ON t.picture = p.id AND t.model = d.model
WHERE {_HERE}
"""


_DOUBTS = f"""
SELECT p.path, d.uncertainty
FROM pictures p JOIN detections d ON d.picture = p.id AND d.model = ? WHERE {_HERE}
"""


def bounds(column: str | bytes, mark: str = _MARK) -> tuple[Any, Any]:
    """Between which paths those of a video's frames lie, as the project keeps them: from the first
    on, before the second."""
    after = mark[:-1] + chr(ord(mark[-1]) + 1)
    if isinstance(column, bytes):
        return column + mark.encode(), column + after.encode()
    return column + mark, column + after


def frame_bounds(project: ProjectReader, video: str) -> tuple[Any, Any]:
    """`bounds` of a video at an absolute path."""
    return bounds(path_column(project.relative_path(video)))


def track_rows(project: ProjectReader, video: str) -> list[Keyframe]:
    """The keyframes of all tracks of a video at an absolute path, by frame and id."""
    # Text is looked through much faster than JSON is read; what only looks alike goes here.
    rows = _rows(project, video, "AND instr(a.rest, '\"track\":')")
    return [each for each in rows if each.row.track is not None]


def has_many_boxes(project: ProjectReader, video: str, many: int) -> bool:
    """Whether the frames of a video have more than so many annotations; quick in any case."""
    sql = f"""SELECT count(*) FROM (SELECT 1 FROM pictures p JOIN annotations a ON a.picture = p.id
    WHERE {_HERE} LIMIT ?)"""
    low, high = frame_bounds(project, video)
    return bool(project.query(sql, (low, high, many + 1))[0][0] > many)


def annotation_rows(project: ProjectReader, video: str) -> list[Keyframe]:
    """All annotations of the frames of a video, keyframes of tracks and others, by frame and id."""
    return _rows(project, video, "")


def _rows(project: ProjectReader, video: str, more: str) -> list[Keyframe]:
    rows = project.query(_ROWS.format(more=more), frame_bounds(project, video))
    numbers = {path: _number(path) for path in {row[0] for row in rows}}
    record = ANNOTATIONS.record
    found = []
    for row in rows:
        number = numbers[row[0]]
        if number is not None:
            found.append(Keyframe(number, record(row[1:])))
    return sorted(found, key=lambda each: (each.frame, each.row.id))


def rejection_rows(project: ProjectReader, video: str) -> dict[int, list[Rejection]]:
    """Detections that a person does not want, by the number of their frame."""
    found: dict[int, list[Rejection]] = {}
    for row in project.query(_REJECTED, frame_bounds(project, video)):
        number = _number(row[0])
        if number is not None:
            found.setdefault(number, []).append(REJECTIONS.record(row[1:]))
    return found


def frame_ids(project: ProjectReader, video: str) -> dict[int, int]:
    """Ids of the frames of a video that the project knows, by frame number, in their order."""
    sql = f"SELECT p.path, p.id FROM pictures p WHERE {_HERE}"
    rows = project.query(sql, frame_bounds(project, video))
    found = [(number, key) for path, key in rows if (number := _number(path)) is not None]
    return dict(sorted(found))


def reviewed_frames(project: ProjectReader, video: str) -> list[int]:
    """Frames whose own rows are reviewed, besides the ranges of the video."""
    return _numbers(project, video, "p.reviewed")


def annotated_frames(project: ProjectReader, video: str) -> list[int]:
    """Frames that have annotations of their own: keyframes of tracks and single boxes."""
    return _numbers(project, video, "p.id IN (SELECT picture FROM annotations)")


def _numbers(project: ProjectReader, video: str, condition: str) -> list[int]:
    sql = f"SELECT p.path FROM pictures p WHERE {_HERE} AND {condition}"
    rows = project.query(sql, frame_bounds(project, video))
    return sorted(number for (path,) in rows if (number := _number(path)) is not None)


@dataclass(frozen=True, eq=False)
class DetectedFrames:
    """What a model found on the frames of a video on which it has run, in their order.

    ``frames`` (N,) numbers; ``counts`` (N, L): detections by the rank of their anchor level;
    ``totals`` (N,): all detections, those without a level among them.
    """

    frames: IntArray
    counts: IntArray
    totals: IntArray

    def __len__(self) -> int:
        return len(self.frames)


def detected_frames(project: ProjectReader, video: str, model_key: str) -> DetectedFrames:
    """The detections of a model on a video, by frame and level; empty where it has not run."""
    info = project.model_info(model_key)
    model = project.query("SELECT id FROM models WHERE key = ?", (model_key,))
    if info is None or not model:
        none = np.zeros(0, np.int64)
        return DetectedFrames(none, np.zeros((0, 0), np.int64), none)
    rows = project.query(_PARTS, (model[0][0], *frame_bounds(project, video)))
    return _counted(rows, len(info.levels))


def _counted(rows: Sequence[tuple[Any, ...]], levels: int) -> DetectedFrames:
    table = [
        (number, total, -1 if level is None else level, count or 0)
        for path, total, level, count in rows
        if (number := _number(path)) is not None
    ]
    columns = np.array(table, np.int64).reshape(-1, 4)
    frames, first, place = np.unique(columns[:, 0], return_index=True, return_inverse=True)
    counts = np.zeros((len(frames), levels), np.int64)
    ranked = (columns[:, 2] >= 0) & (columns[:, 2] < levels)
    np.add.at(counts, (place[ranked], columns[ranked, 2]), columns[ranked, 3])
    return DetectedFrames(frames, counts, columns[first, 1])


def doubts(project: ProjectReader, video: str, model_key: str) -> dict[int, float]:
    """How uncertain (0..1) a model is of each frame of a video on which it has run, by frame."""
    model = project.query("SELECT id FROM models WHERE key = ?", (model_key,))
    if not model:
        return {}
    rows = project.query(_DOUBTS, (model[0][0], *frame_bounds(project, video)))
    found = [(number, doubt) for path, doubt in rows if (number := _number(path)) is not None]
    return dict(sorted(found))


def video_of(project: ProjectReader, picture_id: int) -> tuple[int, int] | None:
    """Id of the video's own row, and frame number, of a picture; None for no frame of a known
    video."""
    found = split_frame(project.path_of(picture_id))
    video = None if found is None else project.find_picture(found[0])
    return None if found is None or video is None else (video.id, found[1])


def with_frames_of(project: ProjectReader, ids: Iterable[int]) -> set[int]:
    """Ids of pictures, and of all frames of the videos among them or that they belong to: what
    changes on one frame of a track may be seen on the others."""
    found = set(ids)
    videos = set()
    for picture in project.pictures(found):
        video = file_of(picture.path)
        if video != picture.path or is_video_name(video):
            videos.add(project.absolute_path(video))
    return found.union(*(frame_ids(project, video).values() for video in videos))


def _number(column: Any) -> int | None:
    """The frame's number of a path; None for a file that merely begins like one."""
    found = split_frame(path_text(column))
    return None if found is None else found[1]
