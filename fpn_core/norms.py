"""Batch norms with fixed statistics: how detectors use them, and how they cost nothing.

Batches of one to eight pictures are too small to estimate statistics, so every batch norm of a
detector is frozen. A frozen norm is a scale and a shift of each channel, which the convolution
before it can carry: exactly, with the weights still trainable, by scaling them on the fly
(`absorb_norms`), or for good (`fold_norms`).
"""

from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class FrozenNorm(nn.Module):
    """y = activation(x * scale + shift), with scale and shift from fixed batch-norm statistics.

    `as_batch_norm` computes the same in the operation order of an ordinary batch norm, which
    differs by rounding: imported models are equal to their origin only in its own order.
    """

    def __init__(self, channels: int, eps: float, activation: nn.Module | None = None) -> None:
        super().__init__()
        self.eps = eps
        self.activation = activation
        self.absorbed = False
        self.as_batch_norm = False
        self.register_buffer("weight", torch.ones(channels))
        self.register_buffer("bias", torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def scale_and_shift(self) -> tuple[Tensor, Tensor]:
        """Per channel (C,), in fp32, in the operation order of torchvision's FrozenBatchNorm2d."""
        weight, bias = self.get_buffer("weight"), self.get_buffer("bias")
        scale = weight * (self.get_buffer("running_var") + self.eps).rsqrt()
        return scale, bias - self.get_buffer("running_mean") * scale

    def forward(self, x: Tensor) -> Tensor:
        if not self.absorbed and self.as_batch_norm:
            mean, variance = self.get_buffer("running_mean"), self.get_buffer("running_var")
            weight, bias = self.get_buffer("weight"), self.get_buffer("bias")
            x = F.batch_norm(x, mean, variance, weight, bias, eps=self.eps)
        elif not self.absorbed:
            scale, shift = self.scale_and_shift()
            x = x * scale.reshape(1, -1, 1, 1).to(x.dtype) + shift.reshape(1, -1, 1, 1).to(x.dtype)
        return x if self.activation is None else self.activation(x)


class FixedSameConv(nn.Conv2d):
    """A stride-2 convolution with TensorFlow's "SAME" padding for inputs of even sides.

    Pads total // 2 before and the rest after, total = kernel - 2, which is what the padding
    rule gives for every even side; the detector pads its input to multiples of 32.
    """

    def pad_input(self, x: Tensor) -> Tensor:
        pads: list[int] = []
        for kernel in reversed(self.kernel_size):
            total = max(kernel - 2, 0)
            pads += (total // 2, total - total // 2)
        return F.pad(x, pads)

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(self.pad_input(x))


def freeze_norms(
    module: nn.Module, eps: float | None = None, *, as_batch_norm: bool = False
) -> None:
    """Replace every batch norm below `module` by a FrozenNorm; its activation stays with it."""
    for name, child in list(module.named_children()):
        if isinstance(child, nn.BatchNorm2d):
            activation = getattr(child, "act", None)
            frozen = FrozenNorm(
                child.num_features,
                child.eps if eps is None else eps,
                None if isinstance(activation, nn.Identity) else activation,
            )
            state = {k: v for k, v in child.state_dict().items() if k != "num_batches_tracked"}
            frozen.load_state_dict(state)
            frozen.as_batch_norm = as_batch_norm
            setattr(module, name, frozen)
        else:
            freeze_norms(child, eps, as_batch_norm=as_batch_norm)


class NormedConv(nn.Module):
    """A convolution that carries the frozen norm after it: weights stay trainable parameters.

    It stands in the convolution's place with the same parameter names, so state dicts do not
    change. The norm is only referred to; it stays a module of its own parent.
    """

    norm: FrozenNorm | None
    bias: nn.Parameter | None

    def __init__(self, convolution: nn.Conv2d, norm: FrozenNorm) -> None:
        super().__init__()
        self.weight = convolution.weight
        self.bias = cast(nn.Parameter | None, convolution.bias)
        self.stride, self.groups = convolution.stride, convolution.groups
        self.dilation, self.padding = convolution.dilation, convolution.padding
        self.pad_input = getattr(convolution, "pad_input", None)
        object.__setattr__(self, "norm", norm)  # not registered: it belongs to its parent
        norm.absorbed = True

    def forward(self, x: Tensor) -> Tensor:
        if x.device.type != "cpu" or not self._slow_in_bf16(x):
            return self._convolve(x)
        with torch.autocast("cpu", enabled=False):
            return self._convolve(x.float())

    def _slow_in_bf16(self, x: Tensor) -> bool:
        """Depthwise gradients that CPUs compute several times slower in bf16 than in fp32."""
        strided = self.stride[0] > 1 and x.requires_grad
        return self.groups > 1 and (strided or self.weight.requires_grad)

    def _convolve(self, x: Tensor) -> Tensor:
        weight: Tensor = self.weight
        bias: Tensor | None = self.bias
        if self.norm is not None:
            weight, bias = _folded(weight, bias, self.norm)
        if self.pad_input is not None:
            x = self.pad_input(x)
        return F.conv2d(x, weight, bias, self.stride, self.padding, self.dilation, self.groups)


def _folded(weight: Tensor, bias: Tensor | None, norm: FrozenNorm) -> tuple[Tensor, Tensor]:
    """The weight and bias of a convolution that does what it and the norm behind it do."""
    scale, shift = norm.scale_and_shift()
    return weight * scale.reshape(-1, 1, 1, 1), shift if bias is None else bias * scale + shift


def _pairs(module: nn.Module) -> list[tuple[nn.Module, str, nn.Conv2d, FrozenNorm]]:
    """Each (parent, name, convolution, norm) where the norm stands right behind the convolution."""
    pairs = []
    for parent in module.modules():
        previous: tuple[str, nn.Module] | None = None
        for name, child in parent.named_children():
            if isinstance(child, FrozenNorm) and previous and _can_carry(previous[1], child):
                pairs.append((parent, previous[0], cast(nn.Conv2d, previous[1]), child))
            if not isinstance(child, nn.Identity):
                previous = (name, child)
    return pairs


def _can_carry(module: nn.Module, norm: FrozenNorm) -> bool:
    """Whether it is a plain convolution: subclasses may change their weights on the way."""
    if not isinstance(module, nn.Conv2d) or type(module) not in (nn.Conv2d, FixedSameConv):
        return False
    return module.out_channels == len(norm.get_buffer("weight")) and module.padding_mode == "zeros"


def absorb_norms(module: nn.Module) -> None:
    """Let convolutions carry their frozen norms while both keep their parameters.

    The state dict, the gradients and the outputs (to rounding) stay; the passes over the
    activations that the norms would cost are gone.
    """
    for parent, name, convolution, norm in _pairs(module):
        setattr(parent, name, NormedConv(convolution, norm))


def fold_norms(module: nn.Module) -> None:
    """Multiply frozen norms into the convolutions before them, for inference only."""
    with torch.no_grad():
        for _, _, convolution, norm in _pairs(module):
            _fold(convolution, norm)
            norm.absorbed = True
        for child in module.modules():
            if isinstance(child, NormedConv) and child.norm is not None:
                _fold(child, child.norm)
                child.norm = None


def _fold(convolution: nn.Conv2d | NormedConv, norm: FrozenNorm) -> None:
    weight, bias = _folded(convolution.weight, convolution.bias, norm)
    convolution.weight = nn.Parameter(weight, requires_grad=False)
    convolution.bias = nn.Parameter(bias, requires_grad=False)
