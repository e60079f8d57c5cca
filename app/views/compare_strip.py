"""The three-way view's strip above the canvas: key, counts, and which of the three is shown."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from app.domain.comparison import COMPARE_COLOURS, Compare
from app.services.document import Document
from app.views.parts import muted
from app.views.theme import Theme

_SWATCH = 12


class CompareStrip(QWidget):
    """Seen while the three-way view is on; its last button switches it off."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.document, self._theme = document, theme
        self.note = muted()
        self.buttons: dict[Compare, QPushButton] = {
            mode: self._button(mode) for mode in Compare if mode is not Compare.OFF
        }
        self.off = QPushButton(self.tr("Done"))
        self.off.setToolTip(self.tr("Show boxes as usual"))
        self.off.clicked.connect(lambda: document.set_compare(Compare.OFF))
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(8)
        for button in self.buttons.values():
            self._group.addButton(button)
            layout.addWidget(button)
        layout.addWidget(self.note)
        layout.addStretch()
        layout.addWidget(self.off)
        for signal in (
            document.compare_changed,
            document.detections_changed,
            document.annotations_changed,
        ):
            signal.connect(self.refresh)
        theme.changed.connect(self._dress)
        self._dress()
        self.refresh()

    def _button(self, mode: Compare) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setIconSize(QSize(_SWATCH, _SWATCH))
        button.clicked.connect(lambda _on=False: self.document.set_compare(mode))
        return button

    def _dress(self) -> None:
        for mode, button in self.buttons.items():
            if mode in COMPARE_COLOURS:
                button.setIcon(edged_swatch(COMPARE_COLOURS[mode], self._theme.colours.muted))

    def refresh(self) -> None:
        """Take mode and counts from the document."""
        document = self.document
        self.setVisible(document.compare is not Compare.OFF)
        comparison = document.comparison
        names = {
            Compare.ALL: self.tr("All"),
            Compare.AGREED: self.tr("Agreed"),
            Compare.ONLY_MODEL: self.tr("Only model"),
            Compare.ONLY_PERSON: self.tr("Only person"),
        }
        for mode, button in self.buttons.items():
            count = "" if comparison is None else f"  {comparison.counts[mode]:,}"
            button.setText(names[mode] + count)
            button.setChecked(mode is document.compare)
        waits = comparison is None and document.pictures.current is not None
        self.note.setText(self.tr("The model has not seen this picture yet.") if waits else "")


def edged_swatch(colour: str, edge: str) -> QIcon:
    """A small square of a colour with an edge, so that white is seen on light panels."""
    pixmap = QPixmap(_SWATCH, _SWATCH)
    pixmap.fill(QColor(colour))
    painter = QPainter(pixmap)
    painter.setPen(QColor(edge))
    painter.drawRect(0, 0, _SWATCH - 1, _SWATCH - 1)
    painter.end()
    return QIcon(pixmap)
