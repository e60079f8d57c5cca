"""What the window asks about videos: dialogs, review of frames, ignored regions."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.services.session import Session
from app.services.video.export import VideoExport
from app.services.video.files import pattern_of
from app.services.video.live import LiveView
from app.services.video.regions import VideoRegions
from app.services.video.state import SPEEDS
from app.views.video.detect_dialog import DetectDialog
from app.views.video.export_dialog import ExportVideoDialog
from app.views.video.follow_dialog import FollowDialog
from app.views.video.pick_dialog import PickDialog
from app.views.video.stream_dialog import StreamDialog
from fpn_core.media import PICTURE_SUFFIXES


class VideoDoors(QObject):
    """Dialogs belong to the window; what they decide goes to the session."""

    def __init__(self, session: Session, window: QWidget, font: QFont) -> None:
        """``font`` is that of drawings."""
        super().__init__(window)
        self.session, self.document, self.window = session, session.document, window
        self.regions = VideoRegions(session.document, self)
        self.live = LiveView(session, self)
        self.exporter = VideoExport(session.document, font, self)
        self._exporting: ExportVideoDialog | None = None

    def close(self) -> None:
        """End what reads a camera, and what is being written."""
        self.live.close()
        self.exporter.close()

    def may_close(self) -> bool:
        """Whether the window can be closed: no export runs, or a person gives it up."""
        if not self.exporter.running:
            return True
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self.window,
            self.tr("An export is running"),
            self.tr("It stops when the window is closed, and has to be started again. Close it?"),
            buttons.Close | buttons.Cancel,
            buttons.Cancel,
        )
        return answer == buttons.Close

    def review(self) -> None:
        """The frame that is shown, or the selected range, is reviewed; or not any more."""
        review, document = self.session.videos.review, self.document
        if document.video.live:
            return
        document.ask_still()
        if document.video.range is not None:
            review.mark_range(not review.is_reviewed)
        elif review.is_reviewed:
            frame = document.video.frame
            review.mark_frames(frame, frame, reviewed=False)
        else:
            self.session.editor.review()

    def detect_range(self) -> None:
        """Ask which frames of the video are to be detected."""
        self.document.ask_still()
        DetectDialog(self.session, self.window).open()

    def follow_boxes(self) -> None:
        """Ask over how many frames the chosen boxes go on."""
        if self.document.chosen:
            FollowDialog(self.session, self.window).open()

    def go_to_keyframe(self, by: int) -> None:
        """Go to the next (1) or previous (-1) keyframe of the tracks that are followed."""
        here, tracks = self.document.video.frame, self.document.followed_tracks()
        frames = sorted({frame for track in tracks for frame in track.frames})
        found = [f for f in frames if f > here] if by > 0 else [f for f in frames if f < here][::-1]
        if found:
            self.session.videos.go_to(found[0])
        else:
            last, first = self.tr("No keyframe comes after."), self.tr("No keyframe comes before.")
            self.document.tell(last if by > 0 else first)

    def pick_frames(self) -> None:
        """Ask which frames of the video are to be labelled."""
        self.document.ask_still()
        PickDialog(
            self.document, self.session.videos.picking, self.detect_range, self.window
        ).open()

    def export(self) -> None:
        """Ask what of the video is to be written; while that is under way, show how far it is."""
        dialog = self._exporting
        if dialog is None or not dialog.running:
            if dialog is not None:
                dialog.close()
                dialog.deleteLater()
            dialog = self._exporting = ExportVideoDialog(self.exporter, self.window)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def open_sequence(self, folder: str) -> None:
        """Ask for one of numbered pictures and open all of them as a video."""
        kinds = " ".join(f"*{suffix}" for suffix in PICTURE_SUFFIXES)
        chosen, _kind = QFileDialog.getOpenFileName(
            self.window,
            self.tr("Open numbered pictures as a video: choose one of them"),
            folder,
            self.tr("Pictures ({kinds});;All files (*)").format(kinds=kinds),
        )
        if chosen:
            self.take_sequence(chosen)

    def take_sequence(self, chosen: str) -> None:
        """Open the numbered pictures that one of them belongs to."""
        pattern = pattern_of(chosen)
        if pattern is None:
            text = self.tr("{path} is not one of at least three numbered pictures.")
            self.document.tell(text.format(path=chosen))
        else:
            self.session.open([pattern])

    def open_stream(self) -> None:
        """Ask for a camera or an address, and show what it sees."""
        StreamDialog(self.live, self.session.settings, self.window).open()

    def range_begins(self) -> None:
        """The selected range begins at the frame that is shown."""
        state = self.document.video
        last = state.count - 1 if state.range is None else max(state.range[1], state.frame)
        self.session.videos.player.set_course((state.frame, last), state.loop)

    def range_ends(self) -> None:
        """The selected range ends at the frame that is shown."""
        state = self.document.video
        first = 0 if state.range is None else min(state.range[0], state.frame)
        self.session.videos.player.set_course((first, state.frame), state.loop)

    def clear_range(self) -> None:
        """No range is selected any more."""
        self.session.videos.player.set_course(None, self.document.video.loop)

    def toggle_loop(self) -> None:
        """Play the range, or the video, again and again; or once."""
        state = self.document.video
        self.session.videos.player.set_course(state.range, not state.loop)

    def change_speed(self, by: int) -> None:
        """Play faster (1) or slower (-1)."""
        place = SPEEDS.index(self.document.video.speed) + by
        if 0 <= place < len(SPEEDS):
            self.session.videos.player.set_speed(SPEEDS[place])
