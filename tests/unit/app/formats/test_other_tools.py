"""Files as other tools write them, with the habits that are theirs."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from app.domain.formats.labels import FormatError, Options, no_step
from app.domain.formats.table import FORMATS, read_labels
from app.domain.formats.writing import Output
from tests.unit.app.formats.label_files import (
    CVAT,
    HEIGHT,
    VOC_BY_LABELIMG,
    WIDTH,
    annotation,
    convert,
    make_pictures,
    write_json,
)

ROBOFLOW: dict[str, Any] = {
    "info": {"year": "2024", "version": "1", "description": "Exported from roboflow.com"},
    "licenses": [{"id": 1, "url": "", "name": "CC BY 4.0"}],
    "categories": [
        {"id": 0, "name": "fruits", "supercategory": "none"},
        {"id": 1, "name": "apple", "supercategory": "fruits"},
        {"id": 2, "name": "pear", "supercategory": "fruits"},
    ],
    "images": [
        {"id": 0, "license": 1, "file_name": "a_png.rf.0f1e2d3c.png", "height": HEIGHT,
         "width": WIDTH, "date_captured": "2024-05-01T10:00:00+00:00", "extra": {"name": "a.png"}},
    ],
    "annotations": [
        annotation(0, 0, 1, [10, 20, 30.5, 40]),
        annotation(1, 0, 2, [100, 20, 30.5, 40.25]),
    ],
}  # fmt: skip
COCO_BY_CVAT: dict[str, Any] = {
    "licenses": [{"name": "", "id": 0, "url": ""}],
    "info": {"contributor": "", "date_created": "", "description": "", "url": "", "version": "",
             "year": ""},
    "categories": [{"id": 1, "name": "dog", "supercategory": ""},
                   {"id": 2, "name": "cat", "supercategory": ""}],
    "images": [{"id": 1, "width": WIDTH, "height": HEIGHT, "file_name": "a.png", "license": 0,
                "flickr_url": "", "coco_url": "", "date_captured": 0}],
    "annotations": [
        {"id": 1, "image_id": 1, "category_id": 2, "segmentation": [], "area": 1200.0,
         "bbox": [10.5, 20.25, 30.0, 40.0], "iscrowd": 0,
         "attributes": {"occluded": True, "rotation": 0.0, "shade": "grey", "age": 3}},
        {"id": 2, "image_id": 1, "category_id": 1,
         "segmentation": [[50.0, 60.0, 90.0, 60.0, 70.0, 100.0]], "area": 800.0,
         "bbox": [50.0, 60.0, 40.0, 40.0], "iscrowd": 0,
         "attributes": {"occluded": False, "rotation": 0.0}},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "picture"), [(ROBOFLOW, "a_png.rf.0f1e2d3c.png"), (COCO_BY_CVAT, "a.png")]
)
def test_coco_of_others_keeps_rows_ids_and_types(
    tmp_path: Path, content: dict[str, Any], picture: str
) -> None:
    make_pictures(tmp_path, picture)
    file = write_json(tmp_path / "_annotations.coco.json", content)
    labels = read_labels(file)
    assert not labels.problems
    convert(labels, "coco", tmp_path / "out.json")
    again = json.loads((tmp_path / "out.json").read_text())
    for key in ("info", "licenses", "categories", "images"):
        assert again[key] == content[key]
    for row, before in zip(again["annotations"], content["annotations"], strict=True):
        for key, value in before.items():
            if key == "attributes":  # a mark that is not set need not be said
                value = {k: v for k, v in value.items() if k != "occluded" or v}
                row[key] = {k: v for k, v in row[key].items() if k != "occluded" or v}
            assert value == [] or row[key] == value


def test_the_group_class_of_roboflow_has_a_place_and_no_box(tmp_path: Path) -> None:
    make_pictures(tmp_path, "a_png.rf.0f1e2d3c.png")
    labels = read_labels(write_json(tmp_path / "_annotations.coco.json", ROBOFLOW))
    assert [(each.id, each.name) for each in labels.classes] == [
        (0, "fruits"), (1, "apple"), (2, "pear")]  # fmt: skip
    assert labels.class_counts() == [0, 1, 1]


@pytest.mark.parametrize("one_based", [False, True])
def test_whole_numbers_of_labelimg_come_back_as_they_were(tmp_path: Path, one_based: bool) -> None:
    make_pictures(tmp_path / "images", "a.png")
    file = tmp_path / "images" / "a.xml"
    options = Options(str(tmp_path / "images"), one_based)
    for xmin, ymin, xmax, ymax in ((1, 1, 2, 2), (1, 1, 320, 240), (17, 33, 211, 34)):
        text = VOC_BY_LABELIMG
        for tag, old, new in (("xmin", 12, xmin), ("ymin", 1, ymin), ("xmax", 320, xmax),
                              ("ymax", 200, ymax)):  # fmt: skip
            text = text.replace(f"<{tag}>{old}</{tag}>", f"<{tag}>{new}</{tag}>", 1)
        file.write_text(text)
        labels = read_labels(file, options)
        assert not labels.problems
        convert(labels, "voc", tmp_path / "out", options)
        row = ElementTree.parse(tmp_path / "out" / "Annotations" / "a.xml").find("object/bndbox")
        assert row is not None
        assert [int(each.text or "") for each in row] == [xmin, ymin, xmax, ymax]


def test_cvat_keeps_source_order_and_attributes_of_a_box_that_moves(tmp_path: Path) -> None:
    make_pictures(tmp_path, "a.png")
    (tmp_path / "annotations.xml").write_text(CVAT)
    labels = read_labels(tmp_path / "annotations.xml")
    labels.pictures[0].boxes[0].box = (20, 30, 60, 70)
    convert(labels, "cvat", tmp_path / "out", Options(str(tmp_path)))
    row = ElementTree.parse(tmp_path / "out" / "annotations.xml").find("image/box")
    assert row is not None
    assert (row.get("source"), row.get("occluded"), row.get("z_order")) == ("manual", "1", "2")
    assert (row.get("xtl"), row.get("ybr")) == ("20.00", "70.00")
    given = {each.get("name"): each.text for each in row.iter("attribute")}
    assert given == {"truncated": "true", "shade": "grey"}


def test_a_broken_data_yaml_costs_the_names_alone(tmp_path: Path) -> None:
    make_pictures(tmp_path / "images", "a.png")
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "a.txt").write_text("1 0.5 0.5 0.25 0.25\n")
    (tmp_path / "data.yaml").write_text("names: [cat, dog")
    labels = read_labels(tmp_path)
    assert [each.name for each in labels.classes] == ["class 0", "class 1"]
    assert labels.box_count == 1
    assert "data.yaml" in labels.problems[0]
    (tmp_path / "classes.txt").write_text("cat\ndog\n")
    assert [each.name for each in read_labels(tmp_path).classes] == ["cat", "dog"]


@pytest.mark.parametrize("name", ["classes.txt", "ImageSets/Main/val.txt"])
def test_a_broken_list_beside_voc_is_a_problem(tmp_path: Path, name: str) -> None:
    make_pictures(tmp_path, "a.png")
    (tmp_path / "a.xml").write_text(VOC_BY_LABELIMG)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(b"d\xff\xfeg\n")
    labels = read_labels(tmp_path)
    assert [each.name for each in labels.classes] == ["dog"]
    assert len(labels.problems) == 1
    assert Path(name).name in labels.problems[0]


def test_one_broken_coco_file_of_two(tmp_path: Path) -> None:
    make_pictures(tmp_path, "a.png")
    write_json(tmp_path / "instances_val.json", COCO_BY_CVAT)
    write_json(tmp_path / "instances_train.json", {**COCO_BY_CVAT, "categories": []})
    labels = read_labels(tmp_path)
    assert labels.box_count == 2
    assert "instances_train.json" in labels.problems[0]
    with pytest.raises(FormatError, match="no usable class"):
        read_labels(tmp_path / "instances_train.json")


def test_pictures_that_differ_in_their_ending_alone(tmp_path: Path) -> None:
    images = make_pictures(tmp_path / "images", "a.png", "a.jpg")
    content = {**COCO_BY_CVAT, "images": [
        {"id": 1, "width": WIDTH, "height": HEIGHT, "file_name": "a.png"},
        {"id": 2, "width": WIDTH, "height": HEIGHT, "file_name": "a.jpg"}],
        "annotations": [
            annotation(1, 1, 1, [10, 20, 30, 40]), annotation(2, 2, 2, [50, 20, 30, 40]),
            annotation(3, 2, 2, [50, 90, 30, 40])]}  # fmt: skip
    labels = read_labels(write_json(tmp_path / "in.json", content))
    for to in ("yolo", "voc", "labelme", "cvat"):
        again = convert(labels, to, tmp_path / to, Options(str(images)))
        counts = {each.name: len(each.boxes) for each in again.pictures}
        assert counts == {"a.png": 1, "a.jpg": 2}
    again = convert(labels, "yolo", tmp_path / "copied", Options("", copy_pictures=True))
    assert {each.name: len(each.boxes) for each in again.pictures} == {"a.png": 1, "a_jpg.jpg": 2}
    names = sorted(each.name for each in (tmp_path / "copied" / "labels").iterdir())
    assert names == ["a.txt", "a_jpg.txt"]
    out = Output()
    FORMATS["yolo"].write(labels, tmp_path / "told", Options(), out, no_step)
    (problem,) = out.problems
    assert "a.jpg: another picture has this name" in problem
    assert "labels/a.jpg.txt" in problem
