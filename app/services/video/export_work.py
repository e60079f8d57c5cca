"""What an export of a video writes: the annotated video, frames with labels, tables, or tracks."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.domain.detections import DetectionSet
from app.domain.exports_folder import make_way
from app.domain.formats import cvat_video, mot
from app.domain.formats.detections_csv import detection_pieces
from app.domain.formats.labels import Step
from app.domain.formats.video_boxes import Part
from app.domain.formats.video_csv import VideoTable, csv_pieces
from app.domain.formats.video_table import VIDEO_FORMATS, write_video
from app.domain.formats.writing import Output
from app.domain.project.store import Project
from app.domain.project.videos import annotation_rows
from app.services.label_export import ExportRequest
from app.services.label_export import export as export_labels
from app.services.video.frame_painting import FoundFrames, FramePainter, Look
from fpn_core.errors import PictureError
from fpn_core.video.index import VideoIndex
from fpn_core.video.reader import VideoReader
from fpn_core.video.sound import sound_of
from fpn_core.video.writing import writing

LABEL_FILE = "labels.json"
_REPORTED = 3  # frames that could not be read and are named


class Kind(Enum):
    """What is written."""

    VIDEO = "video"
    FRAMES = "frames"
    BOXES = "boxes"
    DETECTIONS = "detections"
    CVAT = cvat_video.ID
    MOT = mot.ID


TRACKS = (Kind.CVAT, Kind.MOT)
"""Kinds that are of the table of formats for videos."""


@dataclass(frozen=True, eq=False)
class VideoRequest:
    """What of a video is written, and where: frames ``first`` to ``last``, both of them among it.

    ``target`` is a file, for FRAMES and MOT a folder. ``reviewed_only`` speaks of FRAMES, CVAT and
    MOT, ``score`` of DETECTIONS, of which only the model ``look.key`` is asked.
    """

    kind: Kind
    video: str
    index: VideoIndex
    target: Path
    first: int
    last: int
    look: Look
    reviewed_only: bool = True
    score: float = 0.0

    @property
    def whole(self) -> bool:
        """Whether it is the whole video."""
        return self.first == 0 and self.last == len(self.index) - 1


@dataclass(frozen=True)
class Written:
    """What came of it: lines about what went wrong, for a person, and how many boxes were written,
    where that was asked before."""

    target: Path
    problems: tuple[str, ...] = ()
    boxes: int | None = None


def write(project: Project, request: VideoRequest, step: Step) -> Written:
    """Write what is asked for; ``step`` hears how many frames, of CVAT and MOT how many boxes, are
    done, and may raise StoppedError.

    Raises FpnError, FormatError, ProjectError, OSError; no part of a file stays then.
    """
    make_way(request.target)
    return _WRITE[request.kind](project, request, step)


def _write_video(project: Project, request: VideoRequest, step: Step) -> Written:
    index, problems, lost = request.index, [], 0
    painter = FramePainter(project, request.video, (index.width, index.height), request.look)
    reader = VideoReader(request.video, index, kept_bytes=0)
    sound = sound_of(request.video, index, request.last)
    total = request.last + 1 - request.first
    try:
        with writing(request.target, index.time_base, sound) as writer:
            for frame in range(request.first, request.last + 1):
                step(frame - request.first, total)
                try:
                    pixels = reader.read(frame)
                except PictureError as error:
                    lost += 1
                    if lost <= _REPORTED:
                        problems.append(str(error))
                    continue
                writer.add(painter.painted(frame, pixels), int(index.pts[frame]))
    finally:
        reader.close()
    if lost > _REPORTED:
        problems.append(f"... {lost} frames in all could not be read and are left out")
    problems += sound.problems if sound else []
    return Written(request.target, tuple(problems))


def _write_frames(project: Project, request: VideoRequest, step: Step) -> Written:
    asked = ExportRequest(
        "coco", request.target / LABEL_FILE, request.reviewed_only, copy_pictures=True,
        video=request.video,
    )  # fmt: skip
    done = export_labels(project, asked, request.look.key, step)
    return Written(asked.target, done.problems)


def _write_boxes(project: Project, request: VideoRequest, step: Step) -> Written:
    names = {each.id: each.name for each in request.look.classes.values()}
    rows = annotation_rows(project, request.video)
    table = VideoTable(os.path.basename(request.video), request.index.times, rows, names)
    only = None if request.whole else range(request.first, request.last + 1)

    def pieces() -> Iterator[str]:
        for each in csv_pieces(table, only):
            step(0, 0)
            yield each

    return _write_table(project, request, pieces())


def _write_detections(project: Project, request: VideoRequest, step: Step) -> Written:
    found = FoundFrames(project, request.video, request.look.key)
    frames = [each for each in found.frames if request.first <= each <= request.last]

    def sets() -> Iterator[tuple[int, DetectionSet]]:
        for done, frame in enumerate(frames):
            step(done, len(frames))
            each = found.newest(frame)[1]
            if each is not None:
                yield frame, each

    name = os.path.basename(request.video)
    pieces = detection_pieces(name, request.index.times, sets(), request.score)
    return _write_table(project, request, pieces)


def _write_tracks(project: Project, request: VideoRequest, step: Step) -> Written:
    out = Output([] if project.file is None else [project.file])
    format = VIDEO_FORMATS[request.kind.value]
    part = Part(request.first, request.last, request.reviewed_only)
    done = write_video(
        project, request.video, request.index, format, request.target, part, out, step
    )
    lost = (f"not held by {format.name}: {count} {name}" for name, count in done.lost.items())
    return Written(done.target, (*out.problems, *lost), done.boxes)


def _write_table(project: Project, request: VideoRequest, pieces: Iterator[str]) -> Written:
    out = Output([] if project.file is None else [project.file])
    out.pieces(request.target, pieces)
    return Written(request.target, tuple(out.problems))


_WRITE = {
    Kind.VIDEO: _write_video,
    Kind.FRAMES: _write_frames,
    Kind.BOXES: _write_boxes,
    Kind.DETECTIONS: _write_detections,
    **dict.fromkeys(TRACKS, _write_tracks),
}
