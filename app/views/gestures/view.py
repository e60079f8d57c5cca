"""Gestures that change no box: moving the view, and choosing with a rubber band."""

from PySide6.QtCore import Qt

from app.domain.records import Box
from app.views.gestures.base import Gesture, Hands, Place, Sketch


class Pan(Gesture):
    """The picture goes with the mouse. A click beside all boxes chooses nothing."""

    def __init__(self, hands: Hands, chooses: bool) -> None:
        super().__init__(hands)
        self._chooses = chooses
        self.cursor = None if chooses else Qt.CursorShape.ClosedHandCursor

    def begin(self) -> None:
        self.cursor = Qt.CursorShape.ClosedHandCursor
        self._from = self.started.screen

    def drag(self, at: Place) -> None:
        self.hands.scroll_by(self._from - at.screen)
        self._from = at.screen

    def click(self, at: Place) -> None:
        if self._chooses:
            super().click(at)


class RubberBand(Gesture):
    """Chooses the annotations that lie in a rectangle, beside those chosen before."""

    cursor = Qt.CursorShape.CrossCursor

    def drag(self, at: Place) -> None:
        self.hands.show_sketch(Sketch(band=self._band(at)))

    def drop(self, at: Place) -> None:
        self.hands.show_sketch(None)
        document, (x1, y1, x2, y2) = self.hands.document, self._band(at)
        inside = [
            each.id
            for each in document.annotations.values()
            if each.id not in document.hidden
            and x1 <= each.box[0]
            and each.box[2] <= x2
            and y1 <= each.box[1]
            and each.box[3] <= y2
        ]
        document.choose(tuple(dict.fromkeys((*document.chosen, *inside))))

    def _band(self, at: Place) -> Box:
        x, y = self.started.x, self.started.y
        return min(x, at.x), min(y, at.y), max(x, at.x), max(y, at.y)
