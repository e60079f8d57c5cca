"""The seen detections of the picture as a table, best first."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.domain.colours import row_colour
from app.domain.decisions import Decision
from app.domain.detections import DetectionSet
from app.services.document import Document
from app.views.parts import swatch
from fpn_core.levels import NO_LEVEL_COLOUR

Index = QModelIndex | QPersistentModelIndex
SWATCH = QSize(12, 12)
ROW_HEIGHT = 28
_LEAST_ROWS = 3


def plain_table(name: str) -> QTableView:
    """A table of whole rows without lines or row numbers, first column stretched by the caller."""
    table = QTableView()
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setIconSize(SWATCH)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setMinimumHeight(_LEAST_ROWS * ROW_HEIGHT)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    return table


def lay_columns(table: QTableView, *widths: int) -> None:
    """The first column takes what is left; the others have these widths."""
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column, width in enumerate(widths, 1):
        table.setColumnWidth(column, width)


class DetectionModel(QAbstractTableModel):
    """One row a seen detection, best first; rejected ones are struck out."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._titles = (self.tr("Class"), self.tr("Score"), self.tr("Level"), self.tr("RoI"))

    def refresh(self) -> None:
        """Take the seen detections anew."""
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's way
        return 0 if parent.isValid() else len(self._document.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's way
        return 0 if parent.isValid() else len(self._titles)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> Any:
        shown = role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal
        return self._titles[section] if shown else None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        found, rows = self._document.detections, self._document.rows
        if found is None or not index.isValid() or index.row() >= len(rows):
            return None
        row = int(rows[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            levels = (found.anchor_ranks, found.roi_ranks)
            if index.column() >= 2:
                return found.level_name(int(levels[index.column() - 2][row])) or "–"
            return (found.class_name(row), f"{found.scores[row]:.2f}")[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return swatch(self._colour(found, row))
        if role == Qt.ItemDataRole.ForegroundRole and self._document.detections_old:
            return QColor(NO_LEVEL_COLOUR)
        if role == Qt.ItemDataRole.FontRole and self._is_rejected(row):
            font = QFont()
            font.setStrikeOut(True)
            return font
        return None

    def _colour(self, found: DetectionSet, row: int) -> str:
        document = self._document
        if document.detections_old:
            return NO_LEVEL_COLOUR
        classes, tracks = document.classes.values(), document.shown_tracks(found)
        return row_colour(found, row, document.view.colour_by, classes, tracks)

    def _is_rejected(self, row: int) -> bool:
        return bool(self._document.decisions[row] == Decision.REJECTED)


class DetectionTable:
    """The table and the document's selection, each following the other."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        self._document, self._filling = document, False
        self.model = DetectionModel(document, parent)
        self.view = plain_table(QCoreApplication.translate("ObjectsPanel", "Detections"))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setModel(self.model)
        lay_columns(self.view, 56, 56, 56)
        self.view.selectionModel().currentRowChanged.connect(self._take_row)

    def refresh(self) -> None:
        """Take rows and selection from the document."""
        self._filling = True
        self.model.refresh()
        self._filling = False
        self.mark_selected()

    def mark_selected(self) -> None:
        """Select the row of the document's selected detection."""
        self._filling = True
        places = (self._document.rows == self._document.selected).nonzero()[0]
        if len(places):
            self.view.selectRow(int(places[0]))
        else:
            self.view.clearSelection()
            self.view.setCurrentIndex(QModelIndex())
        self._filling = False

    def _take_row(self, current: QModelIndex) -> None:
        if not self._filling and current.isValid():
            self._document.select(int(self._document.rows[current.row()]))
