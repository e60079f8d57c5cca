"""One picture with boxes beside others of the same picture: they zoom and scroll together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QTransform
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.domain.detections import FloatArray
from app.domain.models.compared import Boxes
from app.services.box_drawing import LineStyle, tag_font
from app.services.pixels import Pixels
from app.views.box_layer import BoxLayer, LayerRows
from app.views.parts import heading, muted
from app.views.picture_item import PictureItem
from app.views.status_bar import ElidedLabel
from app.views.zoom_view import ZoomView

_TAG_PIXELS = 11


@dataclass(frozen=True)
class Shown:
    """A box that is drawn, by its place, and how."""

    place: int
    colour: str
    style: LineStyle
    tagged: bool = True


class PlainBoxes(BoxLayer):
    """Boxes without tags: among many, only what is amiss is named."""

    def place_all_tags(self, view: QTransform, widget: QWidget) -> FloatArray:
        return np.empty((0, 4))

    def draw_tags(self, painter: QPainter) -> None:
        """There are none."""


class PaneView(ZoomView):
    """A picture that is looked at; dragging moves it, and so does the wheel with Shift."""

    moved = Signal()
    stepped = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.picture = PictureItem()
        font = tag_font(QApplication.font(), _TAG_PIXELS)
        self.plain, self.boxes = PlainBoxes(font), BoxLayer(font)
        for item in (self.picture, self.plain, self.boxes):
            self.scene().addItem(item)
        self._held: QPointF | None = None

    def view_moved(self) -> None:
        self.moved.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = event.position()
        self.setFocus()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None and event.buttons():
            self.scroll_by(self._held - event.position())
            self._held = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        steps = {
            Qt.Key.Key_Right: 1, Qt.Key.Key_D: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_A: -1,
        }  # fmt: skip
        zooms = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        if key in steps:
            self.stepped.emit(steps[Qt.Key(key)])
        elif key in zooms:
            self.zoom_by_step(zooms[Qt.Key(key)])
        elif key == Qt.Key.Key_F:
            self.fit()
            self.moved.emit()
        else:
            event.ignore()


class ComparePane(QWidget):
    """A title, a line of what the boxes come to, and the picture."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = heading(name)
        self.line = ElidedLabel()
        self.line.setObjectName("muted")
        self.line.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.view = PaneView(name)
        self.error = muted()
        self.error.setWordWrap(True)
        self.error.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.title, self.line, self.error):
            layout.addWidget(widget)
        layout.addWidget(self.view, 1)

    def set_name(self, name: str) -> None:
        """Another model is shown."""
        self.title.setText(name)
        self.view.setAccessibleName(name)

    def set_pixels(self, pixels: Pixels | None) -> None:
        """Show other pixels, or none while they are read."""
        self.view.picture.set_pixels(pixels)
        self.error.hide()

    def set_error(self, why: str) -> None:
        """Say that the picture cannot be read; its boxes are shown all the same."""
        self.error.setText(why)
        self.error.show()

    def show_boxes(self, shown: Sequence[Shown], boxes: Boxes, size: tuple[int, int]) -> None:
        """Draw some of the boxes; a detection has its score in its tag."""
        for layer, tagged in ((self.view.plain, False), (self.view.boxes, True)):
            layer.put(_rows([each for each in shown if each.tagged is tagged], boxes, size))


def _rows(shown: Sequence[Shown], boxes: Boxes, size: tuple[int, int]) -> LayerRows:
    places = np.array([each.place for each in shown], np.int64)

    def text(at: int) -> str:
        place = shown[at].place
        if boxes.ranks[place] < 0:
            return boxes.names[place]
        score = float(boxes.scores[place])
        return f"{boxes.names[place]} {'1.0' if score >= 0.995 else f'{score:.2f}'.lstrip('0')}"

    return LayerRows(
        places,
        boxes.boxes[places].reshape(-1, 4),
        [each.colour for each in shown],
        [each.style for each in shown],
        text,
        size,
    )
