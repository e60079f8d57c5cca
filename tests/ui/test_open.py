"""Opening pictures and folders: command line, drop, recent; and going through them."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.services.thumbnails import Thumbnails
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness


def drop(harness: Harness, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    entering = QDragEnterEvent(QPoint(400, 300), *how, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(harness.window, entering)
    assert entering.isAccepted()
    dropped = QDropEvent(QPointF(400, 300), *how, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(harness.window, dropped)


def test_a_folder_opens_in_natural_order(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    names = [Path(path).name for path in harness.document.pictures.paths]
    assert names == ["pic_1.png", "pic_2.png", "pic_10.png"]
    assert harness.name == "pic_1.png"
    assert harness.window.picture_panel.model.rowCount() == 3


def test_d_and_a_go_on_and_back(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    seen = []
    for key in (Qt.Key.Key_D, Qt.Key.Key_D, Qt.Key.Key_D, Qt.Key.Key_A):
        harness.key(key)
        harness.settle()
        seen.append(harness.name)
    assert harness.window.status_bar.message.line == "This is the last picture."
    assert seen == ["pic_2.png", "pic_10.png", "pic_10.png", "pic_2.png"]
    shown = harness.picture()
    middle = shown.pixelColor(shown.width() // 2, shown.height() // 2)
    assert (middle.red(), middle.green(), middle.blue()) == (90, 60, 40)


def test_a_click_in_the_list_shows_that_picture(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    view = harness.window.picture_panel.list
    rect = view.visualRect(harness.window.picture_panel.model.index(2, 0))
    harness.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    harness.settle()
    assert harness.name == "pic_10.png"


def test_dropped_pictures_replace_what_is_open(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    drop(harness, pictures / "pic_10.png", pictures / "pic_2.png")
    harness.wait(lambda: harness.name == "pic_10.png")
    harness.settle()
    assert len(harness.document.pictures.paths) == 2


def test_a_single_picture_opens_with_those_beside_it(
    make_window: MakeHarness, pictures: Path
) -> None:
    (pictures / "below").mkdir()
    (pictures / "below" / "pic_3.png").write_bytes((pictures / "pic_1.png").read_bytes())
    harness = make_window(pictures / "pic_2.png")
    assert harness.name == "pic_2.png"
    names = [Path(path).name for path in harness.document.pictures.paths]
    assert names == ["pic_1.png", "pic_2.png", "pic_10.png"]
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert harness.name == "pic_10.png"


def test_the_open_dialogs(
    make_window: MakeHarness, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window()
    chosen = [str(pictures / "pic_2.png")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: (chosen, ""))
    harness.key(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    harness.wait(lambda: harness.name == "pic_2.png")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(pictures))
    harness.key(Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    harness.wait(lambda: harness.name == "pic_1.png")
    harness.settle()
    assert harness.session.settings["recent_paths"] == [str(pictures), chosen[0]]


def test_recent_paths_open_from_the_menu(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures / "pic_2.png")
    harness.session.open([str(pictures)])
    harness.wait(lambda: harness.name == "pic_1.png")
    menu = harness.window.menus._recent_paths
    menu.aboutToShow.emit()
    entry = next(a for a in menu.actions() if a.text().endswith("pic_2.png"))
    entry.trigger()
    harness.wait(lambda: harness.name == "pic_2.png")
    harness.settle()


def test_a_folder_that_is_open_is_opened_again(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.editor.relabel_to_name("cup")
    harness.editor.draw((150, 120, 200, 180))
    harness.session.open([str(pictures)])
    harness.settle()
    assert not harness.document.project.read_only
    assert len(harness.document.annotations) == 1
    assert harness.editor.draw((10, 120, 40, 180)) is not None


def test_what_cannot_be_opened_is_named(make_window: MakeHarness, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("no picture")
    harness = make_window(notes, settle=False)
    harness.wait(
        lambda: "notes.txt: not a picture or video" in harness.window.status_bar.message.line
    )
    harness.session.open([str(tmp_path / "gone")])
    harness.wait(lambda: "no such file" in harness.window.status_bar.message.line)


def test_the_newest_picture_wins(make_window: MakeHarness, pictures: Path, tmp_path: Path) -> None:
    harness = make_window(pictures)
    gate = tmp_path / "gate"
    harness.plan.write(
        wait_for={"pic_2.png": str(gate)},
        boxes={"pic_10.png": harness.plan.values["boxes"]["*"][:1], "pic_2.png": []},
    )
    harness.key(Qt.Key.Key_D)
    harness.wait(lambda: len(harness.plan.requests()) == 2)
    harness.key(Qt.Key.Key_D)
    gate.touch()
    harness.settle()
    assert harness.name == "pic_10.png"
    # The late answer for pic_2 must not appear on pic_10.
    assert len(harness.document.rows) == 1
    assert harness.document.detections is not None
    assert harness.document.detections.file.endswith("pic_10.png")


def test_filter_narrows_the_list_and_what_d_reaches(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    harness.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    harness.qtbot.keyClicks(harness.window.picture_panel.filter, "_1")
    harness.wait(lambda: harness.window.picture_panel.model.rowCount() == 2)
    harness.canvas.setFocus()
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert harness.name == "pic_10.png"


def test_neighbours_are_decoded_ahead(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    cache = harness.session.loader.cache
    harness.wait(lambda: len(cache) == 3)
    harness.key(Qt.Key.Key_D)
    # From the cache the pixels are there at once, without a turn of the event loop.
    assert harness.document.pixels is not None
    harness.settle()


def test_letters_typed_into_a_field_do_not_act(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    field = harness.window.picture_panel.filter
    field.setFocus()
    before = (harness.name, harness.document.view, len(harness.plan.requests()))
    for key in (Qt.Key.Key_D, Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_I, Qt.Key.Key_F):
        harness.key(key)
    assert field.text() == "dacif"
    assert (harness.name, harness.document.view, len(harness.plan.requests())) == before
    field.clear()


def test_thumbnails_are_made_for_rows_in_sight_only(
    make_window: MakeHarness, pictures: Path
) -> None:
    for number in range(100, 160):
        (pictures / f"pic_{number}.png").write_bytes((pictures / "pic_1.png").read_bytes())
    (pictures / "pic_0.png").write_bytes(b"broken")
    harness = make_window(pictures / "pic_1.png", pictures)
    thumbnails = harness.session.thumbnails
    first = str(pictures / "pic_1.png")
    harness.wait(
        lambda: first in thumbnails.cache and str(pictures / "pic_0.png") in thumbnails.broken
    )
    view = harness.window.picture_panel.list
    in_sight = view.viewport().height() // view.rowHeight(0) + 2
    assert len(thumbnails.cache) <= in_sight
    assert str(pictures / "pic_159.png") not in thumbnails.cache
    view.scrollToBottom()
    harness.wait(lambda: str(pictures / "pic_159.png") in thumbnails.cache)


def test_rows_scrolled_past_are_not_made_later(
    qtbot: QtBot, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, made = threading.Event(), []

    def read(path: str, _side: int) -> QImage:
        gate.wait()
        made.append(path)
        return QImage(8, 8, QImage.Format.Format_RGB32)

    monkeypatch.setattr("app.services.thumbnails.read_thumbnail", read)
    thumbnails = Thumbnails(64, 1_000_000)
    names = [f"{number}.png" for number in range(200)]
    for name in names:
        assert thumbnails.get(name) is None
    gate.set()
    qtbot.waitUntil(lambda: names[140] in thumbnails.cache, timeout=30_000)
    thumbnails.close()
    assert names[199] in thumbnails.cache
    assert set(made) <= {names[0], *names[140:]}
