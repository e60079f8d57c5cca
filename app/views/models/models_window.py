"""The window of models: the tree on the left, the chosen one on the right, what can be done."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.domain.models.listing import Deleted
from app.domain.models.model import Model
from app.domain.models.tree import parent_of
from app.services.session import Session
from app.views.flow import FlowLayout
from app.views.models.model_details import ModelDetails
from app.views.models.model_tree import NAMED, ModelTree
from app.views.models.run_log import show_log
from app.views.parts import muted, rule
from app.views.theme import Theme
from fpn_core.runs import LOG

_SIZE = (1080, 680)
_LEAST = (800, 520)
_DETAILS = 376


class ModelsWindow(QWidget):
    """Follows the list of models and the one in use; whatever leads elsewhere is a signal."""

    adopt_wanted = Signal(object)  # Model
    compare_wanted = Signal(object, object)  # Model before or None, Model after
    file_wanted = Signal()
    run_wanted = Signal()
    export_wanted = Signal(object)  # Model

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Models"))
        self.setMinimumSize(*_LEAST)
        self.resize(*_SIZE)
        self._models, self._adoption = session.models, session.adoption
        self._wanted = ""
        self._last_deleted: Deleted | None = None
        self.tree = ModelTree(theme)
        self.details = ModelDetails(theme)
        self.word = muted()
        self.undo_delete = QPushButton(self.tr("Restore"))
        self.adopt = self._button(self.tr("Adopt"), self._adopt)
        self.compare = self._button(self.tr("Compare with..."), self._compare)
        self.rename = self._button(self.tr("Rename"), self.tree.rename_chosen)
        self.export = self._button(self.tr("Export..."), self._export)
        self.delete = self._button(self.tr("Delete"), self._delete)
        self.log = self._button(self.tr("Show run log"), self._show_log)
        self.repeat = self._button(self.tr("Repeat run"), self._repeat)
        self.repair = self._button(self.tr("Repair"), self._repair)
        self.restore = self._button(self.tr("Restore"), self._restore)
        self.erase = self._button(self.tr("Delete for good..."), self._erase)
        self.add_file = self._button(self.tr("Add model file..."), self.file_wanted.emit)
        self.add_run = self._button(self.tr("Add finished run..."), self.run_wanted.emit)
        self._lay_out()
        self._connect()

    def _button(self, text: str, run: object) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda _on=False: run())  # type: ignore[operator]
        return button

    def _lay_out(self) -> None:
        flow = FlowLayout(8)
        for button in (
            self.adopt,
            self.compare,
            self.rename,
            self.export,
            self.delete,
            self.log,
            self.repeat,
            self.repair,
            self.restore,
            self.erase,
        ):
            flow.addWidget(button)
        self.adopt.setDefault(True)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 12, 16, 12)
        foot.addLayout(flow)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.details, 1)
        right.addWidget(rule())
        right.addLayout(foot)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.tree, 1)
        left.addWidget(rule())
        left.addLayout(self._foot())
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for side in (left, right):
            widget = QWidget()
            widget.setObjectName("panel")
            widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            widget.setLayout(side)
            self.splitter.addWidget(widget)
        self.splitter.setHandleWidth(1)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([_SIZE[0] - _DETAILS, _DETAILS])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 12, 16, 12)
        foot.setSpacing(8)
        foot.addWidget(self.add_file)
        foot.addWidget(self.add_run)
        foot.addStretch()
        foot.addWidget(self.word)
        foot.addWidget(self.undo_delete)
        return foot

    def _connect(self) -> None:
        self._models.changed.connect(self._refresh)
        self._models.deleted.connect(self._take_deleted)
        self._models.told.connect(self._take_word)
        self._adoption.document.in_use_changed.connect(self._refresh)
        self._adoption.changed.connect(self._refresh)
        self.tree.chosen.connect(self._show_chosen)
        self.tree.adopt_wanted.connect(self.adopt_wanted)
        self.tree.delete_wanted.connect(self._delete_chosen)
        self.tree.renamed.connect(self._models.rename)
        self.details.noted.connect(self._models.set_note)
        self.details.run_read.connect(self._show_buttons)
        self.undo_delete.clicked.connect(self._undo_delete)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._take_word("")
        self._models.refresh()
        self._refresh()
        self.tree.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.details.keep_note()
        super().closeEvent(event)

    def stop(self) -> None:
        """Close for good, with its thread."""
        self.close()
        self.details.close_threads()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def select(self, id: str) -> None:
        """Choose a model, as soon as the list has it."""
        self._wanted = id
        self._refresh()

    # What is to be seen

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        self.tree.show_listing(self._models.listing, self._adoption.ref)
        if self._wanted and self._models.find(self._wanted) is not None:
            self.tree.select(self._wanted)
            self._wanted = ""
        if self._models.doing:
            self.word.setText(self._models.doing)

    def _show_chosen(self) -> None:
        model, deleted = self.tree.model_chosen, self.tree.deleted_chosen
        if model is not None:
            parent = parent_of(model, self._models.listing.models)
            used = model.ref == self._adoption.ref
            self.details.show_model(model, used, "" if parent is None else parent.title)
        elif deleted is not None:
            text = self.tr("Deleted. Restoring brings it back with its note and its run.")
            self.details.show_words(deleted.title, text)
        else:
            self.details.show_words("", self.tr("Choose a model on the left."))
        self._show_buttons()

    def _show_buttons(self) -> None:
        model, deleted = self.tree.model_chosen, self.tree.deleted_chosen
        used = model is not None and model.ref == self._adoption.ref
        run = None if model is None else model.run_folder
        usable = model is not None and model.usable
        damaged_entry = model is not None and bool(model.problem) and model.folder is not None
        repeatable = self.details.run.repeat is not None and self._models.start_run is not None
        own = model is not None and model.origin not in NAMED
        for button, shown, enabled in (
            (self.adopt, model is not None, usable and not used),
            (self.compare, model is not None, usable and len(self._models.listing.models) > 1),
            (self.rename, model is not None, usable and own),
            (self.export, model is not None, usable),
            (self.delete, model is not None, model is not None and self._may_delete(model)),
            (self.log, run is not None, run is not None and (run / LOG).is_file()),
            (self.repeat, run is not None, repeatable),
            (self.repair, damaged_entry, damaged_entry),
            (self.restore, deleted is not None, True),
            (self.erase, deleted is not None, True),
        ):
            button.setVisible(shown)
            button.setEnabled(enabled)
        self.adopt.setToolTip(self.tr("It is in use in this project") if used else "")
        self.delete.setToolTip(self._why_kept(model))
        self.rename.setToolTip(
            "" if own else self.tr("fpn-core knows this model by its name; it stays")
        )

    def _may_delete(self, model: Model) -> bool:
        return model.can_be_deleted and model.ref != self._adoption.ref

    def _why_kept(self, model: Model | None) -> str:
        if model is None or self._may_delete(model):
            return ""
        if not model.can_be_deleted:
            return self.tr("It comes with the program and cannot be deleted")
        return self.tr("It is in use: adopt another one first")

    def _take_word(self, text: str) -> None:
        self.word.setText(" ".join(text.split()))
        self.word.setToolTip(self.word.text())
        self.undo_delete.hide()
        self._last_deleted = None

    def _take_deleted(self, deleted: Deleted) -> None:
        self._take_word(self.tr("{title} is deleted.").format(title=deleted.title))
        self._last_deleted = deleted
        self.undo_delete.show()

    # What a person does

    def _adopt(self) -> None:
        model = self.tree.model_chosen
        if model is not None:
            self.adopt_wanted.emit(model)

    def _compare(self) -> None:
        model = self.tree.model_chosen
        if model is not None:
            self.compare_wanted.emit(None, model)

    def _export(self) -> None:
        model = self.tree.model_chosen
        if model is not None:
            self.export_wanted.emit(model)

    def _delete(self) -> None:
        model = self.tree.model_chosen
        if model is not None and self._may_delete(model):
            self._models.delete(model)

    def _delete_chosen(self) -> None:
        if self.tree.deleted_chosen is not None:
            self._erase()
        else:
            self._delete()

    def _undo_delete(self) -> None:
        deleted = self._last_deleted
        if deleted is not None:
            self._take_word("")
            self._wanted = deleted.key
            self._models.restore(deleted)

    def _restore(self) -> None:
        deleted = self.tree.deleted_chosen
        if deleted is not None:
            self._wanted = deleted.key
            self._models.restore(deleted)

    def _erase(self) -> None:
        deleted = self.tree.deleted_chosen
        if deleted is None:
            return
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Delete for good"))
        text = self.tr("Delete {title} for good? It cannot be restored after that.")
        box.setText(text.format(title=deleted.title))
        box.setStandardButtons(buttons.Yes | buttons.Cancel)
        box.setDefaultButton(buttons.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.accepted.connect(lambda: self._models.erase(deleted))
        box.open()

    def _repair(self) -> None:
        model = self.tree.model_chosen
        if model is not None:
            self._models.repair(model)

    def _show_log(self) -> None:
        model = self.tree.model_chosen
        run = None if model is None else model.run_folder
        if model is not None and run is not None:
            show_log(model.title, Path(run) / LOG, self)

    def _repeat(self) -> None:
        repeat = self.details.run.repeat
        if repeat is not None and self._models.start_run is not None:
            self._models.start_run(repeat)
