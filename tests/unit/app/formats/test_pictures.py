"""Where the pictures of labels are looked for: near them, never among somebody else's."""

from pathlib import Path

from PIL import Image

from app.domain.formats.labels import LabelSet, Options
from app.domain.formats.table import read_labels
from tests.unit.app.formats.label_files import coco, write_json

VOC = """<annotation><folder>{folder}</folder><filename>a.png</filename>
<size><width>64</width><height>64</height></size></annotation>"""


def picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 64)).save(path)
    return path


def test_a_stranger_of_the_same_name_is_not_taken(tmp_path: Path) -> None:
    picture(tmp_path / "holiday" / "b.png")
    (tmp_path / "labels").mkdir()
    labels = read_labels(write_json(tmp_path / "labels" / "in.json", coco()))
    assert all(each.path == "" for each in labels.pictures)
    assert not labels.problems


def test_a_picture_in_the_folder_above_is_found(tmp_path: Path) -> None:
    above = picture(tmp_path / "b.png")
    (tmp_path / "labels").mkdir()
    labels = read_labels(write_json(tmp_path / "labels" / "in.json", coco()))
    assert str(above) in {each.path for each in labels.pictures}


def test_voc_names_the_folder_of_its_picture(tmp_path: Path) -> None:
    (tmp_path / "Annotations").mkdir()
    (tmp_path / "Annotations" / "a.xml").write_text(VOC.format(folder="photos"))
    picture(tmp_path / "strangers" / "a.png")
    assert read_labels(tmp_path / "Annotations").pictures[0].path == ""
    own = picture(tmp_path / "photos" / "a.png")
    assert read_labels(tmp_path / "Annotations").pictures[0].path == str(own)
    other = picture(tmp_path / "elsewhere" / "a.png")
    options = Options(images=str(other.parent))
    assert read_labels(tmp_path / "Annotations", options).pictures[0].path == str(other)


def paths(labels: LabelSet) -> list[str]:
    return [each.path for each in labels.pictures]


def test_cocos_own_layout_is_found_by_the_split(tmp_path: Path) -> None:
    own = [str(picture(tmp_path / "train2017" / name)) for name in ("a.png", "b.png")]
    picture(tmp_path / "val2017" / "a.png")
    picture(tmp_path / "holiday" / "b.png")
    (tmp_path / "annotations").mkdir()
    file = write_json(tmp_path / "annotations" / "instances_train2017.json", coco())
    assert paths(read_labels(file)) == own
    # A file of all splits: what stands in one folder alone is found, what stands in two is not.
    labels = read_labels(file.rename(tmp_path / "annotations" / "instances.json"))
    assert paths(labels) == ["", own[1]]
    assert any("a.png" in each and "train2017" in each for each in labels.problems)


def test_pictures_deep_below_the_labels_are_found_unless_two_have_the_name(tmp_path: Path) -> None:
    first = picture(tmp_path / "images" / "day 1" / "front" / "a.png")
    picture(tmp_path / "images" / "day 1" / "b.png")
    picture(tmp_path / "images" / "day 2" / "b.png")
    labels = read_labels(write_json(tmp_path / "in.json", coco()))
    assert paths(labels) == [str(first), ""]
    (problem,) = [each for each in labels.problems if "b.png" in each]
    for said in ("in.json, image 1", "2 pictures", "day 1", "day 2", "folder of the pictures"):
        assert said in problem


def test_a_folder_in_the_name_tells_two_pictures_apart(tmp_path: Path) -> None:
    content = coco()
    for row, name in zip(content["images"], ("day 1/b.png", "day 2\\b.png"), strict=True):
        row["file_name"] = name
    own = [str(picture(tmp_path / "images" / day / "b.png")) for day in ("x/day 1", "x/day 2")]
    picture(tmp_path / "images" / "x" / "other day 2" / "b.png")
    assert paths(read_labels(write_json(tmp_path / "in.json", content))) == own


def test_what_is_opened_is_looked_through_last(tmp_path: Path) -> None:
    deep = picture(tmp_path / "photos" / "deep" / "a.png")
    near = picture(tmp_path / "labels" / "b.png")
    picture(tmp_path / "photos" / "b.png")
    file = write_json(tmp_path / "labels" / "in.json", coco())
    assert paths(read_labels(file)) == ["", str(near)]
    assert paths(read_labels(file, Options(opened=str(tmp_path)))) == [str(deep), str(near)]
