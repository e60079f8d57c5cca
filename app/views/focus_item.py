"""What is drawn above all boxes: the hovered and the selected one, with anchor and proposal."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.domain.colours import row_colour
from app.domain.detections import NO_LEVEL, DetectionSet, FloatArray
from app.domain.view_filter import ColourBy
from app.services.box_drawing import (
    HOVERED,
    SELECTED,
    LineStyle,
    draw_boxes,
    draw_tag,
    tag_size,
    tag_text,
)
from fpn_core.levels import colour_of_rank

ANCHOR_LINE = LineStyle(width=1.5, halo=3.0, dashes=(1.5, 2.5))
PROPOSAL_LINE = LineStyle(width=1.5, halo=3.0, dashes=(7.0, 3.0))


class Place(Enum):
    """The corner of a box, outside of it, that tags stand at."""

    ABOVE_LEFT = 0
    BELOW_LEFT = 1
    BELOW_RIGHT = 2


@dataclass(frozen=True)
class Focus:
    """Everything that the item draws."""

    found: DetectionSet | None = None
    selected: int | None = None
    hovered: int | None = None
    mode: ColourBy = ColourBy.ANCHOR
    origin: bool = True


class FocusItem(QGraphicsItem):
    """At most two boxes, their tags, and where the selected one came from."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
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
        if focus.selected is not None:
            if focus.origin:
                self._paint_origin(painter, focus.found, focus.selected, widget)
            self._paint_box(painter, focus.selected, SELECTED, widget)
        if focus.hovered is not None and focus.hovered != focus.selected:
            self._paint_box(painter, focus.hovered, HOVERED, widget)

    def _paint_box(self, painter: QPainter, row: int, style: LineStyle, widget: QWidget) -> None:
        found, mode = self._focus.found, self._focus.mode
        assert found is not None
        colour = row_colour(found, row, mode)
        draw_boxes(painter, {colour: [_rect(found.boxes[row])]}, style)
        tags = [(tag_text(found, row), colour)]
        rank = int(found.anchor_ranks[row])
        if mode is not ColourBy.ANCHOR and rank != NO_LEVEL:
            tags.append((found.model.levels[rank].name, colour_of_rank(rank)))
        self._paint_tags(painter, _rect(found.boxes[row]), tags, widget, Place.ABOVE_LEFT)

    def _paint_origin(
        self, painter: QPainter, found: DetectionSet, row: int, widget: QWidget
    ) -> None:
        for box, rank, line, word in (
            (found.anchors[row], int(found.anchor_ranks[row]), ANCHOR_LINE, self._tr_anchor()),
            (found.proposals[row], int(found.roi_ranks[row]), PROPOSAL_LINE, self._tr_proposal()),
        ):
            if rank == NO_LEVEL or not np.isfinite(box).all():
                continue
            colour = colour_of_rank(rank)
            draw_boxes(painter, {colour: [_rect(box)]}, line)
            text = f"{word} {found.model.levels[rank].name}"
            spot = Place.BELOW_LEFT if line is ANCHOR_LINE else Place.BELOW_RIGHT
            self._paint_tags(painter, _rect(box), [(text, colour)], widget, spot)

    def _paint_tags(
        self,
        painter: QPainter,
        rect: QRectF,
        tags: list[tuple[str, str]],
        widget: QWidget,
        place: Place,
    ) -> None:
        """Tags in a row at a corner of a box, kept within the view."""
        on_screen = painter.worldTransform().mapRect(rect)
        widths = [tag_size(text, self._font)[0] for text, _colour in tags]
        height = tag_size(tags[0][0], self._font)[1]
        x = on_screen.right() - sum(widths)
        if place is not Place.BELOW_RIGHT:
            x = on_screen.left()
        y = on_screen.top() - height if place is Place.ABOVE_LEFT else on_screen.bottom()
        x = min(max(x, 0.0), max(widget.width() - sum(widths), 0.0))
        y = min(max(y, 0.0), widget.height() - height)
        painter.save()
        painter.resetTransform()
        for (text, colour), width in zip(tags, widths, strict=True):
            draw_tag(painter, (x, y), text, colour, self._font)
            x += width
        painter.restore()

    def _tr_anchor(self) -> str:
        return QCoreApplication.translate("Canvas", "anchor")

    def _tr_proposal(self) -> str:
        return QCoreApplication.translate("Canvas", "proposal")


def _rect(box: FloatArray) -> QRectF:
    x1, y1, x2, y2 = box.tolist()
    return QRectF(x1, y1, x2 - x1, y2 - y1)
