"""From a checkpoint file to a detector, whichever program wrote it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fpn_core.detector import Detector
from fpn_core.errors import ConfigError
from fpn_core.importing.checkpoint import Checkpoint, Converted, open_checkpoint
from fpn_core.importing.detectron2 import from_detectron2
from fpn_core.importing.shapes import ImportOptions
from fpn_core.importing.torchvision import from_torchvision
from fpn_core.model_file import load_state


@dataclass(frozen=True)
class Imported:
    """The detector; the architecture that it turned out to be; lines for the user; its source."""

    model: Detector
    arch: str
    notes: tuple[str, ...]
    checkpoint: Checkpoint


LAYOUTS: dict[str, Callable[[Checkpoint, ImportOptions], Converted]] = {
    "torchvision": from_torchvision,
    "detectron2": from_detectron2,
}


def import_checkpoint(
    file: Path,
    layout: str,
    options: ImportOptions | None = None,
    provenance: dict[str, Any] | None = None,
) -> Imported:
    """Read a checkpoint of one of LAYOUTS.

    `provenance` is added to what the detector says of itself. Raises ModelError for files that
    are damaged, unsafe or of another layout, ConfigError for options that make no sense.
    """
    if layout not in LAYOUTS:
        raise ConfigError(f"no layout {layout!r}; there are: {', '.join(LAYOUTS)}")
    checkpoint = open_checkpoint(file)
    converted = LAYOUTS[layout](checkpoint, options or ImportOptions())
    about = {
        "parent": file.name,
        "parent_sha256": sha256_of(file),
        "layout": layout,
        "arch": converted.arch,
        "date": datetime.now(UTC).date().isoformat(),
        **(provenance or {}),
    }
    model = Detector(converted.config, about)
    load_state(model, converted.tensors, str(file))
    return Imported(model.eval(), converted.arch, tuple(checkpoint.notes), checkpoint)


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
