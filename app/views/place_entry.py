"""Fields for place and size of the chosen box: typed, with one edit when Enter takes them."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDoubleSpinBox, QFrame, QGridLayout

from app.domain.box_geometry import MIN_SIDE
from app.domain.records import Annotation, Box
from app.views.canvas import Canvas
from app.views.parts import heading, muted

_LARGEST = 1_000_000.0
_GAP = 8
_FIELDS = ("x", "y", "width", "height")


class PlaceEntry(QFrame):
    """Floats beside the one chosen box. Enter moves the box, Esc leaves it as it was."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas, self.document = canvas, canvas.document
        self.fields: dict[str, QDoubleSpinBox] = {}
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lay_out()
        self.hide()
        canvas.place_wanted.connect(self.open)
        canvas.scrolled.connect(self._place)
        self.document.chosen_changed.connect(self.leave)
        self.document.current_changed.connect(self.leave)
        self.document.annotations_changed.connect(self._refresh)

    def _lay_out(self) -> None:
        names = {
            "x": self.tr("Left"),
            "y": self.tr("Top"),
            "width": self.tr("Width"),
            "height": self.tr("Height"),
        }
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(8)
        layout.addWidget(heading(self.tr("Position and size")), 0, 0, 1, 4)
        for at, name in enumerate(_FIELDS):
            field = self.fields[name] = QDoubleSpinBox()
            field.setDecimals(2)
            field.setRange(0.0 if name in ("x", "y") else MIN_SIDE, _LARGEST)
            field.setSuffix(self.tr(" px"))
            field.setAccessibleName(names[name])
            field.installEventFilter(self)
            row, column = 1 + at // 2, 2 * (at % 2)
            layout.addWidget(muted(names[name]), row, column)
            layout.addWidget(field, row, column + 1)
        layout.addWidget(muted(self.tr("Enter takes it, Esc leaves it as it was.")), 3, 0, 1, 4)

    def open(self) -> None:
        """Show place and size of the one chosen box, ready to be typed over."""
        row = self._row()
        if row is None:
            return
        if row.locked:
            self.document.tell(self.tr("A locked box stays as it is; L unlocks it."))
            return
        self._canvas.bring_into_view(row.box)
        self._fill(row.box)
        self.adjustSize()
        self.show()
        self._place()
        self.raise_()
        self.fields["x"].setFocus()
        self.fields["x"].selectAll()

    def leave(self) -> None:
        """Close without a change."""
        if self.isVisible():
            focus = self.window().focusWidget()
            self.hide()
            if focus is None or self.isAncestorOf(focus):
                self._canvas.setFocus()

    def take(self) -> None:
        """Put the box where the fields say; the picture's borders bound it."""
        row = self._row()
        if row is None:
            return
        before = self._texts(row.box)
        typed = {name: field.value() for name, field in self.fields.items()}
        if typed != before:  # digits beyond the fields' stay where nothing was typed
            x = row.box[0] if typed["x"] == before["x"] else typed["x"]
            y = row.box[1] if typed["y"] == before["y"] else typed["y"]
            width, height = typed["width"], typed["height"]
            if width == before["width"]:
                width = row.box[2] - row.box[0]
            if height == before["height"]:
                height = row.box[3] - row.box[1]
            self._canvas.editor.move_to({row.id: (x, y, x + width, y + height)})
        self.leave()

    def _row(self) -> Annotation | None:
        rows = self.document.chosen_annotations()
        return rows[0] if len(rows) == 1 else None

    def _texts(self, box: Box) -> dict[str, float]:
        x1, y1, x2, y2 = box
        values = (x1, y1, x2 - x1, y2 - y1)
        return {name: round(value, 2) for name, value in zip(_FIELDS, values, strict=True)}

    def _fill(self, box: Box) -> None:
        for name, value in self._texts(box).items():
            self.fields[name].setValue(value)

    def _refresh(self) -> None:
        """The box is elsewhere, as after an undo: what was typed was about another place."""
        row = self._row()
        if not self.isVisible():
            return
        if row is None:
            self.leave()
        else:
            self._fill(row.box)
            self._place()

    def _place(self) -> None:
        row = self._row()
        if row is None or not self.isVisible():
            return
        rect = self._canvas.screen_rect(row.box)
        room = QRectF(self._canvas.viewport().rect())
        x = min(max(rect.left(), _GAP), room.right() - self.width() - _GAP)
        y = rect.bottom() + _GAP
        if y + self.height() > room.bottom():
            y = max(rect.top() - _GAP - self.height(), 0.0)
        self.move(int(x), int(y))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                for field in self.fields.values():
                    field.interpretText()
                self.take()
                return True
        return False
