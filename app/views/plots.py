"""Two small plots: bars with names, and a histogram over sizes; axes, ticks, titles, a key."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.views.theme import Theme

_BAR_HEIGHT = 24
_SIDE = 12
_HISTOGRAM_HEIGHT = 150
_TICK = 4
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


@dataclass(frozen=True)
class Bar:
    """One bar: what it is called, how long it is, "#RRGGBB"."""

    name: str
    value: int
    colour: str


@dataclass(frozen=True)
class Band:
    """A stretch of the axis that belongs to a level."""

    name: str
    low: float
    high: float
    colour: str


def round_top(value: float) -> float:
    """The next of 1, 2, 5 times a power of ten, where an axis ends well."""
    if value <= 1:
        return 1.0
    power: float = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if value <= step * power)


def short_number(value: float) -> str:
    """A number for a tick: 1,500 is 1.5k."""
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


class Plot(QWidget):
    """What both plots share: theme, small font, tooltips of what is under the cursor."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def small_font(self) -> QFont:
        """The font of ticks and titles."""
        font = QFont(self.font())
        font.setPointSizeF(max(font.pointSizeF() * 0.85, 7.0))
        return font

    def text_at(self, place: QPointF) -> str:
        """What is under the cursor, in words."""
        return ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        text = self.text_at(event.position())
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def fill_bar(self, painter: QPainter, rect: QRectF, colour: str) -> None:
        """A bar with the dark edge that pale colours need on the light theme."""
        painter.setPen(QColor(colour) if self.theme.is_dark else QColor(colour).darker(150))
        painter.setBrush(QColor(colour))
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))


class BarPlot(Plot):
    """Lying bars, each with its name and its number, over an axis from 0."""

    def __init__(self, theme: Theme, name: str, axis: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.bars: tuple[Bar, ...] = ()
        self._axis = axis

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Draw these bars."""
        if tuple(bars) != self.bars:
            self.bars = tuple(bars)
            self.setAccessibleDescription(", ".join(f"{b.name}: {b.value}" for b in bars))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        foot = 2 * self.fontMetrics().height() + _TICK
        return QSize(240, len(self.bars) * _BAR_HEIGHT + foot)

    def _left(self) -> float:
        widest = max((self.fontMetrics().horizontalAdvance(b.name) for b in self.bars), default=0)
        return _SIDE + min(widest + 2, int(self.width() * 0.36)) + 8.0

    def text_at(self, place: QPointF) -> str:
        row = int(place.y() // _BAR_HEIGHT)
        if not 0 <= row < len(self.bars):
            return ""
        return f"{self.bars[row].name}: {self.bars[row].value:,}"

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.bars:
            return
        painter, colours = QPainter(self), self.theme.colours
        metrics, left = painter.fontMetrics(), self._left()
        numbers = max(metrics.horizontalAdvance(f"{bar.value:,}") for bar in self.bars) + 8
        top = round_top(max(bar.value for bar in self.bars))
        room = max(self.width() - left - numbers - _SIDE, 8.0)
        for row, bar in enumerate(self.bars):
            y = row * _BAR_HEIGHT
            painter.setPen(QColor(colours.text))
            name = QRect(_SIDE, y, int(left) - _SIDE - 8, _BAR_HEIGHT)
            elided = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, name.width())
            painter.drawText(name, _LEFT, elided)
            width = max(room * bar.value / top, 1.0 if bar.value else 0.0)
            if width:
                self.fill_bar(painter, QRectF(left, y + 5, width, _BAR_HEIGHT - 10), bar.colour)
            painter.setPen(QColor(colours.muted))
            number = QRectF(left + width + 4, y, numbers, _BAR_HEIGHT)
            painter.drawText(number, _LEFT, f"{bar.value:,}")
        self._paint_axis(painter, left, room, top)
        painter.end()

    def _paint_axis(self, painter: QPainter, left: float, room: float, top: float) -> None:
        y = len(self.bars) * _BAR_HEIGHT
        painter.setFont(self.small_font())
        line = painter.fontMetrics().height()
        painter.setPen(QColor(self.theme.colours.border))
        painter.drawLine(QPointF(left, y), QPointF(left + room, y))
        ticks = (0.0, top / 2, top) if top > 1 else (0.0, top)
        for value in ticks:
            x = left + room * value / top
            painter.setPen(QColor(self.theme.colours.border))
            painter.drawLine(QPointF(x, y), QPointF(x, y + _TICK))
            painter.setPen(QColor(self.theme.colours.muted))
            painter.drawText(QRectF(x - 30, y + _TICK, 60, line), _CENTRE, short_number(value))
        painter.drawText(QRectF(left, y + _TICK + line, room, line), _CENTRE, self._axis)


class SizePlot(Plot):
    """Standing bars over sizes in steps of an octave's part; bands say which level is which."""

    def __init__(
        self, theme: Theme, name: str, axes: tuple[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, parent)
        self.edges: tuple[float, ...] = ()
        self.counts: tuple[int, ...] = ()
        self.bands: tuple[Band, ...] = ()
        self._across, self._up = axes

    def show_sizes(
        self, edges: Sequence[float], counts: Sequence[int], bands: Sequence[Band] = ()
    ) -> None:
        """Draw counts between edges (pixels, on a logarithmic axis), and the bands behind them."""
        self.edges, self.counts, self.bands = tuple(edges), tuple(counts), tuple(bands)
        words = (f"{low:.0f}–{high:.0f} px: {count}" for low, high, count in self._steps())
        self.setAccessibleDescription(", ".join(words))
        self.updateGeometry()
        self.update()

    def _steps(self) -> list[tuple[float, float, int]]:
        return list(zip(self.edges[:-1], self.edges[1:], self.counts, strict=True))

    def sizeHint(self) -> QSize:
        return QSize(240, _HISTOGRAM_HEIGHT + 4 * self.fontMetrics().height())

    def _frame(self) -> QRectF:
        line = self.fontMetrics().height()
        return QRectF(44, line + 4, self.width() - 44 - _SIDE, _HISTOGRAM_HEIGHT - 4)

    def _x(self, size: float) -> float:
        frame, (first, last) = self._frame(), (self.edges[0], self.edges[-1])
        share = math.log(max(size, 1e-6) / first) / math.log(last / first)
        return frame.left() + frame.width() * min(max(share, 0.0), 1.0)

    def text_at(self, place: QPointF) -> str:
        if not self.counts:
            return ""
        for low, high, count in self._steps():
            if self._x(low) <= place.x() < self._x(high):
                return f"{low:.0f}–{high:.0f} px: {count:,}"
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.counts:
            return
        painter, frame = QPainter(self), self._frame()
        painter.setFont(self.small_font())
        top = round_top(max(self.counts))
        self._paint_bands(painter, frame)
        self._paint_axes(painter, frame, top)
        colours = self.theme.colours
        for low, high, count in self._steps():
            height = frame.height() * count / top
            if count:
                x = self._x(low) + 1
                width = max(self._x(high) - x - 1, 1.0)
                painter.fillRect(
                    QRectF(x, frame.bottom() - max(height, 1.0), width, max(height, 1.0)),
                    QColor(colours.muted),
                )
        painter.end()

    def _paint_bands(self, painter: QPainter, frame: QRectF) -> None:
        """A strip of each level's colour beneath the axis, its name above the plot: the key."""
        line = painter.fontMetrics().height()
        for band in self.bands:
            left, right = self._x(band.low), self._x(band.high)
            if right - left < 1:
                continue
            shade = QColor(band.colour)
            shade.setAlphaF(0.22 if self.theme.is_dark else 0.35)
            painter.fillRect(QRectF(left, frame.top(), right - left, frame.height()), shade)
            self.fill_bar(painter, QRectF(left, frame.bottom() + 1, right - left, 4), band.colour)
            painter.setPen(QColor(self.theme.colours.text))
            if right - left > painter.fontMetrics().horizontalAdvance(band.name):
                place = QRectF(left, frame.top() - line - 2, right - left, line)
                painter.drawText(place, _CENTRE, band.name)

    def _paint_axes(self, painter: QPainter, frame: QRectF, top: float) -> None:
        colours, line = self.theme.colours, painter.fontMetrics().height()
        for value in (0.0, top / 2, top) if top > 1 else (0.0, top):
            y = frame.bottom() - frame.height() * value / top
            painter.setPen(QColor(colours.border))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(QColor(colours.muted))
            place = QRectF(0, y - line / 2, frame.left() - 6, line)
            painter.drawText(place, _RIGHT, short_number(value))
        size, taken = 2 ** math.floor(math.log2(self.edges[0])), -1e9
        while size <= self.edges[-1] * 1.001:
            x, text = self._x(size), f"{size:g}"
            wide = painter.fontMetrics().horizontalAdvance(text) + 8
            if size >= self.edges[0] * 0.999 and x - wide / 2 > taken:
                place = QRectF(x - 30, frame.bottom() + 6, 60, line)
                painter.drawText(place, _CENTRE, text)
                taken = x + wide / 2
            size *= 2
        below = QRectF(0, frame.bottom() + 6 + line, self.width(), line)
        painter.drawText(below, _CENTRE, self._across)
        painter.save()
        painter.translate(2, frame.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-frame.height() / 2, 0, frame.height(), line), _CENTRE, self._up)
        painter.restore()
