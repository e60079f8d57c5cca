"""Finds the state dict among what a checkpoint file holds, under whatever wrapping it has."""

import argparse
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from fpn_core.config import DetectorConfig
from fpn_core.errors import ModelError
from fpn_core.importing.unpickling import read_checkpoint

# Where training scripts keep the weights, best first: averaged ones judge better than the last.
CONTAINERS = ("model_ema", "ema_state", "model", "state_dict", "model_state_dict", "model_state")
WRAPPERS = ("module.", "_orig_mod.", "model.")  # DataParallel and averaging, torch.compile, others
NOT_WEIGHTS = ("n_averaged", "num_batches_tracked")


@dataclass
class Checkpoint:
    """Tensors by the names of their layout; what the training script was told; what to say of it.

    `batch_norms`: the file comes from ordinary batch norms, which count their batches; frozen
    ones do not.
    """

    file: Path
    tensors: dict[str, Tensor]
    arguments: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    batch_norms: bool = False


@dataclass(frozen=True)
class Converted:
    """A checkpoint in our terms: its architecture, the detector's description, our tensors."""

    arch: str
    config: DetectorConfig
    tensors: dict[str, Tensor]


def open_checkpoint(file: Path) -> Checkpoint:
    """The weights in a checkpoint file. Raises ModelError where there are none."""
    content = read_checkpoint(file)
    arguments = content.get("args") if isinstance(content, Mapping) else None
    state, container = _state_dict(content)
    names = _without_wrappers({str(name) for name, value in state.items() if _is_array(value)})
    if not names:
        raise ModelError(f"{file}: holds no weights ({_kinds(content)}); give a state dict")
    tensors = {short: _tensor(file, name, state[name]) for name, short in names.items()}
    checkpoint = Checkpoint(
        file,
        {name: value for name, value in tensors.items() if name.split(".")[-1] not in NOT_WEIGHTS},
        vars(arguments) if isinstance(arguments, argparse.Namespace) else {},
        batch_norms=any(name.endswith("num_batches_tracked") for name in tensors),
    )
    if container in ("model_ema", "ema_state"):
        checkpoint.notes.append(f"took the averaged weights ({container}), not the last ones")
    return checkpoint


def rename(checkpoint: Checkpoint, rules: tuple[tuple[str, str], ...], layout: str) -> Checkpoint:
    """The checkpoint under our names: each name by the first rule (pattern, replacement) that fits.

    A rule with an empty replacement drops the tensor. Names without a rule raise ModelError.
    """
    renamed: dict[str, Tensor] = {}
    unknown = []
    for name, value in checkpoint.tensors.items():
        for pattern, replacement in rules:
            match = re.fullmatch(pattern, name)
            if match:
                if replacement:
                    renamed[match.expand(replacement)] = value
                break
        else:
            unknown.append(name)
    if unknown:
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        raise ModelError(
            f"{checkpoint.file}: {', '.join(sorted(unknown)[:3])}{more} are no weights of a "
            f"Faster R-CNN with FPN in {layout}'s layout"
        )
    return Checkpoint(checkpoint.file, renamed, checkpoint.arguments, checkpoint.notes)


def _state_dict(content: Any) -> tuple[Mapping[Any, Any], str]:
    """The mapping of names to arrays, and the key that it was under."""
    if not isinstance(content, Mapping):
        return {}, ""
    for key in CONTAINERS:
        inner = content.get(key)
        if isinstance(inner, Mapping) and any(_is_array(value) for value in inner.values()):
            return inner, key
    return content, ""


def _without_wrappers(names: set[str]) -> dict[str, str]:
    """Each name and what is left of it when the prefixes that all names share are gone."""
    short = {name: name for name in sorted(names - {"n_averaged"})}
    while True:
        shared = [w for w in WRAPPERS if short and all(s.startswith(w) for s in short.values())]
        if not shared:
            return short
        short = {name: value.removeprefix(shared[0]) for name, value in short.items()}


def _is_array(value: Any) -> bool:
    return isinstance(value, Tensor | np.ndarray)


def _tensor(file: Path, name: str, value: Any) -> Tensor:
    if isinstance(value, np.ndarray):
        if value.dtype.kind not in "fiub":
            raise ModelError(f"{file}: {name} holds {value.dtype} values, not numbers")
        # A copy: arrays from a pickle may be read-only, or in another byte order.
        value = torch.from_numpy(
            np.array(value, np.float32 if value.dtype.kind == "f" else np.int64)
        )
    detached = value.detach()
    if not detached.is_floating_point():
        return detached
    if not bool(torch.isfinite(detached).all()):
        raise ModelError(f"{file}: {name} holds values that are not finite; its training diverged")
    return detached.float()


def _kinds(content: Any) -> str:
    if isinstance(content, Mapping):
        return "keys " + ", ".join(str(key) for key in list(content)[:5])
    return f"a {type(content).__name__}"
