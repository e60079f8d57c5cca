"""The table that shows the list of pictures: several rows can be selected, one is shown."""

from collections.abc import Collection, Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.services.document import Document
from app.views.picture_rows import PATH_ROLE, ROW_HEIGHT, PictureModel

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SELECTING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PictureTable(QTableView):
    """A click or an arrow key shows a picture; with Ctrl or Shift rows are selected alone."""

    shown = Signal(str)  # a picture to put on the canvas
    opened = Signal()  # Enter: go on working on the canvas
    review_pressed = Signal(bool)  # Space; False with Shift
    shown_reviewed = Signal()  # Ctrl+Space: what the canvas shows, in a video the frame
    picked = Signal()  # other rows are selected
    menu_wanted = Signal(QPoint)

    def __init__(self, model: PictureModel, document: Document) -> None:
        # A table of one column: a list view would ask for each of 100,000 rows to lay itself out.
        super().__init__()
        self._document, self._pictures = document, model
        self._selecting = self._marking = False
        self.setModel(model)
        self._dress()
        self.selectionModel().currentChanged.connect(self._take_current)
        self.selectionModel().selectionChanged.connect(self._take_selection)

    def _dress(self) -> None:
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Pictures"))
        self.setAccessibleDescription(
            self.tr("Space marks the selected pictures reviewed, Enter goes to the canvas.")
        )

    def selected(self) -> list[str]:
        """Paths of the selected rows, from top to bottom."""
        shown, rows = self._pictures.shown, set[int]()
        selection = self.selectionModel().selection()
        for place in range(selection.count()):
            part = selection.at(place)
            rows.update(range(part.top(), part.bottom() + 1))
        return [shown[row] for row in sorted(rows) if row < len(shown)]

    def select(self, paths: Collection[str]) -> None:
        """Select the rows of these pictures, as far as they are shown, besides the current one."""
        rows = map(self._document.pictures.row_of, paths)
        self._select_rows(sorted(row for row in rows if row is not None))

    def _select_rows(self, rows: Iterable[int]) -> None:
        model, chosen = self.model(), QItemSelection()
        first = last = -2
        for row in [*rows, -1]:
            if row == last + 1 and row >= 0:
                last = row
                continue
            if first >= 0:
                chosen.select(model.index(first, 0), model.index(last, 0))
            first = last = row
        flags = QItemSelectionModel.SelectionFlag
        self._marking = True
        self.selectionModel().select(chosen, flags.ClearAndSelect)
        self._marking = False
        self.picked.emit()

    def mark_current(self) -> None:
        """Make the row of the picture on the canvas the current and only selected one."""
        pictures = self._document.pictures
        row = pictures.row_of(pictures.current)
        index = self.model().index(-1 if row is None else row, 0)
        self._marking = True
        # Not the view's own way: that would look at the keys that are held just now.
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        if row is not None:
            self.scrollTo(index)
        self._marking = False
        self.viewport().update()
        self.picked.emit()

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._selecting = bool(event.modifiers() & _SELECTING)
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._selecting = bool(event.modifiers() & _SELECTING)
        if event.key() in _ENTER:
            index = self.currentIndex()
            if index.isValid():
                self.shown.emit(index.data(PATH_ROLE))
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Space and event.modifiers() & _CONTROL:
            self.shown_reviewed.emit()
        elif event.key() == Qt.Key.Key_Space:
            held = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.review_pressed.emit(not held)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of actions here; the field above finds names."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not self.selectionModel().hasSelection():
            return
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            centre = self.visualRect(self.currentIndex()).center()
            place = self.viewport().mapToGlobal(centre)
        self.menu_wanted.emit(place)

    def _take_current(self, index: QModelIndex) -> None:
        if index.isValid() and not self._selecting and not self._marking:
            self.shown.emit(index.data(PATH_ROLE))

    def _take_selection(self) -> None:
        if not self._marking:
            self.picked.emit()


def rows_in_sight(table: QTableView) -> list[str]:
    """Paths of the pictures whose rows can be seen."""
    first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
    if first < 0:
        return []
    model = table.model()
    rows = range(first, (last if last >= 0 else model.rowCount() - 1) + 1)
    return [model.index(row, 0).data(PATH_ROLE) for row in rows]
