"""The real window on small pictures and a server without a model; leaves nothing behind."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.settings import Settings
from app.start import make_application
from tests.ui.harness import NO_KEYS, Harness, Plan
from tests.ui.training_harness import MakeWatched, TrainerPlan, Watched, project_to_train

MakeHarness = Callable[..., Harness]
COLOURS = ((60, 60, 60), (90, 60, 40), (40, 70, 90), (80, 80, 40), (50, 40, 70))


@pytest.fixture(scope="session")
def qapp() -> Iterator[object]:
    yield make_application()
    # The offscreen clipboard outlives Python, and frees at its end what Python owns.
    QApplication.clipboard().clear()


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: object) -> Iterator[None]:
    threads, children = set(threading.enumerate()), child_processes()
    yield
    left = [thread.name for thread in set(threading.enumerate()) - threads]
    assert not left, f"threads left behind: {left}"
    assert child_processes() <= children, "processes left behind"
    held = QApplication.keyboardModifiers()
    assert held == NO_KEYS, f"keys left held: {held}"


def child_processes() -> set[str]:
    """Ids of this process's children that are not zombies (Linux only)."""
    found = set()
    for task in Path("/proc/self/task").glob("*/children"):
        for child in task.read_text().split():
            try:
                state = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0]
            except OSError:
                continue
            if state != "Z":
                found.add(child)
    return found


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with pic_1.png, pic_2.png, pic_10.png: 320 x 240, each in its own colour."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, colour in zip((1, 2, 10), COLOURS, strict=False):
        pixels = np.full((240, 320, 3), colour, np.uint8)
        Image.fromarray(pixels).save(folder / f"pic_{number}.png")
    return folder


@pytest.fixture
def six_pictures(tmp_path: Path) -> Path:
    """A folder with pic_0.png .. pic_5.png: 320 x 240, each in its own colour."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(6):
        Image.new("RGB", (320, 240), (40 * number, 60, 60)).save(folder / f"pic_{number}.png")
    return folder


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """What the server without a model does; five boxes on every picture unless changed."""
    return Plan(tmp_path / "plan.json")


@pytest.fixture
def make_window(qtbot: QtBot, tmp_path: Path, plan: Plan) -> Iterator[MakeHarness]:
    """Open the window on paths; it is closed after the test."""
    made: list[Harness] = []

    def make(*paths: Path | str, settle: bool = True, theme: str = "dark") -> Harness:
        settings = Settings(tmp_path / "settings.json")
        settings["theme"] = theme
        harness = Harness(qtbot, settings, plan)
        made.append(harness)
        harness.start([os.fspath(path) for path in paths])
        if settle and paths:
            harness.settle()
        if settle:
            harness.wait(lambda: harness.session.models.ready)
        return harness

    yield make
    for harness in made:
        harness.close()


@pytest.fixture
def window_of_six(make_window: MakeHarness, six_pictures: Path) -> Harness:
    """The window on six pictures, once it knows how far each of them is."""
    made = make_window(six_pictures)
    made.wait(lambda: made.session.states.complete)
    return made


@pytest.fixture
def trainer(tmp_path: Path) -> Iterator[TrainerPlan]:
    """What the trainer without a model does: 20 steps unless changed."""
    plan = TrainerPlan(tmp_path / "trainer.json")
    yield plan
    plan.end_all()


@pytest.fixture
def watched(
    make_window: MakeHarness, trainer: TrainerPlan, tmp_path: Path
) -> Iterator[MakeWatched]:
    """Open a window on a project of ten reviewed pictures, or on another folder, to train there."""

    opened: list[Watched] = []

    def make(folder: Path | None = None, settle: bool = True) -> Watched:
        folder = folder or tmp_path / "cups"
        if not folder.exists():
            project_to_train(folder)
        harness = make_window(folder, settle=False)
        watched = Watched(harness, trainer)
        opened.append(watched)
        if settle:
            harness.settle()
            harness.wait(lambda: watched.runs.listed and harness.session.models.ready)
        return watched

    yield make
    for watched in opened:
        watched.let_go_on()
