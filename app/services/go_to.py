"""Goes to a box on any picture: shows the picture, chooses the box, brings it into view."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.domain.records import Box
from app.services.document import Document

_SAME_BOX = 0.05


@dataclass(frozen=True)
class Place:
    """A box on a picture: an annotation by id, or a detection by its box and class name."""

    path: str
    box: Box
    annotation: int | None = None
    class_name: str = ""


class GoTo(QObject):
    """Waits for what is not there yet: the picture's pixels, its detections."""

    arrived = Signal(tuple)  # the box, to be brought into view

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._place: Place | None = None
        self._in_view = False
        document.current_changed.connect(self._forget_elsewhere)
        document.pixels_changed.connect(self._go_on)
        document.detections_changed.connect(self._go_on)

    def go(self, place: Place) -> None:
        """Show a box of the project."""
        self._place, self._in_view = place, False
        self.document.wanted.emit(place.path)
        self._go_on()

    def _forget_elsewhere(self) -> None:
        if self._place is not None and self._place.path != self.document.pictures.current:
            self._place = None

    def _go_on(self) -> None:
        place, document = self._place, self.document
        if place is None or place.path != document.pictures.current:
            return
        if document.pixels is None:
            if document.picture_error:
                self._place = None
            return
        if not self._in_view:
            self._in_view = True
            self.arrived.emit(place.box)
        if place.annotation is not None:
            self._place = None
            document.choose([place.annotation])
        elif document.detections is not None and not document.detecting:
            self._place = None
            document.select(self._row_of(place))

    def _row_of(self, place: Place) -> int | None:
        found = self.document.detections
        if found is None or not len(found):
            return None
        off = np.abs(found.boxes - np.array(place.box)).max(axis=1)
        rows = [
            int(row)
            for row in np.flatnonzero(off <= _SAME_BOX)
            if not place.class_name or found.class_name(int(row)) == place.class_name
        ]
        return next((row for row in rows if row in self.document.rows), None)
