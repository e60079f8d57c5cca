"""What is set on the chosen annotations: class, yes-or-no properties, free attributes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.records import Annotation
from app.services.editor import Editor
from app.views.annotation_table import flag_names
from app.views.parts import swatch

_COLUMNS = 3
_ATTRIBUTE_ROWS = 3
_HIDDEN = "hidden"


class AnnotationDetails(QWidget):
    """Shows what the chosen annotations have in common; a change goes to all of them, one edit."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor, self.document = editor, editor.document
        self._filling = False
        self.classes = QComboBox()
        self.classes.setAccessibleName(self.tr("Class of the selected boxes"))
        self.classes.activated.connect(self._take_class)
        self.flags: dict[str, QCheckBox] = {}
        for name, text in {**flag_names(), _HIDDEN: self.tr("Hidden")}.items():
            box = QCheckBox(text)
            box.clicked.connect(lambda _on, name=name: self._take_flag(name))
            self.flags[name] = box
        self.attributes = self._make_attributes()
        self._lay_out()

    def _make_attributes(self) -> QTableWidget:
        table = QTableWidget(0, 2)
        table.setAccessibleName(self.tr("Attributes of the selected boxes"))
        table.setHorizontalHeaderLabels([self.tr("Attribute"), self.tr("Value")])
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.setTabKeyNavigation(False)
        table.itemChanged.connect(self._take_attribute)
        return table

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(4)
        for place, box in enumerate(self.flags.values()):
            grid.addWidget(box, place // _COLUMNS, place % _COLUMNS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self.classes)
        layout.addLayout(grid)
        layout.addWidget(self.attributes)

    def refresh(self) -> None:
        """Show what the chosen annotations have in common; nothing chosen, nothing shown."""
        rows = self.document.chosen_annotations()
        self.setVisible(bool(rows))
        if rows:
            self._filling = True
            self._fill_classes(rows)
            self._fill_flags(rows)
            self._fill_attributes(rows)
            self._filling = False

    def _fill_classes(self, rows: Sequence[Annotation]) -> None:
        self.classes.setVisible(not self.editor.single_class)
        self.classes.clear()
        for each in self.document.classes.values():
            self.classes.addItem(swatch(each.colour), each.name, each.id)
        labels = {row.label for row in rows}
        self.classes.setCurrentIndex(
            self.classes.findData(labels.pop()) if len(labels) == 1 else -1
        )

    def _fill_flags(self, rows: Sequence[Annotation]) -> None:
        for name, box in self.flags.items():
            on = {self._is_on(row, name) for row in rows}
            box.setTristate(len(on) > 1)
            mixed = Qt.CheckState.PartiallyChecked
            plain = Qt.CheckState.Checked if True in on else Qt.CheckState.Unchecked
            box.setCheckState(mixed if len(on) > 1 else plain)

    def _is_on(self, row: Annotation, name: str) -> bool:
        return row.id in self.document.hidden if name == _HIDDEN else bool(getattr(row, name))

    def _fill_attributes(self, rows: Sequence[Annotation]) -> None:
        names = list(dict.fromkeys(name for row in rows for name in row.attributes))
        self.attributes.setRowCount(len(names) + 1)
        for place, name in enumerate(names):
            values = {row.attributes.get(name) for row in rows}
            value = values.pop() if len(values) == 1 else None
            key = QTableWidgetItem(name)
            key.setFlags(key.flags() & ~Qt.ItemFlag.ItemIsEditable)
            self.attributes.setItem(place, 0, key)
            shown = QTableWidgetItem(value or "")
            shown.setToolTip(self.tr("Empty takes the attribute away."))
            self.attributes.setItem(place, 1, shown)
        for column in (0, 1):
            self.attributes.setItem(len(names), column, QTableWidgetItem(""))
        header = self.attributes.horizontalHeader().sizeHint().height()
        rows_seen = min(len(names) + 1, _ATTRIBUTE_ROWS)
        row_height = self.attributes.verticalHeader().defaultSectionSize()
        self.attributes.setFixedHeight(header + rows_seen * row_height + 2)

    def _take_class(self, place: int) -> None:
        label = self.classes.itemData(place)
        if not self._filling and label is not None:
            self.editor.set_class(label)
        self.refresh()

    def _take_flag(self, name: str) -> None:
        chosen = self.document.chosen
        on = not all(self._is_on(row, name) for row in self.document.chosen_annotations())
        if name == _HIDDEN:
            hidden = self.document.hidden
            self.document.hide_annotations(hidden | set(chosen) if on else hidden - set(chosen))
        else:
            self.editor.set_flag(chosen, name, on)
        self.refresh()

    def _take_attribute(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        key, value = (self.attributes.item(item.row(), column) for column in (0, 1))
        name = key.text().strip() if key is not None else ""
        text = value.text().strip() if value is not None else ""
        is_last = item.row() == self.attributes.rowCount() - 1
        if not name or (is_last and not text):
            return
        self.editor.set_attribute(self.document.chosen, name, text or None)
        self.refresh()
