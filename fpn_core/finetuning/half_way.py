"""Half of the way from a parent to what a run has learnt, where all of it is not clearly better.

A model and one that was fine-tuned from it can be averaged weight by weight: the mean forgets less
and goes up and down less from run to run (Wortsman et al., CVPR 2022, Robust fine-tuning of
zero-shot models). Day after day, small pieces of new data then add up.
"""

import torch

from fpn_core.detector import Detector

HALF_WAY = "half_way"
"""In the provenance of a model that is such a mean."""
NOT_BETTER = ("unclear", "worse")
"""Verdicts on the held-out pictures after which it is taken."""


def can_meet(parent: Detector, model: Detector) -> bool:
    """Whether both know the same classes in the same order and see pictures alike. A model that is
    half of the way already goes no further back."""
    one, other = parent.config, model.config
    alike = one.class_names == other.class_names and one.input == other.input
    return alike and one.levels == other.levels and not model.provenance.get(HALF_WAY)


@torch.no_grad()
def go_half_way(parent: Detector, model: Detector) -> None:
    """Let the model's weights be the mean of both; its provenance says so."""
    before = parent.network.state_dict()
    for name, value in model.network.state_dict().items():
        if value.is_floating_point():
            value.lerp_(before[name].to(value), 0.5)
    model.provenance = {**model.provenance, HALF_WAY: True}
