"""Two windows on one project: the one that may only look has it once the other has closed."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject

from app.domain.project.store import Project
from app.services.background import BackgroundWorker
from app.services.document import Document
from app.services.timers import quiet_timer

log = logging.getLogger(__name__)
LOOK_MS = 2000


class TakeOver(QObject):
    """Looks every two seconds, in a thread, whether the project that another window has, or has
    made first, can be opened anew; ``exchange`` then puts it in place of the one that is open.

    Nothing is lost by that: a project that could not be changed holds no edits.
    """

    def __init__(
        self,
        document: Document,
        exchange: Callable[[Project], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._exchange = document, exchange
        self._worker = BackgroundWorker("take-over", parent=self)
        self._timer = quiet_timer(self, LOOK_MS, self._look)
        document.project_changed.connect(self._timer.start)

    def close(self) -> None:
        """Look no more, and end the thread; the project can be closed then."""
        self._timer.stop()
        self._worker.close()

    def _look(self) -> None:
        project = self._document.project
        if project.may_change_hands:
            self._worker.submit(
                "look",
                project.opened_anew,
                lambda again, error: self._take(project, again, error),
            )

    def _take(self, project: Project, again: Project | None, error: Exception | None) -> None:
        document = self._document
        if error is not None:
            log.warning("the project cannot be opened anew: %s", error)
        elif again is not None:
            busy = document.apart.busy or document.unsaved
            if document.project is project and project.may_change_hands and not busy:
                self._exchange(again)
                self._tell(again)
                return
            again.close()
        if document.project is project:
            self._timer.start()

    def _tell(self, project: Project) -> None:
        yours = self.tr("The other window has closed: you can change the project here.")
        self._document.tell(project.notice or yours)
