"""The held-out pictures of a project as a COCO file, with what is to be ignored."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.domain.edits import Change, Edit
from app.domain.models.held_out import count_held_out, write_held_out
from app.domain.project.store import Project
from app.domain.records import Annotation, ProjectClass
from fpn_core.errors import ModelError


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """a.png and b.png are held out, c.png is not reviewed, d.png trains, e.png is gone."""
    project = Project(tmp_path)
    label = ProjectClass(project.new_id(), "cat", "#FF0000", 0)
    changes = [Change(None, label)]
    for name, reviewed, split in (
        ("a", True, "val"),
        ("b", True, "val"),
        ("c", False, "val"),
        ("d", True, "train"),
        ("e", True, "val"),
    ):
        if name != "e":
            Image.new("RGB", (32, 24)).save(tmp_path / f"{name}.png")
        made = project.picture(str(tmp_path / f"{name}.png"))
        changes.append(Change(made, replace(made, reviewed=reviewed, split=split)))
        if name != "b":
            box = Annotation(
                project.new_id(), made.id, label.id, (1, 2, 11, 22), ignore=name == "a"
            )
            changes.append(Change(None, box))
    project.do(Edit("test", tuple(changes)))
    return project


def content_of(project: Project, folder: Path) -> dict[str, Any]:
    write_held_out(project, folder / "data.json")
    content: dict[str, Any] = json.loads((folder / "data.json").read_text())
    return content


def test_reviewed_pictures_of_the_split_judge(project: Project, tmp_path: Path) -> None:
    with project:
        content = content_of(project, tmp_path)
        assert count_held_out(project) == 3
    names = [Path(each["file_name"]).name for each in content["images"]]
    assert names == ["a.png", "b.png"], "one without boxes judges, too; one that is gone cannot"
    assert all(Path(each["file_name"]).is_absolute() for each in content["images"])
    assert content["images"][0]["width"] == 32
    (row,) = content["annotations"]
    assert (row["bbox"], row["iscrowd"]) == ([1, 2, 10, 20], 1)
    assert [each["name"] for each in content["categories"]] == ["cat"]


def test_the_pictures_that_no_run_trains_on_judge(tmp_path: Path) -> None:
    with Project(tmp_path) as project:
        changes = []
        for number in range(10):
            file = tmp_path / f"{number}.png"
            Image.effect_noise((32, 24), 90 + number).convert("RGB").save(file)
            made = project.picture(str(file))
            changes.append(Change(made, replace(made, reviewed=True)))
        project.do(Edit("test", tuple(changes)))
        assert count_held_out(project) == 2, "before it is decided, as many as there will be"
        content = content_of(project, tmp_path)
        assert {each["split"] for each in content["images"]} == {"val"}
        assert count_held_out(project) == len(content["images"]) == 2


def test_without_held_out_pictures_it_says_what_to_do(tmp_path: Path) -> None:
    with Project(tmp_path) as project:
        assert count_held_out(project) == 0
        with pytest.raises(ModelError, match="Review some pictures"):
            content_of(project, tmp_path)
        gone = tmp_path / "gone.png"
        Image.new("RGB", (32, 24)).save(gone)
        picture = project.picture(str(gone))
        kept = replace(picture, reviewed=True, split="val")
        project.do(Edit("test", (Change(picture, kept),)))
        content_of(project, tmp_path)
        gone.unlink()
        with pytest.raises(ModelError, match="No picture is held out"):
            content_of(project, tmp_path)
