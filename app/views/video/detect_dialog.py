"""Asks which frames of a video are to be detected, and says how long that takes."""

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.services.session import Session
from app.services.video.places import time_text
from app.services.video.range_detection import RangePlan
from app.views.parts import muted
from app.views.video.stretch_choice import StretchChoice

_WIDTH = 420
_MINUTE, _HOUR = 60, 3600
_ASKED_A_SECOND = 5  # frames, as a start


class DetectDialog(QDialog):
    """The whole video, or the selected range; every n-th frame."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._document = session, session.document
        state = self._document.video
        assert state.index is not None, "asked for while any frame can be gone to"
        self._index, self._video = state.index, state.path
        self.setWindowTitle(self.tr("Detect a video"))
        self.setMinimumWidth(_WIDTH)
        self.stretch = StretchChoice(session.document)
        self.whole, self.part = self.stretch.whole, self.stretch.part
        self.step = QSpinBox()
        self.step.setRange(1, max(len(self._index), 1))
        self.step.setValue(max(1, round(self._index.rate / _ASKED_A_SECOND)))
        self.step.setAccessibleName(self.tr("Every how many frames"))
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setAccessibleName(self.tr("What will be done"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start = buttons.addButton(self.tr("Detect"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self.step.valueChanged.connect(self._refresh)
        self.stretch.changed.connect(self._refresh)
        self._refresh()

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        form = QFormLayout()
        form.addRow(self.tr("Every n-th frame, n ="), self.step)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self.stretch)
        layout.addLayout(form)
        layout.addWidget(self.text)
        layout.addWidget(muted(self.tr("Frames that this model has seen are not detected again.")))
        layout.addSpacing(8)
        layout.addWidget(buttons)

    def plan(self) -> RangePlan:
        """What is asked for at the moment."""
        first, last = self.stretch.frames()
        return RangePlan(self._video, self._index, first, last, self.step.value())

    def _refresh(self) -> None:
        plan = self.plan()
        count = len(plan.frames)
        text = self.tr("{count} frames, one every {apart} s, of {length}.").format(
            count=f"{count:,}", apart=f"{plan.apart:.2f}", length=time_text(plan.seconds, 1)
        )
        each = self._session.videos.seen.milliseconds
        if each is None:
            more = self.tr("How long it takes is known once one frame was detected.")
        else:
            more = self.tr("At {ms} ms a frame that takes {time}.").format(
                ms=f"{each:.0f}", time=self._duration(count * each / 1000)
            )
        self.text.setText(f"{text} {more}")

    def _duration(self, seconds: float) -> str:
        if seconds < _MINUTE:
            return self.tr("about {count} s").format(count=max(round(seconds), 1))
        if seconds < _HOUR:
            return self.tr("about {count} min").format(count=round(seconds / _MINUTE))
        return self.tr("about {count} h").format(count=round(seconds / _HOUR, 1))

    def accept(self) -> None:
        self._session.folder.start(self.plan().paths())
        super().accept()
