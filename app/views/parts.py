"""Small widgets that the stylesheet knows by name."""

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QWidget


def heading(text: str = "") -> QLabel:
    """A bold title within a panel."""
    return _named(text, "heading")


def muted(text: str = "") -> QLabel:
    """Text that steps back."""
    return _named(text, "muted")


def key_cap(keys: str) -> QLabel:
    """Keys as they stand on a keyboard."""
    return _named(keys, "key")


def error_text() -> QLabel:
    """An empty label for what went wrong."""
    label = _named("", "error")
    label.setWordWrap(True)
    return label


def rule() -> QFrame:
    """A thin line between two parts of a panel."""
    line = QFrame()
    line.setObjectName("rule")
    return line


def panel() -> QWidget:
    """A widget with the background of a side panel."""
    widget = QWidget()
    widget.setObjectName("panel")
    return widget


def swatch(colour: str) -> QIcon:
    """A small square of a colour, the same whether its row is selected or not."""
    pixmap = QPixmap(12, 12)
    pixmap.fill(QColor(colour))
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def fit_height(window: QWidget) -> None:
    """Make a window as high as what it shows needs at its width: parts of it come and go."""
    layout = window.layout()
    if layout is not None:
        layout.activate()
        flows = layout.hasHeightForWidth()
        needed = layout.totalHeightForWidth(window.width()) if flows else 0
        window.resize(window.width(), max(needed, layout.totalSizeHint().height()))


def _named(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    return label
