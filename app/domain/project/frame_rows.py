"""What is to be seen on a frame besides the rows of its own: computed boxes of tracks, and the
regions that are ignored on every frame of its video."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.project.reading import ProjectReader
from app.domain.project.videos import track_rows
from app.domain.records import Annotation
from app.domain.video.tracks import Tracks
from fpn_core.video.frames import split_frame

_KEPT = 4


@dataclass(frozen=True)
class VideoRows:
    """Tracks of a video, and the ignored regions of all its frames."""

    tracks: Tracks
    regions: tuple[Annotation, ...]

    def on(self, frame: int, picture: int) -> list[Annotation]:
        """Computed boxes and regions of a frame, as rows of its picture."""
        regions = [replace(each, picture=picture) for each in self.regions]
        return [*self.tracks.computed_at(frame, picture), *regions]


class FrameRows:
    """Reads videos as their frames are asked for, each once; some stay in memory. One thread at a
    time. Raises ProjectError where the project cannot be read."""

    def __init__(self, project: ProjectReader) -> None:
        self._project = project
        self._videos: OrderedDict[str, VideoRows] = OrderedDict()

    def beside(self, path: str, picture: int) -> Sequence[Annotation]:
        """What is seen on a picture at an absolute path besides its own rows: nothing, unless it
        is a frame."""
        frame = split_frame(path)
        return () if frame is None else self.video(frame[0]).on(frame[1], picture)

    def video(self, path: str) -> VideoRows:
        """The rows of a video at an absolute path."""
        found = self._videos.pop(path, None)
        if found is None:
            found = video_rows(self._project, path)
        self._videos[path] = found
        while len(self._videos) > _KEPT:
            self._videos.popitem(last=False)
        return found


def video_rows(project: ProjectReader, path: str) -> VideoRows:
    """Tracks and regions of a video at an absolute path."""
    own = project.find_picture(path)
    rows = () if own is None else project.annotations(own.id)
    return VideoRows(Tracks(track_rows(project, path)), tuple(each for each in rows if each.ignore))
