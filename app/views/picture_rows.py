"""Rows of the list of pictures: thumbnail, name, state as a grey shape, marks for flag and note."""

import os
from typing import Any

import qtawesome
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.project.summaries import PictureState
from app.services.session import Session
from app.services.video.places import time_text
from app.views.theme import Theme
from fpn_core.video.frames import file_of
from fpn_core.video.kept import known_index

Index = QModelIndex | QPersistentModelIndex
PATH_ROLE = int(Qt.ItemDataRole.UserRole)
ROW_HEIGHT = 56
_THUMB = QSize(56, 40)
_SHAPE, _MARK = 10, 14
SHAPES = {
    PictureState.NEW: "○",
    PictureState.DETECTED: "◔",
    PictureState.IN_WORK: "◑",
    PictureState.REVIEWED: "●",
}
_FILLED = {  # how far round the shape is filled, clockwise from the top, in degrees
    PictureState.NEW: 0,
    PictureState.DETECTED: 90,
    PictureState.IN_WORK: 180,
    PictureState.REVIEWED: 360,
}


def paint_state(painter: QPainter, rect: QRectF, state: PictureState, colour: QColor) -> None:
    """Draw the shape of a state into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(rect)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPie(rect, 90 * 16, -_FILLED[state] * 16)
    painter.restore()


def state_icon(state: PictureState, colour: str) -> QIcon:
    """The shape of a state for a button."""
    pixmap = QPixmap(32, 32)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.scale(2, 2)
    paint_state(painter, QRectF(2.5, 2.5, 11, 11), state, QColor(colour))
    painter.end()
    return QIcon(pixmap)


class PictureModel(QAbstractListModel):
    """Rows are the pictures that the filters show; nothing is read from disk here."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._document, self._thumbnails = session.document, session.thumbnails
        self._states, self._counts = session.states, session.counts
        self.shown: list[str] = []  # as of the last refresh

    def refresh(self) -> None:
        """Take the list anew."""
        self.beginResetModel()
        self.shown = self._document.pictures.shown
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's way
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.shown):
            return None
        path = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return os.path.basename(path)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join([os.path.basename(path), *self._said(path)])
        return path if role == PATH_ROLE else None

    def state_of(self, path: str) -> PictureState:
        """How far a picture has come."""
        summary = self._states.summaries.get(path)
        state = PictureState.NEW if summary is None else summary.state
        if state is PictureState.NEW and self._document.boxes_on(path) is not None:
            return PictureState.DETECTED
        return state

    def problem_of(self, path: str) -> str:
        """Why a picture cannot be shown, in a word or two; "" where it can."""
        summary = self._states.summaries.get(path)
        if summary is not None and summary.missing:
            return self.tr("missing")
        return self.tr("cannot be read") if path in self._thumbnails.broken else ""

    def words(self, path: str) -> str:
        """State of a picture and its number of boxes."""
        problem = self.problem_of(path)
        if problem:
            return problem
        names = {
            PictureState.NEW: self.tr("new"),
            PictureState.DETECTED: self.tr("detected"),
            PictureState.IN_WORK: self.tr("in work"),
            PictureState.REVIEWED: self.tr("reviewed"),
        }
        name, count = names[self.state_of(path)], self._counts.boxes_on(path)
        return name if count is None else f"{name} · {count:,}"

    def state_text(self, path: str) -> str:
        """State of a picture in words, with its grey shape."""
        words = self.words(path)
        return words if self.problem_of(path) else f"{SHAPES[self.state_of(path)]} {words}"

    def marks(self, path: str) -> tuple[str, ...]:
        """Icons of a row: a flag, a note."""
        summary = self._states.summaries.get(path)
        if summary is None:
            return ()
        own = summary.picture
        return ("ph.flag-fill",) * own.flagged + ("ph.note-fill",) * bool(own.note)

    def _said(self, path: str) -> list[str]:
        """What else there is to say of a picture, line by line."""
        lines = [self.words(path), *self._length(path)]
        summary = self._states.summaries.get(path)
        if summary is not None:
            own = summary.picture
            if own.flagged:
                lines.append(self.tr("flagged"))
            if own.split:
                lines.append(self.tr("split: {name}").format(name=own.split))
            if own.note:
                lines.append(self.tr("note: {text}").format(text=own.note))
        return lines

    def _length(self, path: str) -> list[str]:
        """How long a video is, once that is known."""
        if not self._thumbnails.is_film(path):
            return []
        index = known_index(path)
        if index is None:
            return [self.tr("video")]
        text = self.tr("video: {count} frames, {time}")
        return [text.format(count=f"{len(index):,}", time=time_text(index.duration, 1))]

    def _tool_tip(self, path: str) -> str:
        return "\n".join([path, *self._said(path)])


class PictureDelegate(QStyledItemDelegate):
    """Paints thumbnail, name, state and marks of a row; a bar marks the picture on the canvas."""

    def __init__(
        self, model: PictureModel, session: Session, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme
        self._thumbnails, self._document = session.thumbnails, session.document
        self._icons: dict[tuple[str, str], QIcon] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        font: QFont = option.font
        path = index.data(PATH_ROLE)
        painter.save()
        self._paint_ground(painter, rect, option.state, path)
        frame = QRect(rect.left() + 12, rect.top() + 8, _THUMB.width(), _THUMB.height())
        self._paint_thumbnail(painter, frame, path)
        left = frame.right() + 11
        line = painter.fontMetrics().height()
        text = QRect(left, rect.center().y() - line, rect.right() - left - 8, line)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text))
        self._paint_text(painter, text, os.path.basename(path), Qt.TextElideMode.ElideMiddle)
        text.translate(0, line + 1)
        self._paint_state(painter, text, font, path)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, path: str
    ) -> None:
        colours = self._theme.colours
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colours.hover))
        if path == file_of(self._document.pictures.current or ""):
            painter.fillRect(QRect(rect.topLeft(), QSize(3, rect.height())), QColor(colours.accent))

    def _paint_text(
        self, painter: QPainter, place: QRect, text: str, elide: Qt.TextElideMode
    ) -> None:
        shown = painter.fontMetrics().elidedText(text, elide, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _paint_state(self, painter: QPainter, line: QRect, font: QFont, path: str) -> None:
        small = QFont(font)
        small.setPointSizeF(max(font.pointSizeF() * 0.9, 7.0))
        painter.setFont(small)
        colours = self._theme.colours
        problem = bool(self._model.problem_of(path))
        colour = QColor(colours.error if problem else colours.muted)
        for name in reversed(self._model.marks(path)):
            place = QRect(0, 0, _MARK, _MARK)
            place.moveCenter(QRect(line.right() - _MARK, line.top(), _MARK, line.height()).center())
            self._icon(name).paint(painter, place)
            line = line.adjusted(0, 0, -_MARK - 4, 0)
        if not problem:
            shape = QRectF(0, 0, _SHAPE, _SHAPE)
            shape.moveCenter(QPointF(line.left() + _SHAPE / 2 + 1, line.center().y() + 0.5))
            paint_state(painter, shape, self._model.state_of(path), colour)
            line = line.adjusted(_SHAPE + 7, 0, 0, 0)
        painter.setPen(colour)
        words = self._model.words(path)
        if painter.fontMetrics().horizontalAdvance(words) > line.width():
            words = words.rpartition(" · ")[2]  # the shape says the rest
        self._paint_text(painter, line, words, Qt.TextElideMode.ElideRight)

    def _icon(self, name: str) -> QIcon:
        key = (name, self._theme.colours.muted)
        if key not in self._icons:
            self._icons[key] = qtawesome.icon(name, color=key[1])
        return self._icons[key]

    def _paint_thumbnail(self, painter: QPainter, frame: QRect, path: str) -> None:
        colours = self._theme.colours
        painter.fillRect(frame, QColor(colours.field))
        pixmap = self._thumbnails.get(path)
        if pixmap is not None:
            size = pixmap.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(frame.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(place, pixmap)
            if self._thumbnails.is_film(path):
                self._paint_film(painter, frame)
        elif self._model.problem_of(path):
            painter.setPen(QColor(colours.error))
            painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), "!")

    def _paint_film(self, painter: QPainter, frame: QRect) -> None:
        """A mark on the thumbnail of a video."""
        ground = QColor(self._theme.colours.panel)
        ground.setAlpha(200)
        place = QRect(frame.left(), frame.bottom() - _MARK - 1, _MARK + 2, _MARK + 2)
        painter.fillRect(place, ground)
        self._icon("ph.film-strip-fill").paint(painter, place.adjusted(1, 1, -1, -1))
