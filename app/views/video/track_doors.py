"""What the window has for linked tracks: the strip under the timeline, the list, acceptance."""

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.services.session import Session
from app.services.video.followed import FollowedTrack
from app.services.video.track_accepting import Counted, TrackAccepting
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
        session.videos.review.range_reviewed.connect(self._warn_of_undecided)

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

    def _warn_of_undecided(self, first: int, last: int) -> None:
        """Say how many detected tracks of a reviewed range nobody has accepted."""
        links = self.document.links
        names = () if links is None else links.measure.model.class_names
        asked = self.session.editor.names_to_answer_for(names)
        seen = self.accepting.chosen(0, self.document.view.score)
        there = [each for each in seen if each.frames[0] <= last and first <= each.frames[-1]]
        wanted = [each for each in there if names[each.label] in asked]

        def tell(counted: Counted) -> None:
            text = self.tr(
                "Frames {first} to {last} are reviewed. Detected tracks there that are not"
                " accepted: {count}; they teach the model that nothing is there"
            )
            if counted.tracks:
                self.document.tell(text.format(first=first, last=last, count=counted.tracks))

        if wanted:
            self.accepting.count(wanted, tell)

    def accept_tracks(self) -> None:
        """Ask which tracks are to be accepted."""
        self.document.ask_still()
        AcceptTracksDialog(self.accepting, self.window).open()

    def toggle_timeline(self) -> None:
        """Show levels over time under the timeline, or do not."""
        settings = self.session.settings
        settings[SETTING] = not settings[SETTING]
