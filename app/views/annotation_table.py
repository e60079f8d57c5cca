"""The annotations of the picture as a table: class, size, and what is set on them."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    Qt,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.domain.records import Annotation
from app.domain.video.tracks import is_computed
from app.services.document import Document
from app.views.detection_table import Index, lay_columns, plain_table
from app.views.parts import swatch

_HIDDEN_COLOUR = "#808890"


def flag_names() -> dict[str, str]:
    """What the yes-or-no properties of an annotation are called."""
    return {
        "crowd": QCoreApplication.translate("Flags", "Crowd"),
        "difficult": QCoreApplication.translate("Flags", "Difficult"),
        "truncated": QCoreApplication.translate("Flags", "Truncated"),
        "occluded": QCoreApplication.translate("Flags", "Occluded"),
        "ignore": QCoreApplication.translate("Flags", "Ignore"),
        "locked": QCoreApplication.translate("Flags", "Locked"),
    }


class AnnotationModel(QAbstractTableModel):
    """One row an annotation, by id; 5,000 of them cost nothing until they are seen."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._titles = (self.tr("Class"), self.tr("Size"), self.tr("Set"))
        self.rows: list[Annotation] = []
        self.places: dict[int, int] = {}
        self._names: dict[int, tuple[str, str]] = {}

    def refresh(self) -> None:
        """Take annotations and classes anew; rows stay where none came or went."""
        rows = list(self._document.annotations.values())
        self._names = {
            each.id: (each.name, each.colour) for each in self._document.classes.values()
        }
        if [row.id for row in rows] == [row.id for row in self.rows]:
            self.rows = rows
            self.repaint()
            return
        self.beginResetModel()
        self.rows = rows
        self.places = {row.id: place for place, row in enumerate(rows)}
        self.endResetModel()

    def repaint(self) -> None:
        """Show all rows anew."""
        if self.rows:
            last = self.index(len(self.rows) - 1, len(self._titles) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's way
        return 0 if parent.isValid() else len(self.rows)

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
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        name, colour = self._names.get(row.label, ("?", _HIDDEN_COLOUR))
        if role == Qt.ItemDataRole.DisplayRole:
            x1, y1, x2, y2 = row.box
            return (name, f"{x2 - x1:.0f} × {y2 - y1:.0f}", self._set_on(row))[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return swatch(colour)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._set_on(row) or None
        if role == Qt.ItemDataRole.ForegroundRole and row.id in self._document.hidden:
            return QColor(_HIDDEN_COLOUR)
        return None

    def _set_on(self, row: Annotation) -> str:
        names = [text for flag, text in flag_names().items() if getattr(row, flag)]
        if row.id in self._document.hidden:
            names.append(self.tr("Hidden"))
        if row.track is not None:
            names.append(self.tr("Computed") if is_computed(row) else self.tr("Keyframe"))
        names += [f"{key}: {value}" for key, value in row.attributes.items()]
        return ", ".join(names)


class AnnotationTable:
    """The table and the document's choice, each following the other."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        self._document, self._filling = document, False
        self.model = AnnotationModel(document, parent)
        self.view = plain_table(QCoreApplication.translate("ObjectsPanel", "Annotations"))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setModel(self.model)
        lay_columns(self.view, 104, 80)
        self.view.selectionModel().selectionChanged.connect(self._take_selection)

    def refresh(self) -> None:
        """Take rows and choice from the document."""
        self._filling = True
        self.model.refresh()
        self._filling = False
        self.mark_chosen()

    def mark_chosen(self) -> None:
        """Select the rows of the chosen annotations."""
        self._filling = True
        chosen = [self.model.places[id] for id in self._document.chosen if id in self.model.places]
        selection = QItemSelection()
        for first, last in _runs(sorted(chosen)):
            selection.select(self.model.index(first, 0), self.model.index(last, 2))
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().select(selection, flags.ClearAndSelect)
        if chosen:
            at = self.model.index(chosen[-1], 0)
            self.view.selectionModel().setCurrentIndex(at, flags.NoUpdate)
            self.view.scrollTo(at)
        self._filling = False

    def _take_selection(self) -> None:
        if self._filling:
            return
        rows = self.view.selectionModel().selectedRows()
        places = {index.row() for index in rows}
        ids = [self.model.rows[place].id for place in sorted(places)]
        kept = [id for id in self._document.chosen if id in set(ids)]
        if ids or self._document.chosen:
            self._document.choose([*kept, *ids])


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """First and last of each stretch of consecutive numbers."""
    out: list[tuple[int, int]] = []
    for place in places:
        if out and out[-1][1] == place - 1:
            out[-1] = (out[-1][0], place)
        else:
            out.append((place, place))
    return out
