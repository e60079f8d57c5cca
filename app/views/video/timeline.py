"""The timeline under the canvas: buttons, the place in words, and the strip of frames."""

from collections.abc import Mapping

import qtawesome
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.services.document import Document
from app.services.video.places import frame_meant, time_text
from app.services.video.state import SPEEDS
from app.services.video.videos import Videos
from app.views.parts import muted
from app.views.status_bar import ElidedLabel
from app.views.theme import Theme
from app.views.video.timeline_strip import TimelineStrip
from app.views.video.track_strip import TrackStrip

_ICON = QSize(16, 16)
_ROOMY = 720  # pixels; in less, the length of the video is left out
_BUTTONS = ("frame_back", "play", "frame_next", "loop", "detect_range")
_LIVE = ("keep_frame",)
_IN_MENU = ("range_none", "loop", "detect_range", "whole_timeline")


class Timeline(QWidget):
    """Seen while a video is open; of a camera only the buttons."""

    def __init__(
        self,
        document: Document,
        videos: Videos,
        theme: Theme,
        canvas: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self._videos, self._theme = document, videos, theme
        self._canvas = canvas
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.strip = TimelineStrip(document, videos, theme)
        self.track_strip = TrackStrip(document, videos, theme, self.strip)
        self.buttons: dict[str, QToolButton] = {}
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Frame or time to go to"))
        self.field.setToolTip(
            self.tr("A frame (312) or a time (12.5 s, 1:02.48); Enter goes there")
        )
        self.field.setFixedWidth(self.field.fontMetrics().horizontalAdvance("0:00:00.0") + 20)
        self.field.installEventFilter(self)
        self.total, self.time, self.range = muted(), muted(), ElidedLabel()
        self.range.setObjectName("muted")
        self.time.setAccessibleName(self.tr("Time in the video"))
        self.range.setAccessibleName(self.tr("Selected range"))
        self.live = QLabel()
        self.speed = self._speeds()
        self._bar = QHBoxLayout()
        self._bar.setContentsMargins(8, 4, 8, 4)
        self._bar.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._bar)
        layout.addWidget(self.strip)
        layout.addWidget(self.track_strip)
        self.strip.range_drawn.connect(self._take_range)
        self.field.returnPressed.connect(self._go)
        document.video_changed.connect(self.refresh)
        document.frame_shown.connect(self._show_place)
        theme.changed.connect(self._dress)
        self.hide()

    def _speeds(self) -> QComboBox:
        box = QComboBox()
        for speed in SPEEDS:
            box.addItem(f"{speed:g}×", speed)
        box.setAccessibleName(self.tr("Speed"))
        box.setToolTip(self.tr("Speed"))
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        box.activated.connect(lambda row: self._videos.player.set_speed(box.itemData(row)))
        return box

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        """Put the buttons of actions on the bar, and their keys on the strip."""
        for name in (*_BUTTONS, *_LIVE):
            button = self.buttons[name] = QToolButton()
            button.setDefaultAction(actions[name])
            button.setAutoRaise(True)
            button.setIconSize(_ICON)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            actions[name].changed.connect(self._dress)
        for name in _BUTTONS[:3]:
            self._bar.addWidget(self.buttons[name])
        self._bar.addWidget(self.speed)
        self._bar.addWidget(self.buttons["loop"])
        self._bar.addSpacing(8)
        for widget in (self.field, self.total, self.time, self.live):
            self._bar.addWidget(widget)
        self._bar.addWidget(self.range, 1)
        self._bar.addWidget(self.buttons["detect_range"])
        self._bar.addWidget(self.buttons["keep_frame"])
        self.strip.addActions([actions[name] for name in _IN_MENU])
        self.track_strip.take_key(actions["track_keyframe"])
        self._dress()
        self.refresh()

    def refresh(self) -> None:
        """Show what the document says of the video."""
        state = self.document.video
        self.setVisible(bool(state.path))
        self.strip.setVisible(not state.live)
        for name, button in self.buttons.items():
            button.setVisible((name in _LIVE) == state.live)
        for widget in (self.speed, self.field, self.total, self.time, self.range):
            widget.setVisible(not state.live)
        self.live.setVisible(state.live)
        self.live.setText(self.tr("Live: {address}").format(address=state.path))
        self.speed.setCurrentIndex(SPEEDS.index(state.speed) if state.speed in SPEEDS else -1)
        self.range.set_line(self._range_text())
        for part in (self.field, self.speed):
            part.setEnabled(state.ready)
        self._show_place()
        self._dress()

    def _range_text(self) -> str:
        state = self.document.video
        if state.range is None or state.index is None:
            return ""
        first, last = state.range
        text = self.tr("{first} to {last} selected")
        return text.format(first=f"{first:,}", last=f"{last:,}")

    def _show_place(self) -> None:
        state = self.document.video
        index = state.index
        if not self.field.hasFocus():
            self.field.setText(str(state.frame))
        if index is None:
            self.total.setText("")
            self.time.setText("")
            return
        whole = self.tr("of {count}, incomplete") if state.trouble else self.tr("of {count}")
        self.total.setText(whole.format(count=f"{state.count:,}"))
        self.total.setToolTip(state.trouble)
        at = time_text(index.time_of(min(state.frame, state.count - 1)))
        ending = f" / {time_text(index.duration)}" if self.width() >= _ROOMY else ""
        self.time.setText(f"  {at}{ending}")

    def go_to(self) -> None:
        """Put the cursor into the field for a frame or a time."""
        self.field.setFocus()
        self.field.selectAll()

    def _go(self) -> None:
        index, text = self.document.video.index, self.field.text()
        if index is None:
            return
        frame = frame_meant(text, index)
        if frame is None:
            hint = self.tr("“{text}” is no frame and no time; write 312, 12.5 s or 1:02.48")
            self.document.tell(hint.format(text=text))
            return
        self._leave_field()
        self._videos.go_to(frame)

    def _leave_field(self) -> None:
        self._canvas.setFocus()
        self._show_place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.KeyPress:
            self._leave_field()
            return True
        if event.type() == QEvent.Type.FocusOut:
            self.field.setText(str(self.document.video.frame))
        return False

    def _take_range(self, drawn: tuple[int, int] | None) -> None:
        self._videos.player.set_course(drawn, self.document.video.loop)

    def _dress(self) -> None:
        """Icons, and tool tips with keys; playing shows the way to pause."""
        colours, playing = self._theme.colours, self.document.video.playing
        for button in self.buttons.values():
            action = button.defaultAction()
            keys = action.shortcut().toString()
            text = action.text().replace("&", "")
            tip = f"{text} ({keys})" if keys else text
            if button.toolTip() != tip:
                button.setToolTip(tip)
                button.setAccessibleName(text)
        play = self.buttons.get("play")
        if play is not None:
            icon = "ph.pause-fill" if playing else "ph.play-fill"
            play.setIcon(qtawesome.icon(icon, color=colours.text, color_disabled=colours.muted))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_place()
