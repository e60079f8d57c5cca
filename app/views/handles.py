"""The eight handles of a chosen box: where they stand on screen, and which one is under a point."""

from PySide6.QtCore import QPointF, QRectF, Qt

from app.domain.box_geometry import HANDLES, Edge

SIDE = 8.0
"""Side of a handle in screen pixels, whatever the zoom."""
_REACH = 7.0
_LEAST_FRAME = 26.0
_LEAST_FOR_MIDDLES = 40.0

_DOWN = Qt.CursorShape.SizeFDiagCursor
_UP = Qt.CursorShape.SizeBDiagCursor
_CURSORS = {
    Edge.LEFT | Edge.TOP: _DOWN,
    Edge.RIGHT | Edge.BOTTOM: _DOWN,
    Edge.RIGHT | Edge.TOP: _UP,
    Edge.LEFT | Edge.BOTTOM: _UP,
    Edge.LEFT: Qt.CursorShape.SizeHorCursor,
    Edge.RIGHT: Qt.CursorShape.SizeHorCursor,
    Edge.TOP: Qt.CursorShape.SizeVerCursor,
    Edge.BOTTOM: Qt.CursorShape.SizeVerCursor,
}


def frame_of(rect: QRectF) -> QRectF:
    """The frame that handles stand on: the box on screen, widened where it is thin.

    So a thin box keeps room between its handles, by which it can be moved.
    """
    across = max(_LEAST_FRAME - rect.width(), 0.0) / 2
    down = max(_LEAST_FRAME - rect.height(), 0.0) / 2
    return rect.adjusted(-across, -down, across, down)


def handle_points(rect: QRectF) -> dict[Edge, QPointF]:
    """The middle of each handle of a box on screen; short sides have none in their middle."""
    frame = frame_of(rect)
    points = {}
    for edges in HANDLES:
        upright, level = edges & (Edge.LEFT | Edge.RIGHT), edges & (Edge.TOP | Edge.BOTTOM)
        if not upright and frame.width() < _LEAST_FOR_MIDDLES:
            continue
        if not level and frame.height() < _LEAST_FOR_MIDDLES:
            continue
        x = _place(frame.left(), frame.right(), upright & Edge.LEFT, upright & Edge.RIGHT)
        y = _place(frame.top(), frame.bottom(), level & Edge.TOP, level & Edge.BOTTOM)
        points[edges] = QPointF(x, y)
    return points


def _place(low: float, high: float, at_low: Edge, at_high: Edge) -> float:
    if at_low:
        return low
    return high if at_high else (low + high) / 2


def handle_at(rect: QRectF, place: QPointF) -> Edge | None:
    """The handle of a box (both on screen) under a point: the nearest within reach."""
    best, least = None, _REACH
    for edges, point in handle_points(rect).items():
        away = max(abs(point.x() - place.x()), abs(point.y() - place.y()))
        if away < least:
            best, least = edges, away
    return best


def cursor_of(edges: Edge) -> Qt.CursorShape:
    """The cursor that says which way a handle goes."""
    return _CURSORS[edges]
