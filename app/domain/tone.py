"""Brightness, contrast and the window of 16-bit pictures, as tables for display alone."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.uint8]
MOST = 100


@dataclass(frozen=True, slots=True)
class Tone:
    """How pictures are shown. Brightness and contrast are -100..100, 0 changes nothing.

    ``window`` is the lowest and highest raw value of a 16-bit picture (black and white); None
    goes from its own darkest to its own brightest.
    """

    brightness: int = 0
    contrast: int = 0
    window: tuple[int, int] | None = None

    @property
    def plain(self) -> bool:
        """Whether 8-bit pixels stay as they are."""
        return self.brightness == 0 and self.contrast == 0


def tone_table(tone: Tone) -> Table:
    """(256,) uint8: what each 8-bit value is shown as. Contrast turns about middle grey."""
    values = np.arange(256, dtype=np.float64)
    share = max(-MOST, min(MOST, tone.contrast)) / MOST
    # From flat grey at -100 over unchanged at 0 to sixteen times as steep at 100.
    slope = 1 + share if share < 0 else 16**share
    shift = 255 * max(-MOST, min(MOST, tone.brightness)) / MOST
    shown = (values - 127.5) * slope + 127.5 + shift
    return np.rint(np.clip(shown, 0, 255)).astype(np.uint8)


def window_table(low: int, high: int) -> Table:
    """(65536,) uint8: 16-bit values from ``low`` (black) to ``high`` (white); a window without
    width parts the picture into black and white at ``low``."""
    values = np.arange(65536, dtype=np.float64)
    if high <= low:
        return np.where(values > low, 255, 0).astype(np.uint8)
    return np.rint(np.clip((values - low) * 255 / (high - low), 0, 255)).astype(np.uint8)
