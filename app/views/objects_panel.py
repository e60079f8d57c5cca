"""The Objects tab: classes with counts to switch on and off, and the seen detections as a table."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.domain.colours import class_colour, row_colour
from app.domain.view_filter import ColourBy, class_counts
from app.services.document import Document
from app.views.parts import heading, muted, swatch

Index = QModelIndex | QPersistentModelIndex
_SWATCH = QSize(12, 12)
_NAME_ROLE = int(Qt.ItemDataRole.UserRole)


class DetectionModel(QAbstractTableModel):
    """One row a seen detection, best first."""

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
            return swatch(row_colour(found, row, self._document.view.colour_by))
        return None


class ObjectsPanel(QWidget):
    """Class filter above, table of detections below; both only ask the document."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.document = document
        self._filling = False
        self.classes = QListWidget()
        self.classes.setObjectName("classes")
        self.classes.setAccessibleName(self.tr("Classes to show"))
        self.classes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.classes.setIconSize(_SWATCH)
        self.classes.itemChanged.connect(self._take_check)
        self.model = DetectionModel(document, self)
        self.table = self._make_table()
        self._number = muted()
        self._lay_out()
        document.detections_changed.connect(self.refresh)
        document.view_changed.connect(self.refresh)
        document.server_changed.connect(self.refresh)
        document.selection_changed.connect(self._mark_selected)
        self.refresh()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Detections"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setIconSize(_SWATCH)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(28)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2, 3):
            table.setColumnWidth(column, 56)
        table.selectionModel().currentRowChanged.connect(self._take_row)
        return table

    def _lay_out(self) -> None:
        everything = QPushButton(self.tr("All"))
        none = QPushButton(self.tr("None"))
        everything.setAccessibleName(self.tr("Show all classes"))
        none.setAccessibleName(self.tr("Hide all classes"))
        everything.clicked.connect(lambda: self._set_hidden(frozenset()))
        none.clicked.connect(lambda: self._set_hidden(frozenset(self._class_names())))
        top = QHBoxLayout()
        top.setContentsMargins(12, 12, 12, 4)
        top.setSpacing(8)
        top.addWidget(heading(self.tr("Classes")))
        top.addStretch()
        top.addWidget(everything)
        top.addWidget(none)
        middle = QHBoxLayout()
        middle.setContentsMargins(12, 12, 12, 4)
        middle.addWidget(heading(self.tr("Detections")))
        middle.addStretch()
        middle.addWidget(self._number)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.classes, 2)
        layout.addLayout(middle)
        layout.addWidget(self.table, 3)

    def refresh(self) -> None:
        """Take classes, counts and detections from the document."""
        self._fill_classes()
        self.model.refresh()
        self._number.setText(f"{len(self.document.rows):,}")
        self._mark_selected()

    def _class_names(self) -> tuple[str, ...]:
        found, model = self.document.detections, self.document.model
        if found is not None:
            return found.model.class_names
        return () if model is None else model.class_names

    def _fill_classes(self) -> None:
        names, view, found = self._class_names(), self.document.view, self.document.detections
        counts = {} if found is None else class_counts(found, view)
        self._filling = True
        # Classes that this picture has come first, the surest on top; the slider does not
        # shuffle them, since rows are best first whatever it shows.
        there = [] if found is None else [names[label] for label in dict.fromkeys(found.labels)]
        order = [*there, *(name for name in names if name not in there)]
        if [self.classes.item(i).data(_NAME_ROLE) for i in range(self.classes.count())] != order:
            self.classes.clear()
            for name in order:
                item = QListWidgetItem(name)
                item.setData(_NAME_ROLE, name)
                self.classes.addItem(item)
        for place, name in enumerate(order):
            item, label = self.classes.item(place), names.index(name)
            count = counts.get(name, 0)
            item.setText(f"{name}  ·  {count}" if count else name)
            on = name not in view.hidden_classes
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            by_class = view.colour_by is ColourBy.CLASS
            item.setData(
                Qt.ItemDataRole.DecorationRole, swatch(class_colour(label)) if by_class else None
            )
        self._filling = False

    def _take_check(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        name, on = item.data(_NAME_ROLE), item.checkState() == Qt.CheckState.Checked
        hidden = self.document.view.hidden_classes
        self._set_hidden(hidden - {name} if on else hidden | {name})

    def _set_hidden(self, hidden: frozenset[str]) -> None:
        self.document.set_view(replace(self.document.view, hidden_classes=hidden))

    def _take_row(self, current: QModelIndex) -> None:
        if not self._filling and current.isValid():
            self.document.select(int(self.document.rows[current.row()]))

    def _mark_selected(self) -> None:
        self._filling = True
        places = (self.document.rows == self.document.selected).nonzero()[0]
        if len(places):
            self.table.selectRow(int(places[0]))
        else:
            self.table.clearSelection()
            self.table.setCurrentIndex(QModelIndex())
        self._filling = False
