"""Which weights of a run are the best: held-out AP decides, where there is held-out data."""

from dataclasses import dataclass, field
from typing import Any

from torch import Tensor

from fpn_core.coco import CocoDataset, read_coco
from fpn_core.config import DetectorConfig
from fpn_core.detector import Detector
from fpn_core.errors import TrainingError
from fpn_core.evaluation import evaluate_model
from fpn_core.training.config import TrainConfig

HEADER_FIGURES = ("AP", "AP50", "AP75", "AP_small", "AP_medium", "AP_large", "AR_100", "pictures")


def header_figures(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures that a model file carries: the overall ones and each class's AP50."""
    classes = {name: row["AP50"] for name, row in figures["per_class"].items()}
    return {name: figures[name] for name in HEADER_FIGURES} | {"AP50_of_classes": classes}


@dataclass
class Judge:
    """Evaluates weights on the held-out pictures and remembers the best AP so far."""

    config: DetectorConfig
    dataset: CocoDataset
    best: float = -1.0
    figures: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, config: TrainConfig, detector: DetectorConfig) -> "Judge | None":
        """The judge that the settings ask for, or None where they name no held-out data."""
        if not config.val_data:
            return None
        dataset = read_coco(config.val_data, config.val_images or config.images)
        if not any((~picture.ignore).any() for picture in dataset.pictures):
            raise TrainingError(f"{config.val_data}: no boxes to judge the model on")
        return cls(detector, dataset)

    def is_best(self, weights: dict[str, Tensor], device: str = "auto") -> bool:
        """Whether these weights reach a higher AP than any before; keeps their figures."""
        model = Detector(self.config)
        model.network.load_state_dict(weights)
        figures = evaluate_model(model.place(device), self.dataset).to_json()
        self.figures = header_figures(figures)
        average_precision = figures["AP"] or 0.0
        if average_precision <= self.best:
            return False
        self.best = average_precision
        return True
