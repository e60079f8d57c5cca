"""Runs in processes of their own: started, watched, paused, stopped, killed, resumed, queued."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.training.making import Made
from app.domain.training.run_folders import RunState
from app.services.settings import runs_dir
from app.services.training.launch import start_trainer, trainer_command
from app.services.training.look import Listing
from fpn_core.errors import TrainingError
from fpn_core.finetuning.job import FinetuneConfig, read_job
from fpn_core.runs import CHECKPOINT, JOB, LOCK, PROGRESS, Outcome, RunFolder
from tests.source_tree import ROOT
from tests.ui.training_harness import MakeWatched, TrainerPlan, Watched, project_to_train
from tests.unit.app.training.projects import MODEL, order


def begin(watched: Watched, title: str = "cups-1", **settings: object) -> None:
    """Make a run and start it, as the dialog does."""
    maker = watched.harness.session.run_maker
    made: list[Made] = []
    maker.made.connect(made.append)
    config = FinetuneConfig(**settings)  # type: ignore[arg-type]
    maker.make(order(title=title, info=MODEL, settings=config), watched.runs.folder)
    watched.harness.wait(lambda: made)
    watched.runs.add(made[0].folder)


def test_a_run_from_start_to_end(watched: MakeWatched) -> None:
    made = watched()
    begin(made)
    assert made.state is RunState.STARTING
    run = made.wait_for(RunState.DONE)
    assert [each.number for each in made.runs.runs] == [1]
    assert [each.state for each in made.ended] == [RunState.DONE]
    assert run.model == run.folder / "model.safetensors"
    assert len(run.progress.losses) == 20
    assert run.progress.best is not None
    assert run.progress.best.ap50 == pytest.approx(0.7)
    (start,) = made.plan.starts()
    assert Path(start["cwd"]) == run.folder


def test_it_is_a_process_of_its_own_session(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(until=3)
    begin(made)
    made.wait_step(3)
    pid = made.plan.starts()[0]["pid"]
    assert os.getsid(pid) == pid != os.getsid(0)


def test_pause_resume_stop(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(until=15)
    begin(made)
    run = made.wait_step(15)
    made.runs.pause(run)
    made.wait_for(RunState.PAUSED)
    made.runs.go_on(run)
    made.wait_for(RunState.RUNNING)
    made.runs.stop(run)
    assert made.state is RunState.STOPPING
    run = made.wait_for(RunState.STOPPED)
    assert run.model is not None
    assert run.progress.end is not None
    assert run.progress.end.outcome is Outcome.STOPPED
    assert made.ended == [run]


def test_cancel_keeps_nothing_but_the_log(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(until=15)
    begin(made)
    made.runs.cancel(made.wait_step(15))
    assert made.state is RunState.CANCELLING
    run = made.wait_for(RunState.CANCELLED)
    assert run.model is None
    assert not (run.folder / CHECKPOINT).exists()


def test_a_killed_run_goes_on_where_it_was(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(until=7, torn=True)
    begin(made)
    made.wait_step(7)
    os.kill(made.plan.starts()[0]["pid"], signal.SIGKILL)
    run = made.wait_for(RunState.INTERRUPTED)
    assert run.out_of_memory
    assert run.progress.last is not None
    assert run.progress.last.step == 7
    made.plan.write(until=None)
    made.runs.resume(run)
    assert made.state is RunState.STARTING
    run = made.wait_for(RunState.DONE)
    assert [step for step, _loss in run.progress.losses] == list(range(1, 21))
    assert [each["step"] for each in made.entries("step")] == list(range(1, 21))
    assert len(made.plan.starts()) == 2
    assert len(made.interrupted) == 1


def test_memory_short_goes_on_with_half_the_batch(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(die={"5": 9}, torn=True)
    begin(made, batch=6)
    run = made.wait_for(RunState.INTERRUPTED)
    assert run.out_of_memory
    made.plan.write(die={})
    made.runs.resume(run, half=True)
    assert "3 pictures a step" in made.told[-1]
    run = made.wait_for(RunState.DONE)
    assert read_job(run.folder).settings.batch == 3


def test_other_deaths_are_told_in_the_logs_last_words(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(exit=2)
    begin(made)
    run = made.wait_for(RunState.INTERRUPTED)
    assert not run.out_of_memory
    assert run.reason == "the trainer: no such model file"
    made.plan.write(exit=None)
    made.runs.resume(run)
    made.wait_for(RunState.DONE)


def test_a_run_that_fails_in_order(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(fail=3)
    begin(made)
    run = made.wait_for(RunState.FAILED)
    assert "not finite" in run.reason
    assert [(each.text, each.problem) for each in run.progress.messages] == [
        ("The loss is not finite.", True)
    ]


def test_a_window_that_comes_later_goes_on_watching(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(until=5)
    begin(made)
    made.wait_step(5)
    made.leave()
    other = watched()
    assert other.state is RunState.RUNNING
    assert len(other.current.progress.losses) == 5
    other.plan.write(until=None)
    run = other.wait_for(RunState.DONE)
    assert other.ended == [run]
    assert len(run.progress.losses) == 20


def test_what_ended_while_no_window_was_open_is_told_once(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(until=5)
    begin(made)
    run = made.wait_step(5)
    made.leave()
    made.plan.write(until=None)
    while RunFolder(run.folder).is_alive():
        made.harness.qtbot.wait(5)
    other = watched()
    other.harness.wait(lambda: other.ended)
    assert other.ended[0].state is RunState.DONE
    other.leave()
    third = watched()
    assert third.state is RunState.DONE
    assert third.ended == []


def test_what_was_killed_while_no_window_was_open_is_offered(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(until=5)
    begin(made)
    made.wait_step(5)
    made.leave()
    made.plan.end_all()
    other = watched()
    assert [each.state for each in other.interrupted] == [RunState.INTERRUPTED]
    other.runs.discard(other.current)
    run = other.wait_for(RunState.CANCELLED)
    assert not (run.folder / CHECKPOINT).exists()
    assert (run.folder / PROGRESS).exists()


def test_a_second_run_waits_for_the_first(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(until=5)
    begin(made)
    made.wait_step(5)
    begin(made, "cups-2")
    first, second = reversed(made.runs.runs)
    assert (first.state, second.state) == (RunState.RUNNING, RunState.WAITING)
    assert "Run 2 waits" in made.told[-1]
    assert len(made.plan.starts()) == 1
    made.plan.write(until=None)
    made.harness.wait(lambda: all(run.state is RunState.DONE for run in made.runs.runs))
    assert [Path(each["folder"]).name for each in made.plan.starts()] == ["1-cups-1", "2-cups-2"]


def test_a_run_of_another_project_is_waited_for(watched: MakeWatched, tmp_path: Path) -> None:
    first = watched()
    first.plan.write(until=5)
    begin(first)
    first.wait_step(5)
    second = watched(project_to_train(tmp_path / "mugs"))
    begin(second, "mugs-1")
    assert second.state is RunState.WAITING
    assert "run 1-cups-1 of another project" in second.told[-1]
    second.harness.qtbot.wait(100)
    assert second.state is RunState.WAITING
    first.plan.write(until=None)
    second.wait_for(RunState.DONE)


def test_a_waiting_run_is_given_up(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(until=5)
    begin(made)
    made.wait_step(5)
    begin(made, "cups-2")
    made.runs.cancel(made.runs.runs[0])
    made.harness.wait(lambda: made.runs.runs[0].state is RunState.CANCELLED)
    assert made.state is RunState.RUNNING
    made.plan.write(until=None)
    made.wait_for(RunState.DONE)
    assert len(made.plan.starts()) == 1


def test_the_folder_is_deleted_while_it_runs(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(until=5)
    begin(made)
    run = made.wait_step(5)
    shutil.rmtree(run.folder)
    made.wait_for(RunState.LOST)
    assert sum("not there any more" in each for each in made.told) == 1
    begin(made, "cups-2")
    made.plan.write(until=None)
    made.wait_for(RunState.DONE)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b'{"format": 1}'])
def test_hostile_folders_are_named_and_the_others_live(
    watched: MakeWatched, content: bytes
) -> None:
    made = watched()
    begin(made)
    run = made.wait_for(RunState.DONE)
    bad = run.folder.with_name("2-bad")
    shutil.copytree(run.folder, bad)
    (bad / JOB).write_bytes(content)
    (run.folder.with_name("3-empty")).mkdir()
    made.runs.refresh()
    made.harness.wait(lambda: len(made.runs.runs) == 3)
    assert [each.state for each in made.runs.runs] == [
        RunState.LOST, RunState.LOST, RunState.DONE
    ]  # fmt: skip
    begin(made, "cups-4")
    assert made.current.number == 4
    made.wait_for(RunState.DONE)


def test_a_trainer_that_cannot_be_started(watched: MakeWatched) -> None:
    made = watched()
    made.runs.command = ["/no/such/python"]
    begin(made)
    run = made.wait_for(RunState.INTERRUPTED)
    assert "cannot be started" in run.reason
    made.runs.command = made.plan.command
    made.runs.resume(run)
    made.wait_for(RunState.DONE)


def test_a_wish_that_cannot_be_written_is_told(
    watched: MakeWatched, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = watched()
    made.plan.write(until=5)
    begin(made)
    run = made.wait_step(5)

    def full(_run: RunFolder, _wish: object) -> None:
        raise TrainingError("control: cannot be written: no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(RunFolder, "ask", full)
        made.runs.stop(run)
    assert "no space left" in made.told[-1]
    assert made.state is RunState.RUNNING


def test_slow_to_start_is_starting(watched: MakeWatched, tmp_path: Path) -> None:
    made = watched()
    go = tmp_path / "go"
    made.plan.write(slow_start=str(go))
    begin(made)
    made.harness.wait(lambda: made.plan.starts())
    made.harness.qtbot.wait(60)
    assert made.state is RunState.STARTING
    go.touch()
    made.wait_for(RunState.DONE)


def test_a_run_that_is_being_started_is_cancelled_at_once(
    watched: MakeWatched, tmp_path: Path
) -> None:
    made = watched()
    made.plan.write(slow_start=str(tmp_path / "never"))
    begin(made)
    made.harness.wait(lambda: made.plan.starts())
    made.runs.cancel(made.current)
    made.wait_for(RunState.CANCELLED)
    made.plan.write(slow_start=None)
    begin(made, "cups-2")
    made.wait_for(RunState.DONE)


def test_a_second_window_sees_what_the_first_one_does(watched: MakeWatched) -> None:
    first = watched()
    second = watched()
    assert second.harness.document.project.read_only
    first.plan.write(until=5)
    begin(first)
    first.wait_step(5)
    second.runs.refresh()
    second.wait_step(5)
    os.kill(first.plan.starts()[0]["pid"], signal.SIGKILL)
    first.wait_for(RunState.INTERRUPTED)
    second.wait_for(RunState.INTERRUPTED)
    second.runs.resume(second.current)
    assert "is open elsewhere" in second.told[-1]
    first.runs.resume(first.current)
    first.wait_for(RunState.RUNNING)
    second.runs.refresh()
    second.wait_for(RunState.RUNNING)
    first.plan.write(until=None)
    first.wait_for(RunState.DONE)
    second.wait_for(RunState.DONE)
    assert len(first.plan.starts()) == 2


def test_a_list_that_was_read_before_a_run_was_made_loses_none(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(until=3)
    begin(made)
    made.wait_step(3)
    project = made.harness.document.project
    made.runs._take_list(project, (Listing(), None), None)
    assert made.state is RunState.RUNNING
    made.plan.write(until=None)
    made.wait_for(RunState.DONE)


def test_nothing_beside_the_run_is_imported(tmp_path: Path) -> None:
    """The command that trains, in a folder whose files are called like modules of Python."""
    for name in ("csv", "json", "torch", "fpn_core"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a file of the user was imported')")
    command = trainer_command()
    assert command[-2:] == ["finetune", "--job"]
    done = subprocess.run(
        [*command[:-2], "--help"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_search_path_is_without_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trainer: TrainerPlan
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", ".", str(ROOT)]))
    script = "import sys; print(sys.path, flush=True)"
    start_trainer(tmp_path, [sys.executable, "-P", "-c", script])
    trainer.end_all()
    path = (tmp_path / "log.txt").read_text()
    assert repr(str(ROOT)) in path
    assert "''" not in path
    assert repr(str(tmp_path)) not in path


def test_runs_lie_in_the_users_data(watched: MakeWatched) -> None:
    made = watched()
    begin(made)
    run = made.wait_for(RunState.DONE)
    assert run.folder.parent == runs_dir() / made.harness.document.project.uid
    assert (run.folder / LOCK).exists()
