"""Asks over how many next frames the chosen boxes go on, and how; shows how far that is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QProgressBar,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.services.session import Session
from app.services.video.places import time_text
from app.views.parts import muted

_WIDTH = 420
_SECONDS = 1.0  # that are followed unless something else is asked for
FOLLOW_FRAMES, FOLLOW_FLOW = "follow_frames", "follow_flow"
"""Of the project's values: what was asked for last."""


class FollowDialog(QDialog):
    """Nothing is changed before all frames are done; Cancel leaves everything as it was."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document, self._follower = session.document, session.videos.follower
        state = self._document.video
        assert state.index is not None, "asked for while any frame can be gone to"
        self._index, self._frame = state.index, state.frame
        left = max(state.count - 1 - state.frame, 1)
        self.setWindowTitle(self.tr("Follow to next frames"))
        self.setMinimumWidth(_WIDTH)
        self.frames = QSpinBox()
        self.frames.setRange(1, left)
        self.frames.setAccessibleName(self.tr("Over how many frames"))
        usual = round(_SECONDS * self._index.rate)
        self.frames.setValue(int(self._document.project.value(FOLLOW_FRAMES, usual)))
        self.flow = QRadioButton(self.tr("Look where the boxes are (optical flow)"))
        self.same = QRadioButton(self.tr("Keep the boxes where they are"))
        by_flow = bool(self._document.project.value(FOLLOW_FLOW, True))
        (self.flow if by_flow else self.same).setChecked(True)
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setAccessibleName(self.tr("What will be done"))
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("How far it is"))
        self.bar.setEnabled(False)
        self.bar.setValue(0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start = buttons.addButton(self.tr("Follow"), QDialogButtonBox.ButtonRole.ActionRole)
        self.start.setDefault(True)
        self.start.clicked.connect(self._begin)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self.frames.valueChanged.connect(self._refresh)
        self._follower.progressed.connect(self.bar.setValue)
        self._follower.finished.connect(self._take)
        self._refresh()
        self.frames.selectAll()

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        form = QFormLayout()
        form.addRow(self.tr("Next frames:"), self.frames)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addLayout(form)
        layout.addWidget(self.flow)
        layout.addWidget(self.same)
        layout.addWidget(self.text)
        layout.addWidget(muted(self.tr("Keyframes that a track has on these frames give way.")))
        layout.addWidget(self.bar)
        layout.addSpacing(8)
        layout.addWidget(buttons)

    def _refresh(self) -> None:
        last = min(self._frame + self.frames.value(), len(self._index) - 1)
        time = time_text(self._index.time_of(last))
        text = self.tr("From frame {first} to frame {last}, at {time}.")
        self.text.setText(text.format(first=f"{self._frame:,}", last=f"{last:,}", time=time))

    def _begin(self) -> None:
        document, count = self._document, self.frames.value()
        document.remember(FOLLOW_FRAMES, count)
        document.remember(FOLLOW_FLOW, self.flow.isChecked())
        if self.same.isChecked():
            self._take(self._follower.copy(count))
            return
        self.setFocus()  # or it would go to the button that cancels
        for part in (self.frames, self.flow, self.same, self.start):
            part.setEnabled(False)
        self.bar.setEnabled(True)
        self.bar.setRange(0, count)
        self._follower.follow(count)
        if not self._follower.busy:
            self.accept()

    def _take(self, _done: bool) -> None:
        self.accept()

    def done(self, result: int) -> None:
        if self._follower.busy:
            self._follower.cancel()
        super().done(result)
