"""The model's classes with their counts, to switch on and off."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.domain.colours import model_class_colours
from app.domain.view_filter import ColourBy, class_counts
from app.services.document import Document
from app.views.detection_table import SWATCH
from app.views.parts import swatch

_NAME_ROLE = int(Qt.ItemDataRole.UserRole)


class ModelClasses(QListWidget):
    """Classes that this picture has come first, the surest on top."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._filling = False
        self.setObjectName("classes")
        self.setAccessibleName(self.tr("Classes to show"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(SWATCH)
        self.itemChanged.connect(self._take_check)

    def names(self) -> tuple[str, ...]:
        """The model's class names."""
        found, model = self.document.detections, self.document.model
        if found is not None:
            return found.model.class_names
        return () if model is None else model.class_names

    def hide_names(self, hidden: frozenset[str]) -> None:
        """Hide detections of these classes and of no others."""
        self.document.set_view(replace(self.document.view, hidden_classes=hidden))

    def refresh(self) -> None:
        """Take names, counts and checks from the document."""
        names, view, found = self.names(), self.document.view, self.document.detections
        counts = {} if found is None else class_counts(found, view)
        self._filling = True
        # The slider does not shuffle them, since rows are best first whatever it shows.
        there = [] if found is None else [names[label] for label in dict.fromkeys(found.labels)]
        order = [*there, *(name for name in names if name not in there)]
        if [self.item(i).data(_NAME_ROLE) for i in range(self.count())] != order:
            self.clear()
            for name in order:
                item = QListWidgetItem(name)
                item.setData(_NAME_ROLE, name)
                self.addItem(item)
        by_class = view.colour_by is ColourBy.CLASS
        colours = model_class_colours(names, tuple(self.document.classes.values()))
        colour_of = dict(zip(names, colours, strict=True))
        for place, name in enumerate(order):
            item = self.item(place)
            count = counts.get(name, 0)
            item.setText(f"{name}  ·  {count}" if count else name)
            on = name not in view.hidden_classes
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            item.setData(
                Qt.ItemDataRole.DecorationRole, swatch(colour_of[name]) if by_class else None
            )
        self._filling = False

    def _take_check(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        name, on = item.data(_NAME_ROLE), item.checkState() == Qt.CheckState.Checked
        hidden = self.document.view.hidden_classes
        self.hide_names(hidden - {name} if on else hidden | {name})
