"""What a model file says of itself, read without torch, safetensors or Qt.

A `.safetensors` file begins with the length of a JSON object (8 bytes, little-endian) and that
object: one entry a tensor, and `__metadata__`, whose key `pyramidlabel` holds one more JSON object
with `format`, `config` and `provenance` (see model_file). Nothing in it is trusted: sizes are
limited, and whatever is wrong gives one line that names the file.
"""

import hashlib
import json
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from fpn_core.config import DetectorConfig, from_dict
from fpn_core.errors import ConfigError, ModelError

SUFFIX = ".safetensors"
METADATA_KEY = "pyramidlabel"
FORMAT = 1
MAX_METADATA = 1_000_000  # characters
MAX_HEADER = 16_000_000  # bytes; a detector of 100 million weights needs a five-hundredth of it
_LENGTH = struct.Struct("<Q")
_KEY_DIGITS = 32


@dataclass(frozen=True)
class ModelHeader:
    """A model file's description: what the detector is, and where it comes from.

    `provenance` is whatever is known (name, parent, parent_key, data, pictures, date, seed,
    settings, figures): any of it may be absent or of another type.
    """

    config: DetectorConfig
    provenance: dict[str, Any] = field(default_factory=dict)

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes that the model shows."""
        hidden = set(self.config.hidden_classes)
        return tuple(n for row, n in enumerate(self.config.class_names) if row not in hidden)


def read_model_header(file: Path) -> ModelHeader:
    """The description of a model file; its tensors are not read.

    Raises ModelError where there is no such file, where it is no whole safetensors file, or where
    it describes no detector.
    """
    if not file.is_file():
        raise ModelError(f"{file}: no such model file")
    try:
        with file.open("rb") as stream:
            header = _header(file, stream)
    except OSError as error:
        raise ModelError(f"{file}: cannot be read: {error.strerror}") from error
    metadata = header.get("__metadata__")
    text = metadata.get(METADATA_KEY) if isinstance(metadata, dict) else None
    return read_description(file, text)


def read_description(file: Path, text: object) -> ModelHeader:
    """The JSON under `pyramidlabel` in a file's metadata. Raises ModelError."""
    if not isinstance(text, str):
        raise ModelError(
            f"{file}: holds tensors but no description of a detector (metadata key "
            f"{METADATA_KEY!r}); bring other programs' checkpoints in with `fpn-core import`"
        )
    if len(text) > MAX_METADATA:
        raise ModelError(f"{file}: {len(text)} characters of metadata; at most {MAX_METADATA}")
    try:
        content = json.loads(text)
        if content["format"] > FORMAT:
            raise ModelError(
                f"{file}: format {content['format']} is of a later PyramidLabel; this one reads "
                f"up to {FORMAT}"
            )
        config = from_dict(DetectorConfig, content["config"])
        return ModelHeader(config, dict(content.get("provenance", {})))
    except (ValueError, KeyError, TypeError, RecursionError, ConfigError) as error:
        why = " ".join(str(error).split())[:300]  # what it quotes may be of any length
        raise ModelError(f"{file}: its description cannot be read: {why}") from error


def content_key(file: Path) -> str:
    """What stands for the file's content, whatever its name: the head of its SHA-256.

    Raises OSError where the file cannot be read.
    """
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:_KEY_DIGITS]


def _header(file: Path, stream: BinaryIO) -> dict[str, Any]:
    """The JSON object at the head of the file, which is as long as it says."""
    size = stream.seek(0, 2)
    stream.seek(0)
    start = stream.read(_LENGTH.size)
    length = _LENGTH.unpack(start)[0] if len(start) == _LENGTH.size else 0
    if not 2 <= length <= MAX_HEADER:
        raise _no_model(file, f"{size} bytes, of which the first 8 say: a head of {length}")
    if length > size - _LENGTH.size:
        raise _no_model(file, f"{size} bytes with a head of {length}: copied or fetched in part")
    try:
        header = json.loads(stream.read(length))
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name[:2] != "__"]
        wanted = _LENGTH.size + length + max(ends, default=0)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise _no_model(file, f"its head cannot be read: {error!r:.100}") from error
    if size != wanted:
        raise _no_model(file, f"{size} bytes, not {wanted}: copied or fetched in part")
    return dict(header)


def _no_model(file: Path, why: str) -> ModelError:
    return ModelError(
        f"{file}: no safetensors file ({why}); bring .pth and .pkl checkpoints in with "
        "`fpn-core import`"
    )
