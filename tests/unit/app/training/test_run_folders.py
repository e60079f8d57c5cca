"""Runs by their folders: alive, killed, ended, hostile."""

import json
import shutil
from pathlib import Path

import pytest

from app.domain.training.run_folders import (
    RunState,
    RunView,
    discard,
    facts_of,
    halve_batch,
    log_tail,
    read_run,
    run_folders,
    with_facts,
)
from fpn_core.errors import TrainingError
from fpn_core.finetuning.job import Job, read_job
from fpn_core.runs import CHECKPOINT, CONTROL, DATA, JOB, LOG, PROGRESS, RunFolder, Wish


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    folder = tmp_path / "4-cups"
    folder.mkdir()
    Job("cups-4", about={"pictures": 3}).save(folder)
    (folder / DATA).write_text("{}")
    return RunFolder(folder)


def end(run: RunFolder, outcome: str, text: str = "") -> RunView:
    run.append({"event": "end", "outcome": outcome, "text": text, "model": None})
    return read_run(run.path)


def test_from_waiting_to_killed(run: RunFolder) -> None:
    view = read_run(run.path)
    assert (view.number, view.title, view.state) == (4, "cups-4", RunState.WAITING)
    with run.held():
        assert read_run(run.path).state is RunState.RUNNING
        run.append({"event": "step", "step": 3, "steps": 9, "loss": 0.5})
        run.append({"event": "paused", "step": 3})
        assert read_run(run.path).state is RunState.PAUSED
        run.ask(Wish.STOP)
        assert read_run(run.path).state is RunState.STOPPING
        run.ask(Wish.CANCEL)
        assert read_run(run.path).state is RunState.CANCELLING
        assert read_run(run.path).lives
    view = read_run(run.path)
    assert view.state is RunState.INTERRUPTED
    assert view.progress.last is not None
    assert view.progress.last.step == 3


@pytest.mark.parametrize("outcome", ["done", "stopped", "cancelled", "failed"])
def test_ends(run: RunFolder, outcome: str) -> None:
    view = end(run, outcome, "why it is so")
    assert view.state == RunState(outcome)
    assert view.reason == ("why it is so" if outcome == "failed" else "")
    assert view.model is None
    run.model.write_bytes(b"weights")
    assert (view.model is not None) == (outcome in ("done", "stopped"))


def test_a_list_needs_no_losses(run: RunFolder) -> None:
    for step in range(1, 50):
        run.append({"event": "step", "step": step, "steps": 50, "loss": 1 / step})
    run.append({"event": "judged", "step": 49, "weights": "raw", "AP50": 0.5, "best": True})
    end(run, "done")
    quick, whole = read_run(run.path).progress, read_run(run.path, steps=True).progress
    assert len(whole.losses) == 49
    assert len(quick.losses) == 1
    assert quick.last == whole.last
    assert quick.best == whole.best
    assert quick.end == whole.end


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', '{"format": 99, "title": ""}'])
def test_a_job_that_cannot_be_read(run: RunFolder, content: str) -> None:
    (run.path / JOB).write_text(content)
    view = read_run(run.path)
    assert view.state is RunState.LOST
    assert JOB in view.reason
    assert view.number == 4


def test_nonsense_in_the_progress(run: RunFolder) -> None:
    lines = [b"\xff\xfe\n", b"null\n", b"[" * 100_000 + b"\n", b'{"event": "step"}\n', b'{"ev']
    (run.path / PROGRESS).write_bytes(b"".join(lines))
    assert read_run(run.path).state is RunState.INTERRUPTED


def test_a_folder_that_is_gone(run: RunFolder) -> None:
    view = read_run(run.path)
    shutil.rmtree(run.path)
    run.append({"event": "step", "step": 1})  # as the process does that has lost its folder
    lost = with_facts(view, facts_of(run.path))
    assert lost.state is RunState.LOST
    assert "not there any more" in lost.reason
    assert read_run(run.path.with_name("5-gone")).state is RunState.LOST


def test_the_list_is_by_number_and_has_nothing_else(tmp_path: Path) -> None:
    for name in ("10-b", "9-a", ".making-3f", "notes", "2-file"):
        (tmp_path / name).mkdir() if name != "2-file" else (tmp_path / name).write_text("")
    assert [each.name for each in run_folders(tmp_path)] == ["9-a", "10-b"]
    assert run_folders(tmp_path / "none") == []


def test_discarding_keeps_the_words(run: RunFolder) -> None:
    run.append({"event": "step", "step": 1, "steps": 2, "loss": 1})
    (run.path / LOG).write_text("words")
    (run.path / CHECKPOINT).write_bytes(b"weights")
    (run.path / "cache").mkdir()
    (run.path / "cache" / "a.bin").write_bytes(b"features")
    discard(run.path)
    assert {each.name for each in run.path.iterdir()} == {JOB, DATA, PROGRESS, LOG}
    assert read_run(run.path).state is RunState.CANCELLED


def test_half_the_batch(run: RunFolder) -> None:
    before = read_job(run.path)
    assert [halve_batch(run.path) for _each in range(3)] == [2, 1, 1]
    after = read_job(run.path)
    assert (after.title, after.about) == (before.title, before.about)
    (run.path / JOB).write_text(json.dumps({"format": 1}))
    with pytest.raises(TrainingError):
        halve_batch(run.path)


def test_the_end_of_a_long_log(run: RunFolder) -> None:
    assert log_tail(run.path) == ""
    (run.path / LOG).write_bytes(b"short \xff\n")
    assert log_tail(run.path) == "short \ufffd\n"
    (run.path / LOG).write_text("".join(f"line {n}\n" for n in range(10_000)))
    tail = log_tail(run.path)
    assert tail.startswith("line ")
    assert tail.endswith("line 9999\n")
    assert len(tail) < 25_000


def test_a_wish_of_no_meaning_is_none(run: RunFolder) -> None:
    (run.path / CONTROL).write_text("dance")
    with run.held():
        assert read_run(run.path).state is RunState.RUNNING
