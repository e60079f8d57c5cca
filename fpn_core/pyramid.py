"""The feature pyramid (paper section 3), and the table of pyramids that a config can name."""

from collections.abc import Callable, Sequence

import torch.nn.functional as F
from torch import Tensor, nn

from fpn_core.config import PyramidConfig
from fpn_core.errors import ConfigError


def _convolution(inputs: int, outputs: int, size: int, norm: bool) -> nn.Module:
    convolution = nn.Conv2d(inputs, outputs, size, padding=size // 2, bias=not norm)
    nn.init.kaiming_uniform_(convolution.weight, a=1)
    if not norm:
        nn.init.zeros_(convolution.bias)  # type: ignore[arg-type]
        return convolution
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs))


class FeaturePyramid(nn.Module):
    """C2..C5 in, P2..P6 out, all with the same number of channels.

    A 1x1 convolution brings each map to the shared width; from the coarsest down, each map is
    upsampled to the next finer one (nearest neighbour) and added to it; a 3x3 convolution on
    every merged map undoes the aliasing. There is no non-linearity in these layers. The last
    level is every second cell of the coarsest map and serves the RPN only.
    """

    def __init__(self, channels: Sequence[int], config: PyramidConfig) -> None:
        super().__init__()
        width, norm = config.channels, config.norm
        self.lateral = nn.ModuleList(_convolution(c, width, 1, norm) for c in channels)
        self.output = nn.ModuleList(_convolution(width, width, 3, norm) for _ in channels)

    def forward(self, features: list[Tensor]) -> list[Tensor]:
        """Maps (B, channels, H, W), finest first, one more than `features`."""
        merged = self.lateral[-1](features[-1])
        maps = [self.output[-1](merged)]
        for index in range(len(features) - 2, -1, -1):
            lateral = self.lateral[index](features[index])
            merged = lateral + F.interpolate(merged, size=lateral.shape[-2:], mode="nearest")
            maps.insert(0, self.output[index](merged))
        maps.append(maps[-1][:, :, ::2, ::2])
        return maps


PYRAMIDS: dict[str, Callable[[Sequence[int], PyramidConfig], nn.Module]] = {
    "fpn": FeaturePyramid,
}


def build_pyramid(channels: Sequence[int], config: PyramidConfig) -> nn.Module:
    """The pyramid that `config.kind` names, for backbone maps of the given channels."""
    if config.kind not in PYRAMIDS:
        raise ConfigError(f"no pyramid {config.kind!r}; there are: {', '.join(PYRAMIDS)}")
    return PYRAMIDS[config.kind](channels, config)
