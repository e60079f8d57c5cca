"""Bottom-up networks: maps C2..C5 at strides 4..32 from torchvision's or timm's classifiers."""

from collections.abc import Sequence
from typing import Any, cast

import timm
import torchvision
from timm.layers.conv2d_same import Conv2dSame
from torch import Tensor, nn
from torchvision.models import mobilenetv3, resnet

from fpn_core.config import BackboneConfig
from fpn_core.errors import ConfigError
from fpn_core.norms import FixedSameConv, NormedConv, freeze_norms

STRIDES = (4, 8, 16, 32)
RESNETS = (
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "resnext50_32x4d",
    "resnext101_32x8d",
    "resnext101_64x4d",
    "wide_resnet50_2",
    "wide_resnet101_2",
)
MOBILENET = "torchvision/mobilenet_v3_large"  # timm has a network of the same name


class Backbone(nn.Module):
    """A classifier's body that gives the output of each of its stages.

    `stages` are names of submodules of `body`, finest first; `channels` their outputs' channels.
    All batch norms are frozen: they keep the statistics of the weights that are loaded.
    """

    def __init__(
        self,
        body: nn.Module,
        stages: Sequence[str],
        channels: Sequence[int],
        config: BackboneConfig,
    ) -> None:
        super().__init__()
        freeze_norms(body, config.norm_eps, as_batch_norm=config.norm_order == "batch")
        self.body = body
        self.stages = tuple(stages)
        self.channels = tuple(channels)

    def forward(self, x: Tensor) -> list[Tensor]:
        """Network pixels (B, 3, H, W), sides multiples of 32 -> one map for each stage."""
        return list(self.body(x))

    def freeze(self, count: int, depthwise: bool = False) -> None:
        """Freeze everything up to and including the first `count` stages; 0 freezes nothing.

        `depthwise` freezes the kernels of all depthwise convolutions as well.
        """
        for parameter in self.parameters():
            parameter.requires_grad = True
        for module in self.body.modules():
            if isinstance(module, nn.Conv2d | NormedConv) and depthwise and module.groups > 1:
                module.weight.requires_grad = False
        if count <= 0:
            return
        last = self.stages[min(count, len(self.stages)) - 1]
        reached = False
        for name, parameter in self.body.named_parameters():
            inside = name == last or name.startswith(last + ".")
            if reached and not inside:
                break
            reached = reached or inside
            parameter.requires_grad = False


class _StageOutputs(nn.ModuleDict):
    """Runs its modules in order and returns the outputs of the named ones."""

    def __init__(self, modules: dict[str, nn.Module], stages: Sequence[str]) -> None:
        super().__init__(modules)
        self.stages = frozenset(stages)

    def forward(self, x: Tensor) -> list[Tensor]:
        outputs = []
        for name, module in self.items():
            x = module(x)
            if name in self.stages:
                outputs.append(x)
        return outputs


def build_backbone(config: BackboneConfig) -> Backbone:
    """The backbone of `config`, with random weights. Raises ConfigError for an unknown name."""
    if config.name in RESNETS:
        return _resnet(config)
    if config.name == MOBILENET:
        return _mobilenet(config)
    return _timm(config)


def _resnet(config: BackboneConfig) -> Backbone:
    network = torchvision.models.get_model(config.name, weights=None)
    if config.stride_in_1x1:
        for module in network.modules():
            if isinstance(module, resnet.Bottleneck):
                module.conv1.stride, module.conv2.stride = module.conv2.stride, module.conv1.stride
    stages = [f"layer{n}" for n in range(1, 5)]
    names = ["conv1", "bn1", "relu", "maxpool", *stages]
    body = _StageOutputs({name: getattr(network, name) for name in names}, stages)
    width = network.fc.in_features
    return Backbone(body, stages, [width // 8, width // 4, width // 2, width], config)


def _mobilenet(config: BackboneConfig) -> Backbone:
    """The stages that torchvision's MobileNetV3 FPN uses: both at stride 32."""
    features = torchvision.models.mobilenet_v3_large(weights=None).features
    last = len(features) - 1
    starts = [i for i, block in enumerate(features) if getattr(block, "_is_cn", False)]
    stages = [str(starts[-1]), str(last)]
    body = _StageOutputs({str(i): block for i, block in enumerate(features)}, stages)
    channels = [features[int(stage)].out_channels for stage in stages]
    assert isinstance(features[last], mobilenetv3.Conv2dNormActivation)
    return Backbone(body, stages, channels, config)


def _timm(config: BackboneConfig) -> Backbone:
    try:
        # create_model would look up names such as "hf-hub:owner/model" on the internet.
        if ":" in config.name or not timm.is_model(config.name):
            raise RuntimeError(f"timm has no model {config.name!r}")
        body: Any = timm.create_model(config.name, pretrained=False, features_only=True)
    except (RuntimeError, AttributeError) as error:
        raise ConfigError(
            f"no backbone {config.name!r} with feature maps: take one of {', '.join(RESNETS)}, "
            "or a name that timm.list_models() gives"
        ) from error
    reductions = body.feature_info.reduction()
    missing = [stride for stride in STRIDES if stride not in reductions]
    if missing:
        raise ConfigError(
            f"backbone {config.name!r} has maps at strides {reductions}; a pyramid needs {STRIDES}"
        )
    wanted = tuple(reductions.index(stride) for stride in STRIDES)
    body = timm.create_model(config.name, pretrained=False, features_only=True, out_indices=wanted)
    _fix_same_padding(body)
    stages = [body.feature_info.info[index]["module"] for index in wanted]
    return Backbone(body, stages, body.feature_info.channels(), config)


def _fix_same_padding(module: nn.Module) -> None:
    """Put FixedSameConv in place of timm's convolutions that compute their padding anew."""
    for name, child in list(module.named_children()):
        if isinstance(child, Conv2dSame) and child.stride == (2, 2) and child.dilation == (1, 1):
            fixed = FixedSameConv(
                child.in_channels,
                child.out_channels,
                cast(tuple[int, int], child.kernel_size),
                (2, 2),
                groups=child.groups,
                bias=child.bias is not None,
            )
            fixed.load_state_dict(child.state_dict())
            setattr(module, name, fixed)
        else:
            _fix_same_padding(child)
