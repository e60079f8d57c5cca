"""Proposals and detections: columns that are indexed together, so that no row loses its origin."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor


@dataclass
class Rows:
    """Base: a dataclass of tensors with the same number of rows."""

    def __len__(self) -> int:
        return len(getattr(self, dataclasses.fields(self)[0].name))

    def __getitem__(self, rows: Tensor | slice) -> Self:
        return self._map(lambda column: column[rows])

    def to(self, device: torch.device | str) -> Self:
        """The same rows with every column on `device`."""
        return self._map(lambda column: column.to(device))

    def _map(self, change: Callable[[Tensor], Tensor]) -> Self:
        columns = {f.name: change(getattr(self, f.name)) for f in dataclasses.fields(self)}
        return type(self)(**columns)


@dataclass
class Proposals(Rows):
    """What the RPN proposes on one picture, best first; boxes in network pixels.

    boxes (N, 4); objectness (N,) 0..1; anchor_level (N,) index into the model's levels, -1 where
    no anchor stands behind the box; anchor_index (N,) row among all anchors of the input, or -1;
    anchors (N, 4).
    """

    boxes: Tensor
    objectness: Tensor
    anchor_level: Tensor
    anchor_index: Tensor
    anchors: Tensor

    @classmethod
    def given(cls, boxes: Tensor) -> "Proposals":
        """Boxes (N, 4) that no anchor proposed, such as ground truth or a person's boxes."""
        none = torch.full((len(boxes),), -1, dtype=torch.long, device=boxes.device)
        sure = torch.ones(len(boxes), dtype=boxes.dtype, device=boxes.device)
        return cls(boxes, sure, none, none.clone(), boxes.clone())


@dataclass
class Detections(Rows):
    """What the model finds on one picture, best first; boxes in upright picture pixels.

    boxes (N, 4) x1 y1 x2 y2; scores (N,) 0..1; labels (N,) class index 0..K-1; anchor_level (N,)
    and roi_level (N,) indices into `model.levels`, -1 = none; anchor_index (N,) row among all
    anchors of the padded input; anchors (N, 4); objectness (N,) 0..1; proposals (N, 4).
    """

    boxes: Tensor
    scores: Tensor
    labels: Tensor
    anchor_level: Tensor
    roi_level: Tensor
    anchor_index: Tensor
    anchors: Tensor
    objectness: Tensor
    proposals: Tensor
