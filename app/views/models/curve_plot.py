"""A small plot of one curve over the steps of a run, with axes and the last value."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.views.plots import Plot, round_top, short_number
from app.views.theme import Theme

_HEIGHT = 88
_LEFT, _RIGHT, _TOP = 40, 12, 8
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_BY_AXIS = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
Point = tuple[float, float]


class CurvePlot(Plot):
    """``most`` ends the upright axis; 0 lets the values decide."""

    def __init__(
        self, theme: Theme, name: str, most: float = 0.0, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, parent)
        self.points: tuple[Point, ...] = ()
        self._most = most

    def show_points(self, points: Sequence[Point]) -> None:
        """Draw these (step, value) points, in the order of their steps."""
        self.points = tuple(sorted(points))
        if self.points:
            first, last = self.points[0], self.points[-1]
            words = f"{first[0]:g}: {first[1]:.3g} → {last[0]:g}: {last[1]:.3g}"
            self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT + _TOP + 2 * self.fontMetrics().height() + 4)

    def _frame(self) -> QRectF:
        return QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, _HEIGHT - _TOP)

    def _scales(self) -> tuple[float, float]:
        """Where the axes end: in steps, in values."""
        top = self._most or round_top(10 * max(value for _step, value in self.points)) / 10
        return max(self.points[-1][0], 1.0), top

    def text_at(self, place: QPointF) -> str:
        if not self.points:
            return ""
        frame, (steps, _top) = self._frame(), self._scales()
        step = (place.x() - frame.left()) / max(frame.width(), 1.0) * steps
        near = min(self.points, key=lambda point: abs(point[0] - step))
        return self.tr("step {step}: {value}").format(step=f"{near[0]:g}", value=f"{near[1]:.3g}")

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.points:
            return
        painter, frame, colours = QPainter(self), self._frame(), self.theme.colours
        painter.setFont(self.small_font())
        steps, top = self._scales()
        line = painter.fontMetrics().height()
        for share in (0.0, 0.5, 1.0):
            y = frame.bottom() - frame.height() * share
            painter.setPen(QColor(colours.border))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(QColor(colours.muted))
            place = QRectF(0, y - line / 2, frame.left() - 6, line)
            painter.drawText(place, _BY_AXIS, short_number(round(top * share, 4)))
        for share in (0.0, 0.5, 1.0):
            x = frame.left() + frame.width() * share
            place = QRectF(x - 30, frame.bottom() + 2, 60, line)
            painter.drawText(place, _CENTRE, short_number(round(steps * share)))
        below = QRectF(frame.left(), frame.bottom() + 2 + line, frame.width(), line)
        painter.drawText(below, _CENTRE, self.tr("step"))
        self._paint_curve(painter, frame, steps, top)
        painter.end()

    def _paint_curve(self, painter: QPainter, frame: QRectF, steps: float, top: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.theme.colours.accent), 2))
        places = [
            QPointF(
                frame.left() + frame.width() * step / steps,
                frame.bottom() - frame.height() * min(max(value / top, 0.0), 1.0),
            )
            for step, value in self.points
        ]
        if len(places) > 1:
            painter.drawPolyline(QPolygonF(places))
        else:
            painter.drawEllipse(places[0], 2, 2)
