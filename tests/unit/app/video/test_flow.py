"""Boxes followed by optical flow, over pictures whose motion is known."""

import cv2
import numpy as np
import pytest

from app.domain.records import Box
from app.domain.video.flow import Grey, follow, follow_all, followed, grey

START: Box = (60.0, 50.0, 120.0, 100.0)


def texture(seed: int, height: int, width: int) -> Grey:
    noise = np.random.default_rng(seed).integers(0, 256, (height // 4, width // 4), np.uint8)
    return np.asarray(cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def scene(x: float, y: float, scale: float = 1.0) -> Grey:
    """A textured thing of 60 x 50 pixels, times a scale, that lies at a place."""
    picture = texture(1, 240, 320) // 4
    thing = texture(2, 52, 60)[:50]
    matrix = np.array([[scale, 0, x], [0, scale, y]], np.float64)
    cv2.warpAffine(thing, matrix, (320, 240), picture, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)
    return picture


def test_a_box_follows_what_moves() -> None:
    frames = [scene(60 + 3 * n, 50 + 1.5 * n) for n in range(25)]
    boxes = list(follow(frames, START))
    assert len(boxes) == 24
    for n, box in enumerate(boxes, 1):
        wanted = (60 + 3 * n, 50 + 1.5 * n, 120 + 3 * n, 100 + 1.5 * n)
        assert np.abs(np.subtract(box, wanted)).max() < 3
    assert np.allclose(boxes, list(follow(frames, START)))


def test_a_box_grows_with_what_comes_nearer() -> None:
    frames = [scene(60, 50, 1.01**n) for n in range(25)]
    last = list(follow(frames, START))[-1]
    assert last[2] - last[0] == pytest.approx(60 * 1.01**24, rel=0.05)
    assert last[0] == pytest.approx(60, abs=3)


def test_a_box_is_lost_where_nothing_tells_where_it_is() -> None:
    flat = np.full((240, 320), 128, np.uint8)
    assert followed(flat, flat, START) is None
    assert followed(scene(60, 50), texture(9, 240, 320), START) is None
    assert followed(scene(60, 50), scene(60, 50), (60, 50, 62, 90)) is None
    assert followed(scene(60, 50), scene(60, 50), (400, 50, 460, 90)) is None


def test_a_box_is_lost_when_it_leaves_the_picture() -> None:
    frames = [scene(250 + 5 * n, 50) for n in range(30)]
    boxes = list(follow(frames, (250, 50, 310, 100)))
    assert 5 <= len(boxes) < 14


def test_boxes_that_are_lost_are_left_out_and_the_others_go_on() -> None:
    frames = [scene(60 + 2 * n, 50) for n in range(12)]
    beside = (200.0, 180.0, 202.0, 182.0)
    there = list(follow_all(frames, {4: START, 9: beside}))
    assert [set(each) for each in there] == [{4}] * 11
    assert [each[4] for each in there] == list(follow(frames, START))


def test_colours_are_left_out() -> None:
    red, white = (255, 0, 0), (255, 255, 255)
    assert grey(np.array([[red, white]], np.uint8)).tolist() == [[76, 255]]
