"""A camera or a stream on the canvas: its newest picture, with the newest detections over it."""

from PySide6.QtCore import QObject

from app.services.session import Session


class LiveView(QObject):
    """placeholder"""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def close(self) -> None:
        pass

    def keep_frame(self) -> None:
        pass
