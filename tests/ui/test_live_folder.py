"""While a folder is open: files that appear, vanish, move or change, and pictures to locate."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.domain.project.store import Project
from app.views.locate import LocateBox
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

LONG_AGO = 1_600_000_000


def add_picture(path: Path, colour: int = 120, side: int = 64) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(colour)
    pixels = rng.integers(colour, colour + 20, (side, side, 3), np.uint8)
    part = path.with_suffix(".part")
    Image.fromarray(pixels).save(part, "PNG")
    os.utime(part, (LONG_AGO, LONG_AGO))
    part.rename(path)
    return path


def names(harness: Harness) -> list[str]:
    return [Path(path).name for path in harness.document.pictures.paths]


def message(harness: Harness) -> str:
    return harness.window.status_bar.message.line


def review(harness: Harness) -> int:
    """Mark the current picture reviewed, wait until its content is known; its id."""
    harness.plan.write(boxes={"*": []})
    record = harness.document.record
    assert record is not None
    harness.editor.mark([harness.document.project.path_of(record.id)], True)
    known = "SELECT 1 FROM files WHERE picture=?"
    harness.wait(lambda: harness.document.project.query(known, (record.id,)))
    return record.id


def missing(harness: Harness) -> frozenset[int]:
    return harness.document.project.missing


def test_files_that_appear_are_listed_in_their_places(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    add_picture(pictures / "pic_3.png")
    add_picture(pictures / "sub" / "deep" / "pic_1.png")
    wanted = ["pic_1.png", "pic_2.png", "pic_3.png", "pic_10.png", "pic_1.png"]
    harness.wait(lambda: names(harness) == wanted)
    assert harness.window.picture_panel.model.rowCount() == 5
    assert "new picture" in message(harness)
    assert harness.name == "pic_1.png"
    add_picture(pictures / "sub" / "deep" / "pic_2.png")  # the folder that came is watched, too
    harness.wait(lambda: len(names(harness)) == 6)


def test_the_first_picture_of_an_empty_folder_is_shown(
    make_window: MakeHarness, tmp_path: Path
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    harness = make_window(folder, settle=False)
    harness.wait(lambda: not harness.document.scanning)
    add_picture(folder / "first.png")
    harness.wait(lambda: harness.name == "first.png")
    harness.settle()


def test_a_file_being_written_is_listed_when_it_is_whole(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    content = add_picture(tmp_path / "whole.png", side=200).read_bytes()
    target = pictures / "pic_4.png"
    with target.open("wb") as file:
        for at in range(0, len(content), len(content) // 6):
            file.write(content[at : at + len(content) // 6])
            file.flush()
            assert "pic_4.png" not in names(harness)
            with harness.qtbot.waitSignal(harness.window.folder_watch.looked):
                pass  # between two writes somebody has looked
    harness.wait(lambda: "pic_4.png" in names(harness))
    assert target.read_bytes() == content


def test_a_vanished_picture_leaves_the_list_and_the_shown_one_stays(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    (pictures / "pic_2.png").unlink()
    harness.wait(lambda: names(harness) == ["pic_1.png", "pic_10.png"])
    (pictures / "pic_1.png").unlink()
    add_picture(pictures / "pic_11.png")
    harness.wait(lambda: "pic_11.png" in names(harness))
    assert names(harness) == ["pic_1.png", "pic_10.png", "pic_11.png"]
    assert harness.document.pixels is not None
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert names(harness) == ["pic_10.png", "pic_11.png"]
    assert harness.name == "pic_10.png"


def test_renamed_and_moved_pictures_are_found_again(
    make_window: MakeHarness, pictures: Path
) -> None:
    for number in (1, 2, 10):
        add_picture(pictures / f"pic_{number}.png", colour=10 * number)
    harness = make_window(pictures)
    first = review(harness)
    harness.key(Qt.Key.Key_D)
    harness.settle()
    second = review(harness)
    (pictures / "pic_1.png").rename(pictures / "a.png")
    (pictures / "sub").mkdir()
    (pictures / "pic_2.png").rename(pictures / "sub" / "b.png")
    harness.wait(lambda: "found again" in message(harness))
    harness.wait(lambda: harness.name == "b.png")
    harness.wait(lambda: names(harness) == ["a.png", "pic_10.png", "b.png"])
    project = harness.document.project
    assert project.path_of(first) == str(pictures / "a.png")
    assert project.path_of(second) == str(pictures / "sub" / "b.png")
    assert not missing(harness)
    assert harness.document.record is not None
    assert harness.document.record.id == second
    assert harness.document.record.reviewed


def test_a_picture_renamed_while_nothing_was_open_is_found_at_the_start(
    make_window: MakeHarness, pictures: Path
) -> None:
    add_picture(pictures / "pic_2.png", colour=77)
    harness = make_window(pictures)
    harness.key(Qt.Key.Key_D)
    harness.settle()
    second = review(harness)
    harness.close()
    (pictures / "pic_2.png").rename(pictures / "zebra.png")
    again = make_window(pictures)
    again.wait(lambda: message(again) == "1 renamed picture found again")
    assert again.document.project.path_of(second) == str(pictures / "zebra.png")
    again.wait(lambda: names(again) == ["pic_1.png", "pic_10.png", "zebra.png"])


def test_a_missing_picture_stays_listed_and_comes_back(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    first = review(harness)
    away = tmp_path / "away.png"
    shutil.move(pictures / "pic_1.png", away)
    harness.wait(lambda: missing(harness) == {first})
    harness.wait(lambda: message(harness).startswith("1 picture is missing"))
    assert names(harness) == ["pic_1.png", "pic_2.png", "pic_10.png"]
    model = harness.window.picture_panel.model
    accessible = Qt.ItemDataRole.AccessibleTextRole
    harness.wait(lambda: "missing" in model.index(0, 0).data(accessible))
    assert harness.window.menus.actions["locate"].isEnabled()
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert not harness.window.menus.actions["locate"].isEnabled()
    harness.session.loader.forget(str(pictures / "pic_1.png"))
    harness.key(Qt.Key.Key_A)
    harness.wait(lambda: "missing" in harness.window.notice.label.text())
    assert not harness.document.detecting
    shutil.move(away, pictures / "pic_1.png")
    harness.wait(lambda: not missing(harness))
    harness.wait(lambda: harness.document.pixels is not None)
    harness.settle()
    harness.wait(lambda: "missing" not in model.index(0, 0).data(accessible))


def press_in_box(harness: Harness, button: str) -> None:
    box = harness.window.findChild(LocateBox)
    assert box is not None
    harness.wait(box.isVisible)
    QTest.mouseClick(getattr(box, button), Qt.MouseButton.LeftButton)
    harness.wait(lambda: harness.window.findChild(LocateBox) is None)


def moved_away(make_window: MakeHarness, pictures: Path, away: Path) -> tuple[Harness, list[int]]:
    """A window whose first two pictures have work in them and are in another folder by now."""
    harness = make_window(pictures)
    ids = [review(harness)]
    harness.key(Qt.Key.Key_D)
    harness.settle()
    ids.append(review(harness))
    away.mkdir()
    for name in ("pic_1.png", "pic_2.png"):
        shutil.move(pictures / name, away / name)
    harness.wait(lambda: missing(harness) == set(ids))
    harness.wait(harness.window.menus.actions["locate"].isEnabled)
    return harness, ids


def test_locating_one_file_finds_those_of_the_same_move(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = tmp_path / "away"
    harness, ids = moved_away(make_window, pictures, away)
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *_given: (str(away / "pic_2.png"), "")
    )
    harness.window.menus.actions["locate"].trigger()
    press_in_box(harness, "file")
    harness.wait(lambda: message(harness) == "2 pictures found again")
    project = harness.document.project
    assert [project.path_of(each) for each in ids] == [
        str(away / "pic_1.png"),
        str(away / "pic_2.png"),
    ]
    assert harness.document.pictures.current == str(away / "pic_2.png")
    harness.settle()
    harness.wait(lambda: sorted(names(harness)) == ["pic_1.png", "pic_10.png", "pic_2.png"])
    harness.close()
    with Project(pictures) as stored:
        assert stored.path_of(ids[0]) == str(away / "pic_1.png")


def test_locating_in_a_folder_finds_renamed_files_by_content(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        add_picture(pictures / f"pic_{number}.png", colour=10 * number)
    away = tmp_path / "away"
    harness, ids = moved_away(make_window, pictures, away)
    (away / "pic_1.png").rename(away / "x.png")
    (away / "pic_2.png").rename(away / "y.png")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_given: str(away))
    harness.window.menus.actions["locate"].trigger()
    press_in_box(harness, "folder")
    harness.wait(lambda: message(harness) == "2 pictures found again")
    project = harness.document.project
    assert [Path(project.path_of(each)).name for each in ids] == ["x.png", "y.png"]


def test_locating_where_nothing_is_says_so(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = tmp_path / "away"
    harness, ids = moved_away(make_window, pictures, away)
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_given: str(nothing))
    harness.window.menus.actions["locate"].trigger()
    press_in_box(harness, "folder")
    harness.wait(lambda: message(harness) == "pic_2.png is not there.")
    assert missing(harness) == set(ids)


def test_the_current_picture_is_read_again_when_it_changes(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    asked = len(harness.plan.requests())
    Image.fromarray(np.full((240, 320, 3), 200, np.uint8)).save(pictures / "pic_1.png")
    harness.wait(lambda: _middle(harness) == 200)
    harness.wait(lambda: len(harness.plan.requests()) > asked)
    harness.settle()
    assert message(harness) == "pic_1.png has changed on disk."
    add_picture(pictures / "pic_1.png", colour=30)  # takes the place of the file
    harness.wait(lambda: harness.document.picture_size == (64, 64))


def test_a_broken_picture_is_shown_once_it_is_whole(
    make_window: MakeHarness, pictures: Path
) -> None:
    whole = (pictures / "pic_1.png").read_bytes()
    (pictures / "pic_1.png").write_bytes(whole[: len(whole) // 2])
    harness = make_window(pictures, settle=False)
    harness.wait(lambda: harness.document.picture_error)
    (pictures / "pic_1.png").write_bytes(whole)
    harness.settle()
    assert _middle(harness) == 60


def _middle(harness: Harness) -> int:
    pixels = harness.document.pixels
    return -1 if pixels is None else pixels.sizes[0].pixelColor(160, 120).red()


def test_another_folder_is_watched_in_place_of_the_first(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    other = tmp_path / "other"
    add_picture(other / "one.png")
    harness.session.open([str(other)])
    harness.wait(lambda: names(harness) == ["one.png"])
    harness.settle()
    add_picture(pictures / "late.png")
    add_picture(other / "two.png")
    harness.wait(lambda: names(harness) == ["one.png", "two.png"])
