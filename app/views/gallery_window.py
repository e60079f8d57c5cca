"""The gallery's window: what is shown and in which order above, what can be done below."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.gallery import GalleryFilter, Sort, State
from app.services.bulk_edits import Item
from app.services.crops import Crops
from app.services.document import Document
from app.services.gallery import Gallery
from app.services.go_to import GoTo, Place
from app.views.gallery_view import CROP_SIDE, GalleryView
from app.views.parts import muted, swatch
from app.views.theme import Theme

_SIZE = (960, 680)
_CACHE_BYTES = 96_000_000
_DIGITS = range(int(Qt.Key.Key_1), int(Qt.Key.Key_9) + 1)


class GalleryWindow(QWidget):
    """Crops of the project's boxes in a window of their own; keys work as in the main window."""

    def __init__(
        self, document: Document, go_to: GoTo, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Gallery"))
        self.resize(*_SIZE)
        self.document, self._go_to = document, go_to
        self.gallery = Gallery(document, self)
        self.crops = Crops(2 * CROP_SIDE, _CACHE_BYTES, self)
        self.view = GalleryView(self.gallery, self.crops, theme)
        self.classes, self.levels = QComboBox(), QComboBox()
        self.states, self.sorts = QComboBox(), QComboBox()
        self.lowest, self.highest = self._score(0.0), self._score(1.0)
        self.number, self.chosen = muted(), muted()
        self.empty = muted()
        self.label = QComboBox()
        self.accept = QPushButton(self.tr("Accept"))
        self.reject = QPushButton(self.tr("Reject"))
        self.delete = QPushButton(self.tr("Delete"))
        self._fill_fixed()
        self._lay_out()
        self._connect()

    def _score(self, value: float) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setRange(0.0, 1.0)
        field.setSingleStep(0.05)
        field.setValue(value)
        return field

    def _fill_fixed(self) -> None:
        for text, state in (
            (self.tr("Everything"), None),
            (self.tr("Agreed"), State.AGREED),
            (self.tr("Only model"), State.ONLY_MODEL),
            (self.tr("Only person"), State.ONLY_PERSON),
            (self.tr("Rejected"), State.REJECTED),
        ):
            self.states.addItem(text, state)
        for text, sort in (
            (self.tr("Highest score first"), Sort.SCORE_DOWN),
            (self.tr("Lowest score first"), Sort.SCORE_UP),
            (self.tr("Smallest first"), Sort.SIZE_UP),
            (self.tr("Largest first"), Sort.SIZE_DOWN),
            (self.tr("By class"), Sort.CLASS),
        ):
            self.sorts.addItem(text, sort)
        for field, name in (
            (self.classes, self.tr("Class to show")),
            (self.levels, self.tr("Level to show")),
            (self.states, self.tr("State to show")),
            (self.sorts, self.tr("Order")),
            (self.lowest, self.tr("Lowest score")),
            (self.highest, self.tr("Highest score")),
            (self.label, self.tr("Class to give")),
        ):
            field.setAccessibleName(name)
            field.setToolTip(name)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 12, 12, 8)
        top.setSpacing(8)
        for widget in (self.classes, self.levels, self.states):
            top.addWidget(widget)
        top.addWidget(muted(self.tr("Score")))
        top.addWidget(self.lowest)
        top.addWidget(QLabel("–"))
        top.addWidget(self.highest)
        top.addStretch()
        top.addWidget(self.sorts)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(12, 8, 12, 12)
        bottom.setSpacing(8)
        bottom.addWidget(self.number)
        bottom.addStretch()
        bottom.addWidget(self.chosen)
        bottom.addWidget(self.label)
        for button in (self.accept, self.reject, self.delete):
            bottom.addWidget(button)
        self.accept.setToolTip(self.tr("Detections become boxes of yours (Ctrl+Enter)"))
        self.reject.setToolTip(self.tr("Detections are not wanted (X)"))
        self.delete.setToolTip(self.tr("Boxes of yours go (Delete)"))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        for field in (self.classes, self.levels, self.states):
            field.activated.connect(self._filter)
        for spin in (self.lowest, self.highest):
            spin.valueChanged.connect(self._filter)
        self.sorts.activated.connect(
            lambda _row: self.gallery.set_sort(Sort(self.sorts.currentData()))
        )
        self.gallery.changed.connect(self._refresh)
        self.gallery.progressed.connect(self._refresh)
        self.view.chosen_changed.connect(self._show_chosen)
        self.view.opened.connect(self._open)
        self.label.activated.connect(lambda _row: self._relabel(self.label.currentData()))
        self.accept.clicked.connect(self._accept)
        self.reject.clicked.connect(self._reject)
        self.delete.clicked.connect(self._delete)
        self.document.classes_changed.connect(self._fill_label)
        undo, redo = self.document.undo, self.document.redo
        for keys, run in (
            ("Ctrl+Z", undo),
            ("Ctrl+Shift+Z", redo),
            ("Ctrl+Y", redo),
            ("Ctrl+Return", self._accept),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda run=run: run())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fill_label()
        self.gallery.watch(True)
        self.view.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.gallery.watch(False)
        super().closeEvent(event)

    def stop(self) -> None:
        """Close for good, with its threads."""
        self.close()
        self.gallery.close()
        self.crops.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and int(key) in _DIGITS:
            self._relabel_by_key(int(key) - int(Qt.Key.Key_0))
        elif plain and key == Qt.Key.Key_X:
            self._reject()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._delete()
        elif key == Qt.Key.Key_Escape:
            if self.view.chosen:
                self.view.choose_none()
            else:
                self.close()
        else:
            super().keyPressEvent(event)

    # What is shown

    def _refresh(self) -> None:
        rows, order = self.gallery.rows, self.gallery.order
        self._fill(self.classes, self.tr("All classes"), sorted(set(rows.classes)))
        levels = sorted(set(rows.levels) - {""})
        self._fill(self.levels, self.tr("All levels"), levels)
        if "" in rows.levels and self.levels.findData("-") < 0:
            self.levels.addItem(self.tr("Drawn"), "-")
            self.levels.setCurrentIndex(max(self.levels.findData(self.gallery.filter.level), 0))
        text = self.tr("{shown} of {all}").format(shown=f"{len(order):,}", all=f"{len(rows):,}")
        if self.gallery.gathering:
            text += self.tr(" · reading {done} of {all} pictures").format(
                done=f"{self.gallery.done:,}", all=f"{self.gallery.total:,}"
            )
        self.number.setText(text)
        self._stack.setCurrentIndex(1 if len(order) else 0)
        self.empty.setText(self._why_empty())
        self._show_chosen()

    def _why_empty(self) -> str:
        if self.gallery.gathering:
            return self.tr("Reading boxes...")
        if len(self.gallery.rows):
            return self.tr("No box is like that: choose other filters above.")
        return self.tr(
            "No boxes yet. Draw some, or detect the folder with Ctrl+I; they appear here."
        )

    def _fill(self, field: QComboBox, everything: str, names: list[str]) -> None:
        wanted = [everything, *names]
        there = [field.itemText(row) for row in range(field.count()) if field.itemData(row) != "-"]
        if there == wanted:
            return
        current = field.currentData()
        field.clear()
        field.addItem(everything, "")
        for name in names:
            field.addItem(name, name)
        field.setCurrentIndex(max(field.findData(current), 0))

    def _fill_label(self) -> None:
        self.label.clear()
        self.label.setPlaceholderText(self.tr("Set class"))
        for each in self.document.classes.values():
            text = f"{each.name}  {each.hotkey}" if each.hotkey else each.name
            self.label.addItem(swatch(each.colour), text, each.id)
        self.label.setCurrentIndex(-1)

    def _show_chosen(self) -> None:
        count = len(self.view.chosen)
        text = self.tr("1 chosen") if count == 1 else self.tr("{count} chosen")
        self.chosen.setText(text.format(count=f"{count:,}") if count else "")
        for button in (self.accept, self.reject, self.delete):
            button.setEnabled(count > 0)
        self.label.setEnabled(count > 0 and self.label.count() > 0)

    def _filter(self) -> None:
        self.gallery.show_only(
            GalleryFilter(
                self.classes.currentData() or "",
                self.levels.currentData() or "",
                self.states.currentData(),
                self.lowest.value(),
                self.highest.value(),
            )
        )
        self.view.verticalScrollBar().setValue(0)

    # What is done

    def _open(self, place: int) -> None:
        rows = self.gallery.rows
        x1, y1, x2, y2 = rows.boxes[place].tolist()
        key = None if rows.from_model[place] else int(rows.keys[place])
        path = self.gallery.path_of(int(rows.pictures[place]))
        self._go_to.go(Place(path, (x1, y1, x2, y2), key, rows.classes[place]))
        main = self.parentWidget()
        if main is not None:
            main.activateWindow()

    def _relabel_by_key(self, number: int) -> None:
        for each in self.document.classes.values():
            if each.hotkey == number:
                self._relabel(each.id)
                return
        self.document.tell(self.tr("No class has the key {number}.").format(number=number))

    def _relabel(self, label: int) -> None:
        self._done(self.gallery.edits.relabel(self._items(), label))
        self.label.setCurrentIndex(-1)
        self.view.setFocus()

    def _accept(self) -> None:
        self._done(self.gallery.edits.accept(self._items()))

    def _reject(self) -> None:
        self._done(self.gallery.edits.reject(self._items()))

    def _delete(self) -> None:
        self._done(self.gallery.edits.delete(self._items()))

    def _items(self) -> list[Item]:
        return self.gallery.items(self.view.chosen_places())

    def _done(self, count: int) -> None:
        if count:
            text = QCoreApplication.translate("GalleryWindow", "{count} changed; Ctrl+Z undoes it.")
            self.number.setText(text.format(count=f"{count:,}"))
