"""The annotations layer: solid boxes; ignored ones hatched and grey, locked ones with a mark.

Of tracks, keyframes have a diamond, and boxes that are computed between them a thin line.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTransform

from app.domain.detections import IntArray
from app.domain.records import Annotation, ProjectClass
from app.domain.video.tracks import is_computed
from app.services.box_drawing import (
    ANNOTATION,
    COMPUTED,
    IGNORED,
    LineStyle,
    draw_diamond,
    draw_hatching,
    draw_padlock,
)
from app.views.box_layer import BoxLayer, LayerRows

_LEAST_FOR_PADLOCK = 16.0  # screen pixels
_DIAMOND_IN, _DIAMOND_OUT = 10.0, 8.0  # screen pixels from the lower right corner
_LEAST_FOR_DIAMOND = 28.0  # screen pixels; of a smaller box it stands outside


class AnnotationsItem(BoxLayer):
    """Draws a person's boxes, each with the name of its class."""

    def show_annotations(
        self,
        annotations: Sequence[Annotation],
        colours: list[str],
        classes: Mapping[int, ProjectClass],
        size: tuple[float, float],
    ) -> None:
        """Draw these annotations, in these colours; ``size`` is the picture's."""
        self._locked = {place for place, each in enumerate(annotations) if each.locked}
        self._ignored = {place for place, each in enumerate(annotations) if each.ignore}
        self._keyframes = {
            place
            for place, each in enumerate(annotations)
            if each.track is not None and not is_computed(each)
        }
        self._marked = self._locked | self._ignored | self._keyframes
        boxes = np.array([each.box for each in annotations], np.float64).reshape(-1, 4)
        self.put(
            LayerRows(
                keys=np.array([each.id for each in annotations], np.int64),
                boxes=boxes,
                colours=colours,
                styles=[_style(each) for each in annotations],
                text=lambda place: class_text(annotations[place], classes),
                size=size,
            )
        )

    def paint_marks(self, painter: QPainter, view: QTransform, seen: IntArray) -> None:
        marked = [place for place in seen.tolist() if place in self._marked]
        boxes = self.on_screen(view, np.array(marked, np.int64)).tolist()
        for place, (x1, y1, x2, y2) in zip(marked, boxes, strict=True):
            colour = self.rows.colours[place]
            if place in self._ignored:
                draw_hatching(painter, QRectF(x1, y1, x2 - x1, y2 - y1), colour)
            if place in self._locked and min(x2 - x1, y2 - y1) >= _LEAST_FOR_PADLOCK:
                draw_padlock(painter, QPointF(x2 - 4, y1 + 4), colour)
            if place in self._keyframes:
                inside = min(x2 - x1, y2 - y1) >= _LEAST_FOR_DIAMOND
                way = -_DIAMOND_IN if inside else _DIAMOND_OUT
                draw_diamond(painter, QPointF(x2 + way, y2 + min(way, 0)), colour)


def _style(each: Annotation) -> LineStyle:
    if each.ignore:
        return IGNORED
    return COMPUTED if is_computed(each) else ANNOTATION


def class_text(annotation: Annotation, classes: Mapping[int, ProjectClass]) -> str:
    """What the tag of an annotation says: the name of its class."""
    known = classes.get(annotation.label)
    return "?" if known is None else known.name
