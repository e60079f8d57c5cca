"""What tests of fine-tuning start from: a project to train on, and a trainer that obeys a plan."""

import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.domain.training.run_folders import RunState, RunView
from app.services.training import launch
from fpn_core.runs import Entry, RunFolder
from tests.ui.harness import Harness
from tests.unit.app.training.projects import Made

FAKE_TRAINER = Path(__file__).with_name("fake_trainer.py")
_POLL_MS = 15


class TrainerPlan:
    """The plan file of the trainer without a model, and the log of its starts beside it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.values: dict[str, Any] = {"steps": 20}
        self.write()

    def write(self, **values: Any) -> None:
        """Change the plan; the trainer reads it at every step."""
        self.values.update(values)
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps(self.values))
        part.replace(self.file)

    @property
    def command(self) -> list[str]:
        """The trainer that the window starts."""
        return [sys.executable, str(FAKE_TRAINER), str(self.file)]

    def starts(self) -> list[dict[str, Any]]:
        """The processes that were started, in order."""
        log = self.file.with_suffix(".starts")
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def end_all(self) -> None:
        """End what a test has left, and hear of it."""
        for start in self.starts():
            folder = Path(start["folder"])
            if launch.is_running(folder):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(start["pid"], signal.SIGKILL)
        for folder, child in list(launch._children.items()):
            child.wait(timeout=30)
            launch.forget_exit(folder)


def project_to_train(folder: Path, pictures: int = 10, name: str = "cup") -> Path:
    """A folder of pictures, each reviewed and with a box of one class."""
    made = Made(folder)
    made.add_pictures(pictures, made.add_class(name).id)
    made.project.close()
    return folder


class Watched:
    """A window whose runs are trained by a plan."""

    def __init__(self, harness: Harness, plan: TrainerPlan) -> None:
        self.harness, self.plan = harness, plan
        self.runs = harness.session.training
        self.runs.command = plan.command
        self.runs._poll.setInterval(_POLL_MS)
        self.ended: list[RunView] = []
        self.interrupted: list[RunView] = []
        self.told: list[str] = []
        self.runs.run_ended.connect(self.ended.append)
        self.runs.interrupted.connect(self.interrupted.append)
        harness.document.told.connect(self.told.append)

    @property
    def current(self) -> RunView:
        """The run that is watched."""
        run = self.runs.current
        assert run is not None
        return run

    @property
    def state(self) -> RunState | None:
        """What the watched run does."""
        return None if self.runs.current is None else self.runs.current.state

    def leave(self) -> None:
        """Close the window; a run goes on."""
        self.let_go_on()
        self.harness.close()

    def let_go_on(self) -> None:
        """Let a run go on, without a question, when the window is closed."""
        if not self.harness._closed and self.harness.window.isVisible():
            self.harness.session.settings["run_at_close"] = "go_on"

    def wait_for(self, *states: RunState) -> RunView:
        """Wait until the watched run is in one of these states."""
        self.harness.wait(lambda: self.state in states)
        return self.current

    def wait_step(self, step: int) -> RunView:
        """Wait until the window has heard of a step."""

        def heard() -> bool:
            last = self.current.progress.last if self.runs.current is not None else None
            return last is not None and last.step >= step

        self.harness.wait(heard)
        return self.current

    def entries(self, event: str) -> list[Entry]:
        """Lines of the watched run's progress of a kind, as its file has them."""
        found = RunFolder(self.current.folder).entries()
        return [each for each in found if each.get("event") == event]


MakeWatched = Callable[..., Watched]
