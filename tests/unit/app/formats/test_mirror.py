"""The mirror to one COCO file: the same bytes as an export of everything, from what has changed."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.domain.class_editing import class_to_add
from app.domain.edits import Change, Edit
from app.domain.formats.coco_kept import KeptTexts
from app.domain.formats.labels import Options, no_step
from app.domain.formats.mirror import Mirror
from app.domain.formats.project_labels import (
    KEPT_KEY,
    ExportChoice,
    finish_import,
    labels_of_project,
    plan_import,
)
from app.domain.formats.sizes import quick_size
from app.domain.formats.table import FORMATS, read_labels
from app.domain.formats.writing import Output
from app.domain.project.store import Project
from app.domain.records import Annotation

COUNT = 6


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("images")
    for number in range(COUNT):
        Image.new("RGB", (64 + number, 48)).save(folder / f"pic_{number}.png")
    return folder


def imported(images: Path, folder: Path) -> Project:
    """A project with the labels of a COCO file, whose rows have ids of their own."""
    rows = [
        {"id": 70 - at, "image_id": at % 3 + 20, "category_id": 4, "bbox": [at, 5, 9, 8 + at / 3]}
        for at in range(5)
    ]
    content = {
        "info": {"année": 2026},
        "categories": [{"id": 4, "name": "cat", "supercategory": "pet"}],
        "images": [
            {"id": at + 20, "file_name": f"pic_{at}.png", "width": 64 + at, "height": 48}
            for at in range(3)
        ],
        "annotations": rows,
    }
    file = folder / "given.json"
    file.write_text(json.dumps(content))
    project = Project(folder / "made.pyramid", root=images)
    import_into(project, file, images)
    return project


def import_into(project: Project, file: Path, images: Path) -> set[int]:
    labels = read_labels(file, Options(str(images)))
    plan = plan_import(project, labels, mark_reviewed=False)
    project.do(plan.edit)
    finish_import(project, labels, plan)
    return plan.edit.pictures()


def exported(project: Project, target: Path) -> bytes:
    """The file that an export of everything writes."""
    labels = labels_of_project(project, ExportChoice(reviewed_only=False))
    FORMATS["coco"].write(labels, target, Options(), Output(), no_step)
    return target.read_bytes()


def draw(project: Project, images: Path, number: int) -> Edit:
    picture = project.picture(str(images / f"pic_{number}.png"))
    label = next(iter(project.classes))
    made = Annotation(project.new_id(), picture.id, label, (number, 2.5, number + 20, 30))
    return Edit("draw", (Change(None, made),), picture.id)


def delete(project: Project, images: Path, number: int) -> Edit:
    picture = project.picture(str(images / f"pic_{number}.png"))
    gone = project.annotations(picture.id)[:1]
    return Edit("delete", tuple(Change(each, None) for each in gone), picture.id)


def review(project: Project, images: Path, number: int) -> Edit:
    picture = project.picture(str(images / f"pic_{number}.png"))
    after = replace(picture, reviewed=not picture.reviewed, split="val")
    return Edit("review", (Change(picture, after),), picture.id)


def rename(project: Project, _images: Path, number: int) -> Edit:
    first = next(iter(project.classes.values()))
    return Edit("rename", (Change(first, replace(first, name=f"chat {number}")),))


def add_class(project: Project, _images: Path, _number: int) -> Edit:
    made = class_to_add(project.new_id(), f"dog {project.new_id()}", list(project.classes.values()))
    return Edit("add", (Change(None, made),))


def happened(project: Project, images: Path, step: "Step | None") -> Edit:
    """Make an edit, or take back the last one; without classes none could follow."""
    if step is None:
        undone = project.undo()
        edit = undone if project.classes else project.redo()
        assert edit is not None
        return edit
    edit = step[0](project, images, step[1])
    project.do(edit)
    return edit


Step = tuple[Callable[[Project, Path, int], Edit], int]
EDITS = st.sampled_from([draw, delete, review, rename, add_class])
STEPS = st.lists(
    st.lists(st.one_of(st.tuples(EDITS, st.integers(0, COUNT - 1)), st.none()), max_size=3),
    max_size=5,
)


@settings(max_examples=25)
@given(steps=STEPS)
def test_every_write_has_the_bytes_of_a_whole_export(
    images: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[list[Step | None]]
) -> None:
    folder = tmp_path_factory.mktemp("project")
    with imported(images, folder) as project:
        mirror = Mirror(project, "coco", str(folder / "mirror"))
        mirror.learn()
        for some in steps:
            edits = [happened(project, images, each) for each in some]
            changed = frozenset(id for edit in edits for id in edit.pictures())
            mirror.write(changed, whole=False, same_project=True)
            file = folder / "mirror" / "annotations.json"
            assert file.read_bytes() == exported(project, folder / "whole.json")
        assert not list(folder.glob("mirror/.*"))


def test_only_what_has_changed_is_read_again(
    images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    with imported(images, tmp_path) as project:
        file = tmp_path / "mirror.json"
        mirror = Mirror(project, "coco", str(file))
        mirror.learn()

        def noted(path: str) -> tuple[int, int]:
            looked_at.append(path)
            return quick_size(path)

        monkeypatch.setattr("app.domain.formats.project_labels.quick_size", noted)
        edit = draw(project, images, 4)
        project.do(edit)
        mirror.write(frozenset(edit.pictures()), whole=False, same_project=True)
        assert looked_at == [str(images / "pic_4.png")]
        assert file.read_bytes() == exported(project, tmp_path / "whole.json")
        # What stands in another file of labels changes rows without an edit of their pictures.
        changed = import_into(project, tmp_path / "given.json", images)
        assert not changed
        value = project.value(KEPT_KEY)
        value["set"]["coco"]["info"] = "other"
        next(iter(value["pictures"].values()))["coco"]["licence"] = 7
        project.set_value(KEPT_KEY, value)
        mirror.write(frozenset(), whole=False, same_project=True)
        assert b'"licence": 7' in file.read_bytes()
        assert file.read_bytes() == exported(project, tmp_path / "whole.json")


def test_a_picture_whose_file_could_not_be_read_is_looked_at_again(
    images: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    for each in images.iterdir():
        (own / each.name).write_bytes(each.read_bytes())
    with imported(own, tmp_path) as project:
        mirror = Mirror(project, "coco", str(tmp_path / "mirror.json"))
        content = (own / "pic_1.png").read_bytes()
        (own / "pic_1.png").write_bytes(b"")
        problems = mirror.write(frozenset(), whole=True, same_project=False)
        assert "pic_1.png" in problems[0]
        edit = draw(project, own, 2)
        project.do(edit)
        assert mirror.write(frozenset(edit.pictures()), whole=False, same_project=True) == problems
        (own / "pic_1.png").write_bytes(content)
        assert mirror.write(frozenset(), whole=False, same_project=True) == ()
        whole = exported(project, tmp_path / "whole.json")
        assert (tmp_path / "mirror.json").read_bytes() == whole


def test_texts_past_the_limit_are_not_kept(images: Path, tmp_path: Path) -> None:
    with imported(images, tmp_path) as project:
        kept = KeptTexts(project, most_bytes=1000)
        for number in range(3):
            edit = draw(project, images, number)
            project.do(edit)
            text = "".join(kept.pieces(kept.update(frozenset(edit.pictures()), no_step), no_step))
            assert text.encode() == exported(project, tmp_path / "whole.json")
        assert kept.nbytes == 0
