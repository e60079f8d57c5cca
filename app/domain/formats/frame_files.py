"""Frames of videos that an export of labels writes as pictures: which they are, and how large."""

from dataclasses import dataclass

from app.domain.formats.video_boxes import reviewed_spans
from app.domain.project.store import Project
from app.domain.training.reviewed import reviewed_frame_ids, reviewed_videos
from app.domain.video.frame_png import png_of
from app.domain.video.spans import length
from fpn_core.errors import FpnError
from fpn_core.video.frames import file_of, split_frame

_SAMPLES = 3


@dataclass(frozen=True)
class FrameFiles:
    """How many frames are written, about how many bytes they have as PNG, and how many are reviewed
    in all."""

    count: int = 0
    size: int = 0
    reviewed: int = 0


def exported_frames(project: Project, reviewed_only: bool, video: str = "") -> list[str]:
    """Paths of the frames that an export of labels takes, of one video or of all.

    Raises ProjectError.
    """
    wanted = reviewed_frame_ids(project)
    if not reviewed_only:
        wanted |= {id for (id,) in project.query("SELECT DISTINCT picture FROM annotations")}
    found = []
    for each in project.pictures():
        if split_frame(each.path) is not None and (each.reviewed or each.id in wanted):
            path = project.absolute_path(each.path)
            if not video or file_of(path) == video:
                found.append(path)
    return found


def frame_files(project: Project, reviewed_only: bool, video: str = "") -> FrameFiles:
    """How much an export of labels writes, by the size of some of the frames.

    Raises ProjectError.
    """
    paths = exported_frames(project, reviewed_only, video)
    sizes = []
    for path in paths[:: max(len(paths) // _SAMPLES, 1)][:_SAMPLES]:
        try:
            sizes.append(len(png_of(path)))
        except FpnError:  # the export itself names it
            continue
    mean = sum(sizes) / len(sizes) if sizes else 0.0
    videos = [video] if video else reviewed_videos(project)
    reviewed = sum(length(reviewed_spans(project, each)) for each in videos)
    return FrameFiles(len(paths), round(mean * len(paths)), reviewed)
