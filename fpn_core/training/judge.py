"""Which weights of a run are the best: held-out AP decides, where there is held-out data."""

from dataclasses import dataclass, field
from typing import Any

from torch import Tensor

from fpn_core.coco import CocoDataset, read_coco
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
    """Evaluates weights on the held-out pictures and remembers the best AP so far.

    every: steps between judgements, 0 for none before the end. patience: judgements in a row
    without a better one after which more training is of no use; 0 never gives up.
    """

    dataset: CocoDataset
    every: int = 0
    patience: int = 0
    best: float = -1.0
    in_vain: int = 0
    figures: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, config: TrainConfig, steps_per_epoch: int) -> "Judge | None":
        """The judge that the settings ask for, or None where they name no held-out data."""
        if not config.val_data:
            return None
        dataset = read_coco(config.val_data, config.val_images or config.images)
        if not any((~picture.ignore).any() for picture in dataset.pictures):
            raise TrainingError(f"{config.val_data}: no boxes to judge the model on")
        every = config.evaluate_every
        return cls(dataset, max(1, round(every * steps_per_epoch)) if every > 0 else 0)

    def is_due(self, step: int) -> bool:
        """Whether the held-out pictures are to be looked at after a step."""
        return self.every > 0 and step % self.every == 0

    @property
    def is_exhausted(self) -> bool:
        """Whether so many judgements found nothing better that the run may end."""
        return 0 < self.patience <= self.in_vain

    def look(self, model: Detector, weights: dict[str, Tensor]) -> tuple[bool, dict[str, Any]]:
        """Judge weights: whether their AP is higher than any before, and the progress figures."""
        candidate = Detector(model.config)
        candidate.network.load_state_dict(weights)
        candidate.place(str(model.device.torch))
        figures = evaluate_model(candidate, self.dataset, proposals=False, together=True).to_json()
        self.figures = header_figures(figures)
        average_precision = figures["AP"] or 0.0
        better = average_precision > self.best
        self.best = max(self.best, average_precision)
        # Before the first object is found, nothing is in vain.
        self.in_vain = 0 if better or self.best <= 0 else self.in_vain + 1
        return better, self.entry(self.figures)

    def entry(self, figures: dict[str, Any]) -> dict[str, Any]:
        """What a line of the progress says of the figures."""
        return {name: figures[name] for name in ("AP", "AP50", "AP50_of_classes")}

    def state(self) -> dict[str, Any]:
        """What a checkpoint remembers of it."""
        return {"best": self.best, "in_vain": self.in_vain}

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to what a checkpoint remembers."""
        self.best, self.in_vain = state.get("best", -1.0), state.get("in_vain", 0)
