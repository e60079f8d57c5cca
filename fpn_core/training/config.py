"""The settings of a training run."""

import math
from dataclasses import dataclass
from typing import Literal

from fpn_core.errors import ConfigError


@dataclass(frozen=True)
class TrainConfig:
    """Settings of `fpn-core train`. Sides are network pixels.

    `start` is "imagenet" (a pretrained backbone), "random", or a model's name or file.
    `sides` are the input sides that pictures are resized to, one drawn for each batch; empty
    takes the model's own. `balance` repeats pictures of classes that are on less than this share
    of the pictures (Gupta et al., LVIS, 2019, section 3.1). `batch` is of all processes together.
    `micro_batch`: how many pictures at most go through the network at a time, in each process;
    gradients add up to those of the whole batch; 0 is all of them. Rates hold for the whole batch,
    or, with `rate_batch`, for one of that many pictures: the rate of another is in proportion.
    `zoom` is the share of pictures of which a part is cut out; `collage` the share of pictures
    that become a grid of several, so that every class is seen small. `evaluate_every` epochs, and
    at the end, the held-out pictures judge the weights; 0 is at the end only. `freeze_depthwise`
    keeps the kernels of depthwise convolutions, a few percent of the weights whose gradients cost
    a CPU about a third of a step.
    """

    data: str = ""
    images: str = ""
    val_data: str = ""
    val_images: str = ""
    out: str = "run"
    preset: str = "lite"
    start: str = "imagenet"
    name: str = ""
    epochs: float = 12.0
    batch: int = 8
    micro_batch: int = 0
    optimizer: Literal["sgd", "adamw"] = "sgd"
    rate: float = 0.01
    rate_batch: int = 0
    backbone_rate: float = 1.0
    momentum: float = 0.9
    weight_decay: float = 1e-4
    warmup_steps: int = 200
    schedule: Literal["cosine", "steps"] = "cosine"
    drops: tuple[float, ...] = (2 / 3, 8 / 9)
    clip: float = 10.0
    average_decay: float = 0.9995
    frozen_stages: int = 1
    freeze_depthwise: bool = False
    flip: bool = True
    sides: tuple[int, ...] = ()
    zoom: float = 0.0
    collage: float = 0.0
    colour: float = 0.2
    balance: float = 0.0
    bf16: bool = True
    seed: int = 0
    threads: int = 0
    checkpoint_every: int = 200
    evaluate_every: float = 0.0

    def __post_init__(self) -> None:
        for name in ("batch", "epochs", "rate", "checkpoint_every", "clip"):
            value = getattr(self, name)
            if not 0 < value < math.inf:
                raise ConfigError(f"{name} {value} must be a number above 0")
        for name in ("micro_batch", "rate_batch"):
            value = getattr(self, name)
            if value < 0:
                raise ConfigError(f"{name} {value} must be 0 or above")
        if any(side < 1 for side in self.sides):
            raise ConfigError(f"sides {self.sides} must be numbers above 0")
