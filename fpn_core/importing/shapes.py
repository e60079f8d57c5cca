"""What the shapes of weights tell of a detector, and the settings that only its owner can tell."""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from fpn_core.config import InputConfig, LevelConfig
from fpn_core.errors import ConfigError, ModelError

# Blocks of each stage; channels of a first block's 1x1 convolution and inputs of its 3x3 one
# (None: a block of two 3x3 convolutions, which has no such 1x1).
RESNETS: dict[tuple[tuple[int, ...], int | None, int | None], str] = {
    ((2, 2, 2, 2), None, None): "resnet18",
    ((3, 4, 6, 3), None, None): "resnet34",
    ((3, 4, 6, 3), 64, 64): "resnet50",
    ((3, 4, 23, 3), 64, 64): "resnet101",
    ((3, 8, 36, 3), 64, 64): "resnet152",
    ((3, 4, 6, 3), 128, 4): "resnext50_32x4d",
    ((3, 4, 23, 3), 256, 8): "resnext101_32x8d",
    ((3, 4, 23, 3), 256, 4): "resnext101_64x4d",
    ((3, 4, 6, 3), 128, 128): "wide_resnet50_2",
    ((3, 4, 23, 3), 128, 128): "wide_resnet101_2",
}
BACKBONES = {"torchvision": "backbone.body.", "detectron2": "backbone.bottom_up."}
SHORT_NAMES = {
    name: name.replace("wide_resnet", "wide").replace("resnext", "x").replace("resnet", "r")
    for name in RESNETS.values()
}  # as --arch takes them: r50, x101_32x8d, wide50_2
MOBILENETS = ("mobilenet", "mobilenet-320")
ARCHITECTURES = (*(n + v for n in SHORT_NAMES.values() for v in ("", "-v2")), *MOBILENETS)


@dataclass(frozen=True)
class ImportOptions:
    """What the user tells of a checkpoint; None leaves it to the file and the layout's defaults.

    `arch` is one of ARCHITECTURES; `classes` as `choose_classes` takes them; `anchors` and
    `ratios` as `parse_anchors` and `parse_numbers` take them; sizes in network pixels.
    """

    arch: str | None = None
    classes: str | None = None
    anchors: str | None = None
    ratios: str | None = None
    min_size: int | None = None
    max_size: int | None = None
    bn_eps: float | None = None

    def __post_init__(self) -> None:
        if self.arch is not None and self.arch not in ARCHITECTURES:
            raise ConfigError(
                f"no architecture {self.arch!r}; there are: {', '.join(ARCHITECTURES)}"
            )
        for option, value in (("--min-size", self.min_size), ("--max-size", self.max_size)):
            if value is not None and value < 1:
                raise ConfigError(f"{option} {value}: a size is at least 1 network pixel")
        if self.bn_eps is not None and not 0 <= self.bn_eps < 1:
            raise ConfigError(f"--bn-eps {self.bn_eps}: must lie in 0..1")


def resnet_name(tensors: Mapping[str, Tensor], stages: tuple[str, ...], file: Path) -> str:
    """The ResNet whose stages have these prefixes ("backbone.body.layer1", ...)."""
    blocks = tuple(_blocks(tensors, stage) for stage in stages)
    first = tensors.get(f"{stages[0]}.0.conv1.weight")
    second = tensors.get(f"{stages[0]}.0.conv2.weight")
    bottleneck = f"{stages[0]}.0.conv3.weight" in tensors
    if first is None or second is None:
        raise ModelError(f"{file}: has no ResNet under {stages[0].rpartition('.')[0]}")
    key = (blocks, first.shape[0], second.shape[1]) if bottleneck else (blocks, None, None)
    if key not in RESNETS:
        raise ModelError(
            f"{file}: no known ResNet has {blocks} blocks and a first block of {first.shape[0]} "
            f"channels in groups of {second.shape[1]}"
        )
    return RESNETS[key]


def check_arch(given: str | None, found: str, file: Path) -> None:
    """ModelError where the shapes contradict --arch."""
    alike = {given, found} <= set(MOBILENETS)
    if given not in (None, found) and not alike:
        raise ModelError(
            f"{file}: --arch {given}, but the shapes of its weights are those of {found}"
        )


def require(tensors: Mapping[str, Tensor], name: str, file: Path, layout: str) -> Tensor:
    """The tensor `name`, which every detector of the layout has."""
    if name not in tensors:
        hints = [
            f"try --layout {other}"
            for other, prefix in BACKBONES.items()
            if other != layout and any(tensor.startswith(prefix) for tensor in tensors)
        ]
        hints.append(f"it holds {', '.join(sorted(tensors)[:3])}, ...")
        raise ModelError(
            f"{file}: has no {name}, so this is no Faster R-CNN with FPN in {layout}'s layout; "
            f"{hints[0]}"
        )
    return tensors[name]


def pooled_size(inputs: int, channels: int, file: Path) -> int:
    """The side of the RoI grid that a first layer of `inputs` values was made for."""
    side = math.isqrt(inputs // channels)
    if side * side * channels != inputs:
        raise ModelError(
            f"{file}: its box head takes {inputs} values, no square grid of {channels} channels"
        )
    return side


def parse_numbers(text: str, option: str) -> tuple[float, ...]:
    """Positive numbers with commas between them. Raises ConfigError naming the option."""
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise ConfigError(f"{option} {text}: expected numbers with commas between them") from error
    if not all(0 < number < math.inf for number in numbers):
        raise ConfigError(f"{option} {text}: each number must be above 0")
    return numbers


def parse_anchors(text: str) -> tuple[tuple[float, ...], ...]:
    """The anchor sizes of each level: "32,64,128" or, with two sizes a level, "24+32,48+64"."""
    option = f"--anchors {text}: level"
    return tuple(parse_numbers(level.replace("+", ","), option) for level in text.split(","))


def levels_of(
    levels: tuple[LevelConfig, ...],
    ratios: tuple[float, ...],
    anchors_per_cell: int,
    options: ImportOptions,
    file: Path,
) -> tuple[LevelConfig, ...]:
    """The levels with the anchor sizes of --anchors; their number must be the RPN's."""
    if options.anchors is not None:
        sizes = parse_anchors(options.anchors)
        if len(sizes) == 1:
            sizes *= len(levels)
        if len(sizes) != len(levels):
            names = ", ".join(level.name for level in levels)
            raise ConfigError(
                f"--anchors {options.anchors}: {len(sizes)} levels, but the model has "
                f"{len(levels)} ({names})"
            )
        levels = tuple(
            dataclasses.replace(level, anchor_sizes=own)
            for level, own in zip(levels, sizes, strict=True)
        )
    for level in levels:
        if len(level.anchor_sizes) * len(ratios) != anchors_per_cell:
            raise ModelError(
                f"{file}: its RPN has {anchors_per_cell} anchors a cell, but {level.name} would "
                f"have {len(level.anchor_sizes)} sizes x {len(ratios)} ratios; give those it was "
                "trained with: --anchors 24+32,48+64,... (one group a level), --ratios 0.5,1,2"
            )
    return levels


def input_of(base: InputConfig, options: ImportOptions) -> InputConfig:
    """The input settings with --min-size and --max-size."""
    chosen = dataclasses.replace(
        base,
        min_side=options.min_size or base.min_side,
        max_side=options.max_size or base.max_side,
    )
    if chosen.max_side < chosen.min_side:
        raise ConfigError(f"--max-size {chosen.max_side} is less than --min-size {chosen.min_side}")
    return chosen


def _blocks(tensors: Mapping[str, Tensor], stage: str) -> int:
    return len({n[len(stage) + 1 :].split(".")[0] for n in tensors if n.startswith(stage + ".")})
