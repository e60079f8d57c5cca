"""Model files: `.safetensors` whose metadata describes the detector completely.

The tensors are the network's state; the metadata key `pyramidlabel` holds one JSON object with
`format`, `config` (the whole DetectorConfig) and `provenance` (name, parent, data, date, seed,
figures: whatever is known). Loading needs nothing else, and unpickles nothing.
"""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from fpn_core.config import DetectorConfig, to_dict
from fpn_core.detector import Detector
from fpn_core.errors import ConfigError, ModelError
from fpn_core.files import replacing
from fpn_core.memory import Memory
from fpn_core.model_header import (
    FORMAT,
    MAX_METADATA,
    METADATA_KEY,
    ModelHeader,
    content_key,
    read_description,
)


def save_model(model: Detector, file: Path, dtype: torch.dtype | None = None) -> None:
    """Write the model file, atomically. `dtype` narrows the tensors (bf16 halves the file)."""
    header = {"format": FORMAT, "config": to_dict(model.config), "provenance": model.provenance}
    text = json.dumps(header)
    if len(text) > MAX_METADATA:
        raise ModelError(f"{file}: {len(text)} characters of metadata; at most {MAX_METADATA}")
    tensors = {
        name: (value.to(dtype) if dtype and value.is_floating_point() else value)
        .detach()
        .cpu()
        .contiguous()
        for name, value in model.network.state_dict().items()
    }
    tensors |= model.memory.tensors() if model.memory else {}
    try:
        with replacing(file) as temporary:
            save_file(tensors, temporary, metadata={METADATA_KEY: text})
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{file}: cannot be written: {error}") from error


def read_header(file: Path) -> tuple[DetectorConfig, dict[str, Any]]:
    """The config and the provenance of a model file, without its tensors."""
    with _opened(file) as content:
        header = _header(file, content.metadata())
    return header.config, header.provenance


def read_model(file: Path) -> Detector:
    """The detector that a model file describes, on the CPU, in evaluation mode."""
    with _opened(file) as content:
        header = _header(file, content.metadata())
        tensors = {name: content.get_tensor(name) for name in content.keys()}  # noqa: SIM118
    try:
        memory = Memory.take(tensors)
        model = Detector(header.config, {"name": file.stem, **header.provenance}, memory)
    except ConfigError as error:
        raise ModelError(f"{file}: its detector cannot be built: {error}") from error
    load_state(model, tensors, str(file))
    model.key = content_key(file)
    return model.eval()


def load_state(model: Detector, tensors: dict[str, Tensor], source: str) -> None:
    """Load the network's tensors strictly; ModelError names what is missing or does not fit."""
    expected = model.network.state_dict()
    problems = [f"{name} is missing" for name in expected if name not in tensors]
    problems += [f"{name} is not part of this detector" for name in tensors if name not in expected]
    problems += [
        f"{name} has shape {tuple(tensors[name].shape)}, not {tuple(value.shape)}"
        for name, value in expected.items()
        if name in tensors and tensors[name].shape != value.shape
    ]
    if problems:
        more = f" and {len(problems) - 3} more" if len(problems) > 3 else ""
        raise ModelError(f"{source}: the weights do not fit: {'; '.join(problems[:3])}{more}")
    model.network.load_state_dict(tensors)


def _opened(file: Path) -> Any:
    if not file.is_file():
        raise ModelError(f"{file}: no such model file")
    try:
        return safe_open(file, framework="pt")
    except (OSError, SafetensorError) as error:
        raise ModelError(
            f"{file}: no safetensors file ({error}); bring .pth and .pkl checkpoints in with "
            "`fpn-core import`"
        ) from error


def _header(file: Path, metadata: dict[str, str] | None) -> ModelHeader:
    return read_description(file, (metadata or {}).get(METADATA_KEY))
