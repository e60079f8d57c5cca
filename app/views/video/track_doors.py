"""What the window has for linked tracks: the strip under the timeline, the list, acceptance."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.services.session import Session
from app.services.video.followed import FollowedTrack
from app.services.video.track_accepting import TrackAccepting
from app.views.levels_panel import LevelsPanel
from app.views.theme import Theme
from app.views.video.accept_tracks_dialog import AcceptTracksDialog
from app.views.video.level_timeline import SETTING, LevelTimeline
from app.views.video.timeline_strip import TimelineStrip
from app.views.video.track_list import TracksPanel


class TrackDoors(QObject):
    """Makes the parts and puts the list into the Levels tab."""

    def __init__(
        self,
        session: Session,
        theme: Theme,
        window: QWidget,
        strip: TimelineStrip,
        levels: LevelsPanel,
    ) -> None:
        super().__init__(window)
        self.session, self.document, self.window = session, session.document, window
        self.linking = session.videos.linking
        self.followed = FollowedTrack(session.document, session.videos, self)
        self.accepting = TrackAccepting(session.editor, self)
        self.timeline = LevelTimeline(self.followed, session.settings, strip, theme)
        self.panel = TracksPanel(self.linking, self.followed, theme)
        levels.add_below(self.panel)

    def take_actions(self, actions: Mapping[str, QAction]) -> None:
        """Put the buttons of actions where they belong."""
        self.timeline.take_actions(actions)

    def close(self) -> None:
        """End the thread."""
        self.accepting.close()

    def accept_track(self) -> None:
        """The track that is shown becomes one of the person's."""
        track, subject = self.followed.linked, self.followed.subject
        if track is not None:
            self.accepting.accept([track])
        elif subject is not None:
            self.document.tell(self.tr("This track is yours already."))
        else:
            text = self.tr("Click a detection that belongs to a track; its number is in the list.")
            self.document.tell(text)

    def accept_tracks(self) -> None:
        """Ask which tracks are to be accepted."""
        self.document.ask_still()
        AcceptTracksDialog(self.accepting, self.window).open()

    def toggle_timeline(self) -> None:
        """Show levels over time under the timeline, or do not."""
        settings = self.session.settings
        settings[SETTING] = not settings[SETTING]
