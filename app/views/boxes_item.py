"""The detections layer: dashed boxes; rejected ones, where shown, thin and crossed out."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from app.domain.decisions import Decision
from app.domain.detections import DetectionSet, IntArray
from app.services.box_drawing import HALO, REJECTED, RESTING, tag_text
from app.views.box_layer import MANY, BoxLayer, LayerRows

__all__ = ["MANY", "BoxesItem"]


class BoxesItem(BoxLayer):
    """Draws the detections that the document shows."""

    def show_rows(
        self,
        found: DetectionSet | None,
        rows: IntArray,
        colours: Sequence[str],
        decisions: IntArray | None = None,
        tracks: IntArray | None = None,
    ) -> None:
        """Draw these detections, each in its colour; ``tracks`` are numbers for their tags."""
        if found is None:
            self.put(LayerRows())
            return
        numbers = rows.tolist()
        styles = [RESTING] * len(numbers)
        if decisions is not None and len(decisions) == len(found):
            rejected = decisions[rows] == Decision.REJECTED
            styles = [REJECTED if out else RESTING for out in rejected.tolist()]
        self.put(
            LayerRows(
                keys=rows,
                boxes=found.boxes[rows],
                colours=list(colours),
                styles=styles,
                text=lambda place: tag_text(found, numbers[place], tracks),
                size=(found.width, found.height),
            )
        )

    def paint_marks(self, painter: QPainter, view: QTransform, seen: IntArray) -> None:
        crossed = [place for place in seen.tolist() if self.rows.styles[place] == REJECTED]
        boxes = self.on_screen(view, np.array(crossed, np.int64)).tolist()
        for place, (x1, y1, x2, y2) in zip(crossed, boxes, strict=True):
            lines = [QLineF(x1, y1, x2, y2), QLineF(x1, y2, x2, y1)]
            for colour, width in ((HALO, 3), (QColor(self.rows.colours[place]), 1)):
                painter.setPen(QPen(colour, width))
                painter.drawLines(lines)
