"""The models that a menu offers: a click adopts one; the one in use is checked."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.models.model import Model, Origin
from app.domain.models.tree import Gone, Node, tree_of
from app.services.models.adoption import Adoption

_MOST = 12


class ModelEntries(QObject):
    """Actions for the models that a person is likely to choose; they follow the list of models."""

    def __init__(
        self, adoption: Adoption, adopt: Callable[[Model], object], window: QWidget
    ) -> None:
        super().__init__(window)
        self._adoption, self._adopt, self._window = adoption, adopt, window
        self._group = QActionGroup(self)
        self._shown: list[tuple[str, str]] = []
        self._menus: list[tuple[QMenu, QAction]] = []
        self.actions: list[QAction] = []
        adoption.changed.connect(self.refresh)
        adoption.models.changed.connect(self.refresh)
        self.refresh()

    def put_into(self, menu: QMenu, before: QAction) -> None:
        """Stand in a menu, above an action of it."""
        self._menus.append((menu, before))
        for action in self.actions:
            menu.insertAction(before, action)

    def refresh(self) -> None:
        """Follow the list, and check the model in use."""
        models = self._offered()
        rows = [(each.id, self._text(each)) for each in models]
        if rows != self._shown:
            self._shown = rows
            self._fill(models)
        for action in self.actions:
            action.setChecked(action.data() == self._adoption.ref)

    def _fill(self, models: Sequence[Model]) -> None:
        for action in self.actions:
            for menu, _before in self._menus:
                menu.removeAction(action)
            action.deleteLater()
        self.actions = [self._entry(each) for each in models]
        for menu, before in self._menus:
            for action in self.actions:
                menu.insertAction(before, action)

    def _offered(self) -> list[Model]:
        """In the order of the tree: all of a few, else those around the one in use, and the
        newest."""
        listing, here = self._adoption.models.listing, self._adoption.ref
        deleted = {each.key: each.title for each in listing.deleted}
        ordered = [each for each in in_order(tree_of(listing.models, deleted)) if each.usable]
        if len(ordered) <= _MOST:
            return ordered
        newest = sorted(ordered, key=lambda each: (each.date, each.changed), reverse=True)
        kept = {each.id for each in ordered if each.ref == here or each.origin is Origin.EMBEDDED}
        for each in newest:
            if len(kept) < _MOST:
                kept.add(each.id)
        return [each for each in ordered if each.id in kept]

    def _text(self, model: Model) -> str:
        if model.origin is Origin.EMBEDDED:
            return self.tr("Embedded model ({name})").format(name=model.title)
        return model.title

    def _entry(self, model: Model) -> QAction:
        action = QAction(self._text(model).replace("&", "&&"), self._window)
        action.setCheckable(True)
        action.setData(model.ref)
        action.setToolTip(str(model.file))
        action.setProperty("section", self.tr("Model"))
        action.triggered.connect(lambda _on=False: self._choose(model))
        self._group.addAction(action)
        return action

    def _choose(self, model: Model) -> None:
        self._adopt(model)
        self.refresh()  # a person may think better of it, or the model may not load


def in_order(nodes: Sequence[Node]) -> list[Model]:
    """The models of a tree from top to bottom."""
    out: list[Model] = []
    for node in nodes:
        if not isinstance(node.what, Gone):
            out.append(node.what)
        out += in_order(node.children)
    return out
