"""The files through which a run and its watcher talk."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fpn_core.errors import TrainingError
from fpn_core.finetuning.job import (
    FinetuneConfig,
    Job,
    Part,
    minutes_to_train,
    parts_to_train,
    read_job,
    steps_of_epochs,
)
from fpn_core.runs import CONTROL, JOB, LOCK, ProgressTail, RunFolder, Wish
from tests.source_tree import ROOT

HOLDER = """
import sys
from pathlib import Path
from fpn_core.runs import RunFolder
with RunFolder(Path(sys.argv[1])).held():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_watcher_reads_each_line_once_and_no_torn_one(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    tail = ProgressTail(folder)
    assert tail.read() == []
    folder.append({"step": 1})
    folder.append({"step": 2})
    with folder.progress.open("a") as stream:
        stream.write('{"step": 3, "lo')
    assert [e["step"] for e in tail.read()] == [1, 2]
    assert tail.read() == []
    with folder.progress.open("a") as stream:
        stream.write('ss": 0.5}\n[1]\n' + "[" * 100_000 + "\n")
    assert tail.read() == [{"step": 3, "loss": 0.5}]
    assert folder.entries() == [{"step": 1}, {"step": 2}, {"step": 3, "loss": 0.5}]


def test_a_watcher_starts_anew_when_a_resumed_run_rewrites_its_progress(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    tail = ProgressTail(folder)
    for step in range(1, 6):
        folder.append({"step": step})
    assert len(tail.read()) == 5
    folder.forget_after(3)
    folder.append({"step": 4})
    assert [e["step"] for e in tail.read()] == [1, 2, 3, 4]
    assert tail.restarts == 1


def test_a_run_that_begins_again_forgets_everything_and_a_resumed_one_its_end(
    tmp_path: Path,
) -> None:
    folder = RunFolder(tmp_path)
    for entry in ({"event": "plan"}, {"step": 4}, {"event": "end"}):
        folder.append(entry)
    folder.forget_after(4)
    assert folder.entries() == [{"event": "plan"}, {"step": 4}]
    folder.forget_after(0)
    assert folder.entries() == []


def test_a_wish_is_heard_until_it_is_forgotten(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    assert folder.wish() is None
    for wish in Wish:
        folder.ask(wish)
        assert folder.wish() is wish
    folder.forget_wish()
    assert folder.wish() is None
    (tmp_path / CONTROL).write_text("dance")
    assert folder.wish() is None
    (tmp_path / CONTROL).write_bytes(b"\xff\xfe")
    assert folder.wish() is None


def test_a_run_is_alive_while_its_process_is(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    assert not folder.is_alive()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert folder.is_alive()
        with pytest.raises(TrainingError, match="another process trains in it"), folder.held():
            pass
        holder.kill()
    assert (tmp_path / LOCK).exists()
    assert not folder.is_alive()
    with folder.held():
        pass


def test_a_job_comes_back_from_its_file(tmp_path: Path) -> None:
    job = Job(
        "cells-2",
        model="lite",
        settings=FinetuneConfig(classes="only", minutes=3, seed=4),
        about={"project": "abc"},
        plan={"steps": 40},
    )
    job.save(tmp_path)
    assert read_job(tmp_path) == job


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 99}, "format 99 is of a later PyramidLabel"),
        ({"title": 3}, "Job.title: expected str, found 3"),
        ({"settings": {"batch": 0}}, "batch 0 is not within 1 to 1024"),
        ({"settings": {"speed": 1}}, "unknown settings speed"),
        ({"about": []}, "Job.about: expected an object"),
    ],
)
def test_a_job_that_makes_no_sense_is_refused(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    Job("cells").save(tmp_path)
    content = json.loads((tmp_path / JOB).read_text()) | change
    (tmp_path / JOB).write_text(json.dumps(content))
    with pytest.raises(TrainingError, match=message):
        read_job(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", "{}", "nul", '"text"'])
def test_a_job_file_that_holds_no_job_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / JOB).write_text(content)
    with pytest.raises(TrainingError, match="no readable job"):
        read_job(tmp_path)


def test_a_folder_without_a_job_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="give the folder of a run"):
        read_job(tmp_path)


def test_what_is_trained_follows_pictures_and_recall() -> None:
    only, keep = FinetuneConfig(classes="only"), FinetuneConfig(classes="keep")
    assert parts_to_train(only, 10, 0.95) == [Part.PREDICTOR]
    assert Part.PYRAMID in parts_to_train(only, 10, 0.5)
    assert Part.BACKBONE not in parts_to_train(only, 100, 0.5)
    assert Part.BACKBONE in parts_to_train(only, 300, 0.5)
    assert parts_to_train(keep, 300, 0.95) == [Part.PREDICTOR]
    assert parts_to_train(keep, 300, None) == [Part.PREDICTOR, Part.RPN]
    assert Part.PYRAMID in parts_to_train(FinetuneConfig(train="pyramid"), 10, 1.0)


def test_how_long_a_run_takes_follows_its_pictures() -> None:
    assert minutes_to_train(FinetuneConfig(), 5) == 2
    assert minutes_to_train(FinetuneConfig(), 100) == 6
    assert minutes_to_train(FinetuneConfig(minutes=1), 100) == 1
    assert steps_of_epochs(FinetuneConfig(epochs=2, batch=4), 10) == 5
