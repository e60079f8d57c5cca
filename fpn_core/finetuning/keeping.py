"""Keeping what a model knows while it learns something else: frozen rows, and rehearsal."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fpn_core.detector import Detector
from fpn_core.finetuning.classes import ClassPlan
from fpn_core.finetuning.job import Part
from fpn_core.memory import Memory
from fpn_core.rpn import RpnHead

ROIS_A_STEP, PATCHES_A_STEP = 256, 128


def freeze_rows(model: Detector, plan: ClassPlan) -> None:
    """Let the predictor's rows of kept classes, and the background's, have no gradients.

    With both where they were, a new class takes from a kept one only what its own row claims; it
    loses nothing by that, since only the differences of rows count. Where no class is kept, all
    rows are free.
    """
    if not plan.kept:
        return
    kept = torch.tensor(plan.kept, dtype=torch.long)
    background = torch.tensor([len(model.config.class_names)])
    predictor = model.network.predictor
    for parameter in predictor.scores.parameters():
        _mask(parameter, torch.cat([kept, background]))
    if not model.config.box.class_agnostic:
        rows = (kept[:, None] * 4 + torch.arange(4)).flatten()
        for parameter in predictor.deltas.parameters():
            _mask(parameter, rows)


def _mask(parameter: torch.nn.Parameter, rows: Tensor) -> None:
    if parameter.requires_grad and len(rows):
        parameter.register_hook(lambda grad: grad.index_fill(0, rows.to(grad.device), 0))


class Rehearsal:
    """The parent's answers to what the memory holds, asked for in every step.

    `losses` draws from (seed, step) alone. What comes after layers that are trained is not
    rehearsed: the memory's features are no longer those of the model then.
    """

    def __init__(
        self, model: Detector, memory: Memory, plan: ClassPlan, parts: Sequence[Part], seed: int
    ) -> None:
        """`model` as it is before the first step: its answers are the parent's."""
        self.model, self.seed = model, seed
        device = model.device.torch
        moving = {Part.PYRAMID, Part.BACKBONE} & set(parts)
        self._features = self._patches = torch.zeros(0)
        if not moving and Part.BOX_HEAD not in parts and Part.PREDICTOR in parts:
            self._features = memory.features.float().to(device)
        if not moving and Part.RPN in parts:
            self._patches = memory.patches.float().to(device)
        self._scores = self._logits = self._deltas = torch.zeros(0)
        with torch.no_grad():
            if len(self._features):
                self._scores = self._answers(plan)
            if len(self._patches):
                self._logits, self._deltas = patch_answers(model.network.rpn_head, self._patches)

    def _answers(self, plan: ClassPlan) -> Tensor:
        """Class probabilities (N, K + 1) of the parent; it gives none to new classes."""
        scores = self.model.network.predictor.scores(self._features)
        new = [label for label, row in enumerate(plan.parent_rows) if row < 0]
        scores[:, new] = -torch.inf
        return scores.softmax(dim=1)

    def losses(self, step: int) -> dict[str, Tensor]:
        """kept: how far the answers are from the parent's."""
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + step)
        total = []
        network = self.model.network
        if len(self._features):
            rows = _draw(len(self._features), ROIS_A_STEP, generator)
            scores = network.predictor.scores(self._features[rows])
            total.append(F.cross_entropy(scores, self._scores[rows]))
        if len(self._patches):
            rows = _draw(len(self._patches), PATCHES_A_STEP, generator)
            logits, deltas = patch_answers(network.rpn_head, self._patches[rows])
            total.append(F.mse_loss(logits, self._logits[rows]))
            total.append(F.mse_loss(deltas, self._deltas[rows]))
        return {"kept": torch.stack(total).sum()} if total else {}


def _draw(count: int, wanted: int, generator: torch.Generator) -> Tensor:
    return torch.randint(count, (min(count, wanted),), generator=generator)


def patch_answers(head: RpnHead, patches: Tensor) -> tuple[Tensor, Tensor]:
    """Objectness logits (M, A) and deltas (M, 4A) of the cells in the middle of patches."""
    for layer in head.conv:
        assert isinstance(layer, nn.Conv2d)
        patches = F.relu(F.conv2d(patches, layer.weight, layer.bias))
    return head.objectness(patches).flatten(1), head.deltas(patches).flatten(1)
