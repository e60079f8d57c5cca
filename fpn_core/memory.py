"""What a model remembers of the objects it was trained on, a few megabytes inside its own file.

Fine-tuning on pictures of other things would have it forget: the user does not have the old
pictures. The memory holds what the last layers saw on them: features of RoIs for the predictor,
and patches of pyramid maps for the RPN's head. Rehearsed in every step, the old answers stay
(Wang et al., TFA, 2020: most is forgotten in the last layer). It is good for as long as the layers
below, which made these features, do not move.
"""

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

PREFIX = "memory."
LIMIT_BYTES = 4_900_000


@dataclass
class Memory:
    """features (N, W): box-head features of RoIs; labels (N,): their classes 0..K, K = background;
    patches (M, C, S, S): what the RPN's head saw around anchors' cells, S = 2 * its depth + 1.

    Floats are kept in bf16.
    """

    features: Tensor
    labels: Tensor
    patches: Tensor

    def __len__(self) -> int:
        return len(self.features)

    @property
    def bytes(self) -> int:
        """How much room it takes in a model file."""
        return sum(value.numel() * value.element_size() for value in self.tensors().values())

    def tensors(self) -> dict[str, Tensor]:
        """Its tensors under their names in a model file."""
        return {
            f"{PREFIX}features": self.features,
            f"{PREFIX}labels": self.labels,
            f"{PREFIX}patches": self.patches,
        }

    @classmethod
    def take(cls, tensors: dict[str, Tensor]) -> "Self | None":
        """Take a memory out of a model file's tensors; None where they hold none."""
        found = {name: tensors.pop(name) for name in list(tensors) if name.startswith(PREFIX)}
        if not found:
            return None
        return cls(*(found[f"{PREFIX}{name}"] for name in ("features", "labels", "patches")))

    def relabelled(self, new_label: Tensor) -> "Memory":
        """The same with label k as new_label[k]; rows that get a negative one are left out."""
        labels = new_label[self.labels]
        kept = labels >= 0
        return Memory(self.features[kept], labels[kept], self.patches)


def joined(old: Memory, added: Memory, limit: int = LIMIT_BYTES) -> Memory:
    """Both in one, within the limit: every class gives up rows of its largest share first.

    What is left out is drawn at random, from a fixed seed.
    """
    generator = torch.Generator().manual_seed(0)
    features = torch.cat((old.features, added.features))
    labels = torch.cat((old.labels, added.labels))
    patches = torch.cat((old.patches, added.patches))
    room = limit // 2
    rows = balanced_rows(labels, room // max(features[:1].numel() * 2, 1), generator)
    count = min(len(patches), room // max(patches[:1].numel() * 2, 1))
    chosen = torch.randperm(len(patches), generator=generator)[:count].sort().values
    return Memory(features[rows], labels[rows], patches[chosen])


def balanced_rows(labels: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """At most `count` rows of labels (N,), of each label up to an equal share.

    Rows are drawn at random within a label and come out in their order.
    """
    if len(labels) <= count:
        return torch.arange(len(labels))
    order = torch.randperm(len(labels), generator=generator)
    rank = torch.empty_like(order)  # place of each row among those of its own label
    for label in labels.unique().tolist():
        own = order[labels[order] == label]
        rank[own] = torch.arange(len(own))
    return torch.argsort(rank, stable=True)[:count].sort().values
