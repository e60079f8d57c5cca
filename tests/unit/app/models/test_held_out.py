"""The held-out pictures of a project as a COCO file, with what is to be ignored."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from app.domain.edits import Change, Edit
from app.domain.models.held_out import held_out_data, held_out_ids
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


def test_reviewed_pictures_of_the_split_judge(project: Project, tmp_path: Path) -> None:
    with project:
        assert {project.path_of(id) for id in held_out_ids(project)} == {
            str(tmp_path / f"{name}.png") for name in "abe"
        }
        content = held_out_data(project)
    names = [Path(each["file_name"]).name for each in content["images"]]
    assert names == ["a.png", "b.png"], "one without boxes judges, too; one that is gone cannot"
    assert all(Path(each["file_name"]).is_absolute() for each in content["images"])
    assert content["images"][0]["width"] == 32
    (row,) = content["annotations"]
    assert (row["bbox"], row["iscrowd"]) == ([1, 2, 10, 20], 1)
    assert [each["name"] for each in content["categories"]] == ["cat"]


def test_without_held_out_pictures_it_says_what_to_do(tmp_path: Path) -> None:
    with Project(tmp_path) as project:
        with pytest.raises(ModelError, match="Split of the selected pictures"):
            held_out_data(project)
        picture = project.picture(str(tmp_path / "gone.png"))
        kept = replace(picture, reviewed=True, split="val")
        project.do(Edit("test", (Change(picture, kept),)))
        with pytest.raises(ModelError, match="None of the 1 held-out pictures"):
            held_out_data(project)
