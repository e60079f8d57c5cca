"""After a model is adopted: the pictures of which it is least sure are reviewed next."""

from PySide6.QtCore import QObject, Signal

from app.domain.picture_filter import Arrangement, PictureFilter, PictureSort
from app.domain.project.summaries import PictureState
from app.services.document import Document
from app.services.picture_states import PictureStates

UNREVIEWED = frozenset(PictureState) - {PictureState.REVIEWED}
MANY = 20


class ReviewNext(QObject):
    """Shows the most uncertain pictures that are not reviewed, and goes to the first."""

    wanted = Signal(object)  # a picture to show

    def __init__(
        self, document: Document, states: PictureStates, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._states = document, states
        self._waiting = False
        states.changed.connect(self._go_on)
        document.project_changed.connect(self._forget)

    def start(self, many: int = MANY) -> None:
        """Arrange the list; where figures are still being read, go to its first one after that."""
        only = PictureFilter(states=UNREVIEWED, most=many)
        self._states.arrange(Arrangement(only, PictureSort.UNCERTAINTY, descending=True))
        self._waiting = True
        self._go_on()

    def _forget(self) -> None:
        self._waiting = False

    def _go_on(self) -> None:
        if not self._waiting or not self._states.complete:
            return
        self._waiting = False
        shown, waiting = self._document.pictures.shown, len(self._states.undetected)
        if not shown:
            self._document.tell(self.tr("Every picture in the list is reviewed."))
            return
        self.wanted.emit(shown[0])
        text = self.tr("{count} pictures to review, the most uncertain first.")
        if waiting:
            text += " " + self.tr("The model has {waiting} more to look at.")
        self._document.tell(text.format(count=len(shown), waiting=waiting))
