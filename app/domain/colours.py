"""Colours that are not levels: one a class, far apart and the same in every session."""

from collections.abc import Mapping, Sequence

from app.domain.annotation_levels import level_ranks
from app.domain.class_palette import class_colour
from app.domain.detections import DetectionSet, IntArray, ModelInfo
from app.domain.records import Annotation, ProjectClass
from app.domain.view_filter import ColourBy
from fpn_core.levels import NO_LEVEL_COLOUR, colour_of_rank

__all__ = [
    "ANNOTATION_COLOUR",
    "DETECTION_COLOUR",
    "annotation_colours",
    "class_colour",
    "row_colour",
    "row_colours",
]
# A box of the model that nobody has touched; level colours stay with levels.
DETECTION_COLOUR = "#A9B4C4"
# Boxes of a person, where colours tell states.
ANNOTATION_COLOUR = "#FFFFFF"


def row_colour(found: DetectionSet, row: int, mode: ColourBy) -> str:
    """Hex colour of one detection in a colour mode."""
    if mode is ColourBy.ANCHOR:
        return colour_of_rank(int(found.anchor_ranks[row]))
    if mode is ColourBy.ROI:
        return colour_of_rank(int(found.roi_ranks[row]))
    if mode is ColourBy.CLASS:
        return class_colour(int(found.labels[row]))
    return DETECTION_COLOUR


def row_colours(found: DetectionSet, rows: IntArray, mode: ColourBy) -> list[str]:
    """Hex colours of many detections in a colour mode."""
    if mode is ColourBy.STATE:
        return [DETECTION_COLOUR] * len(rows)
    column = {
        ColourBy.ANCHOR: found.anchor_ranks,
        ColourBy.ROI: found.roi_ranks,
        ColourBy.CLASS: found.labels,
    }[mode]
    colour_of = class_colour if mode is ColourBy.CLASS else colour_of_rank
    values = column[rows].tolist()
    table = {value: colour_of(value) for value in set(values)}
    return [table[value] for value in values]


def annotation_colours(
    annotations: Sequence[Annotation],
    mode: ColourBy,
    classes: Mapping[int, ProjectClass],
    model: ModelInfo | None,
    found: DetectionSet | None,
) -> list[str]:
    """Hex colours of annotations in a colour mode; those marked "ignore" are always grey."""
    if mode is ColourBy.STATE:
        colours = [ANNOTATION_COLOUR] * len(annotations)
    elif mode is ColourBy.CLASS:
        known = {number: each.colour for number, each in classes.items()}
        colours = [known.get(each.label, NO_LEVEL_COLOUR) for each in annotations]
    else:
        ranks = level_ranks(annotations, model, found, pooled=mode is ColourBy.ROI)
        colours = [colour_of_rank(rank) for rank in ranks.tolist()]
    return [
        NO_LEVEL_COLOUR if each.ignore else colour
        for each, colour in zip(annotations, colours, strict=True)
    ]
