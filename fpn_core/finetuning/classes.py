"""Which classes the model to be has, and how it gets the parent's weights for them."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from fpn_core.coco import match_class_names
from fpn_core.detector import Detector
from fpn_core.finetuning.job import Classes
from fpn_core.memory import Memory


@dataclass(frozen=True)
class ClassPlan:
    """The classes of the model to be, K of them.

    names (K,); parent_rows (K,): the parent's label of each, -1 for a new class; label_of: the
    label of each of the data's classes. Kept classes are those that the data does not have.
    """

    names: tuple[str, ...]
    parent_rows: tuple[int, ...]
    label_of: tuple[int, ...]

    @property
    def taught(self) -> tuple[int, ...]:
        """Labels that the data teaches."""
        return tuple(sorted(set(self.label_of)))

    @property
    def kept(self) -> tuple[int, ...]:
        """Labels that the data says nothing of."""
        return tuple(label for label in range(len(self.names)) if label not in self.label_of)

    @property
    def new_names(self) -> list[str]:
        """Classes that the parent does not know."""
        return [n for n, row in zip(self.names, self.parent_rows, strict=True) if row < 0]

    def names_of(self, labels: Sequence[int]) -> list[str]:
        """The names of labels."""
        return [self.names[label] for label in labels]


def plan_classes(parent: Sequence[str], data: Sequence[str], classes: Classes) -> ClassPlan:
    """The classes of a model that goes on from one with the classes `parent`.

    "keep": the parent's in their order, then the data's new ones; "only": the data's. Classes are
    the same where their names are, whatever their case; data classes of one name become one.
    """
    rows, _ = match_class_names(data, parent)
    if classes == "keep":
        names, parent_rows = list(parent), list(range(len(parent)))
    else:
        names, parent_rows = [], []
    label_of = []
    for name, row in zip(data, rows.tolist(), strict=True):
        known = parent_rows.index(row) if row in parent_rows and row >= 0 else -1
        if known < 0:
            same, _ = match_class_names([name], names)
            known = int(same[0])
        if known < 0:
            known = len(names)
            names.append(name)
            parent_rows.append(row)
        label_of.append(known)
    return ClassPlan(tuple(names), tuple(parent_rows), tuple(label_of))


@torch.no_grad()
def with_classes(parent: Detector, plan: ClassPlan, seed: int) -> Detector:
    """A detector with the parent's weights and the plan's classes, on the CPU.

    Rows of classes that both have, and of the background, are copied; those of new classes are
    drawn from `seed` (Wang et al., TFA, 2020, section 3.2).
    """
    hidden = {parent.config.class_names[row] for row in parent.config.hidden_classes}
    config = dataclasses.replace(
        parent.config,
        class_names=plan.names,
        class_ids=(),
        hidden_classes=tuple(label for label, n in enumerate(plan.names) if n in hidden),
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Detector(config, {}, _remembered(parent, plan))
    state = {name: value.cpu() for name, value in parent.network.state_dict().items()}
    fresh = model.network.state_dict()
    background = len(parent.config.class_names)
    scores = (*plan.parent_rows, background)
    for name in ("scores.weight", "scores.bias"):
        key = f"predictor.{name}"
        state[key] = _rows(state[key], fresh[key], scores)
    if not config.box.class_agnostic:
        for name in ("deltas.weight", "deltas.bias"):
            key = f"predictor.{name}"
            old, new = (each.unflatten(0, (-1, 4)) for each in (state[key], fresh[key]))
            state[key] = _rows(old, new, plan.parent_rows).flatten(0, 1)
    model.network.load_state_dict(state)
    return model


def _rows(old: Tensor, fresh: Tensor, sources: Sequence[int]) -> Tensor:
    """Rows of `old` in another order; those of `fresh` where the source is negative."""
    rows = fresh.clone()
    for row, source in enumerate(sources):
        if source >= 0:
            rows[row] = old[source]
    return rows


def _remembered(parent: Detector, plan: ClassPlan) -> Memory | None:
    """The parent's memory in the labels of the model to be; classes that it lacks are left out."""
    if parent.memory is None:
        return None
    new_label = torch.full((len(parent.config.class_names) + 1,), -1)
    for label, row in enumerate(plan.parent_rows):
        if row >= 0:
            new_label[row] = label
    new_label[-1] = len(plan.names)
    return parent.memory.relabelled(new_label)
