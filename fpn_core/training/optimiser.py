"""How the weights move: parameter groups, the rate at each step, and the average of weights."""

import math

import torch
from torch import Tensor, nn

from fpn_core.network import Network
from fpn_core.training.config import TrainConfig


def make_optimizer(network: Network, config: TrainConfig) -> torch.optim.Optimizer:
    """SGD or AdamW; biases do not decay, the backbone learns at its own share of the rate."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            key = (name.startswith("backbone."), parameter.ndim > 1)
            groups.setdefault(key, []).append(parameter)
    settings = [
        {
            "params": parameters,
            "share": config.backbone_rate if in_backbone else 1.0,
            "weight_decay": config.weight_decay if decays else 0.0,
        }
        for (in_backbone, decays), parameters in groups.items()
    ]
    if config.optimizer == "adamw":
        return torch.optim.AdamW(settings, lr=config.rate)
    return torch.optim.SGD(settings, lr=config.rate, momentum=config.momentum)


def rate_at(step: int, steps: int, config: TrainConfig) -> float:
    """The learning rate of a step: linear warm-up, then cosine to 1 % or drops to a tenth.

    With `rate_batch` it is in proportion to the batch (Goyal et al., "Accurate, Large Minibatch
    SGD", 2017, section 2.1).
    """
    rate = config.rate * (config.batch / config.rate_batch if config.rate_batch else 1.0)
    warmup = min(1.0, (step + 1) / max(config.warmup_steps, 1))
    done = step / max(steps, 1)
    if config.schedule == "steps":
        return rate * warmup * 0.1 ** sum(done >= drop for drop in config.drops)
    return rate * warmup * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(done, 1.0))))


def set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """Give every group its share of the rate."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["share"]


class WeightAverage:
    """Exponential average of all weights; its decay min(decay, (1 + t) / (10 + t)) starts low."""

    def __init__(self, network: Network, decay: float) -> None:
        self.decay = decay
        self.updates = 0
        self.values = {k: v.detach().clone() for k, v in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: Network) -> None:
        """Move the average towards the network's weights."""
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        self.updates += 1
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                self.values[name].lerp_(value, 1 - decay)

    def state_dict(self) -> dict[str, int | dict[str, Tensor]]:
        return {"updates": self.updates, "values": self.values}

    def load_state_dict(self, state: dict) -> None:  # type: ignore[type-arg]
        self.updates = int(state["updates"])
        for name, value in state["values"].items():
            self.values[name].copy_(value)
