"""Another program writes over the project's file while the window has it open."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.domain.project.store import Project
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

BOX, OTHER = (150.0, 120.0, 180.0, 150.0), (20.0, 20.0, 60.0, 70.0)
KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path, tmp_path: Path) -> Harness:
    """A window with a box on its first picture, over whose project an older one is copied."""
    made = make_window(pictures)
    made.editor.relabel_to_name("cup")
    made.close()
    older = tmp_path / "older.pyramid"
    shutil.copyfile(pictures / "pictures.pyramid", older)
    made = make_window(pictures)
    made.editor.draw(BOX)
    shutil.copyfile(older, pictures / "pictures.pyramid")
    return made


def boxes(harness: Harness) -> list[tuple[float, ...]]:
    return [each.box for each in harness.document.annotations.values()]


def notice(harness: Harness) -> str:
    return harness.window.notice.label.text()


def test_the_edit_waits_and_goes_on_in_a_copy(
    harness: Harness, pictures: Path, make_window: MakeHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (pictures / "pictures.pyramid").read_bytes()
    harness.editor.draw(OTHER)
    assert boxes(harness) == [BOX, OTHER]
    assert "Another program has written over the project" in notice(harness)
    assert "pictures.pyramid was overwritten" in notice(harness)
    harness.editor.draw(OTHER)  # nothing else is taken
    assert boxes(harness) == [BOX, OTHER]
    proposed: list[str] = []

    def choose(_parent: object, _title: str, proposal: str, _kinds: str) -> tuple[str, str]:
        proposed.append(proposal)
        return str(pictures / "mine"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    harness.window.notice.label.linkActivated.emit("save_copy")
    assert proposed == [str(pictures / "pictures-copy.pyramid")]
    copy = pictures / "mine.pyramid"
    assert harness.document.project.file == copy
    assert harness.document.unsaved == ""
    assert "written over" not in notice(harness)
    harness.canvas.setFocus()
    harness.key(KEY.Key_Z, CONTROL)
    assert boxes(harness) == [BOX]
    harness.key(KEY.Key_Y, CONTROL)
    harness.session.save()
    harness.close()
    assert (pictures / "pictures.pyramid").read_bytes() == before
    again = make_window(settle=False)
    again.settle()
    assert again.document.project.file == copy
    assert [Path(each).name for each in again.document.pictures.paths] == [
        "pic_1.png",
        "pic_2.png",
        "pic_10.png",
    ]
    assert boxes(again) == [BOX, OTHER]


def test_the_edit_is_given_up_for_the_file_that_is_there(harness: Harness, pictures: Path) -> None:
    harness.editor.draw(OTHER)
    harness.window.notice.label.linkActivated.emit("give_up")
    harness.settle()
    assert not harness.document.project.read_only
    assert harness.document.unsaved == ""
    assert boxes(harness) == []
    harness.editor.draw(OTHER)
    assert boxes(harness) == [OTHER]
    (kept,) = (pictures / ".pyramid-backups").glob("pictures-overwritten-*")
    with Project(kept) as project:
        assert sum(project.class_counts().values()) == 1


def test_a_picture_that_is_shown_next_is_read_from_what_was_open(harness: Harness) -> None:
    harness.editor.draw(OTHER)
    for key in (KEY.Key_D, KEY.Key_A):
        harness.key(key)
        harness.settle()
    assert boxes(harness) == [BOX, OTHER]
    harness.canvas.setFocus()
    harness.key(KEY.Key_Z, CONTROL)
    assert boxes(harness) == [BOX]
    assert harness.document.unsaved == ""


def test_a_sound_project_goes_on_in_a_copy(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures / "pic_1.png")
    harness.editor.relabel_to_name("cup")
    harness.editor.draw(BOX)
    first = harness.document.project.file
    assert first is not None
    target = tmp_path / "work" / "cups.pyramid"
    target.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    harness.window.menus.actions["save_copy"].trigger()
    harness.editor.draw(OTHER)
    harness.close()
    with Project(first) as project:
        assert sum(project.class_counts().values()) == 1
    again = make_window(target)
    assert again.name == "pic_1.png"
    assert boxes(again) == [BOX, OTHER]


def test_a_copy_onto_a_project_that_is_there_is_refused(
    make_window: MakeHarness, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    harness.editor.relabel_to_name("cup")
    file = harness.document.project.file
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))
    harness.window.menus.actions["save_copy"].trigger()
    assert "Choose another name" in harness.window.status_bar.message.line
    harness.editor.draw(BOX)
    assert boxes(harness) == [BOX]
