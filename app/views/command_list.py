"""The searchable list of commands (Ctrl+K): type, choose with the arrows, Enter runs it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

_ACTION_ROLE = int(Qt.ItemDataRole.UserRole)


class CommandList(QDialog):
    """Lists actions that can be used; words may be typed in any order."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("popup")
        self.setAccessibleName(self.tr("Find a command"))
        self._actions = [a for a in actions if a.isEnabled() and a.isVisible() and a.text()]
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Type a command"))
        self.field.setAccessibleName(self.tr("Command"))
        self.list = QTreeWidget()
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setUniformRowHeights(True)
        self.list.setRootIsDecorated(False)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setAccessibleName(self.tr("Matching commands"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._run)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self._run())
        self.resize(480, 400)
        self.move(
            parent.mapToGlobal(parent.rect().center()).x() - 240,
            parent.mapToGlobal(parent.rect().topLeft()).y() + 96,
        )
        self._search("")

    def count(self) -> int:
        """How many commands match."""
        return self.list.topLevelItemCount()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and self.count():
                self._choose((self.list.currentIndex().row() + step) % self.count())
                return True
        return False

    def showEvent(self, event: QEvent) -> None:
        self.field.setFocus()

    def _search(self, text: str) -> None:
        words = text.casefold().split()
        self.list.clear()
        for action in self._actions:
            title = _title(action)
            if all(word in title.casefold() for word in words):
                keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                item = QTreeWidgetItem([title, keys])
                item.setIcon(0, action.icon())
                item.setData(0, _ACTION_ROLE, action)
                item.setForeground(1, self.palette().placeholderText())
                self.list.addTopLevelItem(item)
        self._choose(0)

    def _choose(self, row: int) -> None:
        self.list.setCurrentIndex(self.list.model().index(row, 0))

    def _run(self) -> None:
        item = self.list.currentItem()
        self.close()
        if item is not None:
            item.data(0, _ACTION_ROLE).trigger()


def _title(action: QAction) -> str:
    """Text of an action with the menu that it stands in, where the text alone says too little."""
    section = action.property("section")
    text = action.text().replace("&", "")
    return f"{section}: {text}" if section else text
