"""A whole fine-tuning run: what it leaves, how it ends, and that it goes on where it was killed."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from fpn_core.errors import TrainingError
from fpn_core.evaluation import compare
from fpn_core.finetuning import run as finetuning
from fpn_core.finetuning.features import FOLDER
from fpn_core.finetuning.job import read_job
from fpn_core.finetuning.pace import LEAST_STEPS
from fpn_core.finetuning.part_way import NOT_BETTER, can_meet
from fpn_core.finetuning.run import finetune
from fpn_core.finetuning.task import FinetuneTask
from fpn_core.model_file import read_model
from fpn_core.models import load_model
from fpn_core.runs import DETECTIONS, REPORT, Outcome, RunFolder, Wish
from fpn_core.training import loop
from fpn_core.training.checkpoint import load_checkpoint
from fpn_core.training.optimiser import WeightAverage
from tests.source_tree import ROOT
from tests.unit.fpn_core.finetuning.small_job import events, make_job, parent

__all__ = ["parent"]  # a fixture

CHILD = """
import os, signal, sys
from pathlib import Path
from fpn_core.finetuning.run import finetune
from fpn_core.training import loop
from fpn_core.training.optimiser import WeightAverage

deadly, steps, update = int(sys.argv[2]), [0], WeightAverage.update

def dying(self, network):
    update(self, network)
    steps[0] += 1
    if steps[0] == deadly:
        os.kill(os.getpid(), getattr(signal, sys.argv[3]))

WeightAverage.update = dying
finetune(Path(sys.argv[1]))
"""


def in_a_child(run: RunFolder, deadly: int, name: str) -> subprocess.CompletedProcess:
    """The run in a process of its own that gets the signal in the middle of a step."""
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(run.path), str(deadly), name],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(autouse=True)
def often_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkpoints and lines of progress every few steps."""
    monkeypatch.setattr(finetuning, "CHECKPOINT_EVERY", 4)
    monkeypatch.setattr(loop, "LOSS_WINDOW", 2)


def assert_same_weights(first: Path, second: Path) -> None:
    one, other = load_file(first), load_file(second)
    assert set(one) == set(other)
    for name, value in one.items():
        torch.testing.assert_close(other[name], value, atol=1e-6, rtol=0, msg=name)


def test_a_run_leaves_a_model_a_report_and_its_story(tmp_path: Path, parent: Path) -> None:
    run = make_job(tmp_path, parent)
    told: list[dict[str, Any]] = []
    assert finetune(run.path, told.append) is Outcome.DONE
    model = load_model(run.model)
    assert model.config.class_names == ("red", "green")
    about = model.provenance
    assert (about["name"], about["parent"]) == ("cells", "colours")
    assert about["parent_key"] == read_model(parent).key
    assert (about["pictures"], about["held_out"]) == (6, 2)
    assert about["figures"]["pictures"] == 2
    assert model.memory is not None
    (plan,) = events(run, "plan")
    assert plan["parts"] == ["predictor", "rpn", "box_head", "pyramid"]
    assert (plan["new_classes"], plan["kept_classes"]) == (["green"], [])
    assert (plan["steps"], plan["held_out"]) == (12, 2)
    steps = events(run, "step")
    seen = [e["step"] for e in steps]
    assert seen == sorted(set(seen))
    assert {2, 4, 6, 8, 10, 12} <= set(seen)  # more where steps take seconds
    assert steps[-1]["seconds_left"] == 0
    judged = events(run, "judged")
    assert judged[0]["weights"] == "parent"
    assert [e["weights"] for e in judged][-2:] == ["average", "raw"]
    assert judged[0]["AP50_new"] in (0.0, None)
    assert sum(e["best"] for e in judged) >= 1
    assert run.entries() == told
    assert told[-1] == {"event": "end", "outcome": "done", "text": "", "model": str(run.model)}
    report = json.loads((run.path / REPORT).read_text())
    assert (report["pictures"], report["before"]["name"]) == (2, "colours")
    assert len(json.loads((run.path / DETECTIONS).read_text())["pictures"]) == 2
    assert not (run.path / FOLDER).exists()
    assert read_job(run.path).plan["threads"] == 1


def test_a_quarter_of_the_way_is_kept_where_a_model_is_not_clearly_better(
    tmp_path: Path, parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_job(tmp_path / "first", parent)
    finetune(first.path)
    monkeypatch.setattr(compare, "ENOUGH_BOXES", 1)
    with monkeypatch.context() as patch:
        patch.setattr(finetuning, "can_meet", lambda *models: False)
        whole = make_job(tmp_path / "whole", first.model, rate=1e-5)
        finetune(whole.path)
    steady = make_job(tmp_path / "steady", first.model, rate=1e-5)
    finetune(steady.path)
    assert json.loads((whole.path / REPORT).read_text())["verdict"] in NOT_BETTER
    assert [("quarter of the way" in e["text"]) for e in events(steady, "note")].count(True) == 1
    assert not any("quarter of the way" in e["text"] for e in events(whole, "note"))
    before, after, met = (load_file(each.model) for each in (first, whole, steady))
    for name, value in met.items():
        if not name.startswith("memory"):
            part = 0.75 * before[name] + 0.25 * after[name]
            torch.testing.assert_close(value, part, atol=1e-6, rtol=0)
    assert any((before[name] != value).any() for name, value in after.items() if name in before)
    about = read_model(steady.model).provenance
    assert about["part_way"] == 0.25
    assert about["figures"]["pictures"] == 2
    model = read_model(steady.model)
    assert not can_meet(read_model(first.model), model)  # a run that is gone on with stays there
    report = json.loads((steady.path / REPORT).read_text())
    assert report["after"]["key"] == model.key


def test_models_of_other_classes_do_not_meet(tmp_path: Path, parent: Path) -> None:
    run = make_job(tmp_path, parent)
    finetune(run.path)
    assert not can_meet(read_model(parent), read_model(run.model))
    assert can_meet(read_model(run.model), read_model(run.model))


def test_kept_classes_stay_in_the_model_and_their_rows_as_they_were(
    tmp_path: Path, parent: Path
) -> None:
    run = make_job(tmp_path, parent, classes="keep", held_out=0.0)
    assert finetune(run.path) is Outcome.DONE
    before, after = read_model(parent), read_model(run.model)
    assert after.config.class_names == ("red", "blue", "green")
    (plan,) = events(run, "plan")
    assert plan["parts"] == ["predictor", "rpn"]
    assert plan["kept_classes"] == ["blue"]
    assert "kept" in events(run, "step")[0]
    old, new = before.network.predictor, after.network.predictor
    assert torch.equal(new.scores.weight[1], old.scores.weight[1])
    assert torch.equal(new.deltas.weight[4:8], old.deltas.weight[4:8])
    assert not torch.equal(new.scores.weight[0], old.scores.weight[0])
    for part in ("backbone", "pyramid", "box_head"):
        state = getattr(before.network, part).state_dict()
        for name, value in getattr(after.network, part).state_dict().items():
            assert torch.equal(value, state[name]), name
    assert not (run.path / REPORT).exists()
    memory = after.memory
    assert memory is not None
    assert set(memory.labels.tolist()) == {0, 1, 2, 3}


def test_without_a_memory_nothing_below_the_last_layer_moves(tmp_path: Path, parent: Path) -> None:
    forgetful = read_model(parent)
    forgetful.memory = None
    file = tmp_path / "forgetful.safetensors"
    forgetful.save(file)
    run = make_job(tmp_path, file, classes="keep")
    finetune(run.path)
    (plan,) = events(run, "plan")
    assert plan["parts"] == ["predictor"]
    assert "no memory" in plan["text"]


@pytest.mark.parametrize("amount", ["predictor", "backbone"])
def test_how_much_is_trained_can_be_asked_for(tmp_path: Path, parent: Path, amount: str) -> None:
    run = make_job(tmp_path, parent, train=amount, epochs=1, held_out=0.0)
    assert finetune(run.path) is Outcome.DONE
    before, after = (read_model(file).network.state_dict() for file in (parent, run.model))
    moved = {name.split(".")[0] for name in before if not torch.equal(before[name], after[name])
             and before[name].shape == after[name].shape}  # fmt: skip
    expected = {"predictor": set(), "backbone": {"backbone", "pyramid", "rpn_head", "box_head"}}
    assert moved - {"predictor"} == expected[amount]


@pytest.mark.parametrize(
    "kills", [1, pytest.param(6, marks=pytest.mark.slow)], ids=["one kill", "six kills"]
)
def test_a_killed_run_ends_with_the_weights_of_one_that_was_not(
    tmp_path: Path, parent: Path, kills: int
) -> None:
    whole = make_job(tmp_path / "whole", parent, classes="keep")
    finetune(whole.path)
    for attempt in range(kills):
        run = make_job(tmp_path / f"killed {attempt}", parent, classes="keep")
        deadly = random.randrange(1, 12)
        assert in_a_child(run, deadly, "SIGKILL").returncode == -signal.SIGKILL
        assert not run.is_alive()
        with run.progress.open("a") as progress:
            progress.write('{"event": "st')
        assert finetune(run.path) is Outcome.DONE
        assert_same_weights(whole.model, run.model)
        assert [e["step"] for e in events(run, "step")] == [2, 4, 6, 8, 10, 12]
        assert len(events(run, "plan")) == 1


def test_a_killed_run_may_go_on_with_fewer_pictures_a_step(tmp_path: Path, parent: Path) -> None:
    """Where the system ended it for want of memory."""
    run = make_job(tmp_path, parent)
    assert in_a_child(run, 9, "SIGKILL").returncode == -signal.SIGKILL
    file = run.path / "job.json"
    content = json.loads(file.read_text())
    content["settings"]["batch"] = 1
    file.write_text(json.dumps(content))
    assert finetune(run.path) is Outcome.DONE
    assert events(run, "step")[-1]["step"] == 12


def test_sigterm_keeps_a_checkpoint_and_says_no_end(tmp_path: Path, parent: Path) -> None:
    run = make_job(tmp_path, parent)
    result = in_a_child(run, 3, "SIGTERM")
    assert "stopped at step 3 of 12" in result.stderr
    assert events(run, "end") == []
    state = load_checkpoint(run)
    assert state is not None
    assert state["step"] == 3


def wish_at(monkeypatch: pytest.MonkeyPatch, run: RunFolder, step: int, wish: Wish) -> None:
    update, done = WeightAverage.update, [0]

    def wishing(self: WeightAverage, network: Any) -> None:
        update(self, network)
        done[0] += 1
        if done[0] == step:
            run.ask(wish)

    monkeypatch.setattr(WeightAverage, "update", wishing)


def test_stop_and_keep_ends_with_the_best_model_so_far(
    tmp_path: Path, parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_job(tmp_path, parent)
    wish_at(monkeypatch, run, 5, Wish.STOP)
    assert finetune(run.path) is Outcome.STOPPED
    assert read_model(run.model).provenance["steps"] <= 5
    assert events(run, "end")[0]["outcome"] == "stopped"
    assert run.wish() is None


def test_cancel_keeps_nothing_but_the_story(
    tmp_path: Path, parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_job(tmp_path, parent)
    wish_at(monkeypatch, run, 5, Wish.CANCEL)
    assert finetune(run.path) is Outcome.CANCELLED
    assert not run.model.exists()
    assert not (run.path / FOLDER).exists()
    assert events(run, "end")[0] == {"event": "end", "outcome": "cancelled", "text": "",
                                     "model": None}  # fmt: skip


def test_a_wish_before_the_first_step_ends_it_too(tmp_path: Path, parent: Path) -> None:
    run = make_job(tmp_path, parent)
    run.ask(Wish.STOP)
    assert finetune(run.path) is Outcome.CANCELLED
    assert "before anything was learnt" in events(run, "end")[0]["text"]


def test_a_pause_changes_nothing(
    tmp_path: Path, parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make_job(tmp_path / "whole", parent)
    finetune(whole.path)
    run = make_job(tmp_path / "paused", parent)
    wish_at(monkeypatch, run, 5, Wish.PAUSE)
    monkeypatch.setattr("fpn_core.training.loop.time.sleep", lambda seconds: run.ask(Wish.RESUME))
    assert finetune(run.path) is Outcome.DONE
    assert [e["step"] for e in events(run, "paused")] == [5]
    assert [e["step"] for e in events(run, "resumed")] == [5]
    assert_same_weights(whole.model, run.model)


def test_where_memory_runs_out_pictures_go_through_one_by_one(
    tmp_path: Path, parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make_job(tmp_path / "whole", parent, batch=4)
    finetune(whole.path)
    plain = FinetuneTask.losses

    def too_large(self: FinetuneTask, chunk: Any, seed: int) -> Any:
        if chunk.pictures > 1:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried 9 bytes")
        return plain(self, chunk, seed)

    monkeypatch.setattr(FinetuneTask, "losses", too_large)
    run = make_job(tmp_path / "small", parent, batch=4)
    assert finetune(run.path) is Outcome.DONE
    notes = [e["text"] for e in events(run, "note")]
    assert notes
    assert set(notes) == {"out of memory; going on with half as many pictures at a time"}
    one, other = (events(each, "step")[0]["rpn_objectness"] for each in (whole, run))
    assert one == pytest.approx(other, rel=0.05)


def test_out_of_memory_with_one_picture_is_an_error_that_says_what_to_do(
    tmp_path: Path, parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_large(self: FinetuneTask, chunk: Any, seed: int) -> Any:
        raise MemoryError

    monkeypatch.setattr(FinetuneTask, "losses", too_large)
    run = make_job(tmp_path, parent)
    with pytest.raises(TrainingError, match=r"out of memory with one picture at a time.*smaller"):
        finetune(run.path)
    assert events(run, "end")[0]["outcome"] == "failed"


def test_a_loss_that_is_no_number_names_the_pictures_and_keeps_the_checkpoint(
    tmp_path: Path, parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, calls = FinetuneTask.losses, [0]

    def broken(self: FinetuneTask, chunk: Any, seed: int) -> Any:
        losses = plain(self, chunk, seed)
        calls[0] += 1
        return {k: v * torch.nan for k, v in losses.items()} if calls[0] > 10 else losses

    monkeypatch.setattr(FinetuneTask, "losses", broken)
    run = make_job(tmp_path, parent)
    with pytest.raises(TrainingError, match=r"the loss is nan .*\.png.*last good checkpoint"):
        finetune(run.path)
    end = events(run, "end")[0]
    assert end["outcome"] == "failed"
    assert ".png" in end["text"]
    state = load_checkpoint(run)
    assert state is not None
    assert all(bool(torch.isfinite(v).all()) for v in state["network"].values())


def test_a_full_disk_keeps_the_last_checkpoint_and_the_run_goes_on_from_it(
    tmp_path: Path, parent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, calls = torch.save, [0]

    def full(state: Any, file: Path) -> None:
        calls[0] += 1
        if calls[0] == 2:
            raise OSError(28, "No space left on device")
        plain(state, file)

    whole = make_job(tmp_path / "whole", parent)
    finetune(whole.path)
    run = make_job(tmp_path / "full", parent)
    with monkeypatch.context() as patch:
        patch.setattr(torch, "save", full)
        with pytest.raises(TrainingError, match=r"No space left.*free space"):
            finetune(run.path)
    assert finetune(run.path) is Outcome.DONE
    assert_same_weights(whole.model, run.model)


def test_minutes_become_steps_that_a_resumed_run_keeps(tmp_path: Path, parent: Path) -> None:
    run = make_job(tmp_path, parent, epochs=0, minutes=0.01)
    result = in_a_child(run, 40, "SIGKILL")
    plan = read_job(run.path).plan
    assert plan["steps"] >= LEAST_STEPS
    if result.returncode == -signal.SIGKILL:
        finetune(run.path)
    assert read_job(run.path).plan == plan
    assert events(run, "step")[-1]["step"] == plan["steps"]
