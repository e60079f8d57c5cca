"""Under the timeline: which level fires for the chosen object from frame to frame."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.domain.detections import NO_LEVEL
from app.services.settings import Settings
from app.services.video.followed import FollowedTrack, Subject
from app.views.status_bar import ElidedLabel
from app.views.theme import Theme
from app.views.video.level_lanes import LevelLanes
from app.views.video.timeline_strip import TimelineStrip

SETTING = "level_timeline"
_ICON = QSize(16, 16)
_MOST_NAMED = 7  # levels that the header names one after the other


class LevelTimeline(QWidget):
    """Seen while a video is open, unless a person has put it away."""

    def __init__(
        self,
        followed: FollowedTrack,
        settings: Settings,
        strip: TimelineStrip,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self._followed, self._settings = followed.document, followed, settings
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.lanes = LevelLanes(self.document, followed, strip, theme)
        self.line = ElidedLabel()
        self.line.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.line.setAccessibleName(self.tr("The level that fires on this frame"))
        self.accept = QToolButton()
        policy = self.accept.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # or the picture would move when a box is clicked
        self.accept.setSizePolicy(policy)
        self._bar = QHBoxLayout()
        self._bar.setContentsMargins(8, 2, 8, 2)
        self._bar.setSpacing(8)
        self._bar.addWidget(self.line, 1)
        self._bar.addWidget(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._bar)
        layout.addWidget(self.lanes)
        followed.changed.connect(self.refresh)
        settings.changed.connect(self._take_setting)
        for signal in (self.document.video_changed, self.document.frame_shown):
            signal.connect(self._show_line)
        self.document.video_changed.connect(self._show_or_hide)
        self.document.server_changed.connect(self.lanes.updateGeometry)
        self.lanes.hovered_changed.connect(self._show_line)
        self.refresh()
        self._show_or_hide()

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        """Give the button its action, and the strip a menu."""
        self.accept.setDefaultAction(actions["accept_track"])
        self.accept.setAutoRaise(True)
        self.accept.setIconSize(_ICON)
        self.accept.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.accept.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.accept.setAccessibleName(actions["accept_track"].text())
        self.lanes.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.lanes.addActions([actions[name] for name in ("accept_track", "level_timeline")])

    def refresh(self) -> None:
        """Show what is followed."""
        self.lanes.updateGeometry()
        self.accept.setVisible(self._followed.linked is not None)
        self._show_line()

    def _take_setting(self, key: str) -> None:
        if key == SETTING:
            self._show_or_hide()

    def _show_or_hide(self) -> None:
        state = self.document.video
        self.setVisible(bool(state.path) and not state.live and self._settings[SETTING])

    def _show_line(self) -> None:
        subject, hovered = self._followed.subject, self.lanes.hovered
        if subject is None:
            self.line.set_line(self._followed.note)
            return
        frame = self.document.video.frame if hovered is None else hovered
        here = self.text_at(frame)
        self.line.set_line(f"{subject.name} · {here} · {self._way(subject)}")

    def _way(self, subject: Subject) -> str:
        path, levels = subject.path, subject.measure.model.levels
        ranks = [rank for rank in path.levels_in_order() if rank != NO_LEVEL]
        names = [levels[rank].name for rank in ranks if rank < len(levels)]
        if len(names) > _MOST_NAMED:
            names = [*names[: _MOST_NAMED // 2], "…", *names[-(_MOST_NAMED // 2) :]]
        first, last = int(path.frames[0]), int(path.frames[-1])
        text = self.tr("frames {first} to {last}: {levels}")
        return text.format(first=f"{first:,}", last=f"{last:,}", levels=" → ".join(names))

    def text_at(self, frame: int) -> str:
        """What is known of a frame, in words."""
        subject = self._followed.subject
        place = None if subject is None else subject.path.place_at(frame)
        if subject is None or place is None:
            return self.tr("frame {frame}, not there").format(frame=f"{frame:,}")
        path, levels = subject.path, subject.measure.model.levels
        rank, score = int(path.ranks[place]), float(path.scores[place])
        known = self.tr("frame {frame}, {level} fired, {size} px, score {score}")
        fits = self.tr("frame {frame}, {level} fits best, {size} px")
        none = self.tr("frame {frame}, no level, {size} px")
        text = none if not 0 <= rank < len(levels) else known if path.fired[place] else fits
        return text.format(
            frame=f"{int(path.frames[place]):,}",
            level=levels[rank].name if 0 <= rank < len(levels) else "",
            size=f"{path.sizes[place]:.0f}",
            score="–" if score != score else f"{score:.2f}",
        )
