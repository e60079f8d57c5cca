"""The Classes tab: the project's own list of classes, and all that can be done to it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QStringListModel, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QCompleter,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.class_editing import HOTKEYS, LONGEST_NAME
from app.domain.class_palette import CLASS_COLOURS
from app.services.class_edits import ClassEdits
from app.services.editor import Editor
from app.views.class_dialogs import LeaveDialog, ModelClassesDialog
from app.views.class_list import ClassModel, ClassView
from app.views.parts import error_text, heading, muted
from app.views.theme import Theme

_CUSTOM_COLOURS = 16  # that a colour dialog has room for


class ClassesPanel(QWidget):
    """The list above, adding and importing below; every change is one step of undo."""

    def __init__(self, editor: Editor, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.editor, self.document = editor, editor.document
        self.edits = ClassEdits(self.document, self)
        self.model = ClassModel(self.edits, self)
        self.list = ClassView(self.model, theme)
        self._number = muted()
        self.error = error_text()
        self.hint = muted(
            self.tr(
                "No classes yet. Draw a box with W and type what it is, add classes below, "
                "or take those of the model that you need."
            )
        )
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.hint.setContentsMargins(12, 8, 12, 8)
        self.add_field = self._make_field()
        self.add_button = QPushButton(self.tr("Add"))
        self.import_button = QPushButton(self.tr("Import"))
        self.change_button = QPushButton(self.tr("Change"))
        self.single = QCheckBox(self.tr("One class for all: never ask"))
        self._lay_out()
        self._connect()
        self.refresh()

    def _make_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(LONGEST_NAME)
        field.setPlaceholderText(self.tr("Add a class"))
        field.setAccessibleName(self.tr("Name of a class to add"))
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        field.setCompleter(completer)
        return field

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 12, 12, 4)
        top.addWidget(heading(self.tr("Classes")))
        top.addStretch()
        top.addWidget(self._number)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.hint)
        self._stack.addWidget(self.list)
        adding = QHBoxLayout()
        adding.setSpacing(8)
        adding.addWidget(self.add_field, 1)
        adding.addWidget(self.add_button)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.change_button, 1)
        buttons.addWidget(self.import_button, 1)
        bottom = QVBoxLayout()
        bottom.setContentsMargins(12, 8, 12, 12)
        bottom.setSpacing(8)
        bottom.addWidget(self.error)
        bottom.addLayout(adding)
        bottom.addLayout(buttons)
        bottom.addWidget(self.single)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        view, edits = self.list, self.edits
        view.taken.connect(self.editor.set_class)
        view.recolouring.connect(self.ask_colour)
        view.stepped.connect(lambda by: edits.step(view.selected_ids(), by))
        view.key_given.connect(self._give_key)
        view.deleting.connect(lambda: self.ask_leave(merging=False))
        view.menu_wanted.connect(self._show_menu)
        view.selectionModel().selectionChanged.connect(self._show_change)
        self.add_field.returnPressed.connect(self._add)
        self.add_field.textEdited.connect(lambda _text: self._refuse(""))
        self.add_button.clicked.connect(self._add)
        self.change_menu = QMenu(self)
        self.change_menu.aboutToShow.connect(lambda: self._fill_change(self.change_menu))
        self.change_button.setMenu(self.change_menu)
        self.import_menu = QMenu(self)
        self.import_menu.aboutToShow.connect(self._fill_import)
        self.import_button.setMenu(self.import_menu)
        self.single.clicked.connect(self.editor.set_single_class)
        edits.refused.connect(self._refuse)
        edits.counted.connect(self.list.viewport().update)
        self.document.classes_changed.connect(self.refresh)
        self.document.project_changed.connect(self.refresh)
        self.document.server_changed.connect(self._fill_names)

    def refresh(self) -> None:
        """Take the classes from the document."""
        selected = self.list.selected_ids()
        self.model.refresh()
        self._select(selected)
        count = len(self.model.rows)
        self._number.setText(f"{count:,}" if count else "")
        self._stack.setCurrentIndex(1 if count else 0)
        self.single.setChecked(self.editor.single_class)
        self._refuse("")
        self._fill_names()
        self._show_change()

    def _select(self, ids: Sequence[int]) -> None:
        """Select classes as they were before the rows moved."""
        if ids == self.list.selected_ids():
            return
        selection = QItemSelection()
        rows = [row for id in ids if (row := self.model.row_of(id)) is not None]
        for row in rows:
            selection.select(self.model.index(row), self.model.index(row))
        flag = QItemSelectionModel.SelectionFlag
        self.list.selectionModel().select(selection, flag.ClearAndSelect)
        if rows:
            index = self.model.index(rows[-1])
            self.list.selectionModel().setCurrentIndex(index, flag.NoUpdate)

    def _fill_names(self) -> None:
        self._names.setStringList(self.edits.model_names())

    def _show_change(self, *_selections: object) -> None:
        self.change_button.setEnabled(bool(self.list.selectedIndexes()))

    def _refuse(self, message: str) -> None:
        self.error.setText(message)
        self.error.setVisible(bool(message))

    def _add(self) -> None:
        name = self.add_field.text()
        if name.strip() and self.edits.add(name) is not None:
            self.add_field.clear()

    def _give_key(self, key: int) -> None:
        ids = self.list.selected_ids()
        if len(ids) == 1:
            self.edits.set_hotkey(ids[0], key)

    # Menus

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_change(menu)
        menu.popup(place)

    def _fill_change(self, menu: QMenu) -> None:
        menu.clear()
        ids = self.list.selected_ids()
        if not ids:
            return
        one = len(ids) == 1
        entries: tuple[tuple[str, str, Callable[[], object], bool], ...] = (
            (self.tr("Rename"), "F2", self.rename, one),
            (self.tr("Colour..."), "", partial(self.ask_colour, ids[0]), one),
            (self.tr("Move up"), "Alt+Up", partial(self.edits.step, ids, -1), True),
            (self.tr("Move down"), "Alt+Down", partial(self.edits.step, ids, 1), True),
            (self.tr("Merge into..."), "", partial(self.ask_leave, True), self._can_merge(ids)),
            (self.tr("Delete..."), "Del", partial(self.ask_leave, False), True),
        )
        for text, key, run, enabled in entries:
            action = menu.addAction(f"{text}\t{key}" if key else text)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _on=False, run=run: run())
        if one:
            self._add_keys(menu, ids[0])

    def _add_keys(self, menu: QMenu, id: int) -> None:
        keys = QMenu(self.tr("Key"), menu)
        held = {each.hotkey: each for each in self.model.rows if each.hotkey}
        for key in (*HOTKEYS, 0):
            other = held.get(key)
            text = f"{key}  {other.name}" if other else str(key)
            action = keys.addAction(text.replace("&", "&&") if key else self.tr("No key"))
            action.setCheckable(True)
            has = other is not None and other.id == id
            none = not key and all(each.id != id for each in held.values())
            action.setChecked(has or none)
            action.triggered.connect(lambda _on=False, key=key: self.edits.set_hotkey(id, key))
        menu.insertMenu(menu.actions()[2], keys)

    def _can_merge(self, ids: Sequence[int]) -> bool:
        return len(self.model.rows) > 1 and bool(ids)

    def _fill_import(self) -> None:
        menu = self.import_menu
        menu.clear()
        menu.addAction(self.tr("From a file...")).triggered.connect(self.ask_file)
        names = self.edits.model_names()
        action: QAction = menu.addAction(
            self.tr("From the model ({count})...").format(count=len(names))
        )
        action.setEnabled(bool(names))
        action.triggered.connect(self.ask_model)

    # Questions

    def rename(self) -> None:
        """Edit the name of the selected class where it stands."""
        indexes = self.list.selectedIndexes()
        if indexes:
            self.list.setCurrentIndex(indexes[0])
            self.list.edit(indexes[0])

    def ask_colour(self, id: int) -> None:
        """Ask for another colour of a class; the palette's colours are at hand."""
        row = self.document.classes.get(id)
        if row is None:
            return
        for place, colour in enumerate(CLASS_COLOURS[:_CUSTOM_COLOURS]):
            QColorDialog.setCustomColor(place, QColor(colour))
        dialog = QColorDialog(QColor(row.colour), self)
        dialog.setWindowTitle(self.tr("Colour of {name}").format(name=row.name))
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self.edits.recolour(id, colour.name().upper()))
        dialog.open()

    def ask_leave(self, merging: bool) -> None:
        """Ask what becomes of the boxes of the selected classes; without boxes they just go."""
        ids = self.list.selected_ids()
        change = self.edits.preview(ids)
        if not ids or (not merging and not change.annotations):
            self._delete(ids)
            return
        others = [each for each in self.model.rows if each.id not in ids]
        if merging and not others:  # all are selected: they merge into one of themselves
            others = list(change.gone)
        dialog = LeaveDialog(change, others, merging, self)
        dialog.answered.connect(lambda target: self._leave(ids, target))
        dialog.open()

    def _leave(self, ids: Sequence[int], target: int | None) -> None:
        if target is None:
            self._delete(ids)
        else:
            self.edits.merge(ids, target)

    def _delete(self, ids: Sequence[int]) -> None:
        if self.edits.delete(ids):
            self.document.tell(self.tr("Deleted. Ctrl+Z brings it back."))

    def ask_file(self) -> None:
        """Ask for a file with a list of classes."""
        dialog = QFileDialog(self, self.tr("Import a list of classes"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [
                self.tr("Lists of classes (*.txt *.names *.yaml *.yml *.json)"),
                self.tr("All files (*)"),
            ]
        )
        dialog.fileSelected.connect(self.edits.import_file)
        dialog.open()

    def ask_model(self) -> None:
        """Ask which of the model's classes to take."""
        model = self.document.model
        if model is None:
            return
        dialog = ModelClassesDialog(self.edits.model_names(), model.name, self)
        dialog.chosen.connect(self.edits.import_names)
        dialog.open()
