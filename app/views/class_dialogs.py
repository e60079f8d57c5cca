"""Questions about classes: what becomes of boxes, and which of the model's classes to take."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.class_editing import ClassChange
from app.domain.records import ProjectClass
from app.views.parts import heading, muted, swatch

_WIDTH = 400


class LeaveDialog(QDialog):
    """Classes go: what becomes of their boxes? ``answered`` gives the class that takes them, or
    None where they are deleted too."""

    answered = Signal(object)

    def __init__(
        self,
        change: ClassChange,
        others: Sequence[ProjectClass],
        merging: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._change = change
        title = self.tr("Merge classes") if merging else self.tr("Delete classes")
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self.target = QComboBox()
        self.target.setAccessibleName(self.tr("Class that takes the boxes"))
        for each in others:
            self.target.addItem(swatch(each.colour), each.name, each.id)
        self.delete_boxes = QRadioButton(self.tr("Delete the boxes too"))
        self.move_boxes = QRadioButton(self.tr("Move them to class"))
        self.target.activated.connect(lambda _row: self.move_boxes.setChecked(True))
        self.move_boxes.setEnabled(bool(others))
        self.target.setEnabled(bool(others))
        (self.move_boxes if others else self.delete_boxes).setChecked(True)
        self._lay_out(merging)

    def _lay_out(self, merging: bool) -> None:
        self.words = QLabel(self._what_changes())
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.button = buttons.addButton(
            self.tr("Merge") if merging else self.tr("Delete"),
            QDialogButtonBox.ButtonRole.AcceptRole,
        )
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("Cancel"))
        buttons.accepted.connect(self._answer)
        buttons.rejected.connect(self.reject)
        self.delete_boxes.setVisible(not merging)
        moving = QHBoxLayout()
        moving.addWidget(self.move_boxes)
        moving.addWidget(self.target, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.words)
        layout.addWidget(self.delete_boxes)
        layout.addLayout(moving)
        layout.addWidget(muted(self.tr("This is one step: Ctrl+Z takes it back.")))
        layout.addWidget(buttons)

    def _what_changes(self) -> str:
        names = ", ".join(f"“{each.name}”" for each in self._change.gone)
        boxes, pictures = self._change.annotations, self._change.pictures
        count = (
            self.tr("1 box") if boxes == 1 else self.tr("{count} boxes").format(count=f"{boxes:,}")
        )
        where = (
            self.tr("1 picture")
            if pictures == 1
            else self.tr("{count} pictures").format(count=f"{pictures:,}")
        )
        if not boxes:
            return self.tr("{names}: no boxes have this class.").format(names=names)
        text = self.tr("{names}: {boxes} on {pictures}.")
        return text.format(names=names, boxes=count, pictures=where)

    def _answer(self) -> None:
        moves = self.move_boxes.isChecked()
        self.accept()
        self.answered.emit(self.target.currentData() if moves else None)


class ModelClassesDialog(QDialog):
    """Which of the model's classes become classes of the project: none is taken unasked."""

    chosen = Signal(list)

    def __init__(self, names: Sequence[str], model: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Classes of the model"))
        self.resize(_WIDTH, 480)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter by name"))
        self.filter.setAccessibleName(self.tr("Filter by name"))
        self.filter.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setObjectName("classes")
        self.list.setAccessibleName(self.tr("Classes to take"))
        for name in names:
            item = QListWidgetItem(name)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.filter.textChanged.connect(self._filter)
        self.list.itemChanged.connect(lambda _item: self._count())
        self._lay_out(model)
        self._count()

    def _lay_out(self, model: str) -> None:
        words = muted(self.tr("Take only those that you will annotate on every reviewed picture."))
        words.setWordWrap(True)
        everything = QPushButton(self.tr("All"))
        none = QPushButton(self.tr("None"))
        everything.clicked.connect(lambda: self._check(Qt.CheckState.Checked))
        none.clicked.connect(lambda: self._check(Qt.CheckState.Unchecked))
        for button in (everything, none):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.filter, 1)
        row.addWidget(everything)
        row.addWidget(none)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(self.tr("Cancel"))
        self.button = buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._answer)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(heading(self.tr("Classes of {model}").format(model=model)))
        layout.addWidget(words)
        layout.addLayout(row)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _filter(self, text: str) -> None:
        for item in self._items():
            item.setHidden(text.strip().casefold() not in item.text().casefold())

    def _check(self, state: Qt.CheckState) -> None:
        for item in self._items():
            if not item.isHidden():
                item.setCheckState(state)

    def _checked(self) -> list[str]:
        return [i.text() for i in self._items() if i.checkState() == Qt.CheckState.Checked]

    def _count(self) -> None:
        count = len(self._checked())
        self.button.setEnabled(count > 0)
        self.button.setText(
            self.tr("Take 1 class")
            if count == 1
            else self.tr("Take {count} classes").format(count=count)
        )

    def _answer(self) -> None:
        names = self._checked()
        self.accept()
        self.chosen.emit(names)
