"""The held-out pictures' word on a model: also on classes that it does not know yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fpn_core.coco import match_class_names
from fpn_core.detector import Detector
from fpn_core.errors import AnnotationError
from fpn_core.evaluation import evaluate_model
from fpn_core.training.judge import Judge, header_figures


@dataclass
class FinetuneJudge(Judge):
    """new_names: classes of the data that the parent does not know."""

    new_names: tuple[str, ...] = ()

    def parent_entry(self, parent: Detector) -> dict[str, Any]:
        """The parent's figures; a class that it does not know has been found never.

        All are None where it knows none of the classes.
        """
        known, _ = match_class_names(self.dataset.class_names, parent.config.class_names)
        if (known < 0).all():
            counts = self._boxes()
            rows = {name: 0.0 if counts[name] else None for name in self.dataset.class_names}
            return self.entry({"AP": 0.0, "AP50": 0.0, "AP50_of_classes": rows})
        try:
            found = evaluate_model(parent, self.dataset, proposals=False, together=True)
        except AnnotationError:
            return self.entry({"AP": None, "AP50": None, "AP50_of_classes": {}})
        figures = found.to_json()
        header = header_figures(figures)
        counts = self._boxes()
        unknown = {name: 0.0 for name in figures["unmatched_classes"] if counts[name]}
        judged = sum(value is not None for value in header["AP50_of_classes"].values())
        share = judged / max(judged + len(unknown), 1)
        values = {name: (header[name] or 0.0) * share for name in ("AP", "AP50")}
        return self.entry(values | {"AP50_of_classes": header["AP50_of_classes"] | unknown})

    def entry(self, figures: dict[str, Any]) -> dict[str, Any]:
        """What a line of the progress says of the figures."""
        rows = figures["AP50_of_classes"]
        return {
            "AP": figures["AP"],
            "AP50": figures["AP50"],
            "AP50_of_classes": rows,
            "AP50_old": _mean([v for name, v in rows.items() if name not in self.new_names]),
            "AP50_new": _mean([v for name, v in rows.items() if name in self.new_names]),
        }

    def _boxes(self) -> dict[str, int]:
        """How many boxes of each class count."""
        counts = dict.fromkeys(self.dataset.class_names, 0)
        for picture in self.dataset.pictures:
            for label in picture.labels[~picture.ignore].tolist():
                counts[self.dataset.class_names[label]] += 1
        return counts


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
