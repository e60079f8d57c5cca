"""A tree whose first column takes the room that the others leave, and never too little."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

ROW_SIZE = QSize(0, 28)
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RoomyTree(QTreeWidget):
    """``least`` is the width of the first column below which the tree scrolls sideways."""

    def __init__(self, least: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = least
        self.setObjectName("roomy")
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def set_columns(self, titles: list[str], numbers: tuple[int, ...]) -> None:
        """Name the columns; numbers stand to the right."""
        self.setHeaderLabels(titles)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        for column in numbers:
            self.headerItem().setTextAlignment(column, RIGHT)

    def fit(self) -> None:
        """Give the first column its room, after the rows have changed."""
        others = sum(
            max(self.sizeHintForColumn(column), self.header().sectionSizeHint(column))
            for column in range(1, self.columnCount())
        )
        self.setColumnWidth(0, max(self._least, self.viewport().width() - others))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def heading(self, text: str) -> QTreeWidgetItem:
        """A row that is no choice, but the title of those below it."""
        item = QTreeWidgetItem([text])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setSizeHint(0, ROW_SIZE)
        return item
