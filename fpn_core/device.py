"""Where to compute, and why there."""

import functools
from dataclasses import dataclass
from pathlib import Path

import torch

from fpn_core import distributed
from fpn_core.errors import ConfigError

NARROWEST_BF16 = 64  # network pixels: narrower inputs have one column at stride 32


@dataclass(frozen=True)
class Device:
    """A torch device and the reason for it, as a status bar would say it."""

    torch: torch.device
    reason: str


def choose_device(name: str = "auto") -> Device:
    """CUDA, else MPS, else the CPU; or the device that is asked for by name.

    Not MPS for one of many processes, which cannot add up gradients there.
    """
    if name != "auto":
        try:
            device = torch.device(name)
        except RuntimeError:
            device = None
        if device is None or device.type not in ("cpu", "cuda", "mps"):
            raise ConfigError(f"no device {name!r}: take auto, cpu, cuda, cuda:N or mps")
        if device.type == "cuda" and not torch.cuda.is_available():
            raise ConfigError(f"device {name!r} asked for, but {_why_no_cuda()}")
        if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
            last = torch.cuda.device_count() - 1
            raise ConfigError(f"device {name!r} asked for, but the last one is cuda:{last}")
        if device.type == "mps" and not torch.backends.mps.is_available():
            raise ConfigError("device 'mps' asked for, but this torch finds no Apple GPU")
        return Device(device, "asked for")
    if torch.cuda.is_available():
        return Device(torch.device("cuda"), torch.cuda.get_device_name())
    if torch.backends.mps.is_available() and distributed.count() == 1:
        return Device(torch.device("mps"), "Apple GPU")
    return Device(torch.device("cpu"), _why_no_cuda())


def _why_no_cuda() -> str:
    if torch.version.cuda is None:
        return "this torch is built without CUDA"
    return "torch finds no NVIDIA GPU or no driver for it"


def fast_dtype(device: torch.device) -> torch.dtype:
    """The number format of fast inference: bf16 where the hardware computes in it."""
    if device.type == "cuda":
        in_hardware = torch.cuda.is_bf16_supported(including_emulation=False)
        return torch.bfloat16 if in_hardware else torch.float16
    if device.type == "cpu" and cpu_has_bf16():
        return torch.bfloat16
    return torch.float32


def dtype_for(device: torch.device, pixels: torch.Tensor) -> torch.dtype:
    """`fast_dtype`, or fp32 for inputs (B, 3, H, W) that are too narrow for bf16 on this device.

    oneDNN's bf16 convolution of 3x3 at stride 2 whose output is one column wide reads memory that
    nobody has written (torch 2.14): its results change from call to call, to NaN at times.
    """
    dtype = fast_dtype(device)
    narrow = device.type == "cpu" and int(pixels.shape[3]) < NARROWEST_BF16
    return torch.float32 if narrow else dtype


@functools.cache
def cpu_has_bf16() -> bool:
    """Whether the processor multiplies bf16 in hardware (AVX512_BF16, AMX, or Arm's bf16)."""
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return any(flag in flags for flag in ("avx512_bf16", "amx_bf16", " bf16"))
