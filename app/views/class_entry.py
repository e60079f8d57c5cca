"""The field for a class at a box: typing completes, arrows choose, Enter takes, Esc leaves."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)

from app.domain.class_completion import Completion, Kind, completions
from app.domain.class_editing import LONGEST_NAME, ClassError
from app.domain.decisions import match_class
from app.domain.records import Box
from app.services.editor import ClassQuestion
from app.views.canvas import Canvas
from app.views.parts import error_text, muted, swatch
from fpn_core.levels import NO_LEVEL_COLOUR

_WIDTH = 256
_MOST_ROWS = 8
_ROW_HEIGHT = 28
_GAP = 8
_BORROWED = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
_NAME = int(Qt.ItemDataRole.UserRole)


class ClassEntry(QFrame):
    """Floats beside the chosen box, or beside a drawn one that waits for its class."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas, self.document, self._editor = canvas, canvas.document, canvas.editor
        self._box: Callable[[], Box | None] = lambda: None
        self._take: Callable[[str], bool] = lambda _name: True
        self._leave: Callable[[], object] = lambda: None
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST_NAME)
        self.line.setAccessibleName(self.tr("Class of the box"))
        self.line.setPlaceholderText(self.tr("Class of this box"))
        self.list = QListWidget()
        self.list.setObjectName("classes")
        self.list.setAccessibleName(self.tr("Classes that fit"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setIconSize(QSize(12, 12))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self._hint: QLabel = muted(self.tr("Type a name; Enter takes it."))
        self._error = error_text()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(4)
        for widget in (self.line, self._error, self._hint, self.list):
            layout.addWidget(widget)
        self.setFixedWidth(_WIDTH)
        self.hide()
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._fill)
        self.list.itemClicked.connect(lambda _item: self._accept())
        self._connect()

    def _connect(self) -> None:
        self._canvas.class_wanted.connect(self.open)
        self._canvas.scrolled.connect(self._place)
        self._editor.asks.connect(self._take_question)
        document = self.document
        document.current_changed.connect(self.leave)
        document.chosen_changed.connect(self._check)
        document.selection_changed.connect(self._check)
        document.annotations_changed.connect(self._check)

    # Opening and closing

    def open(self) -> None:
        """Ask for the class of the chosen boxes, or of the selected detection."""
        document = self.document
        name, box = "", None
        rows = document.chosen_annotations()
        if rows:
            known = {document.classes[row.label].name for row in rows if row.label in
                     document.classes}  # fmt: skip
            name = known.pop() if len(known) == 1 else ""
            box = self._chosen_box
        elif document.selected is not None and document.detections is not None:
            name = document.detections.class_name(document.selected)
            box = self._selected_box
        if box is None:
            return
        self._show(name, box, self._editor.relabel_to_name, lambda: None)

    def _take_question(self, question: object) -> None:
        if not isinstance(question, ClassQuestion):
            return
        self._canvas.wait_for_class(question.box)
        self._show("", lambda: question.box, self._answer, self._take_back)

    def _answer(self, name: str) -> bool:
        try:
            self._editor.answer_class(name)
        except ClassError as error:
            self._error.setText(str(error))
            self._error.show()
            return False
        self._canvas.wait_for_class(None)
        return True

    def _take_back(self) -> None:
        self._editor.answer_class(None)
        self._canvas.wait_for_class(None)

    def _show(
        self,
        name: str,
        box: Callable[[], Box | None],
        take: Callable[[str], bool],
        leave: Callable[[], object],
    ) -> None:
        self.leave()
        self._box, self._take, self._leave = box, take, leave
        self.line.setText(name)
        self.line.selectAll()
        self._error.hide()
        self._fill("", current=name)
        where = box()
        if where is not None:
            self._canvas.bring_into_view(where)
        self.show()
        self._place()
        self.raise_()
        self.line.setFocus()

    def leave(self) -> None:
        """Close and change nothing; a drawn box without a class is taken back."""
        if not self.isVisible():
            return
        leave, self._leave = self._leave, lambda: None
        self._close()
        leave()

    def _close(self) -> None:
        held_focus = self.isAncestorOf(self.window().focusWidget() or self)
        self.hide()
        if held_focus:
            self._canvas.setFocus()

    def _check(self) -> None:
        """Close where the box that it asks about is chosen no more."""
        if self.isVisible() and self._box() is None:
            self.leave()

    def _chosen_box(self) -> Box | None:
        rows = self.document.chosen_annotations()
        return rows[-1].box if rows else None

    def _selected_box(self) -> Box | None:
        found, row = self.document.detections, self.document.selected
        if found is None or row is None:
            return None
        x1, y1, x2, y2 = found.boxes[row].tolist()
        return x1, y1, x2, y2

    # The list

    def _fill(self, text: str, current: str = "") -> None:
        document = self.document
        model = document.model.class_names if document.model is not None else ()
        names = [each.name for each in document.classes.values()]
        self.list.clear()
        for each in completions(text, names, model):
            self.list.addItem(self._item(each))
        rows = [self.list.item(at).data(_NAME) for at in range(self.list.count())]
        self.list.setCurrentRow(rows.index(current) if current in rows else 0 if text else -1)
        self.list.setVisible(bool(rows))
        self._hint.setVisible(not names and not text)
        self.list.setFixedHeight(min(len(rows), _MOST_ROWS) * _ROW_HEIGHT + 2)
        self.adjustSize()
        self._place()

    def _item(self, each: Completion) -> QListWidgetItem:
        text = each.name
        if each.kind is Kind.ADDED:
            text = self.tr("Add class “{name}”").format(name=each.name)
        elif each.kind is Kind.MODEL:
            text = self.tr("{name}  (the model's)").format(name=each.name)
        item = QListWidgetItem(text)
        item.setData(_NAME, each.name)
        item.setSizeHint(QSize(0, _ROW_HEIGHT))
        known = match_class(each.name, self.document.classes.values())
        item.setIcon(swatch(NO_LEVEL_COLOUR if known is None else known.colour))
        if known is None:
            item.setForeground(QColor(self.palette().placeholderText().color()))
        elif known.hotkey:
            item.setToolTip(self.tr("Key {number}").format(number=known.hotkey))
        return item

    def _place(self) -> None:
        box = self._box()
        if box is None or not self.isVisible():
            return
        rect = self._canvas.screen_rect(box)
        room = QRectF(self._canvas.viewport().rect())
        y = rect.bottom() + _GAP
        if y + self.height() > room.bottom():
            y = rect.top() - _GAP - self.height()
        x = min(max(rect.left(), _GAP), room.right() - self.width() - _GAP)
        y = min(max(y, _GAP), room.bottom() - self.height() - _GAP)
        self.move(int(x), int(max(y, 0.0)))

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take_key(event)
        # Another window only borrows the focus; within this one it goes for good.
        if isinstance(event, QFocusEvent) and event.lostFocus() and not _is_borrowed(event):
            self.leave()
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        acts: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Escape: self.leave,
            Qt.Key.Key_Return: self._accept,
            Qt.Key.Key_Enter: self._accept,
            Qt.Key.Key_Tab: self._complete,
            Qt.Key.Key_Backtab: self._complete,
            Qt.Key.Key_Down: lambda: self._step(1),
            Qt.Key.Key_Up: lambda: self._step(-1),
        }
        act = acts.get(event.key())
        if act is None:
            return False
        act()
        return True

    def _step(self, by: int) -> None:
        count = self.list.count()
        if count:
            row = self.list.currentRow()
            self.list.setCurrentRow(
                (row + by) % count if row >= 0 else (0 if by > 0 else count - 1)
            )

    def _complete(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.line.setText(item.data(_NAME))

    def _accept(self) -> None:
        item = self.list.currentItem()
        name = self.line.text() if item is None else item.data(_NAME)
        if not name.strip():
            return
        take, leave = self._take, self._leave
        self._leave = lambda: None  # what is taken cannot be taken back by closing
        if take(name):
            self._close()
        else:
            self._leave = leave


def _is_borrowed(event: QFocusEvent) -> bool:
    return event.reason() in _BORROWED
