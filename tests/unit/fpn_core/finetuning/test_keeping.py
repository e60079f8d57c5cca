"""What a model knows stays: frozen rows, rehearsal, and the memory that it rests on."""

import dataclasses
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from fpn_core.coco import read_coco
from fpn_core.detector import Detector
from fpn_core.finetuning.classes import ClassPlan, plan_classes, with_classes
from fpn_core.finetuning.deciding import let_learn, moves_last_layers
from fpn_core.finetuning.job import Part
from fpn_core.finetuning.keeping import Rehearsal, freeze_rows, patch_answers
from fpn_core.media import read_picture
from fpn_core.memory import Memory, balanced_rows, joined
from fpn_core.model_file import read_model
from fpn_core.preprocess import to_batch
from fpn_core.training.remembering import remember
from tests.unit.fpn_core.tiny import tiny_detector
from tests.unit.fpn_core.training.small_run import make_data, small_preset

HEADS = (Part.PREDICTOR, Part.RPN)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def parent(folder: Path) -> Detector:
    model = tiny_detector(small_preset(("red", "green")))
    model.memory = remember(model, read_coco(make_data(folder), folder).pictures, 0)
    return model


def child_of(parent: Detector) -> tuple[Detector, ClassPlan]:
    plan = plan_classes(parent.config.class_names, ("green", "cell"), "keep")
    return with_classes(parent, plan, 0).place("cpu", "exact"), plan


def test_a_memory_holds_objects_of_every_class_and_background(parent: Detector) -> None:
    memory = parent.memory
    assert memory is not None
    assert set(memory.labels.tolist()) == {0, 1, 2}
    assert memory.features.shape[1] == parent.config.box.width
    assert memory.patches.shape[1:] == (parent.config.pyramid.channels, 3, 3)
    assert memory.features.dtype == memory.patches.dtype == torch.bfloat16


@torch.no_grad()
def test_patches_give_the_answers_of_the_whole_map(parent: Detector, folder: Path) -> None:
    """Each patch is some cell of some map: the head says of it what it says of the cell there."""
    pictures = read_coco(folder / "data.json", folder).pictures[:1]
    memory = remember(parent, pictures, 0)
    assert memory is not None
    logits, deltas = patch_answers(parent.network.rpn_head, memory.patches.float())
    batch = to_batch([read_picture(pictures[0].path)], parent.config.input)
    dense = parent.dense_on(batch)
    per_cell = parent.config.anchors_per_cell
    all_logits = torch.cat(dense.logits, dim=1).view(-1, per_cell)
    all_deltas = torch.cat(dense.deltas, dim=1).view(-1, 4 * per_cell)
    for patch_logits, patch_deltas in zip(logits, deltas, strict=True):
        distance = (all_logits - patch_logits).abs().amax(dim=1)
        cell = int(distance.argmin())
        assert float(distance[cell]) < 0.05  # the memory is in bf16
        assert float((all_deltas[cell] - patch_deltas).abs().max()) < 0.05


def test_a_memory_travels_in_the_model_file(parent: Detector, tmp_path: Path) -> None:
    parent.save(tmp_path / "m.safetensors")
    again = read_model(tmp_path / "m.safetensors").memory
    assert again is not None
    assert parent.memory is not None
    for name, value in parent.memory.tensors().items():
        assert torch.equal(again.tensors()[name], value)
    forgetful = Detector(parent.config)
    forgetful.save(tmp_path / "n.safetensors")
    assert read_model(tmp_path / "n.safetensors").memory is None


@given(st.lists(st.integers(0, 4), max_size=60), st.integers(0, 70))
def test_rows_are_drawn_from_all_labels_alike(labels: list[int], count: int) -> None:
    given_labels = torch.tensor(labels, dtype=torch.long)
    rows = balanced_rows(given_labels, count, torch.Generator().manual_seed(0))
    assert len(rows) == min(count, len(labels))
    assert rows.tolist() == sorted(set(rows.tolist()))
    counts = torch.bincount(given_labels[rows], minlength=5)
    there = torch.bincount(given_labels, minlength=5)
    most = int(counts.max()) if len(rows) else 0
    for label in range(5):
        assert counts[label] == there[label] or counts[label] >= most - 1


def test_two_memories_become_one_within_the_limit() -> None:
    def memory(label: int, rows: int) -> Memory:
        return Memory(
            torch.full((rows, 8), float(label)).bfloat16(),
            torch.full((rows,), label),
            torch.full((rows, 2, 3, 3), float(label)).bfloat16(),
        )

    both = joined(memory(0, 100), memory(1, 10), limit=2 * 40 * 16)
    assert torch.bincount(both.labels).tolist() == [30, 10]
    assert len(both.patches) == 640 // 36
    assert torch.equal(both.features[:, 0].long(), both.labels)


def test_rows_of_kept_classes_and_the_background_have_no_gradient(parent: Detector) -> None:
    child, plan = child_of(parent)
    let_learn(child.network, (Part.PREDICTOR,))
    freeze_rows(child, plan)
    predictor = child.network.predictor
    scores, deltas = predictor(torch.ones(2, child.config.box.width))
    (scores.sum() + deltas.sum()).backward()
    assert gradient(predictor.scores).tolist() == [0, 2, 2, 0]  # red is kept; background last
    assert gradient(predictor.deltas).view(3, 4)[:, 0].tolist() == [0, 2, 2]


def test_where_classes_are_kept_proposals_stay_in_their_places(parent: Detector) -> None:
    child, plan = child_of(parent)
    head = child.network.rpn_head
    assert moves_last_layers(HEADS, plan)
    let_learn(child.network, HEADS, last_layers=True)
    assert {name for name, p in head.named_parameters() if p.requires_grad} == {
        "objectness.weight",
        "objectness.bias",
    }
    assert not moves_last_layers((*HEADS, Part.PYRAMID), plan), "asked for by hand"
    assert not moves_last_layers(HEADS, plan_classes(("red",), ("cell",), "only"))
    let_learn(child.network, HEADS)
    assert all(p.requires_grad for p in head.parameters())


def gradient(layer: nn.Linear) -> torch.Tensor:
    """Of a layer's bias."""
    assert layer.bias.grad is not None
    return layer.bias.grad


def test_rehearsal_asks_for_the_parents_answers(parent: Detector) -> None:
    child, plan = child_of(parent)
    assert child.memory is not None
    let_learn(child.network, HEADS)
    rehearsal = Rehearsal(child, child.memory, plan, HEADS, seed=1)
    first = rehearsal.losses(3)["kept"]
    assert torch.equal(first, rehearsal.losses(3)["kept"])
    assert not torch.equal(first, rehearsal.losses(4)["kept"])
    optimizer = torch.optim.Adam([p for p in child.network.parameters() if p.requires_grad], 0.005)
    with torch.no_grad():
        child.network.rpn_head.objectness.weight.add_(0.1)
        child.network.predictor.scores.bias[-2].add_(3.0)  # of the new class
    moved = float(rehearsal.losses(0)["kept"].detach())
    for step in range(200):
        optimizer.zero_grad()
        rehearsal.losses(step)["kept"].backward()
        optimizer.step()
    after = float(rehearsal.losses(0)["kept"].detach())
    least = float(rehearsal_of(parent).losses(0)["kept"].detach())  # the answers' own entropy
    assert moved > least + 0.5
    assert after - least < 0.5 * (moved - least)


def rehearsal_of(parent: Detector) -> Rehearsal:
    child, plan = child_of(parent)
    assert child.memory is not None
    return Rehearsal(child, child.memory, plan, HEADS, seed=1)


def test_what_lies_behind_trained_layers_is_not_rehearsed(parent: Detector) -> None:
    child, plan = child_of(parent)
    assert child.memory is not None
    let_learn(child.network, tuple(Part)[:4])
    assert Rehearsal(child, child.memory, plan, tuple(Part)[:4], 0).losses(0) == {}
    heads = (Part.PREDICTOR, Part.RPN, Part.BOX_HEAD)
    assert "kept" in Rehearsal(child, child.memory, plan, heads, 0).losses(0)


def test_class_agnostic_boxes_have_no_rows_to_freeze() -> None:
    config = small_preset(("red", "green"))
    box = dataclasses.replace(config.box, class_agnostic=True)
    parent = tiny_detector(dataclasses.replace(config, box=box))
    child, plan = child_of(parent)
    let_learn(child.network, (Part.PREDICTOR,))
    freeze_rows(child, plan)
    _, deltas = child.network.predictor(torch.ones(1, child.config.box.width))
    deltas.sum().backward()
    assert gradient(child.network.predictor.deltas).tolist() == [1, 1, 1, 1]
