"""Picking a proposal: a click makes it an annotation."""

from PySide6.QtCore import Qt

from app.views.gestures.base import Place
from app.views.gestures.view import Pan


class Pick(Pan):
    """A click takes the best proposal under the mouse; a drag moves the view."""

    cursor = Qt.CursorShape.PointingHandCursor

    def click(self, at: Place) -> None:
        self.hands.editor.pick_proposal(at.x, at.y)
