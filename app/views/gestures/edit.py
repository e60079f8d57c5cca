"""Gestures that move and resize boxes that are there: one edit each, at the release."""

from collections.abc import Mapping

from PySide6.QtCore import Qt

from app.domain.box_geometry import Edge, bounds_of, moved, moved_together, resized_by_handle
from app.domain.records import Annotation, Box
from app.views.gestures.base import Gesture, Hands, Place, Sketch, Target
from app.views.handles import cursor_of


class Move(Gesture):
    """All chosen annotations go with the mouse, or a detection, which is accepted by that.

    A press on a box that is not chosen chooses it as soon as it is dragged.
    """

    changes_boxes = True

    def __init__(self, hands: Hands, target: Target) -> None:
        super().__init__(hands)
        self._target = target
        self._before: dict[int, Annotation] = {}
        self._row_box: Box | None = None

    def begin(self) -> None:
        self.cursor = Qt.CursorShape.SizeAllCursor
        document, target = self.hands.document, self._target
        self._was = (document.chosen, document.selected)
        if target.annotation is None:
            document.select(target.row)
            self._row_box = detection_box(self.hands, target.row)
            return
        if target.annotation not in document.chosen:
            kept = document.chosen if self.started.control else ()
            document.choose((*kept, target.annotation))
        self._before = unlocked(self.hands, document.chosen)
        self._boxes_before = {number: row.box for number, row in self._before.items()}
        if self._before:
            self._around = bounds_of(tuple(self._boxes_before.values()))

    def drag(self, at: Place) -> None:
        if self._row_box is not None:
            self.hands.show_sketch(Sketch(row=self._target.row, row_box=self._box(at)))
        elif self._before:
            # The same boxes from frame to frame, and one way for all: thousands move as one does.
            way = at.x - self.started.x, at.y - self.started.y
            around = moved(self._around, *way, self.hands.picture_size)
            shift = around[0] - self._around[0], around[1] - self._around[1]
            self.hands.show_sketch(Sketch(boxes=self._boxes_before, shift=shift))

    def drop(self, at: Place) -> None:
        self.hands.show_sketch(None)
        if self._row_box is not None and self._target.row is not None:
            self.hands.editor.move_detection(self._target.row, self._box(at))
        elif self._before:
            self.hands.editor.move_to(self._boxes(at))

    def cancel(self) -> None:
        super().cancel()
        if self.begun:
            chosen, selected = self._was
            go_back(self.hands, chosen, selected)

    def still_holds(self) -> bool:
        if self._row_box is not None:
            return detection_box(self.hands, self._target.row) == self._row_box
        return as_they_were(self.hands, self._before)

    def _box(self, at: Place) -> Box:
        assert self._row_box is not None
        way = at.x - self.started.x, at.y - self.started.y
        return moved(self._row_box, *way, self.hands.picture_size)

    def _boxes(self, at: Place) -> dict[int, Box]:
        boxes = [each.box for each in self._before.values()]
        way = at.x - self.started.x, at.y - self.started.y
        after = moved_together(boxes, *way, self.hands.picture_size)
        return dict(zip(self._before, after, strict=True))


class Resize(Gesture):
    """A handle goes with the mouse; past the opposite edge the box turns over.

    Shift keeps the shape while a corner is dragged.
    """

    changes_boxes = True

    def __init__(self, hands: Hands, target: Target, edges: Edge) -> None:
        super().__init__(hands)
        self._target, self._edges = target, edges
        self.cursor = cursor_of(edges)
        self._before: dict[int, Annotation] = {}
        self._box_before: Box | None = None

    def start(self, at: Place) -> None:
        super().start(at)
        if self._target.annotation is None:
            self._box_before = detection_box(self.hands, self._target.row)
        else:
            self._before = unlocked(self.hands, (self._target.annotation,))
            row = self._before.get(self._target.annotation)
            self._box_before = None if row is None else row.box

    def drag(self, at: Place) -> None:
        box = self._box(at)
        if box is None:
            return
        if self._target.annotation is None:
            self.hands.show_sketch(Sketch(row=self._target.row, row_box=box))
        else:
            self.hands.show_sketch(Sketch(boxes={self._target.annotation: box}))

    def drop(self, at: Place) -> None:
        self.hands.show_sketch(None)
        box = self._box(at)
        if box is None:
            return
        if self._target.annotation is not None:
            self.hands.editor.move_to({self._target.annotation: box})
        elif self._target.row is not None:
            self.hands.editor.move_detection(self._target.row, box)

    def click(self, at: Place) -> None:
        """A handle that is not dragged does nothing: its box is chosen already."""

    def still_holds(self) -> bool:
        if self._target.annotation is None:
            return detection_box(self.hands, self._target.row) == self._box_before
        return as_they_were(self.hands, self._before)

    def _box(self, at: Place) -> Box | None:
        before, edges = self._box_before, self._edges
        if before is None:
            return None
        # By the way of the mouse, not to its place: handles of thin boxes stand beside the edge.
        x = (before[0] if edges & Edge.LEFT else before[2]) + at.x - self.started.x
        y = (before[1] if edges & Edge.TOP else before[3]) + at.y - self.started.y
        return resized_by_handle(before, edges, x, y, self.hands.picture_size, keep_ratio=at.shift)


def detection_box(hands: Hands, row: int | None) -> Box | None:
    """The box of a detection that is seen, or None."""
    found = hands.document.detections
    if found is None or row is None or row >= len(found):
        return None
    x1, y1, x2, y2 = found.boxes[row].tolist()
    return x1, y1, x2, y2


def unlocked(hands: Hands, ids: tuple[int, ...]) -> dict[int, Annotation]:
    """Those annotations that may be changed."""
    there = hands.document.annotations
    return {number: there[number] for number in ids if number in there and not there[number].locked}


def as_they_were(hands: Hands, before: Mapping[int, Annotation]) -> bool:
    """Whether annotations are still what they were."""
    there = hands.document.annotations
    return all(there.get(number) == row for number, row in before.items())


def go_back(hands: Hands, chosen: tuple[int, ...], selected: int | None) -> None:
    """Choose again what was chosen before."""
    if selected is not None:
        hands.document.select(selected)
    else:
        hands.document.choose(chosen)
