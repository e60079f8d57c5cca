"""The models that have a name, and how a name or a file becomes a detector."""

from dataclasses import dataclass
from pathlib import Path

import resources
from fpn_core.detector import Detector, Mode
from fpn_core.errors import ModelError
from fpn_core.model_file import read_model


@dataclass(frozen=True)
class NamedModel:
    """A model that comes with the program, or that `fpn-core models fetch` brings in."""

    name: str
    summary: str
    embedded: str | None = None


MODELS = (
    NamedModel(
        "lite",
        "EfficientNet-Lite0 + FPN, 20 VOC classes; comes with the program",
        embedded="lite.safetensors",
    ),
)


def load_model(
    name_or_file: str | Path = "lite", device: str = "auto", mode: Mode | None = None
) -> Detector:
    """A detector ready to detect, from a model's name or a `.safetensors` file.

    device: "auto", "cpu", "cuda", "mps". mode: "exact" or "fast", by default the model's own.
    Raises ModelError where there is no such model or the file cannot be read.
    """
    return read_model(model_path(name_or_file)).place(device, mode)


def model_path(name_or_file: str | Path) -> Path:
    """The file of a model that is named or given as a path."""
    named = next((m for m in MODELS if m.name == str(name_or_file)), None)
    if named is not None and named.embedded is not None:
        return resources.path("models", named.embedded)
    file = Path(name_or_file)
    if not file.exists():
        names = ", ".join(m.name for m in MODELS)
        raise ModelError(f"{name_or_file}: no such model file, and no model of that name ({names})")
    return file
