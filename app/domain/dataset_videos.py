"""The videos of a project in figures: what was reviewed of them, and what is computed on them."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.formats.project_tracks import annotated_videos
from app.domain.formats.video_boxes import reviewed_spans
from app.domain.project.store import Project
from app.domain.project.videos import track_rows
from app.domain.training.reviewed import reviewed_videos
from app.domain.video.spans import length
from app.domain.video.tracks import Tracks


@dataclass(frozen=True)
class VideoFigures:
    """How many videos, the reviewed frames of all of them, and the boxes that are computed between
    keyframes and not stored."""

    videos: int = 0
    reviewed: int = 0
    computed: int = 0


NO_VIDEOS = VideoFigures()


def video_figures(project: Project, listed: Iterable[str]) -> VideoFigures:
    """The figures of the listed videos, and of those elsewhere in the project that a person has
    worked on; no video is opened. Paths are absolute. Raises ProjectError."""
    known, annotated = reviewed_videos(project), annotated_videos(project)
    tracks = [track for video in annotated for track in Tracks(track_rows(project, video))]
    return VideoFigures(
        videos=len({*listed, *known, *annotated}),
        reviewed=sum(length(reviewed_spans(project, video)) for video in known),
        computed=sum(length(each.spans) - len(each.keyframes) for each in tracks),
    )
