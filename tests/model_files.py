"""Model files that describe a detector, without its weights: enough for all but detecting."""

import json
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fpn_core.config import lite, to_dict
from fpn_core.model_header import METADATA_KEY


def write_model(
    file: Path,
    name: str = "",
    class_names: Sequence[str] = ("cat", "dog"),
    weights: bytes = b"w",
    **provenance: Any,
) -> Path:
    """A model file with that provenance; files of different names have different keys."""
    about = {"name": name or file.stem, **provenance}
    config = to_dict(lite(tuple(class_names)))
    described = json.dumps({"format": 1, "config": config, "provenance": about})
    head = json.dumps(
        {
            "__metadata__": {METADATA_KEY: described},
            "weights": {"dtype": "U8", "shape": [len(weights)], "data_offsets": [0, len(weights)]},
        }
    ).encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(struct.pack("<Q", len(head)) + head + weights)
    return file
