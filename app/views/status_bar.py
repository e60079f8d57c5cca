"""The status bar: device, model, time a picture, zoom, keys, place, and the last message."""

import os

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QStatusBar, QToolButton, QWidget

from app.services.detection_client import ServerState
from app.services.document import Document
from app.services.timers import quiet_timer
from app.views.messages import Messages, show_messages

_MESSAGE_MS = 12_000
_MODEL_WIDTH = 240  # pixels


class ElidedLabel(QLabel):
    """One line that ends in dots where there is no room; the tool tip has all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_line(self, line: str) -> None:
        """Show another line."""
        self.line = line
        self.setToolTip(line)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.contentsRect().width() - 2 * self.margin() - 16
        mode = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self.line, mode, max(room, 0)))


class MessageLabel(ElidedLabel):
    """The last message; a click asks for those before it."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.clicked.emit()


class StatusBar(QStatusBar):
    """Listens to the document; the message gives way when it is old or the picture changes."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.setSizeGripEnabled(False)
        self.device = self._label(self.tr("Device"))
        self.model = QToolButton()
        self.model.setObjectName("status")
        self.model.setAccessibleName(self.tr("Model"))
        self.model.setToolTip(self.tr("The model in use; a click chooses another"))
        self.model.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.model.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.time = self._label(self.tr("Time of the last detection"))
        self.place = self._label(self.tr("Cursor in picture pixels"))
        self.zoom = self._label(self.tr("Zoom"))
        self.tone = self._label(self.tr("Brightness and contrast"))
        self.messages = Messages(self)
        self.message = MessageLabel(self)
        self.message.setAccessibleName(self.tr("Message"))
        self.message.clicked.connect(self.show_messages)
        first = (self.device, self.model, self.time, self.zoom, self.tone)
        self._keys_at = len(first)  # before what changes with every move of the mouse
        for label in (*first, self.place):
            self.addWidget(label)
        self.tone.hide()
        self.addWidget(self.message, 1)
        self._fade = quiet_timer(self, _MESSAGE_MS, lambda: self._tell(""))
        document.server_changed.connect(self._show_server)
        document.in_use_changed.connect(self._show_model)
        document.detections_changed.connect(self._show_time)
        document.pointed.connect(self._show_place)
        document.zoomed.connect(self._show_zoom)
        document.pixels_changed.connect(self._show_zoom)
        document.tone_changed.connect(self._show_tone)
        document.told.connect(self._tell)
        self._show_server()

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setAccessibleName(name)
        return label

    def set_model_menu(self, menu: QMenu) -> None:
        """What a click on the model's name offers."""
        self.model.setMenu(menu)

    def set_keys(self, keys: QWidget) -> None:
        """The keys of the moment; they give way where there is no room."""
        self.insertWidget(self._keys_at, keys)

    def show_messages(self) -> None:
        """Open the list of the last messages."""
        show_messages(self.messages, self.window())

    def _tell(self, text: str) -> None:
        line = " ".join(text.split())
        self.message.set_line(line)
        self.messages.add(line)
        if not line:
            self.message.setToolTip(self.tr("A click shows the last messages"))
        self._fade.start()

    def _show_server(self) -> None:
        document = self.document
        device = document.device
        if document.server_state is ServerState.LOADING:
            self.device.setText(self.tr("Loading model..."))
        elif document.server_state is ServerState.FAILED:
            self.device.setText(self.tr("No model"))
        else:
            parts = [] if device is None else [device.name.upper(), device.short_dtype]
            self.device.setText(" · ".join(part for part in parts if part))
        self.device.setToolTip("" if device is None else device.reason)
        self._show_model()
        self._show_time()

    def _show_model(self) -> None:
        """What the model in use is called, after the one that it was trained from."""
        used, model = self.document.in_use, self.document.model
        name = used.title or ("" if model is None else model.name)
        line = f"{used.parent} ▸ {name}" if used.parent else name
        metrics = self.model.fontMetrics()
        shown = metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, _MODEL_WIDTH)
        self.model.setText(self.tr("model {name}").format(name=shown.replace("&", "&&")))
        self.model.setVisible(model is not None)

    def _show_time(self) -> None:
        document = self.document
        if document.detecting:
            ready = document.server_state is ServerState.READY
            self.time.setText(self.tr("detecting...") if ready else "")
        else:
            ms = document.milliseconds
            self.time.setText("" if ms is None else f"{ms:.0f} ms")

    def _show_place(self) -> None:
        at = self.document.cursor
        self.place.setText("" if at is None else f"x {int(at[0])}  y {int(at[1])}")

    def _show_tone(self) -> None:
        """Say that pictures are not shown as they are."""
        tone = self.document.tone
        parts = []
        if tone.brightness:
            parts.append(self.tr("brightness {value:+d}").format(value=tone.brightness))
        if tone.contrast:
            parts.append(self.tr("contrast {value:+d}").format(value=tone.contrast))
        if tone.window is not None:
            low, high = tone.window
            parts.append(self.tr("16-bit {low} to {high}").format(low=low, high=high))
        self.tone.setText(" · ".join(parts))
        self.tone.setVisible(bool(parts))

    def _show_zoom(self) -> None:
        there = self.document.pixels is not None
        self.zoom.setText(f"{self.document.zoom * 100:.0f} %" if there else "")
        self.zoom.setToolTip(os.path.basename(self.document.pictures.current or ""))
