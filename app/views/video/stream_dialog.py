"""Asks for a camera by its number, or for the address of a stream."""

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.services.settings import Settings
from app.services.video.live import LiveView
from app.views.parts import muted
from fpn_core.video.live import cameras, shown_address

_WIDTH = 440
RECENT = "recent_streams"


class StreamDialog(QDialog):
    """What was opened before is offered again."""

    def __init__(self, live: LiveView, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._live, self._settings = live, settings
        self.setWindowTitle(self.tr("Open camera or stream"))
        self.setMinimumWidth(_WIDTH)
        self.address = QComboBox()
        self.address.setEditable(True)
        self.address.setAccessibleName(self.tr("Number of the camera, or address of the stream"))
        recent = settings[RECENT]
        self.address.addItems(
            [*recent, *(each for each in cameras() or ["0"] if each not in recent)]
        )
        self.address.setCurrentIndex(0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start = buttons.addButton(self.tr("Open"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(QLabel(self.tr("Camera or address")))
        layout.addWidget(self.address)
        hint = muted(
            self.tr(
                "0 is the first camera of this computer. Addresses begin with rtsp:// or http://."
            )
        )
        hint.setWordWrap(True)
        layout.addWidget(hint)
        layout.addSpacing(8)
        layout.addWidget(buttons)
        self.address.editTextChanged.connect(lambda text: self.start.setEnabled(bool(text.strip())))

    def accept(self) -> None:
        address = self.address.currentText().strip()
        if not address:
            return
        super().accept()
        self._settings.add_recent(RECENT, shown_address(address))  # without a password
        self._live.open(address)
