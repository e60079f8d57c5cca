"""Drawing a box: press, drag, release; or click, move, click."""

from PySide6.QtCore import QCoreApplication, Qt

from app.domain.box_geometry import MIN_SIDE, clamp_to_picture, snapped
from app.domain.records import Box
from app.views.gestures.base import Gesture, Hands, Place, Sketch

_SNAP = 5.0  # screen pixels from the picture's border that stick to it


class Draw(Gesture):
    """Goes from corner to corner; a corner outside of the picture counts as on its border."""

    cursor = Qt.CursorShape.CrossCursor
    changes_boxes = True

    def __init__(self, hands: Hands) -> None:
        super().__init__(hands)
        self._clicked = False

    def start(self, at: Place) -> None:
        if self._clicked:
            return  # the second click; its release ends the box
        super().start(at)
        self._corner = self._snapped(at)

    def move(self, at: Place) -> None:
        self.begun = self.begun or at.far_from(self.started)
        if self.begun or self._clicked:
            self.hands.show_sketch(Sketch(drawn=self._box(at)))

    def finish(self, at: Place) -> bool:
        if not self._clicked and not at.far_from(self.started):
            self._clicked = self.hands.settings["click_click"]
            return not self._clicked
        self.hands.show_sketch(None)
        box = self._box(at)
        least = max(MIN_SIDE, self.hands.settings["least_side"])
        if min(box[2] - box[0], box[3] - box[1]) < least:
            text = QCoreApplication.translate(
                "Canvas",
                "A box is at least {least} px wide and high (setting “Smallest box”).",
            )
            self.hands.document.tell(text.format(least=f"{least:g}"))
            return True
        self.hands.editor.draw(clamp_to_picture(box, self.hands.picture_size))
        return True

    def _snapped(self, at: Place) -> tuple[float, float]:
        size = self.hands.picture_size
        x, y = snapped(at.x, at.y, size, _SNAP / self.hands.zoom)
        if size is None:
            return x, y
        return min(max(x, 0.0), size[0]), min(max(y, 0.0), size[1])

    def _box(self, at: Place) -> Box:
        (x1, y1), (x2, y2) = self._corner, self._snapped(at)
        if at.shift:
            side = max(abs(x2 - x1), abs(y2 - y1))
            x2, y2 = x1 + (side if x2 >= x1 else -side), y1 + (side if y2 >= y1 else -side)
            x2, y2 = self._square_inside(x1, y1, x2, y2)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    def _square_inside(self, x1: float, y1: float, x2: float, y2: float) -> tuple[float, float]:
        """The far corner of a square, drawn back into the picture along the diagonal."""
        size = self.hands.picture_size
        if size is None:
            return x2, y2
        room_x = size[0] - x1 if x2 >= x1 else x1
        room_y = size[1] - y1 if y2 >= y1 else y1
        side = min(abs(x2 - x1), room_x, room_y)
        return x1 + (side if x2 >= x1 else -side), y1 + (side if y2 >= y1 else -side)
