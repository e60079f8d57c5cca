"""The tree of models, and below it those that were deleted."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidgetItem, QWidget

from app.domain.models.listing import Deleted, Listing
from app.domain.models.model import Model, Origin
from app.domain.models.tree import Gone, Node, tree_of
from app.views.models.figures import ap50_of, data_of, size_text
from app.views.models.roomy_tree import RIGHT, ROW_SIZE, RoomyTree
from app.views.theme import Theme

_WHAT = int(Qt.ItemDataRole.UserRole)
_LEAST_TITLE = 152
NAMED = (Origin.EMBEDDED, Origin.FETCHED)  # fpn-core knows these by their names


class ModelTree(RoomyTree):
    """Keys: Enter adopts, F2 renames, Del deletes."""

    adopt_wanted = Signal(object)  # Model
    delete_wanted = Signal()
    renamed = Signal(object, str)  # Model, title
    chosen = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(_LEAST_TITLE, parent)
        self._theme = theme
        self._filling = False
        self.setAccessibleName(self.tr("Models"))
        titles = [
            self.tr("Model"),
            "",
            self.tr("Date"),
            self.tr("Trained on"),
            self.tr("AP50 (n)"),
        ]
        self.set_columns(titles, (4,))
        self.headerItem().setToolTip(4, self.tr("n: on how many pictures it was judged"))
        self.setIndentation(20)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)  # see rename_chosen
        self.currentItemChanged.connect(lambda _now, _before: self._tell())
        self.itemActivated.connect(self._activate)
        self.itemChanged.connect(self._take_change)

    # What is chosen

    @property
    def model_chosen(self) -> Model | None:
        """The model of the current row."""
        found = self._what(self.currentItem())
        return found if isinstance(found, Model) else None

    @property
    def deleted_chosen(self) -> Deleted | None:
        """The deleted model of the current row."""
        found = self._what(self.currentItem())
        return found if isinstance(found, Deleted) else None

    def select(self, id: str) -> None:
        """Make the row of a model the current one."""
        for item in self._items():
            found = self._what(item)
            if isinstance(found, Model) and found.id == id:
                self.setCurrentItem(item)
                self.scrollToItem(item)
                return

    def rename_chosen(self) -> None:
        """Let the title of the current row be typed."""
        model, item = self.model_chosen, self.currentItem()
        if item is not None and model is not None and model.origin not in NAMED:
            self.setFocus()
            self.editItem(item, 0)

    # What is shown

    def show_listing(self, listing: Listing, in_use: str) -> None:
        """Show all models; ``in_use`` loads the one that the project uses."""
        if self.state() is QAbstractItemView.State.EditingState:
            return
        model, deleted = self.model_chosen, self.deleted_chosen
        self._filling = True
        self.clear()
        titles = {each.key: each.title for each in listing.deleted}
        for node in tree_of(listing.models, titles):
            self.addTopLevelItem(self._item(node, in_use))
        if listing.deleted:
            self.addTopLevelItem(self._deleted_item(listing.deleted))
        self.expandAll()
        self.fit()
        self._filling = False
        if model is not None:
            self.select(model.id)
        elif deleted is not None:
            self._select_deleted(deleted)
        if self.currentItem() is None:
            here = next((each.id for each in listing.models if each.ref == in_use), "")
            self.select(here)
        self._tell()

    def _item(self, node: Node, in_use: str) -> QTreeWidgetItem:
        if isinstance(node.what, Gone):
            item = self._gone_item(node.what)
        else:
            item = self._model_item(node.what, node.what.ref == in_use)
        for child in node.children:
            item.addChild(self._item(child, in_use))
        return item

    def _model_item(self, model: Model, used: bool) -> QTreeWidgetItem:
        state = self.tr("in use") if used else ""
        state = self.tr("damaged") if model.problem else state
        columns = [model.title, state, model.date, data_of(model), ap50_of(model)]
        item = QTreeWidgetItem(columns)
        item.setData(0, _WHAT, model)
        item.setSizeHint(0, ROW_SIZE)
        item.setTextAlignment(4, RIGHT)
        item.setToolTip(0, model.problem or str(model.file))
        if model.origin not in NAMED and not model.problem:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        if used:
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold)
            item.setFont(0, font)
            item.setFont(1, font)
        if model.problem:
            item.setForeground(1, QBrush(QColor(self._theme.colours.error)))
        return item

    def _gone_item(self, gone: Gone) -> QTreeWidgetItem:
        deleted, absent = self.tr("{title} (deleted)"), self.tr("{title} (not here)")
        item = QTreeWidgetItem([(deleted if gone.deleted else absent).format(title=gone.title)])
        item.setToolTip(0, self.tr("What the models below were trained from"))
        item.setSizeHint(0, ROW_SIZE)
        self._grey(item)
        return item

    def _deleted_item(self, deleted: Sequence[Deleted]) -> QTreeWidgetItem:
        top = QTreeWidgetItem([self.tr("Deleted ({count})").format(count=len(deleted))])
        top.setSizeHint(0, ROW_SIZE)
        self._grey(top)
        for each in deleted:
            item = QTreeWidgetItem([each.title, "", "", size_text(each.bytes), ""])
            item.setData(0, _WHAT, each)
            item.setSizeHint(0, ROW_SIZE)
            self._grey(item)
            top.addChild(item)
        return top

    def _grey(self, item: QTreeWidgetItem) -> None:
        for column in range(self.columnCount()):
            item.setForeground(column, QBrush(QColor(self._theme.colours.muted)))

    def _select_deleted(self, deleted: Deleted) -> None:
        for item in self._items():
            found = self._what(item)
            if isinstance(found, Deleted) and found.folder == deleted.folder:
                self.setCurrentItem(item)

    def _items(self) -> list[QTreeWidgetItem]:
        every = Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive
        return list(self.findItems("*", every))

    def _what(self, item: QTreeWidgetItem | None) -> object:
        return None if item is None else item.data(0, _WHAT)

    # What a person does

    def _tell(self) -> None:
        if not self._filling:
            self.chosen.emit()

    def _activate(self, item: QTreeWidgetItem) -> None:
        found = self._what(item)
        if isinstance(found, Model):
            self.adopt_wanted.emit(found)

    def _take_change(self, item: QTreeWidgetItem, column: int) -> None:
        model = self._what(item)
        if self._filling or column != 0 or not isinstance(model, Model):
            return
        title = item.text(0)
        self._filling = True
        item.setText(0, model.title)  # until the list says that it is renamed
        self._filling = False
        if title != model.title:
            self.renamed.emit(model, title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_wanted.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.rename_chosen()
        else:
            super().keyPressEvent(event)
