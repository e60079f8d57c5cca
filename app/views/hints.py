"""Short hints on the canvas, one at a time, until each has been used once or closed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.services.document import Document
from app.services.settings import Settings

_T = QT_TRANSLATE_NOOP
_MARGIN = 16


@dataclass(frozen=True)
class Hint:
    """``text`` holds {key}, the first action's; using any of the actions makes it go."""

    id: str
    text: object
    actions: tuple[str, ...]
    fits: Callable[[Document], bool]


HINTS: tuple[Hint, ...] = (
    Hint(
        "play",
        _T("Hints", "{key} plays the video and pauses it; the arrows step from frame to frame."),
        ("play", "frame_next", "frame_back"),
        lambda d: d.video.ready and not d.annotations and d.selected is None,
    ),
    Hint(
        "accept",
        _T("Hints", "{key} accepts the selected detection, X rejects it."),
        ("accept", "reject", "accept_all"),
        lambda d: d.selected is not None,
    ),
    Hint(
        "undo",
        _T("Hints", "{key} takes back the last step, and the ones before it."),
        ("undo",),
        lambda d: bool(d.project.undo_text),
    ),
    Hint(
        "review",
        _T("Hints", "All objects annotated? {key} marks the picture reviewed and goes on."),
        ("review",),
        lambda d: bool(d.annotations) and d.record is not None and not d.record.reviewed,
    ),
    Hint(
        "draw",
        _T("Hints", "{key}, then drag the mouse: that draws a box."),
        ("draw", "add_box", "draw_or_edit"),
        lambda d: not d.annotations and not d.drawing,
    ),
)


class Hints(QFrame):
    """A line at the foot of the canvas; the setting "hints" switches all off, and on again."""

    def __init__(
        self,
        document: Document,
        settings: Settings,
        actions: Mapping[str, QAction],
        canvas: QWidget,
    ) -> None:
        super().__init__(canvas)
        self._document, self._settings, self._actions = document, settings, actions
        self._canvas = canvas
        self.hint: Hint | None = None
        self.setObjectName("notice")
        self.label = QLabel()
        self.label.setAccessibleName(self.tr("Hint"))
        self.close_button = QToolButton()
        self.close_button.setText("×")
        self.close_button.setToolTip(self.tr("Close this hint"))
        self.close_button.setAccessibleName(self.tr("Close this hint"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 4, 4, 4)
        layout.addWidget(self.label)
        layout.addWidget(self.close_button)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        self.close_button.clicked.connect(self._close_hint)
        self._canvas.installEventFilter(self)
        document = self._document
        for signal in (
            document.pixels_changed,
            document.selection_changed,
            document.annotations_changed,
            document.mode_changed,
            document.record_changed,
            document.edited,
            document.video_changed,
        ):
            signal.connect(self.refresh)
        self._settings.changed.connect(self._take_setting)
        for hint in HINTS:
            for name in hint.actions:
                self._actions[name].triggered.connect(lambda _on=False, id=hint.id: self._see(id))

    def refresh(self) -> None:
        """Show the first hint that fits and has not been seen; or none."""
        self.hint = next(filter(self._wanted, HINTS), None)
        self.setVisible(self.hint is not None)
        if self.hint is not None:
            text = QCoreApplication.translate("Hints", str(self.hint.text))
            self.label.setText(text.format(key=self._key(self.hint)))
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _wanted(self, hint: Hint) -> bool:
        if not self._settings["hints"] or hint.id in self._settings["hints_seen"]:
            return False
        shown = self._document.pixels is not None
        return shown and bool(self._key(hint)) and hint.fits(self._document)

    def _key(self, hint: Hint) -> str:
        shortcut = self._actions[hint.actions[0]].shortcut()
        return shortcut.toString(QKeySequence.SequenceFormat.NativeText)

    def _close_hint(self) -> None:
        if self.hint is not None:
            self._see(self.hint.id)
        self._canvas.setFocus()

    def _see(self, id: str) -> None:
        seen = self._settings["hints_seen"]
        if id not in seen:
            self._settings["hints_seen"] = [*seen, id]
        self.refresh()

    def _take_setting(self, key: str) -> None:
        if key == "hints" and self._settings["hints"]:
            self._settings["hints_seen"] = []
        if key in ("hints", "hints_seen", "keys", "keymap"):
            self.refresh()

    def _place(self) -> None:
        self.adjustSize()
        x = (self._canvas.width() - self.width()) // 2
        self.move(max(x, 0), self._canvas.height() - self.height() - _MARGIN)
