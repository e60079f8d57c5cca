"""Colours of classes: apart from each other and from the colours of levels, for all eyes."""

from fpn_core.levels import rgb

# Chosen one by one as the colour farthest (Oklab, the worst of normal, protan and deutan vision)
# from the level colours and from those before it; all are light enough for lines on dark pictures.
# Greens stand late: they are the ones that an eye takes for a level's at a glance.
CLASS_COLOURS: tuple[str, ...] = (
    "#C30096",
    "#8787FF",
    "#FF5A5A",
    "#FFD2FF",
    "#96D278",
    "#9678B4",
    "#965A69",
    "#5A3CFF",
    "#3CFF87",
    "#C37800",
    "#87FFC3",
    "#4B9687",
    "#785AA5",
    "#87965A",
    "#A5E1B4",
    "#6969FF",
    "#4BF0E1",
    "#D21E5A",
    "#D2C3FF",
    "#C300C3",
    "#6987D2",
    "#5A782D",
    "#F03CA5",
    "#FF8778",
)


_DARKER, _STEP, _DARKEST = 0.64, 0.04, 0.3


def class_colour(number: int) -> str:
    """Hex colour of the n-th class; beyond the palette its colours come again, ever darker."""
    colour = CLASS_COLOURS[number % len(CLASS_COLOURS)]
    again = number // len(CLASS_COLOURS)
    if not again:
        return colour
    share = max(_DARKEST, _DARKER - _STEP * again)
    return "#" + "".join(f"{round(part * share):02X}" for part in rgb(colour))
