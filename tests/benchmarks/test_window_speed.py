"""How fast the window is: prints figures beside their budgets, asserts none."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from pytestqt.qtbot import QtBot

from app.services.detection_client import server_command
from app.services.settings import Settings
from app.start import make_application
from tests.ui.harness import Harness, Plan

ROOT = Path(__file__).parents[2]
START = """
import sys, time
from app.start import make_application
from app.services.session import Session
from app.services.settings import Settings
from app.views.main_window import MainWindow
from app.views.theme import Theme
app = make_application()
window = MainWindow(Session(Settings(), ["none"]), Theme("dark"))
window.show()
app.processEvents()
window.canvas.viewport().grab()
print(time.time() - float(sys.argv[1]))
window.close()
"""


@pytest.fixture(scope="session")
def qapp() -> object:
    return make_application()


@pytest.fixture
def harness(qtbot: QtBot, tmp_path: Path) -> Iterator[Harness]:
    made = Harness(qtbot, Settings(tmp_path / "settings.json"), Plan(tmp_path / "plan.json"))
    yield made
    made.close()


def report(what: str, figure: str, budget: str) -> None:
    print(f"\n{what:<52} {figure:>28}   (budget {budget})")


def test_window_up(tmp_path: Path) -> None:
    times = []
    for _run in range(4):
        done = subprocess.run(
            [sys.executable, "-c", START, str(time.time())],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)},
        )
        times.append(float(done.stdout))
    report("window up, process start to first paint", f"{min(times):.2f} s", "1.0 s")


def test_cold_start_to_first_boxes(qtbot: QtBot, tmp_path: Path) -> None:
    made = Harness(qtbot, Settings(tmp_path / "s.json"), Plan(tmp_path / "plan.json"))
    made.session.client._command = server_command()
    clock = time.perf_counter()
    made.start([str(ROOT / "resources" / "samples")])
    made.settle()
    elapsed = time.perf_counter() - clock
    report("window shown to first boxes, model loaded", f"{elapsed:.2f} s", "5 s")
    made.close()


def test_folder_of_100_000(harness: Harness, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    first = folder / "picture_000000.png"
    Image.new("RGB", (320, 240)).save(first)
    data = first.read_bytes()
    for number in range(1, 100_000):
        (folder / f"picture_{number:06}.png").write_bytes(data)
    harness.start([])
    clock = time.perf_counter()
    harness.session.open([str(folder)])
    harness.wait(lambda: harness.document.pixels is not None)
    report("100,000 files: first picture", f"{time.perf_counter() - clock:.2f} s", "1 s")
    clock = time.perf_counter()
    harness.key(Qt.Key.Key_D)
    harness.wait(lambda: harness.document.pixels is not None)
    report("next picture, prefetched", f"{1000 * (time.perf_counter() - clock):.0f} ms", "50 ms")


@pytest.mark.parametrize(("size", "budget"), [((6000, 4000), "100 ms"), ((11600, 8700), "500 ms")])
def test_large_jpeg(harness: Harness, tmp_path: Path, size: tuple[int, int], budget: str) -> None:
    file = tmp_path / "large.jpg"
    with Image.open(ROOT / "resources" / "samples" / "cat.jpg") as photo:
        photo.convert("RGB").resize(size).save(file, quality=88)
    small = tmp_path / "small.png"
    Image.new("RGB", (32, 32)).save(small)
    harness.start([str(small)])
    harness.settle()
    clock = time.perf_counter()
    harness.document.pictures.replace([str(file), str(small)])
    harness.session.show(str(file))
    harness.wait(lambda: harness.document.pixels is not None)
    first = 1000 * (time.perf_counter() - clock)
    harness.wait(lambda: harness.document.pixels and not harness.document.pixels.is_preview)
    full = 1000 * (time.perf_counter() - clock)
    name = f"{size[0] * size[1] // 1_000_000} MP JPEG: first pixels (all pixels)"
    report(name, f"{first:.0f} ms ({full:.0f} ms)", budget)


def test_event_loop_gap_while_detecting(harness: Harness) -> None:
    harness.session.client._command = server_command()
    harness.start([str(ROOT / "resources" / "samples")])
    harness.settle()

    def gaps(seconds: float, each: Callable[[], None]) -> str:
        late: list[float] = []
        clock, timer = QElapsedTimer(), QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)

        def tick() -> None:
            late.append(clock.nsecsElapsed() / 1e6 - 8)
            clock.restart()

        timer.timeout.connect(tick)
        clock.start()
        timer.start(8)
        harness.document.detections_changed.connect(each)
        each()
        harness.qtbot.wait(int(seconds * 1000))
        harness.document.detections_changed.disconnect(each)
        late.sort()
        return f"p99 {late[int(len(late) * 0.99)]:.1f}, worst {late[-1]:.1f} ms"

    def idle() -> None:
        return None

    def again() -> None:
        if not harness.document.detecting:
            QTimer.singleShot(0, harness.session.detect)

    report("event-loop gap, idle", gaps(5, idle), "-")
    report("event-loop gap, detecting all the time", gaps(8, again), "p99 16, worst 50 ms")
    harness.settle()
