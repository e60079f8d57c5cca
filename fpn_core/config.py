"""Everything that makes a detector what it is, as frozen dataclasses that travel in the model file.

Defaults are the paper's (Lin et al., "Feature Pyramid Networks for Object Detection", CVPR 2017,
section 4 and 5); presets and imported models change what differs. Sizes are in network pixels.
"""

import contextlib
import dataclasses
import types
import typing
from dataclasses import dataclass, field
from typing import Any, Literal

from fpn_core.errors import ConfigError

Resize = Literal["area", "torchvision", "pil"]
Config = typing.TypeVar("Config")


@dataclass(frozen=True)
class LevelConfig:
    """One map of the pyramid: its name, its stride in network pixels, the sizes of its anchors."""

    name: str
    stride: int
    anchor_sizes: tuple[float, ...]


@dataclass(frozen=True)
class InputConfig:
    """How upright RGB pictures become network pixels.

    The short side becomes `min_side` unless that takes the long side over `max_side`;
    `min_side` 0 means: the long side becomes `max_side`. Values are divided by `value_scale`,
    then (x - mean) / std. `resize` names the arithmetic: "area" (OpenCV on uint8, area when
    shrinking, bilinear when growing), "torchvision" (bilinear on normalised floats, no
    antialias), "pil" (Pillow's bilinear on uint8).
    """

    min_side: int = 800
    max_side: int = 1333
    divisor: int = 32
    bgr: bool = False
    value_scale: float = 255.0
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)
    resize: Resize = "area"


@dataclass(frozen=True)
class BackboneConfig:
    """`name`: torchvision's ResNets by their names there, else any timm model's name.

    `stride_in_1x1` puts the stride of a ResNet bottleneck on its first 1x1 convolution, as
    detectron2's ImageNet weights have it. `norm_eps` None keeps the backbone's own epsilon;
    `norm_order` is the order of a batch norm's arithmetic: x * scale + shift, or that of torch's
    BatchNorm2d, which "exact" mode needs to equal a model that was trained with it.
    """

    name: str = "resnet50"
    norm_eps: float | None = None
    norm_order: Literal["frozen", "batch"] = "frozen"
    stride_in_1x1: bool = False


@dataclass(frozen=True)
class PyramidConfig:
    """`kind`: a key of `fpn_core.pyramid.PYRAMIDS`; `norm`: batch norm after each convolution."""

    kind: str = "fpn"
    channels: int = 256
    norm: bool = False


@dataclass(frozen=True)
class RpnConfig:
    """The region proposal network: anchors, their labels in training, and the choice of proposals.

    `anchor_ratios` are height / width. `anchor_stride` says where anchors stand: "level" uses the
    level's stride, "grid" padded side // grid side, as torchvision does. `round_anchors` rounds
    the base anchors to whole pixels, as torchvision does. Proposals per picture: `pre_nms` a
    level, `post_nms` in all; each as (training, inference). Proposals with an objectness below
    `score_threshold` are dropped before NMS.
    """

    anchor_ratios: tuple[float, ...] = (0.5, 1.0, 2.0)
    anchor_stride: Literal["level", "grid"] = "level"
    round_anchors: bool = False
    conv_depth: int = 1
    pre_nms: tuple[int, int] = (2000, 1000)
    post_nms: tuple[int, int] = (2000, 1000)
    nms_iou: float = 0.7
    min_size: float = 1e-3
    score_threshold: float = 0.0
    positive_iou: float = 0.7
    negative_iou: float = 0.3
    samples: int = 256
    positive_fraction: float = 0.5


@dataclass(frozen=True)
class BoxConfig:
    """The second stage: Eq. 1, RoIAlign, the two-layer head and the choice of detections.

    A RoI of sqrt(area) s pools from k = floor(k0 + log2(s / canonical_size) + epsilon), clamped
    to k_min .. k_min + len(roi_levels) - 1; `roi_levels` are indices into the model's levels.
    `sampling_ratio` 0 takes as many samples a bin as the bin is wide in feature cells.
    """

    roi_levels: tuple[int, ...] = (0, 1, 2, 3)
    k_min: int = 2
    k0: int = 4
    canonical_size: float = 224.0
    epsilon: float = 1e-6
    pooled_size: int = 7
    sampling_ratio: int = 2
    aligned: bool = True
    head: Literal["two_fc", "four_conv_one_fc"] = "two_fc"
    width: int = 1024
    class_agnostic: bool = False
    coder_weights: tuple[float, float, float, float] = (10.0, 10.0, 5.0, 5.0)
    positive_iou: float = 0.5
    samples: int = 512
    positive_fraction: float = 0.25
    score_threshold: float = 0.05
    nms_iou: float = 0.5
    min_size: float = 1e-2
    max_detections: int = 100


PAPER_LEVELS = tuple(
    LevelConfig(f"P{k}", 2**k, (float(2 ** (k + 3)),)) for k in range(2, 7)
)  # areas 32^2 .. 512^2 on P2 .. P6


@dataclass(frozen=True)
class DetectorConfig:
    """A whole detector. `class_names` are the foreground classes 0 .. K-1; background is private.

    `class_ids` are the ids that the training data used, for writing results in its terms.
    `hidden_classes` are rows that shape the softmax but are never shown (COCO's unused ids).
    `mode` is how it detects unless told otherwise: "exact" (fp32, the layers as trained) or
    "fast" (batch norms folded, channels last, bf16 where the processor has it).
    """

    mode: Literal["exact", "fast"] = "fast"
    class_names: tuple[str, ...] = ()
    class_ids: tuple[int, ...] = ()
    hidden_classes: tuple[int, ...] = ()
    levels: tuple[LevelConfig, ...] = PAPER_LEVELS
    input: InputConfig = field(default_factory=InputConfig)
    backbone: BackboneConfig = field(default_factory=BackboneConfig)
    pyramid: PyramidConfig = field(default_factory=PyramidConfig)
    rpn: RpnConfig = field(default_factory=RpnConfig)
    box: BoxConfig = field(default_factory=BoxConfig)

    def __post_init__(self) -> None:
        _check_ranges(self)
        counts = {len(level.anchor_sizes) for level in self.levels}
        if len(counts) != 1:
            sizes = {level.name: level.anchor_sizes for level in self.levels}
            raise ConfigError(
                f"the RPN's head is shared, so each level needs as many anchor sizes; got {sizes}"
            )
        if len(self.class_ids) not in (0, len(self.class_names)):
            raise ConfigError(
                f"{len(self.class_ids)} class ids for {len(self.class_names)} class names"
            )
        if not all(0 <= row < len(self.class_names) for row in self.hidden_classes):
            count = len(self.class_names)
            raise ConfigError(f"hidden_classes {self.hidden_classes} go beyond the {count} classes")
        if not all(0 <= level < len(self.levels) for level in self.box.roi_levels):
            raise ConfigError(
                f"roi_levels {self.box.roi_levels} go beyond the {len(self.levels)} levels"
            )

    @property
    def anchors_per_cell(self) -> int:
        return len(self.levels[0].anchor_sizes) * len(self.rpn.anchor_ratios)


_SHARE = (0.0, 1.0)
_MOST_LEVELS = 32
# What a model file may say. Wide enough for any detector, and narrow enough that no file makes
# the program divide by zero or ask for more memory than there is. Every value of a tuple counts.
RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "input": {
        "min_side": (0, 100_000),
        "max_side": (1, 100_000),
        "divisor": (1, 1024),
        "value_scale": (1e-6, 1e6),
        "mean": (-1e6, 1e6),
        "std": (1e-6, 1e6),
    },
    "backbone": {"norm_eps": _SHARE},
    "pyramid": {"channels": (1, 4096)},
    "rpn": {
        "anchor_ratios": (1e-3, 1e3),
        "conv_depth": (0, 16),
        "pre_nms": (1, 1_000_000),
        "post_nms": (1, 1_000_000),
        "nms_iou": _SHARE,
        "min_size": (0, 1e5),
        "score_threshold": _SHARE,
        "positive_iou": _SHARE,
        "negative_iou": _SHARE,
        "samples": (1, 1_000_000),
        "positive_fraction": _SHARE,
    },
    "box": {
        "k_min": (-30, 30),
        "k0": (-30, 30),
        "canonical_size": (1e-3, 1e6),
        "epsilon": _SHARE,
        "pooled_size": (1, 64),
        "sampling_ratio": (0, 16),
        "width": (1, 65_536),
        "coder_weights": (1e-3, 1e3),
        "positive_iou": _SHARE,
        "samples": (1, 1_000_000),
        "positive_fraction": _SHARE,
        "score_threshold": _SHARE,
        "nms_iou": _SHARE,
        "min_size": (0, 1e5),
        "max_detections": (1, 100_000),
    },
}
_LEVEL_RANGES = {"stride": (1.0, 4096.0), "anchor_sizes": (1e-3, 1e6)}


def _check_ranges(config: DetectorConfig) -> None:
    for part, ranges in RANGES.items():
        _check_part(getattr(config, part), ranges, part)
    if len(config.levels) > _MOST_LEVELS:
        raise ConfigError(f"{len(config.levels)} levels; at most {_MOST_LEVELS}")
    for level in config.levels:
        _check_part(level, _LEVEL_RANGES, f"level {level.name[:40]}")


def _check_part(part: Any, ranges: dict[str, tuple[float, float]], where: str) -> None:
    for name, (low, high) in ranges.items():
        value = getattr(part, name)
        values = value if isinstance(value, tuple) else (value,)
        # Not a number is in no range; None stands for "as it is elsewhere".
        if not all(each is None or low <= each <= high for each in values):
            raise ConfigError(f"{where}.{name}: {value} is not within {low:g} to {high:g}")


def lite(class_names: tuple[str, ...] = (), side: int = 384) -> DetectorConfig:
    """EfficientNet-Lite0 with a narrow FPN; anchors and Eq. 1 scale with the input side / 512."""
    scale = side / 512
    levels = tuple(
        LevelConfig(level.name, level.stride, (level.anchor_sizes[0] * scale,))
        for level in PAPER_LEVELS
    )
    return DetectorConfig(
        class_names=class_names,
        levels=levels,
        input=InputConfig(
            min_side=0,
            max_side=side,
            value_scale=1.0,
            mean=(127.0, 127.0, 127.0),
            std=(128.0, 128.0, 128.0),
        ),
        backbone=BackboneConfig("tf_efficientnet_lite0"),
        pyramid=PyramidConfig(channels=96),
        rpn=RpnConfig(pre_nms=(500, 300), post_nms=(500, 150)),
        box=BoxConfig(canonical_size=224 * scale, width=512, samples=128),
    )


def resnet(name: str, class_names: tuple[str, ...] = ()) -> DetectorConfig:
    """The paper's detector on one of torchvision's ResNets."""
    return DetectorConfig(class_names=class_names, backbone=BackboneConfig(name))


def preset(name: str, class_names: tuple[str, ...] = ()) -> DetectorConfig:
    """The preset `name` of PRESETS, with the given classes. Raises ConfigError for others."""
    if name not in PRESETS:
        raise ConfigError(f"no preset {name!r}; there are: {', '.join(PRESETS)}")
    return PRESETS[name](class_names)


PRESETS: dict[str, typing.Callable[[tuple[str, ...]], DetectorConfig]] = {
    "lite": lite,
    "r50": lambda names: resnet("resnet50", names),
    "r101": lambda names: resnet("resnet101", names),
}


def to_dict(config: Any) -> dict[str, Any]:
    """A config dataclass as plain JSON values."""
    return dataclasses.asdict(config)


def from_dict(kind: type[Config], values: Any, where: str = "") -> Config:
    """A config dataclass from JSON values; unknown keys and wrong types raise ConfigError."""
    label = where or kind.__name__
    if not isinstance(values, dict):
        raise ConfigError(f"{label}: expected an object, found {values!r}")
    hints = typing.get_type_hints(kind)
    unknown = sorted(set(values) - set(hints))
    if unknown:
        raise ConfigError(f"{label}: unknown settings {', '.join(unknown)}")
    required = [f.name for f in dataclasses.fields(kind) if not _has_default(f)]  # type: ignore[arg-type]
    missing = [name for name in required if name not in values]
    if missing:
        raise ConfigError(f"{label}: {', '.join(missing)} missing")
    return kind(**{key: _value(hints[key], values[key], f"{label}.{key}") for key in values})


def _has_default(setting: dataclasses.Field[Any]) -> bool:
    missing = dataclasses.MISSING
    return setting.default is not missing or setting.default_factory is not missing


def _value(hint: Any, value: Any, where: str) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if dataclasses.is_dataclass(hint):
        return from_dict(typing.cast(type, hint), value, where)
    if origin is tuple:
        return _tuple(arguments, value, where)
    if origin is dict:
        if not isinstance(value, dict):
            raise ConfigError(f"{where}: expected an object, found {value!r}")
        return value
    if origin is Literal:
        if value not in arguments:
            raise ConfigError(f"{where}: {value!r} is none of {', '.join(map(repr, arguments))}")
        return value
    if isinstance(hint, types.UnionType):
        if value is None and type(None) in arguments:
            return None
        return _value(next(a for a in arguments if a is not type(None)), value, where)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise ConfigError(f"{where}: expected {hint.__name__}, found {value!r}")
    return value


def _tuple(arguments: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise ConfigError(f"{where}: expected a list, found {value!r}")
    items = arguments[:1] * len(value) if arguments[-1] is Ellipsis else arguments
    if len(items) != len(value):
        raise ConfigError(f"{where}: expected {len(items)} values, found {value!r}")
    return tuple(_value(item, part, where) for item, part in zip(items, value, strict=True))


def value_from_text(kind: type, text: str) -> dict[str, Any]:
    """`name=value` as {name: value} of the field's type; commas separate a tuple's values."""
    name, _, value = text.partition("=")
    hints = typing.get_type_hints(kind)
    if name not in hints or not value:
        raise ConfigError(f"{text!r}: expected NAME=VALUE with one of {', '.join(sorted(hints))}")
    hint = hints[name]
    if typing.get_origin(hint) is tuple:
        return {name: [_number(part, text) for part in value.split(",")]}
    if hint is bool:
        if value not in ("true", "false"):
            raise ConfigError(f"{text!r}: take true or false")
        return {name: value == "true"}
    return {name: _number(value, text) if hint in (int, float) else value}


def _number(value: str, text: str) -> int | float:
    for kind in (int, float):
        with contextlib.suppress(ValueError):
            return kind(value)
    raise ConfigError(f"{text!r}: {value!r} is no number")
