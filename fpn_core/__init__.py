"""A Faster R-CNN with a Feature Pyramid Network that tells which level found each box.

Names are resolved on first use, so that `fpn_core.levels`, `.coco` and `.media` import without
torch.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fpn_core.config import DetectorConfig, preset
    from fpn_core.detections import Detections
    from fpn_core.detector import Detector
    from fpn_core.models import load_model
    from fpn_core.targets import Target

__version__ = "0.1.0"

_HOMES = {
    "Detections": "fpn_core.detections",
    "Detector": "fpn_core.detector",
    "DetectorConfig": "fpn_core.config",
    "Target": "fpn_core.targets",
    "load_model": "fpn_core.models",
    "preset": "fpn_core.config",
}
__all__ = ["Detections", "Detector", "DetectorConfig", "Target", "load_model", "preset"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'fpn_core' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
