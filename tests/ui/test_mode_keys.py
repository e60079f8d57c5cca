"""The keys of the moment on the status bar."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.services.settings import Settings
from app.views.mode_keys import side_by_side
from tests.ui.harness import Harness, Plan, press_key, row
from tests.ui.videos import VideoHands, write_video

CAR = row("car", 0.9, (8, 8, 40, 30), "P4", "P3")


def shown(harness: Harness) -> str:
    """What a person reads, from left to right."""
    labels = [each for each in harness.window.mode_keys.findChildren(QLabel) if each.isVisible()]
    labels.sort(key=lambda each: each.mapTo(harness.window, each.rect().topLeft()).x())
    return " ".join(each.text() for each in labels)


def expect(harness: Harness, text: str) -> None:
    harness.wait(lambda: shown(harness) == text)


@pytest.fixture
def harness(qtbot: QtBot, tmp_path: Path) -> Iterator[Harness]:
    plan = Plan(tmp_path / "plan.json")
    plan.write(boxes={"*": [CAR]}, width=64, height=48)
    made = Harness(qtbot, Settings(tmp_path / "settings.json"), plan)
    yield made
    made.close()


@pytest.fixture
def hands(harness: Harness, tmp_path: Path) -> VideoHands:
    harness.start([str(write_video(tmp_path / "clip.mp4", size=(64, 48)))])
    made = VideoHands(harness)
    made.ready()
    return made


def test_of_a_video_they_are_others_than_of_a_picture(hands: VideoHands) -> None:
    harness = hands.harness
    expect(harness, "Space play ← → frame Ctrl+Space reviewed W draw")
    hands.run("select_next")
    expect(harness, "Space play ← → frame Enter accept X reject")
    hands.run("accept")
    harness.wait(lambda: hands.document.annotations)
    hands.run("choose_all")
    expect(harness, "Space play ← → frame Alt+← → ↑ ↓ move K keyframe Ctrl+E class")
    hands.run("play")
    expect(harness, "Space pause < > speed Shift+L again and again")
    hands.run("play")
    hands.rest()
    expect(harness, "Space play ← → frame Ctrl+Space reviewed W draw")


def test_a_track_is_followed_and_waits_for_another(hands: VideoHands) -> None:
    harness = hands.harness
    hands.run("select_next")
    hands.run("accept")
    harness.wait(lambda: hands.document.annotations)
    hands.run("choose_all")
    hands.run("track_keyframe")
    hands.run("frames_on")
    hands.rest()
    expect(harness, "Space play ← → frame Ctrl+Space reviewed K keyframe W draw")
    hands.run("frames_back")
    hands.rest()
    hands.run("track_merge")
    expect(harness, "Esc do not merge ← → frame")
    press_key(harness.canvas, Qt.Key.Key_Escape)
    hands.run("choose_all")
    expect(harness, "Space play ← → frame Alt+← → ↑ ↓ move K keyframe Ctrl+E class")
    hands.run("region_out")
    harness.wait(lambda: hands.document.region is not None)
    expect(harness, "Space play ← → frame Del delete")


def test_of_a_video_that_cannot_be_read(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "bad.mp4").write_bytes(b"no video")
    harness.start([str(tmp_path / "bad.mp4")])
    expect(harness, "A D picture")


def test_of_a_picture(harness: Harness, pictures: Path) -> None:
    harness.start([str(pictures)])
    harness.wait(lambda: harness.document.detections is not None)
    expect(harness, "A D picture Space reviewed W draw")
    actions = harness.window.menus.actions
    actions["draw_or_edit"].trigger()
    expect(harness, "Esc stop drawing")
    actions["draw_or_edit"].trigger()
    actions["select_next"].trigger()
    expect(harness, "Enter accept X reject Space reviewed")
    actions["accept"].trigger()
    actions["choose_all"].trigger()
    expect(harness, "← → ↑ ↓ move Ctrl+E class Del delete Space reviewed")


def test_a_persons_own_keys_stand_there_and_an_action_without_one_does_not(
    harness: Harness, pictures: Path
) -> None:
    harness.start([str(pictures)])
    expect(harness, "A D picture Space reviewed W draw")
    harness.session.settings["keys"] = {"next": ["PgDown"], "previous": ["PgUp"], "draw": []}
    expect(harness, "PgUp PgDown picture Space reviewed")


def test_what_has_no_room_is_left_out(hands: VideoHands) -> None:
    harness = hands.harness
    everything = "Space play ← → frame Ctrl+Space reviewed W draw"
    expect(harness, everything)
    keys = harness.window.mode_keys
    keys.setMaximumWidth(keys.width() // 2)
    harness.wait(lambda: shown(harness) == "Space play ← → frame")
    keys.setMaximumWidth(5)
    harness.wait(lambda: shown(harness) == "")
    keys.setMaximumWidth(1000)
    expect(harness, everything)


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ([], ""),
        (["Ctrl++"], "Ctrl++"),
        (["+"], "+"),
        (["Left", "Right"], "← →"),
        (["Alt+Shift+Left", "Alt+Shift+Right"], "Alt+Shift+← →"),
        (["Alt+Left", "Right"], "Alt+← →"),
        (["", ""], ""),
        (["D", ""], "D"),
    ],
)
def test_keys_side_by_side(keys: list[str], text: str) -> None:
    assert side_by_side([QKeySequence(key) for key in keys]) == text
