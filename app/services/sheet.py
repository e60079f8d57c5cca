"""Draws boxes with their tags, and a legend beneath them, onto a picture that is written to a file.

Lengths are in pixels of the picture; ``unit`` is how many of them a line is thick on a picture of
the usual size.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from app.domain.colours import DETECTION_COLOUR, model_class_colours, track_colour
from app.domain.detections import DetectionSet, FloatArray, IntArray, ModelInfo
from app.domain.records import ProjectClass
from app.domain.tags import HIDDEN, place_tags, tag_corner
from app.domain.view_filter import ColourBy, ViewFilter, ranks_of
from app.services.box_drawing import (
    LineStyle,
    draw_boxes,
    draw_hatching,
    draw_tag,
    tag_font,
    tag_size,
)
from fpn_core.levels import colour_of_rank

PAPER, INK = "#202228", "#E7E9ED"
_USUAL_SIDE, _TAG_PIXELS, _LEAST_TAG = 900, 12, 11


@dataclass(frozen=True)
class LegendEntry:
    """One swatch of the legend with its text; no colour: text alone."""

    colour: str
    text: str


@dataclass(frozen=True, eq=False)
class BoxGroup:
    """Boxes (N, 4) xyxy that are drawn alike, best first, with a colour and a text each; a text ""
    is no tag. ``hatched`` are the places of those that count for nothing."""

    boxes: FloatArray
    colours: Sequence[str]
    texts: Sequence[str]
    dashed: bool = True
    hatched: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, eq=False)
class Sheet:
    """How large a picture is, and the font and thickness that go with that."""

    width: int
    height: int
    font: QFont
    unit: float

    @classmethod
    def of(cls, width: int, height: int, font: QFont) -> "Sheet":
        """The sheet of a picture of a size."""
        unit = max(1.0, max(width, height) / _USUAL_SIDE)
        return cls(width, height, tag_font(font, max(_LEAST_TAG, round(_TAG_PIXELS * unit))), unit)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Where tags may stand."""
        return 0.0, 0.0, float(self.width), float(self.height)


def draw_groups(painter: QPainter, sheet: Sheet, groups: Sequence[BoxGroup]) -> None:
    """Draw groups of boxes, the first one beneath; tags come last and keep off each other."""
    painter.save()
    painter.setClipRect(QRectF(0, 0, sheet.width, sheet.height))
    for group in groups:
        _draw_lines(painter, group, sheet.unit)
    taken = np.empty((0, 4))
    for group in reversed(groups):
        taken = _draw_tags(painter, sheet, group, taken)
    painter.restore()


def _draw_lines(painter: QPainter, group: BoxGroup, unit: float) -> None:
    by_colour: dict[str, list[QRectF]] = {}
    rows = list(zip(group.boxes.tolist(), group.colours, strict=True))
    for place, ((x1, y1, x2, y2), colour) in reversed(list(enumerate(rows))):
        rect = QRectF(x1, y1, x2 - x1, y2 - y1)
        by_colour.setdefault(colour, []).append(rect)
        if place in group.hatched:
            draw_hatching(painter, rect, colour)
    style = LineStyle(2 * unit, 4 * unit, dashed=group.dashed, cosmetic=False)
    draw_boxes(painter, by_colour, style)


def _draw_tags(painter: QPainter, sheet: Sheet, group: BoxGroup, taken: FloatArray) -> FloatArray:
    """Draw the tags of a group beside those that are ``taken``; returns all of them."""
    tagged = [place for place, text in enumerate(group.texts) if text]
    boxes = group.boxes[tagged]
    sizes = [tag_size(group.texts[place], sheet.font) for place in tagged]
    spots = place_tags(boxes, sizes, sheet.bounds, taken)
    rects = []
    for place, box, size, spot in zip(tagged, boxes.tolist(), sizes, spots, strict=True):
        if spot != HIDDEN:
            x, y = tag_corner(box, size, spot)
            draw_tag(painter, (x, y), group.texts[place], group.colours[place], sheet.font)
            rects.append((x, y, x + size[0], y + size[1]))
    return np.vstack([taken, np.array(rects).reshape(-1, 4)])


# The legend


def legend_entries(
    found: DetectionSet,
    rows: IntArray,
    view: ViewFilter,
    classes: tuple[ProjectClass, ...],
    tracks: IntArray | None = None,
) -> tuple[LegendEntry, ...]:
    """What the colours of the exported boxes mean, with how many there are of each.

    The first entry is the title and has no colour.
    """
    title = LegendEntry("", legend_title(view.colour_by))
    if view.colour_by is ColourBy.STATE:
        return title, LegendEntry(DETECTION_COLOUR, f"{_detection()} · {len(rows)}")
    if view.colour_by is ColourBy.CLASS:
        colours = model_class_colours(found.model.class_names, classes)
        labels, counts = np.unique(found.labels[rows], return_counts=True)
        return title, *(
            LegendEntry(colours[label], f"{found.model.class_names[label]} · {count}")
            for label, count in zip(labels, counts, strict=True)
        )
    if view.colour_by is ColourBy.TRACK:
        return title, *_track_entries(found, rows, tracks)
    ranks = ranks_of(found, view.colour_by)[rows]
    return title, *(
        LegendEntry(entry.colour, f"{entry.text} · {int((ranks == rank).sum())}")
        for rank, entry in enumerate(level_entries(found.model))
    )


def _track_entries(
    found: DetectionSet, rows: IntArray, tracks: IntArray | None
) -> list[LegendEntry]:
    """An entry for each track on the picture, by number, and one for what belongs to none."""
    if tracks is None:
        return []
    there = sorted((int(tracks[row]), found.class_name(row)) for row in rows.tolist())
    entries = [
        LegendEntry(track_colour(number), f"#{number + 1} {name}")
        for number, name in there
        if number >= 0
    ]
    alone = len(there) - len(entries)
    text = QCoreApplication.translate("Exporter", "no track")
    return [*entries, LegendEntry(track_colour(-1), f"{text} · {alone}")] if alone else entries


def legend_title(mode: ColourBy) -> str:
    """What colours stand for."""
    return {
        ColourBy.ANCHOR: QCoreApplication.translate("Exporter", "Level that fired"),
        ColourBy.ROI: QCoreApplication.translate("Exporter", "RoI level"),
        ColourBy.CLASS: QCoreApplication.translate("Exporter", "Class"),
        ColourBy.STATE: QCoreApplication.translate("Exporter", "State"),
        ColourBy.TRACK: QCoreApplication.translate("Exporter", "Track"),
    }[mode]


def _detection() -> str:
    return QCoreApplication.translate("Exporter", "detection")


def level_entries(model: ModelInfo) -> tuple[LegendEntry, ...]:
    """A swatch for each level of a model."""
    stride = QCoreApplication.translate("Exporter", "stride")
    return tuple(
        LegendEntry(colour_of_rank(rank), f"{level.name}  {stride} {level.stride:g}")
        for rank, level in enumerate(model.levels)
    )


def legend_height(legend: Sequence[LegendEntry], sheet: Sheet) -> int:
    """How many pixels a legend takes beneath the picture."""
    line = _line(sheet)
    places = _legend_places(legend, sheet)
    return round((places[-1][1] if places else 0) + line * 1.25)


def paint_legend(painter: QPainter, legend: Sequence[LegendEntry], sheet: Sheet) -> None:
    """Paint a legend beneath the picture."""
    line, metrics = _line(sheet), QFontMetricsF(sheet.font)
    painter.setFont(sheet.font)
    for entry, (x, y) in zip(legend, _legend_places(legend, sheet), strict=True):
        top = sheet.height + y
        if entry.colour:
            swatch = QRectF(x, top + line * 0.25, line * 0.5, line * 0.5)
            painter.fillRect(swatch, QColor(entry.colour))
        painter.setPen(QColor(INK))
        left = x + line * 0.75 if entry.colour else x
        text = QRectF(left, top, metrics.horizontalAdvance(entry.text) + line, line)
        align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(text, align, entry.text)


def paint_paper(painter: QPainter, sheet: Sheet, more: int) -> None:
    """Paint the ground of the picture and of the legend beneath it."""
    painter.fillRect(QRectF(QPointF(), QPointF(sheet.width, sheet.height + more)), QColor(PAPER))


def _line(sheet: Sheet) -> float:
    return QFontMetricsF(sheet.font).height() * 1.5


def _legend_places(legend: Sequence[LegendEntry], sheet: Sheet) -> list[tuple[float, float]]:
    """Top-left corners of the entries, in as many lines as they need."""
    metrics, line = QFontMetricsF(sheet.font), _line(sheet)
    places: list[tuple[float, float]] = []
    x, y = line / 2, line / 4
    for entry in legend:
        needed = (line if entry.colour else line * 0.25) + metrics.horizontalAdvance(entry.text)
        if x + needed > sheet.width and x > line:
            x, y = line / 2, y + line
        places.append((x, y))
        x += needed + line / 2
    return places
