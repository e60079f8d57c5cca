"""The one table of level colours that everything draws from: canvas, legends, plots, pictures.

Colours go by rank in the model's own list of levels, from warm (fine) to cool (coarse), and stay
apart for colour-blind people. Strides and anchor sizes belong to the model, not to this table.
"""

from typing import NamedTuple


class LevelColour(NamedTuple):
    """A level name of the paper's pyramid and the colour of its rank, as "#RRGGBB"."""

    name: str
    hex: str


LEVEL_COLOURS: tuple[LevelColour, ...] = (
    LevelColour("P2", "#F0E442"),
    LevelColour("P3", "#E69F00"),
    LevelColour("P4", "#2DBE8D"),
    LevelColour("P5", "#56B4E9"),
    LevelColour("P6", "#D58BC4"),
)
RESERVE_COLOURS: tuple[str, ...] = ("#2F6DD0", "#C8451B")  # sixth and seventh level
NO_LEVEL_COLOUR = "#B9BEC6"  # boxes that no level fired, such as those a person drew
HALO_COLOUR = "#14171C"  # the thin dark edge of every box line
_BY_RANK = tuple(colour.hex for colour in LEVEL_COLOURS) + RESERVE_COLOURS


def colour_of_rank(rank: int) -> str:
    """Colour "#RRGGBB" of the level at this place in the model's list.

    Beyond seven levels the colours repeat; a negative rank (no level) is NO_LEVEL_COLOUR.
    """
    return NO_LEVEL_COLOUR if rank < 0 else _BY_RANK[rank % len(_BY_RANK)]


def rgb(colour: str) -> tuple[int, int, int]:
    """The red, green and blue of "#RRGGBB", 0..255 each. Raises ValueError for another form."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"colour {colour!r} is not of the form #RRGGBB")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast_ratio(first: str, second: str) -> float:
    """WCAG 2 contrast of two colours: 1 (equal) to 21 (black on white); text wants 4.5."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_colour_on(background: str) -> str:
    """Black or white, whichever reads better on the background colour."""
    return max("#000000", "#FFFFFF", key=lambda text: contrast_ratio(text, background))


def _luminance(colour: str) -> float:
    """WCAG 2 relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(value / 255) for value in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
