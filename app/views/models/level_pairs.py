"""A plot of how many detections each level fired, with the model before and with the one after."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.domain.models.report import LevelCount
from app.views.plots import Plot, round_top, short_number
from app.views.theme import Theme
from fpn_core.levels import colour_of_rank

_LEVEL_HEIGHT, _BAR = 40, 13
_SIDE, _TICK, _KEY = 12, 4, 12
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class LevelPairs(Plot):
    """Two lying bars a level in its colour: an outline for before, a full one for after."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent)
        self.setAccessibleName(self.tr("Detections by the level that fired, before and after"))
        self.levels: tuple[LevelCount, ...] = ()

    def show_levels(self, levels: Sequence[LevelCount]) -> None:
        """Draw these counts."""
        self.levels = tuple(levels)
        words = (self._words(each) for each in levels)
        self.setAccessibleDescription(", ".join(words))
        self.updateGeometry()
        self.update()

    def _words(self, level: LevelCount) -> str:
        return f"{level.name}: {level.before:,} → {level.after:,}"

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(280, len(self.levels) * _LEVEL_HEIGHT + 4 * line + _TICK + 8)

    def text_at(self, place: QPointF) -> str:
        row = int((place.y() - self._top()) // _LEVEL_HEIGHT)
        return self._words(self.levels[row]) if 0 <= row < len(self.levels) else ""

    def _top(self) -> int:
        return self.fontMetrics().height() + 8

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.levels:
            return
        painter, metrics = QPainter(self), self.fontMetrics()
        names = max(metrics.horizontalAdvance(level.name) for level in self.levels)
        counts = [value for level in self.levels for value in (level.before, level.after)]
        top = round_top(max(counts))
        left = _SIDE + min(names, self.width() // 4) + 8.0
        numbers = max(metrics.horizontalAdvance(f"{value:,}") for value in counts) + 8
        room = max(self.width() - left - numbers - _SIDE, 8.0)
        self._paint_key(painter, left)
        for rank, level in enumerate(self.levels):
            y = self._top() + rank * _LEVEL_HEIGHT
            painter.setPen(QColor(self.theme.colours.text))
            painter.drawText(QRect(_SIDE, y, int(left) - _SIDE, _LEVEL_HEIGHT), _LEFT, level.name)
            colour = colour_of_rank(rank)
            self._paint_bar(painter, left, y + 6, room * level.before / top, colour, level.before)
            y += 6 + _BAR + 2
            self._paint_bar(painter, left, y, room * level.after / top, colour, level.after, True)
        self._paint_axis(painter, left, room, top)
        painter.end()

    def _paint_key(self, painter: QPainter, left: float) -> None:
        """Which of the two bars is which; grey, since it holds for all levels."""
        painter.setFont(self.small_font())
        metrics, x = painter.fontMetrics(), left
        for text, full in ((self.tr("before"), False), (self.tr("after"), True)):
            box = QRectF(x, (self._top() - _KEY) / 2, _KEY, _KEY)
            self._paint_box(painter, box, self.theme.colours.muted, full)
            painter.setPen(QColor(self.theme.colours.muted))
            wide = metrics.horizontalAdvance(text)
            painter.drawText(QRectF(x + _KEY + 6, 0, wide + 4, self._top()), _LEFT, text)
            x += _KEY + wide + 24
        painter.setFont(self.font())

    def _paint_bar(
        self,
        painter: QPainter,
        left: float,
        y: float,
        width: float,
        colour: str,
        count: int,
        full: bool = False,
    ) -> None:
        if count:
            self._paint_box(painter, QRectF(left, y, max(width, 2.0), _BAR), colour, full)
        painter.setPen(QColor(self.theme.colours.text if full else self.theme.colours.muted))
        place = QRectF(left + max(width, 0) + 6, y - 2, 100, _BAR + 4)
        painter.drawText(place, _LEFT, f"{count:,}")

    def _paint_box(self, painter: QPainter, box: QRectF, colour: str, full: bool) -> None:
        if full:
            self.fill_bar(painter, box, colour)
            return
        edge = QColor(colour) if self.theme.is_dark else QColor(colour).darker(150)
        painter.setPen(QPen(edge, 1.5))
        tint = QColor(colour)
        tint.setAlphaF(0.2)
        painter.setBrush(tint)
        painter.drawRect(box.adjusted(0.75, 0.75, -0.75, -0.75))

    def _paint_axis(self, painter: QPainter, left: float, room: float, top: float) -> None:
        y = self._top() + len(self.levels) * _LEVEL_HEIGHT
        painter.setFont(self.small_font())
        line = painter.fontMetrics().height()
        painter.setPen(QColor(self.theme.colours.border))
        painter.drawLine(QPointF(left, y), QPointF(left + room, y))
        for value in (0.0, top / 2, top) if top > 1 else (0.0, top):
            x = left + room * value / top
            painter.setPen(QColor(self.theme.colours.border))
            painter.drawLine(QPointF(x, y), QPointF(x, y + _TICK))
            painter.setPen(QColor(self.theme.colours.muted))
            painter.drawText(QRectF(x - 30, y + _TICK, 60, line), _CENTRE, short_number(value))
        axis = QRectF(left, y + _TICK + line, room, line)
        painter.drawText(axis, _CENTRE, self.tr("detections that the level fired"))
