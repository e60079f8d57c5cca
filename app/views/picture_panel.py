"""The list of pictures on the left: thumbnails made when seen, a filter, the current one marked."""

import os
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.services.session import Session
from app.services.thumbnails import Thumbnails
from app.services.timers import quiet_timer
from app.views.parts import heading, muted
from app.views.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT = 56
_THUMB = QSize(56, 40)
_PATH_ROLE = int(Qt.ItemDataRole.UserRole)
_FILTER_PAUSE_MS = 120


class PictureModel(QAbstractListModel):
    """Rows are the pictures that the filter shows; nothing is read from disk here."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = session.document
        self._thumbnails = session.thumbnails
        self._shown: list[str] = []

    def refresh(self) -> None:
        """Take the list anew."""
        self.beginResetModel()
        self._shown = self._document.pictures.shown
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's way
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        path = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return os.path.basename(path)
        if role == Qt.ItemDataRole.ToolTipRole:
            return path
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{os.path.basename(path)}, {self.state_text(path)}"
        return path if role == _PATH_ROLE else None

    def state_text(self, path: str) -> str:
        """State of a picture in words, with its grey shape."""
        count = self._document.boxes_on(path)
        if path in self._thumbnails.broken:
            return self.tr("cannot be read")
        if count is None:
            return self.tr("○ new")
        return self.tr("◔ detected · {count}").format(count=count)


class PictureDelegate(QStyledItemDelegate):
    """Paints thumbnail, name and state of a row."""

    def __init__(
        self, model: PictureModel, thumbnails: Thumbnails, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._model, self._thumbnails, self._theme = model, thumbnails, theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = self._theme.colours
        rect: QRect = option.rect
        state = option.state
        font: QFont = option.font
        path = index.data(_PATH_ROLE)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.selection))
            painter.fillRect(QRect(rect.topLeft(), QSize(3, rect.height())), QColor(colours.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colours.hover))
        frame = QRect(rect.left() + 12, rect.top() + 8, _THUMB.width(), _THUMB.height())
        self._paint_thumbnail(painter, frame, path)
        left = frame.right() + 11
        line = painter.fontMetrics().height()
        text = QRect(left, rect.center().y() - line, rect.right() - left - 8, line)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        name = painter.fontMetrics().elidedText(
            os.path.basename(path), Qt.TextElideMode.ElideMiddle, text.width()
        )
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter), name)
        painter.setPen(QColor(colours.muted))
        small = QFont(font)
        small.setPointSizeF(max(font.pointSizeF() * 0.9, 7.0))
        painter.setFont(small)
        text.translate(0, line + 1)
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter), self._model.state_text(path))
        painter.restore()

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
        elif path in self._thumbnails.broken:
            painter.setPen(QColor(colours.error))
            painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), "!")


class PicturePanel(QWidget):
    """Header, filter and list; a click on a row shows the picture."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.session, self.document = session, session.document
        self.model = PictureModel(session, self)
        self.header = heading(self.tr("Pictures"))
        self.number = muted()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter by name"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName(self.tr("Filter pictures by name"))
        self.list = self._make_list(theme)
        self._typed = quiet_timer(self, _FILTER_PAUSE_MS, self._filter)
        self._lay_out()
        self._connect()
        self._refresh()

    def _make_list(self, theme: Theme) -> QTableView:
        # A table of one column: a list view would ask for each of 100,000 rows to lay itself out.
        view = QTableView()
        view.setModel(self.model)
        view.setItemDelegate(PictureDelegate(self.model, self.session.thumbnails, theme, self))
        view.horizontalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setMouseTracking(True)
        view.setAccessibleName(self.tr("Pictures"))
        return view

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.header)
        top.addStretch()
        top.addWidget(self.number)
        head = QVBoxLayout()
        head.setContentsMargins(12, 12, 12, 8)
        head.setSpacing(8)
        head.addLayout(top)
        head.addWidget(self.filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)

    def _connect(self) -> None:
        self.document.pictures_changed.connect(self._refresh)
        self.document.current_changed.connect(self._mark_current)
        self.document.counted.connect(self._repaint)
        self.document.view_changed.connect(self.list.viewport().update)
        self.session.thumbnails.ready.connect(self._repaint)
        self.list.selectionModel().currentChanged.connect(self._show_row)
        self.filter.textEdited.connect(lambda _text: self._typed.start())
        self.filter.textChanged.connect(lambda text: None if text else self._typed.start())

    def _refresh(self) -> None:
        pictures = self.document.pictures
        self.model.refresh()
        shown, total = len(pictures.shown), len(pictures.paths)
        text = f"{shown:,} / {total:,}" if shown != total else f"{total:,}"
        self.number.setText(text + ("..." if self.document.scanning else ""))
        self._mark_current()

    def _mark_current(self) -> None:
        row = self.document.pictures.row_of(self.document.pictures.current)
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        index = self.model.index(-1 if row is None else row, 0)
        self.list.setCurrentIndex(index)
        selection.blockSignals(False)
        if row is not None:
            self.list.scrollTo(index)
        self.list.viewport().update()

    def _show_row(self, index: QModelIndex) -> None:
        if index.isValid():
            self.session.show(index.data(_PATH_ROLE))

    def _filter(self) -> None:
        self.document.filter_pictures(self.filter.text())

    def _repaint(self, path: str) -> None:
        row = self.document.pictures.row_of(path)
        if row is not None:
            self.list.update(self.model.index(row, 0))


def rows_in_sight(table: QTableView) -> list[str]:
    """Paths of the pictures whose rows can be seen."""
    first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
    if first < 0:
        return []
    model = table.model()
    rows = range(first, (last if last >= 0 else model.rowCount() - 1) + 1)
    return [model.index(row, 0).data(_PATH_ROLE) for row in rows]
