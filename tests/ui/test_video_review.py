"""Frames of a video: reviewed frames and ranges, detection of a range, regions left out."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.edits import Change, Edit
from app.domain.folder_queue import FolderState
from app.domain.project.summaries import PictureState
from app.services.video.range_detection import RangePlan
from app.views.video.detect_dialog import DetectDialog
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Plan, press_key, row
from tests.ui.test_video_playing import drag
from tests.ui.videos import VideoHands, write_video

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FRAMES = 40
NEAR, FAR = (4.0, 4.0, 12.0, 12.0), (40.0, 20.0, 12.0, 12.0)


@pytest.fixture
def hands(make_window: MakeHarness, tmp_path: Path, plan: Plan) -> VideoHands:
    """A window on a video of 40 frames, with two detections of cars on each."""
    boxes = [row("car", 0.9, NEAR, "P2", "P2"), row("car", 0.8, FAR, "P4", "P3")]
    plan.write(boxes={"*": boxes}, width=64, height=48)
    folder = tmp_path / "videos"
    folder.mkdir()
    made = VideoHands(make_window(write_video(folder / "clip.mp4", FRAMES), settle=False))
    made.ready()
    made.wait(lambda: made.harness.session.states.complete)
    return made


def ctrl_space(hands: VideoHands) -> None:
    press_key(hands.harness.canvas, Qt.Key.Key_Space, CONTROL)


def reviewed(hands: VideoHands) -> set[int]:
    """Frames that the timeline shows as reviewed."""
    marks = hands.videos.facts.marks
    return {frame for frame in range(FRAMES) if marks.is_reviewed(frame)}


def state(hands: VideoHands) -> PictureState:
    """The state that the list shows of the video."""
    return hands.harness.window.picture_panel.model.state_of(hands.document.video.path)


def dialog_of(hands: VideoHands) -> DetectDialog:
    hands.run("detect_range")
    dialog = hands.harness.window.findChild(DetectDialog)
    assert isinstance(dialog, DetectDialog)
    return dialog


def test_a_frame_is_reviewed_and_not_any_more(hands: VideoHands) -> None:
    hands.harness.editor.set_review_answer("leave")
    press_key(hands.harness.canvas, Qt.Key.Key_Right)
    hands.rest()
    ctrl_space(hands)
    hands.wait(lambda: reviewed(hands) == {1})
    assert hands.frame == 1
    hands.wait(lambda: state(hands) is PictureState.IN_WORK)
    ctrl_space(hands)
    hands.wait(lambda: not reviewed(hands))


def test_a_selected_range_is_reviewed_in_one_step(hands: VideoHands) -> None:
    drag(hands, 5, 9, 14, held=SHIFT)
    ctrl_space(hands)
    hands.wait(lambda: reviewed(hands) == set(range(5, 15)))
    assert hands.harness.window.status_bar.message.line == "Frames 5 to 14 are reviewed"
    drag(hands, 8, 9, 10, held=SHIFT)
    ctrl_space(hands)
    hands.wait(lambda: reviewed(hands) == {5, 6, 7, 11, 12, 13, 14})
    hands.run("undo")
    hands.wait(lambda: reviewed(hands) == set(range(5, 15)))
    hands.run("undo")
    hands.wait(lambda: not reviewed(hands))
    assert hands.frame == 0


def test_a_reviewed_range_says_which_tracks_nobody_has_decided_about(hands: VideoHands) -> None:
    dialog_of(hands).start.click()
    hands.wait(lambda: hands.document.links is not None and len(hands.document.links) == 2)
    drag(hands, 5, 9, 14, held=SHIFT)
    hands.run("review")
    message = hands.harness.window.status_bar.message
    hands.wait(lambda: "that are not accepted: 2;" in message.line)
    hands.wait(lambda: reviewed(hands) == set(range(5, 15)))
    hands.run("undo")
    hands.harness.window.classes_panel.edits.add("dog")  # cars are none of the project's classes
    hands.run("review")
    hands.wait(lambda: reviewed(hands) == set(range(5, 15)))
    hands.harness.settle()
    assert message.line == "Frames 5 to 14 are reviewed"


def test_a_video_is_reviewed_once_all_of_its_frames_are(hands: VideoHands) -> None:
    hands.wait(lambda: state(hands) is PictureState.DETECTED)
    hands.run("mark_reviewed")
    hands.wait(lambda: state(hands) is PictureState.REVIEWED)
    hands.wait(lambda: reviewed(hands) == set(range(FRAMES)))
    hands.run("mark_unreviewed")
    hands.wait(lambda: not reviewed(hands))


def test_space_in_the_list_plays_the_video_that_is_open(hands: VideoHands) -> None:
    table = hands.harness.window.picture_panel.list
    table.setFocus()
    press_key(table, Qt.Key.Key_Space)
    assert hands.document.video.playing
    press_key(table, Qt.Key.Key_Space)
    hands.rest()
    assert not reviewed(hands)


def test_every_nth_frame_of_the_video_is_detected(hands: VideoHands, plan: Plan) -> None:
    dialog = dialog_of(hands)
    assert dialog.whole.isChecked()
    assert not dialog.part.isEnabled()
    dialog.step.setValue(10)
    assert dialog.text.text().startswith("4 frames, one every 0.40 s, of 0:01.6. At 42 ms")
    dialog.start.click()
    hands.wait(lambda: hands.document.folder.state is FolderState.FINISHED)
    hands.wait(lambda: set(hands.videos.facts.counts.frames) >= {0, 10, 20, 30})
    asked = [each["file"] for each in plan.requests() if each["channel"] == "folder"]
    video = hands.document.video.path
    assert sorted(asked) == [f"{video}#frame={n}" for n in (10, 20, 30)] or len(asked) == 4
    assert hands.harness.window.folder_strip.isVisible()
    project = hands.document.project
    row = project.find_picture(f"{video}#frame=20")
    assert row is not None
    assert project.detected("key of lite") >= {row.id}


def test_only_the_selected_range_is_detected(hands: VideoHands) -> None:
    drag(hands, 20, 22, 25, held=SHIFT)
    dialog = dialog_of(hands)
    assert dialog.part.isChecked()
    dialog.step.setValue(2)
    assert list(dialog.plan().frames) == [20, 22, 24]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert hands.document.folder.state is FolderState.OFF


def test_a_range_that_was_begun_goes_on_after_a_restart(
    make_window: MakeHarness, hands: VideoHands, plan: Plan, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    plan.write(wait_for={f"clip.mp4#frame={n}": str(gate) for n in range(20, FRAMES)})
    dialog = dialog_of(hands)
    dialog.step.setValue(4)
    dialog.start.click()
    hands.wait(lambda: hands.document.folder.done >= 5 and hands.document.project.file)
    hands.harness.session.folder.pause()
    gate.touch()
    hands.harness.close()
    again = VideoHands(make_window(settle=False))
    again.ready()
    again.wait(lambda: again.document.folder.state is FolderState.PAUSED)
    assert again.document.folder.total == 10
    again.harness.session.folder.resume()
    again.wait(lambda: again.document.folder.state is FolderState.FINISHED)
    assert again.document.folder.done == 10


def test_the_timeline_stacks_levels_from_the_sliders_score_up(hands: VideoHands) -> None:
    counts = hands.videos.facts.counts
    hands.wait(lambda: 0 in counts)
    assert counts.stacked(0, 1, 1, 5, 0.5).tolist() == [[1, 0, 1, 0, 0]]
    assert counts.stacked(0, 1, 1, 5, 0.85).tolist() == [[1, 0, 0, 0, 0]]
    assert counts.stacked(1, 5, 2, 5, 0.5).sum() == 0


def test_a_region_is_left_out_in_every_frame(hands: VideoHands) -> None:
    document, editor = hands.document, hands.harness.editor
    assert len(document.rows) == 2
    document.project.set_value("single_class", True)
    editor.draw((0.0, 0.0, 20.0, 20.0))
    hands.run("region_out")
    assert not document.annotations
    assert [each.box for each in document.regions] == [(0.0, 0.0, 20.0, 20.0)]
    assert hands.harness.canvas.regions.rects
    assert document.rows.tolist() == [1]
    press_key(hands.harness.canvas, Qt.Key.Key_Right)
    hands.rest()
    assert document.rows.tolist() == [1]
    editor.set_review_answer("accept")
    ctrl_space(hands)
    assert [each.box for each in document.annotations.values()] == [(40.0, 20.0, 52.0, 32.0)]
    hands.run("region_back")
    assert not document.regions
    assert len(document.annotations) == 2
    hands.run("undo")
    assert document.regions


def test_undo_takes_a_region_back(hands: VideoHands) -> None:
    document = hands.document
    document.project.set_value("single_class", True)
    hands.harness.editor.draw((0.0, 0.0, 20.0, 20.0))
    hands.run("region_out")
    hands.run("undo")
    assert not document.regions
    assert len(document.annotations) == 1


def test_what_is_asked_for_is_counted(hands: VideoHands) -> None:
    index = hands.document.video.index
    assert index is not None
    plan = RangePlan("/clip.mp4", index, 5, 24, 5)
    assert list(plan.frames) == [5, 10, 15, 20]
    assert plan.seconds == pytest.approx(20 / 25)
    assert plan.apart == pytest.approx(5 / 25)
    assert plan.paths()[1] == "/clip.mp4#frame=10"
    assert QApplication.activeModalWidget() is None


def test_playing_shows_what_the_project_has_of_each_frame(
    make_window: MakeHarness, hands: VideoHands, plan: Plan
) -> None:
    dialog = dialog_of(hands)
    dialog.step.setValue(4)
    dialog.start.click()
    hands.wait(lambda: hands.document.folder.state is FolderState.FINISHED)
    hands.harness.close()
    plan.write(errors={f"clip.mp4#frame={n}": "asked while playing" for n in range(FRAMES)})
    again = VideoHands(make_window(settle=False))
    again.ready()
    again.wait(lambda: len(again.videos.facts.counts) == 10)
    shown: list[tuple[int, str]] = []

    def note() -> None:
        found = again.document.detections
        shown.append((again.frame, "" if found is None else found.file))

    again.document.frame_shown.connect(note)
    again.run("play")
    again.wait(lambda: again.frame >= 20)
    again.run("play")
    again.wait(lambda: not again.document.moving)
    video = again.document.video.path
    assert shown
    assert all(file == f"{video}#frame={frame // 4 * 4}" for frame, file in shown)


def test_what_is_held_out_is_seen_on_the_timeline(hands: VideoHands) -> None:
    strip, path = hands.timeline.strip, hands.document.video.path
    assert "held out" not in strip.hover_text(7)
    own = hands.document.project.picture(path)
    hands.document.do(Edit("Hold out", (Change(own, replace(own, split="val")),), own.id))
    hands.wait(lambda: "held out" in strip.hover_text(7))
    assert hands.videos.facts.marks.held_out == ((0, FRAMES - 1),)
    hands.run("undo")
    hands.wait(lambda: "held out" not in strip.hover_text(7))
