"""Model files: `.safetensors` whose metadata describes the detector completely.

The tensors are the network's state; the metadata key `pyramidlabel` holds one JSON object with
`format`, `config` (the whole DetectorConfig) and `provenance` (name, parent, data, date, seed,
figures: whatever is known). Loading needs nothing else, and unpickles nothing.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from fpn_core.config import DetectorConfig, from_dict, to_dict
from fpn_core.detector import Detector
from fpn_core.errors import ConfigError, ModelError
from fpn_core.files import replacing
from fpn_core.memory import Memory

METADATA_KEY = "pyramidlabel"
FORMAT = 1
MAX_METADATA = 1_000_000
_KEY_DIGITS = 32


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
        return _header(file, content.metadata())


def read_model(file: Path) -> Detector:
    """The detector that a model file describes, on the CPU, in evaluation mode."""
    with _opened(file) as content:
        config, provenance = _header(file, content.metadata())
        tensors = {name: content.get_tensor(name) for name in content.keys()}  # noqa: SIM118
    try:
        memory = Memory.take(tensors)
        model = Detector(config, {"name": file.stem, **provenance}, memory)
    except ConfigError as error:
        raise ModelError(f"{file}: its detector cannot be built: {error}") from error
    load_state(model, tensors, str(file))
    model.key = content_key(file)
    return model.eval()


def content_key(file: Path) -> str:
    """What stands for the file's content, whatever its name: the head of its SHA-256."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:_KEY_DIGITS]


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


def _header(file: Path, metadata: dict[str, str] | None) -> tuple[DetectorConfig, dict[str, Any]]:
    text = (metadata or {}).get(METADATA_KEY)
    if text is None:
        raise ModelError(
            f"{file}: holds tensors but no description of a detector (metadata key "
            f"{METADATA_KEY!r}); bring other programs' checkpoints in with `fpn-core import`"
        )
    if len(text) > MAX_METADATA:
        raise ModelError(f"{file}: {len(text)} characters of metadata; at most {MAX_METADATA}")
    try:
        header = json.loads(text)
        if header["format"] > FORMAT:
            raise ModelError(
                f"{file}: format {header['format']} is of a later PyramidLabel; this one reads "
                f"up to {FORMAT}"
            )
        return from_dict(DetectorConfig, header["config"]), dict(header.get("provenance", {}))
    except (ValueError, KeyError, TypeError, RecursionError, ConfigError) as error:
        raise ModelError(f"{file}: its description cannot be read: {error}") from error
