"""How training pictures vary: boxes go with what is under them."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpn_core.coco import CocoPicture
from fpn_core.errors import TrainingError
from fpn_core.training.augment import (
    GREY,
    Sample,
    collage,
    crop,
    load_sample,
    mirror,
    read_sample,
    recolour,
)
from fpn_core.training.config import TrainConfig

COLOURS = np.array([(250, 0, 0), (0, 250, 0), (0, 0, 250), (250, 250, 0)], dtype=np.uint8)


@st.composite
def samples(draw: st.DrawFn, most: int = 4) -> Sample:
    """A black picture on which the box of each label is filled with the label's own colour."""
    width, height = draw(st.integers(20, 90)), draw(st.integers(20, 90))
    count = draw(st.integers(0, most))
    pixels = np.zeros((height, width, 3), np.uint8)
    boxes = []
    for label in range(count):
        x, y = draw(st.integers(0, width - 10)), draw(st.integers(0, height - 10))
        right, bottom = draw(st.integers(x + 8, width)), draw(st.integers(y + 8, height))
        pixels[y:bottom, x:right] = COLOURS[label]
        boxes.append((x, y, right, bottom))
    ignore = np.array([draw(st.booleans()) for _ in range(count)], dtype=bool)
    rows = np.array(boxes, dtype=np.float32).reshape(-1, 4)
    return Sample(pixels, rows, np.arange(count), ignore)


def content(sample: Sample, row: int) -> np.ndarray:
    x1, y1, x2, y2 = (int(value) for value in sample.boxes[row])
    return sample.pixels[y1:y2, x1:x2]


@given(samples())
def test_mirroring_twice_changes_nothing(sample: Sample) -> None:
    twice = mirror(mirror(sample))
    np.testing.assert_array_equal(twice.pixels, sample.pixels)
    np.testing.assert_array_equal(twice.boxes, sample.boxes)


@given(samples())
def test_mirroring_takes_boxes_along(sample: Sample) -> None:
    mirrored = mirror(sample)
    for row in range(len(sample.boxes)):
        np.testing.assert_array_equal(content(mirrored, row), content(sample, row)[:, ::-1])


@given(samples(), st.integers(0, 1000))
def test_a_part_keeps_boxes_inside_and_what_is_under_them(sample: Sample, seed: int) -> None:
    part = crop(sample, np.random.default_rng(seed))
    height, width = part.pixels.shape[:2]
    assert height >= sample.pixels.shape[0] // 2
    assert width >= sample.pixels.shape[1] // 2
    assert len(part.boxes) == len(part.labels) == len(part.ignore)
    assert bool((part.boxes >= 0).all())
    assert bool((part.boxes[:, 2:] <= (width, height)).all())
    alone = len(sample.boxes) == 1
    for row, label in enumerate(part.labels):
        before = sample.boxes[label]
        share = np.prod(part.boxes[row, 2:] - part.boxes[row, :2]) / np.prod(
            before[2:] - before[:2]
        )
        if not part.ignore[row]:
            assert share >= 0.6 - 1e-6
        elif not sample.ignore[label]:
            assert share <= 0.2 + 1e-6
        if alone:
            assert (content(part, row) == COLOURS[label]).all()


def test_parts_are_taken_and_differ() -> None:
    pixels = np.zeros((80, 80, 3), np.uint8)
    sample = Sample(pixels, np.array([[30.0, 30, 50, 50]]), np.array([0]), np.array([False]))
    shapes = {crop(sample, np.random.default_rng(seed)).pixels.shape for seed in range(20)}
    assert len(shapes) > 10


def test_a_picture_without_objects_is_not_cut() -> None:
    sample = Sample(
        np.zeros((40, 40, 3), np.uint8), np.zeros((0, 4)), np.zeros(0, int), np.zeros(0, bool)
    )
    assert crop(sample, np.random.default_rng(0)) is sample


@pytest.mark.parametrize("size", [(1, 1), (3, 1), (1, 200)])
def test_tiny_pictures_vary_too(size: tuple[int, int]) -> None:
    width, height = size
    box = np.array([[0.0, 0.0, width, height]], dtype=np.float32)
    sample = Sample(np.full((height, width, 3), 9, np.uint8), box, np.array([0]), np.array([False]))
    for seed in range(10):
        part = crop(mirror(sample), np.random.default_rng(seed))
        assert part.pixels.size > 0
    assert recolour(sample.pixels, 0.5, np.random.default_rng(0)).shape == sample.pixels.shape
    assert collage([sample] * 25).pixels.shape == sample.pixels.shape


@given(st.lists(samples(most=2), min_size=4, max_size=4))
def test_a_collage_shows_every_picture_whole_in_its_cell(parts: list[Sample]) -> None:
    whole = collage(parts)
    height, width = parts[0].pixels.shape[:2]
    assert whole.pixels.shape == (height, width, 3)
    assert len(whole.boxes) == sum(len(part.boxes) for part in parts)
    row = 0
    for cell, part in enumerate(parts):
        left, top = width * (cell % 2) / 2 - 1, height * (cell // 2) / 2 - 1
        for number in range(len(part.boxes)):
            x1, y1, x2, y2 = whole.boxes[row]
            assert left <= x1 < x2 <= left + width / 2 + 2
            assert top <= y1 < y2 <= top + height / 2 + 2
            tiny = min(x2 - x1, y2 - y1) < 6
            assert bool(whole.ignore[row]) == bool(part.ignore[number] or tiny)
            row += 1


def test_a_collage_has_its_colours_under_its_boxes() -> None:
    def plain(label: int, width: int, height: int) -> Sample:
        box = np.array([[0.0, 0.0, width, height]], dtype=np.float32)
        pixels = np.full((height, width, 3), COLOURS[label], np.uint8)
        return Sample(pixels, box, np.array([label]), np.array([False]))

    whole = collage([plain(0, 80, 60), plain(1, 40, 90), plain(2, 60, 60), plain(3, 200, 10)])
    for row in range(3):
        assert (content(whole, row) == COLOURS[whole.labels[row]]).all()
    assert whole.ignore.tolist() == [False, False, False, True]  # 200 x 10 comes out 2 high
    assert (whole.pixels[0, 79] == GREY).all()  # beside the second, which is narrow


def test_colours_change_by_the_strength_at_most() -> None:
    grey = np.full((8, 8, 3), 100, np.uint8)
    values = [int(recolour(grey, 0.2, np.random.default_rng(n))[0, 0, 0]) for n in range(50)]
    assert min(values) >= 79
    assert max(values) <= 121
    assert len(set(values)) > 20
    assert (recolour(grey, 0.0, np.random.default_rng(0)) == grey).all()


def picture_file(folder: Path, number: int) -> CocoPicture:
    path = folder / f"{number}.png"
    pixels = np.random.default_rng(number).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    cv2.imwrite(str(path), pixels)
    return CocoPicture(
        id=number,
        file_name=path.name,
        path=path,
        width=60,
        height=40,
        boxes=np.array([[5, 5, 30, 30], [10, 10, 50, 38]], dtype=np.float32),
        labels=np.array([0, 1]),
        ignore=np.array([False, True]),
        annotation_ids=np.array([1, 2]),
        areas=np.array([625.0, 1120.0]),
    )


def test_a_sample_is_a_function_of_its_random_numbers(tmp_path: Path) -> None:
    pictures = [picture_file(tmp_path, n) for n in range(5)]
    config = TrainConfig(zoom=0.4, collage=0.4, colour=0.3)
    seen = set()
    for seed in range(12):
        drawn = [
            load_sample(pictures, 2, config, np.random.default_rng(seed), {}) for _ in range(2)
        ]
        (first, target), (second, again) = drawn
        np.testing.assert_array_equal(first, second)
        assert target.boxes.tolist() == again.boxes.tolist()
        seen.add(first.tobytes())
    assert len(seen) == 12


def test_ignore_regions_are_kept_apart(tmp_path: Path) -> None:
    pictures = [picture_file(tmp_path, 0)]
    config = TrainConfig(flip=False, colour=0.0)
    pixels, target = load_sample(pictures, 0, config, np.random.default_rng(0), {})
    np.testing.assert_array_equal(pixels[:, :, ::-1], cv2.imread(str(pictures[0].path)))
    assert target.boxes.tolist() == [[5, 5, 30, 30]]
    assert target.labels.tolist() == [0]
    assert target.ignore.tolist() == [[10, 10, 50, 38]]


def test_the_next_picture_stands_in_for_a_broken_one(tmp_path: Path) -> None:
    pictures = [picture_file(tmp_path, n) for n in range(3)]
    pictures[2].path.write_bytes(b"")
    problems: dict[str, str] = {}
    stand_in = read_sample(pictures, 2, problems)
    np.testing.assert_array_equal(stand_in.pixels, read_sample(pictures, 0, {}).pixels)
    assert list(problems) == [str(pictures[2].path)]
    for picture in pictures[:2]:
        picture.path.unlink()
    with pytest.raises(TrainingError, match="none of the 3 pictures can be read"):
        read_sample(pictures, 0, {})
