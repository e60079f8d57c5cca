"""Drawn pictures: dashed boxes in level colours, tags that stay apart, a legend that counts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from fpn_core.drawing import FONT_FILE, draw_detections, place_tags
from fpn_core.levels import HALO_COLOUR, NO_LEVEL_COLOUR, colour_of_rank, rgb

LEVELS: list[dict[str, Any]] = [
    {"name": f"P{k}", "stride": 2**k, "anchor_sizes": [2 ** (k + 3)]} for k in (2, 3, 4, 5, 6)
]
Pixels = npt.NDArray[np.uint8]


def canvas(width: int = 320, height: int = 240, grey: int = 128) -> Pixels:
    return np.full((height, width, 3), grey, np.uint8)


def detection(bbox: Sequence[float], level: str | None = "P4", **changes: Any) -> dict[str, Any]:
    row = {"bbox": list(bbox), "score": 0.9, "category": "cat", "anchor_level": level}
    return row | changes


def entry(*detections: dict[str, Any], width: int = 320, height: int = 240) -> dict[str, Any]:
    return {"file": "a.jpg", "width": width, "height": height, "detections": list(detections)}


def pixels_of(picture: Pixels, colour: str) -> npt.NDArray[Any]:
    """Where the picture has exactly this colour: bool (H, W)."""
    same: npt.NDArray[np.bool_] = np.equal(picture, np.array(rgb(colour)))
    return np.all(same, axis=2)


def overlap(
    first: tuple[int, int], a: tuple[int, int], second: tuple[int, int], b: tuple[int, int]
) -> bool:
    return all(first[i] < second[i] + b[i] and second[i] < first[i] + a[i] for i in (0, 1))


@pytest.mark.parametrize("rank", range(5))
def test_a_box_has_the_colour_of_its_anchor_level(rank: int) -> None:
    row = detection([100, 80, 90, 70], LEVELS[rank]["name"], roi_level="P3")
    drawn = draw_detections(canvas(), entry(row), LEVELS, legend=False)
    assert pixels_of(drawn, colour_of_rank(rank)).sum() > 100
    others = [colour_of_rank(other) for other in range(5) if other != rank]
    assert not any(pixels_of(drawn, colour).any() for colour in others)


def test_colours_go_by_rank_in_the_models_own_list() -> None:
    levels = [{"name": name, "stride": 32, "anchor_sizes": [32, 64]} for name in ("P5a", "P5b")]
    row = detection([100, 80, 90, 70], "P5b")
    drawn = draw_detections(canvas(), entry(row), levels, legend=False)
    assert pixels_of(drawn, colour_of_rank(1)).any()


@pytest.mark.parametrize("level", [None, "P9"])
def test_a_box_of_no_level_is_grey_and_counted_as_such(level: str | None) -> None:
    row = detection([100, 80, 90, 70], level)
    plain = draw_detections(canvas(), entry(row), LEVELS, legend=False)
    assert pixels_of(plain, NO_LEVEL_COLOUR).any()
    with_legend = draw_detections(canvas(), entry(row), LEVELS)
    assert pixels_of(with_legend[240:], NO_LEVEL_COLOUR).any()


def test_the_line_lies_on_the_box_and_is_dashed() -> None:
    drawn = draw_detections(canvas(), entry(detection([40, 60, 200, 120])), LEVELS, legend=False)
    coloured = pixels_of(drawn, colour_of_rank(2))
    lower_edge = np.atleast_1d(coloured[178:182, 40:240].any(axis=0))
    assert lower_edge[[0, 1, -2, -1]].all()  # whole corners
    assert 0.4 < lower_edge.mean() < 0.8
    assert np.count_nonzero(np.diff(lower_edge.astype(int)) == -1) > 5
    assert not coloured[75:170, 50:230].any()
    left_edge = coloured[60:180, 38:42].any(axis=1)
    assert 0.4 < left_edge.mean() < 0.8


@pytest.mark.parametrize("grey", [0, 255])
def test_lines_have_a_dark_halo_on_any_picture(grey: int) -> None:
    row = detection([40, 60, 200, 120])
    drawn = draw_detections(canvas(grey=grey), entry(row), LEVELS, legend=False)
    edge = drawn[170:190, 41]  # straight through the lower edge's first dash
    kinds = [
        "line"
        if tuple(p) == rgb(colour_of_rank(2))
        else "halo"
        if tuple(p) == rgb(HALO_COLOUR)
        else "picture"
        for p in edge.tolist()
    ]
    changes = [kind for i, kind in enumerate(kinds) if i == 0 or kind != kinds[i - 1]]
    assert changes == ["picture", "halo", "line", "halo", "picture"]


def test_a_box_as_large_as_the_picture_is_seen_on_all_sides() -> None:
    drawn = draw_detections(canvas(), entry(detection([0, 0, 320, 240])), LEVELS, legend=False)
    coloured = pixels_of(drawn, colour_of_rank(2))
    for side in (coloured[:3], coloured[-3:], coloured[:, :3], coloured[:, -3:]):
        assert side.any()


def test_boxes_scale_with_a_reduced_copy_of_the_picture() -> None:
    big = entry(detection([80, 120, 400, 240]), width=640, height=480)
    small = entry(detection([40, 60, 200, 120]))
    np.testing.assert_array_equal(
        draw_detections(canvas(), big, LEVELS), draw_detections(canvas(), small, LEVELS)
    )


def test_low_scores_are_not_drawn() -> None:
    row = detection([40, 60, 200, 120], score=0.49)
    for legend in (False, True):
        drawn = draw_detections(canvas(), entry(row), LEVELS, legend=legend)
        np.testing.assert_array_equal(drawn[:240], canvas())
    shown = draw_detections(canvas(), entry(row), LEVELS, score=0.49, legend=False)
    assert (shown != canvas()).any()


def test_a_picture_that_could_not_be_read_is_drawn_bare() -> None:
    drawn = draw_detections(canvas(), {"file": "a.jpg", "error": "broken"}, LEVELS, legend=False)
    np.testing.assert_array_equal(drawn, canvas())


def test_class_and_score_are_written() -> None:
    def drawn(**changes: Any) -> Pixels:
        row = detection([40, 60, 200, 120], **changes)
        return draw_detections(canvas(), entry(row), LEVELS, legend=False)

    assert (drawn() != drawn(category="dog")).any()
    assert (drawn() != drawn(score=0.8)).any()
    assert (drawn(category="고양이") != drawn(category="강아지")).any()


def test_small_boxes_lie_on_top_of_large_ones() -> None:
    large, small = detection([20, 60, 280, 160], "P6"), detection([20, 60, 60, 50], "P2")
    first = draw_detections(canvas(), entry(large, small), LEVELS, legend=False)
    second = draw_detections(canvas(), entry(small, large), LEVELS, legend=False)
    for drawn in (first, second):
        assert pixels_of(drawn, colour_of_rank(0))[60:110, 19:22].any()


def test_the_given_picture_stays_as_it_is() -> None:
    picture = canvas()
    draw_detections(picture, entry(detection([40, 60, 200, 120])), LEVELS)
    np.testing.assert_array_equal(picture, canvas())


def test_the_legend_lies_below_and_names_every_level() -> None:
    row = detection([40, 60, 200, 120])
    plain = draw_detections(canvas(), entry(row), LEVELS, legend=False)
    drawn = draw_detections(canvas(), entry(row), LEVELS)
    np.testing.assert_array_equal(drawn[:240, :320], plain)
    assert drawn.shape[0] > 240
    for rank in range(5):
        assert pixels_of(drawn[240:], colour_of_rank(rank)).sum() > 50


def test_the_legend_tells_counts_strides_and_anchor_sizes() -> None:
    def strip(levels: list[dict[str, Any]], count: int) -> Pixels:
        rows = [detection([20 * i, 60, 15, 15]) for i in range(count)]
        return draw_detections(canvas(), entry(*rows), levels)[240:]

    assert (strip(LEVELS, 1) != strip(LEVELS, 2)).any()
    for change in ({"stride": 5}, {"anchor_sizes": [33]}, {"name": "C2"}):
        other = [{**LEVELS[0], **change}, *LEVELS[1:]]
        changed = strip(other, 1)
        assert changed.shape != strip(LEVELS, 1).shape or (changed != strip(LEVELS, 1)).any()


@pytest.mark.parametrize("size", [(1, 1), (40, 30), (300, 200), (200, 3000), (6000, 400)])
def test_pictures_of_any_size_get_a_whole_legend(size: tuple[int, int]) -> None:
    width, height = size
    row = detection([0, 0, width, height], category="an animal with a very long name " * 20)
    drawn = draw_detections(canvas(*size), entry(row, width=width, height=height), LEVELS)
    assert drawn.shape[1] >= width
    strip = drawn[height:]
    for rank in range(5):
        swatch = np.argwhere(pixels_of(strip, colour_of_rank(rank)))
        assert len(swatch)
        assert swatch[:, 1].max() < drawn.shape[1] - 1
        assert swatch[:, 0].max() < len(strip) - 1


def test_lines_and_text_grow_with_the_picture() -> None:
    def line_width(scale: int) -> int:
        picture = canvas(600 * scale, 400 * scale)
        row = detection([100 * scale, 100 * scale, 300 * scale, 200 * scale])
        large = entry(row, width=600 * scale, height=400 * scale)
        drawn = draw_detections(picture, large, LEVELS, legend=False)
        column = pixels_of(drawn, colour_of_rank(2))[250 * scale : 350 * scale, 101 * scale]
        return int(column.sum())

    assert line_width(1) == 2
    assert 6 <= line_width(10) <= 12


def test_another_kind_of_array_is_refused() -> None:
    for wrong in (np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), np.float32)):
        with pytest.raises(ValueError, match="uint8"):
            draw_detections(wrong, entry(), LEVELS)  # type: ignore[arg-type]


def test_a_tag_stands_on_its_box_where_there_is_room() -> None:
    assert place_tags([(50, 60, 150, 160)], [(40, 12)], (320, 240)) == [(50, 48)]


def test_a_tag_at_the_upper_border_stays_on_the_picture() -> None:
    (corner,) = place_tags([(50, 0, 150, 100)], [(40, 12)], (320, 240))
    assert corner is not None
    assert corner[1] >= 0


def test_two_boxes_at_one_place_get_tags_side_by_side() -> None:
    box, size = (50, 60, 150, 160), (40, 12)
    first, second = place_tags([box, box], [size, size], (320, 240))
    assert first is not None
    assert second is not None
    assert not overlap(first, size, second, size)


def test_a_tag_does_not_hide_a_small_box() -> None:
    below, above = (100, 60, 140, 90), (102, 46, 122, 58)  # the small one sits where a tag would
    first, _ = place_tags([below, above], [(40, 14), (40, 14)], (320, 240))
    assert first is not None
    hidden = overlap(first, (40, 14), (102, 46), (20, 12))
    assert not hidden


def test_a_tag_that_could_only_hide_another_box_is_left_out() -> None:
    small = (5, 2, 15, 8)
    assert place_tags([(0, 0, 40, 14)], [(40, 14)], (40, 14)) == [(0, 0)]
    assert place_tags([(0, 0, 40, 14), small], [(40, 14)] * 2, (40, 14))[0] is None


def test_a_tag_without_room_is_left_out_and_the_legend_says_so() -> None:
    boxes, sizes = [(10, 10, 30, 30)] * 40, [(60, 20)] * 40
    positions = place_tags(boxes, sizes, (100, 60))
    assert positions[0] is not None
    assert None in positions
    crowd = [detection([100, 100, 12, 12]) for _ in range(10)]
    spread = [detection([190 * i, 100, 12, 12]) for i in range(10)]
    drawn = [
        draw_detections(canvas(2000, 240), entry(*rows, width=2000), LEVELS)[240:]
        for rows in (crowd, spread)
    ]
    assert (drawn[0] != drawn[1]).any()


corner = st.integers(-20, 500)
side = st.integers(1, 200)


@given(st.lists(st.tuples(corner, corner, side, side, st.integers(5, 80)), max_size=25))
def test_tags_never_overlap_nor_leave_the_canvas(rows: list[tuple[int, ...]]) -> None:
    boxes = [(x, y, x + w, y + h) for x, y, w, h, _ in rows]
    sizes = [(width, 14) for *_, width in rows]
    tags = place_tags(boxes, sizes, (480, 360))
    placed = [(at, size) for at, size in zip(tags, sizes, strict=True) if at is not None]
    for index, (at, size) in enumerate(placed):
        assert 0 <= at[0] <= 480 - size[0]
        assert 0 <= at[1] <= 360 - size[1]
        assert not any(overlap(at, size, *other) for other in placed[:index])


def test_the_font_ships_with_its_licence_and_has_what_is_written() -> None:
    licence = (FONT_FILE.parent / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    font = ImageFont.truetype(FONT_FILE, 20)
    missing = bytes(font.getmask("\U000f0000"))
    for sign in "Aé가힣⌊⌋√·→≤≥▲▼○◔◑●…–×₂Я":
        assert bytes(font.getmask(sign)) != missing, sign
