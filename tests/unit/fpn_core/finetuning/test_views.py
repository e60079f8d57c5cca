"""Views of pictures: the same every time, with everything that is known of them."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from fpn_core.coco import read_coco
from fpn_core.finetuning.classes import plan_classes
from fpn_core.finetuning.data import FinetuneData, Rejected
from fpn_core.finetuning.features import FeatureCache
from fpn_core.finetuning.views import Views, teaching_pictures
from fpn_core.media import read_picture
from fpn_core.training.config import TrainConfig
from tests.unit.fpn_core.training.small_run import make_data

CONFIG = TrainConfig(zoom=0.8, colour=0.2, seed=5)
PLAN = plan_classes(("bus", "red", "car"), ("red", "green"), "keep")  # red is 1, green is 3


def data_of(folder: Path, rejected: dict[int, Rejected] | None = None) -> FinetuneData:
    dataset = read_coco(make_data(folder), folder)
    return FinetuneData(
        dataset.class_names, dataset.class_ids, dataset.pictures, (), rejected or {}, ()
    )


def test_labels_are_the_models_and_the_first_views_are_the_picture_and_its_mirror(
    tmp_path: Path,
) -> None:
    data = data_of(tmp_path)
    pictures = teaching_pictures(data, PLAN, {})
    views = Views(pictures, CONFIG)
    pixels, target = views.view(1, 0)
    np.testing.assert_array_equal(pixels, read_picture(pictures[1].path))
    assert target.labels.tolist() == [1, 3]
    assert target.boxes.tolist() == data.training[1].boxes.tolist()
    mirrored, other = views.view(1, 1)
    np.testing.assert_array_equal(mirrored, pixels[:, ::-1])
    width = pixels.shape[1]
    assert other.boxes[:, 0].tolist() == (width - target.boxes[:, 2]).tolist()


def test_a_view_is_the_same_whenever_it_is_asked_for(tmp_path: Path) -> None:
    pictures = teaching_pictures(data_of(tmp_path), PLAN, {})
    first, second = Views(pictures, CONFIG), Views(pictures, CONFIG)
    second.view(0, 7)
    for number in range(6):
        (pixels, target), (again, same) = first.view(2, number), second.view(2, number)
        np.testing.assert_array_equal(pixels, again)
        assert target.boxes.tolist() == same.boxes.tolist()
    other = Views(pictures, dataclasses.replace(CONFIG, seed=6))
    pairs = [(first.view(2, n)[0], other.view(2, n)[0]) for n in range(2, 6)]
    assert any(one.shape != two.shape or (one != two).any() for one, two in pairs)


def test_kept_and_rejected_boxes_come_with_the_view(tmp_path: Path) -> None:
    boxes = np.array([[2, 2, 12, 12], [30, 4, 40, 20], [1, 1, 3, 3]], np.float32)
    rejected = {2: Rejected(boxes, ("Car", "green", "nobody"))}
    kept = {2: torch.tensor([[2.0, 2.0, 12.0, 13.0], [20.0, 20.0, 30.0, 30.0]])}
    pictures = teaching_pictures(data_of(tmp_path, rejected), PLAN, kept)
    _, target = Views(pictures, CONFIG).view(1, 0)
    assert target.ignore.tolist() == [[20, 20, 30, 30]]  # the other one was rejected
    assert target.rejected.tolist() == boxes.tolist()
    assert target.rejected_labels.tolist() == [2, 3, -1]
    assert len(target.boxes) == 2


def test_an_unreadable_picture_is_told_and_another_stands_in(tmp_path: Path) -> None:
    pictures = teaching_pictures(data_of(tmp_path), PLAN, {})
    pictures[0].path.write_bytes(b"\x89PNG no more")
    views = Views(pictures, CONFIG)
    pixels, _ = views.view(0, 0)
    np.testing.assert_array_equal(pixels, views.view(1, 0)[0])
    assert list(views.problems) == [str(pictures[0].path)]


def test_features_are_kept_up_to_the_limit_and_come_back(tmp_path: Path) -> None:
    maps = [torch.randn(4, 6, 6).bfloat16(), torch.randn(8, 3, 3).bfloat16()]
    size = 2 * sum(m.numel() for m in maps)
    cache = FeatureCache(tmp_path, 3 * size)
    for view in range(4):
        cache.put(0, view, maps)
    there = [view for view in range(4) if cache.get(0, view) is not None]
    assert there == [0, 1]  # a file is a little larger than what is in it
    again = FeatureCache(tmp_path, 3 * size)
    again.put(1, 0, maps)
    assert again.get(1, 0) is None
    found = again.get(0, 1)
    assert found is not None
    for one, other in zip(maps, found, strict=True):
        assert torch.equal(one, other)
    cache.forget()
    assert again.get(0, 1) is None


def test_a_torn_feature_file_counts_as_none(tmp_path: Path) -> None:
    cache = FeatureCache(tmp_path, 10**6)
    cache.put(0, 0, [torch.zeros(2, 2, 2)])
    (file,) = cache.folder.iterdir()
    file.write_bytes(file.read_bytes()[:20])
    assert cache.get(0, 0) is None


@pytest.mark.parametrize("error", [OSError(28, "No space left on device")])
def test_a_full_disk_ends_the_cache_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def full(*arguments: object) -> None:
        raise error

    cache = FeatureCache(tmp_path, 10**6)
    monkeypatch.setattr("fpn_core.finetuning.features.save_file", full)
    cache.put(0, 0, [torch.zeros(2, 2, 2)])
    assert cache.get(0, 0) is None
    assert list(cache.folder.iterdir()) == []
