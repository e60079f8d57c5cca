"""Frozen annotations: who trains, who judges, what was rejected."""

import json
from pathlib import Path
from typing import Any

import pytest

from fpn_core.errors import AnnotationError, TrainingError
from fpn_core.finetuning.data import FinetuneData, read_data
from fpn_core.finetuning.freezing import freeze
from tests.unit.fpn_core.training.small_run import make_data


def frozen(folder: Path, **options: Any) -> FinetuneData:
    data = folder / "data" / "data.json"
    if not data.exists():
        make_data(folder / "data")
    plain: dict[str, Any] = {"held_out": 0.25, "limit": None, "seed": 0}
    val = options.pop("val", None)
    given = options.pop("data", data)
    freeze(folder / "frozen.json", given, data.parent, val, None, **(plain | options))
    return read_data(folder / "frozen.json", folder)


def names(pictures: tuple) -> list[str]:
    return [Path(picture.file_name).name for picture in pictures]


def change(folder: Path, **parts: Any) -> Path:
    file = make_data(folder / "data")
    file.write_text(json.dumps(json.loads(file.read_text()) | parts))
    return file


def test_a_share_is_held_out_by_name_whatever_the_order(tmp_path: Path) -> None:
    data = frozen(tmp_path)
    assert len(data.held_out) == 2
    assert len(data.training) == 6
    assert not set(names(data.held_out)) & set(names(data.training))
    content = json.loads((tmp_path / "data" / "data.json").read_text())
    content["images"].reverse()
    (tmp_path / "data" / "data.json").write_text(json.dumps(content))
    assert sorted(names(frozen(tmp_path).held_out)) == sorted(names(data.held_out))


def test_nothing_is_held_out_of_one_picture(tmp_path: Path) -> None:
    make_data(tmp_path / "data", count=1)
    data = frozen(tmp_path, held_out=0.9)
    assert (len(data.training), len(data.held_out)) == (1, 0)


def test_splits_of_the_file_stay_as_they_are(tmp_path: Path) -> None:
    file = make_data(tmp_path / "data")
    content = json.loads(file.read_text())
    for row, split in zip(content["images"], ["val", "test", "train", "val"], strict=False):
        row["split"] = split
    file.write_text(json.dumps(content))
    data = frozen(tmp_path, held_out=0.9)
    assert names(data.held_out) == ["0.png", "3.png"]
    assert names(data.training) == ["2.png", "4.png", "5.png", "6.png", "7.png"]


def test_a_file_of_its_own_judges(tmp_path: Path) -> None:
    val = tmp_path / "val.json"
    content = json.loads(make_data(tmp_path / "data").read_text())
    content["images"] = content["images"][:3]
    content["categories"] = [{"id": 9, "name": "green"}, {"id": 5, "name": "unknown"}]
    for row in content["annotations"]:
        row["category_id"] = {1: 5, 2: 9}[row["category_id"]]
    val.write_text(json.dumps(content))
    data = frozen(tmp_path, val=val)
    assert len(data.training) == 8
    assert names(data.held_out) == ["0.png", "1.png", "2.png"]
    assert data.class_names == ("red", "green")
    assert {int(label) for p in data.held_out for label in p.labels} == {1}
    ids = [p.id for p in (*data.training, *data.held_out)]
    assert len(ids) == len(set(ids))


def test_classes_that_do_not_meet_are_an_error(tmp_path: Path) -> None:
    val = tmp_path / "val.json"
    content = json.loads(make_data(tmp_path / "data").read_text())
    val.write_text(json.dumps(content | {"categories": [{"id": 1, "name": "x"}]}))
    with pytest.raises(AnnotationError, match=r"val\.json: none of its classes"):
        frozen(tmp_path, val=val)


def test_a_limit_draws_pictures_from_the_seed(tmp_path: Path) -> None:
    first, again = (names(frozen(tmp_path, limit=3, seed=1).training) for _ in range(2))
    assert len(first) == 3
    assert first == again
    draws = {tuple(names(frozen(tmp_path, limit=3, seed=seed).training)) for seed in range(6)}
    assert len(draws) > 1
    assert len(frozen(tmp_path, limit=3).held_out) == 2


def test_rejected_rows_and_kept_classes_are_no_objects(tmp_path: Path) -> None:
    content = json.loads(make_data(tmp_path / "data").read_text())
    content["categories"].append({"id": 7, "name": "bus", "kept": True})
    content["annotations"] += [
        {"id": 90, "image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4], "rejected": True},
        {"id": 91, "image_id": 1, "category_id": 1, "bbox": [5, 5, 5, 5], "rejected": True},
    ]
    file = tmp_path / "data" / "data.json"
    file.write_text(json.dumps(content))
    data = frozen(tmp_path, held_out=0.0)
    assert data.class_names == ("red", "green")
    assert data.rejected[1].names == ("bus", "red")
    assert data.rejected[1].boxes.tolist() == [[1, 2, 4, 6], [5, 5, 10, 10]]
    assert data.problems == ()
    assert len(data.training[0].boxes) == 1


def test_data_that_leave_nothing_to_train_on_are_an_error(tmp_path: Path) -> None:
    content = json.loads(make_data(tmp_path / "data").read_text())
    for row in content["images"]:
        row["split"] = "test"
    (tmp_path / "data" / "data.json").write_text(json.dumps(content))
    with pytest.raises(TrainingError, match="no pictures to train on; all 8 are held out"):
        frozen(tmp_path)
