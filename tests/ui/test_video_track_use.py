"""Tracks beside their keyframes: deleting, following, playing, deciding, reviewing."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.domain.training.gather import Gathering
from app.domain.video.tracks import is_computed
from app.services import track_document
from app.services.editor.tracks import DELETE_SCOPE, ONWARD, THIS
from app.views.video.follow_dialog import FollowDialog
from fpn_core.video.frames import frame_path
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Plan, press_key, row
from tests.ui.track_hands import (
    CONTROL,
    SHIFT,
    START,
    Hands,
    hands,
    moved,
    open_video,
    start_and_move,
)

__all__ = ["hands", "moved"]  # fixtures


def test_deleting_asks_where_and_remembers(moved: Hands) -> None:
    document = moved.document
    moved.go(5)
    moved.answer(Qt.Key.Key_T)
    assert not moved.boxes
    assert moved.spans() == ((0, 4), (6, 10))
    assert document.project.value(DELETE_SCOPE) == THIS
    moved.undo()
    assert moved.keyed() == (0, 10)
    assert is_computed(moved.box)
    moved.harness.click(19, 16)
    moved.answer(Qt.Key.Key_F)
    assert moved.spans() == ((0, 4),)
    assert document.project.value(DELETE_SCOPE) == ONWARD
    moved.undo()
    moved.harness.click(19, 16)
    moved.answer(Qt.Key.Key_Return)
    assert moved.spans() == ((0, 4),)
    moved.undo()
    moved.harness.click(19, 16)
    moved.answer(Qt.Key.Key_W)
    assert not len(document.tracks)
    assert not len(moved.stored)
    moved.undo()
    assert moved.stored[moved.track.id].frames == (0, 10)


def test_esc_deletes_nothing_and_other_boxes_are_not_asked_for(moved: Hands) -> None:
    moved.go(5)
    moved.answer(Qt.Key.Key_Escape)
    assert moved.keyed() == (0, 10)
    moved.go(20)
    moved.draw()
    moved.press(Qt.Key.Key_Delete)
    assert moved.harness.window.delete_questions.box is None
    assert not moved.boxes
    assert len(moved.document.tracks) == 1


def test_boxes_of_tracks_and_others_go_in_one_step(moved: Hands) -> None:
    moved.go(5)
    moved.draw((40.0, 30.0, 50.0, 40.0))
    moved.press(Qt.Key.Key_A, CONTROL)
    assert len(moved.document.chosen) == 2
    moved.answer(Qt.Key.Key_T)
    assert not moved.boxes
    moved.undo()
    assert len(moved.boxes) == 2


def test_copies_keep_boxes_where_they_are(moved: Hands) -> None:
    moved.go(10)
    dialog = follow_dialog(moved)
    dialog.frames.setValue(9)
    dialog.same.setChecked(True)
    dialog.start.click()
    assert moved.keyed() == (0, 10, 19)
    moved.undo()
    assert moved.keyed() == (0, 10)


def follow_dialog(hands: Hands) -> FollowDialog:
    hands.press(Qt.Key.Key_F, SHIFT)
    dialog = hands.harness.window.findChild(FollowDialog)
    assert isinstance(dialog, FollowDialog)
    return dialog


SIDE, SPEED = 48, 3


def write_moving(file: Path, frames: int = 24) -> Path:
    """A video of a square with a texture that goes three pixels to the right a frame."""
    random = np.random.default_rng(3)
    ground = np.full((160, 240, 3), 90, np.uint8)
    square = random.integers(0, 255, (SIDE // 6, SIDE // 6, 1)).repeat(6, 0).repeat(6, 1)
    container = av.open(str(file), "w")
    stream = container.add_stream("libx264", rate=25, options={"crf": "8"})
    stream.width, stream.height, stream.pix_fmt = 240, 160, "yuv420p"
    stream.time_base = Fraction(1, 25)
    for number in range(frames):
        picture = ground.copy()
        x = 30 + SPEED * number
        picture[50 : 50 + SIDE, x : x + SIDE] = square
        frame = av.VideoFrame.from_ndarray(picture, "rgb24")
        frame.pts, frame.time_base = number, Fraction(1, 25)
        container.mux(stream.encode(frame))
    container.mux(stream.encode())
    container.close()
    return file


@pytest.fixture
def square(make_window: MakeHarness, tmp_path: Path, plan: Plan) -> Hands:
    """A window on the moving square, with a box around it on frame 0."""
    plan.write(boxes={"*": []}, width=240, height=160)
    made = Hands(make_window(write_moving(tmp_path / "square.mp4"), settle=False))
    made.ready()
    made.document.project.set_value("single_class", True)
    made.draw((30.0, 50.0, 30.0 + SIDE, 50.0 + SIDE))
    return made


def test_a_moving_square_is_followed(square: Hands) -> None:
    dialog = follow_dialog(square)
    dialog.frames.setValue(20)
    assert dialog.flow.isChecked()
    assert "frame 20" in dialog.text.text()
    dialog.start.click()
    square.wait(lambda: len(square.document.tracks) == 1)
    assert square.keyed()[0] == 0
    assert square.keyed()[-1] == 20
    assert len(square.keyed()) < 8
    for frame in (7, 13, 20):
        row = square.track.at(frame)
        assert row is not None
        assert row.box[0] == pytest.approx(30 + SPEED * frame, abs=2.5)
        assert row.box[2] == pytest.approx(30 + SIDE + SPEED * frame, abs=2.5)
    assert square.harness.window.status_bar.message.line == "Followed to frame 20."
    square.undo()
    assert square.box.track is None
    assert not len(square.document.tracks)


def test_following_can_be_left(square: Hands) -> None:
    dialog = follow_dialog(square)
    dialog.frames.setValue(20)
    dialog.start.click()
    dialog.reject()
    assert not square.videos.follower.busy
    assert not len(square.document.tracks)
    assert square.box.track is None


def test_playing_shows_boxes_of_tracks(moved: Hands) -> None:
    canvas, shown = moved.harness.canvas, dict[int, list[float]]()

    def note() -> None:
        shown[moved.frame] = [float(box[0]) for box in canvas.passing.rows.boxes]

    moved.document.frame_shown.connect(note)
    moved.run("play")
    moved.wait(lambda: moved.frame >= 20)
    assert not canvas.annotations.rows.colours
    assert moved.timeline.track_strip.track == moved.track
    moved.run("play")
    moved.rest()
    assert not canvas.passing.rows.colours
    assert shown
    for frame, lefts in shown.items():
        row = moved.track.at(frame)
        assert lefts == ([] if row is None else [pytest.approx(row.box[0])])


def test_computed_boxes_are_told_apart(moved: Hands) -> None:
    moved.document.choose(())
    styles = moved.harness.canvas.annotations.rows.styles
    moved.go(5)
    computed = moved.harness.canvas.annotations.rows.styles
    assert computed[0].width < styles[0].width
    moved.harness.click(19, 16)
    assert [each.computed for each in moved.harness.canvas.chosen.shown.boxes] == [True]
    table = moved.harness.window.objects_panel.annotations.model()
    assert table.index(0, 2).data() == "Computed"


def test_a_computed_box_decides_about_detections(
    make_window: MakeHarness, tmp_path: Path, plan: Plan
) -> None:
    found = {
        "*": [],
        "clip.mp4#frame=5": [row("object", 0.9, (13.0, 10.0, 12.0, 12.0), "P2", "P2")],
    }
    hands = open_video(make_window, tmp_path, plan, boxes=found, classes=["object"])
    start_and_move(hands)
    hands.go(5)
    assert hands.document.detections is not None
    assert not len(hands.document.rows)
    hands.answer(Qt.Key.Key_T)
    assert len(hands.document.rows) == 1


def test_a_frame_with_a_computed_box_alone_is_reviewed_and_trains(moved: Hands) -> None:
    moved.go(5)
    press_key(moved.harness.canvas, Qt.Key.Key_Space, CONTROL)
    project = moved.document.project
    picture = project.find_picture(frame_path(moved.document.video.path, 5))
    assert picture is not None
    assert picture.reviewed
    assert not project.annotations(picture.id)
    gathering = Gathering(project)
    (taught,) = gathering.pictures([picture.id], gathering.categories())
    assert [each.box for each in taught.rows] == [pytest.approx(moved.box.box)]
    assert not gathering.problems


def test_many_boxes_are_read_by_another_thread(
    make_window: MakeHarness, moved: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(track_document, "_MANY", 1)
    moved.go(5)
    moved.harness.close()
    again = Hands(make_window(settle=False))
    again.wait(lambda: again.document.video.ready)
    again.wait(lambda: again.document.tracks_read)
    again.rest()
    again.go(5)
    assert is_computed(again.box)
    assert again.keyed() == (0, 10)


def test_a_region_of_the_video_takes_a_box_off_this_frame_alone(moved: Hands) -> None:
    moved.go(10)
    moved.run("region_out")
    assert not moved.boxes
    assert len(moved.document.regions) == 1
    assert moved.spans() == ((0, 9),)
    moved.undo()
    assert moved.keyed() == (0, 10)


def test_playing_shows_boxes_of_no_track_on_their_frames(hands: Hands) -> None:
    canvas, shown = hands.harness.canvas, dict[int, list[float]]()
    hands.go(6)
    hands.draw()
    hands.wait(lambda: hands.videos.facts.marks.annotated == {6})
    hands.go(0)

    def note() -> None:
        shown[hands.frame] = [float(box[0]) for box in canvas.passing.rows.boxes]

    hands.document.frame_shown.connect(note)
    hands.run("speed_25")
    hands.run("play")
    hands.wait(lambda: hands.frame >= 9)
    hands.run("play")
    hands.rest()
    assert shown[6] == [START[0]]
    assert not any(lefts for frame, lefts in shown.items() if frame != 6)
