"""What the layers of boxes share: culled, drawn colour by colour, tags dodging.

Many boxes are drawn once into a pixmap while the view rests, and as plain lines while it moves.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.domain.detections import BoolArray, FloatArray, IntArray
from app.domain.geometry import touching
from app.domain.tags import HIDDEN, place_tags, tag_corner
from app.services.box_drawing import MOVING, LineStyle, draw_boxes, draw_tag, tag_size

# Above this many boxes in sight, lines are plain and tags left out while the view moves.
MANY = 500
# Above this many, they are drawn once for a view that rests.
_FEW = 60
_MOST_TAGS = 250
_LEAST_SIDE_FOR_TAG = 8.0  # screen pixels
_LINE_REACH = 6.0


@dataclass(frozen=True)
class LayerRows:
    """The boxes of a layer, best first: names, (N, 4) boxes, and one colour and style a box.

    ``keys`` are rows or ids, by which the others speak of a box; ``text`` gives the tag of a place
    in these lists, asked only for tags that are drawn.
    """

    keys: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    boxes: FloatArray = field(default_factory=lambda: np.empty((0, 4)))
    colours: list[str] = field(default_factory=list)
    styles: list[LineStyle] = field(default_factory=list)
    text: Callable[[int], str] = str
    size: tuple[float, float] = (0.0, 0.0)


@dataclass
class _Tags:
    """Places with a tag, and the spot of each, kept while the view moves."""

    places: list[int]
    texts: list[str]
    spots: list[int]


class BoxLayer(QGraphicsItem):
    """``moving`` is set by the canvas while the user pans or zooms, ``held`` while boxes change
    under the mouse. Tags of ``above``, a layer that is painted later, are not covered.
    """

    def __init__(self, font: QFont, above: "BoxLayer | None" = None) -> None:
        super().__init__()
        self.moving = False
        self.held = False
        self.painted_plain = False
        self.rows = LayerRows()
        self._above = above
        self._font = font
        self._rects: list[QRectF] = []
        self._without: frozenset[int] = frozenset()
        self._kept: BoolArray | None = None
        self._tags: _Tags | None = None
        self._tags_of: tuple[object, ...] = ()
        self._resting: tuple[tuple[object, ...], QPixmap] | None = None

    def put(self, rows: LayerRows) -> None:
        """Draw these boxes."""
        self.prepareGeometryChange()
        before, self.rows = self.rows.boxes, rows
        self._forget()
        self._rects = self._new_rects(before, rows.boxes)
        self._find_kept()
        self.update()

    def _new_rects(self, before: FloatArray, boxes: FloatArray) -> list[QRectF]:
        """Rectangles of boxes; those that are as before are taken over, since they are many."""
        rects = self._rects
        changed = np.arange(len(boxes))
        if before.shape == boxes.shape:
            changed = np.flatnonzero((before != boxes).any(axis=1))
        else:
            rects = [QRectF()] * len(boxes)
        for place, (a, b, c, d) in zip(changed.tolist(), boxes[changed].tolist(), strict=True):
            rects[place] = QRectF(a, b, c - a, d - b)
        return rects

    def _find_kept(self) -> None:
        self._kept = None
        if self._without:
            self._kept = ~np.isin(self.rows.keys, list(self._without))

    def leave_out(self, keys: frozenset[int]) -> None:
        """Do not draw some boxes: another item shows them where a gesture has them."""
        if keys != self._without:
            self._without = keys
            self._find_kept()
            self._resting = None
            self.update()

    def dodge_again(self) -> None:
        """The layer above has other tags: let those of this one keep off them."""
        if len(self._rects) <= MANY:  # among more boxes few tags find room anyway
            self._resting = None
        self.update()

    def _forget(self) -> None:
        self._tags = self._resting = None
        self._tags_of = ()

    def place_of(self, key: int) -> int | None:
        """Where a box stands in the lists, or None."""
        places = np.flatnonzero(self.rows.keys == key)
        return int(places[0]) if len(places) else None

    def tag_corner_of(self, key: int, view: QTransform) -> tuple[float, float] | None:
        """Where the tag of a box stands on screen, if it has one."""
        place = self.place_of(key)
        if self._tags is None or place is None or place not in self._tags.places:
            return None
        at = self._tags.places.index(place)
        if self._tags.spots[at] == HIDDEN:
            return None
        box = self.on_screen(view, np.array([place]))[0].tolist()
        return tag_corner(box, tag_size(self._tags.texts[at], self._font), self._tags.spots[at])

    def boundingRect(self) -> QRectF:
        # Tags stand outside of boxes, and boxes may reach the border: room on all sides.
        bounds = QRectF(0, 0, *self.rows.size)
        side = max(bounds.width(), bounds.height())
        return bounds.adjusted(-side, -side, side, side)

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
        many = len(seen) > MANY
        self.painted_plain = many and self.moving
        if many and self.moving:
            draw_boxes(painter, self._by_colour(seen), MOVING)
        elif len(seen) > _FEW and not self.moving:
            # So many boxes are drawn once, so that hovering and dragging stay smooth.
            painter.save()
            painter.resetTransform()
            painter.drawPixmap(QPointF(), self._resting_pixmap(view, seen, widget))
            painter.restore()
        else:
            self._paint_full(painter, view, seen, widget)

    def paint_marks(self, painter: QPainter, view: QTransform, seen: IntArray) -> None:
        """Draw what a kind of box has beside its lines; ``painter`` is in screen pixels."""

    def _in_sight(self, view: QTransform, widget: QWidget) -> IntArray:
        zoom = max(view.m11(), 1e-9)
        sight = view.inverted()[0].mapRect(QRectF(widget.rect()))
        reach = _LINE_REACH / zoom
        seen = touching(
            self.rows.boxes,
            sight.left() - reach,
            sight.top() - reach,
            sight.right() + reach,
            sight.bottom() + reach,
        )
        return seen if self._kept is None else seen[self._kept[seen]]

    def _by_colour(self, seen: IntArray) -> dict[str, list[QRectF]]:
        by_colour: dict[str, list[QRectF]] = {}
        # Worst first, so that the best lie on top.
        for index in reversed(seen.tolist()):
            by_colour.setdefault(self.rows.colours[index], []).append(self._rects[index])
        return by_colour

    def _by_style(self, seen: IntArray) -> dict[LineStyle, IntArray]:
        found: dict[LineStyle, list[int]] = {}
        for index in seen.tolist():
            found.setdefault(self.rows.styles[index], []).append(index)
        return {style: np.array(places, np.int64) for style, places in found.items()}

    def _resting_pixmap(self, view: QTransform, seen: IntArray, widget: QWidget) -> QPixmap:
        ratio = widget.devicePixelRatioF()
        plain = self.held and len(seen) > MANY
        key = (*_numbers(view, widget), ratio)
        # One with all lines and tags serves while boxes of the other layer are held, too.
        known = None if self._resting is None else self._resting[0]
        if self._resting is None or known not in ((*key, plain), (*key, False)):
            pixmap = QPixmap(widget.size() * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill("transparent")
            painter = QPainter(pixmap)
            painter.setTransform(view)
            if plain:
                draw_boxes(painter, self._by_colour(seen), MOVING)
            else:
                self._paint_full(painter, view, seen, widget)
            painter.end()
            self._resting = ((*key, plain), pixmap)
        self.painted_plain = bool(self._resting[0][-1])
        return self._resting[1]

    def _paint_full(
        self, painter: QPainter, view: QTransform, seen: IntArray, widget: QWidget
    ) -> None:
        for style, places in self._by_style(seen).items():
            draw_boxes(painter, self._by_colour(places), style)
        painter.save()
        painter.resetTransform()
        self.paint_marks(painter, view, seen)
        painter.restore()
        self.place_all_tags(view, widget)
        self.draw_tags(painter)

    def place_all_tags(self, view: QTransform, widget: QWidget) -> FloatArray:
        """Place the tags for a view, unless that is done; returns where they are (N, 4).

        While the view moves they keep their spots, so that they do not flutter.
        """
        taken = None if self._above is None else self._above.place_all_tags(view, widget)
        above = () if taken is None else (len(taken), float(taken.sum()))
        key = (*_numbers(view, widget), above)
        moving = self.moving or self.held
        if self._tags is None or (key != self._tags_of and not moving):
            self._tags = self._place(view, self._in_sight(view, widget), widget, taken)
            self._tags_of = key
        return self._tag_rects(view)

    def _tag_rects(self, view: QTransform) -> FloatArray:
        tags = self._tags
        if tags is None or not tags.places:
            return np.empty((0, 4))
        boxes = self.on_screen(view, np.array(tags.places, np.int64)).tolist()
        rects = []
        for box, text, spot in zip(boxes, tags.texts, tags.spots, strict=True):
            if spot != HIDDEN:
                size = tag_size(text, self._font)
                x, y = tag_corner(box, size, spot)
                rects.append((x, y, x + size[0], y + size[1]))
        return np.array(rects).reshape(-1, 4)

    def draw_tags(self, painter: QPainter) -> None:
        """Draw the tags as they were placed last; also done again above a selected box."""
        if self._tags is None:
            return
        view = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        for place, text, spot in zip(*vars(self._tags).values(), strict=True):
            if spot != HIDDEN and int(self.rows.keys[place]) not in self._without:
                box = self.on_screen(view, np.array([place]))[0]
                corner = tag_corner(box.tolist(), tag_size(text, self._font), spot)
                draw_tag(painter, corner, text, self.rows.colours[place], self._font)
        painter.restore()

    def _place(
        self, view: QTransform, seen: IntArray, widget: QWidget, taken: FloatArray | None
    ) -> _Tags:
        boxes = self.on_screen(view, seen)
        sides = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
        large = np.flatnonzero(sides >= _LEAST_SIDE_FOR_TAG)[:_MOST_TAGS]
        places = seen[large].tolist()
        texts = [self.rows.text(place) for place in places]
        sizes = [tag_size(text, self._font) for text in texts]
        bounds = (0.0, 0.0, float(widget.width()), float(widget.height()))
        return _Tags(places, texts, place_tags(boxes[large], sizes, bounds, taken))

    def on_screen(self, view: QTransform, places: IntArray) -> FloatArray:
        """Boxes (N, 4) of some places in screen pixels."""
        scale = np.array([view.m11(), view.m22()] * 2)
        return self.rows.boxes[places] * scale + np.array([view.dx(), view.dy()] * 2)


def _numbers(view: QTransform, widget: QWidget) -> tuple[object, ...]:
    return view.m11(), view.dx(), view.dy(), widget.width(), widget.height()
