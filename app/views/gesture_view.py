"""Mouse and keys of the canvas: events become gestures, which alone know what they mean."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.domain.box_geometry import moved
from app.services.document import Document
from app.services.editor import Editor
from app.services.settings import Settings
from app.views.event_watch import EventWatch
from app.views.gestures.base import Gesture, Place, Sketch, Target
from app.views.gestures.choice import gesture_for, handle_under, is_chosen
from app.views.gestures.draw import Draw
from app.views.gestures.edit import detection_box
from app.views.gestures.view import Pan
from app.views.handles import cursor_of
from app.views.zoom_view import ZoomView

_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_FAR = 10
_SCROLL = 48.0
_NO_KEYS = Qt.KeyboardModifier.NoModifier


class GestureView(ZoomView):
    """Forwards events to the gesture under way. What boxes are where, the canvas says."""

    menu_wanted = Signal(QPoint)  # a context menu at a place of the screen
    space_tapped = Signal()  # Space came up and no drag had followed
    class_wanted = Signal()  # the class of the chosen box is to be typed
    place_wanted = Signal()  # place and size of the chosen box are to be typed
    scrolled = Signal()  # the picture is elsewhere in the view, or in another size

    def __init__(
        self,
        document: Document,
        editor: Editor,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self.editor, self.settings = document, editor, settings
        self.gesture: Gesture | None = None
        self._pan: Pan | None = None
        self._button = Qt.MouseButton.NoButton
        self._space = self._space_used = False
        self._mouse_at: QPointF | None = None
        self._clicked_at: QPointF | None = None
        self._before_cycle: Target | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(False)  # the window takes what is dropped
        self.viewport().setAcceptDrops(False)
        self.viewport().setMouseTracking(True)
        EventWatch(self, self._look)
        EventWatch(self.viewport(), self.look_at_viewport)

    # What gestures use, beside zoom and place

    def show_sketch(self, sketch: Sketch | None) -> None:
        """Draw what a gesture is about to do, or nothing."""
        raise NotImplementedError

    def targets_at(self, place: Place) -> list[Target]:
        """Boxes under the mouse, in the order in which clicks reach them."""
        raise NotImplementedError

    def show_pointer(self, at: QPointF | None) -> None:
        """The mouse is at a place of the viewport, or outside."""
        raise NotImplementedError

    def choose_at(self, place: Place) -> None:
        """A click: the smallest box under it; at the same place again, the next one."""
        targets, document = self.targets_at(place), self.document
        self._before_cycle = None
        again = self._clicked_at is not None and _near(self._clicked_at, place.screen)
        self._clicked_at = place.screen
        if place.control or place.shift:
            first = next((t.annotation for t in targets if t.annotation is not None), None)
            if first is not None:
                document.choose_also(first)
            return
        if not targets:
            document.choose_region(None)
            document.choose(())
            document.select(None)
            return
        chosen = [at for at, target in enumerate(targets) if is_chosen(self, target)]
        if again and chosen:
            self._before_cycle = targets[chosen[0]]
            self.choose_target(targets[(chosen[0] + 1) % len(targets)])
        else:
            self.choose_target(targets[0])

    def choose_target(self, target: Target) -> None:
        """Choose this box alone."""
        self.document.choose_region(target.region)
        if target.region is not None:
            return
        if target.annotation is not None:
            self.document.choose((target.annotation,))
        else:
            self.document.select(target.row)

    # Gestures

    def cancel_gesture(self) -> bool:
        """Stop what the mouse is doing and leave everything as it was; whether there was any."""
        gesture, self.gesture, self._pan = self.gesture, None, None
        if gesture is not None:
            gesture.cancel()
        self.show_cursor()
        return gesture is not None

    def check_gesture(self) -> None:
        """Cancel the gesture if what it works on has changed under it."""
        if self.gesture is not None and not self.gesture.still_holds():
            self.cancel_gesture()

    def view_moved(self) -> None:
        """A gesture goes on while the picture moves under the mouse."""
        if self.gesture is None or isinstance(self.gesture, Pan) or self._mouse_at is None:
            return
        self.gesture.move(self._place(self._mouse_at, _NO_KEYS))

    def _place(self, screen: QPointF, keys: Qt.KeyboardModifier) -> Place:
        at = self.scene_at(screen)
        return Place(screen, at.x(), at.y(), keys)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        at = self._place(event.position(), event.modifiers())
        button = event.button()
        if button == Qt.MouseButton.RightButton:
            self.cancel_gesture()
            return
        if not self._space and button == Qt.MouseButton.LeftButton:
            self.document.ask_still()
        view = QRectF(self.viewport().rect())
        pans = button == Qt.MouseButton.MiddleButton or self._space
        if pans or self.gesture is None:
            gesture = gesture_for(self, at, button, self._space, view)
            if gesture is None:
                return
            gesture.start(at)
            if pans and isinstance(gesture, Pan):
                self._pan, self._space_used = gesture, self._space
            else:
                self.gesture, self._button = gesture, button
        elif button == Qt.MouseButton.LeftButton:
            self._button = button
            self.gesture.start(at)
        self.show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._place(event.position(), event.modifiers())
        self._mouse_at = event.position()
        held = event.buttons()
        if self._pan is not None:
            if held:
                self._pan.move(at)
            else:
                self._pan = None
        elif self.gesture is not None:
            if self._button != Qt.MouseButton.NoButton and not held & self._button:
                self.cancel_gesture()  # the button came up where nobody told us
            else:
                self.gesture.move(at)
        else:
            self._hover(at)
        self.show_cursor()
        self.show_pointer(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        at = self._place(event.position(), event.modifiers())
        if self._pan is not None:
            self._pan = None
        elif self.gesture is not None and event.button() == self._button:
            gesture, self.gesture = self.gesture, None
            self._button = Qt.MouseButton.NoButton
            if not gesture.finish(at):
                self.gesture = gesture
            elif isinstance(gesture, Draw) and not self.settings["draw_sticky"]:
                self.document.set_drawing(False)
        self._hover(self._place(event.position(), event.modifiers()))
        self.show_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self._place(event.position(), event.modifiers())
        plain = event.button() == Qt.MouseButton.LeftButton and not self._space
        picking = self.document.drawing or self.document.proposals is not None
        if not plain or picking or not self.targets_at(at):
            self.mousePressEvent(event)
            return
        event.accept()
        if self._before_cycle is not None:  # the first of the two clicks had gone one box on
            self.choose_target(self._before_cycle)
            self._before_cycle = None
        self.class_wanted.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()
        self.cancel_gesture()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            targets = self.targets_at(self._place(QPointF(event.pos()), _NO_KEYS))
            if targets and not any(is_chosen(self, target) for target in targets):
                self.choose_target(targets[0])
        self.menu_wanted.emit(event.globalPos())

    def look_at_viewport(self, event: QEvent) -> bool:
        """Forget the mouse when it leaves."""
        if event.type() == QEvent.Type.Leave:
            self._mouse_at = None
            self.document.hover(None)
            self.document.hover_annotation(None)
            self.show_pointer(None)
        return super().look_at_viewport(event)

    def _hover(self, at: Place) -> None:
        if self.document.drawing or self.document.proposals is not None:
            targets = []
        else:
            targets = self.targets_at(at)
        first = targets[0] if targets else Target()
        self.document.hover(first.row)
        self.document.hover_annotation(first.annotation)

    # Cursor

    def show_cursor(self) -> None:
        """Let the cursor say what a press would do."""
        shape = self._cursor()
        if shape is None:
            self.viewport().unsetCursor()
        else:
            self.viewport().setCursor(shape)

    def _cursor(self) -> Qt.CursorShape | None:
        document = self.document
        if self._pan is not None:
            return Qt.CursorShape.ClosedHandCursor
        if self._space:
            return Qt.CursorShape.OpenHandCursor
        if self.gesture is not None:
            return self.gesture.cursor
        if document.drawing:
            return Qt.CursorShape.CrossCursor
        if document.proposals is not None:
            return Qt.CursorShape.PointingHandCursor
        if self._mouse_at is None:
            return None
        handle = handle_under(self, self._place(self._mouse_at, _NO_KEYS))
        if handle is not None:
            return cursor_of(handle[1])
        hovered = document.hovered_annotation
        if hovered is not None and hovered in document.chosen:
            locked = document.annotations[hovered].locked
            return None if locked else Qt.CursorShape.SizeAllCursor
        return None

    # Keys

    def _look(self, event: QEvent) -> bool:
        # Space acts at its release, unless a drag follows: no shortcut takes it before.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Space
            and event.modifiers() == _NO_KEYS
        ):
            event.accept()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Space and event.modifiers() == _NO_KEYS:
            if not event.isAutoRepeat():
                self._space, self._space_used = True, False
                self.show_cursor()
        elif key == Qt.Key.Key_Escape:
            self.step_back()
        elif key in _ARROWS:
            self._arrow(*_ARROWS[key], event.modifiers())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.document.chosen:
            self.class_wanted.emit()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat() or not self._space:
            event.ignore()
            return
        self._space = False
        self.show_cursor()
        if not self._space_used and self._pan is None:
            self.space_tapped.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._space = False  # its release goes elsewhere
        if event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            self.cancel_gesture()  # so may the mouse's
        self.show_cursor()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through the boxes, as long as there are any."""
        if not len(self.document.rows) and not self.document.annotations:
            return super().focusNextPrevChild(forward)
        self.document.select_step(1 if forward else -1)
        return True

    def step_back(self) -> None:
        """Esc: end the gesture; without one draw mode, then the proposals, then the choice."""
        document = self.document
        if self.cancel_gesture():
            return
        if document.drawing:
            document.set_drawing(False)
        elif document.proposals is not None:
            document.set_proposals(None)
        else:
            document.choose(())
            document.select(None)

    def _arrow(self, across: int, down: int, keys: Qt.KeyboardModifier) -> None:
        """Nudge what is chosen; with nothing chosen, move the view."""
        if self.gesture is not None:
            return
        far = _FAR if keys & Qt.KeyboardModifier.ShiftModifier else 1
        resize = bool(keys & Qt.KeyboardModifier.ControlModifier)
        dx, dy = across * far, down * far
        document = self.document
        # In a video plain arrows go from frame to frame.
        nudges = resize or not document.in_video or bool(keys & Qt.KeyboardModifier.AltModifier)
        if document.chosen and nudges:
            self.editor.nudge(dx, dy, resize)
        elif document.selected is not None and nudges:
            self._nudge_detection(document.selected, dx, dy, resize)
        else:
            self.scroll_by(QPointF(across, down) * _SCROLL)

    def _nudge_detection(self, row: int, dx: int, dy: int, resize: bool) -> None:
        box = detection_box(self, row)
        if box is None:
            return
        if resize:
            box = (box[0], box[1], max(box[2] + dx, box[0] + 1), max(box[3] + dy, box[1] + 1))
        else:
            box = moved(box, dx, dy, self.picture_size)
        self.editor.move_detection(row, box)


def _near(a: QPointF, b: QPointF) -> bool:
    return (a - b).manhattanLength() < 4
