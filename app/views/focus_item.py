"""What is drawn above all boxes: the hovered and the selected one, with anchor and proposal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QFont, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.domain.detections import NO_LEVEL, DetectionSet, FloatArray, IntArray
from app.services.box_drawing import (
    HOVERED,
    SELECTED,
    LineStyle,
    draw_boxes,
    draw_tag,
    tag_size,
    tag_text,
)
from app.views.boxes_item import BoxesItem
from fpn_core.levels import colour_of_rank

ANCHOR_LINE = LineStyle(width=1.5, halo=3.0, dashes=(1.5, 2.5))
PROPOSAL_LINE = LineStyle(width=1.5, halo=3.0, dashes=(7.0, 3.0))


@dataclass(frozen=True)
class Focus:
    """Everything that the item draws. ``colours`` are those of the two rows; ``by_level`` says that
    they tell the level that fired, so that no tag has to; ``tracks`` are numbers for tags."""

    found: DetectionSet | None = None
    selected: int | None = None
    hovered: int | None = None
    colours: Mapping[int, str] = field(default_factory=dict)
    by_level: bool = True
    origin: bool = True
    tracks: IntArray | None = None


class FocusItem(QGraphicsItem):
    """At most two boxes, their tags, and where the selected one came from."""

    def __init__(self, font: QFont, boxes: BoxesItem) -> None:
        super().__init__()
        self._boxes = boxes
        self._font = font
        self._focus = Focus()

    def show_focus(self, focus: Focus) -> None:
        """Draw another focus."""
        self.prepareGeometryChange()
        self._focus = focus
        self.update()

    def boundingRect(self) -> QRectF:
        found = self._focus.found
        if found is None:
            return QRectF()
        side = max(found.width, found.height)
        # Anchors may be larger than the picture.
        return QRectF(0, 0, found.width, found.height).adjusted(-side, -side, side, side)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        focus = self._focus
        if focus.found is None or widget is None:
            return
        view = painter.worldTransform()
        tags: list[_Tags] = []
        if focus.selected is not None:
            origin = self._origin(focus.found, focus.selected, view) if focus.origin else []
            for box in origin:
                draw_boxes(painter, {box.tags.words[0][1]: [box.rect]}, box.style)
            tags = [self._draw_row(painter, focus.selected, SELECTED)]
            tags += [box.tags for box in origin]
        if focus.hovered is not None and focus.hovered != focus.selected:
            tags.append(self._draw_row(painter, focus.hovered, HOVERED))
        if tags and not self._boxes.painted_plain:
            self._boxes.draw_tags(painter)  # or lines of the focus would cross them
        painter.save()
        painter.resetTransform()
        self._draw_tags(painter, tags, widget)
        painter.restore()

    def _draw_row(self, painter: QPainter, row: int, style: LineStyle) -> "_Tags":
        """Draw the lines of a detection; returns its tags."""
        found, view = self._focus.found, painter.worldTransform()
        assert found is not None
        colour, rect = self._focus.colours[row], _rect(found.boxes[row])
        draw_boxes(painter, {colour: [rect]}, style)
        words = [(tag_text(found, row, self._focus.tracks), colour)]
        rank = int(found.anchor_ranks[row])
        if not self._focus.by_level and rank != NO_LEVEL:
            words.append((found.model.levels[rank].name, colour_of_rank(rank)))
        # Over the tag that the box has already, so that no box has two.
        known = self._boxes.tag_corner_of(row, view)
        corners = _corners(view.mapRect(rect), self._extent(words), Side.ABOVE)
        return _Tags(words, [known] if known else corners)

    def _origin(self, found: DetectionSet, row: int, view: QTransform) -> list["_Origin"]:
        """Anchor and proposal of a detection, as far as they are known."""
        anchor = QCoreApplication.translate("Canvas", "anchor")
        proposal = QCoreApplication.translate("Canvas", "proposal")
        boxes = []
        for box, rank, style, word, side in (
            (found.anchors[row], found.anchor_ranks[row], ANCHOR_LINE, anchor, Side.LEFT),
            (found.proposals[row], found.roi_ranks[row], PROPOSAL_LINE, proposal, Side.RIGHT),
        ):
            if rank == NO_LEVEL or not np.isfinite(box).all():
                continue
            words = [(f"{word} {found.model.levels[rank].name}", colour_of_rank(int(rank)))]
            corners = _corners(view.mapRect(_rect(box)), self._extent(words), side)
            boxes.append(_Origin(_rect(box), style, _Tags(words, corners)))
        return boxes

    def _draw_tags(self, painter: QPainter, groups: "list[_Tags]", widget: QWidget) -> None:
        """Draw tags at the first of their corners that no earlier tag takes, within the view."""
        taken: list[QRectF] = []
        for group in groups:
            size = self._extent(group.words)
            rects = [_within(corner, size, widget) for corner in group.corners]
            free = [rect for rect in rects if not any(rect.intersects(each) for each in taken)]
            rect = (free or rects)[0]
            taken.append(rect)
            x = rect.left()
            for text, colour in group.words:
                x = draw_tag(painter, (x, rect.top()), text, colour, self._font).right()

    def _extent(self, words: list[tuple[str, str]]) -> tuple[float, float]:
        sizes = [tag_size(text, self._font) for text, _colour in words]
        return sum(width for width, _height in sizes), sizes[0][1]


class Side(Enum):
    """Where the tags of a box would rather stand."""

    ABOVE = 0
    LEFT = 1
    RIGHT = 2


@dataclass
class _Tags:
    """Words with their colours, drawn in a row, and the corners that they may start at."""

    words: list[tuple[str, str]]
    corners: list[tuple[float, float]]


@dataclass
class _Origin:
    """Anchor or proposal: its box in the picture, its line, its tag."""

    rect: QRectF
    style: LineStyle
    tags: _Tags


def _corners(box: QRectF, size: tuple[float, float], side: Side) -> list[tuple[float, float]]:
    """Top-left corners for tags around a box on screen, the best first."""
    width, height = size
    above, below = box.top() - height, box.bottom()
    left, right = box.left(), box.right() - width
    if side is Side.ABOVE:
        return [(left, above), (left, below)]
    if side is Side.LEFT:
        return [(left, below), (left - width, below - height), (left, above)]
    return [(right, below), (box.right(), below - height), (box.right(), box.top()), (right, above)]


def _within(corner: tuple[float, float], size: tuple[float, float], widget: QWidget) -> QRectF:
    x = min(max(corner[0], 0.0), max(widget.width() - size[0], 0.0))
    y = min(max(corner[1], 0.0), max(widget.height() - size[1], 0.0))
    return QRectF(x, y, *size)


def _rect(box: FloatArray) -> QRectF:
    x1, y1, x2, y2 = box.tolist()
    return QRectF(x1, y1, x2 - x1, y2 - y1)
