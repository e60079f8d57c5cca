"""What can be done with a run that has ended with a model: a button each."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.training.run_folders import RunView
from app.views.flow import FlowLayout


@dataclass(frozen=True)
class Offer:
    """A button for a run: what it is called, and what it does."""

    text: str
    run: Callable[[RunView], object]


class OfferButtons(QWidget):
    """Shows ``offers``, to which anybody may add, beside a run that has a model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offers: list[Offer] = []
        self.buttons: list[QPushButton] = []
        self._flow = FlowLayout(8, self)
        self._shown: tuple[Path | None, tuple[Offer, ...]] = (None, ())
        self.hide()

    def show_run(self, run: RunView) -> None:
        """Offer what can be done with a run."""
        offers = tuple(self.offers) if run.model is not None else ()
        self.setVisible(bool(offers))
        if self._shown == (run.folder, offers):
            return
        self._shown = (run.folder, offers)
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(offer, run) for offer in offers]
        self.updateGeometry()

    def _button(self, offer: Offer, run: RunView) -> QPushButton:
        button = QPushButton(offer.text)
        button.clicked.connect(lambda: offer.run(run))
        self._flow.addWidget(button)
        return button
