"""The models that have a name, and how a name or a file becomes a detector.

Needs torch only once a model is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

import resources
from fpn_core.errors import ModelError
from fpn_core.model_entries import file_of_title

if TYPE_CHECKING:
    from fpn_core.detector import Detector, Mode


@dataclass(frozen=True)
class Published:
    """Where a model's weights are published, in torchvision's layout; `ap`: COCO val2017 box AP.

    The file's name ends in the first digits of its SHA-256.
    """

    url: str
    arch: str
    megabytes: int
    ap: float
    bn_eps: float


@dataclass(frozen=True)
class NamedModel:
    """A model that comes with the program, or that `fpn-core models fetch` brings in."""

    name: str
    summary: str
    embedded: str | None = None
    published: Published | None = None

    @property
    def file(self) -> Path:
        """Where the model file is, or will be once it is fetched."""
        if self.embedded is not None:
            return resources.path("models", self.embedded)
        return fetched_folder() / f"{self.name}.safetensors"


def fetched_folder() -> Path:
    """The user's folder of models: fetched and imported files, and those that the window keeps."""
    return Path(platformdirs.user_data_dir("pyramidlabel", appauthor=False)) / "models"


def _torchvision(file: str, arch: str, megabytes: int, ap: float, bn_eps: float) -> Published:
    return Published(f"https://download.pytorch.org/models/{file}", arch, megabytes, ap, bn_eps)


MODELS = (
    NamedModel(
        "lite",
        "EfficientNet-Lite0, 20 VOC classes",
        embedded="lite.safetensors",
    ),
    NamedModel(
        "r50-coco",
        "ResNet-50, 80 COCO classes",
        published=_torchvision(
            "fasterrcnn_resnet50_fpn_coco-258fb6c6.pth", "r50", 160, 0.370, bn_eps=0.0
        ),
    ),
    NamedModel(
        "r50-v2-coco",
        "ResNet-50, heavier heads, longer recipe, 80 COCO classes",
        published=_torchvision(
            "fasterrcnn_resnet50_fpn_v2_coco-dd69338a.pth", "r50-v2", 167, 0.467, bn_eps=1e-5
        ),
    ),
    NamedModel(
        "mobilenet-coco",
        "MobileNetV3-Large, 80 COCO classes",
        published=_torchvision(
            "fasterrcnn_mobilenet_v3_large_fpn-fb6a3cc7.pth", "mobilenet", 74, 0.328, bn_eps=1e-5
        ),
    ),
)


def load_model(
    name_or_file: str | Path = "lite", device: str = "auto", mode: Mode | None = None
) -> Detector:
    """A detector ready to detect, from a model's name or a `.safetensors` file.

    device: "auto", "cpu", "cuda", "mps". mode: "exact" or "fast", by default the model's own.
    Raises ModelError where there is no such model or the file cannot be read.
    """
    from fpn_core.model_file import read_model

    return read_model(model_path(name_or_file)).place(device, mode)


def named_model(name: str) -> NamedModel | None:
    """The model of that name, if there is one."""
    return next((model for model in MODELS if model.name == name), None)


def model_path(name_or_file: str | Path) -> Path:
    """The file of a model: by its name, as a path, or by the title that it has in the window.

    Raises ModelError for models that are not fetched, and where there is none of these.
    """
    named = named_model(str(name_or_file))
    if named is not None:
        if named.published is not None and not named.file.is_file():
            raise ModelError(
                f"{named.name} is not on this machine yet; fetch it with `fpn-core models fetch "
                f"{named.name}`"
            )
        return named.file
    file = Path(name_or_file)
    if not file.exists():
        titled = file_of_title(fetched_folder(), str(name_or_file))
        if titled is not None:
            return titled
        names = ", ".join(model.name for model in MODELS)
        raise ModelError(f"{name_or_file}: no such model file, and no model of that name ({names})")
    return file
