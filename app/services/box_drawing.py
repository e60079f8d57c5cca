"""Draws boxes and tags with a painter: shared by the canvas and the exported picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from app.domain.detections import DetectionSet
from fpn_core.levels import HALO_COLOUR, text_colour_on

_DASHES = (4.0, 2.5)
_TAG_PADDING = 4.0
_HALO_ALPHA = 170


@dataclass(frozen=True)
class LineStyle:
    """How box lines look; widths in device pixels (cosmetic) whatever the zoom."""

    width: float = 2.0
    halo: float = 4.0  # 0 = none
    dashed: bool = True
    dashes: tuple[float, float] = _DASHES
    cosmetic: bool = True


RESTING = LineStyle()
MOVING = LineStyle(width=1.0, halo=0.0, dashed=False)
SELECTED = LineStyle(width=3.0, halo=5.0)
HOVERED = LineStyle(width=3.0, halo=5.0)


def draw_boxes(
    painter: QPainter, rects_by_colour: Mapping[str, Sequence[QRectF]], style: LineStyle
) -> None:
    """Draw the outlines of boxes, colour by colour, on a dark halo."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # Cosmetic widths count device pixels, of which a fine screen has several a point.
    ratio = painter.device().devicePixelRatioF() if style.cosmetic else 1.0
    if style.halo:
        halo = QColor(HALO_COLOUR)
        halo.setAlpha(_HALO_ALPHA)
        painter.setPen(_pen(halo, style.halo * ratio, style.cosmetic))
        for rects in rects_by_colour.values():
            painter.drawRects(list(rects))
    for colour, rects in rects_by_colour.items():
        pen = _pen(QColor(colour), style.width * ratio, style.cosmetic)
        if style.dashed:
            pen.setDashPattern(list(style.dashes))
        painter.setPen(pen)
        painter.drawRects(list(rects))


def _pen(colour: QColor, width: float, cosmetic: bool) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(cosmetic)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def tag_text(found: DetectionSet, row: int) -> str:
    """Class and score of a detection, as in "cat .93"."""
    score = min(float(found.scores[row]), 1.0)
    return f"{found.class_name(row)} {'1.0' if score >= 0.995 else f'{score:.2f}'.lstrip('0')}"


def tag_font(base: QFont, pixels: int) -> QFont:
    """The font of tags, in a size that does not change with the zoom."""
    font = QFont(base)
    font.setPixelSize(pixels)
    return font


def tag_size(text: str, font: QFont) -> tuple[float, float]:
    """Width and height of a tag with this text."""
    metrics = QFontMetricsF(font)
    return metrics.horizontalAdvance(text) + 2 * _TAG_PADDING, metrics.height() + 1


def draw_tag(
    painter: QPainter, corner: tuple[float, float], text: str, colour: str, font: QFont
) -> QRectF:
    """Draw a filled tag at its top-left corner; returns the rectangle that it covers."""
    rect = QRectF(QPointF(*corner), QSizeF(*tag_size(text, font)))
    painter.fillRect(rect, QColor(colour))
    painter.setFont(font)
    painter.setPen(QColor(text_colour_on(colour)))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
    return rect
