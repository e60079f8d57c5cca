"""All detections as one item of the canvas: culled, drawn colour by colour, tags dodging."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.domain.colours import row_colour
from app.domain.detections import DetectionSet, FloatArray, IntArray
from app.domain.geometry import touching
from app.domain.tags import HIDDEN, place_tags, tag_corner
from app.domain.view_filter import ColourBy
from app.services.box_drawing import (
    MOVING,
    RESTING,
    draw_boxes,
    draw_tag,
    tag_size,
    tag_text,
)

# Above this many boxes in sight, lines are plain and tags left out while the view moves.
MANY = 500
_MOST_TAGS = 250
_LEAST_SIDE_FOR_TAG = 8.0  # screen pixels
_LINE_REACH = 6.0


@dataclass
class _Tags:
    """Rows with a tag, and the spot of each, kept while the view moves."""

    places: list[int]
    texts: list[str]
    spots: list[int]


class BoxesItem(QGraphicsItem):
    """The detections layer. ``moving`` is set by the canvas while the user pans or zooms."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self.moving = False
        self.painted_plain = False
        self._font = font
        self._bounds = QRectF()
        self._boxes: FloatArray = np.empty((0, 4))
        self._rows: IntArray = np.empty(0, np.int64)
        self._rects: list[QRectF] = []
        self._colours: list[str] = []
        self._texts: list[str] = []
        self._tags: _Tags | None = None
        self._resting: tuple[tuple[object, ...], QPixmap] | None = None

    def show_rows(self, found: DetectionSet | None, rows: IntArray, mode: ColourBy) -> None:
        """Draw these detections, each in its colour of this mode."""
        self.prepareGeometryChange()
        self._tags = self._resting = None
        self._rows = rows
        if found is None:
            self._boxes, self._rects, self._colours, self._texts = np.empty((0, 4)), [], [], []
            self._bounds = QRectF()
        else:
            self._boxes = found.boxes[rows]
            corners = self._boxes.tolist()
            self._rects = [QRectF(x1, y1, x2 - x1, y2 - y1) for x1, y1, x2, y2 in corners]
            self._colours = [row_colour(found, row, mode) for row in rows.tolist()]
            self._texts = [tag_text(found, row) for row in rows.tolist()]
            self._bounds = QRectF(0, 0, found.width, found.height)
        self.update()

    def tag_corner_of(self, row: int, view: QTransform) -> tuple[float, float] | None:
        """Where the tag of a row stands on screen, if it has one."""
        places = np.flatnonzero(self._rows == row)
        if self._tags is None or not len(places) or int(places[0]) not in self._tags.places:
            return None
        at = self._tags.places.index(int(places[0]))
        if self._tags.spots[at] == HIDDEN:
            return None
        box = self._on_screen(view, places)[0].tolist()
        return tag_corner(box, tag_size(self._tags.texts[at], self._font), self._tags.spots[at])

    def boundingRect(self) -> QRectF:
        # Tags stand outside of boxes, and boxes may reach the border: room on all sides.
        side = max(self._bounds.width(), self._bounds.height())
        return self._bounds.adjusted(-side, -side, side, side)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if not self._rects or widget is None:
            return
        view = painter.worldTransform()
        seen = self._in_sight(view, widget)
        self.painted_plain = self.moving and len(seen) > MANY
        if self.painted_plain:
            draw_boxes(painter, self._by_colour(seen), MOVING)
        elif len(seen) > MANY:
            # So many dashed boxes are drawn once, so that hovering over them stays smooth.
            painter.save()
            painter.resetTransform()
            painter.drawPixmap(QPointF(), self._resting_pixmap(view, seen, widget))
            painter.restore()
        else:
            self._paint_full(painter, view, seen, widget)

    def _in_sight(self, view: QTransform, widget: QWidget) -> IntArray:
        zoom = max(view.m11(), 1e-9)
        sight = view.inverted()[0].mapRect(QRectF(widget.rect()))
        reach = _LINE_REACH / zoom
        return touching(
            self._boxes,
            sight.left() - reach,
            sight.top() - reach,
            sight.right() + reach,
            sight.bottom() + reach,
        )

    def _by_colour(self, seen: IntArray) -> dict[str, list[QRectF]]:
        by_colour: dict[str, list[QRectF]] = {}
        # Worst first, so that the best lie on top.
        for index in reversed(seen.tolist()):
            by_colour.setdefault(self._colours[index], []).append(self._rects[index])
        return by_colour

    def _resting_pixmap(self, view: QTransform, seen: IntArray, widget: QWidget) -> QPixmap:
        ratio = widget.devicePixelRatioF()
        numbers = (view.m11(), view.dx(), view.dy(), widget.width(), widget.height(), ratio)
        if self._resting is None or self._resting[0] != numbers:
            pixmap = QPixmap(widget.size() * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill("transparent")
            painter = QPainter(pixmap)
            painter.setTransform(view)
            self._paint_full(painter, view, seen, widget)
            painter.end()
            self._resting = (numbers, pixmap)
        return self._resting[1]

    def _paint_full(
        self, painter: QPainter, view: QTransform, seen: IntArray, widget: QWidget
    ) -> None:
        draw_boxes(painter, self._by_colour(seen), RESTING)
        if self._tags is None or not self.moving:
            self._tags = self._place(view, seen, widget)
        self.draw_tags(painter)

    def draw_tags(self, painter: QPainter) -> None:
        """Draw the tags as they were placed last; also done again above a selected box."""
        if self._tags is None:
            return
        view = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        for place, text, spot in zip(*vars(self._tags).values(), strict=True):
            if spot != HIDDEN:
                box = self._on_screen(view, np.array([place]))[0]
                corner = tag_corner(box.tolist(), tag_size(text, self._font), spot)
                draw_tag(painter, corner, text, self._colours[place], self._font)
        painter.restore()

    def _place(self, view: QTransform, seen: IntArray, widget: QWidget) -> _Tags:
        boxes = self._on_screen(view, seen)
        sides = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
        large = np.flatnonzero(sides >= _LEAST_SIDE_FOR_TAG)[:_MOST_TAGS]
        places = seen[large].tolist()
        texts = [self._texts[place] for place in places]
        sizes = [tag_size(text, self._font) for text in texts]
        bounds = (0.0, 0.0, float(widget.width()), float(widget.height()))
        return _Tags(places, texts, place_tags(boxes[large], sizes, bounds))

    def _on_screen(self, view: QTransform, places: IntArray) -> FloatArray:
        scale = np.array([view.m11(), view.m22()] * 2)
        return self._boxes[places] * scale + np.array([view.dx(), view.dy()] * 2)
