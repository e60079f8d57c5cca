"""The Model menu: embedded and added models; import of checkpoints in a child process."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from app.views.add_model_dialog import ImportDialog
from fpn_core.levels import NO_LEVEL_COLOUR
from fpn_core.model_header import read_model_header
from tests.model_files import write_model
from tests.source_tree import ROOT
from tests.ui.conftest import MakeHarness
from tests.ui.harness import BOXES, Harness

IMPORTER = """
import pathlib, sys
sys.path.insert(0, {root!r})
from tests.model_files import write_model
source = pathlib.Path(sys.argv[1])
if "bad" in source.name:
    print(f"{source.name}: a whole pickled model; save its state_dict() instead", file=sys.stderr)
    sys.exit(2)
out = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
write_model(out, source.stem, data=" ".join(sys.argv[2:]))
""".replace("{root!r}", repr(str(ROOT)))


def choose(harness: Harness, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(file), ""))
    harness.window.menus.actions["add_model"].trigger()


def model_texts(harness: Harness) -> list[str]:
    menu = harness.window.menus.menus["model"]
    return [action.text() + "*" * action.isChecked() for action in menu.actions()]


def test_a_model_file_is_loaded_and_remembered(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    assert "Embedded model (lite)*" in model_texts(harness)
    mine = write_model(tmp_path / "mine.safetensors")
    choose(harness, mine, monkeypatch)
    harness.wait(lambda: harness.document.model and harness.document.model.name == "mine")
    harness.settle()
    copy = Path(harness.plan.requests("load")[0]["model"])
    assert copy != mine
    assert copy.read_bytes() == mine.read_bytes()
    assert len(harness.plan.requests()) == 2  # the picture was detected again
    assert "mine*" in model_texts(harness)
    assert "mine" in harness.window.status_bar.model.text()
    mine.unlink()
    harness.close()
    again = make_window(pictures)
    again.wait(lambda: again.document.model and again.document.model.name == "mine")
    assert {"Embedded model (lite)", "mine*"} <= set(model_texts(again))


def test_boxes_of_the_model_before_are_marked_old_until_others_come(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness, answered = make_window(pictures), tmp_path / "answered"
    document, panel = harness.document, harness.window.objects_panel
    grey, edge = NO_LEVEL_COLOUR, (200, 110, 80)
    harness.window.tabs.setCurrentWidget(panel)
    assert not harness.shows_box(grey, *edge)
    mine = write_model(tmp_path / "mine.safetensors")
    harness.plan.write(wait_for={"pic_1.png": str(answered)}, boxes={"*": BOXES[:2]})
    choose(harness, mine, monkeypatch)
    harness.wait(lambda: document.model and document.model.name == "mine")
    assert document.detections_old
    assert len(document.rows) == 3
    assert harness.shows_box(grey, *edge)
    assert "3 · old" in [label.text() for label in panel.findChildren(QLabel)]
    foreground = panel.model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole)
    assert foreground.name().upper() == grey
    # They can be looked at, and nothing is decided on them.
    document.select(int(document.rows[0]))
    harness.editor.accept_selected()
    harness.editor.reject_selected()
    assert harness.editor.accept_all() == 0
    assert document.annotations == {}
    assert document.rejections == ()
    assert "another model" in harness.window.status_bar.message.line
    harness.editor.review()
    assert "still looking" in harness.window.status_bar.message.line
    answered.touch()
    harness.wait(lambda: not document.detections_old)
    assert len(document.rows) == 2
    assert not harness.shows_box(grey, 40, 100, 40)
    assert "2" in [label.text() for label in panel.findChildren(QLabel)]
    harness.editor.accept_all()
    assert len(document.annotations) == 2


def test_a_file_that_is_no_model_leaves_the_one_before(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    harness.plan.write(fail_models=["broken"])
    broken = write_model(tmp_path / "broken.safetensors")
    choose(harness, broken, monkeypatch)
    message = harness.window.status_bar.message
    harness.wait(lambda: "broken: not a model file" in message.line)
    harness.settle()
    assert "Embedded model (lite)*" in model_texts(harness)
    assert len(harness.document.rows) == 3
    assert harness.document.project.value("model") is None
    empty = tmp_path / "empty.safetensors"
    empty.touch()
    choose(harness, empty, monkeypatch)
    harness.wait(lambda: "empty.safetensors: no safetensors file" in message.line)
    assert len(harness.plan.requests("load")) == 1


def import_dialog(
    harness: Harness, file: Path, monkeypatch: pytest.MonkeyPatch, importer: Path
) -> ImportDialog:
    importer.write_text(IMPORTER)
    monkeypatch.setattr(
        "app.views.add_model_dialog.import_command", lambda: [sys.executable, str(importer)]
    )
    choose(harness, file, monkeypatch)
    dialog = harness.window.findChild(ImportDialog)
    assert dialog is not None
    return dialog


def test_a_checkpoint_is_imported_first(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness, file = make_window(pictures), tmp_path / "coco net.pth"
    file.touch()
    dialog = import_dialog(harness, file, monkeypatch, tmp_path / "importer.py")
    assert dialog.layout_choice.currentText() == "torchvision"
    dialog.architecture.setCurrentIndex(dialog.architecture.findData("r50"))
    dialog.import_button.click()
    harness.wait(lambda: harness.document.model and harness.document.model.name == "coco net")
    harness.settle()
    made = read_model_header(Path(harness.plan.requests("load")[0]["model"]))
    assert "--layout torchvision" in made.provenance["data"]
    assert "--arch r50" in made.provenance["data"]


def test_a_failed_import_shows_its_line(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness, file = make_window(pictures), tmp_path / "bad.pkl"
    file.touch()
    dialog = import_dialog(harness, file, monkeypatch, tmp_path / "importer.py")
    assert dialog.layout_choice.currentText() == "detectron2"
    dialog.import_button.click()
    harness.wait(lambda: "whole pickled model" in dialog.message.text())
    assert dialog.import_button.isEnabled()
    assert not harness.plan.requests("load")
    dialog.reject()


def test_a_model_that_is_gone_gives_way_to_the_embedded_one(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    mine = write_model(tmp_path / "mine.safetensors")
    choose(harness, mine, monkeypatch)
    harness.wait(lambda: harness.document.model and harness.document.model.name == "mine")
    harness.settle()
    harness.close()
    harness.plan.write(fail_models=["mine"])
    again = make_window(pictures)
    again.wait(lambda: again.document.model and again.document.model.name == "lite")
    again.settle()
    assert len(again.document.rows) == 3
    assert "mine: not a model file" in again.window.status_bar.message.line
