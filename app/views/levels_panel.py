"""The Levels tab: legend above, the card of the selected detection below."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.services.document import Document
from app.views.level_legend import LevelLegend
from app.views.parts import panel, rule
from app.views.theme import Theme
from app.views.why_card import WhyCard


class LevelsPanel(QScrollArea):
    """Scrolls where the window is low."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Levels"))
        self.legend = LevelLegend(document, theme)
        self.card = WhyCard(document)
        inner = panel()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.legend)
        layout.addWidget(rule())
        layout.addWidget(self.card)
        layout.addWidget(rule())
        layout.addStretch()
        self._layout = layout
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def add_below(self, widget: QWidget) -> None:
        """Show something more beneath the card, as high as there is room."""
        self._layout.insertWidget(self._layout.count() - 1, widget, 1)
