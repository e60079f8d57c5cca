"""Videos in the session: which frame of one is shown, the way from frame to frame, its times."""

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.domain.detections import DetectionSet
from app.services.detection_client import DetectionClient
from app.services.document import Document
from app.services.timers import quiet_timer
from app.services.video.files import is_video
from app.services.video.following import BoxFollower
from app.services.video.frame_facts import FrameFacts
from app.services.video.indexing import IndexService
from app.services.video.linking import Linking
from app.services.video.picking import FramePicking
from app.services.video.player import Player
from app.services.video.reviewing import FrameReview
from app.services.video.seen_boxes import SeenBoxes
from app.services.video.state import NO_VIDEO, VideoState
from app.services.video.track_reading import TrackReading
from fpn_core.video.frames import file_of, frame_path, split_frame
from fpn_core.video.index import VideoIndex
from fpn_core.video.kept import known_index

LAST_FRAMES = "video_frames"  # of the project's values: the frame last looked at, by video
_KEEP_MS = 1500
# Steps that follow each other sooner than this (seconds) are a walk: a key is held down.
_WALK = 0.12
_REST_MS = 180
_REACH = 2


class Videos(QObject):
    """Between the document, which knows the open video, and those that read its frames."""

    wanted = Signal(str)  # a frame that is to be shown
    ready = Signal(str)  # a video whose frames can all be gone to from now on

    def __init__(
        self,
        document: Document,
        client: DetectionClient,
        recent: Callable[[str], DetectionSet | None],
        model_key: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.facts = FrameFacts(document, model_key, self)
        self.seen = SeenBoxes(document, self.facts, client, recent, model_key, self)
        self.player = Player(document, self.seen, self)
        self.index = IndexService(self)
        self.review = FrameReview(document, self)
        self.linking = Linking(document, model_key, self)
        self.follower = BoxFollower(document, self)
        self._tracks = TrackReading(document, self)
        self.picking = FramePicking(document, lambda: self.player.place, model_key, self)
        self._last: dict[str, int] = {}
        self._stepped = 0.0
        self._way = 1
        self._keep = quiet_timer(self, _KEEP_MS, self._keep_frames)
        self._resting = quiet_timer(self, _REST_MS, self.player.let_go)
        self._connect()

    def _connect(self) -> None:
        document = self.document
        document.current_changed.connect(self._follow)
        document.project_changed.connect(self._take_project)
        document.still_wanted.connect(self.settle)
        document.mode_changed.connect(self._take_mode)
        self.player.rested.connect(self.wanted)
        self.picking.wanted.connect(self.go_to)
        self.player.failed.connect(document.tell)
        self.facts.read.connect(self.linking.take_kept)
        self.index.progressed.connect(self._take_progress)
        self.index.ready.connect(self._take_index)
        self.index.failed.connect(self._take_failure)

    # Paths

    def frame_to_show(self, path: str) -> str:
        """What showing a path comes to: of a video its frame last looked at, of others themselves;
        a frame that the video does not have becomes the nearest one."""
        state = self.document.video
        if split_frame(path) is None:
            if not is_video(path):
                return path
            if state.path == path:
                return self.document.pictures.current or frame_path(path, state.frame)
            path = frame_path(path, self._last.get(path, 0))
        video, frame = split_frame(path) or (path, 0)
        index = state.index if state.path == video else known_index(video)
        return path if index is None else frame_path(video, min(frame, len(index) - 1))

    def waits(self, path: str) -> bool:
        """Whether the times of a video have to be read before its frame can be gone to."""
        parts, state = split_frame(path), self.document.video
        return parts is not None and state.path == parts[0] and state.index is None

    def neighbours(self, path: str) -> list[str] | None:
        """The frames around a frame, those that are likely next first; None for a picture."""
        parts, count = split_frame(path), self.document.video.count
        if parts is None:
            return None
        video, frame = parts
        near = [frame + self._way * step for step in range(1, _REACH + 1)]
        return [frame_path(video, each) for each in near if 0 <= each < count]

    # Going from frame to frame

    def go_to(self, frame: int) -> None:
        """Show a frame; one beyond the ends means the first or the last."""
        state = self.document.video
        if state.index is not None:
            self._resting.stop()
            self.wanted.emit(frame_path(state.path, min(max(frame, 0), state.count - 1)))

    def go_to_time(self, seconds: float) -> None:
        """Show the frame that is on screen at a time."""
        index = self.document.video.index
        if index is not None:
            self.go_to(index.frame_at(seconds))

    def step(self, by: int) -> None:
        """Show the frame so many further on; while a key is held, frames go by in the light way."""
        state = self.document.video
        if state.index is None:
            return
        now = time.monotonic()
        walking = now - self._stepped < _WALK and not self.player.playing
        self._stepped, self._way = now, 1 if by > 0 else -1
        start = self.player.place
        target = min(max(start + by, 0), state.count - 1)
        if target == start and not self.document.moving:
            self._tell_end(by)
        elif walking and target != start:
            self.player.scrub(target)
            self._resting.start()
        else:
            self.go_to(target)

    def settle(self) -> None:
        """Let what goes by stand still, at once."""
        self._resting.stop()
        self.player.pause()

    def _tell_end(self, by: int) -> None:
        last, first = self.tr("This is the last frame."), self.tr("This is the first frame.")
        self.document.tell(last if by > 0 else first)

    def take_detections(self, path: str, found: DetectionSet) -> None:
        """A frame was detected, by whoever asked for it."""
        self.facts.take(path, found)
        self.linking.take(path, found)

    def take_changed_file(self, path: str) -> None:
        """The file of the open video is another one: its times are read anew."""
        state = self.document.video
        if file_of(path) != state.path:
            return
        self.player.forget_file()
        self.document.set_video(VideoState(state.path, state.frame, known_index(state.path)))
        self.facts.reload()
        if self.document.video.index is None:
            self.index.leave()
            self.index.start(state.path)

    def close(self) -> None:
        """Keep where each video was, and end the threads."""
        self._resting.stop()
        self._keep_frames()
        self.follower.close()
        self._tracks.close()
        self.player.close()
        self.picking.close()
        self.index.close()
        self.facts.close()
        self.linking.close()

    # The document

    def _follow(self) -> None:
        """Another picture is shown: perhaps a frame, perhaps of another video."""
        self._resting.stop()
        current, state = self.document.pictures.current, self.document.video
        parts = None if current is None else split_frame(current)
        if parts is None:
            if state.path:
                self._keep_frames()
                self.document.set_video(replace(NO_VIDEO, speed=state.speed, loop=state.loop))
                self.index.leave()
            return
        video, frame = parts
        self._last[video] = frame
        self._keep.start()
        if state.path == video and not state.live:
            self.document.change_video(frame=frame)
            return
        index = known_index(video)
        trouble = "" if index is None else index.trouble
        self.document.set_video(
            VideoState(
                video, frame, index, trouble=trouble, speed=state.speed, loop=state.loop
            )
        )  # fmt: skip
        if index is None:
            self.index.start(video)
        else:
            self.index.leave()

    def _take_project(self) -> None:
        kept = self.document.project.value(LAST_FRAMES, {})
        rows = kept.items() if isinstance(kept, dict) else ()
        root = self.document.project
        self._last = {
            root.absolute_path(str(path)): frame
            for path, frame in rows
            if isinstance(frame, int) and frame >= 0
        }

    def _keep_frames(self) -> None:
        self._keep.stop()
        project = self.document.project
        if not self._last or project.read_only:
            return
        self.document.remember(
            LAST_FRAMES, {project.relative_path(path): at for path, at in self._last.items()}
        )

    def _take_mode(self) -> None:
        if self.document.drawing:
            self.document.ask_still()

    # The times of the frames

    def _take_progress(self, video: str, share: float) -> None:
        if video == self.document.video.path:
            self.document.change_video(progress=share)

    def _take_index(self, video: str, index: VideoIndex) -> None:
        if video != self.document.video.path:
            return
        self.document.change_video(index=index, progress=1.0, trouble=index.trouble)
        if index.trouble:
            self.document.tell(index.trouble)
        self.ready.emit(video)

    def _take_failure(self, video: str, message: str) -> None:
        if video == self.document.video.path:
            self.document.change_video(trouble=message)
            if self.document.pixels is None:
                self.document.set_picture_error(message)
