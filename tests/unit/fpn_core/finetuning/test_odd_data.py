"""Fine-tuning on odd data: one picture, none with boxes, unreadable ones, hostile neighbours."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fpn_core.errors import AnnotationError, TrainingError
from fpn_core.finetuning.run import finetune
from fpn_core.runs import Outcome
from tests.source_tree import ROOT
from tests.unit.fpn_core.finetuning.small_job import change_data, events, make_job, parent

__all__ = ["parent"]  # a fixture


@pytest.mark.parametrize("count", [1, 2])
def test_one_picture_is_enough_to_learn_from(tmp_path: Path, parent: Path, count: int) -> None:
    run = make_job(tmp_path, parent, count=count, held_out=0.5)
    assert finetune(run.path) is Outcome.DONE
    (plan,) = events(run, "plan")
    assert plan["pictures"] == 1
    assert plan["held_out"] == count - 1


def test_pictures_without_any_box_teach_what_is_no_object(tmp_path: Path, parent: Path) -> None:
    run = make_job(tmp_path, parent, classes="keep")
    change_data(run, annotations=[])
    assert finetune(run.path) is Outcome.DONE
    (plan,) = events(run, "plan")
    assert plan["recall"] is None


def test_an_unreadable_picture_is_told_and_the_rest_teach(tmp_path: Path, parent: Path) -> None:
    run = make_job(tmp_path, parent)
    for name in ("1.png", "4.png"):
        (tmp_path / "pictures" / name).write_bytes(b"\x89PNG no more")
    assert finetune(run.path) is Outcome.DONE
    problems = " ".join(e["text"] for e in events(run, "problem"))
    assert "1.png" in problems or "4.png" in problems


def test_missing_pictures_and_a_changed_parent_are_refused(tmp_path: Path, parent: Path) -> None:
    run = make_job(tmp_path, parent)
    file = run.path / "job.json"
    content = json.loads(file.read_text())
    file.write_text(json.dumps(content | {"model_key": "0" * 32}))
    with pytest.raises(TrainingError, match="is not the model that this run was made for"):
        finetune(run.path)
    file.write_text(json.dumps(content))
    for picture in (tmp_path / "pictures").glob("*.png"):
        picture.unlink()
    with pytest.raises(AnnotationError, match="none of its 8 pictures is in"):
        finetune(run.path)
    ends = events(run, "end")
    assert [e["outcome"] for e in ends] == ["failed"]


def test_a_file_of_the_users_is_never_imported(tmp_path: Path, parent: Path) -> None:
    run = make_job(tmp_path, parent, epochs=1, held_out=0.0)
    for folder in (run.path, tmp_path / "pictures"):
        for name in ("csv.py", "json.py", "torch.py"):
            (folder / name).write_text("raise SystemExit('imported')")
    command = [sys.executable, "-P", "-m", "fpn_core", "finetune", "--job", str(run.path)]
    done = subprocess.run(
        command,
        cwd=run.path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert run.model.exists()
