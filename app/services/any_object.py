"""Any object: proposals of the model for the current picture, while the mode is on."""

import numpy as np
from PySide6.QtCore import QObject

from app.domain.proposals import Proposals
from app.services.detection_client import DetectionClient, ServerState
from app.services.document import Document

MOST_PROPOSALS = 300


class AnyObject(QObject):
    """Keeps ``document.proposals`` in step with the picture and the model while it is on.

    Proposals for what is annotated already are left out, and come back when it is deleted.
    The mode ends when the proposals are taken away (Esc), or when drawing begins.
    """

    def __init__(
        self, document: Document, client: DetectionClient, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.document, self._client = document, client
        self.on = False
        self._awaited = ""
        self._shown: Proposals | None = None
        client.proposed.connect(self._take)
        client.not_proposed.connect(self._take_refusal)
        client.state_changed.connect(self._take_server)
        document.current_changed.connect(self._ask)
        document.proposals_changed.connect(self._take_away)
        document.mode_changed.connect(self._take_mode)
        document.annotations_changed.connect(self._leave_out)

    def toggle(self) -> None:
        """Switch the mode on or off."""
        if self.on:
            self._end()
        elif self.document.pictures.current is not None:
            self.on = True
            self.document.set_drawing(False)
            self._ask()

    def _end(self) -> None:
        self.on, self._awaited, self._shown = False, "", None
        self._client.forget_proposals()
        if self.document.proposals is not None:
            self.document.set_proposals(None)

    def _ask(self) -> None:
        """Another picture is current, or another model is there: what was known is void."""
        self._shown, path = None, self.document.pictures.current
        if not self.on:
            return
        self._awaited = path or ""
        if path is not None:
            self.document.tell(self.tr("Looking for objects..."))
            self._client.propose(path, MOST_PROPOSALS)

    def _take(self, path: str, proposals: Proposals) -> None:
        if not self.on or path != self._awaited:
            return
        self._awaited, self._shown = "", proposals
        self.document.set_proposals(self._not_annotated(proposals))
        if len(proposals):
            self.document.tell(self.tr("Click an object to make it an annotation. Esc ends."))
        else:
            self.document.tell(self.tr("The model sees no object here."))

    def _not_annotated(self, proposals: Proposals) -> Proposals:
        boxes = [each.box for each in self.document.annotations.values()]
        return proposals.without(np.array(boxes, np.float64).reshape(-1, 4))

    def _leave_out(self) -> None:
        there = self.document.proposals
        if self._shown is None or there is None:
            return
        left = self._not_annotated(self._shown)
        if len(left) != len(there) or not np.array_equal(left.boxes, there.boxes):
            self.document.set_proposals(left)

    def _take_refusal(self, path: str, message: str) -> None:
        if self.on and path == self._awaited:
            self._end()
            self.document.tell(message)

    def _take_server(self) -> None:
        model, shown = self._client.model, self._shown
        ready = self._client.state is ServerState.READY and model is not None
        if shown is not None and model is not None and ready and shown.model != model.key:
            self._shown = None
            self.document.set_proposals(None)
            self._ask()

    def _take_away(self) -> None:
        if self.document.proposals is None and self._shown is not None:
            self._end()

    def _take_mode(self) -> None:
        if self.document.drawing and self.on:
            self._end()
