"""A view of one picture that zooms and scrolls: by wheel, pinch, and on request."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

_STEP = 1.25
_LARGEST_ZOOM = 64.0
_MARGIN = 24
_ONE_NOTCH = 120.0


class ZoomView(QGraphicsView):
    """One scene unit is one picture pixel; any of its points can come to any place of the view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        scene = QGraphicsScene()
        super().__init__(scene, parent)
        scene.setParent(self)
        self.fitted = True
        self.picture_size: tuple[int, int] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def view_moved(self) -> None:
        """Called after the user has zoomed or scrolled."""

    def zoom_changed(self, zoom: float) -> None:
        """Called after any change of the zoom."""

    @property
    def zoom(self) -> float:
        """Screen pixels per picture pixel."""
        return float(self.transform().m11())

    def fit(self) -> None:
        """Show the whole picture, and keep doing so when the window changes its size."""
        self.fitted = True
        if self.picture_size is not None:
            self._set_zoom(self._fitting_zoom())
            self.centerOn(self.picture_size[0] / 2, self.picture_size[1] / 2)

    def actual_size(self) -> None:
        """Show one picture pixel on one screen pixel, around the middle of the view."""
        self.zoom_at(1.0, QPointF(self.viewport().rect().center()))

    def zoom_by_step(self, steps: float) -> None:
        """Zoom in (or out, below 0) around the middle of the view."""
        self.zoom_at(self.zoom * _STEP**steps, QPointF(self.viewport().rect().center()))

    def zoom_at(self, zoom: float, place: QPointF) -> None:
        """Zoom so that the picture's point under ``place`` (viewport pixels) stays there."""
        if self.picture_size is None:
            return
        self.fitted = False
        zoom = min(_LARGEST_ZOOM, max(min(self._fitting_zoom(), 1.0) / 4, zoom))
        before = self.scene_at(place)
        self._set_zoom(zoom)
        self._scroll(self.viewportTransform().map(before) - place)
        self.view_moved()

    def scroll_by(self, delta: QPointF) -> None:
        """Move the view by screen pixels."""
        self.fitted = False
        self._scroll(delta)
        self.view_moved()

    def centre(self) -> tuple[float, float]:
        """The picture's point in the middle of the view."""
        middle = self.scene_at(QPointF(self.viewport().width() / 2, self.viewport().height() / 2))
        return middle.x(), middle.y()

    def restore(self, zoom: float, centre: tuple[float, float]) -> None:
        """Go back to a zoom and centre; zoom 0 fits."""
        if zoom <= 0 or self.picture_size is None:
            self.fit()
            return
        self.fitted = False
        self._set_zoom(zoom)
        self.centerOn(*centre)

    def scene_at(self, place: QPointF) -> QPointF:
        """The picture's point at a place of the viewport."""
        return self.viewportTransform().inverted()[0].map(place)

    def screen_rect(self, box: tuple[float, float, float, float]) -> QRectF:
        """Where a box of the picture is in the viewport."""
        x1, y1, x2, y2 = box
        return self.viewportTransform().mapRect(QRectF(x1, y1, x2 - x1, y2 - y1))

    def bring_into_view(self, box: tuple[float, float, float, float]) -> None:
        """Scroll to a box that lies outside of the view."""
        rect, view = self.screen_rect(box), QRectF(self.viewport().rect())
        if not view.intersects(rect):
            self.scroll_by(rect.center() - view.center())

    def _fitting_zoom(self) -> float:
        width, height = self.picture_size or (1, 1)
        view = self.viewport().size()
        across = max(view.width() - 2 * _MARGIN, 1) / width
        down = max(view.height() - 2 * _MARGIN, 1) / height
        return min(across, down)

    def _set_zoom(self, zoom: float) -> None:
        width, height = self.picture_size or (1, 1)
        # Room around the picture, so that any of its points can come to any place of the view.
        room_x, room_y = self.viewport().width() / zoom, self.viewport().height() / zoom
        self.setSceneRect(QRectF(0, 0, width, height).adjusted(-room_x, -room_y, room_x, room_y))
        self.resetTransform()
        self.scale(zoom, zoom)
        self.zoom_changed(zoom)

    def _scroll(self, delta: QPointF) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + round(delta.x()))
        down.setValue(down.value() + round(delta.y()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            # Some systems turn the wheel's axis themselves while Shift is down.
            self.scroll_by(QPointF(-(turn.y() or turn.x()), 0))
        elif turn.y():
            self.zoom_at(self.zoom * _STEP ** (turn.y() / _ONE_NOTCH), event.position())
        event.accept()

    def look_at_viewport(self, event: QEvent) -> bool:
        """Take native pinch gestures before the view does."""
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.zoom_at(self.zoom * (1 + event.value()), event.position())
            return True
        return False
