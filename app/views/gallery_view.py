"""The grid of crops: only what is in sight is painted and asked for, however many there are."""

import math
import os

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from app.domain.gallery import State
from app.domain.records import Box
from app.services.crops import Crops
from app.services.gallery import Gallery
from app.views.event_watch import EventWatch
from app.views.theme import Theme
from fpn_core.levels import HALO_COLOUR, NO_LEVEL_COLOUR, colour_of_rank

CROP_SIDE = 128
_GAP = 8
_PAD = 6
_MARGIN = 8
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class GalleryView(QAbstractScrollArea):
    """Shows the gallery's rows in its order; a click chooses, Ctrl adds, Shift takes a stretch."""

    opened = Signal(int)  # place in the gallery's rows: its picture is wanted
    chosen_changed = Signal()

    def __init__(
        self, gallery: Gallery, crops: Crops, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        EventWatch(self.viewport(), self._look_at_viewport)
        self.gallery, self._crops, self._theme = gallery, crops, theme
        self.chosen: set[int] = set()
        self.current = -1
        self._anchor = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Crops of boxes"))
        gallery.changed.connect(self._refresh)
        crops.ready.connect(self.viewport().update)
        theme.changed.connect(self.viewport().update)

    # Where crops are

    def _cell(self) -> QSize:
        text = 2 * self.fontMetrics().height()
        return QSize(CROP_SIDE + 2 * _PAD, CROP_SIDE + 2 * _PAD + text)

    @property
    def columns(self) -> int:
        """How many crops stand side by side."""
        return max(1, (self.viewport().width() - _MARGIN) // (self._cell().width() + _GAP))

    def rect_of(self, at: int) -> QRect:
        """Where the crop at a place of the order is in the viewport."""
        cell = self._cell()
        row, column = divmod(at, self.columns)
        x = _MARGIN + column * (cell.width() + _GAP)
        y = _MARGIN + row * (cell.height() + _GAP) - self.verticalScrollBar().value()
        return QRect(QPoint(x, y), cell)

    def place_at(self, point: QPoint) -> int | None:
        """The place in the order under a point of the viewport."""
        cell = self._cell()
        column = (point.x() - _MARGIN) // (cell.width() + _GAP)
        row = (point.y() - _MARGIN + self.verticalScrollBar().value()) // (cell.height() + _GAP)
        at = row * self.columns + column
        inside = 0 <= column < self.columns and 0 <= at < len(self.gallery.order)
        return at if inside and self.rect_of(at).contains(point) else None

    def in_sight(self) -> range:
        """Places of the order that are seen, at least in part."""
        step = self._cell().height() + _GAP
        above = self.verticalScrollBar().value() - _MARGIN
        top = max(above // step, 0)
        bottom = (above + self.viewport().height()) // step
        first, end = top * self.columns, (bottom + 1) * self.columns
        return range(first, max(first, min(end, len(self.gallery.order))))

    def _lay_out(self) -> None:
        cell = self._cell()
        rows = math.ceil(len(self.gallery.order) / self.columns)
        height = 2 * _MARGIN + rows * (cell.height() + _GAP) - _GAP
        bar = self.verticalScrollBar()
        bar.setSingleStep((cell.height() + _GAP) // 2)
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, height - self.viewport().height()))

    def _refresh(self) -> None:
        """The rows are others: keep what is still there chosen."""
        if self.chosen:
            names = self.gallery.rows.names[self.gallery.order]
            kept = self.chosen & set(names.tolist())
            if kept != self.chosen:
                self.chosen = kept
                self.chosen_changed.emit()
        self.current = min(self.current, len(self.gallery.order) - 1)
        self._anchor = min(self._anchor, self.current)
        self._lay_out()
        self.viewport().update()

    # What is chosen

    def chosen_places(self) -> list[int]:
        """Places in the gallery's rows of the chosen crops, in the order that is shown."""
        order = self.gallery.order
        names = self.gallery.rows.names[order].tolist()
        return [int(order[at]) for at, name in enumerate(names) if name in self.chosen]

    def choose(self, at: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Choose the crop at a place of the order, as a click with these keys does."""
        if not 0 <= at < len(self.gallery.order):
            return
        names = self.gallery.rows.names[self.gallery.order]
        if keys & SHIFT and self._anchor >= 0:
            low, high = sorted((self._anchor, at))
            stretch = set(names[low : high + 1].tolist())
            self.chosen = self.chosen | stretch if keys & CONTROL else stretch
        elif keys & CONTROL:
            self.chosen = self.chosen ^ {int(names[at])}
            self._anchor = at
        else:
            self.chosen = {int(names[at])}
            self._anchor = at
        self.current = at
        self._show_cursor()
        self.chosen_changed.emit()
        self.viewport().update()

    def choose_all(self) -> None:
        """Choose every crop that the filter shows."""
        self.chosen = set(self.gallery.rows.names[self.gallery.order].tolist())
        self.chosen_changed.emit()
        self.viewport().update()

    def choose_none(self) -> None:
        """Choose nothing."""
        self.chosen = set()
        self.chosen_changed.emit()
        self.viewport().update()

    def _show_cursor(self) -> None:
        rect, bar = self.rect_of(self.current), self.verticalScrollBar()
        if rect.top() < 0:
            bar.setValue(bar.value() + rect.top() - _MARGIN)
        elif rect.bottom() > self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + _MARGIN)

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self.place_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton:
            if at is None:
                self.choose_none()
            else:
                self.choose(at, event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self.place_at(event.position().toPoint())
        if at is not None:
            self.opened.emit(int(self.gallery.order[at]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys = event.key(), event.modifiers()
        page = max(self.viewport().height() // (self._cell().height() + _GAP), 1) * self.columns
        last = len(self.gallery.order) - 1
        steps = {
            Qt.Key.Key_Left: self.current - 1,
            Qt.Key.Key_Right: self.current + 1,
            Qt.Key.Key_Up: self.current - self.columns,
            Qt.Key.Key_Down: self.current + self.columns,
            Qt.Key.Key_PageUp: max(self.current - page, 0),
            Qt.Key.Key_PageDown: min(self.current + page, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if key in steps:
            begun = self.current >= 0 or key == Qt.Key.Key_End
            self.choose(steps[Qt.Key(key)] if begun else 0, keys & SHIFT)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= self.current <= last:
            self.opened.emit(int(self.gallery.order[self.current]))
        elif key == Qt.Key.Key_A and keys == CONTROL:
            self.choose_all()
        else:
            super().keyPressEvent(event)

    def _look_at_viewport(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return False
        at = self.place_at(event.pos())
        text = "" if at is None else self._words(int(self.gallery.order[at]))
        QToolTip.showText(event.globalPos(), text, self)
        return True

    def _words(self, place: int) -> str:
        rows = self.gallery.rows
        path = self.gallery.path_of(int(rows.pictures[place]))
        states = {
            State.AGREED: self.tr("person and model agree"),
            State.ONLY_MODEL: self.tr("only the model sees it"),
            State.ONLY_PERSON: self.tr("only the person sees it"),
            State.REJECTED: self.tr("rejected"),
        }
        state = states[State(int(rows.states[place]))]
        return f"{os.path.basename(path)}\n{rows.classes[place]}\n{state}"

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(self._theme.colours.canvas))
        rows, order, seen = self.gallery.rows, self.gallery.order, self.in_sight()
        paths = {at: self.gallery.path_of(int(rows.pictures[order[at]])) for at in seen}
        self._crops.keep_only(set(paths.values()))
        names = rows.names[order[seen.start : seen.stop]].tolist()
        colours = {each.name: each.colour for each in self.gallery.document.classes.values()}
        # What stands first is asked for last, since the latest wish is done first.
        for at, name in reversed(list(zip(seen, names, strict=True))):
            self._paint_cell(painter, at, paths[at], name in self.chosen, colours)
        self._crops.start()
        painter.end()

    def _paint_cell(
        self, painter: QPainter, at: int, path: str, chosen: bool, of_class: dict[str, str]
    ) -> None:
        colours, rows, rect = self._theme.colours, self.gallery.rows, self.rect_of(at)
        place = int(self.gallery.order[at])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.selection if chosen else colours.panel))
        painter.drawRoundedRect(rect, 6, 6)
        if chosen or (at == self.current and self.hasFocus()):
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 6, 6)
        frame = QRect(rect.left() + _PAD, rect.top() + _PAD, CROP_SIDE, CROP_SIDE)
        x1, y1, x2, y2 = rows.boxes[place].tolist()
        self._paint_crop(painter, frame, path, (x1, y1, x2, y2), self._level_colour(place))
        self._paint_words(painter, rect, frame, place, of_class)

    def _level_colour(self, place: int) -> str:
        model, level = self.gallery.document.model, self.gallery.rows.levels[place]
        names = [] if model is None else [each.name for each in model.levels]
        return colour_of_rank(names.index(level)) if level in names else NO_LEVEL_COLOUR

    def _paint_crop(
        self, painter: QPainter, frame: QRect, path: str, box: Box, colour: str
    ) -> None:
        crop = self._crops.get(path, box)
        if crop is None:
            painter.fillRect(frame, QColor(self._theme.colours.field))
            if path in self._crops.broken:
                painter.setPen(QColor(self._theme.colours.error))
                painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), "!")
            return
        size = crop.pixmap.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
        shown = QRect(QPoint(), size)
        shown.moveCenter(frame.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(shown, crop.pixmap)
        x1, y1, x2, y2 = crop.inner
        inner = QRectF(
            shown.left() + x1 * shown.width(),
            shown.top() + y1 * shown.height(),
            (x2 - x1) * shown.width(),
            (y2 - y1) * shown.height(),
        )
        painter.save()
        painter.setClipRect(shown)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line, width in ((HALO_COLOUR, 3), (colour, 1)):
            painter.setPen(QPen(QColor(line), width))
            painter.drawRect(inner)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, rect: QRect, frame: QRect, place: int, of_class: dict[str, str]
    ) -> None:
        colours, rows = self._theme.colours, self.gallery.rows
        metrics: QFontMetrics = painter.fontMetrics()
        line = metrics.height()
        name = rows.classes[place]
        first = QRect(frame.left(), frame.bottom() + 2, frame.width(), line)
        swatch = QRect(first.left(), first.center().y() - 4, 9, 9)
        colour = QColor(of_class.get(name, NO_LEVEL_COLOUR))
        painter.fillRect(swatch, colour)
        painter.setPen(QColor(colours.text))
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, first.width() - 16)
        left = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(first.adjusted(14, 0, 0, 0), left, text)
        painter.setPen(QColor(colours.muted))
        second = first.translated(0, line)
        score = float(rows.scores[place])
        facts = [rows.levels[place]] if rows.levels[place] else []
        facts += [f"{score:.2f}"] if score == score else [self.tr("drawn")]
        painter.drawText(second, left, " · ".join(facts))
        painter.drawText(second, right, self._state_words()[int(rows.states[place])])

    def _state_words(self) -> tuple[str, str, str, str]:
        """In the order of State."""
        return (self.tr("agreed"), self.tr("model"), self.tr("person"), self.tr("rejected"))
