"""A part of the way from a parent to what a run has learnt, where all of it is not clearly better.

A model and one that was fine-tuned from it can be averaged weight by weight: the mean forgets less
and goes up and down less from run to run (Wortsman et al., CVPR 2022, Robust fine-tuning of
zero-shot models). Day after day, small pieces of new data then add up.
"""

import torch

from fpn_core.detector import Detector

PART = 0.25  # with half, AP on fresh pictures still fell by nearly two points now and then
PART_WAY = "part_way"
"""In the provenance of a model that went only so far: its share of the way."""
NOT_BETTER = ("unclear", "worse")
"""Verdicts on the held-out pictures after which only a part is taken."""


def can_meet(parent: Detector, model: Detector) -> bool:
    """Whether both know the same classes in the same order and see pictures alike. A model that
    went a part of the way goes no further back."""
    one, other = parent.config, model.config
    alike = one.class_names == other.class_names and one.input == other.input
    return alike and one.levels == other.levels and not model.provenance.get(PART_WAY)


@torch.no_grad()
def go_part_way(parent: Detector, model: Detector) -> None:
    """Let the model's weights lie PART of the way from the parent's to its own; its provenance says
    so."""
    before = parent.network.state_dict()
    for name, value in model.network.state_dict().items():
        if value.is_floating_point():
            value.lerp_(before[name].to(value), 1 - PART)
    model.provenance = {**model.provenance, PART_WAY: PART}
