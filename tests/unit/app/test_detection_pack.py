"""Detections come back from bytes as they were; hostile bytes give one clear error."""

import contextlib
import dataclasses
import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.detection_pack import (
    PackError,
    pack_detections,
    pack_model,
    unpack_detections,
    unpack_model,
)
from app.domain.detections import DetectionSet, Level, ModelInfo, parse_detections

MODEL = ModelInfo(
    name="lite",
    levels=tuple(Level(f"P{k}", 2.0**k, (2.0 ** (k + 3),)) for k in range(2, 7)),
    class_names=("person", "café", "car"),
    canonical_size=224.0,
    k0=4,
    k_min=2,
    roi_ranks=(0, 1, 2, 3),
    anchor_ratios=(0.5, 1.0, 2.0),
    key="5f3a",
)
COLUMNS = [
    field.name
    for field in dataclasses.fields(DetectionSet)
    if field.name not in ("file", "width", "height", "scale_x", "scale_y", "model")
]
places = st.integers(-20_000_000, 200_000_000).map(lambda steps: steps / 10_000)
scores = st.integers(0, 10**8).map(lambda steps: steps / 10**8)
boxes = st.none() | st.lists(places, min_size=4, max_size=4)
levels = st.sampled_from([None, "P2", "P3", "P4", "P5", "P6"])


@st.composite
def rows(draw: st.DrawFn) -> dict[str, object]:
    """One row of the server's answer, with or without its origin."""
    return {
        "bbox": draw(st.lists(places, min_size=4, max_size=4)),
        "score": draw(scores),
        "category": draw(st.sampled_from(MODEL.class_names)),
        "anchor_level": draw(levels),
        "roi_level": draw(levels),
        "anchor": draw(boxes),
        "objectness": draw(st.none() | scores),
        "proposal": draw(boxes),
    }


def answered(detections: list[dict[str, object]], width: int = 4000) -> DetectionSet:
    network = {"width": 640, "height": 480, "scale_x": 0.16, "scale_y": 1 / 3}
    answer = {"file": "a.jpg", "width": width, "height": 3000, "network": network,
              "detections": detections}  # fmt: skip
    return parse_detections(answer, MODEL)


def some(count: int = 3) -> DetectionSet:
    row = {"bbox": [1.5, 2.25, 30.0, 40.0], "score": 0.9, "category": "car", "anchor_level": "P3",
           "roi_level": "P2", "anchor": [0, 0, 32, 32], "objectness": 0.5,
           "proposal": [1, 2, 30, 40]}  # fmt: skip
    return answered([row] * count)


@given(st.lists(rows(), max_size=8))
def test_what_the_server_says_comes_back_to_the_last_bit(
    detections: list[dict[str, object]],
) -> None:
    found = answered(detections)
    back = unpack_detections(pack_detections(found), MODEL, "a.jpg")
    for name in COLUMNS:
        before, after = getattr(found, name), getattr(back, name)
        assert before.dtype == after.dtype
        assert before.shape == after.shape
        np.testing.assert_array_equal(before, after)
    size = (found.width, found.height, found.scale_x, found.scale_y, found.file)
    assert size == (back.width, back.height, back.scale_x, back.scale_y, back.file)


@given(st.lists(st.floats(-1e12, 1e12), min_size=4, max_size=4))
def test_boxes_of_any_size_come_back_within_their_steps(corners: list[float]) -> None:
    found = dataclasses.replace(some(1), boxes=np.array([corners]))
    back = unpack_detections(pack_detections(found), MODEL, "a.jpg")
    reach = max(map(abs, corners))
    step = 1e-4 if reach < 200_000 else reach / 2e8
    np.testing.assert_allclose(back.boxes[0], corners, rtol=0, atol=0.51 * step)


def test_a_row_takes_60_bytes() -> None:
    assert len(pack_detections(some(101))) - len(pack_detections(some(1))) == 6_000


@given(st.binary(max_size=200), st.integers(0, 120))
def test_hostile_bytes_give_one_error(data: bytes, place: int) -> None:
    whole = pack_detections(some(2))
    for hostile in (data, whole[:4] + data, whole[:place] + data + whole[place + len(data) :]):
        with contextlib.suppress(PackError):
            unpack_detections(hostile, MODEL, "a.jpg")


@pytest.mark.parametrize(
    ("place", "kind", "value", "word"),
    [
        (4, "<B", 9, "version 9"),
        (5, "<B", 200, "pixels"),
        (8, "<I", 4_000_000_000, "rows"),
        (12, "<I", 0, "0x3000"),
        (20, "<d", float("nan"), "scales"),
        (-1, "<b", 5, "level"),
        (-4, "<H", 3, "class"),
    ],
)
def test_what_is_wrong_is_said(place: int, kind: str, value: float, word: str) -> None:
    data = bytearray(pack_detections(some(1)))
    struct.pack_into(kind, data, place % len(data), value)
    with pytest.raises(PackError, match=word):
        unpack_detections(bytes(data), MODEL, "a.jpg")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("boxes", [[0, 0, np.inf, 1]]),
        ("scores", [1.5]),
        ("objectness", [-0.1]),
        ("labels", [3]),
        ("anchor_ranks", [5]),
        ("roi_ranks", [-2]),
    ],
)
def test_values_that_no_model_gives_are_refused(column: str, value: list[float]) -> None:
    dtype = getattr(some(1), column).dtype
    changed: dict[str, Any] = {column: np.array(value, dtype)}
    with pytest.raises(PackError):
        pack_detections(dataclasses.replace(some(1), **changed))


def test_a_model_comes_back_and_nonsense_does_not() -> None:
    assert unpack_model(pack_model(MODEL)) == MODEL
    described = json.loads(pack_model(MODEL))
    for text in ("", "[]", "{}", "[" * 100_000, json.dumps({**described, "k0": 1e400})):
        with pytest.raises(PackError, match="stored model"):
            unpack_model(text)
