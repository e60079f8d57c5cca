"""Going through the frames of a video: every step lands on exactly the frame that it says."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.session import Session
from tests.ui.conftest import MakeHarness
from tests.ui.harness import NO_KEYS, press_key
from tests.ui.videos import VideoHands, write_video

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
FRAMES = 30


@pytest.fixture
def hands(make_window: MakeHarness, tmp_path: Path) -> VideoHands:
    """A window on a video of 30 frames that carry their numbers."""
    harness = make_window(write_video(tmp_path / "clip.mp4", FRAMES), settle=False)
    made = VideoHands(harness)
    made.ready()
    return made


def step(hands: VideoHands, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEYS) -> tuple[int, int]:
    """Press a key on the canvas; the frame that then stands still, and the number it shows."""
    press_key(hands.harness.canvas, key, held)
    hands.rest()
    return hands.frame, hands.number


def test_a_video_opens_at_its_first_frame(hands: VideoHands) -> None:
    assert (hands.frame, hands.number) == (0, 0)
    assert hands.document.video.count == FRAMES
    assert hands.timeline.isVisible()
    assert hands.document.pictures.current == f"{hands.document.video.path}#frame=0"


def test_every_step_is_exact_both_ways(hands: VideoHands) -> None:
    there = [step(hands, Qt.Key.Key_Right) for _each in range(FRAMES - 1)]
    assert there == [(number, number) for number in range(1, FRAMES)]
    back = [step(hands, Qt.Key.Key_Left) for _each in range(FRAMES - 1)]
    assert back == [(number, number) for number in reversed(range(FRAMES - 1))]


def test_jumps_and_ends(hands: VideoHands) -> None:
    assert step(hands, Qt.Key.Key_Right, SHIFT) == (10, 10)
    assert step(hands, Qt.Key.Key_End) == (29, 29)
    assert step(hands, Qt.Key.Key_Left, SHIFT) == (19, 19)
    assert step(hands, Qt.Key.Key_Home) == (0, 0)


def test_a_step_beyond_the_end_says_so(hands: VideoHands) -> None:
    step(hands, Qt.Key.Key_Left)
    assert hands.harness.window.status_bar.message.line == "This is the first frame."
    assert (hands.frame, hands.number) == (0, 0)


@pytest.mark.parametrize(
    ("text", "frame"), [("17", 17), ("0.4", 10), ("0.41 s", 10), ("0:00.44", 11), ("999", 29)]
)
def test_going_to_a_frame_or_a_time(hands: VideoHands, text: str, frame: int) -> None:
    hands.run("go_to_frame")
    field = hands.timeline.field
    assert field.hasFocus()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    hands.wait(lambda: hands.frame == frame)
    hands.rest()
    assert hands.number == frame
    assert hands.harness.canvas.hasFocus()


def test_what_is_no_place_is_said(hands: VideoHands) -> None:
    hands.run("go_to_frame")
    QTest.keyClicks(hands.timeline.field, "soon")
    QTest.keyClick(hands.timeline.field, Qt.Key.Key_Return)
    assert "“soon” is no frame" in hands.harness.window.status_bar.message.line
    QTest.keyClick(hands.timeline.field, Qt.Key.Key_Escape)
    assert hands.timeline.field.text() == "0"


def test_arrows_nudge_a_box_only_with_alt(hands: VideoHands) -> None:
    editor, document = hands.harness.editor, hands.document
    document.project.set_value("single_class", True)
    editor.draw((8.0, 8.0, 24.0, 24.0))
    hands.wait(lambda: document.chosen)
    press_key(hands.harness.canvas, Qt.Key.Key_Right, ALT)
    document.flush()
    assert [row.box for row in document.annotations.values()] == [(9.0, 8.0, 25.0, 24.0)]
    assert hands.frame == 0
    assert step(hands, Qt.Key.Key_Right) == (1, 1)
    assert not document.annotations
    step(hands, Qt.Key.Key_Left)
    assert [row.box for row in document.annotations.values()] == [(9.0, 8.0, 25.0, 24.0)]


def test_undo_goes_back_to_the_frame(hands: VideoHands) -> None:
    document = hands.document
    document.project.set_value("single_class", True)
    step(hands, Qt.Key.Key_Right, SHIFT)
    hands.harness.editor.draw((8.0, 8.0, 24.0, 24.0))
    step(hands, Qt.Key.Key_End)
    hands.run("undo")
    hands.rest()
    assert (hands.frame, hands.number) == (10, 10)
    assert document.annotations
    hands.run("undo")
    assert not document.annotations


def test_frames_of_variable_rate_go_by_their_times(
    make_window: MakeHarness, tmp_path: Path
) -> None:
    times = [0, 1, 2, 10, 11, 30, 31, 50]
    harness = make_window(write_video(tmp_path / "clip.mp4", len(times), times=times), settle=False)
    hands = VideoHands(harness)
    hands.ready()
    hands.videos.go_to_time(20 / 25)
    hands.rest()
    assert (hands.frame, hands.number) == (4, 4)


def test_the_title_and_the_list_name_the_video(hands: VideoHands) -> None:
    step(hands, Qt.Key.Key_Right)
    assert hands.harness.window.windowTitle().startswith("clip.mp4 – ")
    table = hands.harness.window.picture_panel.list
    assert table.currentIndex().row() == 0
    tip = table.model().index(0, 0).data(int(Qt.ItemDataRole.ToolTipRole))
    assert "30 frames" in tip


def test_going_to_and_fro_between_video_and_pictures(
    make_window: MakeHarness, pictures: Path
) -> None:
    write_video(pictures / "pic_3.mp4", FRAMES)
    harness = make_window(pictures)
    hands, document = VideoHands(harness), harness.document
    assert [os.path.basename(path) for path in document.pictures.paths] == [
        "pic_1.png", "pic_2.png", "pic_3.mp4", "pic_10.png"
    ]  # fmt: skip
    assert not hands.timeline.isVisible()
    assert hands.keys("play") == []
    assert hands.keys("review") == ["Space"]
    harness.key(Qt.Key.Key_D)
    harness.key(Qt.Key.Key_D)
    hands.ready()
    assert hands.file == "pic_3.mp4"
    assert hands.keys("play") == ["Space"]
    assert hands.keys("review") == ["Ctrl+Space"]
    step(hands, Qt.Key.Key_Right, SHIFT)
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert harness.name == "pic_10.png"
    assert not document.in_video
    assert not hands.timeline.isVisible()
    harness.key(Qt.Key.Key_A)
    hands.ready()
    assert (hands.frame, hands.number) == (10, 10)
    harness.key(Qt.Key.Key_A)
    harness.settle()
    assert harness.name == "pic_2.png"


def test_a_new_start_opens_the_same_frame(
    make_window: MakeHarness, pictures: Path, qtbot: object
) -> None:
    write_video(pictures / "pic_3.mp4", FRAMES)
    harness = make_window(pictures)
    hands = VideoHands(harness)
    harness.session.show(str(pictures / "pic_3.mp4"))
    hands.ready()
    step(hands, Qt.Key.Key_Right, SHIFT)
    harness.close()
    again = make_window(settle=False)
    hands = VideoHands(again)
    hands.ready()
    assert (hands.file, hands.frame, hands.number) == ("pic_3.mp4", 10, 10)
    assert len(again.document.pictures.paths) == 4


def test_a_frame_can_be_named_when_opening(make_window: MakeHarness, tmp_path: Path) -> None:
    file = write_video(tmp_path / "clip.mp4", FRAMES)
    hands = VideoHands(make_window(f"{file}#frame=12", settle=False))
    hands.ready()
    assert (hands.frame, hands.number) == (12, 12)


def test_a_held_key_goes_by_in_the_light_way_and_rests_exactly(hands: VideoHands) -> None:
    shown: list[int] = []
    session: Session = hands.harness.session
    hands.document.frame_shown.connect(lambda: shown.append(hands.frame))
    for _each in range(12):
        QTest.keyClick(hands.harness.canvas, Qt.Key.Key_Right)
    hands.wait(lambda: hands.frame == 12 and not hands.document.moving)
    hands.rest()
    assert hands.number == 12
    assert shown
    assert session.settings["last_picture"].endswith("clip.mp4#frame=12")
