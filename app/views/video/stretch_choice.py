"""The whole video, or the selected range: which frames something is done to."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from app.services.document import Document


class StretchChoice(QWidget):
    """Two radio buttons; the range is chosen where one is selected."""

    changed = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        state = document.video
        self._count, self._range = state.count, state.range
        self.whole = QRadioButton(self.tr("The whole video"))
        self.part = QRadioButton(self._part_text())
        self.part.setEnabled(self._range is not None)
        (self.part if self._range is not None else self.whole).setChecked(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.whole)
        layout.addWidget(self.part)
        self.whole.toggled.connect(lambda _on: self.changed.emit())

    def frames(self) -> tuple[int, int]:
        """The first and the last frame that are chosen."""
        if self._range is None or self.whole.isChecked():
            return 0, max(self._count - 1, 0)
        return self._range

    def _part_text(self) -> str:
        if self._range is None:
            return self.tr("The selected range (Shift and drag on the timeline selects one)")
        first, last = self._range
        text = self.tr("The selected range, frames {first} to {last}")
        return text.format(first=f"{first:,}", last=f"{last:,}")
