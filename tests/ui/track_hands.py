"""A window on a small video, and what a person does to tracks in it."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.project.videos import track_rows
from app.domain.records import Annotation, Box
from app.domain.video.tracks import Span, Track, Tracks
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Plan, press_key
from tests.ui.videos import VideoHands, write_video

FRAMES = 40
START: Box = (8.0, 10.0, 20.0, 22.0)
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, NO_KEYS = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


class Hands(VideoHands):
    """What a person does to tracks."""

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEYS) -> None:
        press_key(self.harness.canvas, key, held)

    def go(self, frame: int) -> None:
        self.videos.go_to(frame)
        self.rest()

    def draw(self, box: Box = START) -> int:
        made = self.harness.editor.draw(box)
        assert made is not None
        return made

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.harness.drag_picture(start, end)

    @property
    def boxes(self) -> list[Annotation]:
        return list(self.document.annotations.values())

    @property
    def box(self) -> Annotation:
        (row,) = self.boxes
        return row

    @property
    def track(self) -> Track:
        (track,) = self.document.tracks
        return track

    def keyed(self) -> tuple[int, ...]:
        """The keyframes of the only track."""
        return self.track.frames

    def spans(self) -> tuple[Span, ...]:
        """The stretches on which the only track is to be seen."""
        return self.track.spans

    @property
    def stored(self) -> Tracks:
        """The tracks as they are in the project's file."""
        return Tracks(track_rows(self.document.project, self.document.video.path))

    def undo(self) -> None:
        """Undo; where it goes to another frame first, once more."""
        before = self.document.project.undo_step
        self.run("undo")
        self.rest()
        if self.document.project.undo_step == before:
            self.run("undo")

    def redo(self) -> None:
        before = self.document.project.redo_step
        self.run("redo")
        self.rest()
        if self.document.project.redo_step == before:
            self.run("redo")

    def answer(self, key: Qt.Key) -> None:
        """Press Delete, and a letter as the answer to the question."""
        self.press(Qt.Key.Key_Delete)
        box = self.harness.window.delete_questions.box
        assert box is not None
        QTest.keyClick(box, key)
        self.wait(lambda: QApplication.activeModalWidget() is None)
        self.harness.window.activateWindow()
        self.wait(self.harness.window.isActiveWindow)
        self.harness.canvas.setFocus()


def open_video(make_window: MakeHarness, folder: Path, plan: Plan, **values: Any) -> Hands:
    """A window on a video of 40 frames on which nothing is detected, unless ``values`` say so."""
    plan.write(**{"boxes": {"*": []}, "width": 64, "height": 48, **values})
    made = Hands(make_window(write_video(folder / "clip.mp4", FRAMES), settle=False))
    made.ready()
    made.document.project.set_value("single_class", True)
    return made


def start_and_move(hands: Hands) -> None:
    """Let a track start on frame 0 that is ten pixels further right on frame 10; go back."""
    hands.draw()
    hands.press(Qt.Key.Key_K)
    hands.go(10)
    hands.press(Qt.Key.Key_K)
    hands.drag((14, 16), (24, 16))
    hands.go(0)


def left(hands: Hands) -> float:
    """The left edge of the only box."""
    return hands.box.box[0]


def frames_of(tracks: Tracks) -> list[tuple[int, Annotation]]:
    """All keyframes, with their frames."""
    return [(each.frame, each.row) for track in tracks for each in track.keyframes]


@pytest.fixture
def hands(make_window: MakeHarness, tmp_path: Path, plan: Plan) -> Hands:
    """A window on a video of 40 frames on which nothing is detected."""
    return open_video(make_window, tmp_path, plan)


@pytest.fixture
def moved(hands: Hands) -> Hands:
    """The window on frame 0, where a track starts that is ten pixels further right on frame 10."""
    start_and_move(hands)
    return hands
