"""The Dataset tab: figures that follow the edits, and a click that goes to a likely mistake."""

from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from app.domain.dataset_report import Report
from tests.ui.conftest import MakeHarness
from tests.ui.harness import LEFT, NO_KEYS, Harness
from tests.ui.track_hands import Hands, hands, moved

__all__ = ["hands", "moved"]  # fixtures


@pytest.fixture
def opened(make_window: MakeHarness, pictures: Path) -> Harness:
    harness = make_window(pictures)
    harness.window.tabs.setCurrentWidget(harness.window.dataset_panel)
    return harness


def draw(harness: Harness, name: str, *boxes: tuple[float, float, float, float]) -> None:
    editor = harness.session.editor
    editor.relabel_to_name(name)
    for box in boxes:
        assert editor.draw(box) is not None
    harness.document.choose(())


def report_with(harness: Harness, boxes: int) -> Report:
    def told() -> bool:
        report = harness.window.dataset.report
        return report is not None and report.annotations == boxes

    harness.wait(told)
    report = harness.window.dataset.report
    assert report is not None
    return report


def test_an_empty_project_says_so(opened: Harness) -> None:
    report = report_with(opened, 0)
    panel = opened.window.dataset_panel
    assert (report.pictures, report.reviewed) == (3, 0)
    assert "3 pictures, 0 reviewed (0 %)" in panel.figures.text()
    assert "No boxes yet" in panel.size_note.text()
    assert panel.mistake_note.text() == "None found."
    assert not panel.mistakes.isVisible()


def test_figures_follow_edits_and_undo(opened: Harness) -> None:
    draw(opened, "cat", (10, 10, 60, 60), (100, 20, 160, 80))
    draw(opened, "dog", (10, 100, 40, 130))
    opened.session.editor.mark([opened.document.pictures.current or ""], True)
    report = report_with(opened, 3)
    panel = opened.window.dataset_panel
    assert [(bar.name, bar.value) for bar in panel.classes.bars] == [("cat", 2), ("dog", 1)]
    assert sum(panel.sizes.counts) == 3
    assert report.drawn == 3
    opened.wait(lambda: "1 reviewed (33 %)" in panel.figures.text())
    opened.document.undo()
    opened.document.undo()
    report_with(opened, 2)
    opened.wait(lambda: panel.classes.bars[1].value == 0)


def test_a_video_counts_by_its_reviewed_frames_and_the_boxes_of_its_tracks(
    moved: Hands,
) -> None:
    harness = moved.harness
    harness.window.tabs.setCurrentWidget(harness.window.dataset_panel)
    text = harness.window.dataset_panel.figures.text
    harness.wait(
        lambda: (
            text().startswith("Videos: 1, reviewed frames: 0\n2 boxes, ")
            and text().endswith("\nComputed between keyframes: 9")
        )
    )
    assert not harness.window.dataset_panel.reviewed.isVisible()
    moved.videos.player.set_course((2, 8), False)
    moved.run("review")
    harness.wait(lambda: text().startswith("Videos: 1, reviewed frames: 7"))


def test_sizes_in_network_pixels_have_bands_of_levels(opened: Harness) -> None:
    draw(opened, "cat", (10, 10, 42, 42))
    report_with(opened, 1)
    panel = opened.window.dataset_panel
    opened.click_widget(panel.in_network)
    assert [band.name for band in panel.sizes.bands] == ["P2", "P3", "P4", "P5", "P6"]
    low, high = panel.sizes.edges[0], panel.sizes.edges[-1]
    assert low <= 64 < high, "pictures are twice as large in the network"


def test_an_accepted_detection_counts_for_its_level(opened: Harness) -> None:
    opened.document.select(int(opened.document.rows[0]))
    opened.session.editor.accept_selected()
    report = report_with(opened, 1)
    assert report.per_level == {"P6": 1}
    bars = opened.window.dataset_panel.levels.bars
    assert {bar.name: bar.value for bar in bars} == {"P2": 0, "P3": 0, "P4": 0, "P5": 0, "P6": 1}


def test_a_click_on_a_mistake_goes_there(opened: Harness) -> None:
    draw(opened, "cat", (10, 10, 60, 60), (10, 10, 60, 60.5))
    draw(opened, "dog", (200, 100, 203, 180))
    there = opened.document.pictures.current
    ids = list(opened.document.annotations)
    opened.session.step(1)
    opened.settle()
    report_with(opened, 3)
    view = opened.window.dataset_panel.mistakes
    opened.wait(lambda: view.count() == 2)
    words = [view.item(row).text() for row in range(2)]
    assert words == ["cat: lies on another box (IoU 0.99)", "dog: only 3.0 px thin"]
    opened.window.dataset_panel.ensureWidgetVisible(view)
    place = view.visualItemRect(view.item(0)).center()
    QTest.mouseClick(view.viewport(), LEFT, NO_KEYS, place)
    opened.settle()
    assert opened.document.pictures.current == there
    assert opened.document.chosen == (ids[1],)
    opened.document.choose(ids[1:2])
    opened.session.editor.delete_chosen()
    said: list[str] = []
    opened.document.told.connect(said.append)
    view.itemActivated.emit(view.item(0))
    assert said == ["This box is not there any more."]


def test_nobody_counts_while_the_tab_is_hidden(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    draw(harness, "cat", (10, 10, 60, 60))
    assert harness.window.dataset.report is None
