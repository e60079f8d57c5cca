"""Playing and scrubbing: frames go by at their times, and the one that stands still is exact."""

import os
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.services.video.course import Course, PlayClock
from fpn_core.video.index import VideoIndex
from fpn_core.video.kept import index_of
from fpn_core.video.reader import VideoReader
from tests.ui.conftest import MakeHarness
from tests.ui.harness import NO_KEYS, Plan, press_key
from tests.ui.videos import VideoHands, write_video

SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
FRAMES = 50


@pytest.fixture
def hands(make_window: MakeHarness, tmp_path: Path) -> VideoHands:
    """A window on two seconds of video."""
    made = VideoHands(make_window(write_video(tmp_path / "clip.mp4", FRAMES), settle=False))
    made.ready()
    return made


def space(hands: VideoHands) -> None:
    """Press Space on the canvas and let it go."""
    press_key(hands.harness.canvas, Qt.Key.Key_Space)


def mouse(
    hands: VideoHands, kind: QEvent.Type, frame: int, held: Qt.KeyboardModifier = NO_KEYS
) -> None:
    """The mouse does something over a frame of the timeline, its left button held."""
    strip = hands.timeline.strip
    place = QPointF(strip.scale.x_of(frame + 0.5), strip.height() - 20)
    moves, up = kind == QEvent.Type.MouseMove, kind == QEvent.Type.MouseButtonRelease
    event = QMouseEvent(
        kind,
        place,
        QPointF(strip.mapToGlobal(place.toPoint())),
        Qt.MouseButton.NoButton if moves else LEFT,
        Qt.MouseButton.NoButton if up else LEFT,
        held,
    )
    QApplication.sendEvent(strip, event)


def drag(hands: VideoHands, *frames: int, held: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press over the first frame of the timeline, go over the others, let go over the last."""
    mouse(hands, QEvent.Type.MouseButtonPress, frames[0], held)
    for frame in frames[1:]:
        mouse(hands, QEvent.Type.MouseMove, frame, held)
    mouse(hands, QEvent.Type.MouseButtonRelease, frames[-1], held)


def test_space_plays_and_pauses_on_the_exact_frame(hands: VideoHands) -> None:
    document = hands.document
    shown: list[tuple[int, int]] = []
    full: list[str | None] = []
    document.frame_shown.connect(lambda: shown.append((hands.frame, hands.number)))
    document.current_changed.connect(lambda: full.append(document.pictures.current))
    space(hands)
    hands.wait(lambda: document.video.playing and hands.frame >= 8)
    assert not full
    space(hands)
    assert not document.video.playing
    frame = hands.frame
    hands.rest()
    assert (hands.frame, hands.number) == (frame, frame)
    assert [number for number, _seen in shown] == sorted({number for number, _seen in shown})
    assert all(number == seen for number, seen in shown)
    assert full == [f"{document.video.path}#frame={frame}"]


def test_a_slow_start_leaves_no_frame_out(
    hands: VideoHands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the file opens slowly, or many frames come before the first one."""
    seen: list[int] = []
    decoded = VideoReader.read
    first = [True]

    def read(reader: VideoReader, frame: int, *more: object) -> object:
        if first:
            first.clear()
            time.sleep(4)
        return decoded(reader, frame, *more)  # type: ignore[arg-type]

    hands.document.frame_shown.connect(lambda: seen.append(hands.frame))
    monkeypatch.setattr(VideoReader, "read", read)
    hands.run("speed_25")
    space(hands)
    hands.wait(lambda: len(seen) >= 2)
    space(hands)
    assert seen[1] < 20  # by the wall clock it would be the 26th


def test_playing_ends_at_the_last_frame_and_begins_anew(hands: VideoHands) -> None:
    hands.run("speed_400")
    space(hands)
    hands.wait(lambda: not hands.document.video.playing)
    hands.rest()
    assert (hands.frame, hands.number) == (FRAMES - 1, FRAMES - 1)
    space(hands)
    hands.wait(lambda: 0 < hands.frame < FRAMES - 1)
    space(hands)
    hands.rest()
    assert hands.number == hands.frame


def test_a_range_plays_again_and_again(hands: VideoHands) -> None:
    drag(hands, 10, 15, 20, held=SHIFT)
    assert hands.document.video.range == (10, 20)
    hands.run("loop")
    hands.run("speed_400")
    seen: list[int] = []
    hands.document.frame_shown.connect(lambda: seen.append(hands.frame))
    space(hands)
    hands.wait(lambda: sum(a > b for a, b in pairwise(seen)) >= 3)
    space(hands)
    hands.rest()
    assert set(seen) <= set(range(10, 21))
    assert hands.number == hands.frame


def test_drawing_and_other_work_stop_the_video(hands: VideoHands) -> None:
    space(hands)
    hands.wait(lambda: hands.frame >= 2)
    hands.run("draw")
    assert not hands.document.video.playing
    assert not hands.document.moving
    assert hands.document.record is not None
    hands.rest()
    assert hands.number == hands.frame


def test_another_picture_stops_the_video(make_window: MakeHarness, pictures: Path) -> None:
    file = write_video(pictures / "pic_0.mp4", FRAMES)
    harness = make_window(file, settle=False)
    hands = VideoHands(harness)
    hands.ready()
    space(hands)
    hands.wait(lambda: hands.frame >= 2)
    press_key(harness.canvas, Qt.Key.Key_D)
    harness.settle()
    assert harness.name == "pic_1.png"
    assert not [each.name for each in threading.enumerate() if each.name == "video-playing"]


def test_speed_and_loop_stay_for_the_next_video(make_window: MakeHarness, tmp_path: Path) -> None:
    folder = tmp_path / "videos"
    folder.mkdir()
    write_video(folder / "b.mp4", FRAMES)
    hands = VideoHands(make_window(write_video(folder / "a.mp4", FRAMES), settle=False))
    hands.ready()
    hands.run("speed_400")
    hands.run("loop")
    press_key(hands.harness.canvas, Qt.Key.Key_D)
    hands.wait(lambda: hands.file == "b.mp4")
    hands.ready()
    state = hands.document.video
    assert (state.speed, state.loop, state.range) == (4.0, True, None)


def test_the_window_closes_while_playing(hands: VideoHands) -> None:
    space(hands)
    hands.wait(lambda: hands.frame >= 2)
    hands.harness.close()
    assert not [each.name for each in threading.enumerate() if each.name.startswith("video")]


def test_boxes_follow_while_playing(make_window: MakeHarness, tmp_path: Path, plan: Plan) -> None:
    hands = VideoHands(make_window(write_video(tmp_path / "clip.mp4", FRAMES), settle=False))
    hands.ready()
    hands.run("loop")
    counts = hands.videos.facts.counts
    space(hands)
    hands.wait(lambda: len(counts) >= 3)
    assert hands.document.detections is not None
    at = int(hands.document.detections.file.rpartition("=")[2])
    assert at in counts
    space(hands)
    hands.rest()
    assert hands.document.detections.file == hands.document.pictures.current
    seen = [frame for frame in range(FRAMES) if frame in counts]
    hands.videos.facts.reload()
    hands.wait(lambda: seen == [f for f in range(FRAMES) if f in hands.videos.facts.counts])


def test_scrubbing_shows_the_newest_frame_and_rests_on_the_last(hands: VideoHands) -> None:
    mouse(hands, QEvent.Type.MouseButtonPress, 5)
    for frame in range(6, 41):
        mouse(hands, QEvent.Type.MouseMove, frame)
    hands.wait(lambda: hands.frame == 40)
    assert hands.document.moving
    assert hands.number == 40
    mouse(hands, QEvent.Type.MouseButtonRelease, 40)
    hands.rest()
    assert (hands.frame, hands.number) == (40, 40)
    assert hands.document.pictures.current == f"{hands.document.video.path}#frame=40"


def test_letting_go_before_the_frame_has_come_still_ends_on_it(hands: VideoHands) -> None:
    drag(hands, 3, 30, 44)
    hands.wait(lambda: hands.frame == 44)
    hands.rest()
    assert hands.number == 44


def test_keys_work_on_the_timeline_too(hands: VideoHands) -> None:
    strip = hands.timeline.strip
    drag(hands, 20)
    hands.wait(lambda: hands.frame == 20)
    hands.rest()
    strip.setFocus()
    press_key(strip, Qt.Key.Key_Right)
    hands.wait(lambda: hands.frame == 21)
    hands.rest()
    assert hands.number == 21
    press_key(strip, Qt.Key.Key_Space)
    hands.wait(lambda: hands.document.video.playing and hands.frame > 22)
    press_key(strip, Qt.Key.Key_Space)
    hands.rest()
    assert hands.number == hands.frame


def test_keys_of_frames_work_in_the_list_too(hands: VideoHands) -> None:
    table = hands.harness.window.picture_panel.list
    table.setFocus()
    press_key(table, Qt.Key.Key_Right)
    hands.wait(lambda: hands.frame == 1)
    press_key(table, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    hands.wait(lambda: hands.frame == 11)
    hands.rest()
    hands.harness.editor.set_review_answer("leave")
    press_key(table, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    hands.wait(lambda: hands.videos.facts.marks.is_reviewed(11))
    assert not hands.document.video.playing


def test_the_wheel_zooms_where_the_mouse_is(hands: VideoHands) -> None:
    strip = hands.timeline.strip
    place = QPointF(strip.scale.x_of(30.5), strip.height() - 20)
    for _each in range(4):
        event = QWheelEvent(
            place, QPointF(strip.mapToGlobal(place.toPoint())), QPoint(), QPoint(0, 120),
            Qt.MouseButton.NoButton, NO_KEYS, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(strip, event)
    assert not strip.scale.whole
    assert strip.scale.frame_at(place.x()) == 30
    hands.run("whole_timeline")
    assert strip.scale.whole


def test_a_file_that_is_replaced_is_read_anew(hands: VideoHands, tmp_path: Path) -> None:
    press_key(hands.harness.canvas, Qt.Key.Key_Right, SHIFT)
    hands.rest()
    write_video(tmp_path / "other.mp4", 20, first=100)
    os.replace(tmp_path / "other.mp4", tmp_path / "clip.mp4")
    hands.wait(lambda: hands.document.video.count == 20)
    hands.wait(lambda: hands.number == 110)
    assert hands.frame == 10


def test_a_file_that_is_gone_is_said_and_the_rest_goes_on(
    make_window: MakeHarness, pictures: Path
) -> None:
    file = write_video(pictures / "pic_0.mp4", FRAMES)
    harness = make_window(file, settle=False)
    hands = VideoHands(harness)
    hands.ready()
    file.unlink()
    press_key(harness.canvas, Qt.Key.Key_End)
    hands.wait(lambda: hands.frame == FRAMES - 1)
    press_key(harness.canvas, Qt.Key.Key_D)
    harness.settle()
    assert harness.name == "pic_1.png"


def test_a_broken_video_says_why(make_window: MakeHarness, pictures: Path) -> None:
    (pictures / "pic_0.mp4").write_bytes(b"no video at all" * 100)
    harness = make_window(pictures / "pic_0.mp4", settle=False)
    harness.wait(lambda: "cannot be shown" in harness.window.notice.label.text())
    assert "pic_0.mp4" in harness.window.notice.label.text()
    press_key(harness.canvas, Qt.Key.Key_D)
    harness.settle()
    assert harness.name == "pic_1.png"


# Which frame is on screen when


@pytest.fixture
def uneven(tmp_path: Path) -> VideoIndex:
    """Eight frames at 0, 1, 2, 10, 11, 30, 31, 50 twenty-fifths of a second."""
    times = [0, 1, 2, 10, 11, 30, 31, 50]
    return index_of(write_video(tmp_path / "uneven.mp4", len(times), times=times))


def test_a_course_goes_by_the_times_of_the_frames(uneven: VideoIndex) -> None:
    course = Course(uneven, 0, 7, 0)
    assert [course.place_at(ticks / 25) for ticks in (0, 1.5, 9.9, 10, 29, 49, 50, 99)] == [
        0, 1, 2, 3, 4, 6, 7, 7
    ]  # fmt: skip
    assert not course.ends_at(50 / 25)
    assert course.ends_at(course.lap)


def test_a_course_that_loops_counts_on(uneven: VideoIndex) -> None:
    course = Course(uneven, 2, 4, 3, loop=True)
    places = range(7)
    assert [course.frame(place) for place in places] == [3, 4, 2, 3, 4, 2, 3]
    assert [course.place_at(course.seconds(place) + 1e-4) for place in places] == list(places)
    assert not course.ends_at(100.0)


def test_the_clock_changes_its_speed_where_it_is() -> None:
    clock = PlayClock(10.0).with_speed(4.0, 12.0)
    assert clock.at(12.0) == 2.0
    assert clock.at(13.0) == 6.0
    assert clock.when(6.0) == 13.0


def test_a_video_that_ends_early_plays_as_far_as_it_goes(
    make_window: MakeHarness, tmp_path: Path
) -> None:
    whole = write_video(tmp_path / "whole.mkv", 100, size=(160, 120))
    data = whole.read_bytes()
    whole.unlink()
    (tmp_path / "cut.mkv").write_bytes(data[: len(data) * 2 // 3])
    hands = VideoHands(make_window(tmp_path / "cut.mkv", settle=False))
    hands.ready()
    count = hands.document.video.count
    assert 10 < count < 100
    assert "incomplete" in hands.timeline.total.text()
    assert "ends early" in hands.timeline.total.toolTip()
    press_key(hands.harness.canvas, Qt.Key.Key_End)
    hands.rest()
    assert (hands.frame, hands.number) == (count - 1, count - 1)
    hands.run("speed_400")
    press_key(hands.harness.canvas, Qt.Key.Key_Home)
    hands.rest()
    space(hands)
    hands.wait(lambda: not hands.document.video.playing)
    hands.rest()
    assert hands.number == hands.frame == count - 1
