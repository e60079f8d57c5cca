"""Which gesture a press on the canvas begins."""

from PySide6.QtCore import QRectF, Qt

from app.domain.box_geometry import Edge
from app.views.gestures.base import Gesture, Hands, Place, Target
from app.views.gestures.draw import Draw
from app.views.gestures.edit import Move, Resize, detection_box
from app.views.gestures.pick import Pick
from app.views.gestures.view import Pan, RubberBand
from app.views.handles import handle_at


def gesture_for(
    hands: Hands, at: Place, button: Qt.MouseButton, space: bool, view: QRectF
) -> Gesture | None:
    """The gesture of a press, None for a button that has none. ``view`` is the viewport."""
    if button == Qt.MouseButton.MiddleButton or (space and button == Qt.MouseButton.LeftButton):
        return Pan(hands, chooses=False)
    if button != Qt.MouseButton.LeftButton or hands.picture_size is None:
        return None
    if hands.document.drawing:
        return Draw(hands)
    if hands.document.proposals is not None:
        return Pick(hands, chooses=True)
    handle = handle_under(hands, at)
    if handle is not None:
        return Resize(hands, *handle)
    if at.shift:
        return RubberBand(hands)
    target = grabbed_at(hands, at, view)
    return Pan(hands, chooses=True) if target is None else Move(hands, target)


def handle_under(hands: Hands, at: Place) -> tuple[Target, Edge] | None:
    """The handle under the mouse and whose it is; only a box chosen alone has handles."""
    target = with_handles(hands)
    box = None if target is None else box_of(hands, target)
    if target is None or box is None:
        return None
    edges = handle_at(hands.screen_rect(box), at.screen)
    return None if edges is None else (target, edges)


def with_handles(hands: Hands) -> Target | None:
    """The one chosen box, if it can be resized."""
    document = hands.document
    if document.drawing or document.proposals is not None:
        return None
    if len(document.chosen) == 1:
        row = document.annotations.get(document.chosen[0])
        if row is None or row.locked or row.id in document.hidden:
            return None
        return Target(annotation=row.id)
    if document.chosen or document.selected is None:
        return None
    return Target(row=document.selected)


def grabbed_at(hands: Hands, at: Place, view: QRectF) -> Target | None:
    """The box that a drag from here moves: a chosen one first, else the smallest.

    A locked box, and one so large that none of its edges is in sight, is not grabbed.
    """
    targets = [each for each in hands.targets_at(at) if each.region is None]
    for target in targets:
        if is_chosen(hands, target):
            return None if _is_locked(hands, target) else target
    if not targets or _is_locked(hands, targets[0]):
        return None
    box = box_of(hands, targets[0])
    if box is None or hands.screen_rect(box).contains(view):
        return None
    return targets[0]


def is_chosen(hands: Hands, target: Target) -> bool:
    """Whether a box is chosen, or selected."""
    if target.annotation is not None:
        return target.annotation in hands.document.chosen
    if target.region is not None:
        return target.region == hands.document.region
    return target.row is not None and target.row == hands.document.selected


def _is_locked(hands: Hands, target: Target) -> bool:
    if target.annotation is None:
        return False
    row = hands.document.annotations.get(target.annotation)
    return row is not None and row.locked


def box_of(hands: Hands, target: Target) -> tuple[float, float, float, float] | None:
    """Where a box is, None where it is no more."""
    if target.region is not None:
        found = (each.box for each in hands.document.regions if each.id == target.region)
        return next(found, None)
    if target.annotation is None:
        return detection_box(hands, target.row)
    row = hands.document.annotations.get(target.annotation)
    return None if row is None else row.box
