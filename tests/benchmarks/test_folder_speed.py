"""How fast a folder of 12-megapixel pictures is detected while the window stays usable."""

import os
import statistics
import time
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from pytestqt.qtbot import QtBot

from app.domain.folder_queue import FolderState
from app.services.detection_client import server_command
from app.services.settings import Settings
from tests.benchmarks.test_window_speed import report
from tests.ui.harness import Harness, Plan

COUNT = 300
SIZE = (4000, 3000)
SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


def make_pictures(folder: Path) -> None:
    """Real pictures enlarged, with a sensor's noise: as large on disk as those of a camera."""
    random = np.random.default_rng(0)
    originals = [Image.open(file).convert("RGB") for file in sorted(SAMPLES.glob("*.jpg"))]
    for number, original in enumerate(originals):
        large = np.asarray(original.resize(SIZE, Image.Resampling.BICUBIC)).astype(np.int16)
        large += random.integers(-12, 13, large.shape, np.int16)
        made = Image.fromarray(np.clip(large, 0, 255).astype(np.uint8))
        made.save(folder / f"{number}.jpg", quality=92)
    for number in range(len(originals), COUNT):
        os.link(folder / f"{number % len(originals)}.jpg", folder / f"{number}.jpg")


def test_a_folder_of_large_pictures(qapp: object, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    make_pictures(folder)
    harness = Harness(qtbot, Settings(tmp_path / "settings.json"), Plan(tmp_path / "plan.json"))
    harness.session.client._command = server_command()
    harness.start([str(folder)])
    harness.settle()
    late: list[float] = []
    clock, timer = QElapsedTimer(), QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def tick() -> None:
        late.append(clock.nsecsElapsed() / 1e6 - 8)
        clock.restart()

    timer.timeout.connect(tick)
    clock.start()
    timer.start(8)
    begin = time.perf_counter()
    harness.key(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    waits: list[float] = []
    while harness.document.folder.state is not FolderState.FINISHED:
        qtbot.wait(1500)
        if harness.document.folder.state is FolderState.RUNNING and len(waits) < 12:
            asked = time.perf_counter()
            harness.session.detect()
            harness.wait(lambda: not harness.document.detecting)
            waits.append(1000 * (time.perf_counter() - asked))
    seconds = time.perf_counter() - begin
    timer.stop()
    late.sort()
    megabytes = sum(file.stat().st_size for file in folder.glob("*.jpg")) / COUNT / 1e6
    report(
        f"folder of {COUNT} pictures, 12 MP, {megabytes:.1f} MB each",
        f"{seconds:.1f} s, {COUNT / seconds:.1f} pictures/s",
        "60 s",
    )
    gap = f"p99 {late[int(len(late) * 0.99)]:.1f}, worst {late[-1]:.1f} ms"
    report("event-loop gap meanwhile", gap, "p99 16, worst 50 ms")
    if waits:
        middle = f"p50 {statistics.median(waits):.0f}, worst {max(waits):.0f} ms"
        report("the viewer's own detection meanwhile", middle, "-")
    harness.close()
