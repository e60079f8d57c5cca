"""The canvas: one picture with its boxes; zoom, pan, hover and selection by mouse and keys."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsScene, QGraphicsView, QWidget

from app.domain.geometry import smallest_at
from app.services.box_drawing import tag_font
from app.services.document import Document
from app.services.timers import quiet_timer
from app.views.boxes_item import BoxesItem
from app.views.focus_item import Focus, FocusItem
from app.views.picture_item import PictureItem

_STEP = 1.25
_LARGEST_ZOOM = 64.0
_MARGIN = 24
_REST_MS = 160
_SLACK = 3.0  # screen pixels around a box that still hit it
_TAG_PIXELS = 12
_ONE_NOTCH = 120.0


class Canvas(QGraphicsView):
    """Shows what the document holds; asks it to select, hover and point."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        scene = QGraphicsScene()
        super().__init__(scene, parent)
        scene.setParent(self)
        self.document = document
        self.fitted = True
        self._path: str | None = None
        self._size: tuple[int, int] | None = None
        self._pressed_at: QPoint | None = None
        self._panned_to: QPoint | None = None
        self._space = False
        font = tag_font(QApplication.font(), _TAG_PIXELS)
        self.picture = PictureItem()
        self.boxes = BoxesItem(font)
        self.focus = FocusItem(font, self.boxes)
        for item in (self.picture, self.boxes, self.focus):
            scene.addItem(item)
        self._rest = quiet_timer(self, _REST_MS, self._come_to_rest)
        self._set_up()
        self._connect()

    def _set_up(self) -> None:
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Picture with detections"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(False)  # the window takes what is dropped
        self.viewport().setAcceptDrops(False)
        self.viewport().setMouseTracking(True)

    def _connect(self) -> None:
        document = self.document
        document.pixels_changed.connect(self._show_pixels)
        document.detections_changed.connect(self._show_boxes)
        document.view_changed.connect(self._show_boxes)
        document.selection_changed.connect(self._show_focus)
        document.hover_changed.connect(self._show_focus)
        document.origin_shown_changed.connect(self._show_focus)

    # What the document says

    def _show_pixels(self) -> None:
        pixels = self.document.pixels
        self.picture.set_pixels(pixels)
        if pixels is None:
            return
        size = (pixels.width, pixels.height)
        same = pixels.path == self._path and size == self._size
        self._path, self._size = pixels.path, size
        if not same:
            self.fit()

    def _show_boxes(self) -> None:
        document = self.document
        self.boxes.show_rows(document.detections, document.rows, document.view.colour_by)
        self._show_focus()

    def _show_focus(self) -> None:
        document = self.document
        self.focus.show_focus(
            Focus(
                document.detections,
                document.selected,
                document.hovered,
                document.view.colour_by,
                document.origin_shown,
            )
        )

    # Zoom and place

    @property
    def zoom(self) -> float:
        """Screen pixels per picture pixel."""
        return float(self.transform().m11())

    def fit(self) -> None:
        """Show the whole picture, and keep doing so when the window changes its size."""
        self.fitted = True
        if self._size is not None:
            self._set_zoom(self._fitting_zoom())
            self.centerOn(self._size[0] / 2, self._size[1] / 2)

    def actual_size(self) -> None:
        """Show one picture pixel on one screen pixel, around the middle of the view."""
        self.zoom_at(1.0, QPointF(self.viewport().rect().center()))

    def zoom_by_step(self, steps: float) -> None:
        """Zoom in (or out, below 0) around the middle of the view."""
        self.zoom_at(self.zoom * _STEP**steps, QPointF(self.viewport().rect().center()))

    def zoom_at(self, zoom: float, place: QPointF) -> None:
        """Zoom so that the picture's point under ``place`` (viewport pixels) stays there."""
        if self._size is None:
            return
        self.fitted = False
        zoom = min(_LARGEST_ZOOM, max(min(self._fitting_zoom(), 1.0) / 4, zoom))
        before = self._scene_at(place)
        self._set_zoom(zoom)
        after = self.viewportTransform().map(before)
        self._scroll_by(after - place)
        self._move()

    def centre(self) -> tuple[float, float]:
        """The picture's point in the middle of the view."""
        middle = self._scene_at(QPointF(self.viewport().width() / 2, self.viewport().height() / 2))
        return middle.x(), middle.y()

    def restore(self, zoom: float, centre: tuple[float, float]) -> None:
        """Go back to a zoom and centre; zoom 0 fits."""
        if zoom <= 0 or self._size is None:
            self.fit()
            return
        self.fitted = False
        self._set_zoom(zoom)
        self.centerOn(*centre)

    def _fitting_zoom(self) -> float:
        width, height = self._size or (1, 1)
        view = self.viewport().size()
        across = max(view.width() - 2 * _MARGIN, 1) / width
        down = max(view.height() - 2 * _MARGIN, 1) / height
        return min(across, down)

    def _set_zoom(self, zoom: float) -> None:
        width, height = self._size or (1, 1)
        # Room around the picture, so that any of its points can come to any place of the view.
        room_x, room_y = self.viewport().width() / zoom, self.viewport().height() / zoom
        self.setSceneRect(QRectF(0, 0, width, height).adjusted(-room_x, -room_y, room_x, room_y))
        self.resetTransform()
        self.scale(zoom, zoom)
        self.document.set_zoom(zoom)

    def _scene_at(self, place: QPointF) -> QPointF:
        return self.viewportTransform().inverted()[0].map(place)

    def _scroll_by(self, delta: QPointF) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + round(delta.x()))
        down.setValue(down.value() + round(delta.y()))

    def _move(self) -> None:
        self.boxes.moving = True
        self._rest.start()
        self.viewport().update()

    def _come_to_rest(self) -> None:
        self.boxes.moving = False
        self.viewport().update()

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            # Some systems turn the wheel's axis themselves while Shift is down.
            self._scroll_by(QPointF(-(turn.y() or turn.x()), 0))
            self.fitted = False
            self._move()
        elif turn.y():
            self.zoom_at(self.zoom * _STEP ** (turn.y() / _ONE_NOTCH), event.position())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.zoom_at(self.zoom * (1 + event.value()), event.position())
            return True
        if event.type() == QEvent.Type.Leave:
            self.document.hover(None)
            self.document.point(None)
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed_at = event.position().toPoint()
            self._panned_to = None
            if event.button() == Qt.MouseButton.MiddleButton:
                self._begin_pan(self._pressed_at)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._panned_to is not None:
            self._scroll_by(QPointF(self._panned_to - place))
            self._panned_to = place
            self.fitted = False
            self._move()
        elif self._pressed_at is not None:
            far = (place - self._pressed_at).manhattanLength()
            if far >= QApplication.startDragDistance():
                self._begin_pan(self._pressed_at)
                self.mouseMoveEvent(event)
                return
        else:
            self.document.hover(self._row_at(event.position()))
        self._point(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        clicked = self._pressed_at is not None and self._panned_to is None and not self._space
        if clicked and event.button() == Qt.MouseButton.LeftButton:
            self.document.select(self._row_at(event.position()))
        self._pressed_at = self._panned_to = None
        self._show_cursor()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Space:
            self._space = True
            self._show_cursor()
        elif key == Qt.Key.Key_Escape:
            self.document.select(None)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._show_cursor()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._space = False  # its release goes elsewhere
        self._show_cursor()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the boxes, as long as there are any."""
        if not len(self.document.rows):
            return super().focusNextPrevChild(forward)
        self.document.select_step(1 if forward else -1)
        return True

    def _begin_pan(self, place: QPoint) -> None:
        self._panned_to = place
        self._show_cursor()

    def _show_cursor(self) -> None:
        if self._panned_to is not None:
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space:
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.viewport().unsetCursor()

    def _row_at(self, place: QPointF) -> int | None:
        found, rows = self.document.detections, self.document.rows
        if found is None or not len(rows):
            return None
        at = self._scene_at(place)
        hit = smallest_at(found.boxes[rows], at.x(), at.y(), _SLACK / self.zoom)
        return None if hit is None else int(rows[hit])

    def _point(self, place: QPointF) -> None:
        if self._size is None:
            return
        at = self._scene_at(place)
        inside = 0 <= at.x() < self._size[0] and 0 <= at.y() < self._size[1]
        self.document.point((at.x(), at.y()) if inside else None)
