"""What goes into a format comes out again: boxes, classes, marks, outlines and unknown fields."""

import json
import tempfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO

from app.domain.formats.labels import LabelBox, LabelClass, LabelPicture, LabelSet, Options
from app.domain.formats.table import FORMATS, lost_in, read_labels
from tests.unit.app.formats.label_files import (
    CVAT,
    HEIGHT,
    LABELME,
    VOC_BY_LABELIMG,
    WIDTH,
    annotation,
    coco,
    convert,
    make_pictures,
    write_json,
)

REACH = {"coco": 1e-6, "voc": 0.5 + 1e-9, "yolo": 0.01, "labelme": 0, "cvat": 0.01}
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6)


@st.composite
def boxes(draw: st.DrawFn, classes: int) -> LabelBox:
    xs = sorted(draw(st.lists(st.floats(0, WIDTH), min_size=2, max_size=2)))
    ys = sorted(draw(st.lists(st.floats(0, HEIGHT), min_size=2, max_size=2)))
    x1, y1 = min(xs[0], WIDTH - 2), min(ys[0], HEIGHT - 2)
    corners = (x1, y1, max(xs[1], x1 + 1.5), max(ys[1], y1 + 1.5))
    marks: dict[str, Any] = {
        flag: draw(st.booleans())
        for flag in ("ignore", "crowd", "difficult", "truncated", "occluded")
    }
    words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=5)
    attributes = draw(st.dictionaries(st.sampled_from(["shade", "note"]), words, max_size=2))
    group = draw(st.none() | st.integers(0, 99))
    label = draw(st.integers(0, classes - 1))
    return LabelBox(label, corners, **marks, group=group, attributes=attributes)


@st.composite
def label_sets(draw: st.DrawFn) -> LabelSet:
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    names = [name for name in names if not name.startswith("__")] or ["dog"]
    classes = [LabelClass(place, name) for place, name in enumerate(names, 1)]
    pictures = []
    for name in ("a.png", "sub/b.png"):
        rows = draw(st.lists(boxes(len(names)), max_size=4))
        split = draw(st.sampled_from(["", "train", "val"]))
        pictures.append(LabelPicture(name, "", WIDTH, HEIGHT, split, rows))
    return LabelSet("made", classes, pictures)


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pictures(tmp_path_factory.mktemp("images"), "a.png", "sub/b.png")


@pytest.mark.parametrize("one_based", [False, True])
@pytest.mark.parametrize("to", list(FORMATS))
@settings(max_examples=25, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(labels=label_sets())
def test_any_labels_come_back(images: Path, to: str, one_based: bool, labels: LabelSet) -> None:
    options = Options(str(images), one_based)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / ("out.json" if to == "coco" else "out")
        for picture in labels.pictures:
            picture.path = str(images / picture.name)
        again = convert(labels, to, target, options)
    assert [each.name for each in again.classes] == [each.name for each in labels.classes]
    assert [each.id for each in again.classes] == [each.id for each in labels.classes]
    assert not again.problems
    found = {picture.name: picture for picture in again.pictures}
    lacks = set(FORMATS[to].lacks)
    for picture in labels.pictures:
        other = found[picture.name]
        assert other.split == picture.split
        for before, after in zip(picture.boxes, other.boxes, strict=True):
            assert after.label == before.label
            assert max(abs(a - b) for a, b in zip(before.box, after.box, strict=True)) <= REACH[to]
            for mark in ("ignore", "crowd", "difficult", "truncated", "occluded", "group"):
                assert mark in lacks or getattr(after, mark) == getattr(before, mark)
            assert "attributes" in lacks or dict(after.attributes) == dict(before.attributes)


def test_coco_keeps_every_key_and_id(tmp_path: Path) -> None:
    make_pictures(tmp_path / "images", "a.png", "b.png")
    labels = read_labels(write_json(tmp_path / "in.json", coco()))
    convert(labels, "coco", tmp_path / "out.json")
    again = json.loads((tmp_path / "out.json").read_text())
    given = coco()
    assert {key: again[key] for key in ("info", "licenses", "categories", "images")} == {
        key: given[key] for key in ("info", "licenses", "categories", "images")
    }
    for row, before in zip(again["annotations"], given["annotations"], strict=True):
        expected = {key: value for key, value in before.items() if value != []}
        assert {key: row[key] for key in expected} == expected
    assert labels.outlines == 2
    assert labels.pictures[1].boxes[0].occluded


def test_pycocotools_reads_ten_thousand_boxes(tmp_path: Path) -> None:
    rows = [annotation(n, 42 if n % 2 else 7, 18, [n % 200 + 0.25, 3, 10.5, 20]) for n in
            range(1, 10_001)]  # fmt: skip
    labels = read_labels(write_json(tmp_path / "in.json", coco(annotations=rows)))
    convert(labels, "coco", tmp_path / "out.json")
    read = COCO(tmp_path / "out.json")
    assert len(read.anns) == 10_000
    assert read.anns[7]["bbox"] == rows[6]["bbox"]


def test_voc_as_labelimg_writes_it(tmp_path: Path) -> None:
    make_pictures(tmp_path / "images", "a.png")
    file = tmp_path / "images" / "a.xml"
    file.write_text(VOC_BY_LABELIMG)
    labels = read_labels(file)
    box = labels.pictures[0].boxes[0]
    assert list(box.box) == [12, 1, 320, 200]
    assert (box.difficult, box.truncated, box.occluded) == (True, True, False)
    convert(labels, "voc", tmp_path / "out")
    assert flat(tmp_path / "out" / "Annotations" / "a.xml") == flat(file)


def flat(file: Path) -> list[tuple[str, str]]:
    """Tags and texts of an XML file, in a settled order."""
    root = ElementTree.parse(file).getroot()
    return sorted((each.tag, (each.text or "").strip()) for each in root.iter())


def test_labelme_shapes_come_back_as_they_were(tmp_path: Path) -> None:
    make_pictures(tmp_path / "pictures", "a.png")
    file = write_json(tmp_path / "labels" / "a.json", LABELME)
    labels = read_labels(file)
    assert labels.pictures[0].path == str(tmp_path / "pictures" / "a.png")
    assert [box.box for box in labels.pictures[0].boxes] == [
        (10.125, 20.75, 110.5, 90.25), (50.5, 60.5, 90, 100.25), (190, 90, 210, 110)]  # fmt: skip
    assert (labels.outlines, labels.others) == (2, 1)
    convert(labels, "labelme", tmp_path / "out")
    again: dict[str, Any] = json.loads((tmp_path / "out" / "a.json").read_text())
    assert again["shapes"] == LABELME["shapes"]
    assert {**again, "imagePath": ""} == {**LABELME, "imagePath": ""}
    assert again["imagePath"] == "../pictures/a.png"


def test_cvat_keeps_polygons_tags_and_meta(tmp_path: Path) -> None:
    make_pictures(tmp_path, "a.png")
    file = tmp_path / "annotations.xml"
    file.write_text(CVAT)
    labels = read_labels(file)
    boxes = labels.pictures[0].boxes
    assert boxes[2].box == pytest.approx((110, 90, 130, 130))
    assert boxes[0].truncated
    assert boxes[0].attributes == {"shade": "grey"}
    assert labels.pictures[0].split == "train"
    convert(labels, "cvat", tmp_path / "out", Options(str(tmp_path)))
    assert attributes(tmp_path / "out" / "annotations.xml") == attributes(file)


def attributes(file: Path) -> list[Any]:
    root = ElementTree.parse(file).getroot()
    return sorted((e.tag, sorted(e.attrib.items()), (e.text or "").strip()) for e in root.iter())


def test_outlines_travel_where_they_fit_and_are_counted_elsewhere(tmp_path: Path) -> None:
    make_pictures(tmp_path / "images", "a.png", "b.png")
    labels = read_labels(write_json(tmp_path / "in.json", coco()))
    images = Options(str(tmp_path / "images"))
    ring = labels.pictures[0].boxes[0].points
    for to in ("labelme", "cvat"):
        again = convert(labels, to, tmp_path / to, images)
        (found,) = again.pictures[0].boxes[0].points
        for point, other in zip(ring[0], found, strict=True):
            assert point == pytest.approx(other, abs=0.01)
    assert lost_in(labels, FORMATS["voc"])["polygons, written as boxes"] == 1
    assert lost_in(labels, FORMATS["yolo"])["crowd marks"] == 1
    assert lost_in(labels, FORMATS["coco"]) == {}
