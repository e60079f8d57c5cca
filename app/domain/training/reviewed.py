"""The reviewed pictures of a project, frames of videos among them.

Of a video train the frames whose own rows are reviewed, and of its reviewed ranges at most one
frame a second, those with keyframes first.
"""

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.project.frame_rows import FrameRows
from app.domain.project.relink import FileFacts
from app.domain.project.rows import path_text
from app.domain.project.store import Project
from app.domain.project.videos import annotated_frames, frame_ids, reviewed_frames
from app.domain.records import Annotation
from app.domain.video.ranges import is_reviewed, training_frames
from app.domain.video.segments import segment_of
from fpn_core.errors import PictureError
from fpn_core.video.frames import frame_path, is_video_name, split_frame
from fpn_core.video.index import VideoIndex
from fpn_core.video.kept import index_of

_REVIEWED = """
SELECT p.id, p.path, p.split, f.size, f.mtime, f.hash,
       (SELECT GROUP_CONCAT(DISTINCT a.label) FROM annotations a
        WHERE a.picture = p.id AND NOT a.flags & 7)
FROM pictures p LEFT JOIN files f ON f.picture = p.id WHERE p.reviewed ORDER BY p.id
"""
_VIDEO = """
SELECT p.id, p.split, f.size, f.mtime, f.hash
FROM pictures p LEFT JOIN files f ON f.picture = p.id WHERE p.id = ?
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a frame is in its video: seconds, those of the whole video, and its segment."""

    seconds: float
    duration: float
    segment: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A reviewed picture: its id, absolute path, split, and what is known of its file.

    For a frame of a video that is the video's file, known by the row ``file``; ``place`` is where
    the frame is, None where the video cannot be read.
    """

    id: int
    path: str
    split: str
    facts: FileFacts | None
    classes: frozenset[int]
    file: int = 0
    place: Place | None = None

    @property
    def is_frame(self) -> bool:
        """Whether it is a frame of a video."""
        return split_frame(self.path) is not None


def reviewed_pictures(project: Project) -> list[Reviewed]:
    """All reviewed pictures by id; classes are those of boxes that are not ignored.

    Frames that ranges make train get rows of their own. Builds the indexes of videos that have
    none yet. A video that cannot be read stands for its frames, so that gathering says so.

    Raises ProjectError.
    """
    out: list[Reviewed] = []
    for key, path, split, size, mtime, content, labels in project.query(_REVIEWED):
        facts = None if content is None else FileFacts(size, mtime, content)
        classes = frozenset(map(int, labels.split(","))) if labels else frozenset()
        whole = project.absolute_path(path_text(path))
        if split_frame(whole) is None and not is_video_name(whole):
            out.append(Reviewed(key, whole, split, facts, classes, key))
    rows = FrameRows(project)
    for video, key in reviewed_videos(project).items():
        out += _frames(project, video, key, rows)
    return sorted(out, key=lambda each: each.id)


def reviewed_frame_ids(project: Project) -> set[int]:
    """Ids of the reviewed frames of all videos: those that train, and all frames of ranges that
    have annotations of their own. Videos that cannot be read have only the latter.

    Raises ProjectError.
    """
    found: set[int] = set()
    for video, key in reviewed_videos(project).items():
        ranges, known = project.frame_ranges(key), frame_ids(project, video)
        own = (number for number in annotated_frames(project, video) if is_reviewed(ranges, number))
        numbers = {*reviewed_frames(project, video), *own}
        with contextlib.suppress(PictureError):  # what names its frames later says so
            numbers.update(frames_that_train(project, video, key, index_of(video)))
        found.update(known[number] for number in numbers if number in known)
        new = [frame_path(video, number) for number in sorted(numbers - known.keys())]
        if new:
            found.update(each.id for each in project.register(new).values())
    return found


def reviewed_videos(project: Project) -> dict[str, int]:
    """Videos of which any frame is reviewed: absolute path to the id of their own row."""
    rows = project.query("SELECT path FROM pictures WHERE reviewed")
    frames = [split_frame(path_text(path)) for (path,) in rows]
    videos = dict.fromkeys(project.absolute_path(each[0]) for each in frames if each is not None)
    found = {video: project.picture(video).id for video in videos}
    ranged = project.query("SELECT DISTINCT picture FROM frame_ranges ORDER BY picture")
    found |= {project.path_of(key): key for (key,) in ranged}
    return found


def _frames(project: Project, video: str, key: int, rows: FrameRows) -> list[Reviewed]:
    ((_key, split, size, mtime, content),) = project.query(_VIDEO, (key,))
    facts = None if content is None else FileFacts(size, mtime, content)
    try:
        index = index_of(video)
    except PictureError:
        return [Reviewed(key, video, split, facts, frozenset(), key)]
    numbers = frames_that_train(project, video, key, index)
    pictures = project.register(frame_path(video, number) for number in numbers)
    out = []
    for number in numbers:
        picture = pictures[frame_path(video, number)]
        seen = [*project.annotations(picture.id), *rows.video(video).on(number, picture.id)]
        seconds = index.time_of(number)
        place = Place(seconds, index.duration, segment_of(seconds, index.duration))
        made = Reviewed(
            picture.id, frame_path(video, number), picture.split or split, facts,
            classes_of(seen), key, place,
        )  # fmt: skip
        out.append(made)
    return out


def frames_that_train(project: Project, video: str, key: int, index: VideoIndex) -> list[int]:
    """The frames of a video that train, ascending; ``key`` is the id of its own row."""
    own = [number for number in reviewed_frames(project, video) if number < len(index)]
    keyframes = annotated_frames(project, video)
    sampled = training_frames(project.frame_ranges(key), keyframes, index.times, own)
    return sorted({*own, *sampled})


def classes_of(rows: Iterable[Annotation]) -> frozenset[int]:
    """Classes of the boxes that are not ignored."""
    return frozenset(each.label for each in rows if is_taught(each))


def is_taught(row: Annotation) -> bool:
    """Whether a box is one to learn, and not to be ignored."""
    return not (row.ignore or row.crowd or row.difficult)


def used_ids(pictures: Iterable[Reviewed], held: Mapping[int, bool], left_out: str) -> list[int]:
    """Ids of the pictures that a run is made of: those in no split that is ``left_out``, and of
    frames those that are on a side; those near the other side are on none."""
    return [
        each.id
        for each in pictures
        if each.split != left_out and (each.place is None or each.id in held)
    ]
