"""Where the pictures of labels are looked for: near them, never among somebody else's."""

from pathlib import Path

from PIL import Image

from app.domain.formats.labels import Options
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
