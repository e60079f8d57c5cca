"""Regions that are left out in a whole video, hatched over its frames."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.domain.records import Box

_HATCH, _EDGE = QColor(160, 160, 160, 120), QColor(160, 160, 160, 200)


class RegionsItem(QGraphicsItem):
    """One scene unit is one picture pixel; the hatching keeps its size on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.rects: list[QRectF] = []

    def show_regions(self, boxes: Sequence[Box]) -> None:
        """Show other regions."""
        self.prepareGeometryChange()
        self.rects = [QRectF(x1, y1, x2 - x1, y2 - y1) for x1, y1, x2, y2 in boxes]
        self.update()

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
        pen = QPen(_EDGE, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(brush)
        painter.drawRects(self.rects)
