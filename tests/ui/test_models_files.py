"""Models and runs that come into the list and go out of it; damage that is shown and repaired."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.domain.formats.labels import Step
from app.domain.models import adding
from app.domain.models.adding import add_file
from tests.model_files import write_model
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness
from tests.ui.models import (
    add_model,
    current,
    opened,
    registry,
    rows,
    run_of,
    shown,
    titled,
    told,
)


def test_files_and_runs_are_added_by_the_buttons(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    window = opened(harness)
    file = write_model(tmp_path / "mine.safetensors")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(file), ""))
    harness.click_widget(window.add_file)
    shown(harness, window, "lite", "mine")
    harness.wait(lambda: current(window).text(0) == "mine")
    assert harness.session.adoption.ref == "lite", "it is added, not used"
    run = run_of(tmp_path / "run")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(run))
    harness.click_widget(window.add_run)
    shown(harness, window, "lite", "  cells-2", "mine")
    harness.wait(lambda: current(window).text(0) == "cells-2")
    harness.click_widget(window.add_run)
    harness.wait(lambda: "is in the models already" in window.word.text())
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
    harness.click_widget(window.add_run)
    harness.wait(lambda: "no folder of a run" in window.word.text())


def drop(harness: Harness, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), action, data, Qt.MouseButton.LeftButton, none)
    harness.window.dropEvent(event)


def test_runs_and_model_files_are_dropped_on_the_window(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    drop(harness, run_of(tmp_path / "run"))
    harness.wait(lambda: harness.window.models.models_window)
    window = harness.window.models.models_window
    assert window is not None
    shown(harness, window, "lite", "  cells-2")
    drop(harness, write_model(tmp_path / "mine.safetensors"))
    shown(harness, window, "lite", "  cells-2", "mine")
    assert harness.document.pictures.paths, "pictures stay open"
    drop(harness, pictures / "pic_2.png")
    harness.wait(lambda: harness.name == "pic_2.png")


def test_a_model_is_exported(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    model = add_model(harness, tmp_path / "mine.safetensors")
    window = opened(harness, "mine")
    target = tmp_path / "out" / "copy"
    target.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    harness.click_widget(window.export)
    made = target.with_name("copy.safetensors")
    harness.wait(made.exists)
    assert made.read_bytes() == model.file.read_bytes()
    picture = pictures / "pic_1.png"
    before = picture.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(picture), ""))
    harness.click_widget(window.export)
    harness.wait(lambda: "a model file's name ends in .safetensors" in window.word.text())
    assert picture.read_bytes() == before


def test_damage_is_shown_and_repaired(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    added = add_file(registry(), write_model(tmp_path / "mine.safetensors"))
    entry = registry().folder / added.id / "entry.json"
    entry.write_text("{")
    harness = make_window(pictures)
    window = opened(harness)
    assert rows(window) == ["lite", "mine"]
    item = window.tree.topLevelItem(1)
    assert item is not None
    window.tree.setCurrentItem(item)
    assert item.text(1) == "damaged"
    assert "no readable entry" in window.details.problem.text()
    assert not window.adopt.isEnabled()
    QTest.keyClick(window.tree, Qt.Key.Key_Return)
    told(harness, "no readable entry")
    harness.click_widget(window.repair)
    harness.wait(lambda: harness.session.models.find(added.id))
    assert titled(harness, "mine").usable


def test_closing_the_window_gives_copying_up(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    copy = adding._copy

    def slowly(source: Path, target: Path, step: Step) -> str:
        def rest(done: int, total: int) -> None:
            time.sleep(0.05)
            step(done, total)

        return copy(source, target, rest)

    monkeypatch.setattr(adding, "_copy", slowly)
    monkeypatch.setattr(adding, "_CHUNK", 10_000)  # so that copying takes minutes
    file = write_model(tmp_path / "large.safetensors", weights=bytes(30_000_000))
    harness.session.models.add_file(file)
    harness.wait(lambda: list(registry().folder.glob(".adding-*/*.safetensors")))
    harness.close()
    assert [each.title for each in registry().read().models] == ["lite"]
    assert not list(registry().folder.glob(".adding-*"))
