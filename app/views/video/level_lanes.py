"""The drawn part of the level timeline: a lane a level, from fine to coarse, and the size."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.detections import NO_LEVEL, Level
from app.domain.video.level_path import LevelPath, Step, level_lanes
from app.services.document import Document
from app.services.video.followed import FollowedTrack
from app.views.theme import Theme
from app.views.video.timeline_strip import TimelineStrip
from fpn_core.levels import colour_of_rank

_LANE = 11
_LEVELS = 5  # lanes before a model is known
_EDGE = 150  # how much darker edges are on a light ground, in percent


class LevelLanes(QWidget):
    """Frames lie where they do on the timeline; a click goes to one, the wheel zooms both."""

    hovered_changed = Signal()

    def __init__(
        self,
        document: Document,
        followed: FollowedTrack,
        strip: TimelineStrip,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self._followed = document, followed
        self._strip, self._theme = strip, theme
        self.hovered: int | None = None
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Levels over time"))
        for signal in (
            strip.drawn_anew,
            followed.changed,
            document.frame_shown,
            document.video_changed,
            theme.changed,
        ):
            signal.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(400, _LANE * max(len(self._levels()), 1) + 2)

    def _levels(self) -> tuple[Level, ...]:
        subject = self._followed.subject
        model = self.document.model if subject is None else subject.measure.model
        return () if model is None else model.levels

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, subject = self._theme.colours, self._followed.subject
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.field))
        levels = self._levels()
        if not self.document.video.ready or not levels:
            painter.end()
            return
        self._paint_lanes(painter, levels)
        if subject is not None:
            for step in subject.path.steps():
                self._paint_step(painter, step, len(levels))
            self._paint_sizes(painter, subject.path, levels)
        self._paint_names(painter, levels)
        self._paint_cursor(painter, self.document.video.frame, colours.text, 2)
        if self.hovered is not None:
            self._paint_cursor(painter, self.hovered, colours.muted, 1)
        painter.end()

    def _lane(self, count: int) -> float:
        return (self.height() - 2) / count

    def _paint_lanes(self, painter: QPainter, levels: tuple[Level, ...]) -> None:
        lane = self._lane(len(levels))
        painter.setPen(QPen(QColor(self._theme.colours.track), 1))
        for rank in range(1, len(levels)):
            y = round(1 + rank * lane) + 0.5
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))

    def _paint_step(self, painter: QPainter, step: Step, count: int) -> None:
        scale, lane = self._strip.scale, self._lane(count)
        left, right = scale.x_of(step.first), scale.x_of(step.last + 1)
        if right < 0 or left > self.width():
            return
        rank = min(max(step.rank, 0), count - 1)
        y, height = 1 + rank * lane, lane
        colour = QColor(colour_of_rank(step.rank))
        if step.rank == NO_LEVEL:  # in no lane: over all of them, as a thin line
            y, height = self.height() / 2, 2.0
        bar = QRectF(left, y + 1, max(right - left, 2.0), max(height - 2, 2.0))
        painter.fillRect(bar, colour)
        if not self._theme.is_dark:
            painter.setPen(QPen(colour.darker(_EDGE), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(bar)

    def _paint_sizes(self, painter: QPainter, path: LevelPath, levels: tuple[Level, ...]) -> None:
        """A thin line of the sizes, on the lane where anchors are as large."""
        scale = self._strip.scale
        low, high = np.searchsorted(path.frames, [scale.first - 1, scale.last + 1])
        frames, sizes = path.frames[max(low - 1, 0) : high + 1], path.sizes[max(low - 1, 0) :]
        if not len(frames):
            return
        every = max(1, len(frames) // max(2 * self.width(), 1))
        frames, sizes = frames[::every], sizes[: len(frames)][::every]
        anchors = [float(np.exp(np.log(each.anchor_sizes).mean())) for each in levels]
        lanes = level_lanes(sizes, anchors)
        xs = (frames + 0.5 - scale.first) * scale.pixels
        ys = 1 + (lanes + 0.5) * self._lane(len(levels))
        cuts = np.flatnonzero(np.diff(frames) > max(path.gap, every)) + 1
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, y in zip(np.split(xs, cuts), np.split(ys, cuts), strict=True):
            points = QPolygonF(
                [QPointF(*each) for each in zip(x.tolist(), y.tolist(), strict=True)]
            )
            for colour, width in (
                (self._theme.colours.field, 3.0),
                (self._theme.colours.text, 1.0),
            ):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawPolyline(points)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_names(self, painter: QPainter, levels: tuple[Level, ...]) -> None:
        lane, colours = self._lane(len(levels)), self._theme.colours
        font = QFont(self.font())
        font.setPixelSize(max(round(lane) - 2, 7))
        painter.setFont(font)
        ground = QColor(colours.field)
        ground.setAlpha(200)
        for rank, level in enumerate(levels):
            width = painter.fontMetrics().horizontalAdvance(level.name) + 6
            place = QRectF(0, 1 + rank * lane, width, lane)
            painter.fillRect(place, ground)
            painter.setPen(QColor(colours.muted))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), level.name)

    def _paint_cursor(self, painter: QPainter, frame: int, colour: str, width: int) -> None:
        x = self._strip.scale.x_of(frame + 0.5)
        painter.setPen(QPen(QColor(colour), width))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    # Mouse

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.document.video.ready:
            self._hover(self._strip.scale.frame_at(event.position().x()))

    def leaveEvent(self, event: object) -> None:
        self._hover(None)

    def _hover(self, frame: int | None) -> None:
        if frame != self.hovered:
            self.hovered = frame
            self.hovered_changed.emit()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and self.document.video.ready:
            self._followed.go_to(self._strip.scale.frame_at(event.position().x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._strip.wheelEvent(event)
