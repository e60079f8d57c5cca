"""Settings that take hold while the window is open."""

from PySide6.QtCore import QObject

from app.services.session import Session

_MEGABYTE = 1_000_000


class LiveSettings(QObject):
    """Hears what changes in the settings and tells those whom it concerns."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._takers = {
            "device": self._take_device,
            "picture_cache_mb": self._take_caches,
            "thumbnail_cache_mb": self._take_caches,
        }
        session.settings.changed.connect(self._take)

    def _take(self, key: str) -> None:
        if key in self._takers:
            self._takers[key]()

    def _take_device(self) -> None:
        """The model is loaded anew, there."""
        session = self._session
        session.client.device_choice = session.settings["device"]
        session.use_model(session.client.model_name)

    def _take_caches(self) -> None:
        session = self._session
        session.loader.cache.limit_to(session.settings["picture_cache_mb"] * _MEGABYTE)
        session.thumbnails.cache.limit_to(session.settings["thumbnail_cache_mb"] * _MEGABYTE)
