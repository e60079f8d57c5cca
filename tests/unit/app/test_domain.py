"""Filters, geometry, tags, lists and caches: the plain half of the window."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.domain.byte_cache import ByteCache
from app.domain.colours import class_colour
from app.domain.detections import DetectionSet
from app.domain.geometry import hits_at, touching
from app.domain.picture_filter import Arrangement, PictureFilter
from app.domain.picture_list import PictureList, natural_sort
from app.domain.tags import HIDDEN, place_tags, tag_corner
from app.domain.view_filter import (
    ColourBy,
    ViewFilter,
    class_counts,
    level_counts,
    visible_rows,
    why_nothing,
)
from tests.unit.app.test_level_rule import MODEL
from tests.unit.app.test_level_rule import detections as one

BOUNDS = (0.0, 0.0, 1000.0, 800.0)


def many(scores: list[float], levels: list[str], classes: list[str]) -> DetectionSet:
    rows = [
        one(score=score, anchor_level=level, category=name)
        for score, level, name in zip(scores, levels, classes, strict=True)
    ]
    columns = ("boxes", "scores", "labels", "anchor_ranks", "roi_ranks")
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(row, name) for row in rows]) for name in columns
    }
    return replace(rows[0], **joined)


FOUND = many([0.9, 0.6, 0.3, 0.2], ["P2", "P4", "P4", "P6"], ["cat", "dog", "cat", "dog"])


def test_rows_counts_and_toggles() -> None:
    view = ViewFilter(0.25)
    assert visible_rows(FOUND, view).tolist() == [0, 1, 2]
    assert level_counts(FOUND, view) == [1, 0, 2, 0, 0]
    hidden = view.toggle_rank(2)
    assert visible_rows(FOUND, hidden).tolist() == [0]
    assert level_counts(FOUND, hidden) == [1, 0, 2, 0, 0]
    no_cats = replace(hidden, hidden_classes=frozenset({"cat"}))
    assert class_counts(FOUND, no_cats) == {"cat": 1, "dog": 0}
    assert visible_rows(FOUND, no_cats).tolist() == []
    assert hidden.toggle_rank(2) == view


def test_toggles_speak_of_roi_levels_in_that_mode() -> None:
    view = ViewFilter(0.1, colour_by=ColourBy.ROI)
    assert level_counts(FOUND, view) == [0, 4, 0, 0, 0]
    assert visible_rows(FOUND, view.toggle_rank(1)).tolist() == []


def test_solo_and_back() -> None:
    view = ViewFilter(0.1).solo_rank(2, 5)
    assert visible_rows(FOUND, view).tolist() == [1, 2]
    assert view.solo_rank(2, 5).hidden_ranks == frozenset()


def test_why_nothing_is_seen() -> None:
    assert why_nothing(FOUND, ViewFilter(0.5)) is None
    nothing = why_nothing(FOUND, ViewFilter(0.95))
    assert nothing is not None
    assert (nothing.hidden_by_filters, nothing.lower_score, nothing.boxes_there) == (0, 0.9, 1)
    all_off = ViewFilter(0.25, hidden_ranks=frozenset(range(5)))
    filtered = why_nothing(FOUND, all_off)
    assert filtered is not None
    assert filtered.hidden_by_filters == 3
    assert filtered.lower_score is None


boxes = arrays.arrays(
    np.float64, st.tuples(st.integers(0, 40), st.just(4)), elements=st.floats(0, 900)
).map(lambda b: np.hstack([np.minimum(b[:, :2], b[:, 2:]), np.maximum(b[:, :2], b[:, 2:])]))


@given(boxes)
def test_tags_hide_neither_each_other_nor_their_box(found: np.ndarray) -> None:
    sizes = [(30.0 + 7 * (i % 4), 14.0) for i in range(len(found))]
    spots = place_tags(found, sizes, BOUNDS)
    placed: list[tuple[float, ...]] = []
    for box, size, spot in zip(found.tolist(), sizes, spots, strict=True):
        if spot == HIDDEN:
            continue
        x, y = tag_corner(box, size, spot)
        tag = (x, y, x + size[0], y + size[1])
        assert tag[0] >= BOUNDS[0]
        assert tag[3] <= BOUNDS[3]
        assert not _overlap(tag, box)
        assert not any(_overlap(tag, other) for other in placed)
        placed.append(tag)


def _overlap(a: "tuple[float, ...] | list[float]", b: "tuple[float, ...] | list[float]") -> bool:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    return wide > 1e-6 and min(a[3], b[3]) - max(a[1], b[1]) > 1e-6


def test_a_tag_goes_below_where_there_is_no_room_above() -> None:
    spots = place_tags(np.array([[100.0, 2.0, 200.0, 90.0]]), [(40.0, 14.0)], BOUNDS)
    assert tag_corner((100, 2, 200, 90), (40, 14), spots[0]) == (100, 90)


@given(boxes, st.floats(-10, 910), st.floats(-10, 910))
def test_boxes_under_a_point_come_the_smallest_first(found: np.ndarray, x: float, y: float) -> None:
    holding = [
        (float((b[2] - b[0]) * (b[3] - b[1])), i)
        for i, b in enumerate(found)
        if b[0] <= x <= b[2] and b[1] <= y <= b[3]
    ]
    assert hits_at(found, x, y).tolist() == [i for _area, i in sorted(holding)]


def test_culling_keeps_what_touches() -> None:
    found = np.array([[0, 0, 10, 10], [20, 20, 30, 30], [8, 8, 22, 22.0]])
    assert touching(found, 9, 9, 15, 15).tolist() == [0, 2]


def test_natural_order() -> None:
    names = ["b.png", "A10.png", "a2.png", "a010.png", "a1.png"]
    assert natural_sort(names) == ["a1.png", "a2.png", "A10.png", "a010.png", "b.png"]


def test_the_list_keeps_its_place_when_it_grows() -> None:
    pictures = PictureList()
    pictures.replace(["/a/1.png", "/a/2.png", "/a/3.png"])
    assert pictures.step(1) == "/a/1.png"
    pictures.current = "/a/2.png"
    pictures.replace(["/a/0.png", *pictures.paths])
    assert pictures.current == "/a/2.png"
    assert pictures.row_of("/a/2.png") == 2
    assert pictures.neighbours(1) == ["/a/3.png", "/a/1.png"]
    assert pictures.step(9) == "/a/3.png"
    assert pictures.step(-9) == "/a/0.png"
    pictures.arrange(Arrangement(PictureFilter(text="3")))
    assert pictures.shown == ["/a/3.png"]
    assert pictures.step(1) == "/a/3.png"
    pictures.replace([])
    assert [pictures.current, pictures.step(1)] == [None, None]


def test_the_cache_holds_its_limit_and_drops_what_was_not_used() -> None:
    cache: ByteCache[bytes] = ByteCache(10, len)
    cache.put("a", b"1234")
    cache.put("b", b"1234")
    assert cache.get("a") == b"1234"
    cache.put("c", b"1234")
    assert "b" not in cache
    assert "a" in cache
    assert cache.used == 8
    cache.put("large", b"x" * 50)
    assert len(cache) == 1
    cache.clear()
    assert cache.used == 0


def test_class_colours_differ() -> None:
    assert len({class_colour(label) for label in range(80)}) == 80
    assert MODEL.class_names == ("cat", "dog")
