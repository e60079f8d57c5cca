"""Labels come into a project: preview, one edit, nothing doubled."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton

from app.domain.formats.pictures import settle_size
from app.views.import_dialog import ImportDialog
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness
from tests.ui.test_open import drop
from tests.unit.app.formats.label_files import VOC_BY_LABELIMG


def labels_of(folder: Path, name: str = "instances_val.json") -> Path:
    """A COCO file over the pictures of a folder; one row is broken, one class differs in case."""
    rows: list[dict[str, Any]] = [
        {"id": 1, "image_id": 1, "category_id": 7, "bbox": [10, 20, 30, 40], "iscrowd": 1},
        {"id": 2, "image_id": 1, "category_id": 3, "bbox": [50, 20, 30, 40]},
        {"id": 3, "image_id": 2, "category_id": 3, "bbox": [50, 20, -3, 40]},
    ]
    content = {
        "categories": [{"id": 7, "name": "cat"}, {"id": 3, "name": "dog"}],
        "images": [
            {"id": 1, "file_name": "pic_1.png", "width": 320, "height": 240},
            {"id": 2, "file_name": "pic_2.png", "width": 320, "height": 240},
        ],
        "annotations": rows,
    }
    file = folder / name
    file.write_text(json.dumps(content))
    return file


def dialog_of(harness: Harness) -> ImportDialog:
    harness.wait(lambda: harness.window.findChildren(ImportDialog))
    return harness.window.findChildren(ImportDialog)[-1]


def import_file(harness: Harness, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(file), ""))
    harness.window.menus.actions["import_labels"].trigger()
    dialog = dialog_of(harness)
    harness.wait(dialog.import_button.isEnabled)
    harness.click_widget(dialog.import_button)
    harness.wait(lambda: not harness.window.findChildren(ImportDialog))


def test_a_preview_then_one_edit(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = labels_of(tmp_path)
    harness = make_window(pictures)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(file), ""))
    harness.window.menus.actions["import_labels"].trigger()
    dialog = dialog_of(harness)
    harness.wait(dialog.import_button.isEnabled)
    assert "2 boxes" in dialog.summary.text()
    shown = [dialog.classes.model().index(row, 0).data() for row in range(2)]
    assert shown == ["cat", "dog"]
    assert "annotation 3" in dialog.problems.item(0).text()
    assert dialog.complete.isChecked()
    assert not harness.document.project.classes
    harness.click_widget(dialog.import_button)
    harness.wait(lambda: not harness.window.findChildren(ImportDialog))
    document = harness.document
    assert [row.box for row in document.annotations.values()] == [
        (10, 20, 40, 60),
        (50, 20, 80, 60),
    ]
    assert [each.name for each in document.classes.values()] == ["cat", "dog"]
    assert next(iter(document.annotations.values())).crowd
    assert document.record is not None
    assert document.record.reviewed
    assert document.record.split == "val"
    document.undo()
    assert not document.annotations
    assert not document.classes


def test_labels_find_the_opened_pictures_in_any_sub_folder(
    make_window: MakeHarness, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep, own = pictures / "week 7" / "monday", pictures / "exported"
    for folder in (deep, own):
        folder.mkdir(parents=True)
    for name in ("pic_1.png", "pic_2.png"):
        (pictures / name).rename(deep / name)
    (pictures / "pic_10.png").rename(pictures / "week 7" / "pic_2.png")
    harness = make_window(pictures)
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *_args: (str(labels_of(own, "all.json")), "")
    )
    harness.window.menus.actions["import_labels"].trigger()
    dialog = dialog_of(harness)
    harness.wait(dialog.import_button.isEnabled)
    problems = [dialog.problems.item(row).text() for row in range(dialog.problems.count())]
    assert any("pic_2.png" in each and "2 pictures have this name" in each for each in problems)
    harness.click_widget(dialog.import_button)
    harness.wait(lambda: not harness.window.findChildren(ImportDialog))
    found = {each.path for each in harness.document.project.pictures()}
    assert "week 7/monday/pic_1.png" in found
    assert sum(harness.document.project.class_counts().values()) == 2


def test_a_second_import_doubles_nothing(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = labels_of(tmp_path)
    harness = make_window(pictures)
    import_file(harness, file, monkeypatch)
    import_file(harness, file, monkeypatch)
    assert len(harness.document.annotations) == 2
    assert "2 were there already" in harness.window.status_bar.message.line


def test_a_folder_with_labels_offers_them_once(make_window: MakeHarness, pictures: Path) -> None:
    labels_of(pictures)
    harness = make_window(pictures)
    harness.wait(lambda: harness.window.findChildren(QMessageBox))
    box = harness.window.findChildren(QMessageBox)[0]
    harness.click_widget(box.button(QMessageBox.StandardButton.Yes))
    dialog = dialog_of(harness)
    harness.wait(dialog.import_button.isEnabled)
    dialog.reject()
    assert not harness.document.project.classes


def test_a_file_without_labels_says_why(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    (tmp_path / "empty.json").write_text("")
    harness.window.labels.show_import(str(tmp_path / "empty.json"))
    dialog = dialog_of(harness)
    harness.wait(dialog.message.isVisible)
    assert "empty.json: the file is empty" in dialog.message.text()
    assert not dialog.import_button.isEnabled()
    harness.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert all(button.text() for button in dialog.findChildren(QPushButton))


def test_no_is_remembered_and_leaves_no_file(make_window: MakeHarness, pictures: Path) -> None:
    labels_of(pictures)
    before = {each.name for each in pictures.iterdir()}
    harness = make_window(pictures)
    harness.wait(lambda: harness.window.findChildren(QMessageBox))
    box = harness.window.findChildren(QMessageBox)[0]
    harness.click_widget(box.button(QMessageBox.StandardButton.No))
    harness.wait(lambda: not harness.window.findChildren(QMessageBox))
    assert not harness.window.findChildren(ImportDialog)
    harness.close()
    assert {each.name for each in pictures.iterdir()} == before
    again = make_window(pictures)
    looked = threading.Event()
    again.window.labels.importing._looker.submit("after", looked.set, lambda *_result: None)
    again.wait(looked.is_set)
    again.qtbot.wait(1)
    assert not again.window.findChildren(QMessageBox)


def test_the_offers_that_are_remembered_have_an_end(make_window: MakeHarness) -> None:
    settings = make_window().session.settings
    for number in range(300):
        settings.add_recent("labels_offered", f"/folder {number}")
    assert len(settings["labels_offered"]) == 200
    assert settings["labels_offered"][0] == "/folder 299"


def test_a_dropped_label_file_is_previewed(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    file = labels_of(tmp_path)
    harness = make_window(pictures)
    drop(harness, file)
    dialog = dialog_of(harness)
    harness.wait(dialog.import_button.isEnabled)
    assert "2 boxes" in dialog.summary.text()
    harness.click_widget(dialog.import_button)
    harness.wait(lambda: len(harness.document.annotations) == 2)
    assert harness.name == "pic_1.png"


def test_cancel_ends_a_read_and_an_import(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = labels_of(tmp_path)
    harness = make_window(pictures)
    told: list[str] = []
    importing = harness.window.labels.importing
    importing.failed.connect(told.append)
    go_on, reached = threading.Event(), threading.Event()

    def slow(*arguments: Any) -> int:
        reached.set()
        go_on.wait(30)
        return settle_size(*arguments)

    monkeypatch.setattr("app.domain.formats.coco.settle_size", slow)
    harness.window.labels.show_import(str(file))
    dialog = dialog_of(harness)
    harness.wait(reached.is_set)
    harness.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    go_on.set()
    harness.wait(lambda: told)
    assert told == ["Stopped; nothing was imported."]
    assert not harness.document.project.classes
    assert not importing.working


def test_voc_that_counts_from_one(make_window: MakeHarness, pictures: Path, tmp_path: Path) -> None:
    harness = make_window(pictures)
    file = tmp_path / "pic_1.xml"
    file.write_text(VOC_BY_LABELIMG.replace("a.png", "pic_1.png"))
    harness.window.labels.show_import(str(file))
    dialog = dialog_of(harness)
    harness.wait(dialog.import_button.isEnabled)
    harness.click_widget(dialog.one_based)
    assert dialog.one_based.isChecked()
    harness.wait(dialog.import_button.isEnabled)
    harness.click_widget(dialog.import_button)
    harness.wait(lambda: harness.document.annotations)
    (row,) = harness.document.annotations.values()
    assert row.box == (11, 0, 320, 200)
