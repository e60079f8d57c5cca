"""Draws boxes and tags with a painter: shared by the canvas and the exported picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen

from app.domain.detections import DetectionSet, IntArray
from fpn_core.levels import HALO_COLOUR, text_colour_on

_DASHES = (4.0, 2.5)
_TAG_PADDING = 4.0
_HALO_ALPHA = 170
_HATCH_ALPHA = 150
_DIAMOND = 5.0
HALO = QColor(HALO_COLOUR)
HALO.setAlpha(_HALO_ALPHA)


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
REJECTED = LineStyle(width=1.0, halo=3.0, dashes=(2.0, 4.0))
ANNOTATION = LineStyle(dashed=False)
ANNOTATION_PICKED = LineStyle(width=3.0, halo=5.0, dashed=False)
IGNORED = LineStyle(width=1.0, halo=3.0, dashed=False)
COMPUTED = LineStyle(width=1.0, halo=3.0, dashed=False)
COMPUTED_PICKED = LineStyle(width=2.0, halo=4.0, dashed=False)
PROPOSAL = LineStyle(width=1.0, halo=0.0, dashed=False)
PROPOSAL_PICKED = LineStyle(width=2.0, halo=4.0, dashed=False)


def draw_boxes(
    painter: QPainter, rects_by_colour: Mapping[str, Sequence[QRectF]], style: LineStyle
) -> None:
    """Draw the outlines of boxes, colour by colour, on a dark halo."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # Cosmetic widths count device pixels, of which a fine screen has several a point.
    ratio = painter.device().devicePixelRatioF() if style.cosmetic else 1.0
    if style.halo:
        painter.setPen(_pen(HALO, style.halo * ratio, style.cosmetic))
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


def tag_text(found: DetectionSet, row: int, tracks: IntArray | None = None) -> str:
    """Class and score of a detection, as in "cat .93"; with the numbers (from 0) of all
    detections' tracks, that of its own comes first: "#3 cat .93"."""
    if tracks is not None and tracks[row] >= 0:
        return f"#{tracks[row] + 1} {tag_text(found, row)}"
    score = min(float(found.scores[row]), 1.0)
    return f"{found.class_name(row)} {'1.0' if score >= 0.995 else f'{score:.2f}'.lstrip('0')}"


def draw_hatching(painter: QPainter, rect: QRectF, colour: str) -> None:
    """Fill a rectangle (screen pixels) with thin slanted lines: it counts for nothing."""
    tint = QColor(colour)
    tint.setAlpha(_HATCH_ALPHA)
    painter.fillRect(rect, QBrush(tint, Qt.BrushStyle.BDiagPattern))


def draw_padlock(painter: QPainter, corner: QPointF, colour: str) -> None:
    """Draw a small closed padlock with its top right at a point (screen pixels)."""
    left, top = corner.x() - 9, corner.y()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for tint, width in ((HALO, 4.0), (QColor(colour), 1.5)):
        painter.setPen(_pen(tint, width, cosmetic=True))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(QRectF(left + 2, top, 5, 7), 0, 180 * 16)
        painter.fillRect(QRectF(left, top + 4, 9, 6).adjusted(-width / 4, 0, width / 4, 0), tint)
    painter.restore()


def draw_diamond(painter: QPainter, middle: QPointF, colour: str) -> None:
    """Draw a small filled diamond (screen pixels): a keyframe."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x, y, reach = middle.x(), middle.y(), _DIAMOND
    painter.setPen(_pen(HALO, 1.5, cosmetic=True))
    painter.setBrush(QColor(colour))
    painter.drawPolygon(
        [QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y)]
    )
    painter.restore()


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
