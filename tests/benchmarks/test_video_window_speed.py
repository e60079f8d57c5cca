"""Scrubbing and playing a 720-line video in the window while the detector runs; asserts nothing."""

import random
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services.settings import Settings
from app.start import make_application
from tests.benchmarks.test_video_speed import COUNT, SIZE, make_video
from tests.ui.harness import Harness, Plan, row
from tests.ui.videos import VideoHands

BOXES = [row("car", 0.9, (40 * n, 30 * n, 80, 60), "P4", "P3") for n in range(20)]
PLACES, PLAYED = 25, 4.0  # frames scrubbed to; seconds played
OPENING = 3000  # milliseconds in which the window, the detector and small pictures come
MOVES, MOVE = 120, 1 / 60  # of the mouse that drags through the video, and the seconds of each


@pytest.fixture(scope="session")
def qapp() -> object:
    return make_application()


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("video") / "camera.mp4"
    make_video(file)
    return file


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path, camera: Path) -> Iterator[VideoHands]:
    plan = Plan(tmp_path / "plan.json")
    plan.write(boxes={"*": BOXES}, width=SIZE[0], height=SIZE[1])
    harness = Harness(qtbot, Settings(tmp_path / "settings.json"), plan)
    harness.start([str(camera)])
    made = VideoHands(harness)
    made.ready()
    qtbot.wait(OPENING)
    yield made
    harness.close()


def test_scrubbing(hands: VideoHands) -> None:
    shown: list[float] = []
    hands.document.frame_shown.connect(lambda: shown.append(time.perf_counter()))
    player, taken = hands.videos.player, []
    for frame in random.Random(0).choices(range(COUNT), k=PLACES):
        shown.clear()
        start = time.perf_counter()
        player.scrub(frame)
        hands.wait(lambda: shown)
        hands.harness.canvas.viewport().grab()
        taken.append(1000 * (shown[0] - start))
        hands.wait(lambda: player.place == hands.frame)
    player.let_go()
    hands.rest()
    print(
        f"\nscrubbing, asked for to shown: median {statistics.median(taken):.1f} ms, "
        f"worst {max(taken):.1f} ms   (budget 50 ms)"
    )


def test_playing_while_frames_are_detected(hands: VideoHands) -> None:
    seen: list[tuple[float, int]] = []
    index = hands.document.video.index
    assert index is not None
    hands.document.frame_shown.connect(
        lambda: seen.append((time.perf_counter(), hands.document.video.frame))
    )
    hands.run("play")
    hands.wait(lambda: seen and seen[-1][0] - seen[0][0] > PLAYED)
    hands.run("play")
    hands.rest()
    first = seen[0][1]
    begun = min(at - index.time_of(frame) for at, frame in seen)
    late = [at - begun - index.time_of(frame) for at, frame in seen]
    on_time = {
        frame for (_at, frame), each in zip(seen, late, strict=True) if each < 1 / index.rate
    }
    due = seen[-1][1] - first + 1
    print(
        f"\nplaying at 1x while frames are detected: {100 * len(on_time) / due:.1f} % of {due} "
        f"frames on time, latest {1000 * max(late):.0f} ms, "
        f"{len(hands.videos.facts.counts)} frames detected"
    )


def test_dragging(hands: VideoHands) -> None:
    """Each move is answered when a frame is shown that was not there before it."""
    shown: list[float] = []
    hands.document.frame_shown.connect(lambda: shown.append(time.perf_counter()))
    player, asked = hands.videos.player, []
    for move in range(MOVES):
        asked.append(time.perf_counter())
        player.scrub(COUNT * move // MOVES)
        while time.perf_counter() - asked[-1] < MOVE:
            hands.harness.qtbot.wait(1)
    hands.wait(lambda: player.place == hands.frame)
    player.let_go()
    hands.rest()
    taken = [1000 * (min(t for t in shown if t >= start) - start) for start in asked]
    print(
        f"\ndragging through the whole video in {MOVES * MOVE:.0f} s: {len(shown)} frames shown, "
        f"after a move: median {statistics.median(taken):.1f} ms, worst {max(taken):.1f} ms"
    )
