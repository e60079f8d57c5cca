"""Comparing two models: the command in its process, the table, the plot, pictures side by side."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QTreeWidgetItem

from app.domain.models.adding import add_run
from app.views.models.compare_window import CompareWindow
from app.views.models.guard_dialog import GuardDialog
from tests.ui.conftest import MakeHarness
from tests.ui.harness import LEFT, Harness
from tests.ui.models import add_model, good_report, registry, run_of, titled, uses
from tests.ui.test_accessibility import nameless
from tests.unit.app.models.made_runs import detections, report

FAKE_COMPARE = Path(__file__).with_name("fake_compare.py")


class Comparer:
    """The plan of the comparison without models, and the log of what it was asked."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.values: dict[str, Any] = {"report": report()}
        self.write()

    def write(self, **values: Any) -> None:
        self.values |= values
        self.file.write_text(json.dumps(self.values))

    def asked(self) -> list[dict[str, Any]]:
        log = self.file.with_suffix(".log")
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


@pytest.fixture
def comparer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Comparer:
    made = Comparer(tmp_path / "compare.json")
    command = [sys.executable, str(FAKE_COMPARE), str(made.file)]
    monkeypatch.setattr("app.views.models.doors.compare_command", lambda: command)
    return made


def opened(harness: Harness) -> CompareWindow:
    harness.window.menus.actions["compare_models"].trigger()
    window = harness.window.models.compare_window
    assert window is not None
    harness.wait(window.isActiveWindow)
    return window


def hold_out(harness: Harness, *names: str) -> None:
    """Review some pictures and keep them for judging."""
    paths = [each for each in harness.document.pictures.paths if Path(each).name in names]
    harness.session.picture_edits.mark(paths, True)
    harness.session.picture_edits.set_split(paths, "val")


def pair(window: CompareWindow) -> tuple[str, str]:
    return window.choice.before.currentText(), window.choice.after.currentText()


def table(window: CompareWindow) -> dict[str, list[str]]:
    """The rows of the table by their names."""
    out: dict[str, list[str]] = {}

    def walk(item: QTreeWidgetItem) -> None:
        out[item.text(0)] = [item.text(column) for column in range(1, 7)]
        for place in range(item.childCount()):
            child = item.child(place)
            assert child is not None
            walk(child)

    for place in range(window.table.topLevelItemCount()):
        item = window.table.topLevelItem(place)
        assert item is not None
        walk(item)
    return out


def test_two_models_are_compared_on_the_held_out_pictures(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, comparer: Comparer
) -> None:
    harness = make_window(pictures)
    model = add_model(harness, tmp_path / "mine.safetensors")
    window = opened(harness)
    assert pair(window) == ("lite", "mine")
    assert not window.run.isEnabled()
    assert "No picture is held out yet" in window.empty.text()
    hold_out(harness, "pic_1.png", "pic_10.png")
    harness.wait(window.run.isEnabled)
    assert window.choice.data.currentText() == "Held-out pictures of the project (2)"
    files = [pictures / "pic_1.png", pictures / "pic_10.png"]
    comparer.write(detections=detections(*files))
    harness.click_widget(window.run)
    harness.wait(lambda: window.report)
    (asked,) = comparer.asked()
    assert asked["models"] == ["lite", model.ref]
    images = asked["data"]["images"]
    assert [each["file_name"] for each in images] == [str(each) for each in files]
    assert (images[0]["width"], images[0]["height"], images[0]["split"]) == (320, 240, "val")
    assert "--split" not in asked
    assert not Path(asked["--json"]).parent.exists(), "nothing is left behind"
    assert window.headline.text() == "cells-2 is better than lite over all, and worse in something"
    assert "judged here" in window.facts.text()


def test_the_table_says_what_is_known_and_how_sure_it_is(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, comparer: Comparer
) -> None:
    add_run(registry(), run_of(tmp_path / "run"))
    harness = make_window(pictures)
    window = opened(harness)
    assert pair(window) == ("lite", "cells-2")
    harness.wait(lambda: window.report)
    assert not comparer.asked(), "the report of its run is shown"
    rows = table(window)
    assert rows["AP50, all classes"] == [
        "1,210", "0.61", "0.78", "▲ 0.17", "+0.10 to +0.24", "better",
    ]  # fmt: skip
    assert rows["RBC"] == ["980", "0.91", "0.80", "▼ 0.11", "-0.15 to -0.06", "worse"]
    assert rows["platelets"][-1] == "too few to judge (18)"
    assert rows["Small boxes"][-1] == "within chance"
    assert rows["AP50, new classes"] == ["230", "–", "0.84", "–", "–", "–"]
    assert window.warnings.text().splitlines() == [
        "▼ AP50, old classes fell from 0.91 to 0.80 (980 boxes)",
        "▼ RBC fell from 0.91 to 0.80 (980 boxes)",
    ]
    assert "16 pictures, 1,210 boxes · AP50 0.61 → 0.78 · 32 → 33 ms" in window.facts.text()
    assert window.levels.accessibleDescription() == "P2: 120 → 180, P3: 300 → 310"
    assert window.levels.text_at(QPoint(50, window.levels.fontMetrics().height() + 20).toPointF())


def test_pictures_stand_side_by_side_and_move_together(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, comparer: Comparer
) -> None:
    run = run_of(tmp_path / "run")
    files = [pictures / f"pic_{number}.png" for number in (1, 2, 10)]
    (run / "detections.json").write_text(json.dumps(detections(*files)))
    add_run(registry(), run)
    harness = make_window(pictures)
    window = opened(harness)
    harness.wait(lambda: window.report)
    window.tabs.setCurrentIndex(1)
    side = window.pictures
    harness.wait(lambda: side.name.line == "pic_10.png: they differ in 2 boxes")
    assert side.number.text() == "1 / 3"
    assert side.before.line.line == "1 found · 2 missed · 0 wrong"
    assert side.after.line.line == "3 found · 0 missed · 0 wrong"
    assert side.truth.line.line == "3 boxes"
    harness.wait(lambda: side.before.view.picture._pixels is not None)
    QTest.keyClick(side.before.view, Qt.Key.Key_Right)
    assert side.name.line == "pic_2.png: they differ in 1 box"
    harness.click_widget(side.next)
    assert side.number.text() == "3 / 3"
    assert not side.next.isEnabled()
    QTest.keyClick(side.after.view, Qt.Key.Key_A)
    assert side.number.text() == "2 / 3"
    QTest.keyClick(side.truth.view, Qt.Key.Key_Plus)
    zooms = {round(pane.view.zoom, 6) for pane in side.panes}
    assert len(zooms) == 1
    assert not side.before.view.fitted
    view = side.after.view.viewport()
    QTest.mousePress(view, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(60, 60))
    QTest.mouseMove(view, QPoint(30, 50))
    QTest.mouseRelease(view, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(30, 50))
    centres = {tuple(round(part) for part in pane.view.centre()) for pane in side.panes}
    assert len(centres) == 1
    QTest.keyClick(side.after.view, Qt.Key.Key_F)
    assert all(pane.view.fitted for pane in side.panes)


def test_a_class_is_looked_at_alone(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, comparer: Comparer
) -> None:
    run = run_of(tmp_path / "run")
    files = [pictures / f"pic_{number}.png" for number in (1, 2, 10)]
    (run / "detections.json").write_text(json.dumps(detections(*files)))
    add_run(registry(), run)
    harness = make_window(pictures)
    window = opened(harness)
    harness.wait(lambda: window.report)
    for item in window.table.findItems("WBC", Qt.MatchFlag.MatchRecursive):
        window.table.setCurrentItem(item)
    QTest.keyClick(window.table, Qt.Key.Key_Return)
    side = window.pictures
    assert window.tabs.currentWidget() is side
    assert side.classes.currentText() == "WBC"
    harness.wait(lambda: side.number.text() == "1 / 2")  # one picture holds none
    assert side.before.line.line == "0 found · 2 missed · 0 wrong"
    assert side.name.line == "pic_10.png: they differ in 2 boxes"
    side.score.setValue(0.85)
    harness.wait(lambda: "0 boxes" in side.name.line)
    assert side.after.line.line == "0 found · 2 missed · 0 wrong"
    assert side.name.line == "pic_10.png: they differ in 0 boxes", "the picture stays"
    side.colours.setCurrentIndex(1)
    side.colours.activated.emit(1)
    assert not side.swatches[0].isVisible()


def test_a_comparison_can_be_cancelled_and_fails_with_its_line(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, comparer: Comparer
) -> None:
    harness = make_window(pictures)
    add_model(harness, tmp_path / "mine.safetensors")
    hold_out(harness, "pic_1.png")
    window = opened(harness)
    comparer.write(wait_for=str(tmp_path / "never"))
    harness.click_widget(window.run)
    harness.wait(lambda: window.progress.maximum() == 16)
    assert window.progress.value() == 3
    assert window.run.text() == "Cancel"
    assert not window.choice.isEnabled()
    harness.click_widget(window.run)
    assert window.run.text() == "Compare"
    assert not window.progress.isVisible()
    (asked,) = comparer.asked()
    assert not Path(asked["--json"]).parent.exists()
    comparer.write(wait_for="", fail="mine.safetensors: the weights do not fit")
    harness.click_widget(window.run)
    harness.wait(window.error.isVisible)
    assert window.error.text() == "mine.safetensors: the weights do not fit"
    comparer.values.pop("fail")
    comparer.write(crash=True)
    harness.click_widget(window.run)
    harness.wait(lambda: "The system ended the comparison" in window.error.text())
    comparer.values.pop("crash")
    comparer.write(report={"format": 1})
    harness.click_widget(window.run)
    harness.wait(lambda: "pictures is None" in window.error.text())
    comparer.write(wait_for=str(tmp_path / "never"))
    harness.click_widget(window.run)
    harness.wait(lambda: len(comparer.asked()) == 5)
    window.close()
    assert not window.comparing.running


def test_a_coco_file_judges_by_its_own_split(
    make_window: MakeHarness,
    pictures: Path,
    tmp_path: Path,
    comparer: Comparer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    harness = make_window(pictures)
    add_model(harness, tmp_path / "mine.safetensors")
    window = opened(harness)
    file = tmp_path / "labels" / "all.json"
    (file.parent / "images").mkdir(parents=True)
    content = {"images": [{"id": 1, "file_name": "a.png", "split": "val"}], "annotations": []}
    file.write_text(json.dumps(content))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(file), ""))
    window.choice.data.setCurrentIndex(1)
    window.choice.data.activated.emit(1)
    assert window.choice.data.currentText() == "all.json"
    assert window.choice.images.text() == "Pictures in images..."
    harness.click_widget(window.run)
    harness.wait(lambda: window.report)
    asked = comparer.asked()[-1]
    assert (asked["--data"], asked["--split"]) == (str(file), "val")
    assert asked["--images"] == str(file.parent / "images")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(pictures))
    harness.click_widget(window.choice.images)
    file.write_text(json.dumps({"images": [{"id": 1, "file_name": "a.png"}]}))
    harness.click_widget(window.run)
    harness.wait(lambda: window.report)
    asked = comparer.asked()[-1]
    assert asked["--images"] == str(pictures)
    assert "--split" not in asked
    file.unlink()
    harness.click_widget(window.run)
    harness.wait(lambda: "all.json" in window.error.text())


def test_what_was_compared_here_is_asked_about_before_adopting(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, comparer: Comparer
) -> None:
    harness = make_window(pictures)
    add_model(harness, tmp_path / "mine.safetensors")
    hold_out(harness, "pic_1.png")
    window = opened(harness)
    harness.click_widget(window.run)
    harness.wait(lambda: window.report)
    assert window.adopt.text() == "Adopt mine"
    harness.click_widget(window.adopt)
    dialog = window.findChild(GuardDialog)
    assert dialog is not None
    assert "RBC fell" in dialog.text.text()
    harness.click_widget(dialog.look)
    harness.wait(lambda: window.report)
    assert len(comparer.asked()) == 1
    assert pair(window) == ("lite", "mine")
    comparer.write(report=good_report())
    harness.click_widget(window.run)
    harness.wait(lambda: window.report and not window.report.warns)
    assert window.headline.text() == "cells-2 is better than lite"
    harness.click_widget(window.adopt)
    uses(harness, "mine")
    harness.wait(lambda: not window.adopt.isEnabled())


def test_the_models_window_leads_to_the_comparison(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, comparer: Comparer
) -> None:
    add_run(registry(), run_of(tmp_path / "run"))
    harness = make_window(pictures)
    add_model(harness, tmp_path / "mine.safetensors")
    doors = harness.window.models
    doors.show_models(titled(harness, "cells-2").id)
    assert doors.models_window is not None
    harness.click_widget(doors.models_window.compare)
    assert doors.compare_window is not None
    assert pair(doors.compare_window) == ("lite", "cells-2")
    doors.models_window.select(titled(harness, "mine").id)
    harness.click_widget(doors.models_window.compare)
    assert pair(doors.compare_window) == ("lite", "mine")
    assert doors.compare_window.report is None


def test_a_damaged_report_of_a_run_gives_its_line(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, comparer: Comparer
) -> None:
    run = run_of(tmp_path / "run")
    (run / "detections.json").write_text("{}")
    add_run(registry(), run)
    harness = make_window(pictures)
    window = opened(harness)
    harness.wait(window.error.isVisible)
    assert "before is None, not an object" in window.error.text()
    assert window.report is None


def test_nothing_to_compare_says_what_to_do(
    make_window: MakeHarness, pictures: Path, comparer: Comparer
) -> None:
    harness = make_window(pictures)
    window = opened(harness)
    assert "Choose two models" in window.empty.text()
    assert not window.run.isEnabled()
    assert not nameless(window)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_everything_of_a_comparison_has_a_name(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, comparer: Comparer
) -> None:
    run = run_of(tmp_path / "run")
    (run / "detections.json").write_text(json.dumps(detections(pictures / "pic_1.png")))
    add_run(registry(), run)
    harness = make_window(pictures)
    window = opened(harness)
    harness.wait(lambda: window.report)
    for place in range(2):
        window.tabs.setCurrentIndex(place)
        assert not nameless(window)
    window.resize(1024, 700)
    for button in (window.run, window.adopt, window.pictures.next):
        assert button.width() >= button.sizeHint().width()
    assert window.table.header().length() <= window.table.viewport().width()
