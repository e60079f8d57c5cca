"""Colours that are not levels: one a class, far apart and the same in every session."""

import colorsys

from app.domain.detections import DetectionSet
from app.domain.view_filter import ColourBy
from fpn_core.levels import colour_of_rank

# A box of the model that nobody has touched; level colours stay with levels.
DETECTION_COLOUR = "#A9B4C4"
_GOLDEN = 0.6180339887498949


def class_colour(label: int) -> str:
    """Hex colour of a class index: hues a golden ratio apart, alternating lightness."""
    lightness = (0.62, 0.74, 0.5)[label % 3]
    red, green, blue = colorsys.hls_to_rgb((0.58 + label * _GOLDEN) % 1.0, lightness, 0.7)
    return "#" + "".join(f"{round(part * 255):02X}" for part in (red, green, blue))


def row_colour(found: DetectionSet, row: int, mode: ColourBy) -> str:
    """Hex colour of one detection in a colour mode."""
    if mode is ColourBy.ANCHOR:
        return colour_of_rank(int(found.anchor_ranks[row]))
    if mode is ColourBy.ROI:
        return colour_of_rank(int(found.roi_ranks[row]))
    if mode is ColourBy.CLASS:
        return class_colour(int(found.labels[row]))
    return DETECTION_COLOUR
