"""The proposals layer: places where any object may be, thin; the one a click takes stands out."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.domain.geometry import touching
from app.domain.proposals import Proposals
from app.services.box_drawing import (
    PROPOSAL,
    PROPOSAL_PICKED,
    draw_boxes,
    draw_tag,
    tag_size,
)
from fpn_core.levels import colour_of_rank

# More outlines hide the picture; the others are still found by the cursor.
_MOST_OUTLINES = 60


class ProposalsItem(QGraphicsItem):
    """Outlines of the surest in the colour of their level; the best one under the cursor on top."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self._font = font
        self.shown: Proposals | None = None
        self.best: int | None = None
        self.moving = False
        self._rects: list[QRectF] = []
        self._size = (0.0, 0.0)
        self._resting: tuple[tuple[object, ...], QPixmap] | None = None

    def show_proposals(self, proposals: Proposals | None, size: tuple[float, float]) -> None:
        """Draw these proposals of a picture of this size, or none."""
        self.prepareGeometryChange()
        self.shown, self.best, self._size, self._resting = proposals, None, size, None
        boxes = [] if proposals is None else proposals.boxes.tolist()
        self._rects = [QRectF(x1, y1, x2 - x1, y2 - y1) for x1, y1, x2, y2 in boxes]
        self.update()

    def point(self, place: tuple[float, float] | None) -> int | None:
        """Let the best proposal at a point of the picture stand out; returns its row."""
        best = None
        if self.shown is not None and place is not None:
            best = self.shown.best_at(*place)
        if best != self.best:
            self.best = best
            self.update()
        return best

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, *self._size) if self._rects else QRectF()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self.shown is None or widget is None:
            return
        view = painter.worldTransform()
        if self.moving:
            self._draw_all(painter, widget)
        else:
            painter.save()
            painter.resetTransform()
            painter.drawPixmap(QPointF(), self._pixmap(view, widget))
            painter.restore()
        if self.best is not None:
            self._draw_best(painter, self.shown, self.best)

    def _pixmap(self, view: QTransform, widget: QWidget) -> QPixmap:
        ratio = widget.devicePixelRatioF()
        key = (view.m11(), view.dx(), view.dy(), widget.width(), widget.height(), ratio)
        if self._resting is None or self._resting[0] != key:
            pixmap = QPixmap(widget.size() * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill("transparent")
            inner = QPainter(pixmap)
            inner.setTransform(view)
            self._draw_all(inner, widget)
            inner.end()
            self._resting = (key, pixmap)
        return self._resting[1]

    def _draw_all(self, painter: QPainter, widget: QWidget) -> None:
        assert self.shown is not None
        sight = painter.worldTransform().inverted()[0].mapRect(QRectF(widget.rect()))
        box = (sight.left(), sight.top(), sight.right(), sight.bottom())
        by_colour: dict[str, list[QRectF]] = {}
        surest = touching(self.shown.boxes, *box)[:_MOST_OUTLINES]
        for row in reversed(surest.tolist()):
            colour = colour_of_rank(int(self.shown.ranks[row]))
            by_colour.setdefault(colour, []).append(self._rects[row])
        draw_boxes(painter, by_colour, PROPOSAL)

    def _draw_best(self, painter: QPainter, shown: Proposals, row: int) -> None:
        colour = colour_of_rank(int(shown.ranks[row]))
        draw_boxes(painter, {colour: [self._rects[row]]}, PROPOSAL_PICKED)
        rect = painter.worldTransform().mapRect(self._rects[row])
        level = shown.level_of(row)
        text = f"{level} {shown.objectness[row]:.2f}" if level else f"{shown.objectness[row]:.2f}"
        painter.save()
        painter.resetTransform()
        height = tag_size(text, self._font)[1]
        draw_tag(painter, (rect.left(), max(rect.top() - height, 0.0)), text, colour, self._font)
        painter.restore()
