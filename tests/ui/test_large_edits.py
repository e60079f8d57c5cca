"""Edits of very many boxes: the window lives while they are saved, and nothing comes between."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer

from app.domain.edits import Change, Edit
from app.domain.project.store import Project, SaveError
from app.domain.records import Annotation
from app.services import class_edits, project_document
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
BOXES = 40


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path, monkeypatch: pytest.MonkeyPatch) -> Harness:
    """A window for which forty boxes are very many."""
    monkeypatch.setattr(project_document, "LARGE_EDIT", BOXES)
    monkeypatch.setattr(class_edits, "LARGE_EDIT", BOXES)
    monkeypatch.setattr(project_document, "_LARGE_STEP", 1000)
    made = make_window(pictures)
    made.canvas.setFocus()
    made.editor.relabel_to_name("cup")
    return made


def boxes(harness: Harness) -> int:
    return len(harness.document.annotations)


def many(harness: Harness) -> Edit:
    document = harness.document
    assert document.record is not None
    assert document.current_class is not None
    new_id, picture = document.project.new_id, document.record.id
    rows = [
        Annotation(new_id(), picture, document.current_class, (n, n, n + 20, n + 20))
        for n in range(BOXES)
    ]
    return Edit(f"Draw {BOXES} boxes", tuple(Change(None, row) for row in rows), picture)


def meanwhile(harness: Harness, act: Callable[[], object]) -> list[str]:
    """Do something in the first moment of each piece of slow work; what was being done then."""
    seen: list[str] = []

    def look(text: str) -> None:
        seen.append(text)
        QTimer.singleShot(0, harness.window, act)

    harness.document.apart.began.connect(look)
    return seen


def test_the_window_lives_and_says_what_is_done(harness: Harness) -> None:
    seen = meanwhile(harness, lambda: None)
    assert harness.document.do(many(harness))
    assert boxes(harness) == BOXES
    harness.key(KEY.Key_Z, CONTROL)
    assert boxes(harness) == 0
    harness.key(KEY.Key_Y, CONTROL)
    assert boxes(harness) == BOXES
    assert seen == [
        "Saving: Draw 40 boxes...",
        "Undoing: Draw 40 boxes...",
        "Doing again: Draw 40 boxes...",
    ]
    assert harness.window.status_bar.message.line == "Done again: Draw 40 boxes"
    assert harness.document.apart.busy == ""


def test_nothing_comes_between(harness: Harness, pictures: Path) -> None:
    refused: list[bool] = []

    def act() -> None:
        document = harness.document
        project = document.project
        refused.append(document.do(many(harness)))
        refused.append(document.undo())
        refused.append(document.redo())
        refused.append(harness.window.close())
        harness.session.open([str(pictures.parent)])
        assert document.project is project
        assert harness.window.status_bar.message.line == document.apart.busy

    seen = meanwhile(harness, act)
    harness.document.do(many(harness))
    harness.key(KEY.Key_Z, CONTROL)
    assert len(seen) == 2
    assert refused == [False] * 8
    assert harness.window.isVisible()
    assert boxes(harness) == 0


def test_a_class_with_very_many_boxes_is_deleted_and_comes_back(harness: Harness) -> None:
    harness.document.do(many(harness))
    seen = meanwhile(harness, lambda: None)
    edits = harness.window.classes_panel.edits
    assert edits.delete(list(harness.document.classes))
    assert boxes(harness) == 0
    assert seen == ["Looking for the boxes of a class...", "Saving: Delete class “cup”..."]
    harness.key(KEY.Key_Z, CONTROL)
    assert boxes(harness) == BOXES
    assert list(harness.document.class_names().values()) == ["cup"]


def test_very_many_boxes_wait_for_a_full_disk_like_one(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_project: Project, _edit: Edit) -> None:
        raise SaveError("photos.pyramid: the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Project, "do", full)
        assert harness.document.do(many(harness))
        assert harness.document.unsaved
        assert boxes(harness) == BOXES
    assert harness.document.save_waiting()
    assert not harness.document.unsaved
    assert harness.document.record is not None
    assert len(harness.document.project.annotations(harness.document.record.id)) == BOXES
