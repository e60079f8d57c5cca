"""What is drawn above all boxes of a person: chosen ones with handles, the hovered one, a sketch.

The sketch is what a gesture is about to do: boxes under way, a box to be, the rubber band.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.domain.detections import IntArray
from app.domain.geometry import touching
from app.domain.records import Box
from app.services.box_drawing import (
    ANNOTATION_PICKED,
    COMPUTED_PICKED,
    HALO,
    MOVING,
    draw_boxes,
    draw_tag,
    tag_size,
)
from app.views.box_layer import MANY, BoxLayer
from app.views.handles import SIDE, frame_of, handle_points
from fpn_core.levels import HALO_COLOUR

_FILL_ALPHA = 26
_MOST_CORNERS = 60
_CORNER = 5.0
_REACH = 12.0
_FRAME_LINES = {3.0: Qt.PenStyle.SolidLine, 1.0: Qt.PenStyle.DotLine}


@dataclass(frozen=True)
class Framed:
    """A box that is drawn strongly: where, in which colour, and what its tag says ("" = none).

    ``computed`` lies between keyframes: thinner, with hollow handles.
    """

    box: Box
    colour: str
    text: str = ""
    detection: bool = False
    key: int = -1
    computed: bool = False


@dataclass(frozen=True)
class Chosen:
    """Everything that the item draws; ``boxes`` moved by ``shift``, ``still`` (locked ones among
    them) where they are. ``cross`` is where a crosshair stands (screen pixels)."""

    boxes: Sequence[Framed] = ()
    still: Sequence[Framed] = ()
    shift: tuple[float, float] = (0.0, 0.0)
    hovered: Framed | None = None
    handles: bool = False
    held: bool = False
    drawn: Framed | None = None
    band: Box | None = None
    cross: QPointF | None = None
    bounds: QRectF = field(default_factory=QRectF)


class ChosenItem(QGraphicsItem):
    """Draws a Chosen; nothing of it is hit-tested here."""

    def __init__(self, font: QFont, annotations: BoxLayer, detections: BoxLayer) -> None:
        super().__init__()
        self._font, self._layer, self._detections = font, annotations, detections
        self.shown = Chosen()
        self.moving = False
        self._table = np.empty((0, 4))
        self._lines: dict[str, list[QRectF]] | None = None
        self._resting: tuple[tuple[object, ...], QPixmap] | None = None

    def show_chosen(self, chosen: Chosen) -> None:
        """Draw another one."""
        if chosen.bounds != self.shown.bounds:
            self.prepareGeometryChange()
        if chosen.boxes is not self.shown.boxes:
            self._table = np.array([each.box for each in chosen.boxes]).reshape(-1, 4)
            self._lines = self._resting = None
        self.shown = chosen
        self.update()

    def shift_to(self, shift: tuple[float, float]) -> None:
        """Draw the same boxes elsewhere."""
        self.shown = replace(self.shown, shift=shift)
        self.update()

    def boundingRect(self) -> QRectF:
        bounds = self.shown.bounds
        side = max(bounds.width(), bounds.height())
        return bounds.adjusted(-side, -side, side, side)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if widget is None:
            return
        shown, view = self.shown, painter.worldTransform()
        places = self._in_sight(view, widget)
        seen: list[Framed] = []
        if len(places) > MANY:
            self._draw_many(painter, view, widget)
        else:
            seen = [_shifted(shown.boxes[place], shown.shift) for place in places.tolist()]
            self._draw_lines(painter, seen)
        self._draw_lines(painter, shown.still)
        if shown.hovered is not None:
            self._draw_lines(painter, [shown.hovered], fill=False)
        if shown.drawn is not None:
            self._draw_lines(painter, [shown.drawn])
        painter.save()
        painter.resetTransform()
        self._draw_grips(painter, seen, view)
        painter.restore()
        layer = self._detections if any(each.detection for each in seen) else self._layer
        if (seen or shown.hovered) and not layer.painted_plain:
            layer.draw_tags(painter)  # or lines and handles of chosen boxes would cross them
        painter.save()
        painter.resetTransform()
        self._draw_tags(painter, seen, view)
        self._draw_under_way(painter, seen, view, widget)
        painter.restore()

    def _in_sight(self, view: QTransform, widget: QWidget) -> IntArray:
        """Places of the boxes that are seen."""
        sight = QRectF(widget.rect()).adjusted(-_REACH, -_REACH, _REACH, _REACH)
        sight = view.inverted()[0].mapRect(sight).translated(-QPointF(*self.shown.shift))
        return touching(self._table, sight.left(), sight.top(), sight.right(), sight.bottom())

    def _draw_many(self, painter: QPainter, view: QTransform, widget: QWidget) -> None:
        """Draw the lines of all boxes: plain ones under way, and else from a picture of them."""
        painter.save()
        if self.moving or self.shown.held or self._layer.held:
            painter.translate(*self.shown.shift)
            draw_boxes(painter, self._all_lines(), MOVING)
        else:
            painter.resetTransform()
            painter.drawPixmap(QPointF(), self._resting_pixmap(view, widget))
        painter.restore()

    def _resting_pixmap(self, view: QTransform, widget: QWidget) -> QPixmap:
        ratio = widget.devicePixelRatioF()
        key = (view, widget.size(), ratio)
        if self._resting is None or self._resting[0] != key:
            pixmap = QPixmap(widget.size() * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill("transparent")
            painter = QPainter(pixmap)
            painter.setTransform(view)
            draw_boxes(painter, self._all_lines(), ANNOTATION_PICKED)
            painter.end()
            self._resting = (key, pixmap)
        return self._resting[1]

    def _all_lines(self) -> dict[str, list[QRectF]]:
        if self._lines is None:
            self._lines = {}
            for each in self.shown.boxes:
                self._lines.setdefault(each.colour, []).append(_rect(each.box))
        return self._lines

    def _draw_grips(self, painter: QPainter, seen: Sequence[Framed], view: QTransform) -> None:
        if self.shown.handles and seen:
            _draw_handles(painter, view.mapRect(_rect(seen[0].box)), seen[0].computed)
        elif len(seen) <= _MOST_CORNERS:
            for each in seen:
                if not each.detection:
                    _draw_corners(painter, view.mapRect(_rect(each.box)), each.computed)

    def _draw_under_way(
        self, painter: QPainter, seen: Sequence[Framed], view: QTransform, widget: QWidget
    ) -> None:
        shown = self.shown
        measured = seen[0] if shown.held and len(seen) == 1 else shown.drawn
        if measured is not None:
            self._draw_size(painter, view.mapRect(_rect(measured.box)), measured, widget)
        if shown.band is not None:
            _draw_band(painter, view.mapRect(_rect(shown.band)))
        if shown.cross is not None:
            _draw_cross(painter, shown.cross, widget)

    def _draw_lines(self, painter: QPainter, boxes: Sequence[Framed], fill: bool = True) -> None:
        solid: dict[str, list[QRectF]] = {}
        thin: dict[str, list[QRectF]] = {}
        for each in boxes:
            rect = _rect(each.box)
            # A selected detection keeps its dashes, which another item draws.
            if each.detection and not self.shown.held:
                continue
            (thin if each.computed else solid).setdefault(each.colour, []).append(rect)
            if fill:
                tint = QColor(each.colour)
                tint.setAlpha(_FILL_ALPHA)
                painter.fillRect(rect, tint)
        draw_boxes(painter, thin, COMPUTED_PICKED)
        draw_boxes(painter, solid, ANNOTATION_PICKED)

    def _draw_tags(self, painter: QPainter, boxes: Sequence[Framed], view: QTransform) -> None:
        """Tags of boxes that are under way, or that have none among so many others."""
        named = [*boxes, *([self.shown.hovered] if self.shown.hovered else [])]
        if len(named) > _MOST_CORNERS:
            return
        for each in named:
            left_out = self.shown.held or self._layer.tag_corner_of(each.key, view) is None
            if each.text and left_out and (self.shown.held or not each.detection):
                rect = view.mapRect(_rect(each.box))
                top = rect.top() - tag_size(each.text, self._font)[1]
                corner = (max(rect.left(), 0.0), top if top >= 0 else max(rect.bottom(), 0.0))
                draw_tag(painter, corner, each.text, each.colour, self._font)

    def _draw_size(self, painter: QPainter, rect: QRectF, each: Framed, widget: QWidget) -> None:
        """Width and height in picture pixels, below the lower right corner."""
        x1, y1, x2, y2 = each.box
        text = f"{x2 - x1:.0f} × {y2 - y1:.0f}"
        width, height = tag_size(text, self._font)
        x = min(max(rect.right() - width, 0.0), widget.width() - width)
        y = min(rect.bottom() + 4, widget.height() - height)
        draw_tag(painter, (x, y), text, HALO_COLOUR, self._font)


def _shifted(each: Framed, shift: tuple[float, float]) -> Framed:
    (x1, y1, x2, y2), (across, down) = each.box, shift
    if not (across or down):
        return each
    return replace(each, box=(x1 + across, y1 + down, x2 + across, y2 + down))


def _rect(box: Box) -> QRectF:
    x1, y1, x2, y2 = box
    return QRectF(x1, y1, x2 - x1, y2 - y1)


def _square(painter: QPainter, middle: QPointF, side: float, hollow: bool = False) -> None:
    rect = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
    painter.fillRect(rect.adjusted(-1, -1, 1, 1), QColor(HALO_COLOUR))
    painter.fillRect(rect, QColor("#FFFFFF"))
    if hollow:
        painter.fillRect(rect.adjusted(1.5, 1.5, -1.5, -1.5), QColor(HALO_COLOUR))


def _draw_handles(painter: QPainter, rect: QRectF, hollow: bool = False) -> None:
    frame = frame_of(rect)
    if frame != rect:  # a thin box: the handles stand on a frame of their own
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((HALO, 3.0), (QColor("#FFFFFF"), 1.0)):
            painter.setPen(QPen(colour, width, _FRAME_LINES[width]))
            painter.drawRect(frame)
    for point in handle_points(rect).values():
        _square(painter, point, SIDE, hollow)


def _draw_corners(painter: QPainter, rect: QRectF, hollow: bool = False) -> None:
    for point in (rect.topLeft(), rect.topRight(), rect.bottomLeft(), rect.bottomRight()):
        _square(painter, point, _CORNER, hollow)


def _draw_band(painter: QPainter, rect: QRectF) -> None:
    painter.setPen(QPen(HALO, 3))
    painter.setBrush(QColor(255, 255, 255, _FILL_ALPHA))
    painter.drawRect(rect)
    painter.setPen(QPen(QColor("#FFFFFF"), 1, Qt.PenStyle.DashLine))
    painter.drawRect(rect)


def _draw_cross(painter: QPainter, place: QPointF, widget: QWidget) -> None:
    x, y = round(place.x()) + 0.5, round(place.y()) + 0.5
    lines = [QLineF(x, 0, x, widget.height()), QLineF(0, y, widget.width(), y)]
    for colour, width in ((HALO, 3), (QColor("#FFFFFF"), 1)):
        painter.setPen(QPen(colour, width))
        painter.drawLines(lines)
