"""A card over the canvas when a run has ended, or was killed: what came of it, and what next."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from app.domain.training.run_folders import RunView
from app.views.flow import FlowLayout
from app.views.training.offers import Offer

_MARGIN, _GAP = 16, 12
_WIDTH = 440


class RunNotice(QFrame):
    """Stays until a person has decided or puts it away; Esc does, while it has the focus."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons: list[QPushButton] = []
        self._row = QWidget()
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self._body.setSpacing(_GAP)
        self._body.addWidget(self.label)
        self._body.addWidget(self._row)
        canvas.installEventFilter(self)
        self.hide()

    def tell(self, text: str, run: RunView, offers: Sequence[Offer]) -> None:
        """Say something of a run, with buttons; the first one is the one to take."""
        self.label.setText(text)
        self.setAccessibleName(text)
        away = Offer(self.tr("Put away"), lambda _run: None)
        self.buttons = [self._button(offer, run) for offer in (*offers, away)]
        row = QWidget()
        flow = FlowLayout(8, row)
        for button in self.buttons:
            flow.addWidget(button)
        self._body.replaceWidget(self._row, row)
        self._row.deleteLater()
        self._row = row
        row.show()
        self.show()
        self._place()
        self.raise_()

    def put_away(self) -> None:
        """Hide; the keys work on the canvas again."""
        focus = self.window().focusWidget()
        self.hide()
        if focus is not None and self.isAncestorOf(focus):
            self._canvas.setFocus()

    def _button(self, offer: Offer, run: RunView) -> QPushButton:
        button = QPushButton(offer.text)

        def press() -> None:
            self.put_away()
            offer.run(run)

        button.clicked.connect(press)
        button.installEventFilter(self)
        return button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._canvas:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        escapes = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escapes and event.type() == QEvent.Type.KeyPress:
            self.put_away()
            return True
        return False

    def _place(self) -> None:
        canvas = self._canvas
        width = min(_WIDTH, canvas.width() - 2 * _MARGIN)
        inner = width - 2 * (_MARGIN + 1)
        self.label.ensurePolished()
        text = self.label.heightForWidth(inner)
        row = self._row.heightForWidth(inner)
        self._row.setFixedHeight(row)
        self.setFixedSize(width, text + row + 2 * (_MARGIN + 1) + _GAP)
        self.move(canvas.width() - width - _MARGIN, _MARGIN)
