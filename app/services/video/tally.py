"""How far a video has come, from its frames: what the list of pictures says of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.domain.project.summaries import PictureState, PictureSummary
from app.domain.records import FrameRange, Picture
from app.domain.video.ranges import reviewed_frames
from fpn_core.video.frames import split_frame
from fpn_core.video.kept import known_index


@dataclass(frozen=True)
class VideoSummary(PictureSummary):
    """A video in figures: its own row, and the sums over its frames. ``looked`` says that some of
    its frames are reviewed."""

    looked: bool = False

    @property
    def state(self) -> PictureState:
        """Reviewed where all frames are, in work where a person has done anything to one of them;
        else detected or new."""
        if self.looked and not self.picture.reviewed:
            return PictureState.IN_WORK
        return super().state


class VideoTally:
    """Sums over the frames of one video, kept up to date frame by frame."""

    def __init__(self, video: str) -> None:
        self.video = video
        self.own: PictureSummary | None = None
        self.ranges: tuple[FrameRange, ...] = ()
        self._frames: dict[str, PictureSummary] = {}
        self._classes: Counter[int] = Counter()
        self._annotations = self._rejections = self._detections = self._detected = 0
        self._reviewed = 0
        self._doubt = 0.0
        self._best: float | None = None

    def put(self, path: str, summary: PictureSummary) -> None:
        """Take the figures of a frame, or of the video's own row, in place of those before."""
        if path == self.video:
            self.own = summary
            return
        before = self._frames.get(path)
        if before is not None:
            self._add(before, -1)
        self._frames[path] = summary
        self._add(summary, 1)

    def _add(self, summary: PictureSummary, sign: int) -> None:
        self._annotations += sign * summary.annotations
        self._rejections += sign * summary.rejections
        self._reviewed += sign * summary.picture.reviewed
        for label in summary.classes:
            self._classes[label] += sign
        if summary.detections is not None:
            self._detections += sign * summary.detections
            self._detected += sign
            self._doubt += sign * (summary.uncertainty or 0.0)
        if sign > 0 and summary.best is not None:
            self._best = max(self._best or 0.0, summary.best)

    def summary(self) -> VideoSummary:
        """The video in figures."""
        own = self.own or PictureSummary(Picture(0, self.video))
        classes = frozenset(label for label, count in self._classes.items() if count > 0)
        whole = own.picture.reviewed or self._is_reviewed()
        return VideoSummary(
            picture=replace(own.picture, reviewed=whole),
            annotations=self._annotations,
            classes=classes,
            rejections=self._rejections,
            detections=self._detections if self._detected else None,
            best=self._best,
            uncertainty=self._doubt / self._detected if self._detected else None,
            missing=own.missing,
            looked=bool(self.ranges) or self._reviewed > 0,
        )

    def _is_reviewed(self) -> bool:
        if not self.ranges and not self._reviewed:
            return False
        index = known_index(self.video)
        if index is None:
            return False
        alone = {
            frame
            for path, each in self._frames.items()
            if each.picture.reviewed and (frame := (split_frame(path) or ("", -1))[1]) >= 0
        }
        count = len(index)
        if len(alone) == count:
            return True
        inside = reviewed_frames(self.ranges, count)
        outside = sum(not any(r.first <= f <= r.last for r in self.ranges) for f in alone)
        return inside + outside >= count


class VideoTallies:
    """The tallies of all videos of a project; ``changed`` collects those to be told of."""

    def __init__(self, ranges_of: Callable[[int], tuple[FrameRange, ...]]) -> None:
        self._ranges_of = ranges_of
        self._of: dict[str, VideoTally] = {}
        self._changed: dict[str, None] = {}

    def take(self, path: str, summary: PictureSummary) -> bool:
        """Take the figures of a picture if it is a frame or a video with frames; whether it is."""
        parts = split_frame(path)
        video = path if parts is None else parts[0]
        if parts is None and video not in self._of:
            return False
        tally = self._of.setdefault(video, VideoTally(video))
        tally.put(path, summary)
        if parts is None:
            tally.ranges = self._ranges_of(summary.picture.id)
        self._changed[video] = None
        return True

    def begin(self, video: str, own: PictureSummary | None) -> None:
        """A picture known before turns out to be a video: it has frames, or reviewed ranges."""
        if video not in self._of:
            self._of[video] = VideoTally(video)
            if own is not None:
                self.take(video, own)

    def own(self, video: str) -> PictureSummary | None:
        """The figures of a video's own row."""
        return self._of[video].own

    def clear(self) -> None:
        """Know of no video any more."""
        self._of.clear()
        self._changed.clear()

    def __contains__(self, video: str) -> bool:
        return video in self._of

    def settle(self) -> list[tuple[str, VideoSummary]]:
        """The summaries that have changed since this was last asked."""
        changed, self._changed = self._changed, {}
        return [(video, self._of[video].summary()) for video in changed]
