"""Regions that are left out in a whole video, hatched over its frames; one may be chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import QApplication, QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.domain.records import Annotation
from app.services.box_drawing import HALO

_HATCH, _EDGE = QColor(160, 160, 160, 120), QColor(160, 160, 160, 200)
_CHOSEN, _CHOSEN_HALO = 2, 4  # pixels of the screen


class RegionsItem(QGraphicsItem):
    """One scene unit is one picture pixel; the hatching keeps its size on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.rects: list[QRectF] = []
        self._ids: list[int] = []
        self._chosen: QRectF | None = None

    def show_regions(self, regions: Sequence[Annotation], chosen: int | None = None) -> None:
        """Show other regions; ``chosen`` is the id of one of them."""
        self.prepareGeometryChange()
        corners = [each.box for each in regions]
        self.rects = [QRectF(x1, y1, x2 - x1, y2 - y1) for x1, y1, x2, y2 in corners]
        self._ids = [each.id for each in regions]
        self._chosen = self.rects[self._ids.index(chosen)] if chosen in self._ids else None
        self.update()

    def hits(self, x: float, y: float, slack: float) -> list[int]:
        """Ids of the regions at a place of the picture, small ones first."""
        found = [
            (rect.width() * rect.height(), id)
            for rect, id in zip(self.rects, self._ids, strict=True)
            if rect.adjusted(-slack, -slack, slack, slack).contains(x, y)
        ]
        return [id for _area, id in sorted(found)]

    def boundingRect(self) -> QRectF:
        bounds = QRectF()
        for rect in self.rects:
            bounds = bounds.united(rect)
        return bounds

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        zoom = max(painter.worldTransform().m11(), 1e-6)
        brush = QBrush(_HATCH, Qt.BrushStyle.BDiagPattern)
        brush.setTransform(QTransform.fromScale(1 / zoom, 1 / zoom))
        painter.setPen(_pen(_EDGE, 1))
        painter.setBrush(brush)
        painter.drawRects(self.rects)
        if self._chosen is not None:
            accent = QApplication.palette().accent().color()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((HALO, _CHOSEN_HALO), (accent, _CHOSEN)):
                painter.setPen(_pen(colour, width))
                painter.drawRect(self._chosen)


def _pen(colour: QColor, width: int) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen
