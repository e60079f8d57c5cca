"""Frames picked to be labelled: found, gone through, ticked off, kept; regions of whole videos."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from app.domain.folder_queue import FolderState
from app.services.video.picking import Way
from app.views.video.detect_dialog import DetectDialog
from app.views.video.pick_dialog import PickDialog
from fpn_core.video.frames import frame_path
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Plan, click_at, press_key, row
from tests.ui.test_video_playing import drag
from tests.ui.videos import VideoHands, write_video

KEY, CONTROL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SECONDS = 24
BOX = (4.0, 4.0, 12.0, 12.0)
Open = Callable[[Path], VideoHands]


@pytest.fixture
def opened(make_window: MakeHarness, plan: Plan) -> Open:
    """Open a window on a video, in which the model is sure but on frames 5 and 17."""
    sure, unsure = [row("car", 0.98, BOX, "P2", "P2")], [row("car", 0.52, BOX, "P2", "P2")]
    doubtful = {f"clip.mp4#frame={n}": unsure for n in (5, 17)}
    plan.write(boxes={"*": sure, **doubtful}, width=64, height=48)

    def open_video(file: Path) -> VideoHands:
        made = VideoHands(make_window(file, settle=False))
        made.ready()
        made.wait(lambda: made.harness.session.states.complete)
        return made

    return open_video


@pytest.fixture
def hands(opened: Open, tmp_path: Path) -> VideoHands:
    """A window on a video of 24 frames, one a second."""
    folder = tmp_path / "videos"
    folder.mkdir()
    times = [25 * number for number in range(SECONDS)]
    return opened(write_video(folder / "clip.mp4", SECONDS, times=times))


def dialog_of(hands: VideoHands) -> PickDialog:
    hands.run("pick_frames")
    found = [d for d in hands.harness.window.findChildren(PickDialog) if d.isVisible()]
    assert len(found) == 1
    return found[0]


def told(hands: VideoHands, dialog: PickDialog, start: str) -> str:
    """What the dialog says, once that begins so."""
    hands.wait(lambda: dialog.text.text().startswith(start))
    return dialog.text.text()


def accept(hands: VideoHands, dialog: PickDialog) -> None:
    """Press the dialog's button, and wait until the window has the keys again."""
    click_at(dialog.start)
    hands.harness.window.activateWindow()
    hands.wait(hands.harness.window.isActiveWindow)
    hands.rest()


def pick(hands: VideoHands, count: int, way: Way = Way.EVEN) -> tuple[int, ...]:
    dialog = dialog_of(hands)
    dialog.count.setValue(count)
    if way is not Way.EVEN:
        click_at(dialog.ways[way])
    hands.wait(dialog.start.isEnabled)
    accept(hands, dialog)
    return hands.document.video.picked


def strip(hands: VideoHands) -> str:
    shown = hands.harness.window.picked_strip
    return shown.text.line if shown.isVisible() else ""


def test_frames_at_even_steps_are_gone_through_by_keys(hands: VideoHands) -> None:
    assert strip(hands) == ""
    dialog = dialog_of(hands)
    dialog.count.setValue(6)
    assert told(hands, dialog, "6 ") == "6 frames; the nearest two are 4.0 s apart."
    accept(hands, dialog)
    picked = hands.document.video.picked
    assert picked == (2, 6, 10, 14, 18, 22)
    assert hands.frame == 2
    assert strip(hands) == "Picked frame 1 of 6 · 0 of 6 reviewed"
    canvas = hands.harness.canvas
    for frame in picked[1:3]:
        press_key(canvas, KEY.Key_PageDown)
        hands.rest()
        assert hands.frame == frame
    press_key(canvas, KEY.Key_Right)
    hands.rest()
    assert strip(hands) == "Picked to be labelled: 6 · 0 of 6 reviewed"
    press_key(canvas, KEY.Key_PageUp)
    hands.rest()
    assert hands.frame == 10
    click_at(hands.harness.window.picked_strip.buttons["picked_next"])
    hands.rest()
    assert hands.frame == 14
    press_key(canvas, KEY.Key_End)
    hands.rest()
    press_key(canvas, KEY.Key_PageDown)
    assert hands.frame == SECONDS - 1
    assert "No picked frame comes after" in hands.harness.window.status_bar.message.line


def test_a_reviewed_frame_is_ticked_off_and_the_list_survives_a_restart(
    hands: VideoHands, make_window: MakeHarness
) -> None:
    hands.harness.editor.set_review_answer("leave")
    picked = pick(hands, 3)
    press_key(hands.harness.canvas, KEY.Key_Space, CONTROL)
    hands.wait(lambda: "✓" in strip(hands))
    assert strip(hands) == "Picked frame 1 of 3 ✓ · 1 of 3 reviewed"
    hands.harness.close()
    again = VideoHands(make_window(settle=False))
    again.ready()
    assert again.document.video.picked == picked
    again.wait(lambda: strip(again).endswith("1 of 3 reviewed"))
    again.videos.review.mark_frames(0, SECONDS - 1, reviewed=True)
    again.wait(lambda: strip(again).endswith("all are reviewed"))
    again.run("picked_clear")
    assert strip(again) == ""
    assert not again.document.video.picked
    again.harness.close()
    third = VideoHands(make_window(settle=False))
    third.ready()
    assert not third.document.video.picked


def test_the_dialog_says_why_there_are_fewer(hands: VideoHands) -> None:
    dialog = dialog_of(hands)
    dialog.count.setValue(99)
    assert "no room for more" in told(hands, dialog, "Only 24 of 99")
    QTest.keyClick(dialog, KEY.Key_Escape)
    hands.videos.review.mark_frames(0, 19, reviewed=True)
    dialog = dialog_of(hands)
    dialog.count.setValue(10)
    assert "reviewed or labelled" in told(hands, dialog, "Only 4 of 10")
    accept(hands, dialog)
    assert hands.document.video.picked == (20, 21, 22, 23)


def test_frames_of_the_selected_range_alone(hands: VideoHands) -> None:
    drag(hands, 8, 10, 13, held=SHIFT)
    assert pick(hands, 3) == (9, 11, 13)


def test_the_frames_of_which_the_model_is_least_sure(hands: VideoHands) -> None:
    paths = [frame_path(hands.document.video.path, frame) for frame in range(SECONDS)]
    hands.harness.session.folder.start(paths)
    hands.wait(lambda: hands.document.folder.state is FolderState.FINISHED)
    assert pick(hands, 2, Way.DOUBT) == (5, 17)


def test_detecting_is_offered_where_the_model_has_looked_at_too_few(hands: VideoHands) -> None:
    dialog = dialog_of(hands)
    click_at(dialog.ways[Way.DOUBT])
    said = told(hands, dialog, "Only 1 of 20")
    assert "too few frames here (1)" in said
    assert dialog.detect.isVisible()
    click_at(dialog.detect)
    assert isinstance(hands.harness.window.findChild(DetectDialog), DetectDialog)
    assert not hands.document.video.picked


def film_with_cuts(file: Path, cuts: tuple[int, ...]) -> Path:
    """A video of 60 frames, five a second, that shows another grey from each cut on."""
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(60):
            grey = 40 + 60 * sum(number >= cut for cut in cuts)
            pixels = np.full((48, 64, 3), grey, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        container.mux(stream.encode())
    return file


def test_frames_where_the_scene_changes(opened: Open, tmp_path: Path) -> None:
    hands = opened(film_with_cuts(tmp_path / "clip.mp4", (20, 40)))
    first, *cuts = pick(hands, 3, Way.SCENE)
    assert first == 0
    assert all(0 <= found - cut <= 3 for found, cut in zip(cuts, (20, 40), strict=True))


def test_reading_scenes_is_given_up_with_the_dialog(opened: Open, tmp_path: Path) -> None:
    hands = opened(film_with_cuts(tmp_path / "clip.mp4", (20,)))
    proposed: list[object] = []
    hands.videos.picking.proposed.connect(proposed.append)
    dialog = dialog_of(hands)
    hands.wait(lambda: proposed)
    click_at(dialog.ways[Way.SCENE])
    assert dialog.progress.isVisible()
    QTest.keyClick(dialog, KEY.Key_Escape)
    dialog = dialog_of(hands)
    hands.wait(lambda: len(proposed) == 2)
    assert proposed[1].request.way is Way.EVEN  # type: ignore[attr-defined]


def test_picked_frames_are_marked_on_the_timeline(hands: VideoHands) -> None:
    picked = pick(hands, 2)
    timeline = hands.timeline.strip
    accent = QColor(hands.harness.window.theme.colours.accent)

    def marked(frame: int) -> bool:
        shown = timeline.grab().toImage()
        x = round(timeline.scale.x_of(frame + 0.5) * shown.devicePixelRatio())
        column = [QColor(shown.pixel(x - 2, y)) for y in range(shown.height())]
        return accent in column

    assert [frame for frame in range(0, SECONDS, 2) if marked(frame)] == [
        frame for frame in picked if frame % 2 == 0
    ]
    hands.run("picked_clear")
    assert not any(marked(frame) for frame in picked)


# Regions of the whole video


def chosen_region(hands: VideoHands) -> int | None:
    return hands.document.region


def test_a_region_is_chosen_on_any_frame_and_deleted(hands: VideoHands) -> None:
    document, harness = hands.document, hands.harness
    document.project.set_value("single_class", True)
    harness.editor.draw((30.0, 20.0, 60.0, 44.0))
    action = harness.window.menus.actions["region_out"]
    assert action.isEnabled()
    assert not action.isChecked()
    action.trigger()
    (region,) = document.regions
    assert region.ignore
    assert chosen_region(hands) == region.id
    press_key(harness.canvas, KEY.Key_Right)
    hands.rest()
    harness.click(20, 40)
    assert chosen_region(hands) is None
    harness.click(45, 30)
    assert chosen_region(hands) == region.id
    assert action.isChecked()
    press_key(harness.canvas, KEY.Key_Delete)
    assert not document.regions
    assert not harness.canvas.regions.rects
    hands.run("undo")
    assert document.regions == (region,)


def test_a_region_goes_back_to_one_frame_in_one_step(hands: VideoHands) -> None:
    document, harness = hands.document, hands.harness
    document.project.set_value("single_class", True)
    harness.editor.draw((30.0, 20.0, 60.0, 44.0))
    hands.run("region_out")
    press_key(harness.canvas, KEY.Key_Right)
    hands.rest()
    harness.click(45, 30)
    hands.run("region_out")
    assert not document.regions
    (back,) = document.annotations.values()
    assert back.ignore
    assert back.box == (30.0, 20.0, 60.0, 44.0)
    assert document.chosen == (back.id,)
    hands.run("undo")
    assert document.regions
    assert not document.annotations
    harness.click(10, 10)  # a detection is there: no region stays chosen beside it
    assert document.selected is not None
    assert chosen_region(hands) is None
