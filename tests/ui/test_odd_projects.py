"""Projects and pictures as no one would wish them, through the window."""

import os
import shutil
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.domain.formats import project_labels
from app.domain.project.store import Project
from app.services import label_import
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

BOX = (150.0, 120.0, 180.0, 150.0)
KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def boxes(harness: Harness) -> list[tuple[float, ...]]:
    return [each.box for each in harness.document.annotations.values()]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_picture_whose_name_is_no_unicode(pictures: Path, make_window: MakeHarness) -> None:
    odd = os.fsdecode(os.path.join(os.fsencode(pictures), b"pic_\xff\xe9.png"))
    for name in ("pic_1.png", "pic_2.png", "pic_10.png"):
        shutil.move(pictures / name, odd)
    harness = make_window(pictures)
    harness.canvas.setFocus()
    assert harness.document.pictures.current == odd
    harness.editor.relabel_to_name("cup")
    harness.editor.draw(BOX)
    harness.key(KEY.Key_Z, CONTROL)
    harness.key(KEY.Key_Y, CONTROL)
    harness.editor.review()
    assert boxes(harness) == [BOX]
    harness.close()
    again = make_window(pictures)
    assert again.document.pictures.current == odd
    assert boxes(again) == [BOX]
    again.close()
    with Project(pictures) as project:
        (picture,) = project.pictures()
        assert project.path_of(picture.id) == odd


def test_a_project_of_a_later_version_is_left_alone(
    pictures: Path, make_window: MakeHarness
) -> None:
    first = make_window(pictures)
    first.editor.relabel_to_name("cup")
    first.close()
    file = pictures / "pictures.pyramid"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version=99")
    before = file.read_bytes()
    harness = make_window(pictures)
    assert (
        "a later version of PyramidLabel wrote this project" in harness.window.notice.label.text()
    )
    harness.editor.relabel_to_name("bowl")
    harness.editor.draw(BOX)
    assert boxes(harness) == []
    assert "Update PyramidLabel to open it" in harness.window.status_bar.message.line
    harness.close()
    assert file.read_bytes() == before


def test_a_folder_that_was_copied_is_a_project_of_its_own(
    pictures: Path, make_window: MakeHarness, tmp_path: Path
) -> None:
    first = make_window(pictures)
    first.editor.relabel_to_name("cup")
    first.editor.draw(BOX)
    first.close()
    copy = tmp_path / "elsewhere" / "copied"
    shutil.copytree(pictures, copy)
    shutil.rmtree(pictures)
    harness = make_window(copy)
    assert harness.document.pictures.current == str(copy / "pic_1.png")
    assert boxes(harness) == [BOX]
    assert not harness.document.missing
    harness.editor.draw(BOX)
    assert len(boxes(harness)) == 2


@pytest.mark.parametrize("saving", [False, True], ids=["while it reads", "while it saves"])
def test_closing_in_the_middle_of_an_import(
    pictures: Path, make_window: MakeHarness, monkeypatch: pytest.MonkeyPatch, saving: bool
) -> None:
    harness = make_window(pictures)
    harness.editor.relabel_to_name("cup")
    reached, go_on = threading.Event(), threading.Event()
    plan, do = project_labels.plan_import, Project.do

    def slow_plan(*given: object) -> project_labels.ImportPlan:
        if not saving:
            reached.set()
            go_on.wait(30)
        return plan(*given)  # type: ignore[arg-type]

    def slow_do(self: Project, edit: object) -> None:
        if saving:
            reached.set()
            go_on.wait(30)
        do(self, edit)  # type: ignore[arg-type]

    seen: list[object] = []
    harness.window.labels.importing.previewed.connect(seen.append)
    harness.window.labels.importing.preview(str(labels_of(pictures)))
    harness.wait(lambda: seen)
    monkeypatch.setattr(label_import, "plan_import", slow_plan)
    monkeypatch.setattr(Project, "do", slow_do)
    harness.window.labels.importing.carry_out(seen[0].labels, True)  # type: ignore[attr-defined]
    harness.wait(reached.is_set)
    threading.Timer(0.05, go_on.set).start()
    harness.close()
    with Project(pictures) as project:
        assert project.query("PRAGMA integrity_check") == [("ok",)]
        count = sum(project.class_counts().values())
        reviewed = sum(each.reviewed for each in project.pictures())
        assert (count, reviewed) == ((3, 3) if saving else (0, 0))
        if saving:
            project.undo()
            assert project.class_counts() == {}


def labels_of(pictures: Path) -> Path:
    """YOLO labels of the three pictures, one box each."""
    folder = pictures / "labels"
    folder.mkdir()
    (folder / "classes.txt").write_text("cup\n")
    for name in ("pic_1", "pic_2", "pic_10"):
        (folder / f"{name}.txt").write_text("0 0.5 0.5 0.2 0.2\n")
    return folder
