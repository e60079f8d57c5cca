"""How late the window gets while a run is watched: prints figures beside their budgets."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from pytestqt.qtbot import QtBot

from app.domain.training.run_folders import RunState
from app.services.settings import Settings
from app.services.training.run_watch import POLL_MS
from app.start import make_application
from fpn_core.runs import PROGRESS
from tests.ui.harness import Harness, Plan
from tests.ui.test_training_runs import begin
from tests.ui.training_harness import TrainerPlan, Watched, project_to_train

STEPS_A_SECOND = 20  # more than a run on a processor makes
SECONDS = 8.0
STEPS = 20_000


@pytest.fixture(scope="session")
def qapp() -> object:
    return make_application()


@pytest.fixture
def watched(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    plan = TrainerPlan(tmp_path / "trainer.json")
    harness = Harness(qtbot, Settings(tmp_path / "settings.json"), Plan(tmp_path / "plan.json"))
    made = Watched(harness, plan)
    made.runs._poll.setInterval(POLL_MS)
    harness.start([str(project_to_train(tmp_path / "cups"))])
    harness.settle()
    yield made
    made.leave()
    plan.end_all()


def gaps(harness: Harness, seconds: float) -> str:
    """How late an 8 ms timer gets, beyond its period."""
    late: list[float] = []
    clock, timer = QElapsedTimer(), QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def tick() -> None:
        late.append(clock.nsecsElapsed() / 1e6 - 8)
        clock.restart()

    timer.timeout.connect(tick)
    clock.start()
    timer.start(8)
    harness.qtbot.wait(int(seconds * 1000))
    timer.stop()
    late.sort()
    return f"p99 {late[int(len(late) * 0.99)]:.1f}, worst {late[-1]:.1f} ms"


def report(what: str, figure: str, budget: str) -> None:
    print(f"\n{what:<52} {figure:>28}   (budget {budget})")


def test_event_loop_gap_while_a_run_is_watched(watched: Watched) -> None:
    harness = watched.harness
    report("event-loop gap, idle", gaps(harness, 4), "-")
    watched.plan.write(steps=100_000, pace=1 / STEPS_A_SECOND)
    begin(watched)
    watched.wait_step(3)
    budget = "p99 16, worst 50 ms"
    report("event-loop gap, training, tab hidden", gaps(harness, SECONDS), budget)
    harness.window.training.show_panel()
    harness.wait(lambda: harness.window.training.panel.loss_plot is not None)
    report("event-loop gap, training, tab shown", gaps(harness, SECONDS), budget)
    watched.runs.cancel(watched.current)
    watched.wait_for(RunState.CANCELLED)


def test_a_long_run_is_found_again(watched: Watched) -> None:
    """A run of many thousand steps, which a window that comes later reads whole."""
    harness = watched.harness
    watched.plan.write(until=3)
    begin(watched)
    folder = watched.wait_step(3).folder
    lines = (
        json.dumps({"event": "step", "step": step, "steps": 10 * STEPS, "loss": 1 / step,
                    "rate": 1e-3, "pictures_per_second": 11.4, "seconds_left": 60.0})
        for step in range(4, STEPS)
    )  # fmt: skip
    watched.runs._poll.stop()
    with (folder / PROGRESS).open("a") as file:
        file.writelines(f"{line}\n" for line in lines)
    harness.document.project_changed.emit()  # as when the project is opened
    late = gaps(harness, 4)
    assert watched.current.progress.last is not None
    assert watched.current.progress.last.step == STEPS - 1
    report(f"event-loop gap, finding a run of {STEPS:,} steps", late, "worst 50 ms")
    watched.runs.cancel(watched.current)
    watched.wait_for(RunState.CANCELLED)
