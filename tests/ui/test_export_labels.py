"""Labels go out of a project: permanent classes, nothing undecided, nothing written onto media."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.domain.class_editing import reorder
from app.domain.edits import Edit
from app.domain.formats.labels import FormatError
from app.domain.formats.project_labels import labels_of_project
from app.domain.formats.table import recognise
from app.services.folder_scan import folder_entries
from app.views.export_dialog import ExportDialog
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness
from tests.ui.test_import import import_file, labels_of


def export(harness: Harness, format: str, target: Path, **boxes: bool) -> str:
    """Export through the dialog; returns what it says at the end."""
    harness.window.menus.actions["export_labels"].trigger()
    dialog = harness.window.findChildren(ExportDialog)[-1]
    dialog.format.setCurrentIndex(dialog.format.findData(format))
    dialog.target.setText(str(target))
    for name, checked in boxes.items():
        getattr(dialog, name).setChecked(checked)
    dialog.which.setCurrentIndex(1)
    harness.click_widget(dialog.export_button)
    harness.wait(lambda: dialog.outcome.isVisible() or dialog.message.isVisible())
    said = dialog.outcome.text() or dialog.message.text()
    dialog.reject()
    return said


@pytest.fixture
def harness(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Harness:
    harness = make_window(pictures)
    import_file(harness, labels_of(tmp_path), monkeypatch)
    return harness


def test_coco_has_the_ids_it_came_with_and_no_detection(harness: Harness, tmp_path: Path) -> None:
    said = export(harness, "coco", tmp_path / "out.json")
    assert "2 boxes on 2 pictures" in said
    content = json.loads((tmp_path / "out.json").read_text())
    assert [(each["id"], each["name"]) for each in content["categories"]] == [
        (7, "cat"),
        (3, "dog"),
    ]
    assert [row["bbox"] for row in content["annotations"]] == [[10, 20, 30, 40], [50, 20, 30, 40]]
    assert [row["iscrowd"] for row in content["annotations"]] == [1, 0]
    assert {each["split"] for each in content["images"]} == {"val"}


def test_yolo_with_pictures_and_another_order_of_classes(harness: Harness, tmp_path: Path) -> None:
    first = tmp_path / "yolo"
    assert "1 crowd" in export(harness, "yolo", first, copies=True)
    assert (first / "classes.txt").read_text() == "cat\ndog\n"
    assert (first / "images" / "val" / "pic_1.png").exists()
    before = (first / "labels" / "val" / "pic_1.txt").read_text()
    document = harness.document
    document.do(_reordered(harness))
    export(harness, "yolo", first)
    assert (first / "classes.txt").read_text() == "cat\ndog\n"
    assert (first / "labels" / "val" / "pic_1.txt").read_text() == before


def _reordered(harness: Harness) -> Edit:
    classes = harness.document.classes
    edit = reorder(list(reversed(classes)), classes)
    assert edit is not None
    return edit


def test_copies_lie_where_the_list_does_not_look(harness: Harness, pictures: Path) -> None:
    harness.window.menus.actions["export_labels"].trigger()
    dialog = harness.window.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    root = Path(harness.document.project.root)
    assert dialog.target.text() == str(root / "labels.json")
    dialog.copies.click()
    place = root / "PyramidLabel exports" / "labels.json"
    assert dialog.target.text() == str(place)
    dialog.which.setCurrentIndex(1)
    harness.click_widget(dialog.export_button)
    harness.wait(dialog.outcome.isVisible)
    assert place.exists()
    assert list((place.parent / "images").iterdir())
    assert folder_entries(str(root), threading.Event())[1] == []
    with pytest.raises(FormatError, match="no labels of a known format"):
        recognise(root)
    assert recognise(place.parent).files == (place,), "but there they are"
    dialog.copies.click()
    assert dialog.target.text() == str(root / "labels.json")
    dialog.target.setText("mine")
    dialog.copies.click()
    assert dialog.target.text() == "mine"


def test_a_picture_is_never_written_onto(harness: Harness, pictures: Path, tmp_path: Path) -> None:
    before = (pictures / "pic_1.png").read_bytes()
    assert "never written to" in export(harness, "coco", pictures / "pic_1.png")
    assert (pictures / "pic_1.png").read_bytes() == before


def test_voc_counts_from_one_where_that_is_ticked(harness: Harness, tmp_path: Path) -> None:
    export(harness, "voc", tmp_path / "zero")
    export(harness, "voc", tmp_path / "one", one_based=True)
    edges = [
        [line.strip() for line in text.splitlines() if "xmin" in line or "xmax" in line][:2]
        for text in (
            (tmp_path / name / "Annotations" / "pic_1.xml").read_text() for name in ("zero", "one")
        )
    ]
    assert edges == [
        ["<xmin>10</xmin>", "<xmax>40</xmax>"],
        ["<xmin>11</xmin>", "<xmax>40</xmax>"],
    ]


def test_closing_the_dialog_ends_an_export(
    harness: Harness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, reached = threading.Event(), threading.Event()
    gather = labels_of_project

    def slow(*arguments: Any) -> Any:
        reached.set()
        go_on.wait(30)
        return gather(*arguments)

    monkeypatch.setattr("app.services.label_export.labels_of_project", slow)
    told: list[str] = []
    harness.window.labels.exporting.failed.connect(told.append)
    harness.window.menus.actions["export_labels"].trigger()
    dialog = harness.window.findChildren(ExportDialog)[-1]
    dialog.target.setText(str(tmp_path / "out.json"))
    harness.click_widget(dialog.export_button)
    harness.wait(reached.is_set)
    harness.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    go_on.set()
    harness.wait(lambda: told)
    assert told[0].startswith("Stopped.")
    assert not (tmp_path / "out.json").exists()
