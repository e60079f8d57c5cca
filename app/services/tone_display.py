"""What pictures are shown as: 16-bit ones through a window of their values, made in a thread."""

import logging

from PySide6.QtCore import QObject, Signal

from app.domain.tone import Table, Tone, tone_table, window_table
from app.services.background import BackgroundWorker
from app.services.document import Document
from app.services.pixels import Pixels, WidePicture, read_wide
from fpn_core import media
from fpn_core.errors import FpnError

log = logging.getLogger(__name__)


class ToneDisplay(QObject):
    """Follows the document's tone. ``pixels`` take the place of the document's on the canvas, and
    ``table`` (256,) says how their values are shown; None where nothing is to be changed."""

    changed = Signal()  # pixels or table
    wide_changed = Signal()  # another 16-bit picture is at hand, or none

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.table: Table | None = None
        self.pixels: Pixels | None = None
        self.wide: WidePicture | None = None
        self._watched = False
        self._tone = Tone()
        self._asked: tuple[str, int] | None = None
        self._worker = BackgroundWorker("tone", parent=self)
        document.tone_changed.connect(self._take_tone)
        document.pixels_changed.connect(self._take_pixels)

    def watch(self, watched: bool) -> None:
        """Somebody wants to know the values of 16-bit pictures, or nobody does any more."""
        self._watched = watched
        self._read()

    def reset(self) -> None:
        """Show pictures as they are."""
        self.document.set_tone(Tone())

    def close(self) -> None:
        """Stop the thread."""
        self._worker.close()

    def _take_tone(self) -> None:
        before, self._tone = self._tone, self.document.tone
        self.table = None if self._tone.plain else tone_table(self._tone)
        if self._tone.window != before.window:
            self._read()
            self._look_through()
        self.changed.emit()

    def _take_pixels(self) -> None:
        pixels = self.document.pixels
        stamp = None if pixels is None or pixels.is_preview else (pixels.path, pixels.stamp)
        if self.wide is not None and stamp != (self.wide.path, self.wide.stamp):
            self.wide = self.pixels = None
            self.wide_changed.emit()
        if stamp != self._asked:
            self._asked = None
            self._read()
        self.changed.emit()

    def _read(self) -> None:
        """Read the values of the picture, if it has 16 bits and somebody needs them."""
        pixels = self.document.pixels
        needed = self._watched or self._tone.window is not None
        if pixels is None or pixels.is_preview or not needed or self._asked is not None:
            return
        path = pixels.path
        self._asked = (path, pixels.stamp)
        self._worker.submit(
            "read",
            lambda: read_wide(path) if media.has_wide_values(path) else None,
            lambda value, error: self._take_wide(path, value, error),
        )

    def _take_wide(self, path: str, wide: WidePicture | None, error: Exception | None) -> None:
        pixels = self.document.pixels
        if isinstance(error, FpnError | OSError):
            log.warning("the values of %s cannot be read: %s", path, error)
        elif error is not None:
            raise error
        if wide is None or pixels is None or pixels.path != path:
            return
        self.wide = wide
        self.wide_changed.emit()
        self._look_through()

    def _look_through(self) -> None:
        """Show the picture through the window: coarse at once, whole as soon as it is made."""
        wide, window = self.wide, self._tone.window
        self._worker.keep_waiting(lambda key: key != "look")
        if wide is None or window is None:
            self.pixels = None
        else:
            table = window_table(*window)
            self.pixels = wide.quickly_through(table)
            self._worker.submit(
                "look",
                lambda: wide.through(table),
                lambda value, error: self._take_look(wide, window, value, error),
            )
        self.changed.emit()

    def _take_look(
        self,
        wide: WidePicture,
        window: tuple[int, int],
        value: Pixels | None,
        error: Exception | None,
    ) -> None:
        if error is not None:
            raise error
        if wide is self.wide and window == self._tone.window:
            self.pixels = value
            self.changed.emit()
