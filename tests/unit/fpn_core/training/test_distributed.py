"""Many processes, started by torchrun, do what one does: the same losses, weights and figures."""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file

from fpn_core import distributed
from fpn_core.cli.main import main
from fpn_core.coco import read_coco
from fpn_core.detector import Detector
from fpn_core.errors import ConfigError
from fpn_core.evaluation import evaluate_model
from fpn_core.evaluation.results import CocoResults
from fpn_core.models import load_model
from fpn_core.runs import Event, RunFolder, Wish
from fpn_core.training import loop
from fpn_core.training.checkpoint import load_checkpoint
from fpn_core.training.config import TrainConfig
from fpn_core.training.train import train
from tests.source_tree import ROOT
from tests.unit.fpn_core.training.small_run import CLASSES, make_data, small, small_preset

__all__ = ["small"]  # a fixture

CHILD = Path(__file__).with_name("torchrun_child.py")
WARNING = "a restart by torchrun may fail"
LOSSES = ("loss", "rpn_objectness", "rpn_box", "box_class", "box_regression")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def torchrun(
    *words: object, processes: int = 2, restarts: int = 0, **variables: str
) -> subprocess.CompletedProcess:
    """`fpn-core WORDS` in so many processes."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "torch.distributed.run", "--standalone"),
            *("--nproc-per-node", str(processes), "--max-restarts", str(restarts)),
            *(str(CHILD), *map(str, words)),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
            "TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1",
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def varied(small: TrainConfig, monkeypatch: pytest.MonkeyPatch) -> TrainConfig:
    """8 steps on 4 and 3 pictures in turn, of many shapes; each step's losses are told."""
    monkeypatch.setattr(loop, "LOSS_WINDOW", 1)
    make_data(Path(small.images), count=7, shapes=((64, 40), (48, 64), (64, 30)))
    more: dict[str, Any] = {"zoom": 0.3, "collage": 0.3, "sides": (64, 96)}
    return dataclasses.replace(small, batch=4, epochs=4.0, **more)


def written(config: TrainConfig) -> Path:
    """A file of settings."""
    file = Path(config.out).with_suffix(".toml")
    values = dataclasses.asdict(config).items()
    file.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in values))
    return file


def told(out: str | Path, event: Event) -> list[dict[str, Any]]:
    return [entry for entry in RunFolder(Path(out)).entries() if entry["event"] == event]


def assert_same_curve(one: str | Path, many: str | Path) -> None:
    """Every step's losses are the same but for rounding."""
    first, second = told(one, Event.STEP), told(many, Event.STEP)
    assert [entry["step"] for entry in first] == [entry["step"] for entry in second]
    for entry, other in zip(first, second, strict=True):
        for name in LOSSES:
            assert other[name] == pytest.approx(entry[name], rel=1e-4), (entry["step"], name)


def assert_same_weights(one: Path, many: Path) -> None:
    """The memory, too, which comes from the weights in bf16."""
    first, second = load_file(one), load_file(many)
    assert set(first) == set(second)
    for name, value in first.items():
        loose = value.dtype == torch.bfloat16
        torch.testing.assert_close(
            second[name], value, atol=2e-2 if loose else 1e-5, rtol=0, msg=name
        )


def test_processes_learn_what_one_learns_though_one_is_killed_and_one_lacks_memory(
    varied: TrainConfig, tmp_path: Path
) -> None:
    config = dataclasses.replace(varied, val_data=varied.data, evaluate_every=3.0)
    one = train(config)
    many = dataclasses.replace(config, out=str(tmp_path / "many"))
    done = torchrun(
        *("train", "--config", written(many)),
        restarts=1,
        DIES="1 6 SIGKILL self",
        SHORT="0 2",
    )
    assert done.returncode == 0, done.stderr
    assert "another process of this run is gone" in done.stderr
    assert WARNING not in done.stderr
    assert_same_curve(config.out, many.out)
    assert_same_weights(one, Path(many.out) / "model.safetensors")
    state = load_checkpoint(RunFolder(Path(many.out)))
    assert state is not None
    assert (state["step"], state["halvings"]) == (8, 1)
    assert len(told(many.out, Event.NOTE)) == 1
    judged = [told(out, Event.JUDGED) for out in (config.out, many.out)]
    assert [entry["step"] for entry in judged[0]] == [6, 8, 8]
    for entry, other in zip(*judged, strict=True):
        assert (other["step"], other["weights"]) == (entry["step"], entry["weights"])
        assert other["AP"] == pytest.approx(entry["AP"], abs=1e-3)
    assert len(told(many.out, Event.END)) == 1


def test_sigterm_to_the_launcher_leaves_a_checkpoint_that_one_process_goes_on_from(
    varied: TrainConfig, tmp_path: Path
) -> None:
    one = train(dataclasses.replace(varied, out=str(tmp_path / "one")))
    done = torchrun(
        *("train", "--config", written(varied)),
        restarts=1,
        DIES="1 3 SIGTERM launcher",
        TORCH_DISABLE_SHARE_RDZV_TCP_STORE="0",
    )
    assert done.returncode != 0
    assert done.stderr.count(WARNING) == 1
    assert "stopped at step 3 of 8; start it again to go on" in done.stderr
    state = load_checkpoint(RunFolder(Path(varied.out)))
    assert state is not None
    assert state["step"] == 3
    assert_same_weights(one, train(varied))
    assert_same_curve(tmp_path / "one", varied.out)


@pytest.mark.slow
@pytest.mark.parametrize("kill", range(3))
def test_any_of_three_may_be_killed(varied: TrainConfig, tmp_path: Path, kill: int) -> None:
    """With batches of 5 and 2 pictures, so that one process has none at times."""
    config = dataclasses.replace(varied, batch=5, micro_batch=1, epochs=6.0)
    one = train(dataclasses.replace(config, out=str(tmp_path / "one"), micro_batch=0))
    dies = f"{kill} {kill + 3} SIGKILL self"
    words = ("train", "--config", written(config))
    done = torchrun(*words, processes=3, restarts=1, DIES=dies)
    assert done.returncode == 0, done.stderr
    assert_same_curve(tmp_path / "one", config.out)
    assert_same_weights(one, Path(config.out) / "model.safetensors")


@pytest.mark.slow
def test_sigterm_to_one_process_ends_all_after_the_same_step_and_torchrun_goes_on(
    varied: TrainConfig, tmp_path: Path
) -> None:
    (Path(varied.images) / "3.png").write_bytes(b"\x89PNG no more")
    one = train(dataclasses.replace(varied, out=str(tmp_path / "one")))
    words = ("train", "--config", written(varied))
    done = torchrun(*words, restarts=1, DIES="0 5 SIGTERM self")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("stopped at step 5 of 8; start it again to go on") == 2
    assert_same_curve(tmp_path / "one", varied.out)
    assert_same_weights(one, Path(varied.out) / "model.safetensors")
    problems = [entry["text"] for entry in told(varied.out, Event.PROBLEM)]
    assert len(problems) <= 2  # once in each life
    assert all("3.png" in text for text in problems)


# At a low rate: AdamW makes much of rounding, and an order of proposals may change with it.
FINETUNING = ["--epochs", "4", "--set", "train=heads", "--set", "views=3", "--set", "rate=0.0001"]


@dataclasses.dataclass
class Shared:
    """What one start of two processes gave for some commands."""

    folder: Path
    model: Path
    data: Path
    done: subprocess.CompletedProcess

    @classmethod
    def of(cls, folder: Path) -> "Shared":
        data = make_data(folder / "data", count=7)
        content = json.loads(data.read_text())
        content["images"][1]["width"] += 2
        content["images"][4]["file_name"] = "broken.png"
        data.with_name("broken.png").write_bytes(b"\x89PNG no more")
        data.with_name("odd.json").write_text(json.dumps(content))
        torch.manual_seed(0)
        model = folder / "parent.safetensors"
        Detector(small_preset(CLASSES)).save(model)
        shared = cls(folder, model, data, subprocess.CompletedProcess([], 0))
        RunFolder(folder / "ended").ask(Wish.STOP)
        RunFolder(folder / "cancelled").ask(Wish.CANCEL)
        ended = TrainConfig(
            str(data), str(data.parent), out=str(folder / "ended"), start=str(shared.model)
        )
        shared.done = torchrun(
            *("eval", "--data", data.with_name("odd.json"), "--images", data.parent),
            *("--model", shared.model, "--json", folder / "figures.json"),
            *("--coco-results", folder / "results.json"),
            *("+", "train", "--config", written(ended)),
            *("+", *shared.finetuning("cancelled")),
            *("+", *shared.finetuning("many")),
        )
        return shared

    def finetuning(self, run: str) -> list[object]:
        """The words of the fine-tuning command."""
        given = ["--data", self.data, "--images", self.data.parent, "--val-data", self.data]
        more = ["--model", self.model, "--out", self.folder / run]
        return ["finetune", *given, *more, *FINETUNING]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    return Shared.of(tmp_path_factory.mktemp("shared"))


@pytest.fixture
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("one_thread")
def test_figures_and_detections_are_those_of_one_process(shared: Shared) -> None:
    dataset = read_coco(shared.data.with_name("odd.json"), shared.data.parent)
    model = load_model(shared.model)
    results = CocoResults(dataset, model)
    figures = evaluate_model(model, dataset, keep=results.add).to_json()
    found = json.loads((shared.folder / "figures.json").read_text())
    assert figures["failed"]
    assert figures["problems"]
    assert figures["AR_100"] > 0
    assert found.pop("ms_per_picture") > 0
    del figures["ms_per_picture"]
    assert found == json.loads(json.dumps(figures))
    rows = json.loads((shared.folder / "results.json").read_text())
    assert rows == json.loads(json.dumps(results.rows))
    assert shared.done.returncode == 1  # a picture could not be read
    assert shared.done.stdout.count("on 7 pictures") == 1


def test_a_wish_reaches_all_processes(shared: Shared) -> None:
    assert [entry["step"] for entry in told(shared.folder / "ended", Event.STEP)] == [1]
    end = told(shared.folder / "ended", Event.END)
    assert [entry["outcome"] for entry in end] == ["stopped"]
    assert (shared.folder / "ended" / "model.safetensors").is_file()
    end = told(shared.folder / "cancelled", Event.END)
    assert [entry["outcome"] for entry in end] == ["cancelled"]
    assert not (shared.folder / "cancelled" / "model.safetensors").exists()


@pytest.mark.usefixtures("one_thread")
def test_fine_tuning_is_that_of_one_process(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "LOSS_WINDOW", 1)
    monkeypatch.setattr(sys, "argv", ["fpn-core", *map(str, shared.finetuning("one"))])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    one, many = shared.folder / "one", shared.folder / "many"
    assert (many / "model.safetensors").is_file(), shared.done.stderr
    plans = [told(folder, Event.PLAN) for folder in (one, many)]
    assert plans[0] == plans[1]
    assert_same_curve(one, many)
    assert_same_weights(one / "model.safetensors", many / "model.safetensors")
    reports = [json.loads((folder / "report.json").read_text()) for folder in (one, many)]
    for row, other in zip(reports[0]["rows"], reports[1]["rows"], strict=True):
        assert other["after"] == pytest.approx(row["after"], abs=1e-3)
    assert not (many / "features").exists()


# What the processes say to each other, without any others


@given(st.integers(0, 50), st.integers(1, 9))
def test_every_item_has_one_process(items: int, processes: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(distributed, "count", lambda: processes)
        places: list[int] = []
        for rank in range(processes):
            patch.setattr(distributed, "rank", lambda rank=rank: rank)
            part = distributed.share(items)
            assert items // processes <= len(part) <= -(-items // processes)
            places += part
    assert places == list(range(items))


def test_one_process_is_alone() -> None:
    with distributed.processes():
        assert (distributed.count(), distributed.rank(), distributed.is_first()) == (1, 0, True)
    assert not distributed.is_launched()
    assert distributed.everyones("a") == ["a"]
    assert distributed.together(lambda a, b: a + b, 1, 2) == [3]
    assert distributed.by_first(len, "abc") == 3
    assert distributed.collected("ab") == ["a", "b"]
    assert distributed.largest(2, 3) == [2, 3]
    assert distributed.share(5) == range(5)


def test_more_processes_than_gpus_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "none")
    monkeypatch.setenv("LOCAL_RANK", "2")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    with (
        pytest.raises(ConfigError, match=r"process 3 of a machine with 2 GPUs.*--nproc-per-node 2"),
        distributed.processes(),
    ):
        pass
