"""Broken label files: one line that names file and row, and the rest goes on."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.domain.formats.labels import FormatError, Options
from app.domain.formats.table import read_labels, recognise
from tests.unit.app.formats.label_files import (
    CVAT,
    LABELME,
    VOC_BY_LABELIMG,
    annotation,
    coco,
    make_pictures,
    write_json,
)

GOOD = annotation(1, 42, 18, [10, 10, 20, 20])
NAN = float("nan")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (annotation(2, 42, 18, [NAN, 1, 2, 3]), "annotation 2 of a.png"),
        (annotation(2, 42, 18, [5, 5, -4, 3]), "-4 wide"),
        (annotation(2, 42, 18, [5, 5, 0, 3]), "0 wide"),
        (annotation(2, 42, 18, [900, 5, 10, 3]), "outside the 320x240 picture"),
        (annotation(2, 42, 18, [300, 5, 100, 3]), "clipped"),
        (annotation(2, 42, 99, [5, 5, 4, 3]), "no category has id 99"),
        (annotation(2, 11, 18, [5, 5, 4, 3]), "no picture has id 11"),
        (annotation(2, 42, 18, ["5", 5, 4, 3]), "is not 4 numbers"),  # type: ignore[list-item]
        (annotation(2, 42, 18, [1e300, 5, 1e308, 3]), "beyond any picture"),
        (annotation(2, 42, 18, [10**400, 5, 4, 3]), "is not 4 numbers"),
        ("text", "annotation row 1"),
        (annotation(1, 42, 18, [50, 50, 5, 5]), "used more than once"),
    ],
)
def test_one_bad_row_gives_one_line(tmp_path: Path, row: Any, words: str) -> None:
    file = write_json(tmp_path / "in.json", coco(annotations=[GOOD, row]))
    labels = read_labels(file)
    assert list(labels.pictures[0].boxes[0].box) == [10, 10, 30, 30]
    assert len(labels.problems) == 1
    assert words in labels.problems[0]
    assert "in.json" in labels.problems[0]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.json", b"", "empty"),
        ("a.json", b'{"images": [1, 2', "cut short"),
        ("a.json", b"[" * 100_000, "JSON"),
        ("a.json", b'{"images": \xff\xfe}', "UTF-8"),
        ("a.json", b'{"images": {}, "annotations": []}', "known format"),
        ("a.json", b"[]", "not an object"),
        ("a.xml", b"", "empty"),
        ("a.xml", b"<annotation><size>", "cut short"),
        ("a.xml", b'<!DOCTYPE a [<!ENTITY b "bb">]><annotation>&b;</annotation>', "entities"),
        ("a.txt", b"some words of text", "known format"),
        ("a.yaml", b"names: [a, b", "YAML"),
    ],
)
def test_a_file_that_cannot_serve_says_why(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FormatError, match=words) as error:
        read_labels(tmp_path / name)
    assert name in str(error.value)


def test_utf16_entities_are_refused_too(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "b">]><annotation/>'
    (tmp_path / "a.xml").write_bytes(text.encode("utf-16"))
    with pytest.raises(FormatError, match="entities"):
        read_labels(tmp_path / "a.xml")


def test_a_broken_file_among_good_ones(tmp_path: Path) -> None:
    make_pictures(tmp_path, "a.png", "b.png", "c.png")
    (tmp_path / "a.xml").write_text("\ufeff" + VOC_BY_LABELIMG.replace("\n", "\r\n"), "utf-8")
    (tmp_path / "b.xml").write_text(VOC_BY_LABELIMG[:300])
    (tmp_path / "c.xml").write_text(
        VOC_BY_LABELIMG.replace("a.png", "c.png").replace("<xmin>12", "<xmin>nan")
    )
    labels = read_labels(tmp_path)
    assert [len(each.boxes) for each in labels.pictures] == [1, 0]
    assert len(labels.problems) == 2
    assert "b.xml" in labels.problems[0]
    assert "c.xml, object 1" in labels.problems[1]


def test_rows_of_yolo(tmp_path: Path) -> None:
    make_pictures(tmp_path / "images" / "val", "a.png")
    labels_folder = tmp_path / "labels" / "val"
    labels_folder.mkdir(parents=True)
    rows = ["1 0.5 0.5 0.25 0.25", "0 0.5 0.5 0.1 0.1 0.9", "7 0.5 0.5 0.1 0.1", "0 nan 0.5 1 1",
            "0 0.5 0.5 0 0.1", "0 x", "0 0.1 0.1 0.3 0.1 0.2 0.4"]  # fmt: skip
    (labels_folder / "a.txt").write_text("\r\n".join(rows))
    (labels_folder / "gone.txt").write_text(rows[0])
    (tmp_path / "data.yaml").write_text("path: .\nval: images/val\nnames:\n  0: cat\n  1: dog\n")
    labels = read_labels(tmp_path)
    picture = labels.pictures[0]
    assert (picture.name, picture.split) == ("val/a.png", "val")
    assert list(picture.boxes[0].box) == [120, 90, 200, 150]
    assert picture.boxes[1].score == 0.9
    assert picture.boxes[2].points
    assert [each.name for each in labels.classes] == ["cat", "dog"]
    assert len(labels.problems) == 5
    assert any("line 3: no class has index 7" in each for each in labels.problems)
    assert any("gone.txt" in each for each in labels.problems)


def test_shapes_without_sense(tmp_path: Path) -> None:
    make_pictures(tmp_path, "a.png")
    shapes = [None, {"label": 5}, {"label": "x", "points": [[1]], "shape_type": "rectangle"},
              *LABELME["shapes"]]  # fmt: skip
    write_json(tmp_path / "a.json", LABELME | {"shapes": shapes, "imagePath": 7})
    labels = read_labels(tmp_path / "a.json")
    assert len(labels.pictures[0].boxes) == 3
    assert len(labels.problems) == 3


def test_cvat_without_numbers(tmp_path: Path) -> None:
    make_pictures(tmp_path, "a.png")
    (tmp_path / "a.xml").write_text(CVAT.replace('xtl="10.50"', 'xtl="left"'))
    labels = read_labels(tmp_path / "a.xml")
    assert len(labels.pictures[0].boxes) == 2
    assert len(labels.problems) == 1


def test_labels_of_the_unturned_picture_are_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (320, 240)).save(tmp_path / "a.jpg", exif=exif)
    content = coco(annotations=[annotation(1, 42, 18, [0, 0, 100, 50])])
    content["images"][0]["file_name"] = "a.jpg"
    labels = read_labels(write_json(tmp_path / "in.json", content), Options(str(tmp_path)))
    picture = labels.pictures[0]
    assert (picture.width, picture.height) == (240, 320)
    assert list(picture.boxes[0].box) == [190, 0, 240, 100]
    assert "turned upright" in labels.problems[0]


def test_each_format_is_known_by_itself(tmp_path: Path) -> None:
    make_pictures(tmp_path, "a.png")
    contents = {"coco/x.json": json.dumps(coco()), "voc/a.xml": VOC_BY_LABELIMG,
                "labelme/a.json": json.dumps(LABELME), "cvat/x.xml": CVAT,
                "yolo/a.txt": "0 0.5 0.5 0.1 0.1\n"}  # fmt: skip
    for name, text in contents.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
        expected = name.split("/")[0]
        assert recognise(tmp_path / name).format.id == expected
        assert recognise(tmp_path / expected).format.id == expected
