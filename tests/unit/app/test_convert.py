"""`pyramidlabel convert`: exit codes, what it says, and what it refuses."""

import json
from pathlib import Path

import pytest

from app.__main__ import main
from app.domain.edits import Change, Edit
from app.domain.project.store import Project
from app.domain.records import Annotation, ProjectClass
from tests.unit.app.formats.label_files import annotation, coco, make_pictures, write_json


@pytest.fixture
def source(tmp_path: Path) -> Path:
    make_pictures(tmp_path / "images", "a.png", "b.png")
    return write_json(tmp_path / "in.json", coco())


def convert(source: Path, target: Path, to: str, *more: str) -> int:
    return main(["convert", str(source), str(target), "--to", to, *more])


@pytest.mark.parametrize("to", ["voc", "yolo", "labelme", "cvat"])
def test_there_and_back(
    source: Path, tmp_path: Path, to: str, capsys: pytest.CaptureFixture[str]
) -> None:
    images = ("--images", str(tmp_path / "images"))
    assert convert(source, tmp_path / to, to, *images) == 0
    assert "2 polygons shown as boxes" in capsys.readouterr().out
    assert convert(tmp_path / to, tmp_path / "again.json", "coco", *images) == 0
    again = json.loads((tmp_path / "again.json").read_text())
    assert [each["name"] for each in again["categories"]] == ["dog", "person"]
    assert len(again["annotations"]) == 3


def test_problems_have_an_exit_code_of_their_own(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [annotation(1, 42, 18, [1, 1, -5, 5]), annotation(2, 42, 18, [1, 1, 5, 5])]
    write_json(source, coco(annotations=rows))
    assert convert(source, tmp_path / "out.json", "coco") == 3
    assert "in.json, annotation 1 of a.png" in capsys.readouterr().err


def test_it_refuses_inputs_pictures_and_nonsense(source: Path, tmp_path: Path) -> None:
    before = source.read_bytes()
    picture = tmp_path / "images" / "a.png"
    pixels = picture.read_bytes()
    assert convert(source, source, "coco") == 1
    assert convert(source, picture, "coco") == 1
    assert convert(tmp_path / "gone", tmp_path / "out", "voc") == 1
    assert convert(source, tmp_path / "out", "voc", "--images", str(tmp_path / "gone")) == 1
    assert source.read_bytes() == before
    assert picture.read_bytes() == pixels
    with pytest.raises(SystemExit) as error:
        convert(source, tmp_path / "out", "bmp")
    assert error.value.code == 2


def test_a_split_is_the_same_each_time(source: Path, tmp_path: Path) -> None:
    names = [f"{number}.png" for number in range(200)]
    make_pictures(tmp_path / "images", *names, size=(8, 8))
    images = [{"id": n + 1, "file_name": name, "width": 8, "height": 8}
              for n, name in enumerate(names)]  # fmt: skip
    write_json(source, coco(images=images, annotations=[]))
    for target in ("one.json", "two.json"):
        assert convert(source, tmp_path / target, "coco", "--split", "0.8") == 0
    first = (tmp_path / "one.json").read_text()
    assert first == (tmp_path / "two.json").read_text()
    splits = [each["split"] for each in json.loads(first)["images"]]
    assert 140 < splits.count("train") < 180


def test_a_project_is_read_too(tmp_path: Path) -> None:
    folder = make_pictures(tmp_path / "photos", "a.png", "b.png")
    with Project(folder) as project:
        first, second = (project.picture(str(folder / name)) for name in ("a.png", "b.png"))
        kind = ProjectClass(project.new_id(), "dog", "#FF0000", 0)
        rows = [Annotation(project.new_id(), each.id, kind.id, (1, 2, 30, 40), ignore=True)
                for each in (first, second)]  # fmt: skip
        project.do(Edit("made", (Change(None, kind), *(Change(None, each) for each in rows))))
        file = project.file
    assert file is not None
    assert convert(file, tmp_path / "out.json", "coco", "--all") == 0
    content = json.loads((tmp_path / "out.json").read_text())
    assert len(content["annotations"]) == 2
    assert all(row["iscrowd"] == 1 and row["ignore"] == 1 for row in content["annotations"])
    assert convert(file, tmp_path / "none.json", "coco") == 0
    assert json.loads((tmp_path / "none.json").read_text())["images"] == []
