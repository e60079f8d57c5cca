"""The boxes of a video as files of tracks take them: track by track, on every frame it is seen on.

A box of no track is a track of one frame, with an id of its own; a region that is left out in the
whole video is a track that rests.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.domain.formats.labels import FormatError, LabelClass, LabelSet
from app.domain.formats.project_labels import export_classes
from app.domain.project.frame_rows import video_rows
from app.domain.project.store import Project
from app.domain.project.videos import annotation_rows, reviewed_frames
from app.domain.records import Annotation
from app.domain.video.spans import joined, length, shared
from app.domain.video.tracks import Keyframe, Span, Track, Tracks, is_computed
from fpn_core.video.index import VideoIndex


class Shown(NamedTuple):
    """A box of a track on a frame. ``keyframe``: not computed, or the first or last one of a
    stretch; ``last``: the track is not to be seen on the frame after."""

    frame: int
    row: Annotation
    keyframe: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What of a video is taken: frames ``first`` to ``last``, both of them among it."""

    first: int
    last: int
    reviewed_only: bool = False


@dataclass(frozen=True, eq=False)
class VideoBoxes:
    """A video to be written: ``count`` frames of ``width`` x ``height`` pixels, ``rate`` a second.

    ``spans`` are the frames that are taken, ascending. ``places`` gives the place of a class in
    ``classes``, the permanent list of exports, by its id; all rows of ``tracks`` have one.
    """

    name: str
    count: int
    width: int
    height: int
    rate: float
    part: Part
    spans: Sequence[Span]
    tracks: Sequence[Track]
    classes: Sequence[LabelClass]
    places: Mapping[int, int]

    @property
    def total(self) -> int:
        """Number of boxes on all frames that are taken."""
        return sum(length(shared(track.spans, self.spans)) for track in self.tracks)

    @property
    def seen_tracks(self) -> int:
        """Number of tracks that have boxes on frames that are taken."""
        return sum(any(shared(track.spans, self.spans)) for track in self.tracks)

    def shown(self, track: Track) -> Iterator[Shown]:
        """The boxes of a track on the frames that are taken, by frame."""
        for first, last in shared(track.spans, self.spans):
            for frame in range(first, last + 1):
                row = track.at(frame)
                assert row is not None, "a track is seen in its spans"
                keyframe = frame in (first, last) or not is_computed(row)
                yield Shown(frame, row, keyframe, frame == last)


def boxes_of_video(project: Project, video: str, index: VideoIndex, part: Part) -> VideoBoxes:
    """What a project has on a video at an absolute path.

    Raises:
        FormatError: reviewed frames are asked for, and there are none.
        ProjectError: the project cannot be read.
    """
    name, count = os.path.basename(video), len(index)
    part = replace(part, first=max(part.first, 0), last=min(part.last, count - 1))
    spans = [(part.first, part.last)]
    if part.reviewed_only:
        spans = list(shared(reviewed_spans(project, video), spans))
        if not spans:
            raise FormatError(
                f"{name}: no frame of it is reviewed; mark frames reviewed first, or take all"
            )
    labels = LabelSet()
    places = export_classes(project, labels, {})
    rows = [each for each in annotation_rows(project, video) if each.row.label in places]
    regions = [each for each in video_rows(project, video).regions if each.label in places]
    return VideoBoxes(
        name, count, index.width, index.height, index.rate, part, spans,
        tuple(_as_tracks(rows, regions, count)), labels.classes, places,
    )  # fmt: skip


def reviewed_spans(project: Project, video: str) -> list[Span]:
    """The frames of a video at an absolute path that are reviewed, as stretches."""
    own = project.find_picture(video)
    ranges = () if own is None else project.frame_ranges(own.id)
    single = ((frame, frame) for frame in reviewed_frames(project, video))
    return joined([*((each.first, each.last) for each in ranges), *single])


def _as_tracks(
    rows: Sequence[Keyframe], regions: Iterable[Annotation], count: int
) -> Iterator[Track]:
    tracks = Tracks(rows)
    yield from tracks
    id = max((track.id for track in tracks), default=0)
    for each in rows:
        if each.row.track is None:
            id += 1
            yield Track(id, (each,))
    for region in regions:
        id += 1
        row = replace(region, track=id, ends=False)
        yield Track(id, tuple(Keyframe(frame, row) for frame in sorted({0, count - 1})))
