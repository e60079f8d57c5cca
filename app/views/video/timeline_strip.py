"""The drawn part of the timeline: pictures, detections by level, marks, range and playhead."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.document import Document
from app.services.video.places import time_text
from app.services.video.strip_pictures import StripPictures
from app.services.video.videos import Videos
from app.views.theme import Theme
from app.views.video.scale import TimeScale
from app.views.video.strip_painting import Layers, StripPainter
from fpn_core.video.index import VideoIndex

PICTURES, GRAPH, MARKS = 36, 32, 8
_GAP = 2
_ZOOM_STEP = 1.25
_NOTCH = 120
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class TimelineStrip(QWidget):
    """Drag goes through the frames, Shift+drag selects a range, the wheel zooms."""

    range_drawn = Signal(object)  # (first, last), or None for a click with Shift
    drawn_anew = Signal()  # perhaps other frames are shown

    def __init__(
        self, document: Document, videos: Videos, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.document, self._videos, self._theme = document, videos, theme
        self.pictures = StripPictures(PICTURES, self)
        self.scale = TimeScale()
        self.hovered: int | None = None
        self._dragging = False
        self._range_from: int | None = None
        self._range: tuple[int, int] | None = None
        self._still: QPixmap | None = None
        self._video = ""
        self._index: VideoIndex | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setAccessibleName(self.tr("Timeline"))
        self.setAccessibleDescription(
            self.tr("Drag goes through the frames, Shift and drag selects a range.")
        )
        self.pictures.ready.connect(self.redraw)
        videos.facts.changed.connect(self.redraw)
        document.view_changed.connect(self.redraw)
        document.server_changed.connect(self.redraw)
        theme.changed.connect(self.redraw)
        document.video_changed.connect(self._follow)
        document.frame_shown.connect(self._show_playhead)

    def sizeHint(self) -> QSize:
        return QSize(400, self._label_height() + PICTURES + GRAPH + MARKS + 3 * _GAP + 2)

    def _label_height(self) -> int:
        return self.fontMetrics().height() + 2

    def redraw(self) -> None:
        """Draw everything anew, when it is next seen."""
        self._still = None
        self.update()
        self.drawn_anew.emit()

    def close_pictures(self) -> None:
        """End the thread of the small pictures."""
        self.pictures.close()

    # The document

    def _follow(self) -> None:
        state = self.document.video
        changed = state.path != self._video
        if changed or state.index is not self._index:
            self._index = state.index
            self.pictures.clear()
        if changed:
            self._video = state.path
            self.hovered, self._dragging, self._range_from = None, False, None
        if changed or state.count != self.scale.count:
            self.scale = self.scale.of_all(state.count)
        self._range = state.range if self._range_from is None else self._range
        self.redraw()
        self._show_playhead()

    def _show_playhead(self) -> None:
        state = self.document.video
        if not self._dragging and not self.scale.whole and state.ready:
            moved = self.scale.showing(state.frame)
            if moved != self.scale:
                self.scale = moved
                self.redraw()
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        state, colours = self.document.video, self._theme.colours
        painter = QPainter(self)
        if not state.ready:
            painter.setPen(QColor(colours.error if state.trouble else colours.muted))
            text = state.trouble or self.tr("Reading times... {share} %").format(
                share=round(100 * state.progress)
            )
            flags = _CENTRE | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(8, 4, -8, -4), flags, text)
            painter.end()
            return
        if self._still is None:
            self._still = self._painted()
        painter.drawPixmap(0, 0, self._still)
        self._paint_moving(painter)
        painter.end()

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        top = self._label_height()
        layers = Layers(
            labels=QRectF(0, 0, self.width(), top),
            pictures=QRectF(0, top, self.width(), PICTURES),
            graph=QRectF(0, top + PICTURES + _GAP, self.width(), GRAPH),
            marks=QRectF(0, top + PICTURES + GRAPH + 2 * _GAP, self.width(), MARKS),
        )
        painter = QPainter(pixmap)
        painter.setFont(self._small_font())
        StripPainter(self.document, self._videos.facts, self._theme.colours, self.scale).paint(
            painter, layers, self.pictures
        )
        painter.end()
        return pixmap

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(font.pointSizeF() * 0.85, 6.5))
        return font

    def _paint_moving(self, painter: QPainter) -> None:
        colours, state = self._theme.colours, self.document.video
        accent = QColor(colours.accent)
        top, bottom = self._label_height(), self.height()
        if self._range is not None:
            first, last = self._range
            left, right = self.scale.x_of(first), self.scale.x_of(last + 1)
            inside = QColor(accent)
            inside.setAlpha(48)
            painter.fillRect(QRectF(left, top, max(right - left, 1), bottom - top), inside)
            painter.setPen(QPen(accent, 1))
            painter.drawLine(QPointF(left, top), QPointF(left, bottom))
            painter.drawLine(QPointF(right, top), QPointF(right, bottom))
        if self.hovered is not None:
            x = self.scale.x_of(self.hovered + 0.5)
            painter.setPen(QPen(QColor(colours.muted), 1))
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        x = self.scale.x_of(state.frame + 0.5)
        painter.setPen(QPen(QColor(colours.text), 2))
        painter.drawLine(QPointF(x, top - 2), QPointF(x, bottom))
        painter.setBrush(QColor(colours.text))
        painter.drawPolygon([QPointF(x - 5, top - 8), QPointF(x + 5, top - 8), QPointF(x, top - 1)])
        if self.hovered is not None:
            self._paint_hover(painter, self.hovered)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_hover(self, painter: QPainter, frame: int) -> None:
        index, colours = self.document.video.index, self._theme.colours
        if index is None:
            return
        text = self.hover_text(frame)
        painter.setFont(self._small_font())
        width = painter.fontMetrics().horizontalAdvance(text) + 12
        left = min(max(self.scale.x_of(frame + 0.5) - width / 2, 0.0), self.width() - width)
        place = QRectF(left, 0, width, self._label_height())
        painter.fillRect(place, QColor(colours.panel))
        painter.setPen(QColor(colours.text))
        painter.drawText(place, _CENTRE, text)

    def hover_text(self, frame: int) -> str:
        """What is said of a frame under the cursor."""
        index = self.document.video.index
        time = "" if index is None else time_text(index.time_of(frame))
        text = self.tr("frame {frame} · {time}").format(frame=f"{frame:,}", time=time)
        if self._videos.facts.marks.is_held_out(frame):
            text = " · ".join((text, self.tr("held out: judges models")))
        return text

    # Mouse

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scale = self.scale.resized(self.width())
        self._still = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.document.video.ready:
            return
        frame = self.scale.frame_at(event.position().x())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._range_from, self._range = frame, (frame, frame)
        else:
            self._dragging = True
            self._videos.player.scrub(frame)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.document.video.ready:
            return
        frame = self.scale.frame_at(event.position().x())
        self.hovered = frame
        if self._range_from is not None:
            self._range = (min(self._range_from, frame), max(self._range_from, frame))
        elif self._dragging:
            self._videos.player.scrub(frame)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._range_from is not None:
            drawn, self._range_from = self._range, None
            self.range_drawn.emit(None if drawn is None or drawn[0] == drawn[1] else drawn)
            self._range = self.document.video.range
        elif self._dragging:
            self._dragging = False
            self._videos.player.let_go()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered = None
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        across, down = event.angleDelta().x(), event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            across, down = across or down, 0
        if abs(across) > abs(down):
            self.scale = self.scale.moved(-across)
        else:
            factor = _ZOOM_STEP ** (down / _NOTCH)
            self.scale = self.scale.zoomed(event.position().x(), factor)
        event.accept()
        self.redraw()

    def show_all(self) -> None:
        """Show the whole video."""
        self.scale = self.scale.of_all(self.document.video.count)
        self.redraw()
