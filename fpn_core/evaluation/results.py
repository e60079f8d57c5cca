"""Detections in COCO's results format, in the ids of the data set that they belong to."""

from typing import Any

from fpn_core.coco import CocoDataset, CocoPicture, match_class_names
from fpn_core.detections import Detections
from fpn_core.detector import Detector

PIXEL_DIGITS, SCORE_DIGITS = 3, 6


class CocoResults:
    """Rows {"image_id", "category_id", "bbox": [x, y, w, h], "score"}, picture by picture.

    Boxes are in upright picture pixels. Detections of classes that the data set does not have are
    left out and counted in `left_out`.
    """

    def __init__(self, dataset: CocoDataset, model: Detector) -> None:
        mapping, _ = match_class_names(dataset.class_names, model.config.class_names)
        self._class_id: dict[int, int] = {}
        for label, class_id in zip(mapping.tolist(), dataset.class_ids, strict=True):
            self._class_id.setdefault(label, class_id)
        self.rows: list[dict[str, Any]] = []
        self.left_out = 0

    def add(self, picture: CocoPicture, found: Detections) -> None:
        """Append a picture's detections, best first."""
        columns = (found.boxes.tolist(), found.labels.tolist(), found.scores.tolist())
        for (x1, y1, x2, y2), label, score in zip(*columns, strict=True):
            if label not in self._class_id:
                self.left_out += 1
                continue
            self.rows.append(
                {
                    "image_id": picture.id,
                    "category_id": self._class_id[label],
                    "bbox": [round(v, PIXEL_DIGITS) for v in (x1, y1, x2 - x1, y2 - y1)],
                    "score": round(score, SCORE_DIGITS),
                }
            )
