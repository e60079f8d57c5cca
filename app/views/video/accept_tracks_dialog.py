"""Asks which linked tracks are to be accepted, and says what that makes before it does."""

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.services.video.track_accepting import Counted, TrackAccepting
from app.views.parts import muted

_WIDTH = 440
_MOST_FRAMES = 1_000_000


class AcceptTracksDialog(QDialog):
    """Tracks over more than so many frames, somewhere as sure as a score."""

    def __init__(self, accepting: TrackAccepting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accepting = accepting
        document = accepting.document
        index = document.video.index
        self.setWindowTitle(self.tr("Accept tracks"))
        self.setMinimumWidth(_WIDTH)
        self.frames = QSpinBox()
        self.frames.setRange(0, _MOST_FRAMES)
        self.frames.setValue(0 if index is None else min(round(index.rate), len(index) // 4))
        self.frames.setAccessibleName(self.tr("Over more than so many frames"))
        self.score = QDoubleSpinBox()
        self.score.setRange(0.0, 1.0)
        self.score.setSingleStep(0.05)
        self.score.setValue(document.view.score)
        self.score.setAccessibleName(self.tr("Best score at least"))
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setAccessibleName(self.tr("What will be done"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start = buttons.addButton(self.tr("Accept"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self.frames.valueChanged.connect(self.refresh)
        self.score.valueChanged.connect(self.refresh)
        document.links_changed.connect(self.refresh)
        document.tracks_changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        form = QFormLayout()
        form.addRow(self.tr("Longer than, in frames"), self.frames)
        form.addRow(self.tr("Best score at least"), self.score)
        hint = muted(
            self.tr(
                "Between keyframes boxes lie on a line, at most one pixel off what was detected. "
                "Undo takes all of it back in one step."
            )
        )
        hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addLayout(form)
        layout.addWidget(self.text)
        layout.addWidget(hint)
        layout.addSpacing(8)
        layout.addWidget(buttons)

    def refresh(self) -> None:
        """Count again what would be made."""
        self.start.setEnabled(False)
        tracks = self._accepting.chosen(self.frames.value(), self.score.value())
        if not tracks:
            self._accepting.count((), lambda found: None)
            self.text.setText(self.tr("No track is so long and so sure."))
            return
        self.text.setText(self.tr("Counting..."))
        self._accepting.count(tracks, self._take)

    def _take(self, found: Counted) -> None:
        self.start.setEnabled(found.tracks > 0)
        one = self.tr("1 track with {keyframes} keyframes, of the class {classes}.")
        many = self.tr("{tracks} tracks with {keyframes} keyframes, of these classes: {classes}.")
        text = one if found.tracks == 1 == len(found.classes) else many
        words = text.format(
            tracks=f"{found.tracks:,}",
            keyframes=f"{found.keyframes:,}",
            classes=", ".join(found.classes),
        )
        if found.left_out:
            more = self.tr("{count} are left out: tracks of their class lie there already.")
            words = f"{words} {more.format(count=f'{found.left_out:,}')}"
        self.text.setText(words)

    def accept(self) -> None:
        tracks = self._accepting.chosen(self.frames.value(), self.score.value())
        super().accept()
        self._accepting.accept(tracks)
