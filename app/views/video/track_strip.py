"""The followed track under the timeline: where it is to be seen, and its keyframes."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.domain.video.tracks import Track
from app.services.document import Document
from app.services.video.videos import Videos
from app.views.theme import Theme
from app.views.video.timeline_strip import TimelineStrip

HEIGHT = 16
_BAR = 4.0
_REACH = 4.0  # half a diamond
_NEAR = 6.0  # pixels from a diamond that still hit it
_PAD = 8


class TrackStrip(QWidget):
    """Stands under the strip of frames and shows the same frames; a click on a diamond goes to its
    keyframe, one elsewhere to the frame there. Seen while the video has tracks."""

    def __init__(
        self, document: Document, videos: Videos, theme: Theme, above: TimelineStrip
    ) -> None:
        super().__init__()
        self.document, self._videos, self._theme, self._above = document, videos, theme, above
        self._key: QAction | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Keyframes of the track"))
        above.installEventFilter(self)
        for signal in (
            document.tracks_changed,
            document.chosen_changed,
            document.video_changed,
            document.classes_changed,
            document.annotations_changed,
        ):
            signal.connect(self.refresh)
        document.frame_shown.connect(self.update)
        theme.changed.connect(self.update)
        self.refresh()

    def take_key(self, action: QAction) -> None:
        """The action that brings a track to a frame: what is said names its key."""
        self._key = action
        action.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(400, max(HEIGHT, self.fontMetrics().height() + 2))

    @property
    def track(self) -> Track | None:
        """The track that is shown: of several the one chosen last."""
        tracks = self.document.followed_tracks()
        return tracks[-1] if tracks else None

    def refresh(self) -> None:
        """Show what the document says."""
        state = self.document.video
        self.setVisible(state.ready and not state.live and len(self.document.tracks) > 0)
        self.setAccessibleDescription(self.line())
        self.update()

    def line(self) -> str:
        """What stands in words where no bar has room, or what is to be done next."""
        document, track = self.document, self.track
        if document.merging is not None:
            return self.tr("Select the box to merge with, on any frame; Esc leaves it.")
        if track is None:
            return self.tr("Select a box of a track to see its keyframes.")
        frame = document.video.frame
        if track.is_seen(frame):
            return ""
        if frame > track.frames[-1]:
            text = self.tr("The track ends at frame {frame}; {key} brings it here.")
            return text.format(frame=f"{track.frames[-1]:,}", key=self._key_text())
        if frame < track.frames[0]:
            text = self.tr("The track begins at frame {frame}; {key} brings it here.")
            return text.format(frame=f"{track.frames[0]:,}", key=self._key_text())
        text = self.tr("The track is not to be seen here; {key} brings it back.")
        return text.format(key=self._key_text())

    def _key_text(self) -> str:
        """The key, or where none is set, the name of the action."""
        if self._key is None:
            return ""
        native = QKeySequence.SequenceFormat.NativeText
        return self._key.shortcut().toString(native) or self._key.text().replace("&", "")

    def x_of(self, frame: int) -> float:
        """Where the middle of a frame is."""
        return self._above.scale.x_of(frame + 0.5)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:  # it may show other frames than before
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, track, line = self._theme.colours, self.track, self.line()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if track is not None:
            self._paint_track(painter, track)
        x = self.x_of(self.document.video.frame)
        painter.setPen(QPen(QColor(colours.text), 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        if line:
            self._paint_line(painter, line)
        painter.end()

    def _paint_track(self, painter: QPainter, track: Track) -> None:
        colours, scale = self._theme.colours, self._above.scale
        known = self.document.classes.get(track.label)
        tint = QColor(colours.muted if known is None else known.colour)
        middle = self.height() / 2
        for first, last in track.spans:
            left, right = max(scale.x_of(first), 0.0), min(scale.x_of(last + 1), self.width())
            if right > left:
                bar = QRectF(left, middle - _BAR / 2, max(right - left, 2.0), _BAR)
                painter.fillRect(bar, tint)
        here = self.document.video.frame
        for frame in track.frames:
            x = self.x_of(frame)
            if -_REACH <= x <= self.width() + _REACH:
                painter.setPen(QPen(QColor(colours.panel), 1))
                painter.setBrush(QColor(colours.text if frame == here else colours.accent))
                reach = _REACH + (frame == here)
                painter.drawPolygon(
                    [
                        QPointF(x, middle - reach),
                        QPointF(x + reach, middle),
                        QPointF(x, middle + reach),
                        QPointF(x - reach, middle),
                    ]
                )

    def _paint_line(self, painter: QPainter, line: str) -> None:
        """Words beside the playhead, if there is room off the track on that side."""
        colours, metrics = self._theme.colours, painter.fontMetrics()
        line = metrics.elidedText(line, Qt.TextElideMode.ElideRight, self.width() - 2 * _PAD)
        width = metrics.horizontalAdvance(line) + 2 * _PAD
        track, here = self.track, self.document.video.frame
        x = min(max(self.x_of(here), 0.0), float(self.width()))
        to_right, to_left = x + _REACH, x - _REACH - width
        before = track is not None and here < track.frames[0]
        sides = (to_left, to_right) if before else (to_right, to_left)
        fits = [left for left in sides if 0 <= left <= self.width() - width]
        place = QRectF(fits[0] if fits else 0.0, 0, width, self.height())
        painter.fillRect(place, QColor(colours.panel))
        painter.setPen(QColor(colours.muted))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), line)

    def keyframe_near(self, x: float) -> int | None:
        """The keyframe whose diamond is at a place."""
        track = self.track
        if track is None:
            return None
        near = min(track.frames, key=lambda frame: abs(self.x_of(frame) - x))
        return near if abs(self.x_of(near) - x) <= _NEAR else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.document.video.ready:
            self.document.ask_still()
            frame = self.keyframe_near(event.position().x())
            at = self._above.scale.frame_at(event.position().x())
            self._videos.go_to(at if frame is None else frame)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        frame = self.keyframe_near(event.position().x())
        if frame is None:
            QToolTip.hideText()
            return
        text = self.tr("keyframe {frame}").format(frame=f"{frame:,}")
        QToolTip.showText(event.globalPosition().toPoint(), text, self)
