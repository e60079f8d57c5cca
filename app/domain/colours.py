"""Colours that are not levels: one a class, far apart and the same in every session."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from app.domain.annotation_levels import level_ranks
from app.domain.class_palette import CLASS_COLOURS, class_colour
from app.domain.decisions import folded
from app.domain.detections import DetectionSet, IntArray, ModelInfo
from app.domain.records import Annotation, ProjectClass
from app.domain.view_filter import ColourBy
from fpn_core.levels import NO_LEVEL_COLOUR, colour_of_rank

__all__ = [
    "ANNOTATION_COLOUR",
    "DETECTION_COLOUR",
    "annotation_colours",
    "class_colour",
    "model_class_colours",
    "row_colour",
    "row_colours",
    "track_colour",
]
# A box of the model that nobody has touched; level colours stay with levels.
DETECTION_COLOUR = "#A9B4C4"
# Boxes of a person, where colours tell states.
ANNOTATION_COLOUR = "#FFFFFF"


@lru_cache(maxsize=4)
def model_class_colours(
    names: tuple[str, ...], classes: tuple[ProjectClass, ...]
) -> tuple[str, ...]:
    """Hex colours of the model's classes: those of the project's classes of the same names.

    The others have colours of their own, which no class of the project has.
    """
    exact = {each.name: each.colour for each in reversed(classes)}
    alike = {folded(each.name): each.colour for each in reversed(classes)}
    taken = {each.colour.upper() for each in classes}
    numbers = range(len(names), 2 * len(names) + len(classes))
    spare = iter([colour for colour in map(class_colour, numbers) if colour not in taken])
    out = []
    for label, name in enumerate(names):
        colour = exact.get(name) or alike.get(folded(name))
        own = class_colour(label)
        out.append(colour or (next(spare, own) if own in taken else own))
    return tuple(out)


def track_colour(number: int) -> str:
    """Hex colour of a track by its number, NO_LEVEL_COLOUR for none (-1): those of classes, which
    no level has, again and again."""
    return NO_LEVEL_COLOUR if number < 0 else CLASS_COLOURS[number % len(CLASS_COLOURS)]


def row_colour(
    found: DetectionSet,
    row: int,
    mode: ColourBy,
    classes: Iterable[ProjectClass],
    tracks: IntArray | None = None,
) -> str:
    """Hex colour of one detection in a colour mode; ``classes`` are the project's, ``tracks`` the
    numbers (N,) of all detections' tracks."""
    if mode is ColourBy.TRACK:
        return track_colour(-1 if tracks is None else int(tracks[row]))
    if mode is ColourBy.ANCHOR:
        return colour_of_rank(int(found.anchor_ranks[row]))
    if mode is ColourBy.ROI:
        return colour_of_rank(int(found.roi_ranks[row]))
    if mode is ColourBy.CLASS:
        return model_class_colours(found.model.class_names, tuple(classes))[found.labels[row]]
    return DETECTION_COLOUR


def row_colours(
    found: DetectionSet,
    rows: IntArray,
    mode: ColourBy,
    classes: Iterable[ProjectClass],
    tracks: IntArray | None = None,
) -> list[str]:
    """Hex colours of many detections in a colour mode; see `row_colour`."""
    if mode is ColourBy.TRACK:
        numbers = [-1] * len(rows) if tracks is None else tracks[rows].tolist()
        return [track_colour(number) for number in numbers]
    if mode is ColourBy.STATE:
        return [DETECTION_COLOUR] * len(rows)
    if mode is ColourBy.CLASS:
        of_label = model_class_colours(found.model.class_names, tuple(classes))
        return [of_label[label] for label in found.labels[rows].tolist()]
    ranks = (found.roi_ranks if mode is ColourBy.ROI else found.anchor_ranks)[rows].tolist()
    table = {rank: colour_of_rank(rank) for rank in set(ranks)}
    return [table[rank] for rank in ranks]


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
    elif mode is ColourBy.TRACK:
        colours = [track_colour(-1 if each.track is None else each.track) for each in annotations]
    else:
        ranks = level_ranks(annotations, model, found, pooled=mode is ColourBy.ROI)
        colours = [colour_of_rank(rank) for rank in ranks.tolist()]
    return [
        NO_LEVEL_COLOUR if each.ignore else colour
        for each, colour in zip(annotations, colours, strict=True)
    ]
