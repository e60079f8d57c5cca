"""Which classes a fine-tuned model has, and where their weights come from."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from fpn_core.finetuning.classes import plan_classes, with_classes
from fpn_core.memory import Memory
from tests.unit.fpn_core.tiny import tiny_detector

NAMES = st.lists(st.sampled_from(["cat", "Dog", "dog ", "bus", "WBC", "rbc", "x y"]), min_size=1)


def test_keeping_goes_on_with_the_parents_classes_and_adds_the_new_ones() -> None:
    plan = plan_classes(("cat", "dog", "bus"), ("Dog", "cell"), "keep")
    assert plan.names == ("cat", "dog", "bus", "cell")
    assert plan.parent_rows == (0, 1, 2, -1)
    assert plan.label_of == (1, 3)
    assert plan.kept == (0, 2)
    assert plan.new_names == ["cell"]


def test_only_my_classes_are_exactly_those() -> None:
    plan = plan_classes(("cat", "dog", "bus"), ("cell", "BUS"), "only")
    assert plan.names == ("cell", "BUS")
    assert plan.parent_rows == (-1, 2)
    assert plan.label_of == (0, 1)
    assert plan.kept == ()


@given(NAMES, NAMES, st.sampled_from(["keep", "only"]))
def test_each_class_of_the_data_has_one_label_of_its_name(
    parent: list[str], data: list[str], classes: str
) -> None:
    plan = plan_classes(parent, data, classes)  # type: ignore[arg-type]
    for name, label in zip(data, plan.label_of, strict=True):
        assert plan.names[label].strip().casefold() == name.strip().casefold()
    assert len(plan.names) == len(plan.parent_rows)
    if classes == "keep":
        assert plan.names[: len(parent)] == tuple(parent)
    assert set(plan.taught) | set(plan.kept) == set(range(len(plan.names)))


def test_rows_follow_the_names_and_new_ones_depend_on_the_seed_alone() -> None:
    parent = tiny_detector()
    background = len(parent.config.class_names)
    plan = plan_classes(parent.config.class_names, ("bus", "cell"), "only")
    model, again, other = (with_classes(parent, plan, seed) for seed in (1, 1, 2))
    old, new = parent.network.predictor, model.network.predictor
    assert torch.equal(new.scores.weight[0], old.scores.weight[2])
    assert torch.equal(new.scores.weight[-1], old.scores.weight[background])
    assert torch.equal(new.deltas.weight[:4], old.deltas.weight[8:12])
    assert torch.equal(new.scores.weight, again.network.predictor.scores.weight)
    assert not torch.equal(new.scores.weight[1], other.network.predictor.scores.weight[1])
    for name, value in parent.network.box_head.state_dict().items():
        assert torch.equal(model.network.box_head.state_dict()[name], value)


def test_a_memory_comes_along_in_the_new_labels() -> None:
    parent = tiny_detector()
    parent.memory = Memory(torch.arange(8.0).view(4, 2), torch.tensor([0, 1, 2, 3]), torch.zeros(0))
    plan = plan_classes(parent.config.class_names, ("bus", "cell"), "only")
    memory = with_classes(parent, plan, 0).memory
    assert memory is not None
    assert memory.labels.tolist() == [0, 2]  # the bus, and the background behind two classes
    assert memory.features.tolist() == [[4, 5], [6, 7]]
