"""Asks which frames of a video are to be labelled, and says how many there are before it starts."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.domain.video.picking import Shortage
from app.services.document import Document
from app.services.video.picking import FramePicking, PickRequest, Proposal, Way
from app.views.parts import error_text, fit_height, muted
from app.views.video.stretch_choice import StretchChoice

_WIDTH = 440
_USUAL, _MOST = 20, 5000
_PARTS = 1000  # of the progress bar


class PickDialog(QDialog):
    """How many, by what, from where; the text says live what that comes to, and why if fewer."""

    def __init__(
        self,
        document: Document,
        picking: FramePicking,
        detect: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        """``detect`` asks which frames are to be detected; this dialog is closed before."""
        super().__init__(parent)
        self._document, self._picking, self._detect = document, picking, detect
        self._proposal: Proposal | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Pick frames to label"))
        self.setMinimumWidth(_WIDTH)
        self.count = QSpinBox()
        self.count.setRange(1, _MOST)
        self.count.setValue(_USUAL)
        self.count.setAccessibleName(self.tr("How many frames"))
        self.ways = {
            Way.EVEN: QRadioButton(self.tr("At even steps")),
            Way.SCENE: QRadioButton(self.tr("Where the scene changes most")),
            Way.DOUBT: QRadioButton(self.tr("Where the model is least sure")),
        }
        self.ways[Way.EVEN].setChecked(True)
        self.stretch = StretchChoice(document)
        self.progress = QProgressBar()
        self.progress.setRange(0, _PARTS)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.text, self.problem = QLabel(), error_text()
        self.text.setWordWrap(True)
        self.text.setAccessibleName(self.tr("What will be picked"))
        self.detect = QPushButton(self.tr("Detect frames first..."))
        self.detect.setAutoDefault(False)
        self.detect.clicked.connect(self._detect_first)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start = buttons.addButton(self.tr("Pick"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self._connect()
        self._ask()

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        form = QFormLayout()
        form.addRow(self.tr("Frames"), self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addLayout(form)
        # Both groups of radio buttons have a parent of their own, so that one does not clear the
        # other.
        ways = QWidget()
        inner = QVBoxLayout(ways)
        inner.setContentsMargins(0, 0, 0, 0)
        for button in self.ways.values():
            inner.addWidget(button)
        layout.addWidget(ways)
        layout.addSpacing(8)
        layout.addWidget(self.stretch)
        for widget in (self.progress, self.text, self.problem, self.detect):
            layout.addWidget(widget)
        note = self.tr("Never two within a second; reviewed and labelled frames are left out.")
        layout.addWidget(muted(note))
        if self._document.video.picked:
            text = self.tr("They take the place of the {count} frames that are picked now.")
            layout.addWidget(muted(text.format(count=len(self._document.video.picked))))
        layout.addSpacing(8)
        layout.addWidget(buttons)

    def _connect(self) -> None:
        self.count.valueChanged.connect(self._ask)
        self.stretch.changed.connect(self._ask)
        for button in self.ways.values():
            button.toggled.connect(lambda on: self._ask() if on else None)
        self._picking.progressed.connect(self._show_progress)
        self._picking.proposed.connect(self._show)
        self._picking.failed.connect(self._fail)

    def way(self) -> Way:
        """What frames are picked by at the moment."""
        return next(way for way, button in self.ways.items() if button.isChecked())

    def _ask(self) -> None:
        self._proposal = None
        self.start.setEnabled(False)
        self.detect.hide()
        self.problem.hide()
        self.progress.setValue(0)
        self.progress.setVisible(self.way() is Way.SCENE)
        reading = self.way() is Way.SCENE
        self.text.setText(
            self.tr("Reading two frames a second...") if reading else self.tr("Looking...")
        )
        self._picking.propose(PickRequest(self.way(), self.count.value(), *self.stretch.frames()))

    def _show_progress(self, share: float) -> None:
        self.progress.setValue(round(share * _PARTS))

    def _show(self, proposal: Proposal) -> None:
        self._proposal = proposal
        self.progress.hide()
        self.text.setText(self._words(proposal))
        self.start.setEnabled(bool(proposal.picked.frames))
        by_model = proposal.request.way is Way.DOUBT
        short = proposal.picked.shortage not in (Shortage.NONE, Shortage.TOO_SHORT)
        self.detect.setVisible(by_model and short)
        fit_height(self)

    def _words(self, proposal: Proposal) -> str:
        found, shortage = len(proposal.picked.frames), proposal.picked.shortage
        count = f"{found:,}"
        if shortage is Shortage.NONE:
            if found < 2:
                return self.tr("One frame.")
            text = self.tr("{count} frames; the nearest two are {apart} s apart.")
            return text.format(count=count, apart=f"{proposal.apart:.1f}")
        if shortage is Shortage.TOO_SHORT:
            text = self.tr("Only {count} of {wanted}: there is no room for more a second apart.")
        elif proposal.request.way is Way.DOUBT:
            text = self.tr(
                "Only {count} of {wanted}: the model has looked at too few frames here ({known}) "
                "that are a second apart and not labelled. Detect every n-th frame first."
            )
        else:
            text = self.tr("Only {count} of {wanted}: the others are reviewed or labelled.")
        wanted, known = f"{proposal.request.count:,}", f"{proposal.known:,}"
        return text.format(count=count, wanted=wanted, known=known)

    def _fail(self, message: str) -> None:
        self.progress.hide()
        self.text.setText("")
        self.problem.setText(message)
        self.problem.show()

    def _detect_first(self) -> None:
        self.reject()
        self._detect()

    def accept(self) -> None:
        if self._proposal is not None and self._proposal.picked.frames:
            self._picking.take(self._proposal.picked.frames)
            super().accept()

    def done(self, result: int) -> None:
        """Close; what is still being read is given up."""
        self._picking.give_up()
        super().done(result)
