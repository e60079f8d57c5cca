"""Disks that fill up or become read-only while a person works, and two windows on one project."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from app.domain.project.detection_rows import model_key
from app.domain.project.store import Project
from app.services import project_document
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness
from tests.unit.app.project.mounts import read_only, small_disk

BOX, OTHER = (150.0, 120.0, 180.0, 150.0), (20.0, 150.0, 60.0, 200.0)
KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
MOST_BOXES = 200


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder with two pictures on a disk of 1 MB."""
    folder = tmp_path / "photos"
    with small_disk(folder):
        for name in ("a.png", "b.png"):
            Image.fromarray(np.full((240, 320, 3), 70, np.uint8)).save(folder / name)
        yield folder


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_document, "RETRY_MS", 50)


def fill(folder: Path) -> Path:
    """Fill a disk to its last byte; the file that has to go to make room."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
        file.writelines(itertools.repeat(bytes(1024)))
    return ballast


def boxes(harness: Harness) -> list[tuple[float, ...]]:
    return [each.box for each in harness.document.annotations.values()]


def saved(harness: Harness) -> list[tuple[float, ...]]:
    document = harness.document
    assert document.record is not None
    return [each.box for each in document.project.annotations(document.record.id)]


def notice(harness: Harness) -> str:
    shown = harness.window.notice
    return shown.label.text() if shown.isVisible() else ""


def line(harness: Harness) -> str:
    return harness.window.status_bar.message.line


def wait_until_saved(harness: Harness) -> None:
    harness.wait(lambda: not harness.document.unsaved)
    assert line(harness) == "Saved."
    assert "not saved" not in notice(harness)


def draw_until_full(harness: Harness) -> None:
    for _each in range(MOST_BOXES):
        harness.editor.draw(BOX)
        if harness.document.unsaved:
            return
    pytest.fail("the disk takes everything")


def test_a_disk_that_fills_up_while_boxes_are_drawn(small: Path, make_window: MakeHarness) -> None:
    harness = make_window(small)
    harness.canvas.setFocus()
    harness.editor.relabel_to_name("cup")
    harness.editor.draw(OTHER)
    ballast = fill(small)
    draw_until_full(harness)
    # What cannot be saved is seen, with the reason; nothing more is taken, nothing is lost.
    count = len(boxes(harness))
    assert "the disk is full. Free some space" in notice(harness)
    assert len(saved(harness)) == count - 1
    harness.editor.draw(BOX)
    assert "the disk is full" in line(harness)
    assert len(boxes(harness)) == count
    harness.key(KEY.Key_D)
    harness.settle()
    harness.key(KEY.Key_A)
    harness.settle()
    assert len(boxes(harness)) == count
    ballast.unlink()
    wait_until_saved(harness)
    assert saved(harness) == boxes(harness)
    harness.editor.draw(BOX)
    harness.key(KEY.Key_Z, CONTROL)
    assert len(saved(harness)) == count
    record = harness.document.record
    harness.close()
    with Project(small) as project:
        assert record is not None
        assert len(project.annotations(record.id)) == count
        assert project.query("PRAGMA integrity_check") == [("ok",)]


def test_a_disk_without_room_for_the_project_itself(small: Path, make_window: MakeHarness) -> None:
    harness = make_window(small)
    ballast = fill(small)
    harness.editor.relabel_to_name("cup")
    assert "not saved yet" in notice(harness)
    assert list(harness.document.class_names().values()) == ["cup"]
    assert not list(small.glob("*.pyramid"))
    ballast.unlink()
    wait_until_saved(harness)
    harness.editor.draw(BOX)
    harness.close()
    with Project(small) as project:
        assert [each.name for each in project.classes.values()] == ["cup"]
        assert project.class_counts() == dict.fromkeys(project.classes, 1)


def test_a_project_that_becomes_read_only_while_boxes_are_drawn(
    pictures: Path, make_window: MakeHarness
) -> None:
    harness = make_window(pictures)
    harness.editor.relabel_to_name("cup")
    with harness.document.project.transaction() as tables:
        tables.execute("PRAGMA query_only=1")
    harness.editor.draw(BOX)
    assert "the file cannot be written. Check its permissions" in notice(harness)
    assert boxes(harness) == [BOX]
    assert saved(harness) == []
    tables.execute("PRAGMA query_only=0")
    wait_until_saved(harness)
    assert saved(harness) == [BOX]


def test_a_read_only_folder_is_worked_on_in_a_copy(
    pictures: Path, make_window: MakeHarness
) -> None:
    with Project(pictures):
        pass
    with read_only(pictures):
        harness = make_window(pictures)
        messages: list[str] = []
        harness.document.told.connect(messages.append)
        harness.editor.relabel_to_name("cup")
        assert f"{pictures} is read-only: your changes are in " in messages[0]
        harness.editor.draw(BOX)
        assert saved(harness) == [BOX]
        harness.close()
        again = make_window(pictures)
        assert boxes(again) == [BOX]
        again.close()
    assert not list(pictures.glob("*.pyramid"))


def test_a_deleted_folder_holds_the_edit_until_it_is_back(
    pictures: Path, make_window: MakeHarness, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    harness.editor.relabel_to_name("cup")
    pictures.rename(tmp_path / "away")
    harness.editor.draw(BOX)
    assert "the folder is not there any more" in notice(harness)
    (tmp_path / "away").rename(pictures)
    wait_until_saved(harness)
    assert saved(harness) == [BOX]


def test_a_project_file_that_is_deleted_is_written_anew(
    pictures: Path, make_window: MakeHarness
) -> None:
    harness = make_window(pictures)
    harness.editor.relabel_to_name("cup")
    harness.editor.draw(BOX)
    (pictures / "pictures.pyramid").unlink()
    harness.editor.draw(OTHER)
    harness.close()
    again = make_window(pictures)
    assert boxes(again) == [BOX, OTHER]


def test_the_second_window_looks_detects_and_refuses_edits(
    pictures: Path, make_window: MakeHarness
) -> None:
    first = make_window(pictures)
    first.editor.relabel_to_name("cup")
    first.editor.draw(BOX)
    second = make_window(pictures)
    assert "pictures.pyramid is open elsewhere (process " in line(second)
    assert "you can look, not change" in line(second)
    second.canvas.setFocus()
    refusals: list[str] = []
    second.document.told.connect(refusals.append)
    second.editor.draw(OTHER)
    second.key(KEY.Key_Z, CONTROL)
    second.key(KEY.Key_Space)
    second.document.select(1)
    second.key(KEY.Key_Return)
    assert boxes(second) == [BOX]
    assert len(refusals) >= 4
    assert all("open elsewhere" in each for each in refusals)
    # It detects for itself, pictures that the first has not shown too, and both go on.
    for name in ("pic_2.png", "pic_10.png"):
        second.key(KEY.Key_D)
        second.settle()
        assert second.name == name
        assert second.document.detections is not None
        record = second.document.record
        assert record is not None
        key = model_key(second.document.detections.model)
        assert second.document.project.summary(record.id, key).detections
    first.editor.draw(OTHER)
    assert saved(first) == [BOX, OTHER]
    second.key(KEY.Key_A)
    second.key(KEY.Key_A)
    second.settle()
    assert boxes(second) == [BOX, OTHER]
    first.close()
    second.close()
    third = make_window(pictures)
    assert boxes(third) == [BOX, OTHER]
    third.editor.draw(BOX)
    assert saved(third) == [BOX, OTHER, BOX]
