"""All videos of a project that have annotations, written with their tracks."""

from collections.abc import Iterable
from pathlib import Path

from app.domain.formats.labels import FormatError, Step
from app.domain.formats.project_labels import picture_name
from app.domain.formats.video_boxes import Part, reviewed_spans
from app.domain.formats.video_table import VideoFormat, VideoWritten, write_video
from app.domain.formats.writing import Output, unique_stems
from app.domain.project.rows import path_text
from app.domain.project.store import Project
from fpn_core.errors import PictureError
from fpn_core.video.frames import split_frame
from fpn_core.video.kept import index_of

_ANNOTATED = """
SELECT p.path FROM pictures p WHERE p.id IN (SELECT picture FROM annotations) ORDER BY p.path
"""


def annotated_videos(project: Project) -> list[str]:
    """Absolute paths of the videos that have annotations on their frames. Raises ProjectError."""
    frames = (split_frame(path_text(path)) for (path,) in project.query(_ANNOTATED))
    return list(dict.fromkeys(project.absolute_path(each[0]) for each in frames if each))


def write_videos(
    project: Project,
    format: VideoFormat,
    target: Path,
    reviewed_only: bool,
    out: Output,
    step: Step,
) -> list[VideoWritten]:
    """Write each video that has annotations: one to ``target``, several into it as a folder. Those
    that cannot be read, or have no reviewed frame where those are asked for, are problems of
    ``out``.

    Raises:
        FormatError: nothing could be written.
        ProjectError: the project cannot be read.
    """
    videos = annotated_videos(project)
    if not videos:
        raise FormatError("the project has no video with annotations; write its pictures instead")
    names = [picture_name(project.relative_path(each)) for each in videos]
    done = []
    for video, place in zip(videos, places(names, format, target), strict=True):
        name = Path(video).name
        if reviewed_only and not reviewed_spans(project, video):
            out.problems.append(f"{name}: no frame of it is reviewed; left out")
            continue
        try:
            index = index_of(video)
        except PictureError as error:
            out.problems.append(f"{error}; left out")
            continue
        part = Part(0, len(index) - 1, reviewed_only)
        done.append(write_video(project, video, index, format, place, part, out, step))
    if not done:
        raise FormatError(f"nothing is written: {'; '.join(out.problems)}")
    return done


def places(names: Iterable[str], format: VideoFormat, target: Path) -> list[Path]:
    """Where the videos of these names are written. Raises FormatError for one file of several."""
    names = list(names)
    if len(names) == 1:
        return [target]
    if format.suffix and target.suffix.lower() == format.suffix:
        raise FormatError(f"{target}: the project has {len(names)} videos; give a folder for them")
    return [target / f"{stem}{format.suffix}" for stem in unique_stems(names)]
