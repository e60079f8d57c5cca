"""The table of the formats that hold a video with its tracks, and how one video is written.

They stand apart from the table of the formats for pictures: they are written of one video each, not
of a list of pictures.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.formats import cvat_video, mot
from app.domain.formats.labels import FLAGS, LabelBox, Step
from app.domain.formats.table import lost_of
from app.domain.formats.video_boxes import Part, VideoBoxes, boxes_of_video
from app.domain.formats.writing import Output
from app.domain.project.store import Project
from app.domain.records import Annotation
from fpn_core.video.index import VideoIndex


@dataclass(frozen=True)
class VideoFormat:
    """One format. ``suffix`` is that of its file, "" for a folder. ``lacks``, ``rings`` and
    ``whole_pixels``: as in the table of formats for pictures. ``write`` returns what it wrote."""

    id: str
    name: str
    suffix: str
    write: Callable[[VideoBoxes, Path, Output, Step], Path]
    lacks: tuple[str, ...] = ()
    rings: int = 0
    whole_pixels: bool = False


VIDEO_FORMATS: dict[str, VideoFormat] = {
    each.id: each
    for each in (
        VideoFormat(cvat_video.ID, "CVAT for video", ".xml", cvat_video.write),
        VideoFormat(mot.ID, "MOTChallenge", "", mot.write,
                    ("truncated", "group", "attributes")),
    )
}  # fmt: skip


@dataclass(frozen=True)
class VideoWritten:
    """What was written: the file or folder, how many tracks (those of one frame among them) and
    boxes, and how many of what the format cannot hold, by name in plain words."""

    target: Path
    tracks: int
    boxes: int
    lost: dict[str, int]


def write_video(
    project: Project,
    video: str,
    index: VideoIndex,
    format: VideoFormat,
    target: Path,
    part: Part,
    out: Output,
    step: Step,
) -> VideoWritten:
    """Write what a project has on a video at an absolute path.

    Raises:
        FormatError: reviewed frames are asked for and there are none, or it cannot be written.
        ProjectError: the project cannot be read.
    """
    out.check(target)
    boxes = boxes_of_video(project, video, index, part)
    written = format.write(boxes, target, out, step)
    return VideoWritten(written, len(boxes.tracks), boxes.total, _lost(boxes, format))


def _lost(boxes: VideoBoxes, format: VideoFormat) -> dict[str, int]:
    lost: Counter[str] = Counter()
    for track in boxes.tracks:
        for each in track.keyframes:
            lost.update(lost_of(_label_box(each.row), format))
    return dict(lost)


def _label_box(row: Annotation) -> LabelBox:
    marks = {flag: getattr(row, flag) for flag in FLAGS}
    return LabelBox(
        0, row.box, **marks, group=row.group, attributes=row.attributes, points=row.points,
        extra=row.extra,
    )  # fmt: skip
