"""The list of classes: swatch, name, number of boxes, key; renamed in place, moved by dragging."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.domain.class_editing import LONGEST_NAME
from app.domain.records import ProjectClass
from app.services.class_edits import ClassEdits
from app.views.event_watch import EventWatch
from app.views.theme import Theme

Index = QModelIndex | QPersistentModelIndex
CLASS_ROLE = int(Qt.ItemDataRole.UserRole)
COUNT_ROLE = CLASS_ROLE + 1
CURRENT_ROLE = CLASS_ROLE + 2
_MIME = "application/x-pyramidlabel-classes"
_ROW_HEIGHT = 32
_SWATCH = 14
_SWATCH_LEFT = 14
_NAME_LEFT = 38
_KEY_SIDE = 20
_KEY_RIGHT = 12
_COUNT_WIDTH = 56
_PLAIN_KEYS = (
    Qt.Key.Key_F2,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
)
_DIGITS = range(int(Qt.Key.Key_0), int(Qt.Key.Key_9) + 1)


class ClassModel(QAbstractListModel):
    """One row a class of the project, in its order."""

    def __init__(self, edits: ClassEdits, parent: QWidget) -> None:
        super().__init__(parent)
        self._edits = edits
        self.rows: list[ProjectClass] = []

    def refresh(self) -> None:
        """Take the classes anew; rows that stay in place keep selection and focus."""
        rows = list(self._edits.document.classes.values())
        if [row.id for row in rows] == [row.id for row in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def row_of(self, id: int | None) -> int | None:
        """Where a class stands, or None."""
        return next((row for row, each in enumerate(self.rows) if each.id == id), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's way
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flag = Qt.ItemFlag
        return (
            flag.ItemIsEnabled
            | flag.ItemIsSelectable
            | flag.ItemIsEditable
            | flag.ItemIsDragEnabled
            | flag.ItemNeverHasChildren
        )

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.name
        if role == CLASS_ROLE:
            return row
        if role == COUNT_ROLE:
            return self._edits.counts.get(row.id, 0)
        if role == CURRENT_ROLE:
            return row.id == self._edits.document.current_class
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(row)
        return None

    def _words(self, row: ProjectClass) -> str:
        count = self._edits.counts.get(row.id, 0)
        parts = [row.name]
        parts.append(
            self.tr("1 box") if count == 1 else self.tr("{count} boxes").format(count=f"{count:,}")
        )
        if row.hotkey:
            parts.append(self.tr("key {number}").format(number=row.hotkey))
        if row.id == self._edits.document.current_class:
            parts.append(self.tr("boxes are drawn as this class"))
        return ", ".join(parts)

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        return self._edits.rename(self.rows[index.row()].id, str(value))

    # Dragging rows

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        ids = [str(self.rows[index.row()].id) for index in indexes]
        data.setData(_MIME, ",".join(ids).encode())
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        if not data.hasFormat(_MIME):
            return False
        ids = [int(id) for id in bytes(data.data(_MIME).data()).decode().split(",") if id]
        self._edits.place_before(ids, row if row >= 0 else len(self.rows))
        return False  # the view must not take the dragged rows away: the project has moved them


class ClassDelegate(QStyledItemDelegate):
    """Paints a row, and edits its name where it stands."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, _ROW_HEIGHT)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = QLineEdit(parent)
        field.setMaxLength(LONGEST_NAME)
        field.setAccessibleName(self.tr("Name of the class"))
        field.setStyleSheet("padding: 0 4px;")
        return field

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(_NAME_LEFT - 6, 3, -8, -3))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = self._theme.colours
        rect: QRect = option.rect
        state, row, current = option.state, index.data(CLASS_ROLE), index.data(CURRENT_ROLE)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colours.hover))
        if current:
            painter.fillRect(QRect(rect.topLeft(), QSize(3, rect.height())), QColor(colours.accent))
        self._paint_swatch(painter, swatch_rect(rect), QColor(row.colour))
        font = QFont(option.font)
        font.setBold(bool(current))
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        room = rect.width() - _NAME_LEFT - _COUNT_WIDTH - _KEY_SIDE - _KEY_RIGHT
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, room)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(rect.adjusted(_NAME_LEFT, 0, 0, 0), middle, name)
        painter.setFont(option.font)
        painter.setPen(QColor(colours.muted))
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        count = index.data(COUNT_ROLE)
        painter.drawText(rect.adjusted(0, 0, -_KEY_SIDE - _KEY_RIGHT - 8, 0), right, f"{count:,}")
        if row.hotkey:
            self._paint_key(painter, rect, str(row.hotkey))
        painter.restore()

    def _paint_swatch(self, painter: QPainter, rect: QRect, colour: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # The light theme needs a dark edge, or pale colours would melt into the panel.
        painter.setPen(colour if self._theme.is_dark else colour.darker(170))
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_key(self, painter: QPainter, rect: QRect, key: str) -> None:
        cap = QRect(0, 0, _KEY_SIDE, _KEY_SIDE)
        cap.moveCenter(rect.center())
        cap.moveRight(rect.right() - _KEY_RIGHT)
        painter.setPen(QColor(self._theme.colours.border))
        painter.setBrush(QColor(self._theme.colours.field))
        painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(self._theme.colours.text))
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), key)


def swatch_rect(row: QRect) -> QRect:
    """Where the swatch of a row is."""
    top = row.top() + (row.height() - _SWATCH) // 2
    return QRect(row.left() + _SWATCH_LEFT, top, _SWATCH, _SWATCH)


class ClassView(QListView):
    """The list under mouse and keys; what is asked for goes out as signals."""

    taken = Signal(int)  # a class is to be the current one
    recolouring = Signal(int)  # its swatch was clicked
    stepped = Signal(int)  # the selected classes go up (-1) or down (1)
    key_given = Signal(int)  # the selected class gets this key
    deleting = Signal()
    menu_wanted = Signal(object)  # QPoint on screen

    def __init__(self, model: QAbstractItemModel, theme: Theme) -> None:
        super().__init__()
        EventWatch(self, self._look)
        self.setModel(model)
        self.setItemDelegate(ClassDelegate(theme, self))
        self.setAccessibleName(self.tr("Classes of the project"))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self.viewport().update)
        self._pressed_on: int | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed_on = index.row() if index.isValid() and plain and left else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        index = self.indexAt(place)
        super().mouseReleaseEvent(event)
        if index.isValid() and index.row() == self._pressed_on:
            row: ProjectClass = index.data(CLASS_ROLE)
            on_swatch = swatch_rect(self.visualRect(index)).adjusted(-4, -8, 4, 8).contains(place)
            (self.recolouring if on_swatch else self.taken).emit(row.id)
        self._pressed_on = None

    def _look(self, event: QEvent) -> bool:
        # Keys of the list come before those of the window, such as F2, while it has the focus.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            alone = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if self._means(event) or (alone and event.key() in _PLAIN_KEYS):
                event.accept()
                return True
        return False

    def _means(self, event: QKeyEvent) -> bool:
        """Whether a key with Alt or Ctrl is the list's own."""
        modifiers, key = event.modifiers(), event.key()
        return (
            modifiers == Qt.KeyboardModifier.AltModifier and key in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        ) or (modifiers == Qt.KeyboardModifier.ControlModifier and int(key) in _DIGITS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        alt = modifiers == Qt.KeyboardModifier.AltModifier
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif control and int(key) in _DIGITS:
            self.key_given.emit(int(key) - int(Qt.Key.Key_0))
        elif key == Qt.Key.Key_Delete:
            self.deleting.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.taken.emit(self.currentIndex().data(CLASS_ROLE).id)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.currentIndex().isValid():
            self.menu_wanted.emit(event.globalPos())

    def selected_ids(self) -> list[int]:
        """Ids of the selected classes, from top to bottom."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        model = self.model()
        return [model.index(row, 0).data(CLASS_ROLE).id for row in rows]
