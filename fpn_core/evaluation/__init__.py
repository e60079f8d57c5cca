"""How good a detector is: COCO's figures, figures per level, recall of proposals, time."""

from fpn_core.evaluation.figures import Figures, LevelFigures, mean_ap50
from fpn_core.evaluation.run import evaluate_model

__all__ = ["Figures", "LevelFigures", "evaluate_model", "mean_ap50"]
