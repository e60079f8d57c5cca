"""Draws detections on a picture: dashed boxes in the colour of the level that fired, with a legend.

Sizes of lines and text follow the picture, so that both a thumbnail and a 24-megapixel photo read
when they fill a screen.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

import resources
from fpn_core.levels import HALO_COLOUR, NO_LEVEL_COLOUR, colour_of_rank, text_colour_on

FONT_FILE = resources.path("fonts", "PyramidLabelSans-Medium.otf")
STRIP_COLOUR = "#1B1E24"
STRIP_TEXT = "#E8EAEE"
STRIP_MUTED = "#9AA1AC"
NO_LEVEL = "no level"
TITLE = "Level that fired"

Pixels = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Style:
    """Pixel sizes that belong to one picture."""

    text: int
    line: int
    halo: int
    pad: int

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        return _font(self.text)

    @property
    def row(self) -> int:
        """Height of one line of text with its padding."""
        return round(self.text * 1.25) + 2 * (self.pad // 2)


@dataclass(frozen=True)
class _Drawn:
    """One detection as it is drawn: xyxy in picture pixels, its level's colour, its words."""

    box: tuple[float, float, float, float]
    colour: str
    text: str
    level: str


@dataclass(frozen=True)
class _LegendEntry:
    colour: str
    name: str
    note: str
    count: int


def draw_detections(
    picture: Pixels,
    entry: Mapping[str, Any],
    levels: Sequence[Mapping[str, Any]],
    *,
    score: float = 0.5,
    legend: bool = True,
) -> Pixels:
    """Draw one picture's detections with score >= `score`; the given array stays as it is.

    picture: RGB uint8 (H, W, 3), also a reduced copy: boxes scale with it. entry: this picture's
    object of `fpn-core detect --json`; names begin with the numbers of its tracks, if any. levels:
    the model's levels ({"name", "stride", "anchor_sizes"}) in its order. Returns RGB uint8; with a
    legend it is taller by the strip below the picture, and as wide as the strip needs. Raises
    ValueError for another kind of array.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
        raise ValueError(f"picture is {picture.dtype} {picture.shape}, not uint8 (H, W, 3)")
    height, width = picture.shape[:2]
    style = _style_for(width, height)
    drawn = _visible(entry, levels, score, (width, height))
    image = Image.fromarray(picture)  # a copy
    pen = ImageDraw.Draw(image)
    for item in sorted(drawn, key=lambda item: -_area(item.box)):  # small boxes stay on top
        _draw_box(pen, item.box, item.colour, style, (width, height))
    untagged = _draw_tags(pen, drawn, style, (width, height))
    if legend:
        entries = _legend_entries(levels, Counter(item.level for item in drawn))
        image = _add_legend(image, entries, _summary(len(drawn), score, untagged), style)
    return np.array(image)


def place_tags(
    boxes: Sequence[Sequence[float]],
    sizes: Sequence[tuple[int, int]],
    canvas: tuple[int, int],
) -> list[tuple[int, int] | None]:
    """Top-left corner of each box's tag; the first box is served first.

    boxes: xyxy in canvas pixels; sizes: (width, height) of each tag; canvas: (width, height).
    A tag touches its box, outside it where there is room. None: every such place would cover
    another tag, or more than half of another box. Tags that fit the canvas stay on it.
    """
    all_boxes: Boxes = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
    placed: Boxes = np.empty((0, 4))
    positions: list[tuple[int, int] | None] = []
    for index, size in enumerate(sizes):
        places = _candidates(all_boxes[index], size, canvas)
        cost = _costs(places, all_boxes, index, placed)
        best = int(np.argmin(cost))
        if not np.isfinite(cost[best]):
            positions.append(None)
            continue
        placed = np.vstack([placed, places[best]])
        positions.append((int(places[best, 0]), int(places[best, 1])))
    return positions


def _candidates(box: Boxes, size: tuple[int, int], canvas: tuple[int, int]) -> Boxes:
    """Places (C, 4) xyxy for a tag, in order of preference, moved onto the canvas."""
    x1, y1, x2, y2 = box
    width, height = size
    lefts = (x1, x2 - width, (x1 + x2 - width) / 2)
    corners = [(left, top) for top in (y1 - height, y2) for left in lefts]
    corners += [(left, top) for top in (y1, y2 - height) for left in lefts[:2]]
    beside = (y1, y2 - height, (y1 + y2 - height) / 2)
    corners += [(left, top) for left in (x2, x1 - width) for top in beside]
    start = np.rint(np.array(corners))
    limit = np.maximum(np.array(canvas) - np.array(size), 0)
    start = np.clip(start, 0, limit)
    return np.hstack([start, start + np.array(size)])


def _costs(places: Boxes, boxes: Boxes, own: int, placed: Boxes) -> Boxes:
    """Cost of each place (C,), infinite where a tag must not go."""
    on_boxes = _overlaps(places, boxes)
    hidden = on_boxes / np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(axis=1), 1.0)
    tag_area = (places[:, 2:] - places[:, :2]).prod(axis=1)
    inside_own = on_boxes[:, own] / tag_area
    others = np.delete(hidden, own, axis=1)
    forbidden = (_overlaps(places, placed) > 0).any(axis=1) | (others > 0.5).any(axis=1)
    cost = 3 * hidden.sum(axis=1) + 0.3 * inside_own + 0.1 * (others > 0).sum(axis=1)
    return np.where(forbidden, np.inf, cost + 0.03 * np.arange(len(places)))


def _overlaps(first: Boxes, second: Boxes) -> Boxes:
    """Intersection areas (A, B) of xyxy boxes (A, 4) and (B, 4)."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    return np.asarray(np.clip(high - low, 0, None).prod(axis=2), dtype=np.float64)


def _style_for(width: int, height: int) -> _Style:
    text = max(11, round(7 + 0.008 * max(width, height)))
    line = max(2, round(text / 7))
    return _Style(text=text, line=line, halo=max(1, round(line / 3)), pad=max(3, text // 4))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    # Pillow's own layout: the same pixels whether or not a system has libraqm.
    return ImageFont.truetype(FONT_FILE, size, layout_engine=ImageFont.Layout.BASIC)


def _visible(
    entry: Mapping[str, Any],
    levels: Sequence[Mapping[str, Any]],
    score: float,
    canvas: tuple[int, int],
) -> list[_Drawn]:
    """Detections with enough score, best first; none for a picture that could not be read."""
    scale_x = canvas[0] / (entry.get("width") or canvas[0])
    scale_y = canvas[1] / (entry.get("height") or canvas[1])
    rank = {level["name"]: index for index, level in enumerate(levels)}
    rows = [row for row in entry.get("detections", ()) if row["score"] >= score]
    drawn = []
    for row in sorted(rows, key=lambda row: -row["score"]):
        x, y, w, h = row["bbox"]
        level = row.get("anchor_level")
        level = level if level in rank else NO_LEVEL
        words = " ".join(str(row["category"]).split())
        number = row.get("track")
        drawn.append(
            _Drawn(
                (x * scale_x, y * scale_y, (x + w) * scale_x, (y + h) * scale_y),
                colour_of_rank(rank.get(level, -1)),
                f"{'' if number is None else f'#{number} '}{words} {row['score']:.2f}",
                level,
            )
        )
    return drawn


def _area(box: Sequence[float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _draw_box(
    pen: ImageDraw.ImageDraw,
    box: Sequence[float],
    colour: str,
    style: _Style,
    canvas: tuple[int, int],
) -> None:
    """A dashed rectangle, moved inwards at the border so that its line is never cut off."""
    before = style.line // 2
    after = style.line - before
    left, right = (round(min(max(x, before), canvas[0] - after)) for x in (box[0], box[2]))
    top, bottom = (round(min(max(y, before), canvas[1] - after)) for y in (box[1], box[3]))
    across = _dashes(left - before, right + after, style)
    down = _dashes(top - before, bottom + after, style)
    bars = [(x1, y - before, x2, y + after) for y in (top, bottom) for x1, x2 in across]
    bars += [(x - before, y1, x + after, y2) for x in (left, right) for y1, y2 in down]
    halo = style.halo
    for x1, y1, x2, y2 in bars:
        pen.rectangle((x1 - halo, y1 - halo, x2 - 1 + halo, y2 - 1 + halo), fill=HALO_COLOUR)
    for x1, y1, x2, y2 in bars:
        pen.rectangle((x1, y1, x2 - 1, y2 - 1), fill=colour)


def _dashes(start: int, stop: int, style: _Style) -> list[tuple[int, int]]:
    """Dashes of equal length from start to stop (exclusive), one at each end: whole corners."""
    dash, gap = 4 * style.line, 3 * style.line
    length = max(stop - start, style.line)
    gaps = max(0, round((length - dash) / (dash + gap)))
    if gaps == 0:
        return [(start, start + length)]
    dash_length = (length - gaps * gap) / (gaps + 1)
    starts = [start + index * (dash_length + gap) for index in range(gaps + 1)]
    return [(round(a), round(a + dash_length)) for a in starts]


def _draw_tags(
    pen: ImageDraw.ImageDraw, drawn: Sequence[_Drawn], style: _Style, canvas: tuple[int, int]
) -> int:
    """Draw the tags that have room; returns how many have none."""
    widest = max(canvas[0] - 2 * style.pad, 3 * style.text)
    texts = [_fit_text(item.text, style.font, widest) for item in drawn]
    height = style.row
    sizes = [(round(style.font.getlength(text)) + 2 * style.pad, height) for text in texts]
    around = style.line // 2 + style.halo  # tags begin where the line of the box ends
    outlines = [
        (item.box[0] - around, item.box[1] - around, item.box[2] + around, item.box[3] + around)
        for item in drawn
    ]
    positions = place_tags(outlines, sizes, canvas)
    for item, text, size, corner in zip(drawn, texts, sizes, positions, strict=True):
        if corner is not None:
            _draw_tag(pen, text, item.colour, corner, size, style)
    return positions.count(None)


def _draw_tag(
    pen: ImageDraw.ImageDraw,
    text: str,
    colour: str,
    corner: tuple[int, int],
    size: tuple[int, int],
    style: _Style,
) -> None:
    x, y = corner
    width, height = size
    pen.rectangle(
        (x, y, x + width - 1, y + height - 1), fill=colour, outline=HALO_COLOUR, width=style.halo
    )
    middle = y + height / 2
    _write(pen, (x + style.pad, middle), text, text_colour_on(colour), style)


def _write(
    pen: ImageDraw.ImageDraw,
    left_middle: tuple[float, float],
    text: str,
    colour: str,
    style: _Style,
) -> None:
    """Text whose capitals are centred on the given height, whatever letters it has."""
    x, middle = left_middle
    cap_height = -style.font.getbbox("H", anchor="ls")[1]
    pen.text((x, round(middle + cap_height / 2)), text, font=style.font, fill=colour, anchor="ls")


def _fit_text(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """The text, or as much of its class name as fits, "…" and the score."""
    if font.getlength(text) <= width:
        return text
    name, _, score = text.rpartition(" ")
    while name and font.getlength(f"{name}… {score}") > width:
        name = name[:-1]
    return f"{name}… {score}"


def _legend_entries(
    levels: Sequence[Mapping[str, Any]], counts: Mapping[str, int]
) -> list[_LegendEntry]:
    entries = [
        _LegendEntry(
            colour_of_rank(rank),
            level["name"],
            f"stride {level['stride']} · anchor {_sizes_text(level['anchor_sizes'])}",
            counts.get(level["name"], 0),
        )
        for rank, level in enumerate(levels)
    ]
    if counts.get(NO_LEVEL):
        entries.append(_LegendEntry(NO_LEVEL_COLOUR, NO_LEVEL, "", counts[NO_LEVEL]))
    return entries


def _sizes_text(sizes: Iterable[float]) -> str:
    ordered = sorted(sizes)
    if len(ordered) > 2:
        return f"{ordered[0]:g}–{ordered[-1]:g}"
    return ", ".join(f"{size:g}" for size in ordered)


def _summary(count: int, score: float, untagged: int) -> str:
    text = f"{count} {'detection' if count == 1 else 'detections'}, score ≥ {score:.2f}"
    return f"{text}, {untagged} without room for a name" if untagged else text


def _add_legend(
    image: Image.Image, entries: Sequence[_LegendEntry], summary: str, style: _Style
) -> Image.Image:
    """The picture with a strip below: what the colours mean, and how often each level fired."""
    gap, row = style.text, style.row + 2 * style.pad
    widths = _cell_widths(entries, style)
    cell = sum(widths) + 4 * style.pad
    heads = [(TITLE, STRIP_TEXT), (summary, STRIP_MUTED)]
    lengths = [round(style.font.getlength(text)) for text, _ in heads]
    width = max(image.width, max(cell, *lengths) + 2 * gap)
    columns = max(1, min(len(entries), (width - gap) // (cell + gap)))
    entry_rows = -(-len(entries) // columns)
    columns = max(1, -(-len(entries) // max(entry_rows, 1)))  # 3 + 2 entries rather than 4 + 1
    one_line = sum(lengths) + 3 * gap <= width
    head_rows = 1 if one_line else 2
    strip = (head_rows + entry_rows) * row + gap
    canvas = Image.new("RGB", (width, image.height + strip), STRIP_COLOUR)
    canvas.paste(image, (0, 0))
    pen = ImageDraw.Draw(canvas)
    first = image.height + (gap + row) / 2
    _write(pen, (gap, first), *heads[0], style)
    second = (2 * gap + lengths[0], first) if one_line else (gap, first + row)
    _write(pen, second, *heads[1], style)
    for index, entry in enumerate(entries):
        left = gap + index % columns * (cell + gap)
        middle = first + (head_rows + index // columns) * row
        _draw_entry(pen, entry, (left, middle), widths, style)
    return canvas


def _cell_widths(entries: Sequence[_LegendEntry], style: _Style) -> tuple[int, int, int]:
    """Widths of the columns of name, count and note, the same for all entries."""

    def widest(texts: Iterable[str]) -> int:
        return max((round(style.font.getlength(text)) for text in texts), default=0)

    names = widest(entry.name for entry in entries) + 2 * style.pad
    counts = widest(str(entry.count) for entry in entries)
    return names, counts, widest(entry.note for entry in entries)


def _draw_entry(
    pen: ImageDraw.ImageDraw,
    entry: _LegendEntry,
    left_middle: tuple[int, float],
    widths: tuple[int, int, int],
    style: _Style,
) -> None:
    """The level's name on its colour, how often it fired, its stride and anchor size."""
    x, middle = left_middle
    top = round(middle - style.row / 2)
    badge = (x, top, x + widths[0] - 1, top + style.row - 1)
    pen.rounded_rectangle(badge, radius=style.pad, fill=entry.colour)
    name_left = x + (widths[0] - style.font.getlength(entry.name)) / 2
    _write(pen, (round(name_left), middle), entry.name, text_colour_on(entry.colour), style)
    x += widths[0] + 2 * style.pad
    strong = STRIP_TEXT if entry.count else STRIP_MUTED
    _write(pen, (x, middle), str(entry.count), strong, style)
    _write(pen, (x + widths[1] + 2 * style.pad, middle), entry.note, STRIP_MUTED, style)
