"""Keys that go through the boxes over one place, as clicks on the same place do."""

from PySide6.QtCore import QPointF

from app.domain.records import Box
from app.views.gestures.base import Hands, Place, Target
from app.views.gestures.choice import box_of, is_chosen


class Stack:
    """The boxes under the mouse; where that is not over the chosen box, those over its middle.

    The place stays while keys step from box to box, so that stepping back leads back.
    """

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._at: tuple[float, float] | None = None
        self._reached: Target | None = None

    def step(self, by: int) -> Target | None:
        """The box that is so many further down (``by`` > 0) or up, round and round; None where
        there is no box."""
        if self._reached is None or not is_chosen(self._hands, self._reached):
            self._at = self._start()
        if self._at is None:
            return None
        targets = self._hands.targets_at(Place(QPointF(), *self._at))
        if not targets:
            return None
        at = next((i for i, each in enumerate(targets) if is_chosen(self._hands, each)), None)
        if at is None:
            at = -1 if by > 0 else 0
        self._reached = targets[(at + by) % len(targets)]
        return self._reached

    def _start(self) -> tuple[float, float] | None:
        cursor, box = self._hands.document.cursor, self._chosen_box()
        if box is None or (cursor is not None and _holds(box, *cursor)):
            return cursor
        return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2

    def _chosen_box(self) -> Box | None:
        document = self._hands.document
        if document.chosen:
            return box_of(self._hands, Target(annotation=document.chosen[-1]))
        return box_of(self._hands, Target(row=document.selected, region=document.region))


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
